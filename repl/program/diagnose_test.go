package program

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"imapsh/imap/certificate/certificatetest"
	"imapsh/imap/dovecottest"
	"imapsh/imap/practice"
)

// volatile is what differs between two runs: times, ports, and what a certificate
// says of its days.
var volatile = regexp.MustCompile(`( · )?[\d.]+ (to [\d.]+ )?ms|127\.0\.0\.1:\d+|\d+ days|UIDVALIDITY \d+|sha256:[0-9a-f]{64}|\d{4}-\d\d-\d\d \d\d:\d\d UTC`)

func constant(text string) string {
	return volatile.ReplaceAllStringFunc(text, func(s string) string {
		switch {
		case strings.HasSuffix(s, "ms"):
			return ""
		case strings.HasPrefix(s, "127"):
			return "ADDRESS"
		case strings.HasPrefix(s, "UIDVALIDITY"):
			return "UIDVALIDITY N"
		case strings.HasPrefix(s, "sha256"):
			return "PIN"
		case strings.HasSuffix(s, "UTC"):
			return "DATE"
		}
		return "N days"
	})
}

// TestDiagnosis has what an administrator sees, whole, line by line.
func TestDiagnosis(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "a test's authority")
	good := ca.Issue(t, certificatetest.Leaf{})
	address := listenTLS(t, practice.Options{Certificate: &good, Profile: "rev1-classic"}, true)
	for _, row := range []struct{ password, want string }{
		{"alicepw", `skipped  name        127.0.0.1 is an address
OK       address     ADDRESS answers
OK       tls         TLS 1.3 TLS_AES_128_GCM_SHA256, certificate for localhost, 127.0.0.1 by CN=a test's authority, N days left
OK       greeting    OK imapsh practice server ready.
OK       capability  *
OK       mechanisms  *
OK       login       as alice with *
`},
		{"wrong", `skipped  name        127.0.0.1 is an address
OK       address     ADDRESS answers
OK       tls         TLS 1.3 TLS_AES_128_GCM_SHA256, certificate for localhost, 127.0.0.1 by CN=a test's authority, N days left
OK       greeting    OK imapsh practice server ready.
OK       capability  *
OK       mechanisms  *
FAILED   login       *
the network and TLS work; login says no
`},
	} {
		_, out := attempt{env: []string{"IMAPSH_PASSWORD=" + row.password}, args: []string{"--ca", ca.File(t)}}.run(t, "diagnose", "imaps://alice@"+address)
		got := strings.Split(constant(out), "\n")
		for i, want := range strings.Split(strings.TrimSuffix(row.want, "\n"), "\n") {
			if i >= len(got) {
				t.Errorf("line %d is missing: %q", i+1, want)
				break
			}
			if start, rest := strings.CutSuffix(want, "*"); got[i] != want && !(rest && strings.HasPrefix(got[i], start) && got[i] != start) {
				t.Errorf("line %d is\n%s, not\n%s", i+1, got[i], want)
			}
		}
	}
}

// A real server is found well on both its ports, also as JSON.
func TestDiagnosisOfDovecot(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	srv := dovecottest.Start(t, dovecottest.WithSeed())
	for _, url := range []string{
		fmt.Sprintf("imap://alice@%s:%d", srv.Host, srv.Port), fmt.Sprintf("imaps://alice@%s:%d", srv.Host, srv.TLSPort),
	} {
		try := attempt{args: []string{"--ca", srv.CAFile}, env: []string{"IMAPSH_PASSWORD=" + dovecottest.AlicePassword}}
		code, out := try.run(t, "diagnose", url)
		for _, want := range []string{" tls         TLS 1.3 ", "OK       login       as alice with SCRAM-SHA-256", "INBOX: INBOX (", "namespaces: ", "OK       round trip", "all layers work"} {
			if code != 0 || !strings.Contains(out, want) {
				t.Errorf("%s: exits with %d, or does not say %q:\n%s", url, code, want, out)
			}
		}
		code, out = try.run(t, "diagnose", "--json", url)
		layers := map[string]bool{}
		var last struct {
			Exit    *int
			Verdict string
		}
		for line := range strings.Lines(out) {
			var step struct{ Layer, Status, Detail string }
			if err := json.Unmarshal([]byte(line), &step); err != nil {
				t.Fatalf("%v: %q", err, line)
			}
			layers[step.Layer] = layers[step.Layer] || step.Status != "" && step.Detail != ""
			if err := json.Unmarshal([]byte(line), &last); err != nil {
				t.Fatal(err)
			}
		}
		for _, layer := range []string{"name", "address", "tls", "greeting", "capability", "mechanisms", "login", "mail", "round trip"} {
			if !layers[layer] {
				t.Errorf("--json has no %s:\n%s", layer, out)
			}
		}
		if code != 0 || last.Exit == nil || *last.Exit != 0 || last.Verdict != "all layers work" {
			t.Errorf("--json exits with %d and ends with %+v", code, last)
		}
	}
}

// \tls shows what a certificate is before one has to ask.
func TestTLSIsShown(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "a test's authority")
	good := ca.Issue(t, certificatetest.Leaf{})
	address := listenTLS(t, practice.Options{Certificate: &good}, true)
	file := ca.File(t)
	code, out := attempt{args: []string{"--ca", file}}.run(t, "-c", `\tls`, "imaps://"+address)
	want := `version      TLS 1.3
cipher       TLS_AES_128_GCM_SHA256
key exchange X25519MLKEM768
ALPN         none
certificate 1 of 1
  subject    CN=a test's server
  names      localhost, 127.0.0.1
  issuer     CN=a test's authority
  key        ECDSA P-256, signed with ECDSA-SHA256
  valid      DATE to DATE, N days left
  pin        PIN
trust        verified by the authorities in ` + file + `
bindings     tls-exporter, tls-server-end-point
`
	if code != 0 || constant(out) != want {
		t.Errorf("exits with %d:\n%s, not\n%s", code, constant(out), want)
	}
	pin := regexp.MustCompile(`sha256:[0-9a-f]{64}`).FindString(out)
	code, out = attempt{}.run(t, "-c", `\tls`, "--pin", pin, "imaps://"+address)
	if code != 0 || !strings.Contains(out, "it is the pinned certificate") {
		t.Errorf("with the pin that it shows it exits with %d:\n%s", code, out)
	}
	code, out = attempt{}.run(t, "-o", "json", "-c", `\tls`, "--insecure", "imaps://"+address)
	var report struct {
		Trust    string
		Bindings []string `json:"channel_bindings"`
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != 0 || !strings.Contains(report.Trust, "NOT VERIFIED") || len(report.Bindings) != 2 {
		t.Errorf("exits with %d, %v: %s", code, err, out)
	}
	_, plain := serve(t, practice.Options{NoTLS: true})
	code, out = attempt{}.run(t, "-c", `\tls`, "imap://"+plain)
	if code != 2 && code != 1 || !strings.Contains(out, "not encrypted; starttls encrypts it") {
		t.Errorf("without TLS it exits with %d:\n%s", code, out)
	}
}
