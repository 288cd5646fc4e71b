package auth

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// fuzzExchange feeds two challenges of anyone's making to a fresh mechanism. Whatever they are: no panic, a secret leaves
// at most once, an exchange that we ended stays ended, and what is shown holds no secret.
func fuzzExchange(f *testing.F, mech string, cred Credentials, seeds ...string) {
	f.Helper()
	for _, s := range seeds {
		f.Add([]byte(s), []byte(""))
		f.Add([]byte(s), []byte(s))
	}
	const secret = "penciltoken" // no server says this by chance
	f.Fuzz(func(t *testing.T, first, second []byte) {
		m, err := Select(nil, mech, cred, Security{Encrypted: true})
		if err != nil {
			t.Fatal(err)
		}
		ir, hasIR, err := m.Start()
		if err != nil {
			t.Fatal(err)
		}
		times := 0
		sent := func(msg []byte) {
			if bytes.Contains(msg, []byte(secret)) {
				times++
			}
			shown(t, m, msg, false, secret)
		}
		if hasIR {
			sent(ir)
		}
		var ended error
		for _, challenge := range [][]byte{first, second} {
			if dear.Match(challenge) {
				return
			}
			shown(t, m, challenge, true, secret)
			answer, err := m.Next(challenge)
			if err != nil {
				ended = err
			} else if ended != nil {
				t.Fatalf("answered after %v", ended)
			} else {
				sent(answer)
			}
		}
		if times > 1 {
			t.Fatal("the secret was sent twice")
		}
		if m.Done() == nil && ended != nil {
			t.Fatal("Done accepts an exchange that we ended")
		}
		if failure := m.Failure(); failure != nil && strings.Contains(failure.Error(), secret) {
			t.Fatalf("failure shows the secret: %v", failure)
		}
	})
}

// shown describes a message and looks for the secret in it.
func shown(t *testing.T, m Mechanism, msg []byte, fromServer bool, secret string) {
	d := m.Describe(msg, fromServer)
	covers(t, string(msg), d)
	all := d.String() + "\n" + strings.Join(d.Lines(), "\n")
	if strings.Contains(all, secret) {
		t.Fatalf("shown: %s", all)
	}
	for _, c := range all {
		if c < ' ' && c != '\n' || c == 0x7f || c >= 0x80 && c < 0xa0 {
			t.Fatalf("a control character is shown: %q", all)
		}
	}
}

func fuzzCredentials() Credentials {
	return Credentials{
		User: "user", Password: "penciltoken", Token: "penciltoken",
		nonce: func() string { return ourNonce },
	}
}

// dear is an iteration count of five digits and more: allowed, and so many seconds of
// computing that nothing else would be tried.
var dear = regexp.MustCompile(`,i=\d{5}`)

func FuzzSCRAM(f *testing.F) {
	fuzzExchange(f, "SCRAM-SHA-256", fuzzCredentials(), goodFirst, goodFinal, "e=invalid-proof", "r="+ourNonce+"x,s=QQ==,i=4097,m=x")
}

func FuzzLogin(f *testing.F) {
	fuzzExchange(f, "LOGIN", fuzzCredentials(), "Username:", "Password:\x00")
}

func FuzzPlain(f *testing.F) { fuzzExchange(f, "PLAIN", fuzzCredentials(), "", "penciltoken") }

func FuzzCRAMMD5(f *testing.F) {
	fuzzExchange(f, "CRAM-MD5", fuzzCredentials(), "<1896.697170952@postoffice.reston.mci.net>")
}

func FuzzOAuthBearer(f *testing.F) {
	fuzzExchange(f, "OAUTHBEARER", fuzzCredentials(), `{"status":"invalid_token","scope":"s","openid-configuration":"u"}`, `{"status":401}`)
}

func FuzzXOAuth2(f *testing.F) {
	fuzzExchange(f, "XOAUTH2", fuzzCredentials(), `{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}`)
}

// FuzzDescribe takes messages apart that came from nowhere, as a hand-typed exchange may hold them.
func FuzzDescribe(f *testing.F) {
	for i, v := range vectors() {
		f.Add(uint8(i), []byte(v.first), false)
		for _, turn := range v.turns {
			f.Add(uint8(i), []byte(turn[0]), true)
			f.Add(uint8(i), []byte(turn[1]), false)
		}
	}
	names := append(Names(), "X-UNKNOWN")
	f.Fuzz(func(t *testing.T, which uint8, msg []byte, fromServer bool) {
		m := NewManualAnswers(names[int(which)%len(names)], [][]byte{msg})
		if _, _, err := m.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Next(nil); err != nil && msg != nil {
			t.Fatal(err)
		}
		shown(t, m, msg, fromServer, "no such secret\x00")
	})
}

func FuzzInspectToken(f *testing.F) {
	f.Add("eyJhbGciOiJub25lIn0.eyJleHAiOjEsImF1ZCI6ImhlcmUifQ.")
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, token string) {
		info, ok := InspectToken(token)
		if !ok && (info.Issuer != "" || info.Audience != nil) {
			t.Fatalf("not a JWT, and yet %+v", info)
		}
		_ = info.Describe(info.Expires)
	})
}
