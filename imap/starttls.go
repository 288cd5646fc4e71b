package imap

import (
	"context"
	"crypto/tls"
	"time"

	"imapsh/imap/certificate"
)

// StartTLS puts the connection under TLS (RFC 3501 §6.2.1). What was learnt in
// the clear is forgotten and asked again; a byte that the server sent in the
// clear behind its OK is an attack and ends the connection.
func StartTLS() *Command {
	cmd := owning("STARTTLS", InNonAuth, "STARTTLS")
	cmd.noIsError = ReasonTLS
	cmd.ready = func(c *Client) error {
		switch {
		case c.Encrypted():
			return usagef("TLS session already established")
		case !c.Has("STARTTLS"):
			return failf(ReasonTLS, "TLS not supported by server: it does not offer STARTTLS")
		}
		return nil
	}
	cmd.finish = func(c *Client, s *Completion) error {
		if s.Type != "OK" {
			return nil
		}
		return c.startTLS()
	}
	cmd.after = func(ctx context.Context, c *Client, r *Result) error {
		if r.Type != "OK" {
			return nil
		}
		_, err := c.refreshCapabilities(ctx)
		return err
	}
	return cmd
}

// startTLS runs on the reading goroutine, before anything more is read.
func (c *Client) startTLS() error {
	if n := c.rd.Buffered(); n > 0 {
		e := abortf("the server sent %d bytes in the clear behind its OK to STARTTLS: somebody is tampering with the connection", n)
		e.Reason = ReasonTLS
		return e
	}
	cfg := c.opts.TLS.Clone()
	if cfg == nil {
		cfg = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if cfg.ServerName == "" {
		cfg.ServerName = c.opts.Host
	}
	c.conn.wait(true)
	defer c.conn.wait(false)
	c.boundPhase()
	defer c.endPhase()
	tc := tls.Client(c.conn, cfg)
	ctx := context.Background()
	if c.opts.LoginTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.opts.LoginTime)
		defer cancel()
	}
	if err := tc.HandshakeContext(ctx); err != nil {
		if ctx.Err() != nil {
			return abortf("timeout in the TLS handshake: it took longer than %v", c.opts.LoginTime)
		}
		err = certificate.Explain(err, cfg.ServerName, cfg.RootCAs, time.Now())
		return &Error{Class: ClassAbort, Reason: ReasonTLS, Msg: "TLS handshake failed", Err: err}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.layer, c.tlsConn, c.tls = tc, tc, true
	c.rd.SetSource(tc)
	c.store.reset()
	c.caps = capabilities{}
	return nil
}

// TLS returns the state of the TLS layer, nil if there is none.
func (c *Client) TLS() *tls.ConnectionState {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tlsConn == nil {
		return nil
	}
	cs := c.tlsConn.ConnectionState()
	return &cs
}
