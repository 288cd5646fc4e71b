package repl

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/auth"
	"imapsh/repl/render"
)

// server is where a session is connected, and as whom.
type server struct {
	demo     bool
	host     string
	port     string
	tls      string // implicit, starttls, none; "" for starttls where offered
	user     string
	mailbox  string
	loggedIn bool
}

// defaultConnectTimeout bounds connecting and the TLS handshake.
const defaultConnectTimeout = 30 * time.Second

// Connect implements [command.Connection].
func (s *Session) Connect(ctx context.Context, target string) error {
	srv, err := s.parseTarget(target)
	if err != nil {
		return err
	}
	if s.client != nil && s.client.Err() == nil {
		return &imap.Error{Reason: imap.ReasonUsage, Msg: `connected already; \disconnect first`}
	}
	return s.connectTo(ctx, srv)
}

// Open implements [command.Connection]: imaplib's open.
func (s *Session) Open(ctx context.Context, host, port string) error {
	if s.client != nil && s.client.Err() == nil {
		return &imap.Error{Reason: imap.ReasonUsage, Msg: "connected already; shutdown or logout first"}
	}
	srv := server{host: host, port: port, tls: "none"}
	if port == "993" {
		srv.tls = "implicit"
	}
	if err := s.dial(ctx, srv); err != nil {
		return err
	}
	return s.showGreeting()
}

// connectTo connects, logs in where a user is known, and examines the mailbox
// where one is named.
func (s *Session) connectTo(ctx context.Context, srv server) error {
	if err := s.dial(ctx, srv); err != nil {
		return err
	}
	if srv.user == "" {
		if s.prompted {
			return s.showGreeting()
		}
		return nil
	}
	if err := s.logIn(ctx, srv); err != nil {
		_ = s.client.Close() // half a login is of no use
		return err
	}
	if srv.mailbox == "" {
		return nil
	}
	return s.Do(ctx, imap.Select(imap.Mailbox(srv.mailbox), !s.cfg.ReadWrite))
}

// showGreeting shows what the server said first, as imaplib's open returns it.
func (s *Session) showGreeting() error {
	_, text := s.client.Greeting()
	return s.Result(&imap.Result{Type: "OK", Data: imap.NewData(imap.Item{Text: text})})
}

// dial opens the connection and reads the greeting.
func (s *Session) dial(ctx context.Context, srv server) error {
	timeout := s.cfg.ConnectTimeout
	if timeout == 0 {
		timeout = defaultConnectTimeout
	}
	dialCtx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cfg, err := s.tlsConfig(srv)
	if err != nil {
		return err
	}
	nc, err := s.openConn(dialCtx, srv, cfg)
	if err != nil {
		return err
	}
	c, err := imap.New(dialCtx, nc, imap.Options{
		Host: srv.host, TLS: cfg, Timeout: s.cfg.Timeout, AllowClear: s.cfg.ClearAuth, Secrets: s.secrets,
		Tracer: s.tracer.current(), LogSize: s.settings.logSize, Notify: s.notify, Closed: s.closed,
		AskCapability: s.renderer.Format == render.Tuple, // as imaplib does: Dovecot answers LOGIN by it
	})
	if err != nil {
		return err
	}
	s.client, s.server = c, srv
	return nil
}

func (s *Session) openConn(ctx context.Context, srv server, cfg *tls.Config) (net.Conn, error) {
	if srv.demo {
		return s.cfg.Demo(ctx)
	}
	addr := net.JoinHostPort(srv.host, srv.port)
	nc, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, &imap.Error{Class: imap.ClassAbort, Reason: imap.ReasonNetwork, Msg: "cannot connect to " + addr, Err: plainNetError(err)}
	}
	if srv.tls != "implicit" {
		return nc, nil
	}
	tc := tls.Client(nc, cfg)
	if err := tc.HandshakeContext(ctx); err != nil {
		nc.Close()
		return nil, &imap.Error{Class: imap.ClassAbort, Reason: imap.ReasonTLS, Msg: "TLS handshake with " + addr + " failed", Err: err}
	}
	return tc, nil
}

// plainNetError leaves out of a dial error what the message says anyway.
func plainNetError(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

// tlsConfig is what a connection is verified by.
func (s *Session) tlsConfig(srv server) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: srv.host, InsecureSkipVerify: s.cfg.Insecure}
	if s.cfg.ServerName != "" {
		cfg.ServerName = s.cfg.ServerName
	}
	if s.cfg.CAFile != "" {
		pem, err := os.ReadFile(s.cfg.CAFile)
		if err != nil {
			return nil, &usageError{"--ca: " + err.Error()}
		}
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(pem) {
			return nil, &usageError{fmt.Sprintf("--ca: %s holds no certificate in PEM form", s.cfg.CAFile)}
		}
	}
	return cfg, nil
}

// logIn encrypts the connection where it can be, and logs in.
func (s *Session) logIn(ctx context.Context, srv server) error {
	if s.client.State() != imap.StateNonAuth {
		return nil
	}
	if !s.client.Encrypted() && srv.tls != "none" && (srv.tls == "starttls" || s.client.Has("STARTTLS")) {
		if err := s.quietly(ctx, imap.StartTLS()); err != nil {
			return err
		}
	}
	password, err := s.password(ctx, srv)
	if err != nil {
		return err
	}
	if s.cfg.Auth == "login" || s.cfg.Auth == "" && !s.offersMechanism() {
		return s.quietly(ctx, imap.Login(imap.AString(srv.user), password))
	}
	m, err := s.mechanism(ctx, s.cfg.Auth, srv.user, &password)
	if err != nil {
		return err
	}
	return s.quietly(ctx, imap.Authenticate(m))
}

// offersMechanism reports whether the server has a SASL mechanism that takes a
// password.
func (s *Session) offersMechanism() bool {
	for _, m := range s.client.Mechanisms() {
		if m == "PLAIN" || m == "LOGIN" || strings.HasPrefix(m, "SCRAM-") || m == "CRAM-MD5" {
			return true
		}
	}
	return false
}

// quietly runs a command of the shell's own: the log shows it, the screen only
// its failure.
func (s *Session) quietly(ctx context.Context, cmd *imap.Command) error {
	cmd.Own = true
	res, err := s.client.Do(ctx, cmd, nil)
	res.Close()
	return err
}

// password is the secret that goes with the user of a URL.
func (s *Session) password(ctx context.Context, srv server) (string, error) {
	if p := s.cfg.Getenv("IMAPSH_PASSWORD"); p != "" {
		return p, nil
	}
	return s.AskSecret(ctx, fmt.Sprintf("Password for %s@%s: ", srv.user, srv.host))
}

// credentials is what \auth and its kin log in with.
func (s *Session) credentials(ctx context.Context, user string, password *string) auth.Credentials {
	cred := auth.Credentials{User: user, AuthzID: s.cfg.ActAs, Host: s.server.host}
	if user == "" {
		cred.User = s.cfg.User
	}
	if cred.User == "" {
		cred.User = s.server.user
	}
	if password != nil {
		cred.Password, cred.HasPassword = *password, true
		return cred
	}
	cred.AskPassword = func() (string, error) {
		return s.password(ctx, server{user: cred.User, host: s.server.host})
	}
	return cred
}

// Disconnect implements [command.Connection].
func (s *Session) Disconnect(ctx context.Context) error {
	if s.client == nil || s.client.Err() != nil {
		return notConnected(`\disconnect`)
	}
	return s.Do(ctx, imap.Logout())
}

// Reconnect implements [command.Connection].
func (s *Session) Reconnect(ctx context.Context) error {
	if s.server.host == "" {
		return notConnected(`\reconnect`)
	}
	if s.client != nil {
		_ = s.client.Close() // it may be gone already
	}
	return s.connectTo(ctx, s.server)
}

// sayGoodbye ends a connection that is in step with a LOGOUT.
func (s *Session) sayGoodbye(ctx context.Context) {
	if s.client == nil || s.client.Err() != nil || ctx.Err() != nil {
		return
	}
	res, _ := s.client.Do(ctx, imap.Logout(), nil) // the end is the end
	res.Close()
}

// Quit implements [command.Scripting].
func (s *Session) Quit() error { return errQuit }
