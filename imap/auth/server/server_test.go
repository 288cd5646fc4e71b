package server

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

type accounts map[string]string

func (a accounts) Password(user string) (string, bool) { p, ok := a[user]; return p, ok }
func (a accounts) Token(token string) (string, bool) {
	user, ok := strings.CutPrefix(token, "token-of-")
	return user, ok
}

func config() Config {
	return Config{
		Lookup: accounts{"tim": "tanstaaftanstaaf", "user": "pencil"},
		Nonce:  func() string { return "3rfcNHYJY1ZVvWVs7j" },
		Salt:   []byte("A%\xc2G\xe4:\xb1\xe9<m\xffv"),
	}
}

// TestExchanges plays the clients of the RFCs and some that cannot speak. A response "-" is none at all.
func TestExchanges(t *testing.T) {
	t.Parallel()
	type turn struct{ response, challenge string }
	const malformed = "malformed"
	for _, c := range []struct {
		name, mech string
		turns      []turn // the last one ends the exchange
		user       string
		err        string
	}{
		{"RFC 4616", "PLAIN", []turn{{"\x00tim\x00tanstaaftanstaaf", ""}}, "tim", ""},
		{"PLAIN after an empty challenge", "plain", []turn{{"-", ""}, {"\x00tim\x00tanstaaftanstaaf", ""}}, "tim", ""},
		{"PLAIN, wrong password", "PLAIN", []turn{{"\x00tim\x00tanstaaf", ""}}, "", "credentials"},
		{"PLAIN, wrong user", "PLAIN", []turn{{"\x00tom\x00tanstaaftanstaaf", ""}}, "", "credentials"},
		{"PLAIN, empty", "PLAIN", []turn{{"", ""}}, "", malformed},
		{"PLAIN, as someone else", "PLAIN", []turn{{"user\x00tim\x00tanstaaftanstaaf", ""}}, "", "authorization"},
		{"LOGIN", "LOGIN", []turn{{"-", "Username:"}, {"tim", "Password:"}, {"tanstaaftanstaaf", ""}}, "tim", ""},
		{"LOGIN with an initial response", "LOGIN", []turn{{"tim", "Password:"}, {"tanstaaftanstaaf", ""}}, "tim", ""},
		{"LOGIN, wrong password", "LOGIN", []turn{{"tim", "Password:"}, {"", ""}}, "", "credentials"},
		{
			"CRAM-MD5", "CRAM-MD5",
			[]turn{{"-", "<3rfcNHYJY1ZVvWVs7j@localhost>"}, {"tim 8296a4ef5f7b45ebb7b6b7d16c9e3e08", ""}},
			"", "credentials",
		},
		{"CRAM-MD5, no digest", "CRAM-MD5", []turn{{"-", "<3rfcNHYJY1ZVvWVs7j@localhost>"}, {"tim", ""}}, "", malformed},
		{"CRAM-MD5, the client speaks first", "CRAM-MD5", []turn{{"tim", ""}}, "", malformed},
		{
			"RFC 5802", "SCRAM-SHA-1",
			[]turn{
				{
					"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
					"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
				},
				{
					"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
					"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
				},
				{"", ""},
			},
			"user", "",
		},
		{
			"SCRAM, wrong proof", "SCRAM-SHA-1",
			[]turn{
				{
					"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
					"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
				},
				{"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=AAAAv3Bz2T0CJGbJQyF0X+HI4Ts=", "e=invalid-proof"},
				{"", ""},
			},
			"", "credentials",
		},
		{"SCRAM, unknown user", "SCRAM-SHA-256", []turn{{"n,,n=nobody,r=abc", "e=unknown-user"}, {"", ""}}, "", "credentials"},
		{"SCRAM, garbage", "SCRAM-SHA-256", []turn{{"garbage", ""}}, "", malformed},
		{"SCRAM, empty after empty", "SCRAM-SHA-256", []turn{{"-", ""}, {"", ""}}, "", malformed},
		{"SCRAM, binding without -PLUS", "SCRAM-SHA-256", []turn{{"p=tls-exporter,,n=user,r=abc", ""}}, "", malformed},
		{"OAUTHBEARER", "OAUTHBEARER", []turn{{"n,a=tim,\x01auth=Bearer token-of-tim\x01\x01", ""}}, "tim", ""},
		{
			"OAUTHBEARER, wrong token", "OAUTHBEARER",
			[]turn{
				{"n,a=tim,\x01auth=Bearer x\x01\x01", `{"status":"invalid_token","schemes":"bearer","scope":"mail"}`},
				{"\x01", ""},
			},
			"", "credentials",
		},
		{
			"OAUTHBEARER, wrong token, acknowledged with an empty line", "OAUTHBEARER",
			[]turn{
				{"n,a=tim,\x01auth=Bearer x\x01\x01", `{"status":"invalid_token","schemes":"bearer","scope":"mail"}`},
				{"", ""},
			},
			"", "credentials",
		},
		{
			"OAUTHBEARER, someone else's token", "OAUTHBEARER",
			[]turn{
				{"n,a=user,\x01auth=Bearer token-of-tim\x01\x01", `{"status":"invalid_token","schemes":"bearer","scope":"mail"}`},
				{"\x01", ""},
			},
			"", "authorization",
		},
		{
			"OAUTHBEARER, malformed", "OAUTHBEARER",
			[]turn{{"n", `{"status":"invalid_request","schemes":"bearer","scope":""}`}, {"\x01", ""}},
			"", malformed,
		},
		{"XOAUTH2", "XOAUTH2", []turn{{"user=tim\x01auth=Bearer token-of-tim\x01\x01", ""}}, "tim", ""},
		{
			"XOAUTH2, wrong token", "XOAUTH2",
			[]turn{{"user=tim\x01auth=Bearer x\x01\x01", `{"schemes":"bearer","scope":"mail","status":"401"}`}, {"", ""}},
			"", "credentials",
		},
		{"XOAUTH2, malformed", "XOAUTH2", []turn{{"user=tim", ""}}, "", malformed},
		{"EXTERNAL without certificate", "EXTERNAL", []turn{{"", ""}}, "", "credentials"},
		{"EXTERNAL with a NUL", "EXTERNAL", []turn{{"\x00", ""}}, "", malformed},
		{"ANONYMOUS", "ANONYMOUS", []turn{{"-", ""}, {"sirhc", ""}}, "anonymous", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := New(c.mech, config())
			if err != nil {
				t.Fatal(err)
			}
			for i, turn := range c.turns {
				response := []byte(turn.response)
				if turn.response == "-" {
					response = nil
				}
				challenge, done, user, authzid, err := m.Next(response)
				if i < len(c.turns)-1 {
					if err != nil || done || string(challenge) != turn.challenge {
						t.Fatalf("turn %d: %q, %v, %v; want %q", i, challenge, done, err, turn.challenge)
					}
					continue
				}
				if done != (c.err == "") || user != c.user || authzid != c.user || kind(err) != c.err {
					t.Fatalf("ends with %v, %q for %q, %v; want %q, %q", done, user, authzid, err, c.user, c.err)
				}
			}
			if _, done, _, _, err := m.Next([]byte("more")); done || err == nil {
				t.Error("the exchange goes on after its end")
			}
		})
	}
}

func kind(err error) string {
	var syntax *SyntaxError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &syntax):
		return "malformed"
	case errors.Is(err, ErrCredentials):
		return "credentials"
	case errors.Is(err, ErrAuthorization):
		return "authorization"
	}
	return err.Error()
}

func TestNew(t *testing.T) {
	t.Parallel()
	if _, err := New("GSSAPI", config()); err == nil {
		t.Error("GSSAPI is known")
	}
	if _, err := New("SCRAM-SHA-256-PLUS", config()); err == nil {
		t.Error("-PLUS works without TLS")
	}
	for _, name := range Names(config()) {
		if _, err := New(name, config()); err != nil {
			t.Errorf("%s is listed: %v", name, err)
		}
		if name == "EXTERNAL" || strings.HasSuffix(name, "-PLUS") {
			t.Errorf("%s is listed and cannot work", name)
		}
	}
}

// FuzzServer sends anything to every mechanism: no panic, and nobody gets in who does not know the password.
func FuzzServer(f *testing.F) {
	f.Add(uint8(0), []byte("n,,n=user,r=abc"), []byte("c=biws,r=abc3rfcNHYJY1ZVvWVs7j,p=AAAA"), []byte{})
	f.Add(uint8(2), []byte("n,a=tim,\x01auth=Bearer x\x01\x01"), []byte{}, []byte{})
	f.Add(uint8(3), []byte("user=tim\x01auth=Bearer x\x01\x01"), []byte{}, []byte{})
	f.Add(uint8(4), []byte("\x00tim\x00x"), []byte{}, []byte{})
	f.Add(uint8(5), []byte("tim"), []byte("x"), []byte("y"))
	f.Add(uint8(6), []byte{}, []byte("tim 00"), []byte{})
	c := config()
	c.Iterations = 1
	c.Lookup = accounts{"user": "a password no fuzzer finds", "tim": "another one"}
	names := Names(c)
	f.Fuzz(func(t *testing.T, which uint8, one, two, three []byte) {
		name := names[int(which)%len(names)]
		m, err := New(name, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, response := range [][]byte{one, two, three} {
			_, done, user, _, err := m.Next(response)
			if done && err != nil {
				t.Fatal("done, and an error")
			}
			if done && user != "anonymous" && !bytes.Contains(slices.Concat(one, two, three), []byte("token-of-")) {
				t.Fatalf("%s let %q in", name, user)
			}
		}
	})
}
