package program

import (
	"fmt"
	"strings"
	"testing"

	"imapsh/imap/dovecottest"
)

// TestScriptOnDovecot runs one script against a real server in every way that
// leads there.
func TestScriptOnDovecot(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	srv := dovecottest.Start(t, dovecottest.WithSeed())
	plain, secure := fmt.Sprintf("imap://%s:%d", srv.Host, srv.Port), fmt.Sprintf("imaps://%s:%d", srv.Host, srv.TLSPort)
	const work = "select INBOX\nfetch 1:5 (UID BODY.PEEK[TEXT])\nsearch NIL unseen\nprint_log\n"
	for _, row := range []struct{ name, url, before string }{
		{"imap", plain, "login alice alicepw\n"},
		{"STARTTLS", plain, "starttls\nlogin alice alicepw\n"},
		{"imaps", secure, "login alice alicepw\n"},
		{"authenticate", secure, "authenticate PLAIN $'\\0alice\\0alicepw'\n"},
		{"login_cram_md5", plain, "login_cram_md5 alice alicepw\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			code, out := runScript(t, row.before+work, "--ca", srv.CAFile, row.url)
			if code != 0 {
				t.Fatalf("exits with %d:\n%s", code, out)
			}
			for _, want := range []string{"\n8\n", "1 (UID 101 BODY[TEXT] {19}\nHello, world\r\nBye\r\n)\n", "\n2 3 5 7 8\n", "interactions:\n"} {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in:\n%s", want, out)
				}
			}
			if strings.Contains(out, "alicepw") {
				t.Error("the password is shown")
			}
		})
	}
}

// TestQuotingOnServers sends what is hard to send, to both servers.
func TestQuotingOnServers(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	srv := dovecottest.Start(t, dovecottest.WithSeed(), dovecottest.WithUser("mallory", `se"c\ret pw`))
	dovecot := []string{"--ca", srv.CAFile, fmt.Sprintf("imaps://%s:%d", srv.Host, srv.TLSPort)}
	for _, row := range []struct {
		name, script string
		args         []string
		code         int
		wire         string
	}{
		{"password on Dovecot", `login mallory 'se"c\ret pw'`, dovecot, 0, "LOGIN mallory ***"},
		{"password on practice", `login alice 'se"c\ret pw'`, []string{"--demo=login"}, 8, "LOGIN alice ***"},
		{"blank on Dovecot", "login alice alicepw\n" + `select "Sent Items"`, dovecot, 0, `SELECT "Sent Items"`},
		{"blank on practice", "login alice alicepw\n" + `select "Sent Items"`, []string{"--demo=login"}, 0, `SELECT "Sent Items"`},
		{"letters on Dovecot", "login alice alicepw\ncreate Größe", dovecot, 0, "CREATE Gr&APYA3w-e"},
		{"letters on practice", "login alice alicepw\ncreate Entwürfe", []string{"--demo=login"}, 0, "CREATE Entw&APw-rfe"},
		{"file on Dovecot", "login alice alicepw\nappend INBOX NIL NIL <mail.eml", dovecot, 0, "APPEND INBOX {17+}"},
		{"file on practice", "login alice alicepw\nappend INBOX NIL NIL <mail.eml", []string{"--demo=login"}, 0, "APPEND INBOX {17+}"},
		{"line end on Dovecot", "login alice alicepw\ncreate $'a\\r\\nb'", dovecot, 2, ""},
		{"line end on practice", "login alice alicepw\ncreate $'a\\r\\nb'", []string{"--demo=login"}, 2, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			code, out := runScript(t, row.script+"\nprint_log\n", append([]string{"--keep-going"}, row.args...)...)
			if code != row.code || !strings.Contains(out, row.wire) {
				t.Errorf("exits with %d, %q wanted:\n%s", code, row.wire, out)
			}
			if row.wire == "" && strings.Contains(out, "> CREATE") {
				t.Errorf("something was sent:\n%s", out)
			}
		})
	}
}
