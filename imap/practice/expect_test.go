package practice_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
)

// now is the time in every test.
var now = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// testSeed is a small store: alice and bob with a few messages in INBOX.
func testSeed(s *store.Store) {
	for name, o := range map[string]store.UserOptions{
		"alice": {Password: "alicepw", Groups: []string{"staff"}},
		"bob":   {Password: "bobpw"},
		"admin": {Password: "adminpw", Admin: true},
	} {
		s.AddUser(name, o)
	}
	alice := s.User("alice")
	for i := 1; i <= 3; i++ {
		text := fmt.Sprintf("From: Bob <bob@example.org>\r\nTo: alice@example.org\r\nSubject: message %d\r\n"+
			"Date: Sun, 22 Nov 2026 1%d:00:00 +0000\r\nMessage-ID: <m%d@example.org>\r\n\r\nbody %d\r\n", i, i, i, i)
		s.Append(alice, "INBOX", []store.NewMessage{{
			Body:     store.NewBody([]byte(text)),
			Internal: time.Date(2026, time.November, 22, 10+i, 0, 0, 0, time.UTC),
		}})
	}
}

// newServer makes a server with the test's mail and clock.
func newServer(t *testing.T, o practice.Options) *practice.Server {
	t.Helper()
	if o.Seed == nil {
		o.Seed = testSeed
	}
	if o.Now == nil {
		o.Now = func() time.Time { return now }
	}
	srv := practice.New(o)
	t.Cleanup(srv.Close)
	return srv
}

// A peer is the client's side of a dialogue in raw text.
type peer struct {
	t    *testing.T
	conn net.Conn
	rd   *bufio.Reader
	name string // in failures, when there are several
}

// dial connects and reads the greeting.
func dial(t *testing.T, srv *practice.Server) *peer {
	t.Helper()
	p := &peer{t: t, conn: srv.Pipe()}
	p.rd = bufio.NewReader(p.conn)
	p.conn.SetDeadline(time.Now().Add(time.Minute)) // so that a test that hangs fails
	t.Cleanup(func() { p.conn.Close() })
	return p
}

// login connects and logs in.
func login(t *testing.T, srv *practice.Server, user string) *peer {
	t.Helper()
	p := dial(t, srv)
	p.talk(`
		S: * OK [CAPABILITY «.*»
		C: l LOGIN ` + user + ` ` + user + `pw
		S: l OK [CAPABILITY «.*»
	`)
	return p
}

// start makes a server and logs alice in.
func start(t *testing.T) *peer {
	t.Helper()
	return login(t, newServer(t, practice.Options{}), "alice")
}

// talk plays a dialogue. "C: " sends a line, "S: " expects one; between «»
// stands a regular expression. "C> " and "S> " are the same without CRLF:
// bytes, with \r, \n, \0, \xff and \\ escaped. "S..." expects any lines up to one
// that fits. "EOF" is the end of the connection. "# " is a comment.
func (p *peer) talk(script string) {
	p.t.Helper()
	for _, line := range strings.Split(strings.Trim(script, "\n"), "\n") {
		line = strings.TrimLeft(line, "\t")
		if strings.TrimSpace(line) == "" {
			continue
		}
		p.step(line)
	}
}

func (p *peer) step(line string) {
	p.t.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "C:":
		p.send(rest + "\r\n")
	case "C>":
		p.send(unescape(rest))
	case "S:":
		p.expect(rest)
	case "S...":
		for !fits(rest, p.line()) {
		}
	case "#":
	case "S>":
		p.expectBytes(unescape(rest))
	case "EOF":
		if rest, err := io.ReadAll(p.rd); err != nil || len(rest) > 0 {
			p.t.Fatalf("%s: want the end of the connection, got %q, %v", p.name, rest, err)
		}
	default:
		p.t.Fatalf("no such step: %q", line)
	}
}

func unescape(s string) string {
	return strings.NewReplacer(`\r`, "\r", `\n`, "\n", `\0`, "\x00", `\xff`, "\xff", `\\`, `\`).Replace(s)
}

func (p *peer) send(s string) {
	p.t.Helper()
	if _, err := io.WriteString(p.conn, s); err != nil {
		p.t.Fatalf("%s: sending %.60q: %v", p.name, s, err)
	}
}

// line reads a line without CRLF.
func (p *peer) line() string {
	p.t.Helper()
	got, err := p.rd.ReadString('\n')
	if err != nil {
		p.t.Fatalf("%s: reading: got %q, %v", p.name, got, err)
	}
	trimmed, ok := strings.CutSuffix(got, "\r\n")
	if !ok {
		p.t.Fatalf("%s: no CRLF behind %q", p.name, got)
	}
	return trimmed
}

func (p *peer) expect(want string) {
	p.t.Helper()
	if got := p.line(); !fits(want, got) {
		p.t.Fatalf("%s:\n got %s\nwant %s", p.name, got, want)
	}
}

// fits compares a line with what a test wants: plain text with «expressions».
func fits(want, got string) bool {
	var re strings.Builder
	re.WriteString("^")
	for want != "" {
		plain, rest, found := strings.Cut(want, "«")
		re.WriteString(regexp.QuoteMeta(plain))
		expr, after, _ := strings.Cut(rest, "»")
		if found {
			re.WriteString("(?:" + expr + ")")
		}
		want = after
	}
	return regexp.MustCompile(re.String() + "$").MatchString(got)
}

func (p *peer) expectBytes(want string) {
	p.t.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(p.rd, got); err != nil || string(got) != want {
		p.t.Fatalf("%s:\n got %q, %v\nwant %q", p.name, got[:n], err, want)
	}
}

// A dialogue is what alice says to a fresh server once she is logged in.
type dialogue struct{ name, script string }

// play runs dialogues, each with a server of its own.
func play(t *testing.T, o practice.Options, list []dialogue) {
	t.Helper()
	for _, d := range list {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			login(t, newServer(t, o), "alice").talk(d.script)
		})
	}
}
