//go:build unix

package lineedit_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// dumb are the terminals that must never be sent an escape sequence.
var dumb = []string{"TERM=dumb", "TERM=", "TERM=emacs"}

func TestDumbTerminal(t *testing.T) {
	t.Parallel()
	for _, term := range dumb {
		t.Run(term, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{env: []string{term}}).prompt()
			s.press("fetch 箱x", bs, "\n")
			s.ends("got \"fetch 箱\"\n>")
			s.press("half")
			s.ends("> half") // Ctrl-C may throw away the echo of what was typed
			s.press(ctrl('C'))
			s.ends("> half^C\ninterrupted\n>")
			s.tell("print \x1b[31mnews")
			s.ends(">\n\\x1b[31mnews\n>")
			s.tell(`rendered "\x1b[31mred\x1b[m"`)
			s.ends(">\nred\n>")
			s.press("s\tx\n")
			s.ends("got \"s\\tx\"\n>")
			s.press("secret\n")
			s.ends("Password:")
			s.press("hunter2", bs, "\r")
			s.ends("secret 6 bytes, <nil>\n>")
			s.press("watch\n")
			s.ends("watching")
			s.press(ctrl('C'))
			s.ends("watching\n^Cstop 0")
			s.press("\n")
			s.ends("stop 1\n>")
			s.press("watch and ask\n")
			s.ends("Password:")
			s.press("pw\r")
			s.ends("Name:")
			s.press("me\n")
			s.ends("name me, <nil>")
			s.press("\n")
			s.ends("stop 1\n>")
			s.press(ctrl('D'))
			s.ends(">\nend")
			if err := s.exits(); err != nil {
				t.Error(err)
			}
			if out := s.output(); strings.Contains(out, "\x1b") || strings.Contains(out, "\a") {
				t.Errorf("an escape sequence was sent: %q", out)
			}
		})
	}
}

func TestDumbTerminalIsClosed(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"TERM=dumb"}}).prompt()
	s.press("half")
	s.ends("> half")
	s.tell("close")
	s.ends("end")
	if err := s.exits(); err != nil {
		t.Error(err)
	}
}

// With standard output in a pipe, the person still sees the terminal through
// standard error, and nothing of the editing is in the pipe.
func TestOutputInAPipe(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, options{pipes: func(c *exec.Cmd) { c.Stdout = w }})
	w.Close()
	s.ends(">")
	s.press("s", tab, tab, enter)
	s.press(enter)
	s.tell("print news")
	s.has("news\n>")
	s.press(ctrl('D'))
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(data), "ready\ngot \"select \"\nend\n"; got != want {
		t.Errorf("in the pipe: %q, want %q", got, want)
	}
	s.exits()
}

// With nothing that shows, lines are read all the same, and nothing is written.
func TestOutputAndErrorsInPipes(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, options{pipes: func(c *exec.Cmd) { c.Stdout, c.Stderr = w, w }})
	w.Close()
	s.press("s\tx\n")
	s.press(ctrl('D'))
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(data), "ready\ngot \"s\\tx\"\nend\n"; got != want {
		t.Errorf("in the pipe: %q, want %q", got, want)
	}
	s.exits()
}

func TestTenColumns(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 10, rows: 8, env: []string{"PROMPT=alice@demo INBOX 5> "}})
	s.ends("ready\nalice@demo\n INBOX 5>")
	s.cursor(3, 0)
	s.press("select")
	s.shows("ready\nalice@demo\n INBOX 5>\nselect ma")
	s.press(ctrl('U'), "s", tab)
	s.shows("ready\nalice@demo\n INBOX 5>\ns\nselect\nsend\nsetacl\nstatus")
	s.press(tab, tab)
	s.has("\nsend\nselect")
	s.press(ctrl('G'), ctrl('U'), ctrl('R'), "flags")
	s.ends("search 'fl\nags': fetc\nh 1 FLAGS")
	s.press(ctrl('G'), "nothing", tab)
	s.ends("nothing\nno mailbox\n begins li\nke this")
	s.press(ctrl('U'), "many", tab)
	s.ends("many1\nmany1000\nmany1001\nmany1002\n1-3 of 300")
	s.press(ctrl('G'), ctrl('U'), "箱子箱子箱", left, "x")
	s.ends("INBOX 5>\n箱子箱子x\n箱")
	s.tell("print a longer notice")
	s.ends("a longer n\notice\nalice@demo\n INBOX 5>\n箱子箱子x\n箱")
	s.press(ctrl('C'))
	s.has("箱^C\ninterrup")
}

func TestSizesThatLeaveNoRoom(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {2, 2}, {3, 1}, {80, 1}, {200, 2}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			s := start(t, options{cols: size[0], rows: size[1]})
			s.until("a line is read", func() bool { return s.screen.Mode("?2004") })
			s.press("s", tab, tab, tab, pageDown, up, "箱", home, end, ctrl('R'), "x", ctrl('G'), ctrl('U'), ctrl('K'), ctrl('D'))
			s.exits()
			if !s.cmd.ProcessState.Success() {
				t.Errorf("ended with %v", s.cmd.ProcessState)
			}
		})
	}
}

// A terminal of no size at all counts as 80 × 24.
func TestNoSize(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 80, rows: 24, unsized: true})
	s.ends(">")
	s.press("s", tab)
	s.ends("status  ask about a mailbox")
}
