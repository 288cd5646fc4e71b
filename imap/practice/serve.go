package practice

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"imapsh/imap/practice/seed"
)

// ServeMain is the program `imapsh serve`: it runs a server for other clients
// until ctx is done and returns the exit status, 0 or 1.
func ServeMain(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f, err := parseServeFlags(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, serveUsage)
		return 0
	case err == nil && f.fault == "list":
		listFaults(stdout)
		return 0
	case err == nil:
		err = f.serve(ctx, stdout, stderr)
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
	requireTLS, remote, trace                      bool
}

// serveUsage is what --help shows.
const serveUsage = `usage: imapsh serve [flags]

Runs the practice server for other mail programs. Its mail is made up, is kept in
memory and is gone at the end. Users: alice/alicepw, bob/bobpw, admin/adminpw.
Prints the addresses in use and goes on until a signal ends it; help practice, in
the shell, tells more.

  --listen ADDRESS        where to listen; port 0 takes a free one (127.0.0.1:0)
  --tls-listen ADDRESS    where to listen with TLS from the first byte
  --allow-remote          listen where other machines can connect, though everybody
                          knows the passwords
  --ca FILE               write the authority of the server's certificate to FILE
  --require-tls           refuse passwords before TLS (LOGINDISABLED)
  --profile NAME          what is announced: rev1-classic, modern, everything
  --demo-mailbox PATH     show mail of one's own, read-only, as alice's: an mbox
                          file, a Maildir, or a folder of .eml files
  --trace                 show on stderr what clients and the server say, without
                          passwords and literals
  --fault NAME            misbehave; --fault list shows how
  --fault FILE            do what the script in FILE says (help practice)
`

func parseServeFlags(args []string) (*serveFlags, error) {
	var f serveFlags
	fs := flag.NewFlagSet("imapsh serve", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // what is wrong is said once, by ServeMain
	fs.Usage = func() {}
	fs.StringVar(&f.listen, "listen", "127.0.0.1:0", "")
	fs.StringVar(&f.tlsListen, "tls-listen", "", "")
	fs.StringVar(&f.profile, "profile", "", "")
	fs.StringVar(&f.mailbox, "demo-mailbox", "", "")
	fs.StringVar(&f.fault, "fault", "", "")
	fs.StringVar(&f.ca, "ca", "", "")
	fs.BoolVar(&f.trace, "trace", false, "")
	fs.BoolVar(&f.remote, "allow-remote", false, "")
	fs.BoolVar(&f.requireTLS, "require-tls", false, "")
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w; imapsh serve --help lists the flags", err)
	case fs.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	return &f, nil
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
		fault, err := LoadFault(f.fault)
		if err != nil {
			return o, err
		}
		o.Fault = &fault
	}
	return o, nil
}

// traceTo writes a line for each that is said: the number of the connection, who
// said it, and what.
func traceTo(w io.Writer) func(int, string) {
	var mu sync.Mutex
	return func(connection int, line string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(w, "%d %s\n", connection, line)
	}
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
func (f *serveFlags) serve(ctx context.Context, stdout, stderr io.Writer) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	if f.trace {
		o.Trace = traceTo(stderr)
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
