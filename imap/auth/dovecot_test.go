package auth_test

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"imapsh/imap/auth"
	"imapsh/imap/dovecottest"
)

func TestMain(m *testing.M) { os.Exit(dovecottest.Main(m)) }

// dovecot is a connection that knows just enough of IMAP to carry one exchange.
type dovecot struct {
	net.Conn
	lines   *bufio.Scanner
	offered []string
	tls     *tls.ConnectionState
}

func dial(t *testing.T, srv *dovecottest.Server, certificate ...tls.Certificate) *dovecot {
	t.Helper()
	config := srv.TLSConfig()
	config.Certificates = certificate
	conn, err := tls.Dial("tcp", srv.TLSAddr, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	state := conn.ConnectionState()
	d := &dovecot{Conn: conn, lines: bufio.NewScanner(conn), tls: &state}
	d.line(t)
	fmt.Fprint(d, "a CAPABILITY\r\n")
	for _, word := range strings.Fields(d.line(t)) {
		if strings.HasPrefix(word, "AUTH=") {
			d.offered = append(d.offered, word)
		}
	}
	d.line(t)
	return d
}

func (d *dovecot) line(t *testing.T) string {
	t.Helper()
	if !d.lines.Scan() {
		t.Fatal("the server hung up: ", d.lines.Err())
	}
	return d.lines.Text()
}

// authenticate returns the tagged line, without its tag.
func (d *dovecot) authenticate(t *testing.T, m auth.Mechanism) string {
	t.Helper()
	ir, hasIR, err := m.Start()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(d, "b AUTHENTICATE "+m.Name())
	switch {
	case hasIR && len(ir) == 0:
		fmt.Fprint(d, " =")
	case hasIR:
		fmt.Fprint(d, " "+base64.StdEncoding.EncodeToString(ir))
	}
	fmt.Fprint(d, "\r\n")
	for {
		line := d.line(t)
		if tagged, ok := strings.CutPrefix(line, "b "); ok {
			return tagged
		}
		encoded, ok := strings.CutPrefix(line, "+ ")
		if !ok {
			continue
		}
		challenge, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			t.Fatalf("challenge %q: %v", line, err)
		}
		response, err := m.Next(challenge)
		if err != nil {
			t.Fatalf("challenge %q: %v", challenge, err)
		}
		fmt.Fprint(d, base64.StdEncoding.EncodeToString(response)+"\r\n")
	}
}

// TestDovecot logs in to a server that is not ours.
func TestDovecot(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	alice := auth.Credentials{User: dovecottest.Alice, Password: dovecottest.AlicePassword}
	carol := auth.Credentials{User: dovecottest.Carol, Password: dovecottest.CarolPassword}
	dave := auth.Credentials{User: dovecottest.Dave, Password: dovecottest.DavePassword}
	admin := auth.Credentials{User: dovecottest.Admin, Password: dovecottest.AdminPassword, AuthzID: dovecottest.Alice}
	wrong := auth.Credentials{User: dovecottest.Alice, Password: "not the password"}
	token := auth.Credentials{User: dovecottest.Alice, Token: srv.Token(dovecottest.Alice, time.Now().Add(time.Hour))}
	expired := auth.Credentials{User: dovecottest.Alice, Token: srv.Token(dovecottest.Alice, time.Now().Add(-time.Hour))}
	type row struct {
		name, mech string
		cred       auth.Credentials
		want       string
	}
	var rows []row
	for _, mech := range []string{"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"} {
		rows = append(rows,
			row{"a simple password", mech, alice, "OK"},
			row{"a password with quotes, backslash and blank", mech, carol, "OK"},
			row{"a password in UTF-8 that SASLprep refuses", mech, dave, "OK"},
			row{"a wrong password", mech, wrong, "NO"},
		)
	}
	for _, mech := range []string{"OAUTHBEARER", "XOAUTH2"} {
		rows = append(rows, row{"a token", mech, token, "OK"}, row{"an expired token", mech, expired, "NO"})
	}
	rows = append(rows,
		// With SCRAM, Dovecot 2.3 accepts the master user's proof and the name to act as, and then refuses all the same.
		row{"acting as someone else", "PLAIN", admin, "OK"},
		row{"auto, with a password", auth.Auto, alice, "OK"},
		row{"auto, with a token", auth.Auto, token, "OK"},
	)
	for _, r := range rows {
		for _, ir := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/%s/ir=%v", r.mech, r.name, ir), func(t *testing.T) {
				t.Parallel()
				d := dial(t, srv)
				m, err := auth.Select(d.offered, r.mech, r.cred, auth.Security{Encrypted: true, TLS: d.tls})
				if err != nil {
					t.Fatal(err)
				}
				if !ir {
					m = auth.WithoutIR(m)
				}
				tagged := d.authenticate(t, m)
				if !strings.HasPrefix(tagged, r.want) {
					t.Fatalf("got %q, want %s; %v", tagged, r.want, m.Failure())
				}
				if err := m.Done(); r.want == "OK" && err != nil {
					t.Error(err)
				}
				var refusal *auth.OAuthError
				if r.want == "NO" && r.cred.Token != "" && (!errors.As(m.Failure(), &refusal) || !refusal.TokenReadable) {
					t.Errorf("failure: %v", m.Failure())
				}
			})
		}
	}
}

func TestDovecotExternal(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	certificate, err := srv.ClientCertificate(dovecottest.Alice)
	if err != nil {
		t.Fatal(err)
	}
	d := dial(t, srv, certificate)
	m, err := auth.Select(d.offered, auth.Auto, auth.Credentials{User: dovecottest.Alice, HasCertificate: true},
		auth.Security{Encrypted: true, TLS: d.tls})
	if err != nil {
		t.Fatal(err)
	}
	if m.Name() != "EXTERNAL" {
		t.Fatalf("auto takes %s", m.Name())
	}
	if tagged := d.authenticate(t, m); !strings.HasPrefix(tagged, "OK") {
		t.Error(tagged)
	}
}
