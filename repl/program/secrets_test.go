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
	"imapsh/repl/lineedit/ptytest"
)

// awkward is a password that looks different in every encoding.
const awkward = `Pa"ss\wörd & 7 鍵!`

// looks is a program for every occasion on which the shell runs one: it writes down
// what can be seen of itself and of the shell, under the name of the occasion.
const looks = `#!/bin/sh
{
	ps -o args= -p $$ -p $PPID
	env
	test ! -d /proc/self || cat /proc/$$/cmdline /proc/$$/environ /proc/self/cmdline /proc/self/environ
} >>"$HOME/child-$1" 2>&1
`

// TestNothingKeepsASecret works at a terminal with a password or token from each
// place that one can come from, and looks for it in all that the session leaves: what
// the terminal was sent, the trace, the history, what programs that it started see,
// and every other file of its home.
func TestNothingKeepsASecret(t *testing.T) {
	t.Parallel()
	server, address := serve(t, practice.Options{NoTLS: true})
	server.Store().AddUser("carol", store.UserOptions{Password: awkward})
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const token = "token-carol" // as the practice server has it
	secret, bearer, look := file(awkward+"\n"), file(token+"\n"), file(looks)
	target := "imap://carol@" + address
	config := file("[profile.work]\nurl = \"" + target + "\"\npassword = " + strconv.Quote(awkward) + "\n")
	passwords := []string{"PLAIN", "LOGIN", "login", "SCRAM-SHA-256", "CRAM-MD5"}
	for _, row := range []struct {
		name   string
		args   []string
		env    []string
		typed  bool
		secret string   // awkward if ""
		mechs  []string // for passwords if nil
		byHand string   // a line that logs in; what is typed is seen on the terminal
	}{
		{name: "the environment", args: []string{target}, env: []string{"IMAPSH_PASSWORD=" + awkward}},
		{name: "a file", args: []string{"--password-file", secret, target}},
		{name: "a command", args: []string{"--password-command", "cat " + secret + "; " + look + " secret", target}},
		{name: "a profile", args: []string{"work"}, env: []string{"IMAPSH_CONFIG=" + config}},
		{name: "the URL", args: []string{"imap://carol:" + url.PathEscape(awkward) + "@" + address}},
		{name: "the keyboard", args: []string{target}, typed: true},
		{name: "a token", args: []string{"--token-command", "cat " + bearer + "; " + look + " secret", target}, secret: token, mechs: []string{"OAUTHBEARER", "XOAUTH2"}},
		{name: "a line", args: []string{"imap://" + address}, mechs: []string{"login"}, byHand: "login carol " + strconv.Quote(awkward)},
		{name: "an answer", args: []string{"imap://" + address}, mechs: []string{"PLAIN"}, byHand: `authenticate PLAIN $'\0carol\0` + strings.ReplaceAll(awkward, `\`, `\\`) + "'"},
		{name: "an answer", args: []string{"imap://" + address}, secret: token, mechs: []string{"XOAUTH2"}, byHand: `authenticate XOAUTH2 $'user=carol\x01auth=Bearer ` + token + `\x01\x01'`},
	} {
		if row.secret == "" {
			row.secret = awkward
		}
		if row.mechs == nil {
			row.mechs = passwords
		}
		for _, mech := range row.mechs {
			t.Run(row.name+" "+mech, func(t *testing.T) {
				t.Parallel()
				home := t.TempDir()
				args := append([]string{"--auth", mech, "-v", "--debug", "5", "--trace", filepath.Join(home, "trace")}, row.args...)
				env := append([]string{"IMAPSH_PASSWORD=", "PAGER=" + look + " pager; cat", "EDITOR=" + look + " editor; true"}, row.env...)
				s := terminal{cols: 200, rows: 50, home: home, env: env}.start(t, args...)
				if row.typed {
					s.Has("Password for carol@")
					s.line(awkward)
				}
				s.Ends(">")
				if row.byHand != "" {
					s.line(row.byHand)
					s.Has("Logged in")
				}
				for i, line := range []string{
					"noop", "!env", "!" + look + " shell", "list | " + look + " pipe; cat", "help", "select INBOX", `\state`, `\reconnect`, "print_log", "print_log json > " + filepath.Join(home, "log.json"),
					"xatom NOSUCH", `\trace`, `\history`,
				} {
					s.line(line)
					over := fmt.Sprintf("line %d is done", i)
					s.line(`\echo ` + over)
					s.Has("\n" + over + "\n")
				}
				s.Ends(">")
				s.Press(`\echo edited`, ptytest.Ctrl('X'), ptytest.Ctrl('E'), ptytest.Enter)
				s.Has("\nedited\n")
				s.bye()
				left, names := remains(t, home), []string{"trace", "log.json", "history", "child-shell", "child-pipe", "child-pager", "child-editor"}
				if row.byHand == "" {
					left["the terminal"] = s.Output()
					names = append(names, "the terminal")
				}
				if strings.Contains(strings.Join(row.args, " "), look) {
					names = append(names, "child-secret")
				}
				for _, name := range names {
					if left[name] == "" {
						t.Errorf("%s is empty", name)
					}
				}
				for where, text := range left {
					if row.name == "the URL" && strings.HasPrefix(where, "child-") {
						continue // everybody sees the shell's own arguments, as it says
					}
					for how, leak := range coats(row.secret) {
						if strings.Contains(text, leak) {
							t.Errorf("%s holds it %s", where, how)
						}
					}
				}
			})
		}
	}
}

// remains are all files of a home, by name.
func remains(t *testing.T, home string) map[string]string {
	t.Helper()
	left := map[string]string{}
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
	return left
}

// coats are the encodings in which a mail program meets a password.
func coats(secret string) map[string]string {
	plain := base64.StdEncoding.EncodeToString([]byte("\x00carol\x00" + secret))
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret)
	shifted := func(by int) string { // in the midst of a longer text
		enc := base64.StdEncoding.EncodeToString([]byte("xx"[:by] + secret))
		return enc[4 : len(enc)-4]
	}
	return map[string]string{
		"as it is":                secret,
		"in base64, shifted by 1": shifted(1),
		"in base64, shifted by 2": shifted(2),
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
