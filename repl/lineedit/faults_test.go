//go:build unix

package lineedit_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// One test for each fault of chzyer/readline v1.5.1 that would reach a user; see
// doc.go.

func TestFaultTabOnWideCandidatesPanics(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("箱", tab)
	s.Ends("> 箱\n箱子  box\n箱根  Hakone\n箱庭  miniature garden")
	s.Press(tab)
	s.Ends("> 箱子\n箱子  box\n箱根  Hakone\n箱庭  miniature garden")
	s.Press(enter, enter)
	s.Ends("got \"箱子\"\n>")
}

func TestFaultCandidateWiderThanScreenDividesByZero(t *testing.T) {
	t.Parallel()
	for _, cols := range []int{80, 10, 3} {
		t.Run(fmt.Sprint(cols), func(t *testing.T) {
			t.Parallel()
			s := start(t, options{cols: cols, rows: 24})
			s.Has(">")
			s.Press("longname", tab)
			s.Has("…")
			s.Press(ctrl('A'), ctrl('U'), ctrl('K'), "done", enter)
			s.Has("got")
			s.Clean()
		})
	}
}

func TestFaultSecretLandsInHistory(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("secret", enter)
	s.Ends("Password:")
	s.Press("hunter2", bs, "3", enter)
	s.Ends("secret 7 bytes, <nil>\n>")
	if strings.Contains(s.Output(), "hunter") {
		t.Error("the secret was echoed")
	}
	s.Press(up)
	s.Ends("> noop")
	s.Press(ctrl('U'), ctrl('R'), "hunter")
	s.Ends("search failed 'hunter':")
}

func TestFaultEditedHistoryLineIsStored(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("login", up)
	s.Ends("> login alice ***")
	s.Press(bs, bs, bs, "hunter2", enter)
	s.Ends("got \"login alice hunter2\"\n>")
	s.Press("login", up)
	s.Ends("> login alice ***")
}

func TestFaultCursorOffByOnePerWideCharacter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		width      int
	}{
		{"CJK", "箱根", 4},
		{"Hangul", "한글", 4},
		{"emoji", "😀😀", 4},
		{"combining", "e\u0301e\u0301", 2},
		{"family", "👩\u200d👩\u200d👧", 2},
		{"mixed", "a箱e\u0301😀", 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{}).prompt()
			s.Press(tt.text, "x")
			s.CursorAt(1, 2+tt.width+1)
			s.Press(left)
			s.CursorAt(1, 2+tt.width)
			s.Press(home, "y")
			s.CursorAt(1, 3)
			s.Press(end)
			s.CursorAt(1, 2+tt.width+2)
			s.Press(bs, bs)
			s.Press(enter)
			runes := []rune(tt.text)
			last := 1 // of the last character
			if tt.name == "combining" {
				last = 2
			} else if tt.name == "family" {
				last = len(runes)
			}
			s.Has(fmt.Sprintf("got %q", "y"+string(runes[:len(runes)-last])))
		})
	}
}

func TestFaultCursorInAWrappedWideLine(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 10, rows: 12})
	s.Ends("ready\n>")
	s.Press(strings.Repeat("箱", 9))
	s.Shows("ready\n> 箱箱箱箱\n箱箱箱箱箱")
	s.CursorAt(3, 0)
	s.Press(left, left, left, left, left, left)
	s.CursorAt(1, 8)
	s.Press(bs, "a")
	s.Shows("ready\n> 箱箱a箱\n箱箱箱箱箱")
}

func TestFaultKeysDeadInTmuxScreenAndConsole(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, home, end, del string }{
		{"xterm", "\x1b[H", "\x1b[F", "\x1b[3~"},
		{"xterm, application mode", "\x1bOH", "\x1bOF", "\x1b[3~"},
		{"tmux, screen, linux", "\x1b[1~", "\x1b[4~", "\x1b[3~"},
		{"rxvt", "\x1b[7~", "\x1b[8~", "\x1b[3~"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{}).prompt()
			s.Press("abc", tt.home, tt.del, "x", tt.end, "y")
			s.Ends("> xbcy")
		})
	}
}

func TestFaultNoShiftTab(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("s", tab, tab, tab)
	s.Has("> send")
	s.Press(backTab)
	s.Has("> select")
}

func TestFaultUnknownSequencesAreInserted(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("a", "\x1b[15~", "\x1b[[A", "\x1b[M !!", "\x1b]11;rgb:0/0/0\x07", "\x1b[12;40R", "\x1bOP", pageUp, "b")
	s.Ends("> ab")
}

func TestFaultPastedTabCompletes(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press(paste("s\tx\nnoop\n"))
	s.Ends("> s     x\nnoop")
	s.CursorAt(2, 4)
	s.Press(enter)
	s.Ends("got \"s\\tx\\nnoop\"\n>")
}

func TestFaultRedrawIsQuadratic(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	before := s.Screen.Written()
	s.Press(paste(strings.Repeat("x", 1700)))
	s.CursorAt(1+1702/80, 1702%80)
	if n := s.Screen.Written() - before; n > 1800 {
		t.Errorf("1700 pasted bytes were drawn with %d bytes", n)
	}
	before = s.Screen.Written()
	s.Press("y")
	s.CursorAt(1+1703/80, 1703%80)
	if n := s.Screen.Written() - before; n != 1 {
		t.Errorf("one more character was drawn with %d bytes", n)
	}
}

func TestFaultPromptLostWhenSomethingPrints(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	// Each print comes as a line ends and the next begins.
	for i := range 20 {
		s.Press("x", enter)
		s.tell("print one")
		s.Until("line and print", func() bool {
			all := s.Screen.Scrolled() + "\n" + s.Screen.String()
			return strings.Count(all, "\none") == i+1 && strings.Count(all, "\n> x\n") == i+1 &&
				strings.Count(all, "\ngot \"x\"") == i+1 && strings.HasSuffix(all, "\n>")
		})
	}
}

func TestFaultCloseHangs(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"", "half a line"} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{}).prompt()
			s.Press(typed)
			s.Ends(strings.TrimRight("> "+typed, " "))
			s.tell("close")
			s.Ends(strings.TrimRight("> "+typed, " ") + "\nend")
			if err := s.Exits(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFaultResizeLeavesResidue(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 40, rows: 12}).prompt()
	s.Press(strings.Repeat("abcdefghi ", 7))
	s.Shows("ready\n> " + strings.Repeat("abcdefghi ", 3) + "abcdefgh\ni abcdefghi abcdefghi abcdefghi")
	s.Resize(30, 12)
	s.Shows("ready\n> abcdefghi abcdefghi abcdefgh\ni abcdefghi abcdefghi abcdefgh\ni abcdefghi")
	s.Resize(60, 12)
	s.Shows("ready\n> abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefgh\ni abcdefghi")
	s.Press(ctrl('U'), "s", tab)
	s.Has("ask about a mailbox")
	s.Resize(20, 12)
	s.Shows("ready\n> s\nselect  open a mail…\nsend    give a lite…\nsetacl  the server …\nstatus  ask about a…")
	s.Press(esc)
	s.Shows("ready\n> s")
}

func TestFaultCtrlZStopsTheParent(t *testing.T) {
	t.Parallel()
	s := start(t, options{helper: "jobs"}).prompt()
	s.Press("half", ctrl('Z'))
	s.Shows("ready\n> half\n[stopped]")
	if !s.Cooked() || s.Screen.Mode("?2004") {
		t.Error("stopped with the terminal in raw mode")
	}
	s.Press("fg\r")
	s.Shows("ready\n> half\n[stopped]\nfg\n> half")
	s.Press(" a line", enter)
	s.Shows("ready\n> half\n[stopped]\nfg\n> half a line\ngot \"half a line\"\n>")
	s.Press(ctrl('D'))
	s.Ends("end\njob done")
}

// Nobody could continue the process group of a session's leader, so the system
// does not stop it: the prompt just comes again.
func TestFaultCtrlZWithoutJobControl(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("half", ctrl('Z'))
	s.Shows("ready\n> half\n> half")
	s.Press(enter)
	s.Ends("got \"half\"\n>")
}

func TestFaultBytesAreEditedOffATerminal(t *testing.T) {
	t.Parallel()
	for _, stdout := range []string{"terminal", "pipe"} {
		t.Run(stdout, func(t *testing.T) {
			t.Parallel()
			var in io.WriteCloser
			var out io.ReadCloser
			s := start(t, options{pipes: func(c *exec.Cmd) {
				c.Stdin, in = nil, nil
				r, w, err := os.Pipe()
				if err != nil {
					t.Fatal(err)
				}
				c.Stdin, in = r, w
				c.SysProcAttr.Ctty = 2
				if stdout == "pipe" {
					r, w, err := os.Pipe()
					if err != nil {
						t.Fatal(err)
					}
					c.Stdout, out = w, r
				}
			}})
			io.WriteString(in, "a\tb\x03c\x04d\x1b[A\xff\nlast")
			in.Close()
			want := "ready\r\ngot \"a\\tb\\x03c\\x04d\\x1b[A\\xff\"\r\ngot \"last\"\r\nend\r\n"
			if stdout == "pipe" {
				s.Cmd.Stdout.(*os.File).Close()
				b, _ := io.ReadAll(out)
				if got, want := string(b), strings.ReplaceAll(want, "\r", ""); got != want {
					t.Errorf("stdout: %q, want %q", got, want)
				}
				if s.Output() != "" {
					t.Errorf("stderr: %q", s.Output())
				}
				return
			}
			s.Until(want, func() bool { return s.Output() == want })
		})
	}
}

// The way a person meets it: Ctrl-T with one character on the line.
func TestFaultTransposeOneCharacterPanics(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("a", ctrl('T'), "b", ctrl('T'), enter)
	s.Ends("got \"ba\"\n>")
}

func TestFaultCtrlWTakesWhatFollows(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("foo bar", home, "\x1bf", ctrl('W'))
	s.Ends(">  bar")
	s.Press(end, ctrl('Y'), enter)
	s.Ends("got \" barfoo\"\n>")
}

func TestFaultNULEndsTheInput(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("a", "\x00", "b", enter)
	s.Ends("got \"ab\"\n>")
}

func TestFaultHangupRunsHalfALine(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"PROMPT=> "}})
	s.Ends(">")
	// The helper ignores nothing: closing our side is the terminal going away.
	s.Press("delete INBOX")
	s.Ends("> delete INBOX")
	s.File.Close()
	err := s.Reap()
	if strings.Contains(s.Output(), "got") {
		t.Errorf("half a line was run: %q", s.Output())
	}
	if err == nil {
		t.Log("ended by the end of input")
	} else if e, ok := err.(*exec.ExitError); !ok || e.ExitCode() != 3 && e.Sys().(syscall.WaitStatus).Signal() != syscall.SIGHUP {
		t.Error(err)
	}
}
