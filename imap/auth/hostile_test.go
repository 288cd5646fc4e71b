package auth

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

const (
	ourNonce  = "rOprNGfwEbeRWgbNEkqO"
	goodFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
	goodFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
)

func password(user, pass string) Credentials {
	return Credentials{User: user, Password: pass, HasPassword: true, nonce: func() string { return ourNonce }}
}

func start(t testing.TB, mech string, cred Credentials) Mechanism {
	t.Helper()
	m, err := Select(nil, mech, cred, Security{Encrypted: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.Start(); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestHostileSCRAM holds a row for each way a SCRAM server can cheat. The last challenge must be the one refused.
func TestHostileSCRAM(t *testing.T) {
	t.Parallel()
	salt := "s=W22ZaJ0SNY7soEsUEjb6gQ=="
	nonce := "r=" + ourNonce + "theirs"
	for _, c := range []struct {
		name       string
		challenges []string
		says       string
	}{
		{"someone else's nonce", []string{"r=AAAAAAAAAAAAAAAAAAAAtheirs," + salt + ",i=4096"}, "nonce"},
		{"nonce in other case", []string{"r=" + strings.ToLower(ourNonce) + "theirs," + salt + ",i=4096"}, "nonce"},
		{"nonce cut short", []string{"r=" + ourNonce[:10] + "," + salt + ",i=4096"}, "nonce"},
		{"nonce not extended", []string{"r=" + ourNonce + "," + salt + ",i=4096"}, "adds nothing"},
		{"control character in the nonce", []string{nonce + "\x07," + salt + ",i=4096"}, "unprintable"},
		{"one iteration too few", []string{nonce + "," + salt + ",i=4095"}, "4095"},
		{"one iteration", []string{nonce + "," + salt + ",i=1"}, "fewer than 4096"},
		{"no iterations", []string{nonce + "," + salt + ",i=0"}, "no number"},
		{"negative iterations", []string{nonce + "," + salt + ",i=-4096"}, "no number"},
		{"one iteration too many", []string{nonce + "," + salt + ",i=10000001"}, "more than 10000000"},
		{"iterations beyond 64 bits", []string{nonce + "," + salt + ",i=99999999999999999999"}, "more than"},
		{"iterations in hex", []string{nonce + "," + salt + ",i=0x2000"}, "no number"},
		{"iterations with a sign", []string{nonce + "," + salt + ",i=+4096"}, "no number"},
		{"mandatory extension first", []string{"m=ext," + nonce + "," + salt + ",i=4096"}, "m="},
		{"mandatory extension last", []string{nonce + "," + salt + ",i=4096,m=ext"}, "m="},
		{"no salt", []string{nonce + ",s=,i=4096"}, "salt"},
		{"salt that is no base64", []string{nonce + ",s=!!!!,i=4096"}, "salt"},
		{"endless salt", []string{nonce + ",s=" + strings.Repeat("QUFB", 2000) + ",i=4096"}, "salt"},
		{"empty challenge", []string{""}, "r=nonce"},
		{"garbage", []string{"\x00\xff\xfe,,,,"}, "r=nonce"},
		{"fields in another order", []string{salt + "," + nonce + ",i=4096"}, "r=nonce"},
		{"signature before anything", []string{goodFinal}, "r=nonce"},
		{"oversized challenge", []string{strings.Repeat("r", MaxChallenge+1)}, "more than"},
		{"wrong signature", []string{goodFirst, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="}, "signature is wrong"},
		{"empty signature", []string{goodFirst, "v="}, "signature is wrong"},
		{"signature that is no base64", []string{goodFirst, "v=*"}, "signature is wrong"},
		{"nothing instead of a signature", []string{goodFirst, ""}, "neither"},
		{"the first message again", []string{goodFirst, goodFirst}, "neither"},
		{"endless challenges", []string{goodFirst, goodFinal, ""}, "goes on asking"},
		{"goes on after its error", []string{"e=other-error", goodFirst}, "after it has announced a failure"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := start(t, "SCRAM-SHA-256", password("user", "pencil"))
			for i, challenge := range c.challenges {
				answer, err := m.Next([]byte(challenge))
				if i < len(c.challenges)-1 {
					if err != nil {
						t.Fatalf("challenge %d: %v", i, err)
					}
					continue
				}
				var bad *ChallengeError
				if !errors.As(err, &bad) || answer != nil {
					t.Fatalf("answered %q, %v", answer, err)
				}
				if !strings.Contains(err.Error(), c.says) {
					t.Errorf("error %q does not say %q", err, c.says)
				}
			}
			if m.Done() == nil {
				t.Error("Done accepts the exchange")
			}
			if _, err := m.Next([]byte(goodFirst)); err == nil {
				t.Error("the exchange goes on after it was ended")
			}
		})
	}
}

// TestUnprovenOK is a server that says OK without having shown that it knows the password.
func TestUnprovenOK(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		challenges []string
	}{
		{"at once", nil},
		{"after the proof", []string{goodFirst}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := start(t, "SCRAM-SHA-256", password("user", "pencil"))
			for _, challenge := range c.challenges {
				if _, err := m.Next([]byte(challenge)); err != nil {
					t.Fatal(err)
				}
			}
			if err := m.Done(); !errors.Is(err, ErrUnproven) {
				t.Errorf("Done: %v, want ErrUnproven", err)
			}
		})
	}
}

func TestSCRAMServerError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		challenges []string
		says       string
	}{
		{"in place of the first message", []string{"e=unknown-user"}, "no such user"},
		{"in place of the signature", []string{goodFirst, "e=invalid-proof"}, "password is wrong"},
		{"with an extension", []string{goodFirst, "e=no-resources,x=y"}, "out of resources"},
		{"a new code", []string{"e=server-on-fire"}, "server-on-fire"},
		{"an escape sequence", []string{"e=\x1b[31mred"}, `\x1b[31mred`},
		{"the password", []string{"e=pencil"}, "***"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := start(t, "SCRAM-SHA-256", password("user", "pencil"))
			for i, challenge := range c.challenges {
				answer, err := m.Next([]byte(challenge))
				if err != nil {
					t.Fatal(err)
				}
				if last := i == len(c.challenges)-1; last && string(answer) != "" {
					t.Errorf("error answered %q, want an empty line", answer)
				}
			}
			var refusal *SCRAMError
			if !errors.As(m.Failure(), &refusal) {
				t.Fatalf("Failure: %v", m.Failure())
			}
			if !strings.Contains(refusal.Error(), c.says) || strings.Contains(refusal.Error(), "pencil") {
				t.Errorf("error %q does not say %q", refusal, c.says)
			}
			if err := m.Done(); err == nil {
				t.Error("an OK after an announced failure is accepted")
			}
		})
	}
}

// TestHostileOthers holds the other mechanisms' bad servers. The last challenge must be refused.
func TestHostileOthers(t *testing.T) {
	t.Parallel()
	token := Credentials{User: "user", Token: "tokentokentoken"}
	for _, c := range []struct {
		name, mech string
		cred       Credentials
		challenges []string
	}{
		{"PLAIN asked again", "PLAIN", password("user", "pencil"), []string{""}},
		{"LOGIN asked a third time", "LOGIN", password("user", "pencil"), []string{"Username:", "Password:", "Password:"}},
		{"CRAM-MD5 without challenge", "CRAM-MD5", password("user", "pencil"), []string{""}},
		{"CRAM-MD5 with control characters", "CRAM-MD5", password("user", "pencil"), []string{"<a\x00b@c>"}},
		{"CRAM-MD5 with an endless challenge", "CRAM-MD5", password("user", "pencil"), []string{strings.Repeat("<", maxCRAM+1)}},
		{"CRAM-MD5 twice", "CRAM-MD5", password("user", "pencil"), []string{"<a@b>", "<c@d>"}},
		{"OAUTHBEARER asked for the token again", "OAUTHBEARER", token, []string{""}},
		{"OAUTHBEARER error without end", "OAUTHBEARER", token, []string{`{"status":"401"}`, `{"status":"401"}`}},
		{"XOAUTH2 asked for the token again", "XOAUTH2", token, []string{""}},
		{"XOAUTH2 error without end", "XOAUTH2", token, []string{`{"status":"401"}`, `{"status":"401"}`}},
		{"XOAUTH2 oversized error", "XOAUTH2", token, []string{strings.Repeat("[", MaxChallenge+1)}},
		{"EXTERNAL asked again", "EXTERNAL", Credentials{HasCertificate: true}, []string{""}},
		{"ANONYMOUS asked again", "ANONYMOUS", Credentials{}, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := start(t, c.mech, c.cred)
			for i, challenge := range c.challenges {
				answer, err := m.Next([]byte(challenge))
				if i < len(c.challenges)-1 {
					if err != nil {
						t.Fatal(err)
					}
					continue
				}
				var bad *ChallengeError
				if !errors.As(err, &bad) || answer != nil {
					t.Fatalf("answered %q, %v", answer, err)
				}
			}
			if m.Done() == nil {
				t.Error("Done accepts the exchange")
			}
		})
	}
}

// TestEarlyOK is a server that says OK before it can know who we are.
func TestEarlyOK(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mech       string
		challenges []string
	}{
		{"LOGIN", nil},
		{"LOGIN", []string{"Username:"}},
		{"CRAM-MD5", nil},
	} {
		m := start(t, c.mech, password("user", "pencil"))
		for _, challenge := range c.challenges {
			if _, err := m.Next([]byte(challenge)); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Done(); !errors.Is(err, ErrEarlyOK) {
			t.Errorf("%s after %d challenges: %v, want ErrEarlyOK", c.mech, len(c.challenges), err)
		}
	}
}

func TestWithoutIR(t *testing.T) {
	t.Parallel()
	fresh := func() Mechanism {
		m, err := Select(nil, "PLAIN", password("user", "pencil"), Security{Encrypted: true})
		if err != nil {
			t.Fatal(err)
		}
		m = WithoutIR(m)
		if ir, hasIR, err := m.Start(); ir != nil || hasIR || err != nil {
			t.Fatalf("Start: %q, %v, %v", ir, hasIR, err)
		}
		return m
	}
	t.Run("answers the empty challenge, once", func(t *testing.T) {
		t.Parallel()
		m := fresh()
		if answer, err := m.Next(nil); err != nil || string(answer) != "\x00user\x00pencil" {
			t.Fatalf("%q, %v", answer, err)
		}
		if err := m.Done(); err != nil {
			t.Error(err)
		}
		if answer, err := m.Next(nil); err == nil {
			t.Errorf("answered again: %q", answer)
		}
	})
	t.Run("a challenge with text is refused", func(t *testing.T) {
		t.Parallel()
		m := fresh()
		if answer, err := m.Next([]byte("Password:")); err == nil {
			t.Errorf("answered %q", answer)
		}
		if answer, err := m.Next(nil); err == nil {
			t.Errorf("answered %q afterwards", answer)
		}
		if m.Done() == nil {
			t.Error("Done accepts it")
		}
	})
	t.Run("OK before anything was asked", func(t *testing.T) {
		t.Parallel()
		if err := fresh().Done(); !errors.Is(err, ErrEarlyOK) {
			t.Errorf("Done: %v", err)
		}
	})
	t.Run("a mechanism where the server speaks first", func(t *testing.T) {
		t.Parallel()
		m := WithoutIR(NewManualAnswers("X", [][]byte{[]byte("a")}))
		if _, hasIR, err := m.Start(); hasIR || err != nil {
			t.Fatal(hasIR, err)
		}
		if answer, err := m.Next([]byte("anything")); err != nil || string(answer) != "a" {
			t.Errorf("%q, %v", answer, err)
		}
	})
}

// TestMostIterations makes sure that the bound is on the right side.
func TestMostIterations(t *testing.T) {
	t.Parallel()
	for digits, ok := range map[string]bool{"4095": false, "4096": true, "10000000": true, "10000001": false} {
		if _, reason := parseIterations(digits); (reason == "") != ok {
			t.Errorf("%s: %q", digits, reason)
		}
	}
}

func TestUnusableCredentials(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, mech string
		cred       Credentials
	}{
		{"NUL in a PLAIN user name", "PLAIN", password("us\x00er", "pencil")},
		{"NUL in a PLAIN password", "PLAIN", password("user", "pen\x00cil")},
		{"NUL in a SCRAM password", "SCRAM-SHA-1", password("user", "pen\x00cil")},
		{"NUL in a LOGIN user name", "LOGIN", password("us\x00er", "pencil")},
		{"NUL in a CRAM-MD5 password", "CRAM-MD5", password("user", "pen\x00cil")},
		{"line end in a token", "OAUTHBEARER", Credentials{User: "u", Token: "secrettoken\n"}},
		{"field separator in a token", "XOAUTH2", Credentials{User: "u", Token: "secret\x01user=root"}},
		{"field separator in a user name", "XOAUTH2", Credentials{User: "u\x01", Token: "secrettoken"}},
		{"control character in the trace text", "ANONYMOUS", Credentials{Trace: "a\r\nb"}},
		{"NUL in EXTERNAL's identity", "EXTERNAL", Credentials{HasCertificate: true, AuthzID: "a\x00b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Select(nil, c.mech, c.cred, Security{Encrypted: true})
			var bad *CredentialError
			if !errors.As(err, &bad) {
				t.Fatalf("error %v", err)
			}
			for _, secret := range []string{"cil", "secret"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error gives the secret away: %v", err)
				}
			}
		})
	}
}

func TestBase64Vectors(t *testing.T) {
	t.Parallel()
	// The wire forms that the RFCs and the table of mechanisms print.
	for _, c := range []struct{ mech, want string }{
		{"PLAIN", "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"},
		{"ANONYMOUS", "c2lyaGM="},
		{"SCRAM-SHA-1", "biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM"},
		{"OAUTHBEARER", "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52" +
			"YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"},
		{"XOAUTH2", "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0" +
			"Q2cBAQ=="},
	} {
		for _, v := range vectors() {
			if v.mech != c.mech {
				continue
			}
			if got := base64.StdEncoding.EncodeToString([]byte(v.first)); got != c.want {
				t.Errorf("%s: %s, want %s", c.mech, got, c.want)
			}
			break
		}
	}
}
