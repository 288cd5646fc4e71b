//go:build unix

package program

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"imapsh/imap/dovecottest"
	"imapsh/imap/practice"
	"imapsh/repl/lineedit/ptytest"
)

// completions are lines, and what they are after Tab. The mailboxes Drafts and INBOX
// are on both servers.
var completions = []struct{ typed, want string }{
	{"fetch 1 (UID BODY.PEEK[HEADER.FI", "fetch 1 (UID BODY.PEEK[HEADER.FIELDS"},
	{`store 1 +FLAGS (\Fl`, `store 1 +FLAGS (\Flagged`},
	{"search NIL or fr", "search NIL or FROM"},
	{"status INBOX (mess", "status INBOX (MESSAGES"},
	{"list (special-", "list (SPECIAL-USE"},
	{"enable q", "enable QRESYNC"},
	{"uid fe", "uid fetch"},
	{"append Dra", "append Drafts"},
	{`append Drafts (\S`, `append Drafts (\Seen`},
	{`append Drafts (\Seen) NIL <~/lett`, `append Drafts (\Seen) NIL <~/letter.eml`},
	{"setacl INBOX any", "setacl INBOX anyone"},
	{"select inb", "select INBOX"},
}

// pressTab completes each line at the prompt of an open INBOX.
func pressTab(t *testing.T, s *shell, prompt string) {
	t.Helper()
	s.line("select INBOX")
	s.Ends(prompt)
	for _, c := range completions {
		s.Press(c.typed, ptytest.Tab)
		s.Has("> " + c.want)
		s.Press(ptytest.Ctrl('C'))
		s.Ends("\n" + prompt)
	}
	s.Press("setacl INBOX bob l", ptytest.Tab) // what may follow, and what it means
	s.Has("create mailboxes: Create children")
	s.Press(ptytest.Ctrl('C'))
	s.Ends("\n" + prompt)
}

func homeWithLetter(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "letter.eml"), []byte("Subject: x\r\n\r\nx\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return home
}

func TestTabOnDemo(t *testing.T) {
	t.Parallel()
	s := terminal{home: homeWithLetter(t), env: []string{"NO_COLOR=1"}}.demo(t)
	pressTab(t, s, "alice@demo INBOX 23>")
}

func TestTabOnDovecot(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	srv := dovecottest.Start(t, dovecottest.WithSeed())
	s := terminal{home: homeWithLetter(t), env: []string{"NO_COLOR=1"}}.start(t, "--ca", srv.CAFile, fmt.Sprintf("imap://alice@%s:%d", srv.Host, srv.Port))
	s.Ends("alice@127.0.0.1>")
	pressTab(t, s, "alice@127.0.0.1 INBOX 8>")
}

// A level of the hierarchy is asked for when somebody looks into it, as the shell's
// own command, and what was made since is there too.
func TestTabAsksForMailboxes(t *testing.T) {
	t.Parallel()
	s := terminal{env: []string{"NO_COLOR=1"}}.demo(t)
	s.line("create Garden/Roses")
	s.Ends("\nalice@demo>")
	s.Press("select Gard", ptytest.Tab)
	s.Ends("> select Garden/")
	s.Press(ptytest.Tab)
	s.Ends("> select Garden/Roses")
	s.Press(ptytest.Enter)
	s.Ends(" Garden/Roses 0>")
	s.line("print_log 4")
	s.Has(`LIST "" Garden/%`)
	s.Ends(" Garden/Roses 0>")
}

// Neither does a Tab send anything while there is nobody to ask, nor in a mailbox
// name typed before login.
func TestTabBeforeLogin(t *testing.T) {
	t.Parallel()
	_, address := serve(t, practice.Options{NoTLS: true})
	s := terminal{env: []string{"NO_COLOR=1"}}.start(t, "imap://"+address)
	s.Ends("127.0.0.1>")
	s.Press("select ", ptytest.Tab)
	s.Has("mailboxes are known after login")
	s.Press(ptytest.Ctrl('C'))
	s.Press("authenticate sc", ptytest.Tab)
	s.Has("> authenticate SCRAM-SHA-")
	s.Press(ptytest.Ctrl('C'))
	s.line("print_log")
	s.Has("CAPABILITY")
	if strings.Contains(s.Output(), "LIST") {
		t.Error("the shell asked for mailboxes before login")
	}
}

// In \set live on the connection leaves IDLE to ask, and goes back.
func TestTabWhileLive(t *testing.T) {
	t.Parallel()
	server, address := serve(t, practice.Options{NoTLS: true})
	s := terminal{env: []string{"NO_COLOR=1"}}.start(t, "imap://alice@"+address)
	s.Ends("alice@127.0.0.1>")
	s.line("select INBOX")
	s.Ends(" INBOX 23>")
	s.line(`\set live on`)
	s.Ends("\nlive is on\nalice@127.0.0.1 INBOX 23>")
	s.Press("select Übu", ptytest.Tab)
	s.Ends("> select Übungen")
	deliver(t, server, "INBOX")
	s.Has("· 24 EXISTS")
}

func TestHintAndColours(t *testing.T) {
	t.Parallel()
	s := terminal{}.demo(t)
	s.line("fetch 1 (FLAGS UID)")
	s.Has("illegal in state AUTH")
	s.Ends("\nalice@demo>")
	s.Press("setacl INBOX bob")
	s.Ends("> setacl INBOX bob rights")
	s.Press(ptytest.Ctrl('C'), "fet")
	s.Ends("> fetch 1 (FLAGS UID)")
	s.Press(ptytest.Right, ptytest.Ctrl('C'))
	s.line("login_cram_md5 alice secret")
	s.Ends("\nalice@demo>")
	s.Press("login_c")
	s.Ends("> login_c") // what held a secret is not offered
}
