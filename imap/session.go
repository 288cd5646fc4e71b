package imap

import (
	"context"
	"net"
	"strings"

	"imapsh/imap/wire"
)

// Capability asks what the server can do (RFC 3501 §6.1.1).
func Capability() *Command { return owning("CAPABILITY", Connected, "CAPABILITY") }

// Noop does nothing, and gives the server the chance to speak (RFC 3501
// §6.1.2).
func Noop() *Command { return simple("NOOP", Connected) }

// Recent returns what is stored under RECENT, and where nothing is, asks with
// NOOP first: imaplib's recent().
func (c *Client) Recent(ctx context.Context) (*Result, error) {
	r := c.Response("RECENT")
	if r.Data != nil {
		r.Type = "OK"
		return r, nil
	}
	r, err := c.Do(ctx, Noop(), nil)
	if err == nil && r.Type != "NO" {
		r.Data = c.Response("RECENT").Data
	}
	return r, err
}

// Logout ends the session (RFC 3501 §6.1.3). Its result is the server's BYE.
func Logout() *Command {
	cmd := simple("LOGOUT", Connected)
	cmd.expectBye, cmd.result = true, resultBye
	cmd.after = func(_ context.Context, c *Client, _ *Result) error {
		c.fail(errLoggedOut) // the OK came without a BYE
		return nil
	}
	return cmd
}

var errLoggedOut = &Error{Class: ClassAbort, Reason: ReasonNetwork, Msg: "logged out"}

// ID exchanges names of software (RFC 2971 §3.1). list is NIL or a
// parenthesised list of quoted names and values.
func ID(list string) *Command { return owning("ID", Connected, "ID", Verbatim(list)) }

// IDList makes the argument of ID from names and values in turn. A value NIL
// stays NIL.
func IDList(pairs ...string) (string, error) {
	if len(pairs)%2 != 0 {
		return "", usagef("id takes names and values in pairs, the last name has no value")
	}
	var b []byte
	for i, s := range pairs {
		if i > 0 {
			b = append(b, ' ')
		}
		switch {
		case i%2 == 1 && strings.EqualFold(s, "NIL"), isQuotedString(s):
			b = append(b, s...)
		default:
			b = wire.AppendQuoted(b, s)
		}
	}
	return "(" + string(b) + ")", nil
}

// Enable switches extensions on (RFC 5161 §3.1).
func Enable(names ...Arg) *Command {
	cmd := simple("ENABLE", LoggedIn, names...)
	cmd.finish = func(c *Client, s *Completion) error {
		for _, name := range names {
			if s.Type == "OK" && strings.EqualFold(ArgText(name), "UTF8=ACCEPT") {
				c.mu.Lock()
				defer c.mu.Unlock()
				c.enable([]string{"UTF8=ACCEPT"})
			}
		}
		return nil
	}
	return cmd
}

// Unauthenticate drops the identity and returns to the state before login (RFC
// 8437 §3).
func Unauthenticate() *Command {
	cmd := simple("UNAUTHENTICATE", LoggedIn)
	var told int
	cmd.start = func(c *Client) { told = c.timesTold() }
	cmd.finish = func(c *Client, s *Completion) error {
		if s.Type == "OK" {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.state, c.mailbox, c.enabled = StateNonAuth, MailboxState{}, nil
		}
		return nil
	}
	cmd.after = func(ctx context.Context, c *Client, r *Result) error { return c.relearn(ctx, r, told) }
	return cmd
}

// ProxyAuth takes on another user's identity, as an administrator may (Sun and
// Netscape).
func ProxyAuth(user Arg) *Command { return simple("PROXYAUTH", InAuth, user) }

// Atom makes a command of any name with words as arguments: imaplib's xatom.
// Its untagged data is left to response().
func Atom(name string, args ...Arg) *Command {
	return simple(strings.ToUpper(name), Connected, args...)
}

// Login logs in with a password in the clear (RFC 3501 §6.2.3). It is refused
// here where the password would cross a network unencrypted, unless the client
// allows it, and while the server announces LOGINDISABLED.
func Login(user Arg, password string) *Command {
	cmd := simple("LOGIN", InNonAuth, user, Password(password))
	cmd.noIsError = ReasonAuth
	return cmd.loggingIn(func(c *Client) error {
		if c.Has("LOGINDISABLED") {
			return failf(ReasonAuth, "LOGIN is disabled on this connection (LOGINDISABLED); starttls may enable it")
		}
		c.secrets.Add(password)
		return c.checkClear("LOGIN")
	})
}

// loggingIn adds to cmd what every login has: a bound on its time, the change
// of state, and the capabilities afterwards.
func (cmd *Command) loggingIn(check func(c *Client) error) *Command {
	var told int
	cmd.ready = check
	cmd.start = func(c *Client) {
		told = c.timesTold()
		c.boundPhase()
	}
	cmd.finish = func(c *Client, s *Completion) error {
		c.endPhase()
		if s.Type == "OK" {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.state = StateAuth
		}
		return nil
	}
	cmd.after = func(ctx context.Context, c *Client, r *Result) error { return c.relearn(ctx, r, told) }
	return cmd
}

// timesTold counts how often the server has told its capabilities.
func (c *Client) timesTold() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.caps.seen
}

// relearn asks for the capabilities after a change that the server did not
// announce with new ones.
func (c *Client) relearn(ctx context.Context, r *Result, told int) error {
	if r.Type != "OK" || c.timesTold() != told {
		return nil
	}
	_, err := c.refreshCapabilities(ctx)
	return err
}

// Encrypted reports whether the connection is under TLS.
func (c *Client) Encrypted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tls
}

// Loopback reports whether the connection does not leave this machine: a
// loopback address, a Unix socket, a pipe.
func (c *Client) Loopback() bool { return isLoopback(c.conn.RemoteAddr()) }

func isLoopback(addr net.Addr) bool {
	switch a := addr.(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return addr != nil && addr.Network() == "pipe"
}

// checkClear refuses to send a password where it could be read on the way.
func (c *Client) checkClear(what string) error {
	if c.Encrypted() || c.Loopback() || c.opts.AllowClear {
		return nil
	}
	return failf(ReasonSafety, "%s would send the password unencrypted; use starttls first, or allow it with --insecure-auth", what)
}
