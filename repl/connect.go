package repl

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/dial"
	"imapsh/repl/render"
)

// Connect implements [command.Connection]. While a connection stands, it opens
// another session beside it.
func (s *Session) Connect(ctx context.Context, target string) error {
	srv, err := s.parseTarget(target)
	if err != nil {
		return err
	}
	if srv.secrets.inURL {
		s.hintOnce("url password", "a password in a URL can be seen by others, in the list of processes and in shell histories; --password-command, --password-file and IMAPSH_PASSWORD keep it to yourself")
	}
	return s.unknownName(target, s.connectTo(ctx, srv))
}

// unknownName adds to the failure to find a host that could be a misspelt profile
// which profiles there are.
func (s *Session) unknownName(target string, err error) error {
	var dns *net.DNSError
	if !errors.As(err, &dns) || len(s.profiles) == 0 || strings.ContainsAny(target, ".:/@") {
		return err
	}
	reason, _ := imap.ReasonOf(err)
	return &imap.Error{Class: imap.ClassOf(err), Reason: reason, Err: &dial.Error{
		Msg: err.Error(), Advice: target + " is no profile either; there are: " + strings.Join(s.ProfileNames(), ", "), Err: err,
	}}
}

// Open implements [command.Connection]: imaplib's open. Nobody logs in.
func (s *Session) Open(ctx context.Context, host, port string) error {
	if s.link.live() {
		return &imap.Error{Reason: imap.ReasonUsage, Msg: "connected already; shutdown or logout first"}
	}
	srv := &server{guest: true}
	if err := s.addFlags(srv); err != nil {
		return err
	}
	srv.host, srv.port, srv.unix, srv.exec = host, port, "", ""
	if srv.tls = "none"; port == "993" {
		srv.tls = "implicit"
	}
	l := s.newLink()
	s.hasty.Store(true)
	defer s.hasty.Store(false)
	_, done := s.working("connecting to "+srv.host, nil)
	c, err := s.dial(ctx, l, srv)
	done()
	if err != nil {
		return err
	}
	s.install(l, c, srv)
	return s.showGreeting()
}

// connectTo connects, encrypts and logs in as the server wants it, and opens
// what its URL points at. On failure a session that stands stays in use.
func (s *Session) connectTo(ctx context.Context, srv *server) error {
	l := s.newLink()
	err := s.enter(ctx, l, srv)
	if err != nil {
		return err
	}
	if !srv.wantsLogin() && s.prompted {
		if err := s.showGreeting(); err != nil {
			return err
		}
	}
	return s.begin(ctx, srv)
}

// enter connects a link and logs in. Half a login is of no use: its connection
// is closed, and kept only where there is no better, for its log.
func (s *Session) enter(ctx context.Context, l *link, srv *server) error {
	s.hasty.Store(true)
	defer s.hasty.Store(false)
	_, done := s.working("connecting to "+srv.host, nil)
	c, err := s.dial(ctx, l, srv)
	done()
	if err != nil {
		return err
	}
	if err = s.secure(ctx, c, srv); err == nil && srv.wantsLogin() {
		err = s.logIn(ctx, c, srv)
	}
	if err == nil {
		err = s.compress(ctx, c, srv)
	}
	if err != nil {
		_ = c.Close() // the first error is the one to tell
		if s.link.live() {
			return err
		}
	}
	s.install(l, c, srv)
	return err
}

// install puts a link in use. What the flags say of one server has now been
// said.
func (s *Session) install(l *link, c *imap.Client, srv *server) {
	s.flagsTaken = true
	s.keep(l)
	s.connected(l, c, srv)
	s.use(l)
}

// showGreeting shows what the server said first, as imaplib's open returns it.
func (s *Session) showGreeting() error {
	_, text := s.client.Greeting()
	return s.Result(&imap.Result{Type: "OK", Data: imap.NewData(imap.Item{Text: text})})
}

// dialer says how a server is reached.
func (s *Session) dialer(srv *server) (*dial.Server, error) {
	cfg, err := srv.trust.Config(srv.host)
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	if srv.demo && s.cfg.DemoTrust != nil && srv.trust.CAFile == "" {
		if cfg.RootCAs, err = s.cfg.DemoTrust(); err != nil {
			return nil, err
		}
	}
	d := &dial.Server{
		Host: srv.host, Port: srv.port, Unix: srv.unix, Proxy: srv.proxy,
		Implicit: srv.tls == "implicit", TLS: cfg, Timeout: srv.connectTimeout,
	}
	if s.cfg.ConnectTimeout > 0 {
		d.Timeout = s.cfg.ConnectTimeout
	}
	if srv.exec != "" {
		d.Program = func() *exec.Cmd {
			cmd := shellCommand(context.Background(), srv.exec) // it lives as long as the connection
			cmd.Stderr = &remarks{s: s, name: "--exec"}
			return cmd
		}
	}
	return d, nil
}

// timeout is how long the server may be silent.
func (s *Session) timeout(srv *server) time.Duration {
	if s.cfg.Timeout != 0 {
		return s.cfg.Timeout
	}
	return srv.timeout
}

// dial opens the connection and reads the greeting.
func (s *Session) dial(ctx context.Context, l *link, srv *server) (*imap.Client, error) {
	opts := imap.Options{
		Host: srv.host, Timeout: s.timeout(srv), AllowClear: s.cfg.ClearAuth, Secrets: s.secrets,
		Tracer: s.tracer.current(), LogSize: s.settings.logSize,
		Notify:        func(e imap.Entry) { s.notify(l, e) },
		Crashing:      s.restoreTerminal,
		Closed:        func(err error) { s.closed(l, err) },
		AskCapability: s.renderer.Format == render.Tuple,
	}
	d, err := s.dialer(srv)
	if err != nil {
		return nil, err
	}
	opts.TLS = d.TLS
	if srv.demo {
		nc, err := s.cfg.Demo(ctx)
		if err != nil {
			return nil, err
		}
		return imap.New(ctx, nc, opts)
	}
	nc, err := d.Dial(ctx)
	if err != nil {
		return nil, err
	}
	c, err := imap.New(ctx, nc, opts)
	return c, d.NoGreeting(err)
}

// begin opens what the URL points at, and does what the profile wants done.
func (s *Session) begin(ctx context.Context, srv *server) error {
	for _, line := range srv.onConnect {
		if err := s.RunLine(ctx, line); err != nil {
			return err
		}
	}
	at := &srv.open
	if at.mailbox == "" || s.client.State() == imap.StateNonAuth {
		return nil
	}
	if err := s.Do(ctx, imap.Select(mailboxArg(at.mailbox), !s.cfg.ReadWrite)); err != nil {
		return err
	}
	if now := s.client.Mailbox().UIDValidity; at.uidValidity != "" && at.uidValidity != uintText(now) {
		return s.errorf("the URL is out of date: its UIDVALIDITY is %s, that of the mailbox %d", at.uidValidity, now)
	}
	if at.uid == "" {
		return nil
	}
	item := "BODY.PEEK[" + at.section + "]"
	if at.partial != "" {
		item += "<" + at.partial + ">"
	}
	return s.Do(ctx, imap.UID(imap.Fetch(imap.Word(at.uid), imap.Word(item))))
}

// Disconnect implements [command.Connection].
func (s *Session) Disconnect(ctx context.Context) error {
	if !s.link.live() {
		return notConnected(`\disconnect`)
	}
	return s.Do(ctx, imap.Logout())
}

// Quit implements [command.Scripting].
func (s *Session) Quit() error { return errQuit }
