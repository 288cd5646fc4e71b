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
			s.Press("fetch 箱x", bs, "\n")
			s.Ends("got \"fetch 箱\"\n>")
			s.Press("half")
			s.Ends("> half") // Ctrl-C may throw away the echo of what was typed
			s.Press(ctrl('C'))
			s.Ends("> half^C\ninterrupted\n>")
			s.tell("print \x1b[31mnews")
			s.Ends(">\n\\x1b[31mnews\n>")
			s.tell(`rendered "\x1b[31mred\x1b[m"`)
			s.Ends(">\nred\n>")
			s.Press("s\tx\n")
			s.Ends("got \"s\\tx\"\n>")
			s.Press("secret\n")
			s.Ends("Password:")
			s.Press("hunter2", bs, "\r")
			s.Ends("secret 6 bytes, <nil>\n>")
			s.Press("watch\n")
			s.Ends("watching")
			s.Press(ctrl('C'))
			s.Ends("watching\n^Cstop 0")
			s.Press("\n")
			s.Ends("stop 1\n>")
			s.Press("watch and ask\n")
			s.Ends("Password:")
			s.Press("pw\r")
			s.Ends("Name:")
			s.Press("me\n")
			s.Ends("name me, <nil>")
			s.Press("\n")
			s.Ends("stop 1\n>")
			s.Press(ctrl('D'))
			s.Ends(">\nend")
			if err := s.Exits(); err != nil {
				t.Error(err)
			}
			if out := s.Output(); strings.Contains(out, "\x1b") || strings.Contains(out, "\a") {
				t.Errorf("an escape sequence was sent: %q", out)
			}
		})
	}
}

func TestDumbTerminalIsClosed(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"TERM=dumb"}}).prompt()
	s.Press("half")
	s.Ends("> half")
	s.tell("close")
	s.Ends("end")
	if err := s.Exits(); err != nil {
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
	s.Ends(">")
	s.Press("s", tab, tab, enter)
	s.Press(enter)
	// Between two lines the terminal is as it was found, and a Ctrl-D typed then
	// would be lost: wait until the next line is being read.
	got := make([]byte, len("ready\ngot \"select \"\n"))
	if _, err := io.ReadFull(r, got); err != nil {
		t.Fatal(err)
	}
	s.tell("print news")
	s.Has("news\n>")
	s.Press(ctrl('D'))
	rest, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(got)+string(rest), "ready\ngot \"select \"\nend\n"; got != want {
		t.Errorf("in the pipe: %q, want %q", got, want)
	}
	s.Exits()
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
	s.Press("s\tx\n")
	s.Press(ctrl('D'))
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(data), "ready\ngot \"s\\tx\"\nend\n"; got != want {
		t.Errorf("in the pipe: %q, want %q", got, want)
	}
	s.Exits()
}

func TestTenColumns(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 10, rows: 8, env: []string{"PROMPT=alice@demo INBOX 5> "}})
	s.Ends("ready\nalice@demo\n INBOX 5>")
	s.CursorAt(3, 0)
	s.Press("select")
	s.Shows("ready\nalice@demo\n INBOX 5>\nselect ma")
	s.Press(ctrl('U'), "s", tab)
	s.Shows("ready\nalice@demo\n INBOX 5>\ns\nselect\nsend\nsetacl\nstatus")
	s.Press(tab, tab)
	s.Has("\nsend\nselect")
	s.Press(ctrl('G'), ctrl('U'), ctrl('R'), "flags")
	s.Ends("search 'fl\nags': fetc\nh 1 FLAGS")
	s.Press(ctrl('G'), "nothing", tab)
	s.Ends("nothing\nno mailbox\n begins li\nke this")
	s.Press(ctrl('U'), "many", tab)
	s.Ends("many1\nmany1000\nmany1001\nmany1002\n1-3 of 300")
	s.Press(ctrl('G'), ctrl('U'), "箱子箱子箱", left, "x")
	s.Ends("INBOX 5>\n箱子箱子x\n箱")
	s.tell("print a longer notice")
	s.Ends("a longer n\notice\nalice@demo\n INBOX 5>\n箱子箱子x\n箱")
	s.Press(ctrl('C'))
	s.Has("箱^C\ninterrup")
}

func TestSizesThatLeaveNoRoom(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {2, 2}, {3, 1}, {80, 1}, {200, 2}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			s := start(t, options{cols: size[0], rows: size[1]})
			s.Until("a line is read", func() bool { return s.Screen.Mode("?2004") })
			s.Press("s", tab, tab, tab, pageDown, up, "箱", home, end, ctrl('R'), "x", ctrl('G'), ctrl('U'), ctrl('K'), ctrl('D'))
			s.Exits()
			if !s.Cmd.ProcessState.Success() {
				t.Errorf("ended with %v", s.Cmd.ProcessState)
			}
		})
	}
}

// A terminal of no size at all counts as 80 × 24.
func TestNoSize(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 80, rows: 24, unsized: true})
	s.Ends(">")
	s.Press("s", tab)
	s.Ends("status  ask about a mailbox")
}
