package imap_test

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"

	"imapsh/imap"
	"imapsh/imap/auth"
	"imapsh/imap/certificate/certificatetest"
	"imapsh/imap/practice"
)

func TestT14_WhatWasLearntInTheClearIsForgotten(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "a test's authority")
	leaf := ca.Issue(t, certificatetest.Leaf{Names: []string{"mail.example"}})
	peer, _ := practice.Script{
		practice.Send("* OK [CAPABILITY IMAP4rev1 STARTTLS XEVIL] hi\r\n"), practice.Expect(`\S+ STARTTLS`),
		practice.Send("* LIST () \"/\" planted\r\n* OK [ALERT] planted\r\n$tag OK go\r\n"),
		practice.StartTLS(&tls.Config{Certificates: []tls.Certificate{leaf}}),
		practice.Expect(`\S+ CAPABILITY`), practice.Send("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n$tag OK done\r\n"), practice.Silence(),
	}.Pipe()
	c, err := imap.New(context.Background(), peer, imap.Options{TLS: &tls.Config{ServerName: "mail.example", RootCAs: ca.Pool}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Do(t.Context(), imap.StartTLS(), nil); err != nil {
		t.Fatal(err)
	}
	if c.Has("XEVIL") || !c.Has("AUTH=PLAIN") {
		t.Errorf("capabilities are %v", c.Capabilities())
	}
	if names := c.StoredNames(); names["LIST"] > 0 || names["ALERT"] > 0 {
		t.Errorf("stored are %v", names)
	}
}

// Behind the OK somebody on the way has put more, and lets the handshake pass.
func TestT13_BytesBehindTheOKToStartTLSEndTheSession(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "a test's authority")
	leaf := ca.Issue(t, certificatetest.Leaf{Names: []string{"mail.example"}})
	for _, injected := range []string{"* CAPABILITY IMAP4rev1 XEVIL\r\n", "* OK [ALERT] come to me\r\n", "* BYE", "x"} {
		t.Run(injected[:min(len(injected), 12)], func(t *testing.T) {
			t.Parallel()
			peer, _ := practice.Script{
				practice.Send("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), practice.Expect(`\S+ STARTTLS`),
				practice.Send("$tag OK go\r\n" + injected),
				practice.StartTLS(&tls.Config{Certificates: []tls.Certificate{leaf}}), practice.Obey(),
			}.Pipe()
			c, err := imap.New(context.Background(), peer, imap.Options{TLS: &tls.Config{ServerName: "mail.example", RootCAs: ca.Pool}})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_, err = c.Do(t.Context(), imap.StartTLS(), nil)
			wantAbort(t, err, "in the clear behind its OK to STARTTLS")
			if c.Encrypted() || c.Has("XEVIL") || c.StoredNames()["ALERT"] > 0 {
				t.Errorf("believed: %v, %v", c.Capabilities(), c.StoredNames())
			}
		})
	}
}

func TestT19_LOGINDISABLEDIsObeyed(t *testing.T) {
	t.Parallel()
	peer, done := practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n"), practice.Silence()}.Pipe()
	heard := &written{Conn: peer}
	c, err := imap.New(t.Context(), heard, imap.Options{AllowClear: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // what is sent is not waited for
	if _, err := c.Do(ctx, imap.Login(imap.AString("alice"), "alicepw"), nil); err == nil || !strings.Contains(err.Error(), "LOGINDISABLED") {
		t.Errorf("%v, want a refusal", err)
	}
	c.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if sent := heard.text(); sent != "" {
		t.Errorf("sent %q", sent)
	}
}

// abroad is a connection that leaves this machine.
type abroad struct{ written }

func (*abroad) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 143} }

func TestT18_NoPasswordCrossesANetworkInTheClear(t *testing.T) {
	t.Parallel()
	plain := func(security auth.Security) *imap.Command {
		m, err := auth.Select([]string{"PLAIN"}, "PLAIN", auth.Credentials{User: "alice", Password: "alicepw"}, security)
		if err != nil {
			t.Fatal(err)
		}
		return imap.Authenticate(m)
	}
	for _, row := range []struct {
		name   string
		make   func() *imap.Command
		allow  bool
		leaves bool
	}{
		{"LOGIN", func() *imap.Command { return imap.Login(imap.AString("alice"), "alicepw") }, false, false},
		{"LOGIN that is allowed", func() *imap.Command { return imap.Login(imap.AString("alice"), "alicepw") }, true, true},
		{"PLAIN", func() *imap.Command { return plain(auth.Security{Loopback: true}) }, false, false},
		{"PLAIN that is allowed", func() *imap.Command { return plain(auth.Security{Loopback: true}) }, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			peer, _ := practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n"), practice.Obey()}.Pipe()
			conn := &abroad{written{Conn: peer}}
			c, err := imap.New(t.Context(), conn, imap.Options{AllowClear: row.allow})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_, err = c.Do(t.Context(), row.make(), nil)
			if refused := err != nil && strings.Contains(err.Error(), "unencrypted"); refused == row.leaves {
				t.Errorf("%v", err)
			}
			if sent := conn.text(); (sent != "") != row.leaves {
				t.Errorf("sent %q", sent)
			}
		})
	}
}
