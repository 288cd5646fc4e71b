//go:build linux

package lineedit

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"imapsh/repl/lineedit/screen"
	"imapsh/repl/lineedit/vt"
)

// bench is an editor whose keyboard is a terminal, and whose screen is a socket
// that keeps writes apart.
type bench struct {
	testing.TB
	ed     Editor
	keys   *os.File
	writes int // its file descriptor
	buf    []byte
	screen *vt.Screen
	lines  chan string
}

func newBench(tb testing.TB, cfg Config) *bench {
	tb.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		tb.Fatal(err)
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		tb.Fatal(err)
	}
	unix.SetsockoptTimeval(pair[0], unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 30})
	cfg.In, cfg.Out = tty, os.NewFile(uintptr(pair[1]), "screen")
	cfg.Getenv = func(string) string { return "" }
	cfg.Gate = screen.Escape
	b := &bench{TB: tb, keys: master, writes: pair[0], buf: make([]byte, 1<<20), lines: make(chan string, 10)}
	b.screen = vt.New(80, 24)
	if b.ed, err = newTerminal(cfg); err != nil {
		tb.Fatal(err)
	}
	go func() {
		defer close(b.lines)
		for {
			line, err := b.ed.ReadLine(Text{{Text: "> ", SGR: "1"}})
			if err != nil && !errors.Is(err, ErrInterrupt) {
				return
			}
			b.lines <- line
		}
	}()
	tb.Cleanup(func() {
		b.ed.Close()
		for range b.lines { // until ReadLine has seen it
		}
		unix.Close(pair[0])
		master.Close()
		tty.Close()
	})
	return b
}

func (b *bench) press(keys string) {
	b.Helper()
	if _, err := io.WriteString(b.keys, keys); err != nil {
		b.Fatal(err)
	}
}

// write is the next write.
func (b *bench) write() string {
	b.Helper()
	n, err := unix.Read(b.writes, b.buf)
	for err == unix.EINTR {
		n, err = unix.Read(b.writes, b.buf)
	}
	if err != nil {
		b.Fatal("no write came: ", err)
	}
	b.screen.Write(b.buf[:n])
	return string(b.buf[:n])
}

func many(n int) []Candidate {
	list := make([]Candidate, n)
	for i := range list {
		list[i] = Candidate{Insert: "mailbox/" + strconv.Itoa(1000000+i)}
	}
	return list
}

// One write(2) for each key, whatever it changes.
func TestOneWritePerKey(t *testing.T) {
	t.Parallel()
	list := many(1000)
	b := newBench(t, Config{
		Styles:    Styles{StyleHint: "2", StyleSelected: "7", "word": "34"},
		Complete:  func(line string, cursor int) Completion { return Completion{To: cursor, Candidates: list} },
		Highlight: func(line string) []Span { return []Span{{To: len(line), Class: "word"}} },
		Hint:      func(string, int) Hint { return Hint{Show: " and more"} },
	})
	for _, tt := range []struct{ name, keys, screen string }{
		{"prompt", "", ">  and more"},
		{"m", "m", "> m and more"},
		{"a", "a", "> ma and more"},
		{"Left", "\x1b[D", "> ma"},
		{"Home", "\x1b[H", "> ma"},
		{"Ctrl-E", "\x05", "> ma and more"},
		{"paste", "\x1b[200~" + strings.Repeat("x\n", 20) + "\x1b[201~", ""},
		{"Ctrl-U", "\x15", ">  and more"},
		{"Tab", "\t", ""},
		{"Tab again", "\t", ""},
		{"typing in the menu", "x", ""},
		{"Enter", "\r", ""},
		{"prompt again", "", ""},
		{"Ctrl-C", "\x03", ""},
		{"prompt after that", "", ""},
	} {
		b.press(tt.keys)
		b.write()
		if tt.screen != "" && b.screen.String() != tt.screen {
			t.Errorf("after %s:\n%s\nwant:\n%s", tt.name, b.screen, tt.screen)
		}
	}
	b.ed.Print(Plain("above"))
	b.write()
	if got := b.screen.String(); !strings.HasSuffix(got, "above\n>  and more") {
		t.Errorf("after a print:\n%s", got)
	}
	b.ed.SetPrompt(Plain("$ "))
	b.write()
	if got := b.screen.String(); !strings.HasSuffix(got, "above\n$  and more") {
		t.Errorf("after a change of the prompt:\n%s", got)
	}
}

func TestBusyKeyboardIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, Config{})
	b.write()
	if _, err := b.ed.ReadLine(nil); !errors.Is(err, errBusy) {
		t.Errorf("a second ReadLine: %v", err)
	}
	if _, err := b.ed.ReadSecret("?"); !errors.Is(err, errBusy) {
		t.Errorf("ReadSecret beside a ReadLine: %v", err)
	}
	stops, done := b.ed.Watch(true)
	b.press("a\r")
	if got := <-b.lines; got != "a" {
		t.Errorf("the line is %q", got)
	}
	done()
	if len(stops) > 0 {
		t.Error("a Watch beside a ReadLine saw its keys")
	}
}

func TestPrintsAreKeptInBounds(t *testing.T) {
	t.Parallel()
	var k kept
	for i := range maxKept + 5 {
		k.add(strconv.Itoa(i) + "\n")
	}
	got := k.take()
	if !strings.HasPrefix(got, "(5 more messages)\n5\n6\n") || !strings.HasSuffix(got, "\n1004\n") {
		t.Errorf("kept %q…", got[:40])
	}
	if k.take() != "" {
		t.Error("taken twice")
	}
}

func BenchmarkKey(b *testing.B) {
	e := newBench(b, Config{})
	e.write()
	for b.Loop() {
		e.press("x")
		e.write()
		e.press("\x7f")
		e.write()
	}
}

func BenchmarkPaste2000(b *testing.B) {
	e := newBench(b, Config{})
	e.write()
	text := "\x1b[200~" + strings.Repeat("x", 2000) + "\x1b[201~"
	for b.Loop() {
		e.press(text)
		e.write()
		e.press("\x15")
		e.write()
	}
}

func BenchmarkTabIn200000(b *testing.B) {
	list := many(200000)
	e := newBench(b, Config{
		Styles: Styles{StyleSelected: "7"},
		Complete: func(line string, cursor int) Completion {
			return Completion{To: cursor, Candidates: list, Prefix: "mailbox/"}
		},
	})
	e.write()
	for b.Loop() {
		e.press("\t")
		e.write()
		e.press("\x07")
		e.write()
		e.press("\x15")
		e.write()
	}
}

// A key in a line of 100 KB.
func BenchmarkKeyInALongLine(b *testing.B) {
	e := newBench(b, Config{})
	e.write()
	e.press("\x1b[200~" + strings.Repeat("x", 100<<10) + "\x1b[201~")
	e.write()
	for b.Loop() {
		e.press("x")
		e.write()
	}
}
