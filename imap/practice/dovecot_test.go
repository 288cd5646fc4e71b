package practice_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"imapsh/imap/dovecottest"
	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

// A question is a command of testdata/dovecot.txt.
type question struct {
	line    int
	command string // with literals as {n+}
	differs string // why the answers are not the same
}

func questions(t *testing.T) []question {
	t.Helper()
	text, err := os.ReadFile("testdata/dovecot.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []question
	differs := ""
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "~ "):
			differs = line[2:]
		default:
			list = append(list, question{i + 1, literals(line), differs})
			differs = ""
		}
	}
	return list
}

// literals writes <<…>> as a literal.
func literals(line string) string {
	for {
		before, rest, found := strings.Cut(line, "<<")
		if !found {
			return line
		}
		text, after, _ := strings.Cut(rest, ">>")
		text = unescape(text)
		line = fmt.Sprintf("%s{%d+}\r\n%s%s", before, len(text), text, after)
	}
}

// TestAgainstDovecot plays a session to a real Dovecot and to the practice
// server and compares what they say.
func TestAgainstDovecot(t *testing.T) {
	t.Parallel()
	both := versusDovecot(t, dovecottest.Seed())
	list := questions(t)
	if len(list) < 200 {
		t.Errorf("%d commands, want 200 or more", len(list))
	}
	for _, q := range list {
		want, got := both.dovecot.ask(q.command), both.here.ask(q.command)
		same := slices.Equal(want, got)
		switch {
		case !same && q.differs == "":
			t.Errorf("line %d: %s\nDovecot:\n  %s\nhere:\n  %s", q.line, q.command,
				strings.Join(want, "\n  "), strings.Join(got, "\n  "))
		case same && q.differs != "":
			t.Errorf("line %d: %s: is answered alike, though %q", q.line, q.command, q.differs)
		}
	}
}

// plantMail gives alice mail as dovecottest describes it.
func plantMail(s *store.Store, mail []dovecottest.Mailbox) {
	alice := s.AddUser("alice", store.UserOptions{Password: "alicepw"})
	use := map[string]string{
		"Archive": `\Archive`, "Drafts": `\Drafts`, "Junk": `\Junk`, "Sent": `\Sent`, "Trash": `\Trash`,
	}
	for _, box := range mail {
		p := store.Planting{Path: box.Name, Validity: box.UIDValidity, Next: box.UIDNext}
		if use[box.Name] != "" {
			p.Use = []string{use[box.Name]}
		}
		for _, m := range box.Messages {
			var flags store.Flags
			for _, f := range m.Flags {
				flags.ParseFlag(f)
			}
			p.Messages = append(p.Messages, store.PlantedMessage{UID: m.UID, Recent: m.Recent, NewMessage: store.NewMessage{
				Flags: flags, Internal: m.Date, Body: store.NewBody([]byte(m.Raw)),
			}})
		}
		s.Plant(alice, p)
		if box.Subscribed {
			s.Follow(alice, box.Name)
		}
	}
}

// An asker sends commands and gathers their answers in a form that can be
// compared.
type asker struct {
	t    *testing.T
	conn net.Conn
	rd   *bufio.Reader
	n    int
}

func newAsker(t *testing.T, c net.Conn) *asker { return &asker{t: t, conn: c, rd: bufio.NewReader(c)} }

func (a *asker) ask(command string) []string {
	a.t.Helper()
	a.n++
	tag := fmt.Sprintf("t%d", a.n)
	if _, err := io.WriteString(a.conn, tag+" "+command+"\r\n"); err != nil {
		a.t.Fatal(err)
	}
	return a.answer(tag)
}

// answer reads responses up to the tagged one. Names come in any order, so LIST
// responses are sorted.
func (a *asker) answer(tag string) []string {
	a.t.Helper()
	var list []string
	for {
		r := a.response()
		if rest, ok := strings.CutPrefix(r, tag+" "); ok {
			slices.SortStableFunc(list, byName)
			return append(list, verdict(rest))
		}
		if strings.HasPrefix(r, "* CAPABILITY ") || strings.HasPrefix(r, "* BYE ") {
			r, _, _ = strings.Cut(r[2:], " ")
		}
		list = append(list, normal(r))
	}
}

// response reads one response with its literals.
func (a *asker) response() string {
	a.t.Helper()
	var b bytes.Buffer
	for {
		line, err := a.rd.ReadBytes('\n')
		if err != nil {
			a.t.Fatalf("after %q: %v", b.String(), err)
		}
		b.Write(line)
		h, found, _ := wire.TrailingLiteral(bytes.TrimRight(line, "\r\n"))
		if !found {
			return strings.TrimRight(b.String(), "\r\n")
		}
		if _, err := io.CopyN(&b, a.rd, h.Size); err != nil {
			a.t.Fatal(err)
		}
	}
}

func byName(a, b string) int {
	for _, s := range []string{a, b} {
		if !strings.HasPrefix(s, "* LIST ") && !strings.HasPrefix(s, "* LSUB ") {
			return 0
		}
	}
	return strings.Compare(a[strings.Index(a, ")"):], b[strings.Index(b, ")"):])
}

// normal replaces what is each server's own: counters, the order of attributes,
// how a day of one digit is written.
func normal(r string) string {
	r = regexp.MustCompile(`(MODSEQ \(?)\d+`).ReplaceAllString(r, "${1}N")
	r = regexp.MustCompile(`"0(\d-[A-Z])`).ReplaceAllString(r, `" $1`) // both are a date-day-fixed
	if strings.HasPrefix(r, "* LIST (") || strings.HasPrefix(r, "* LSUB (") {
		attrs, rest, _ := strings.Cut(r[8:], ")")
		words := strings.Fields(attrs)
		slices.Sort(words)
		r = r[:8] + strings.Join(words, " ") + ")" + strings.ReplaceAll(rest, "(CHILDINFO ", `("CHILDINFO" `)
	}
	return r
}

// verdict is a tagged answer without its text; a UIDVALIDITY in it is each
// server's own.
func verdict(r string) string {
	status, text, _ := strings.Cut(r, " ")
	if !strings.HasPrefix(text, "[") {
		return status
	}
	code, _, _ := strings.Cut(text, "]")
	switch words := strings.Fields(code[1:]); words[0] {
	case "APPENDUID", "COPYUID":
		words[1] = "V"
		return status + " [" + strings.Join(words, " ") + "]"
	case "HIGHESTMODSEQ", "CAPABILITY":
		return status + " [" + words[0] + "]"
	case "MAILBOXID":
		return status
	}
	return status + " " + code + "]"
}
