package practice

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"imapsh/imap/practice/seed"
)

// ServeMain is the program `imapsh serve`: it runs a server for other clients
// until ctx is done and returns the exit status, 0 or 1.
func ServeMain(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f, err := parseServeFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err == nil && f.fault == "list":
		listFaults(stdout)
		return 0
	case err == nil:
		err = f.serve(ctx, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "imapsh serve:", err)
		return 1
	}
	return 0
}

// serveFlags are the flags of `imapsh serve`.
type serveFlags struct {
	listen, tlsListen, profile, fault, ca, mailbox string
	requireTLS, remote                             bool
}

func parseServeFlags(args []string, stderr io.Writer) (*serveFlags, error) {
	var f serveFlags
	fs := flag.NewFlagSet("imapsh serve", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // what is wrong is said once, by ServeMain
	fs.StringVar(&f.listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 takes a free one")
	fs.StringVar(&f.tlsListen, "tls-listen", "", "`address` to listen on with TLS from the first byte")
	fs.StringVar(&f.profile, "profile", "everything", "what is announced: "+strings.Join(Profiles(), ", "))
	fs.StringVar(&f.mailbox, "demo-mailbox", "", "`path` of mail to show read-only as alice's instead: an mbox file, a Maildir, a folder of .eml files")
	fs.StringVar(&f.fault, "fault", "", "`name` of a way to misbehave; list shows them")
	fs.StringVar(&f.ca, "ca", "", "`file` to write the authority of the server's certificate to")
	fs.BoolVar(&f.remote, "allow-remote", false, "listen where other machines can connect: everybody knows the passwords")
	fs.BoolVar(&f.requireTLS, "require-tls", false, "refuse passwords before TLS (LOGINDISABLED)")
	fs.Usage = func() {}
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(stderr, "usage: imapsh serve [flags]\n\n"+
			"Runs the practice server for other mail programs. The mail is made up, is kept in\n"+
			"memory and is gone at the end. Users: alice/alicepw, bob/bobpw, admin/adminpw.\n\n")
		fs.SetOutput(stderr)
		fs.PrintDefaults()
	}
	if err == nil && fs.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	return &f, err
}

func listFaults(w io.Writer) {
	for _, f := range Faults() {
		fmt.Fprintf(w, "%-22s %s\n", f.Name, f.Summary)
	}
}

// options is what the flags ask for.
func (f *serveFlags) options() (Options, error) {
	o := Options{Profile: f.profile, RequireTLS: f.requireTLS}
	if err := o.Check(); err != nil {
		return o, err
	}
	if f.mailbox != "" {
		mail, err := seed.Load(f.mailbox)
		if err != nil {
			return o, err
		}
		o.Mail = &mail
	}
	if f.fault != "" {
		fault, ok := FindFault(f.fault)
		if !ok {
			return o, fmt.Errorf("no fault is called %q, see --fault list", f.fault)
		}
		o.Fault = &fault
	}
	return o, nil
}

// mayListen says why an address is not one to listen on: other machines can
// reach it, and nobody said that they may.
func (f *serveFlags) mayListen(addr string) error {
	a, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil || f.remote || a.IP.IsLoopback() {
		return err
	}
	return fmt.Errorf("other machines can reach %s, and everybody knows the passwords; listen on 127.0.0.1, or add --allow-remote", addr)
}

// goodbye is how long clients may take to go when the server ends.
const goodbye = 2 * time.Second

// serve listens, says where, and waits for ctx.
func (f *serveFlags) serve(ctx context.Context, stdout io.Writer) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	srv := New(o)
	defer func() {
		ctx, stop := context.WithTimeout(context.Background(), goodbye)
		defer stop()
		srv.Shutdown(ctx)
	}()
	if f.ca != "" {
		if err := srv.writeAuthority(f.ca); err != nil {
			return err
		}
	}
	for _, at := range []struct{ scheme, addr string }{{"imap", f.listen}, {"imaps", f.tlsListen}} {
		if at.addr == "" {
			continue
		}
		if err := f.mayListen(at.addr); err != nil {
			return err
		}
		addr, err := srv.Listen(at.addr, at.scheme == "imaps")
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s://%s\n", at.scheme, addr)
	}
	<-ctx.Done()
	return nil
}

// writeAuthority writes the authority's certificate as PEM.
func (s *Server) writeAuthority(file string) error {
	text, err := s.PEM()
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
