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
	s.press("箱", tab)
	s.ends("> 箱\n箱子  box\n箱根  Hakone\n箱庭  miniature garden")
	s.press(tab)
	s.ends("> 箱子\n箱子  box\n箱根  Hakone\n箱庭  miniature garden")
	s.press(enter, enter)
	s.ends("got \"箱子\"\n>")
}

func TestFaultCandidateWiderThanScreenDividesByZero(t *testing.T) {
	t.Parallel()
	for _, cols := range []int{80, 10, 3} {
		t.Run(fmt.Sprint(cols), func(t *testing.T) {
			t.Parallel()
			s := start(t, options{cols: cols, rows: 24})
			s.has(">")
			s.press("longname", tab)
			s.has("…")
			s.press(ctrl('A'), ctrl('U'), ctrl('K'), "done", enter)
			s.has("got")
			s.clean()
		})
	}
}

func TestFaultSecretLandsInHistory(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press("secret", enter)
	s.ends("Password:")
	s.press("hunter2", bs, "3", enter)
	s.ends("secret 7 bytes, <nil>\n>")
	if strings.Contains(s.output(), "hunter") {
		t.Error("the secret was echoed")
	}
	s.press(up)
	s.ends("> noop")
	s.press(ctrl('U'), ctrl('R'), "hunter")
	s.ends("search failed 'hunter':")
}

func TestFaultEditedHistoryLineIsStored(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press("login", up)
	s.ends("> login alice ***")
	s.press(bs, bs, bs, "hunter2", enter)
	s.ends("got \"login alice hunter2\"\n>")
	s.press("login", up)
	s.ends("> login alice ***")
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
			s.press(tt.text, "x")
			s.cursor(1, 2+tt.width+1)
			s.press(left)
			s.cursor(1, 2+tt.width)
			s.press(home, "y")
			s.cursor(1, 3)
			s.press(end)
			s.cursor(1, 2+tt.width+2)
			s.press(bs, bs)
			s.press(enter)
			runes := []rune(tt.text)
			last := 1 // of the last character
			if tt.name == "combining" {
				last = 2
			} else if tt.name == "family" {
				last = len(runes)
			}
			s.has(fmt.Sprintf("got %q", "y"+string(runes[:len(runes)-last])))
		})
	}
}

func TestFaultCursorInAWrappedWideLine(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 10, rows: 12})
	s.ends("ready\n>")
	s.press(strings.Repeat("箱", 9))
	s.shows("ready\n> 箱箱箱箱\n箱箱箱箱箱")
	s.cursor(3, 0)
	s.press(left, left, left, left, left, left)
	s.cursor(1, 8)
	s.press(bs, "a")
	s.shows("ready\n> 箱箱a箱\n箱箱箱箱箱")
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
			s.press("abc", tt.home, tt.del, "x", tt.end, "y")
			s.ends("> xbcy")
		})
	}
}

func TestFaultNoShiftTab(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press("s", tab, tab, tab)
	s.has("> send")
	s.press(backTab)
	s.has("> select")
}

func TestFaultUnknownSequencesAreInserted(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press("a", "\x1b[15~", "\x1b[[A", "\x1b[M !!", "\x1b]11;rgb:0/0/0\x07", "\x1b[12;40R", "\x1bOP", pageUp, "b")
	s.ends("> ab")
}

func TestFaultPastedTabCompletes(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press(paste("s\tx\nnoop\n"))
	s.ends("> s     x\nnoop")
	s.cursor(2, 4)
	s.press(enter)
	s.ends("got \"s\\tx\\nnoop\"\n>")
}

func TestFaultRedrawIsQuadratic(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	before := s.screen.Written()
	s.press(paste(strings.Repeat("x", 1700)))
	s.cursor(1+1702/80, 1702%80)
	if n := s.screen.Written() - before; n > 1800 {
		t.Errorf("1700 pasted bytes were drawn with %d bytes", n)
	}
	before = s.screen.Written()
	s.press("y")
	s.cursor(1+1703/80, 1703%80)
	if n := s.screen.Written() - before; n != 1 {
		t.Errorf("one more character was drawn with %d bytes", n)
	}
}

func TestFaultPromptLostWhenSomethingPrints(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	// Each print comes as a line ends and the next begins.
	for i := range 20 {
		s.press("x", enter)
		s.tell("print one")
		s.until("line and print", func() bool {
			all := s.screen.Scrolled() + "\n" + s.screen.String()
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
			s.press(typed)
			s.ends(strings.TrimRight("> "+typed, " "))
			s.tell("close")
			s.ends(strings.TrimRight("> "+typed, " ") + "\nend")
			if err := s.exits(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFaultResizeLeavesResidue(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 40, rows: 12}).prompt()
	s.press(strings.Repeat("abcdefghi ", 7))
	s.shows("ready\n> " + strings.Repeat("abcdefghi ", 3) + "abcdefgh\ni abcdefghi abcdefghi abcdefghi")
	s.resize(30, 12)
	s.shows("ready\n> abcdefghi abcdefghi abcdefgh\ni abcdefghi abcdefghi abcdefgh\ni abcdefghi")
	s.resize(60, 12)
	s.shows("ready\n> abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefgh\ni abcdefghi")
	s.press(ctrl('U'), "s", tab)
	s.has("ask about a mailbox")
	s.resize(20, 12)
	s.shows("ready\n> s\nselect  open a mail…\nsend    give a lite…\nsetacl  the server …\nstatus  ask about a…")
	s.press(esc)
	s.shows("ready\n> s")
}

func TestFaultCtrlZStopsTheParent(t *testing.T) {
	t.Parallel()
	s := start(t, options{helper: "jobs"}).prompt()
	s.press("half", ctrl('Z'))
	s.shows("ready\n> half\n[stopped]")
	if !s.cooked() || s.screen.Mode("?2004") {
		t.Error("stopped with the terminal in raw mode")
	}
	s.press("fg\r")
	s.shows("ready\n> half\n[stopped]\nfg\n> half")
	s.press(" a line", enter)
	s.shows("ready\n> half\n[stopped]\nfg\n> half a line\ngot \"half a line\"\n>")
	s.press(ctrl('D'))
	s.ends("end\njob done")
}

// Nobody could continue the process group of a session's leader, so the system
// does not stop it: the prompt just comes again.
func TestFaultCtrlZWithoutJobControl(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press("half", ctrl('Z'))
	s.shows("ready\n> half\n> half")
	s.press(enter)
	s.ends("got \"half\"\n>")
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
				s.cmd.Stdout.(*os.File).Close()
				b, _ := io.ReadAll(out)
				if got, want := string(b), strings.ReplaceAll(want, "\r", ""); got != want {
					t.Errorf("stdout: %q, want %q", got, want)
				}
				if s.output() != "" {
					t.Errorf("stderr: %q", s.output())
				}
				return
			}
			s.until(want, func() bool { return s.output() == want })
		})
	}
}

// The way a person meets it: Ctrl-T with one character on the line.
func TestFaultTransposeOneCharacterPanics(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press("a", ctrl('T'), "b", ctrl('T'), enter)
	s.ends("got \"ba\"\n>")
}

func TestFaultCtrlWTakesWhatFollows(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press("foo bar", home, "\x1bf", ctrl('W'))
	s.ends(">  bar")
	s.press(end, ctrl('Y'), enter)
	s.ends("got \" barfoo\"\n>")
}

func TestFaultNULEndsTheInput(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.press("a", "\x00", "b", enter)
	s.ends("got \"ab\"\n>")
}

func TestFaultHangupRunsHalfALine(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"PROMPT=> "}})
	s.ends(">")
	// The helper ignores nothing: closing our side is the terminal going away.
	s.press("delete INBOX")
	s.ends("> delete INBOX")
	s.pty.Close()
	err := s.reap()
	if strings.Contains(s.output(), "got") {
		t.Errorf("half a line was run: %q", s.output())
	}
	if err == nil {
		t.Log("ended by the end of input")
	} else if e, ok := err.(*exec.ExitError); !ok || e.ExitCode() != 3 && e.Sys().(syscall.WaitStatus).Signal() != syscall.SIGHUP {
		t.Error(err)
	}
}
