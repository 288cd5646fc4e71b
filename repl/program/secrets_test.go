//go:build unix

package program

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
	"imapsh/imap/utf7"
)

// awkward is a password that looks different in every encoding.
const awkward = `Pa"ss\wörd & 7 鍵!`

// TestNothingKeepsASecret works at a terminal with a password from each place that
// one can come from, and looks for it in all that the session leaves: what the
// terminal was sent, the trace, the history, and every other file of its home.
func TestNothingKeepsASecret(t *testing.T) {
	t.Parallel()
	server, address := serve(t, practice.Options{NoTLS: true})
	server.Store().AddUser("carol", store.UserOptions{Password: awkward})
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	secret := file(awkward + "\n")
	target := "imap://carol@" + address
	config := file("[profile.work]\nurl = \"" + target + "\"\npassword = " + strconv.Quote(awkward) + "\n")
	for _, row := range []struct {
		name  string
		args  []string
		env   []string
		typed bool
	}{
		{name: "the environment", args: []string{target}, env: []string{"IMAPSH_PASSWORD=" + awkward}},
		{name: "a file", args: []string{"--password-file", secret, target}},
		{name: "a command", args: []string{"--password-command", "cat " + secret, target}},
		{name: "a profile", args: []string{"work"}, env: []string{"IMAPSH_CONFIG=" + config}},
		{name: "the URL", args: []string{"imap://carol:" + url.PathEscape(awkward) + "@" + address}},
		{name: "the keyboard", args: []string{target}, typed: true},
	} {
		for _, mech := range []string{"PLAIN", "LOGIN", "login", "SCRAM-SHA-256", "CRAM-MD5"} {
			t.Run(row.name+" "+mech, func(t *testing.T) {
				t.Parallel()
				home := t.TempDir()
				args := append([]string{"--auth", mech, "-v", "--debug", "5", "--trace", filepath.Join(home, "trace")}, row.args...)
				s := terminal{cols: 200, rows: 50, home: home, env: append([]string{"IMAPSH_PASSWORD="}, row.env...)}.start(t, args...)
				if row.typed {
					s.Has("Password for carol@")
					s.line(awkward)
				}
				s.Ends(">")
				for i, line := range []string{
					"noop", "!env", "select INBOX", `\state`, `\reconnect`, "print_log", "print_log json > " + filepath.Join(home, "log.json"),
					"xatom NOSUCH", `\trace`, `\history`,
				} {
					s.line(line)
					over := fmt.Sprintf("line %d is done", i)
					s.line(`\echo ` + over)
					s.Has("\n" + over + "\n")
				}
				s.Ends(">")
				s.bye()
				left := map[string]string{"the terminal": s.Output()}
				if err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
					if err == nil && d.Type().IsRegular() {
						var b []byte
						b, err = os.ReadFile(path)
						left[d.Name()] = string(b)
					}
					return err
				}); err != nil {
					t.Fatal(err)
				}
				for _, name := range []string{"the terminal", "trace", "log.json", "history"} {
					if left[name] == "" {
						t.Errorf("%s is empty", name)
					}
				}
				for where, text := range left {
					for how, leak := range coats(awkward) {
						if strings.Contains(text, leak) {
							t.Errorf("%s holds it %s", where, how)
						}
					}
				}
			})
		}
	}
}

// coats are the encodings in which a mail program meets a password.
func coats(secret string) map[string]string {
	plain := base64.StdEncoding.EncodeToString([]byte("\x00carol\x00" + secret))
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret)
	return map[string]string{
		"as it is":                secret,
		"as a quoted string":      quoted,
		"as a JSON string":        strings.NewReplacer(`&`, `\u0026`).Replace(quoted),
		"in base64":               strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(secret)), "="),
		"in base64 of SASL PLAIN": strings.TrimRight(plain, "=")[12:],
		"in hexadecimal":          hex.EncodeToString([]byte(secret)),
		"percent-encoded":         url.PathEscape(secret),
		"as a form":               url.QueryEscape(secret),
		"in modified UTF-7":       utf7.Encode(secret),
	}
}
