//go:build unix

package program

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"imapsh/imap/dovecottest"
)

// TestWaysIn goes into a real server as the README says one can, and by every other
// means that brings a secret. Nothing that a session leaves holds the secret.
func TestWaysIn(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	srv := dovecottest.Start(t, dovecottest.WithSeed())
	plain := fmt.Sprintf("%s:%d", srv.Host, srv.Port)
	secure := fmt.Sprintf("%s:%d", srv.Host, srv.TLSPort)
	cert, key := srv.ClientCertificateFiles(t, dovecottest.Alice)
	doveadm, err := srv.DoveadmCommand(dovecottest.Alice)
	if err != nil {
		t.Fatal(err)
	}
	const secret = dovecottest.AlicePassword
	token := srv.Token(dovecottest.Alice, time.Now().Add(time.Hour))
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	config := file("config.toml", "[profile.work]\nurl = \"imaps://alice@"+secure+"\"\nca = \""+srv.CAFile+"\"\npassword = \""+secret+"\"\n")
	for _, row := range []struct {
		name   string
		args   []string
		env    []string
		secret string
		code   int
		says   string
	}{
		{"TLS, environment", []string{"imaps://alice@" + secure}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, ""},
		{"STARTTLS, environment", []string{"imap://alice@" + plain}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "STARTTLS"},
		{"password file", []string{"--password-file", file("password", secret+"\n"), "imaps://alice@" + secure}, nil, secret, 0, ""},
		{"password command", []string{"--password-command", "cat " + file("password", secret+"\n"), "imaps://alice@" + secure}, nil, secret, 0, ""},
		{"token command", []string{"--token-command", "cat " + file("token", token+"\n"), "-u", "alice", "imaps://" + secure}, nil, token, 0, "OAUTHBEARER"},
		{"XOAUTH2", []string{"--auth", "XOAUTH2", "--token-command", "cat " + file("token", token+"\n"), "imaps://alice@" + secure}, nil, token, 0, "XOAUTH2"},
		{"expired token", []string{"--token-command", "cat " + file("token", srv.Token(dovecottest.Alice, time.Now().Add(-time.Hour))+"\n"), "imaps://alice@" + secure}, nil, "", 8, "expired"},
		{"client certificate", []string{"--cert", cert, "--key", key, "--auth", "EXTERNAL", "imaps://" + secure}, nil, "", 0, "EXTERNAL"},
		{"a program", []string{"--exec", strings.Join(doveadm, " ")}, nil, "", 0, "PREAUTH"},
		{"password in the URL", []string{"imaps://alice:" + secret + "@" + secure}, nil, secret, 0, "password"},
		{"profile", []string{"work"}, []string{"IMAPSH_CONFIG=" + config}, secret, 0, ""},
		{"master user", []string{"--auth", "PLAIN", "-u", dovecottest.Admin, "--as", "alice", "imaps://" + secure}, []string{"IMAPSH_PASSWORD=" + dovecottest.AdminPassword}, dovecottest.AdminPassword, 0, "AUTHENTICATE PLAIN"},
		{"LOGIN command", []string{"--auth", "login", "imaps://alice@" + secure}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "LOGIN alice ***"},
		{"SCRAM", []string{"--auth", "SCRAM-SHA-256", "imaps://alice@" + secure}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "SCRAM-SHA-256"},
		{"SCRAM with SHA-1", []string{"--auth", "SCRAM-SHA-1", "imaps://alice@" + secure}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "AUTHENTICATE SCRAM-SHA-1 "},
		{"PLAIN", []string{"--auth", "PLAIN", "imaps://alice@" + secure}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "AUTHENTICATE PLAIN ***"},
		{"PLAIN by hand", []string{"imaps://" + secure, "-c", `authenticate PLAIN $'\0alice\0` + secret + "'"}, nil, secret, 0, "PLAIN message: \\x00alice\\x00***"},
		{"LOGIN by hand", []string{"imaps://" + secure, "-c", "authenticate LOGIN alice " + secret}, nil, secret, 0, "AUTHENTICATE LOGIN"},
		{"PLAIN by hand, in base64", []string{"imaps://" + secure, "-c", "authenticate PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00alice\x00"+secret))}, nil, secret, 8, "in base64 already"},
		{"the strongest", []string{"imaps://alice@" + secure}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "AUTHENTICATE SCRAM-SHA-256 "},
		{"a wrong password", []string{"imaps://alice@" + secure}, []string{"IMAPSH_PASSWORD=incorrect"}, "incorrect", 8, "AUTHENTICATIONFAILED"},
		{"a token with XOAUTH2 that is another's", []string{"--auth", "XOAUTH2", "--token-command", "cat " + file("token", token+"\n"), "imaps://carol@" + secure}, nil, token, 8, "XOAUTH2"},
		{"CRAM-MD5", []string{"--auth", "CRAM-MD5", "imap://alice@" + plain}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "CRAM-MD5"},
		{"compressed", []string{"--compress", "imaps://alice@" + secure}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "COMPRESS DEFLATE"},
		{"a mailbox and a message in the URL", []string{"imaps://alice@" + secure + "/INBOX/;UID=101/;SECTION=TEXT"}, []string{"IMAPSH_PASSWORD=" + secret}, secret, 0, "Hello, world"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			trace := filepath.Join(t.TempDir(), "trace")
			args := append([]string{"-v", "--trace", trace, "--debug", "5"}, row.args...)
			if row.name != "profile" {
				args = append(args, "--ca", srv.CAFile)
			}
			for _, format := range []string{"text", "json", "tuple", "raw"} {
				_ = os.Remove(trace) // the first format has none yet
				code, out := attempt{args: args, env: row.env}.run(t, "-o", format, "-c", "noop", "-c", "!env", "-c", `\state`, "-c", "print_log json", "-c", "print_log")
				wire, err := os.ReadFile(trace)
				if err != nil {
					t.Fatal(err)
				}
				all := out + string(wire)
				if code != row.code || !strings.Contains(all, row.says) {
					t.Fatalf("-o %s exits with %d, or does not say %q:\n%s", format, code, row.says, all)
				}
				for how, leak := range encodings(row.secret) {
					if strings.Contains(all, leak) {
						t.Errorf("-o %s: the secret is there as %s", format, how)
					}
				}
				if st, err := os.Stat(trace); err != nil || st.Mode().Perm() != 0o600 {
					t.Errorf("the trace has mode %v, %v", st.Mode(), err)
				}
			}
		})
	}
}

// Nobody in particular gets in where the server allows it, and is told where not.
func TestAnonymously(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	srv := dovecottest.Start(t, dovecottest.WithMechanisms("plain anonymous"), dovecottest.WithSetting("auth_anonymous_username = "+dovecottest.Alice))
	try := attempt{args: []string{"--ca", srv.CAFile, "--auth", "ANONYMOUS", "-v"}}
	code, out := try.run(t, "-c", "examine INBOX", fmt.Sprintf("imaps://%s:%d", srv.Host, srv.TLSPort))
	if code != 0 || !strings.Contains(out, "AUTHENTICATE ANONYMOUS") || !strings.Contains(out, "Logged in") {
		t.Errorf("exits with %d:\n%s", code, out)
	}
	closed := dovecottest.Start(t, dovecottest.WithMechanisms("plain"))
	code, out = attempt{args: []string{"--ca", closed.CAFile, "--auth", "ANONYMOUS"}}.run(t, fmt.Sprintf("imaps://%s:%d", closed.Host, closed.TLSPort))
	if code != 8 || !strings.Contains(out, "ANONYMOUS: the server does not offer it") {
		t.Errorf("exits with %d:\n%s", code, out)
	}
}

// encodings are the shapes in which a secret could be found.
func encodings(secret string) map[string]string {
	if secret == "" {
		return nil
	}
	b64 := base64.StdEncoding.EncodeToString
	trim := func(s string) string { return strings.TrimRight(s, "=") }
	return map[string]string{
		"itself":          secret,
		"base64":          trim(b64([]byte(secret))),
		"a PLAIN message": trim(b64([]byte("\x00alice\x00" + secret))),
		"base64, shifted": b64([]byte("x" + secret))[4 : 4+len(secret)/3*4-4],
		"hexadecimal":     hex.EncodeToString([]byte(secret)),
		"a URL":           "alice:" + url.QueryEscape(secret),
	}
}
