package scram

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xdg-go/scram"
	"github.com/xdg-go/stringprep"
	"golang.org/x/text/unicode/bidi"
)

// otherDirection is whether the directions of Unicode 3.2 and of today differ.
func otherDirection(r rune) bool {
	return stringprep.TableD2.Contains(r) != leftToRight(r) || stringprep.TableD1.Contains(r) != rightToLeft(r)
}

// TestPrepareEachCharacter compares every character there is with the tables of another implementation.
func TestPrepareEachCharacter(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= utf8.MaxRune; r++ {
		for _, s := range []string{string(r), "a" + string(r) + "b"} {
			sameAsStringprep(t, s)
		}
		if !otherDirection(r) {
			sameAsStringprep(t, "\u05d0"+string(r)+"\u05d1")
		}
	}
}

// TestPrepareRandomly puts together characters of all sorts.
func TestPrepareRandomly(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(4013, 3454))
	sorts := []string{"abc 1.", "\u00a0\u2003\u00ad\u200b", "äßéﬁª①Ⅸ", "\u0301\u0340\u0327", "אבג\u0627\u0661", "密码가", "🔑\x07\u2028\xff"}
	for range 100_000 {
		var b strings.Builder
		for range random.IntN(6) {
			sort := sorts[random.IntN(len(sorts))]
			for _, r := range sort[random.IntN(len(sort)):] {
				b.WriteRune(r)
				break
			}
		}
		sameAsStringprep(t, b.String())
	}
}

func sameAsStringprep(t *testing.T, s string) {
	t.Helper()
	s = strings.ReplaceAll(s, "\u1806", "") // in RFC 3454 B.1 and Python's stringprep, missing in this one
	want, err := stringprep.SASLprep.Prepare(s)
	if got, ok := Prepare(s); ok != (err == nil) || got != want {
		t.Errorf("%+q: %+q, %v; want %+q, %v", s, got, ok, want, err)
	}
}

// TestPrepareRFC4013 has the examples of RFC 4013 §3, and one more of RFC 3454 B.1.
func TestPrepareRFC4013(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\u1806x": "x", "I\u00adX": "IX", "user": "user", "USER": "USER", "\u00aa": "a", "\u2168": "IX",
		"\u0007": "refused", "\u0627\u0031": "refused",
	} {
		got, ok := Prepare(in)
		if !ok {
			got = "refused"
		}
		if got != want {
			t.Errorf("%+q: %q, want %q", in, got, want)
		}
	}
}

// TestOtherDirectionsAreBraille says what the comment at Prepare says.
func TestOtherDirectionsAreBraille(t *testing.T) {
	t.Parallel()
	others := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !permitted(string(r)) || r >= 0x2800 && r <= 0x28ff || !otherDirection(r) {
			continue
		}
		p, _ := bidi.LookupRune(r)
		if others++; others > 20 {
			t.Errorf("%U has direction %v today, and another in Unicode 3.2", r, p.Class())
		}
	}
}

// TestKeys compares keys with those of another implementation.
func TestKeys(t *testing.T) {
	t.Parallel()
	for mech, theirs := range map[string]scram.HashGeneratorFcn{
		"SCRAM-SHA-1": scram.SHA1, "SCRAM-SHA-256-PLUS": scram.SHA256, "SCRAM-SHA-512": scram.SHA512,
	} {
		hash, ok := HashOf(mech)
		if !ok {
			t.Fatal(mech)
		}
		client, err := theirs.NewClientUnprepped("user", "pencil", "")
		if err != nil {
			t.Fatal(err)
		}
		want, err := client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: "salt", Iters: 4096})
		if err != nil {
			t.Fatal(err)
		}
		got, err := NewKeys(hash, "pencil", []byte("salt"), 4096)
		if err != nil || string(got.Stored) != string(want.StoredKey) || string(got.Server) != string(want.ServerKey) {
			t.Errorf("%s: %x, %x, %v; want %x, %x", mech, got.Stored, got.Server, err, want.StoredKey, want.ServerKey)
		}
	}
	if _, ok := HashOf("SCRAM-MD5"); ok {
		t.Error("SCRAM-MD5 has a hash")
	}
}

// TestProof has the exchange of RFC 7677 §3.
func TestProof(t *testing.T) {
	t.Parallel()
	hash, _ := HashOf("SCRAM-SHA-256")
	salt, _ := base64.StdEncoding.DecodeString("W22ZaJ0SNY7soEsUEjb6gQ==")
	k, err := NewKeys(hash, "pencil", salt, 4096)
	if err != nil {
		t.Fatal(err)
	}
	nonce := "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
	message := "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=" + nonce
	proof := k.Proof(message)
	if got := base64.StdEncoding.EncodeToString(proof); got != "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=" {
		t.Errorf("proof %s", got)
	}
	if got := base64.StdEncoding.EncodeToString(k.Signature(message)); got != "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" {
		t.Errorf("signature %s", got)
	}
	server := Keys{Hash: hash, Stored: k.Stored, Server: k.Server}
	if !server.Proves(proof, message) {
		t.Error("the proof is refused")
	}
	for name, wrong := range map[string][]byte{"nothing": nil, "cut": proof[:31], "longer": append(proof[:32:32], 0), "other": k.Client} {
		if server.Proves(wrong, message) {
			t.Errorf("%s proves", name)
		}
	}
	if server.Proves(proof, message+" ") {
		t.Error("the proof is good for another message")
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"user": "user", "a=l,ic=e": "a=3Dl=2Cic=3De", "": ""} {
		if got := EncodeName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
		if got, ok := DecodeName(want); !ok || got != name {
			t.Errorf("%q: %q, %v", want, got, ok)
		}
	}
	for _, bad := range []string{"=", "a=2c", "a=2", "a=4D", "a,b", "=2C=", "x=3D,"} {
		if got, ok := DecodeName(bad); ok {
			t.Errorf("%q is read as %q", bad, got)
		}
	}
}

// FuzzPrepare compares with another implementation, and prepares once more.
func FuzzPrepare(f *testing.F) {
	for _, s := range []string{"I\u00adX", "\u0627\u0031", "\u00a0x\u2168", "p\xe4ss", "\u05d0a", "🔑"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := Prepare(s)
		if !strings.ContainsFunc(got, otherDirection) {
			sameAsStringprep(t, s)
		}
		if again, still := Prepare(got); ok && (!still || again != got) {
			t.Errorf("%+q becomes %+q, and that %+q, %v", s, got, again, still)
		}
	})
}
