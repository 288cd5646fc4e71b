package auth

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	pass := password("user", "pencil")
	for _, c := range []struct {
		name, mech string
		cred       Credentials
		msg        string
		fromServer bool
		want       string // the masked message
		secret     bool
		says       string // among the lines
	}{
		{"PLAIN", "PLAIN", pass, "\x00user\x00pencil", false, `\x00user\x00***`, true, "user  user name: who authenticates"},
		{"PLAIN as someone", "PLAIN", pass, "boss\x00user\x00pencil", false, `boss\x00user\x00***`, true, "boss  authorization identity"},
		{"PLAIN, not as it should be", "PLAIN", pass, "user pencil", false, "***", true, ""},
		{"PLAIN with an empty password", "PLAIN", pass, "\x00user\x00", false, `\x00user\x00***`, true, ""},
		{"LOGIN prompt", "LOGIN", pass, "User Name\x00", true, `User Name\x00`, false, "by its position"},
		{"LOGIN user", "LOGIN", pass, "user", false, "user", false, "user name"},
		{"LOGIN password", "LOGIN", pass, "pencil", false, "***", true, "password"},
		{"LOGIN empty password", "LOGIN", password("user", ""), "", false, "***", true, "password"},
		{"LOGIN with the name as password", "LOGIN", password("alice", "alice"), "alice", false, "***", true, ""},
		{"CRAM-MD5 challenge", "CRAM-MD5", pass, "<1@a>", true, "<1@a>", false, "challenge"},
		{"CRAM-MD5 response", "CRAM-MD5", pass, "us er 0123456789abcdef", false, "us er ***", true, "digest"},
		{"SCRAM first", "SCRAM-SHA-256", pass, "n,,n=user,r=abc", false, "n,,n=user,r=abc", false, "r=abc  client nonce"},
		{"SCRAM first, downgrade flag", "SCRAM-SHA-256", pass, "y,,n=user,r=abc", false, "y,,n=user,r=abc", false, "did not offer"},
		{"SCRAM first, bound", "SCRAM-SHA-256", pass, "p=tls-exporter,a=b,n=user,r=abc", false, "p=tls-exporter,a=b,n=user,r=abc", false, "with tls-exporter"},
		{"SCRAM server first", "SCRAM-SHA-256", pass, goodFirst, true, goodFirst, false, "iteration count"},
		{"SCRAM final", "SCRAM-SHA-256", pass, "c=biws,r=abc,p=dHzb", false, "c=biws,r=abc,p=***", true, "client proof"},
		{"SCRAM signature", "SCRAM-SHA-256", pass, goodFinal, true, "v=***", true, "server signature"},
		{"SCRAM error", "SCRAM-SHA-256", pass, "e=invalid-proof", true, "e=invalid-proof", false, "the password is wrong"},
		{"SCRAM acknowledgement", "SCRAM-SHA-256", pass, "", false, "", false, ""},
		{"SCRAM, the server's echo", "SCRAM-SHA-256", pass, "e=pencil is wrong", true, "e=*** is wrong", false, ""},
		{"SCRAM, an echo over two fields", "SCRAM-SHA-256", password("u", "pen,cil"), "e=pen,cil", true, "e=***", false, ""},
		{"the server's echo in base64", "PLAIN", pass, "you sent cGVuY2ls!", true, "you sent ***!", false, ""},
		{"EXTERNAL", "EXTERNAL", Credentials{HasCertificate: true, AuthzID: "fred"}, "fred", false, "fred", false, "whom to act as"},
		{"ANONYMOUS", "ANONYMOUS", Credentials{}, "sirhc", false, "sirhc", false, "proves nothing"},
		{
			"OAUTHBEARER", "OAUTHBEARER",
			Credentials{User: "u", Token: "tokentoken"},
			"n,a=u,\x01host=h\x01port=993\x01auth=Bearer tokentoken\x01\x01", false,
			`n,a=u,\x01host=h\x01port=993\x01auth=Bearer ***\x01\x01`, true, "***  token: opaque",
		},
		{
			"OAUTHBEARER with another scheme", "OAUTHBEARER",
			Credentials{User: "u", Token: "tokentoken"},
			"n,,\x01auth=MAC tokentoken\x01\x01", false, `n,,\x01***\x01\x01`, true, "",
		},
		{"OAUTHBEARER acknowledgement", "OAUTHBEARER", Credentials{User: "u", Token: "tokentoken"}, "\x01", false, `\x01`, false, "has been read"},
		{"OAUTHBEARER, not as it should be", "OAUTHBEARER", Credentials{User: "u", Token: "tokentoken"}, "tokentoken", false, "***", true, ""},
		{
			"XOAUTH2", "XOAUTH2",
			Credentials{User: "u", Token: "tokentoken"},
			"user=u\x01auth=Bearer tokentoken\x01\x01", false, `user=u\x01auth=Bearer ***\x01\x01`, true, "user=u  user name",
		},
		{
			"XOAUTH2 error", "XOAUTH2",
			Credentials{User: "u", Token: "tokentoken"},
			`{"status":"401","scope":"mail"}`, true, `{"status":"401","scope":"mail"}`, false, "status 401, scope mail",
		},
		{"bidi and escapes", "PLAIN", pass, "\x1b[2J\u202eabc\xff", true, `\x1b[2J\u202eabc\xff`, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := start(t, c.mech, c.cred)
			d := m.Describe([]byte(c.msg), c.fromServer)
			if got := d.Masked(); got != c.want || d.HasSecret() != c.secret {
				t.Errorf("masked %q, secret %v; want %q, %v", got, d.HasSecret(), c.want, c.secret)
			}
			if lines := strings.Join(d.Lines(), "\n"); !strings.Contains(lines, c.says) {
				t.Errorf("lines do not say %q:\n%s", c.says, lines)
			}
			covers(t, c.msg, d)
		})
	}
}

// covers checks that the parts follow each other and make up the message.
func covers(t testing.TB, msg string, d Description) {
	t.Helper()
	at := 0
	for _, p := range d.Parts {
		if p.Start != at || p.End < p.Start || p.End > len(msg) {
			t.Fatalf("part %+v does not follow %d in %q", p, at, msg)
		}
		at = p.End
	}
	if at != len(msg) {
		t.Fatalf("parts end at %d of %d in %q", at, len(msg), msg)
	}
}

// TestNothingLeaks runs whole exchanges and looks for the secrets in all that may be shown of them.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	const pass, token = `pa"ss\wörd 1`, "tokentokentoken"
	for _, c := range []struct {
		mech       string
		challenges []string
		derived    int // how many secrets beside password and messages
	}{
		{"PLAIN", []string{"echo " + pass}, 0},
		{"LOGIN", []string{"User", "Password", pass}, 0},
		{"CRAM-MD5", []string{"<1@a>", pass}, 1},
		{"SCRAM-SHA-256", []string{goodFirst, "v=AAAA"}, 2},
		{"SCRAM-SHA-1", []string{"e=" + pass}, 0},
		{"OAUTHBEARER", []string{`{"status":"` + token + `"}`, token}, 0},
		{"XOAUTH2", []string{token, token}, 0},
	} {
		t.Run(c.mech, func(t *testing.T) {
			t.Parallel()
			cred := Credentials{User: "user", Password: pass, Token: token, nonce: func() string { return ourNonce }}
			m, err := Select(nil, c.mech, cred, Security{Encrypted: true})
			if err != nil {
				t.Fatal(err)
			}
			var shown, masked strings.Builder
			show := func(msg []byte, fromServer bool) {
				d := m.Describe(msg, fromServer)
				fmt.Fprintln(&shown, d, d.Lines(), fmt.Sprintf("%+v %#v", d, d))
				if !fromServer && d.HasSecret() {
					masked.WriteString(string(msg))
				}
			}
			fmt.Fprintf(&shown, "%v %+v %#v %s %v %+v %#v", m, m, m, m, cred, cred, cred)
			fmt.Fprintf(&shown, "%v %+v", WithoutIR(m), []any{m, cred, &cred})
			ir, hasIR, err := m.Start()
			if err != nil {
				t.Fatal(err)
			}
			if hasIR {
				show(ir, false)
			}
			for _, challenge := range c.challenges {
				show([]byte(challenge), true)
				answer, err := m.Next([]byte(challenge))
				fmt.Fprintln(&shown, err, m.Failure(), m.Done())
				if err == nil {
					show(answer, false)
				}
			}
			secrets := m.Secrets()
			if !slices.Contains(secrets, pass) && !slices.Contains(secrets, token) {
				t.Error("Secrets lists neither password nor token")
			}
			for _, s := range secrets {
				for form, leak := range map[string]string{
					"plain":  s,
					"base64": base64.StdEncoding.EncodeToString([]byte(s)),
					"quoted": strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s),
					"go":     fmt.Sprintf("%q", s),
					"json":   strings.NewReplacer(`\`, `\\`, `"`, `\"`, "ö", `\u00f6`).Replace(s),
				} {
					if strings.Contains(shown.String(), leak) {
						t.Errorf("%s form of %q in:\n%s", form, s, &shown)
					}
				}
			}
			if len(secrets) < 1+c.derived {
				t.Errorf("secrets %q, want %d derived ones", secrets, c.derived)
			}
		})
	}
}

// TestSignatureIsKnown wants the server's signature among the secrets before the server sends it.
func TestSignatureIsKnown(t *testing.T) {
	t.Parallel()
	m := start(t, "SCRAM-SHA-256", password("user", "pencil"))
	if _, err := m.Next([]byte(goodFirst)); err != nil {
		t.Fatal(err)
	}
	if signature := strings.TrimPrefix(goodFinal, "v="); !slices.Contains(m.Secrets(), signature) {
		t.Errorf("secrets %q lack %s", m.Secrets(), signature)
	}
	if d := m.Describe([]byte(goodFinal), true); d.String() != "SCRAM server-final-message: v=***" {
		t.Errorf("shown as %q", d)
	}
}

func TestInspectToken(t *testing.T) {
	t.Parallel()
	jwt := func(claims string) string {
		e := base64.RawURLEncoding
		return e.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + e.EncodeToString([]byte(claims)) + ".c2ln"
	}
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, token string
		ok          bool
		want        string
	}{
		{"expired", jwt(`{"exp":1777626000,"aud":"https://mail.example.com"}`), true, "expired 2026-05-01T09:00:00Z (3h0m ago), audience https://mail.example.com"},
		{"valid", jwt(`{"exp":1777638000.9,"aud":["a","b"],"iss":"i","scp":"mail"}`), true, "valid until 2026-05-01T12:20:00Z (in 20m0s), audience a b, issuer i, scope mail"},
		{"far away", jwt(`{"exp":1893456000}`), true, "valid until 2030-01-01T00:00:00Z (in 1340 days)"},
		{"no claims of use", jwt(`{}`), true, "says no expiry"},
		{"odd types", jwt(`{"exp":"soon","aud":5,"iss":[]}`), true, "says no expiry"},
		{"expiry out of range", jwt(`{"exp":1e300}`), true, "says no expiry"},
		{"an escape sequence", jwt(`{"aud":"\u001b[31m"}`), true, `says no expiry, audience \x1b[31m`},
		{"opaque", "ya29.abc", false, ""},
		{"three parts of nothing", "a.b.c", false, ""},
		{"claims that are no JSON", jwt(`x`), false, ""},
		{"empty", "", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			info, ok := InspectToken(c.token)
			if ok != c.ok {
				t.Fatalf("ok %v", ok)
			}
			if got := info.Describe(now); ok && got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestOAuthErrorShowsToken(t *testing.T) {
	t.Parallel()
	e := base64.RawURLEncoding
	token := e.EncodeToString([]byte(`{"alg":"none"}`)) + "." + e.EncodeToString([]byte(`{"exp":1,"aud":"here"}`)) + "."
	for _, c := range []struct{ challenge, says string }{
		{`{"status":"invalid_token"}`, "OAUTHBEARER refused: status invalid_token; the token is a JWT, expired 1970-01-01T00:00:01Z"},
		{`{"status":401}`, "status 401"},
		{"Internal error\n", "refused: Internal error;"},
		{`{"status":"` + token + `"}`, "status ***"},
		{`{"status":"\u001b[2J"}`, `status \x1b[2J`},
		{strings.Repeat("[", 20000), "refused: [["},
	} {
		m := start(t, "OAUTHBEARER", Credentials{User: "u", Token: token})
		if _, err := m.Next([]byte(c.challenge)); err != nil {
			t.Fatal(err)
		}
		got := m.Failure().Error()
		if !strings.Contains(got, c.says) || strings.Contains(got, token) || len(got) > 5000 {
			t.Errorf("%.60q: got %.200q, want %q", c.challenge, got, c.says)
		}
		if !strings.Contains(got, "audience here") {
			t.Errorf("audience is missing: %.200q", got)
		}
	}
}
