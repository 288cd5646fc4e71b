package diagnose

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/certificate"
	"imapsh/imap/dial"
	"imapsh/imap/wire"
)

// connect goes from the name to the greeting.
func (t *Target) connect(ctx context.Context) (*imap.Client, error) {
	start := time.Now()
	if t.Demo != nil {
		t.skip(Name, "the practice server is part of this program")
		return t.greet(start, func() (*imap.Client, error) { return t.Demo(ctx) })
	}
	nc, err := t.reach(ctx, &t.Server)
	if err != nil {
		return nil, err
	}
	if t.Server.Implicit {
		if nc, err = t.handshake(ctx, nc); err != nil {
			return nil, err
		}
	}
	return t.greet(time.Now(), func() (*imap.Client, error) { return imap.New(ctx, nc, t.Options) })
}

// greet waits for the greeting. A server that lets somebody in with it says so.
func (t *Target) greet(start time.Time, open func() (*imap.Client, error)) (*imap.Client, error) {
	c, err := open()
	if err != nil {
		return nil, t.fail(Greeting, start, t.Server.NoGreeting(err))
	}
	typ, text := c.Greeting()
	if code, ok := wire.ParseCode(text); ok && strings.EqualFold(string(code.Name), "CAPABILITY") {
		text = code.Text // they come next
	}
	t.ok(Greeting, start, strings.TrimSpace(typ+" "+string(text)))
	return c, nil
}

// reach opens a connection, looking at the name and at each address by itself
// where nothing stands in between.
func (t *Target) reach(ctx context.Context, s *dial.Server) (net.Conn, error) {
	if s.Program != nil || s.Unix != "" || s.Proxy != nil {
		why := "no name to look up: " + s.Address()
		if s.Proxy != nil {
			why = "the proxy looks the name up: " + s.Proxy.Redacted()
		}
		t.skip(Name, why)
		start := time.Now()
		nc, err := s.Connect(ctx)
		if err != nil {
			return nil, t.fail(Address, start, err)
		}
		t.ok(Address, start, "connected to "+nc.RemoteAddr().String())
		return nc, nil
	}
	addrs, err := t.lookUp(ctx, s)
	if err != nil {
		return nil, err
	}
	return t.tryEach(ctx, s, addrs)
}

// lookUp finds the addresses of the server.
func (t *Target) lookUp(ctx context.Context, s *dial.Server) ([]string, error) {
	if net.ParseIP(s.Host) != nil {
		t.skip(Name, s.Host+" is an address")
		return []string{s.Host}, nil
	}
	start := time.Now()
	addrs, err := net.DefaultResolver.LookupHost(ctx, s.Host)
	if err != nil {
		return nil, t.fail(Name, start, s.Failure(ctx, err))
	}
	t.ok(Name, start, s.Host+" is "+strings.Join(addrs, ", "))
	return addrs, nil
}

// tryEach connects to each address and keeps the first connection. An address
// that does not answer is a warning as long as another does.
func (t *Target) tryEach(ctx context.Context, s *dial.Server, addrs []string) (net.Conn, error) {
	type attempt struct {
		server dial.Server
		err    error
	}
	var first net.Conn
	var failures []attempt
	for _, addr := range addrs {
		at := *s
		at.Host = addr
		start := time.Now()
		nc, err := at.Connect(ctx)
		switch {
		case err != nil:
			failures = append(failures, attempt{at, err})
			continue
		case first == nil:
			first = nc
		default:
			_ = nc.Close() // it was only to be seen whether it opens
		}
		t.ok(Address, start, at.Address()+" answers")
	}
	if first == nil {
		for _, f := range failures[:len(failures)-1] {
			t.warn(Address, f.err.Error(), "")
		}
		last := failures[len(failures)-1].err
		return nil, t.fail(Address, time.Time{}, last)
	}
	for _, f := range failures {
		t.warn(Address, f.err.Error(), "clients that try this address first are slow or fail: is the server meant to listen there?")
	}
	return first, nil
}

// handshake puts the connection under TLS.
func (t *Target) handshake(ctx context.Context, nc net.Conn) (net.Conn, error) {
	start := time.Now()
	tc, err := t.Server.Handshake(ctx, nc)
	if err != nil {
		return nil, t.fail(TLS, start, err)
	}
	cs := tc.ConnectionState()
	t.encrypted(start, &cs, t.Server.TLS)
	return tc, nil
}

// soon is how many days before its end a certificate is worth a warning.
const soon = 14

// encrypted reports on a TLS connection.
func (t *Target) encrypted(start time.Time, cs *tls.ConnectionState, cfg *tls.Config) {
	r := certificate.Describe(cs, time.Now())
	detail := r.Version + " " + r.Cipher
	if len(r.Chain) > 0 {
		leaf := r.Chain[0]
		detail += fmt.Sprintf(", certificate for %s by %s, %d days left", strings.Join(leaf.Names, ", "), leaf.Issuer, leaf.DaysLeft)
	}
	switch {
	case cfg.InsecureSkipVerify && cfg.VerifyConnection == nil:
		t.warn(TLS, detail+", NOT VERIFIED", "--insecure believes anybody; \\tls shows the pin to give with --pin")
	case len(r.Chain) > 0 && r.Chain[0].DaysLeft < soon:
		t.warn(TLS, detail, "the certificate must be renewed soon")
	default:
		t.ok(TLS, start, detail)
	}
}

// other looks at the other usual port, up to TLS. Nothing there is no fault of
// this connection.
func (t *Target) other(ctx context.Context) {
	s := t.Other
	start := time.Now()
	nc, err := s.Dial(ctx)
	if err != nil {
		t.warn(OtherPort, err.Error(), Advice(err))
		return
	}
	c, err := imap.New(ctx, nc, t.Options)
	if err != nil {
		t.warn(OtherPort, "port "+s.Port+": "+err.Error(), "")
		return
	}
	defer c.Close()
	if s.Implicit {
		t.ok(OtherPort, start, "port "+s.Port+" works: "+protection(c))
		return
	}
	if !c.Has("STARTTLS") {
		t.warn(OtherPort, "port "+s.Port+" answers and does not offer STARTTLS", "passwords sent there can be read on the way")
		return
	}
	if _, err := c.Do(ctx, imap.StartTLS(), nil); err != nil {
		t.warn(OtherPort, "port "+s.Port+": "+err.Error(), Advice(err))
		return
	}
	t.ok(OtherPort, start, "port "+s.Port+" works: STARTTLS, "+protection(c))
}

func protection(c *imap.Client) string {
	cs := c.TLS()
	if cs == nil {
		return "no TLS"
	}
	return tls.VersionName(cs.Version) + " " + tls.CipherSuiteName(cs.CipherSuite)
}

// interrupted reports whether the user has had enough.
func interrupted(err error) bool { return errors.Is(err, context.Canceled) }
