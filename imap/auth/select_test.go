package auth

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestAuto(t *testing.T) {
	t.Parallel()
	client, _ := handshake(t, tls.VersionTLS13, x509.ECDSAWithSHA256)
	pass := Credentials{User: "alice", Password: "secret"}
	token := Credentials{User: "alice", Token: "tokentoken"}
	all := []string{
		"AUTH=PLAIN", "AUTH=LOGIN", "AUTH=CRAM-MD5", "AUTH=SCRAM-SHA-1", "AUTH=SCRAM-SHA-256", "AUTH=SCRAM-SHA-1-PLUS",
		"AUTH=SCRAM-SHA-256-PLUS", "AUTH=OAUTHBEARER", "AUTH=XOAUTH2", "AUTH=EXTERNAL", "AUTH=ANONYMOUS", "AUTH=GSSAPI",
	}
	verified := Security{Encrypted: true, TLS: client}
	verifiedElsewhere := Security{Encrypted: true}
	unverified := Security{Encrypted: true, Unverified: true}
	clear := Security{}
	local := Security{Loopback: true}
	allowed := Security{AllowInsecure: true}
	for _, c := range []struct {
		name    string
		offered []string
		cred    Credentials
		conn    Security
		want    string // a name, or the error's type
	}{
		{"everything, over TLS", all, pass, verified, "SCRAM-SHA-256-PLUS"},
		{"everything, TLS without binding", all, pass, verifiedElsewhere, "SCRAM-SHA-256"},
		{"everything, in clear", all, pass, clear, "SCRAM-SHA-256"},
		{"a certificate", all, Credentials{User: "alice", HasCertificate: true}, verified, "EXTERNAL"},
		{"a token", all, token, verified, "OAUTHBEARER"},
		{"a token, old server", []string{"XOAUTH2", "PLAIN"}, token, verified, "XOAUTH2"},
		{"SHA-1 bound beats SHA-256 unbound", []string{"SCRAM-SHA-256", "SCRAM-SHA-1-PLUS"}, pass, verified, "SCRAM-SHA-1-PLUS"},
		{"lower case", []string{"auth=plain"}, pass, verified, "PLAIN"},
		{"PLAIN before LOGIN", []string{"LOGIN", "PLAIN"}, pass, verified, "PLAIN"},
		{"PLAIN before CRAM-MD5 over verified TLS", []string{"CRAM-MD5", "PLAIN"}, pass, verified, "PLAIN"},
		{"CRAM-MD5 before PLAIN over unverified TLS", []string{"CRAM-MD5", "PLAIN"}, pass, unverified, "CRAM-MD5"},
		{"CRAM-MD5 before PLAIN in clear", []string{"CRAM-MD5", "PLAIN"}, pass, clear, "CRAM-MD5"},
		{"CRAM-MD5 before PLAIN even where PLAIN is allowed", []string{"CRAM-MD5", "PLAIN"}, pass, allowed, "CRAM-MD5"},
		{"PLAIN on loopback", []string{"PLAIN"}, pass, local, "PLAIN"},
		{"PLAIN allowed", []string{"PLAIN"}, pass, allowed, "PLAIN"},
		{"PLAIN in clear", []string{"PLAIN", "LOGIN"}, pass, clear, "*auth.InsecureError"},
		{"a token in clear", []string{"OAUTHBEARER", "XOAUTH2"}, token, clear, "*auth.InsecureError"},
		{"acting as someone else", []string{"LOGIN", "CRAM-MD5", "PLAIN"}, Credentials{User: "a", AuthzID: "b", Password: "c"}, unverified, "PLAIN"},
		{"acting as someone else, impossible", []string{"LOGIN", "CRAM-MD5"}, Credentials{User: "a", AuthzID: "b", Password: "c"}, verified, "*auth.NoMechanismError"},
		{"an empty password", []string{"PLAIN"}, Credentials{User: "alice", HasPassword: true}, verified, "PLAIN"},
		{"no password", []string{"PLAIN"}, Credentials{User: "alice"}, verified, "*auth.NoMechanismError"},
		{"no user", []string{"PLAIN"}, Credentials{Password: "secret"}, verified, "*auth.NoMechanismError"},
		{"a token for servers that take none", []string{"PLAIN"}, token, verified, "*auth.NoMechanismError"},
		{"nothing known here", []string{"GSSAPI", "NTLM"}, pass, verified, "*auth.NoMechanismError"},
		{"nothing offered", []string{}, pass, verified, "*auth.NoMechanismError"},
		{"guest access is never guessed", []string{"ANONYMOUS"}, pass, verified, "*auth.NoMechanismError"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := Select(c.offered, "Auto", c.cred, c.conn)
			got := fmt.Sprintf("%T", err)
			if err == nil {
				got = m.Name()
			}
			if got != c.want {
				t.Errorf("got %s (%v), want %s", got, err, c.want)
			}
		})
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	pass := Credentials{User: "alice", Password: "secret"}
	verified := Security{Encrypted: true}
	for _, c := range []struct {
		name    string
		offered []string
		wanted  string
		cred    Credentials
		conn    Security
		want    string
		says    string
	}{
		{"any case", []string{"PLAIN"}, "plain", pass, verified, "PLAIN", ""},
		{"the weaker one is wanted", []string{"PLAIN", "SCRAM-SHA-256"}, "PLAIN", pass, verified, "PLAIN", ""},
		{"SHA-512", []string{"SCRAM-SHA-512"}, "SCRAM-SHA-512", pass, verified, "SCRAM-SHA-512", ""},
		{"guest access", []string{"ANONYMOUS"}, "ANONYMOUS", Credentials{}, verified, "ANONYMOUS", ""},
		{"not offered", []string{"LOGIN", "GSSAPI"}, "PLAIN", pass, verified, "*auth.NoMechanismError", "server offers LOGIN, GSSAPI"},
		{"not offered is not a reason to send in clear", []string{"PLAIN"}, "SCRAM-SHA-256", pass, Security{}, "*auth.NoMechanismError", "does not offer"},
		{"not built in", []string{"GSSAPI"}, "GSSAPI", pass, verified, "*auth.NoMechanismError", "typed by hand"},
		{"in clear", []string{"PLAIN"}, "PLAIN", pass, Security{}, "*auth.InsecureError", "--insecure-auth"},
		{"LOGIN in clear", []string{"LOGIN"}, "LOGIN", pass, Security{}, "*auth.InsecureError", "--tls starttls"},
		{"nothing to bind to", []string{"SCRAM-SHA-1-PLUS"}, "SCRAM-SHA-1-PLUS", pass, verified, "*auth.NoMechanismError", "needs TLS"},
		{"tls-unique", []string{"SCRAM-SHA-1-PLUS"}, "SCRAM-SHA-1-PLUS", pass, Security{Encrypted: true, TLS: &tls.ConnectionState{HandshakeComplete: true}, Binding: "tls-unique"}, "*auth.NoMechanismError", "not safe"},
		{"no token", []string{"XOAUTH2"}, "XOAUTH2", pass, verified, "*auth.NoMechanismError", "at hand: user, password"},
		{"no certificate", []string{"EXTERNAL"}, "EXTERNAL", pass, verified, "*auth.NoMechanismError", "client certificate"},
		{"EXTERNAL over a Unix socket", []string{"EXTERNAL"}, "EXTERNAL", pass, Security{Loopback: true}, "EXTERNAL", ""},
		{"CRAM-MD5 as someone else", []string{"CRAM-MD5"}, "CRAM-MD5", Credentials{User: "a", AuthzID: "b", Password: "c"}, verified, "*auth.NoMechanismError", "someone else"},
		{"XOAUTH2 for nobody", []string{"XOAUTH2"}, "XOAUTH2", Credentials{Token: "tokentoken"}, verified, "*auth.NoMechanismError", "user name"},
		{"OAUTHBEARER says who in the token", []string{"OAUTHBEARER"}, "OAUTHBEARER", Credentials{Token: "tokentoken"}, verified, "OAUTHBEARER", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := Select(c.offered, c.wanted, c.cred, c.conn)
			got := fmt.Sprintf("%T", err)
			if err == nil {
				got = m.Name()
			}
			if got != c.want || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %s (%v), want %s with %q", got, err, c.want, c.says)
			}
			if err != nil && strings.Contains(err.Error(), "secret") && !strings.Contains(err.Error(), "send a secret in clear") {
				t.Errorf("the error holds the password: %v", err)
			}
		})
	}
}

// TestAsking makes sure that a secret is asked for once, last, and never to be thrown away.
func TestAsking(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		offered []string
		wanted  string
		cred    Credentials
		conn    Security
		want    string
		asked   string
	}{
		{"needed", []string{"PLAIN"}, Auto, Credentials{User: "alice"}, Security{Encrypted: true}, "PLAIN", "password"},
		{"needed for a named one", []string{"CRAM-MD5"}, "CRAM-MD5", Credentials{User: "alice"}, Security{}, "CRAM-MD5", "password"},
		{"there already", []string{"PLAIN"}, Auto, Credentials{User: "alice", Password: "x"}, Security{Encrypted: true}, "PLAIN", ""},
		{"there and empty", []string{"PLAIN"}, Auto, Credentials{User: "alice", HasPassword: true}, Security{Encrypted: true}, "PLAIN", ""},
		{"a token is at hand", []string{"SCRAM-SHA-256", "XOAUTH2"}, Auto, Credentials{User: "alice", Token: "tokentoken"}, Security{Encrypted: true}, "XOAUTH2", ""},
		{"a token can be had", []string{"XOAUTH2"}, Auto, Credentials{User: "alice", Password: "x"}, Security{Encrypted: true}, "XOAUTH2", "token"},
		{"it could not be sent", []string{"PLAIN"}, Auto, Credentials{User: "alice"}, Security{}, "*auth.InsecureError", ""},
		{"a named one could not send it", []string{"PLAIN"}, "PLAIN", Credentials{User: "alice"}, Security{}, "*auth.InsecureError", ""},
		{"no user", []string{"PLAIN"}, Auto, Credentials{}, Security{Encrypted: true}, "*auth.NoMechanismError", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var asked []string
			c.cred.AskPassword = func() (string, error) { asked = append(asked, "password"); return "asked-for", nil }
			c.cred.AskToken = func() (string, error) { asked = append(asked, "token"); return "asked-for", nil }
			m, err := Select(c.offered, c.wanted, c.cred, c.conn)
			got := fmt.Sprintf("%T", err)
			if err == nil {
				got = m.Name()
			}
			if got != c.want || strings.Join(asked, " ") != c.asked {
				t.Errorf("got %s, asked %q; want %s, %q", got, asked, c.want, c.asked)
			}
		})
	}
	stop := errors.New("no terminal")
	_, err := Select([]string{"PLAIN"}, Auto, Credentials{User: "a", AskPassword: func() (string, error) { return "", stop }}, Security{Encrypted: true})
	if !errors.Is(err, stop) {
		t.Errorf("the asking's error is lost: %v", err)
	}
}

func TestCheckClear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what   string
		conn   Security
		refuse bool
	}{
		{"LOGIN", Security{}, true},
		{"login", Security{}, true},
		{"PLAIN", Security{}, true},
		{"OAUTHBEARER", Security{}, true},
		{"SECURID", Security{}, true},
		{"X-UNHEARD-OF", Security{}, true},
		{"LOGIN", Security{Encrypted: true}, false},
		{"LOGIN", Security{Loopback: true}, false},
		{"LOGIN", Security{AllowInsecure: true}, false},
		{"SCRAM-SHA-256", Security{}, false},
		{"CRAM-MD5", Security{}, false},
		{"GSSAPI", Security{}, false},
	} {
		if err := CheckClear(c.what, c.conn); (err != nil) != c.refuse {
			t.Errorf("%s, %+v: %v", c.what, c.conn, err)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	names := Names()
	if len(names) != 13 {
		t.Errorf("%d mechanisms: %v", len(names), names)
	}
	for _, name := range names {
		if family(name) == "" {
			t.Errorf("%s is listed and cannot be made", name)
		}
	}
}
