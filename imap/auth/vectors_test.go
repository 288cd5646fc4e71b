package auth

import (
	"encoding/base64"
	"errors"
	"testing"
)

// vector is an exchange printed in an RFC: the client's first message, then challenges and answers in turn.
type vector struct {
	name  string
	mech  string
	cred  Credentials
	first string // "-": the server speaks first
	turns [][2]string
}

func vectors() []vector {
	fixed := func(nonce string) func() string { return func() string { return nonce } }
	return []vector{
		{
			"RFC 4616 section 4, PLAIN", "PLAIN",
			Credentials{User: "tim", Password: "tanstaaftanstaaf"},
			"\x00tim\x00tanstaaftanstaaf", nil,
		},
		{
			"RFC 4616 section 4, PLAIN as someone else", "PLAIN",
			Credentials{User: "Kurt", AuthzID: "Ursel", Password: "xipj3plmq"},
			"Ursel\x00Kurt\x00xipj3plmq", nil,
		},
		{
			"RFC 2195 section 2, CRAM-MD5", "CRAM-MD5",
			Credentials{User: "tim", Password: "tanstaaftanstaaf"},
			"-",
			[][2]string{{
				"<1896.697170952@postoffice.reston.mci.net>",
				"tim b913a602c7eda7a495b4e6e7334d3890",
			}},
		},
		{
			"RFC 4505 section 3, ANONYMOUS", "ANONYMOUS",
			Credentials{Trace: "sirhc"},
			"sirhc", nil,
		},
		{
			"RFC 4422 appendix A.4, EXTERNAL", "EXTERNAL",
			Credentials{HasCertificate: true, AuthzID: "fred@example.com"},
			"fred@example.com", nil,
		},
		{
			"RFC 4422 appendix A.4, EXTERNAL without authorization identity", "EXTERNAL",
			Credentials{HasCertificate: true},
			"", nil,
		},
		{
			"RFC 5802 section 5, SCRAM-SHA-1", "SCRAM-SHA-1",
			Credentials{User: "user", Password: "pencil", nonce: fixed("fyko+d2lbbFgONRv9qkxdawL")},
			"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
			[][2]string{
				{
					"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
					"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
				},
				{"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", ""},
			},
		},
		{
			"RFC 7677 section 3, SCRAM-SHA-256", "SCRAM-SHA-256",
			Credentials{User: "user", Password: "pencil", nonce: fixed("rOprNGfwEbeRWgbNEkqO")},
			"n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
			[][2]string{
				{
					"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
					"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," +
						"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
				},
				{"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", ""},
			},
		},
		{
			"RFC 7628 section 4.1, OAUTHBEARER", "OAUTHBEARER",
			Credentials{
				User: "user@example.com", Host: "server.example.com", Port: 143,
				Token: "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
			},
			"n,a=user@example.com,\x01host=server.example.com\x01port=143\x01" +
				"auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01", nil,
		},
		{
			"Google's page on XOAUTH2", "XOAUTH2",
			Credentials{User: "someuser@example.com", Token: "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"},
			"user=someuser@example.com\x01auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01", nil,
		},
	}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			m, err := Select(nil, v.mech, v.cred, Security{Encrypted: true})
			if err != nil {
				t.Fatal(err)
			}
			ir, hasIR, err := m.Start()
			if err != nil {
				t.Fatal(err)
			}
			if want := v.first != "-"; hasIR != want || hasIR && string(ir) != v.first {
				t.Fatalf("first message %q, %v; want %q", ir, hasIR, v.first)
			}
			for _, turn := range v.turns {
				got, err := m.Next([]byte(turn[0]))
				if err != nil {
					t.Fatalf("challenge %q: %v", turn[0], err)
				}
				if string(got) != turn[1] {
					t.Fatalf("answer %q, want %q", got, turn[1])
				}
			}
			if err := m.Done(); err != nil {
				t.Fatalf("Done: %v", err)
			}
		})
	}
}

// TestVectorsOneMore asks once more after a complete exchange: nobody is told anything twice.
func TestVectorsOneMore(t *testing.T) {
	t.Parallel()
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			m, err := Select(nil, v.mech, v.cred, Security{Encrypted: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := m.Start(); err != nil {
				t.Fatal(err)
			}
			for _, turn := range v.turns {
				if _, err := m.Next([]byte(turn[0])); err != nil {
					t.Fatal(err)
				}
			}
			answer, err := m.Next(nil)
			var bad *ChallengeError
			if !errors.As(err, &bad) || answer != nil {
				t.Fatalf("one challenge too many is answered %q, %v", answer, err)
			}
			if m.Done() == nil {
				t.Error("Done accepts an exchange that we ended")
			}
			if _, _, err := m.Start(); err == nil {
				t.Error("a second Start is accepted")
			}
		})
	}
}

func TestOAuthErrorVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, mech, challenge64, ack string
		want                         OAuthError
	}{
		{
			"RFC 7628 section 4.3", "OAUTHBEARER",
			"eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2V4" +
				"YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0=",
			"\x01",
			OAuthError{
				Status: "invalid_token", Scope: "example_scope",
				Discovery: "https://example.com/.well-known/openid-configuration",
			},
		},
		{
			"Google's page on XOAUTH2", "XOAUTH2",
			"eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vIn0K",
			"",
			OAuthError{Status: "401", Schemes: "bearer mac", Scope: "https://mail.google.com/"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			challenge, err := base64.StdEncoding.DecodeString(c.challenge64)
			if err != nil {
				t.Fatal(err)
			}
			m, err := Select(nil, c.mech, Credentials{User: "u", Token: "opaque-token"}, Security{Encrypted: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := m.Start(); err != nil {
				t.Fatal(err)
			}
			ack, err := m.Next(challenge)
			if err != nil || string(ack) != c.ack || ack == nil {
				t.Fatalf("acknowledgement %q, %v; want %q", ack, err, c.ack)
			}
			var got *OAuthError
			if !errors.As(m.Failure(), &got) {
				t.Fatalf("failure %v", m.Failure())
			}
			if got.Status != c.want.Status || got.Scope != c.want.Scope || got.Schemes != c.want.Schemes ||
				got.Discovery != c.want.Discovery || got.Mechanism != c.mech {
				t.Errorf("got %+v, want %+v", *got, c.want)
			}
			if m.Done() == nil {
				t.Error("Done accepts an OK after an announced failure")
			}
		})
	}
}
