package repl

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"imapsh/imap"
	"imapsh/imap/auth"
)

// secure puts the connection under TLS where the server's settings demand it,
// or where somebody is to log in and the server offers it. A refusal never falls
// back to clear text.
func (s *Session) secure(ctx context.Context, c *imap.Client, srv *server) error {
	demanded := srv.tls == "starttls"
	offered := c.Has("STARTTLS")
	switch {
	case c.Encrypted(), srv.tls == "none":
		return nil
	case c.State() != imap.StateNonAuth && demanded:
		return &imap.Error{
			Class: imap.ClassAbort, Reason: imap.ReasonTLS,
			Msg: "the server let us in before TLS (PREAUTH), so that STARTTLS is not possible any more: somebody may be tampering with the connection",
		}
	case c.State() != imap.StateNonAuth:
		return nil
	case !demanded && (!offered || !srv.wantsLogin()):
		return nil
	case !offered:
		return &imap.Error{
			Reason: imap.ReasonTLS, Msg: "the server does not offer STARTTLS, and --tls starttls demands it; imaps://" + srv.host + " tries TLS on port 993",
		}
	}
	return quietly(ctx, c, imap.StartTLS())
}

// quietly runs a command of the shell's own: the log shows it, the screen only
// its failure.
func quietly(ctx context.Context, c *imap.Client, cmd *imap.Command) error {
	cmd.Own = true
	res, err := c.Do(ctx, cmd, nil)
	if err != nil {
		return err
	}
	defer res.Close()
	if res.Type == "NO" {
		return &imap.Error{Reason: imap.ReasonNo, Msg: cmd.Label() + " refused: " + string(res.Completion.Text)}
	}
	return nil
}

// wantsLogin reports whether somebody is to be logged in: a user is named, or
// who it is follows from a token or certificate.
func (srv *server) wantsLogin() bool {
	if srv.guest || srv.byHand {
		return false
	}
	return srv.user != "" || srv.secrets.tokenCommand != "" ||
		strings.EqualFold(srv.auth, "EXTERNAL") || strings.EqualFold(srv.auth, "ANONYMOUS")
}

// logIn logs in as the server's settings say.
func (s *Session) logIn(ctx context.Context, c *imap.Client, srv *server) error {
	if c.State() != imap.StateNonAuth {
		if !srv.demo {
			s.renderer.Remark("the server let us in without a login (PREAUTH)")
		}
		srv.entered = true
		return nil
	}
	cmd, err := s.loginCommand(ctx, c, srv)
	if err == nil {
		err = quietly(ctx, c, cmd)
	}
	srv.entered = err == nil
	return err
}

// loginCommand chooses between the SASL mechanisms and LOGIN: that command is
// for servers without a mechanism that fits.
func (s *Session) loginCommand(ctx context.Context, c *imap.Client, srv *server) (*imap.Command, error) {
	if !strings.EqualFold(srv.auth, "login") {
		m, err := s.mechanism(ctx, c, srv, srv.auth, srv.user, nil)
		var none *auth.NoMechanismError
		fits := srv.auth == "" || strings.EqualFold(srv.auth, auth.Auto)
		if err == nil {
			return imap.Authenticate(m), nil
		}
		if !errors.As(err, &none) || !fits || srv.actAs != "" || srv.user == "" || s.onlyToken(srv) {
			return nil, err
		}
	}
	if srv.actAs != "" {
		return nil, &imap.Error{Reason: imap.ReasonUsage, Msg: "--as needs a SASL mechanism that can act as somebody else, such as PLAIN; LOGIN cannot"}
	}
	if err := mayLogin(c); err != nil {
		return nil, err // before anybody is asked for a password
	}
	password, err := s.password(ctx, srv, srv.user)
	if err != nil {
		return nil, err
	}
	srv.secrets.remember(password)
	return imap.Login(quotedArg(srv.user), password), nil
}

// onlyToken reports whether a token is all there is to log in with.
func (s *Session) onlyToken(srv *server) bool {
	return srv.secrets.tokenCommand != "" && !s.hasPassword(&srv.secrets)
}

// mayLogin says why the LOGIN command cannot be used.
func mayLogin(c *imap.Client) error {
	if c.Has("LOGINDISABLED") {
		way := "starttls may enable it"
		if !c.Has("STARTTLS") {
			way = "and the server offers neither STARTTLS nor a SASL mechanism that fits"
		}
		return &imap.Error{Reason: imap.ReasonAuth, Msg: "LOGIN is disabled on this connection (LOGINDISABLED); " + way}
	}
	if err := auth.CheckClear("LOGIN", c.Security()); err != nil {
		return &imap.Error{Reason: imap.ReasonSafety, Err: err}
	}
	return nil
}

// Authenticate implements [command.Connection].
func (s *Session) Authenticate(ctx context.Context, mech, user string, password *string) error {
	if s.client == nil {
		return notConnected("AUTHENTICATE")
	}
	srv := s.server.clone()
	if user == "" {
		user = srv.user
	}
	m, err := s.mechanism(ctx, s.client, srv, mech, user, password)
	if err != nil {
		return err
	}
	if err := s.Do(ctx, imap.Authenticate(m)); err != nil {
		return err
	}
	if password != nil {
		srv.secrets.remember(*password)
	}
	s.enteredAs(srv, user, m.Name())
	return nil
}

// mechanism makes the SASL mechanism to log in with. A password that somebody
// is asked for is remembered in srv.
func (s *Session) mechanism(ctx context.Context, c *imap.Client, srv *server, mech, user string, password *string) (auth.Mechanism, error) {
	cred := s.credentials(ctx, srv, user, password)
	if ask := cred.AskPassword; ask != nil {
		cred.AskPassword = func() (string, error) {
			password, err := ask()
			if err == nil {
				srv.secrets.remember(password)
			}
			return password, err
		}
	}
	offered := c.Mechanisms()
	if offered == nil {
		offered = []string{} // known to be none
	}
	m, err := auth.Select(offered, mech, cred, c.Security())
	var insecure *auth.InsecureError
	var known *imap.Error
	var usage *usageError
	switch {
	case err == nil:
		return m, nil
	case errors.As(err, &insecure):
		err = &imap.Error{Reason: imap.ReasonSafety, Err: err}
	case errors.As(err, &known), errors.As(err, &usage), errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
	default:
		err = &imap.Error{Reason: imap.ReasonAuth, Err: err}
	}
	return nil, err
}

// remember keeps a password for \reconnect. What prints passwords is asked
// again.
func (src *sources) remember(password string) {
	if src.command == "" {
		src.known, src.password = true, password
	}
}

// enteredAs takes note that somebody has logged in by hand, so that the prompt
// names him and \reconnect can do it again.
func (s *Session) enteredAs(srv *server, user, how string) {
	srv.user, srv.auth, srv.entered, srv.guest, srv.byHand = user, how, true, false, false
	s.connected(s.link, s.client, srv)
}

// noteLogin is enteredAs for a command typed as such, after its OK.
func (s *Session) noteLogin(cmd *imap.Command) {
	if cmd.Own || s.link == nil {
		return
	}
	switch cmd.Name {
	case "LOGIN":
		srv := s.server.clone()
		if password, ok := cmd.Args[1].(imap.Password); ok {
			srv.secrets = sources{known: true, password: string(password)}
		}
		s.enteredAs(srv, plainArg(cmd.Args[0]), "login")
	case "AUTHENTICATE":
		srv := s.server.clone()
		srv.user, srv.entered, srv.byHand = "", true, true
		s.connected(s.link, s.client, srv)
	case "UNAUTHENTICATE":
		srv := s.server.clone()
		srv.entered, srv.guest = false, true
		s.connected(s.link, s.client, srv)
	}
}

// plainArg is the text of an argument without the quotes it was typed in.
func plainArg(a imap.Arg) string {
	text := imap.ArgText(a)
	if n := len(text); n >= 2 && text[0] == '"' && text[n-1] == '"' {
		return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(text[1 : n-1])
	}
	return text
}

// quotedArg is an argument that means this text, whatever it looks like.
func quotedArg(text string) imap.Arg {
	if text != "" && strings.ContainsRune(`("`, rune(text[0])) {
		return imap.Quoted(text)
	}
	return imap.AString(text)
}

// mailboxArg is a mailbox argument that means this name, whatever it looks like.
func mailboxArg(name string) imap.Arg {
	if name != "" && strings.ContainsRune(`("`, rune(name[0])) {
		return imap.Mailbox(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`)
	}
	return imap.Mailbox(name)
}

func uintText(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// compress compresses the connection where that is wanted and offered.
func (s *Session) compress(ctx context.Context, c *imap.Client, srv *server) error {
	if !srv.compress || c.State() == imap.StateNonAuth {
		return nil
	}
	if !c.Has("COMPRESS=DEFLATE") {
		s.renderer.Remark(fmt.Sprintf("%s does not offer COMPRESS=DEFLATE: the connection is not compressed", srv.host))
		return nil
	}
	return quietly(ctx, c, imap.CompressDeflate())
}
