package practice

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"imapsh/imap/practice/seed"
)

// ServeMain is the program `imapsh serve`: it runs a server for other clients
// until ctx is done and returns the exit status, 0 or 1.
func ServeMain(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("imapsh serve", flag.ContinueOnError)
	fs.SetOutput(stderr)
	var (
		listen  = fs.String("listen", "127.0.0.1:0", "`address` to listen on; port 0 takes a free one")
		tlsAt   = fs.String("tls-listen", "", "`address` to listen on with TLS from the first byte")
		profile = fs.String("profile", "everything", "what is announced: "+strings.Join(Profiles(), ", "))
		fault   = fs.String("fault", "", "`name` of a way to misbehave; list shows them")
		ca      = fs.String("ca", "", "`file` to write the authority of the server's certificate to")
		require = fs.Bool("require-tls", false, "refuse passwords before TLS (LOGINDISABLED)")
		mailbox = fs.String("mailbox", "", "`KIND:PATH` of mail to show as alice's instead, read-only: mbox, maildir or eml")
	)
	fs.Usage = func() {
		fmt.Fprintf(stderr, "usage: imapsh serve [flags]\n\n"+
			"Runs the practice server for other mail programs. The mail is made up, is kept in\n"+
			"memory and is gone at the end. Users: alice/alicepw, bob/bobpw, admin/adminpw.\n\n")
		fs.PrintDefaults()
	}
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 1
	}
	fail := func(err error) int {
		fmt.Fprintln(stderr, "imapsh serve:", err)
		return 1
	}
	if fs.NArg() > 0 {
		return fail(fmt.Errorf("unexpected argument %q", fs.Arg(0)))
	}
	if *fault == "list" {
		for _, f := range Faults() {
			fmt.Fprintf(stdout, "%-22s %s\n", f.Name, f.Summary)
		}
		return 0
	}
	o := Options{Profile: *profile, RequireTLS: *require}
	if err := o.Check(); err != nil {
		return fail(err)
	}
	if *mailbox != "" {
		kind, path, _ := strings.Cut(*mailbox, ":")
		mail, err := seed.Load(kind, path)
		if err != nil {
			return fail(err)
		}
		o.Mail = &mail
	}
	if *fault != "" {
		f, ok := FindFault(*fault)
		if !ok {
			return fail(fmt.Errorf("no fault is called %q, see --fault list", *fault))
		}
		o.Fault = &f
	}
	srv := New(o)
	defer srv.Close()
	if *ca != "" {
		if err := srv.writeAuthority(*ca); err != nil {
			return fail(err)
		}
	}
	for _, at := range []struct {
		scheme, addr string
	}{{"imap", *listen}, {"imaps", *tlsAt}} {
		if at.addr == "" {
			continue
		}
		addr, err := srv.Listen(at.addr, at.scheme == "imaps")
		if err != nil {
			return fail(err)
		}
		fmt.Fprintf(stdout, "%s://%s\n", at.scheme, addr)
	}
	<-ctx.Done()
	return 0
}

// writeAuthority writes the authority's certificate as PEM.
func (s *Server) writeAuthority(file string) error {
	text, err := s.PEM()
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
