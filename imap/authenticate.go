package imap

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"

	"imapsh/imap/auth"
	"imapsh/imap/wire"
)

// Authenticate logs in through a SASL mechanism (RFC 3501 §6.2.2). Where the
// mechanism speaks first and the server has SASL-IR (RFC 4959), the initial
// response goes out with the command.
func Authenticate(m auth.Mechanism) *Command {
	x := &saslExchange{m: m}
	cmd := simple("AUTHENTICATE", InNonAuth, Verbatim(strings.ToUpper(m.Name())), x)
	cmd.exchange, cmd.noIsError = x, ReasonAuth
	cmd.loggingIn(func(c *Client) error {
		if auth.Reveals(m.Name()) {
			if err := c.checkClear("AUTHENTICATE " + m.Name()); err != nil {
				return err
			}
		}
		if !c.Has("SASL-IR") {
			x.m = auth.WithoutIR(m)
		}
		x.secrets = c.secrets
		has, err := x.begin()
		if !has {
			cmd.Args = cmd.Args[:1]
		}
		return err
	})
	finish := cmd.finish
	cmd.finish = func(c *Client, s *Completion) error {
		if s.Type == "OK" {
			if err := x.m.Done(); err != nil {
				return &Error{Class: ClassAbort, Reason: ReasonAuth, Err: err}
			}
		}
		return finish(c, s)
	}
	cmd.explain = x.explain
	return cmd
}

// saslExchange carries a mechanism's messages in base64 (RFC 3501 §6.2.2).
type saslExchange struct {
	m         auth.Mechanism
	ir        []byte
	spoke     bool
	broken    error
	abandoned bool // an answer was still being computed when the command ended
	secrets   interface{ Add(string) }
}

// begin starts the mechanism and reports whether it speaks first.
func (x *saslExchange) begin() (bool, error) {
	ir, has, err := x.m.Start()
	if err != nil {
		return false, &Error{Reason: ReasonUsage, Err: err}
	}
	x.ir = ir
	x.learn()
	return has, nil
}

// learn registers what the mechanism wants masked, which grows as it goes.
func (x *saslExchange) learn() {
	for _, s := range x.m.Secrets() {
		x.secrets.Add(s)
	}
}

// encode writes the initial response; an empty one is "=".
func (x *saslExchange) encode(e *wire.Encoder) {
	x.spoke = true
	text := base64.StdEncoding.EncodeToString(x.ir)
	switch {
	case len(x.ir) == 0:
		e.Raw("=")
	case x.m.Describe(x.ir, false).HasSecret():
		e.SecretRaw(text)
	default:
		e.Raw(text)
	}
}

// opening takes the initial response apart for the trace.
func (x *saslExchange) opening() []string {
	if !x.spoke {
		return nil
	}
	return remarks(x.m.Describe(x.ir, false))
}

func (x *saslExchange) satisfied() bool { return x.spoke }

// next answers one challenge; what cannot be answered is cancelled with "*".
func (x *saslExchange) next(challenge []byte) answer {
	cancel := []byte("*")
	plain, err := base64.StdEncoding.DecodeString(string(bytes.Trim(challenge, " ")))
	if err != nil {
		return answer{text: cancel, shown: cancel, err: errors.New("the challenge is no base64")}
	}
	response, err := x.m.Next(plain)
	x.learn()
	heard := remarks(x.m.Describe(plain, true))
	if err != nil {
		return answer{text: cancel, shown: cancel, heard: heard, err: err}
	}
	a := answer{heard: heard, text: base64.StdEncoding.AppendEncode(nil, response)}
	a.shown = a.text
	d := x.m.Describe(response, false)
	if d.HasSecret() {
		a.shown = []byte(masked)
	}
	a.said = remarks(d)
	return a
}

// sent takes note that an answer has been sent.
func (x *saslExchange) sent(a *answer) {
	x.spoke = x.spoke || a.err == nil
	x.broken = a.err
}

func (x *saslExchange) abandon() { x.abandoned = true }

// remarks explains a message to the reader of a trace: what it is, and below
// it its parts.
func remarks(d auth.Description) []string {
	lines := []string{d.String()}
	for _, l := range d.Lines() {
		lines = append(lines, "  "+l)
	}
	return lines
}

// explain says why the exchange failed, better than the server's NO can.
func (x *saslExchange) explain() error {
	switch {
	case x.broken != nil:
		return x.broken
	case x.abandoned: // the mechanism may still be at work
		return nil
	}
	return x.m.Failure()
}

// Security describes the connection to package auth.
func (c *Client) Security() auth.Security {
	return auth.Security{
		Encrypted: c.Encrypted(), Loopback: c.Loopback(), AllowInsecure: c.opts.AllowClear,
		Unverified: c.unverified(), TLS: c.TLS(),
	}
}

// unverified reports whether TLS was told to believe any certificate.
func (c *Client) unverified() bool {
	cfg := c.opts.TLS
	return cfg != nil && cfg.InsecureSkipVerify && cfg.VerifyConnection == nil && cfg.VerifyPeerCertificate == nil
}
