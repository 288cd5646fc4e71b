//go:build unix

package lineedit_test

import (
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestEditingKeys(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		keys []string
		want string // the line when Enter is pressed
	}{
		{"typing in the middle", []string{"ac", left, "b"}, "abc"},
		{"Home, End", []string{"b", home, "a", end, "c"}, "abc"},
		{"Ctrl-A, Ctrl-E", []string{"b", ctrl('A'), "a", ctrl('E'), "c"}, "abc"},
		{"Ctrl-B, Ctrl-F", []string{"abc", ctrl('B'), ctrl('B'), ctrl('F'), "x"}, "abxc"},
		{"Backspace", []string{"abc", bs, ctrl('H')}, "a"},
		{"Backspace at the beginning", []string{"a", home, bs}, "a"},
		{"Delete, Ctrl-D", []string{"abcd", home, del, ctrl('D')}, "cd"},
		{"Delete at the end", []string{"a", del, ctrl('D')}, "a"},
		{"Ctrl-U, Ctrl-Y", []string{"one two", ctrl('U'), "x", ctrl('Y')}, "xone two"},
		{"Ctrl-K, Ctrl-Y", []string{"one two", alt("b"), ctrl('K'), home, ctrl('Y')}, "twoone "},
		{"Ctrl-W takes all but blanks", []string{"fetch 1 BODY[TEXT]", ctrl('W')}, "fetch 1 "},
		{"Ctrl-W twice, Ctrl-Y", []string{"a b c", ctrl('W'), ctrl('W'), "x ", ctrl('Y')}, "a x b c"},
		{"Alt-Backspace", []string{"größe.weiß", alt(bs)}, "größe."},
		{"Alt-d", []string{"one two", home, alt("d"), alt("d"), "x", ctrl('Y')}, "xone two"},
		{"Alt-b, Alt-f", []string{"one two", alt("b"), "x", home, alt("f"), "y"}, "oney xtwo"},
		{"Ctrl-Left, Ctrl-Right", []string{"one two", "\x1b[1;5D", "x", home, "\x1b[1;5C", "y"}, "oney xtwo"},
		{"Ctrl-T", []string{"ab", ctrl('T')}, "ba"},
		{"Ctrl-T in the middle", []string{"abc", left, ctrl('T')}, "acb"},
		{"wide characters are one", []string{"箱e\u0301x", left, left, left, del, end, bs, bs}, ""},
		{"Up, Down", []string{up, up, down}, "noop"},
		{"Ctrl-P, Ctrl-N", []string{ctrl('P'), ctrl('P'), ctrl('N')}, "noop"},
		{"Up with a beginning", []string{"fe", up, up}, "fetch 1 FLAGS"},
		{"Down comes back to what was typed", []string{"fe", up, up, down, down}, "fe"},
		{"Up at the oldest", []string{"fetch", up, up, up, up}, "fetch 1 FLAGS"},
		{"Alt-.", []string{"x ", alt("."), alt(".")}, `x "My Box"`},
		{"Alt-. again and again", []string{alt("."), alt("."), alt(".")}, "(UID BODY[TEXT])"},
		{"Ctrl-R", []string{ctrl('R'), "fetch"}, "fetch 2 (UID BODY[TEXT])"},
		{"Ctrl-R again", []string{ctrl('R'), "fetch", ctrl('R')}, "fetch 1 FLAGS"},
		{"Ctrl-R, Ctrl-S", []string{ctrl('R'), "fetch", ctrl('R'), ctrl('S')}, "fetch 2 (UID BODY[TEXT])"},
		{"Ctrl-R, then editing", []string{ctrl('R'), "flags", end, "!"}, "fetch 1 FLAGS!"},
		{"Ctrl-R, Escape", []string{ctrl('R'), "flags", esc, end, "!"}, "fetch 1 FLAGS!"},
		{"Ctrl-R, Ctrl-G", []string{"typed", ctrl('R'), "flags", ctrl('G')}, "typed"},
		{"Ctrl-R, Backspace", []string{ctrl('R'), "flagsx", bs}, "fetch 1 FLAGS"},
		{"Ctrl-R with the last query", []string{ctrl('R'), "fetch 1", end, ctrl('U'), ctrl('R'), ctrl('R')}, "fetch 1 FLAGS"},
		{"Escape alone", []string{"a", esc, "[15~b"}, "ab"},
		{"an unknown control character", []string{"a", ctrl('O'), ctrl('Q'), "b"}, "ab"},
		{"Ctrl-X, something else", []string{"a", ctrl('X'), "b"}, "ab"},
		{"Right accepts the hint", []string{"select I", right}, "select INBOX"},
		{"End accepts the hint", []string{"select I", end}, "select INBOX"},
		{"Ctrl-E accepts the hint", []string{"select I", ctrl('E')}, "select INBOX"},
		{"Alt-f accepts a word of the hint", []string{"fetch", alt("f")}, "fetch 1"},
		{"a hint that only explains", []string{"select", right}, "select"},
		{"not in the middle", []string{"select I", left, right, left, end}, "select I"},
		{"Tab inserts the only candidate", []string{"fe", tab, "1"}, "fetch 1"},
		{"Tab inserts what all have in common", []string{"lon", home, end, ctrl('U'), "many", tab}, "many1"},
		{"Tab, Tab takes the first", []string{"s", tab, tab}, "select "},
		{"and the next", []string{"s", tab, tab, tab}, "send "},
		{"none after the last", []string{"s", tab, tab, tab, tab, tab, tab}, "s"},
		{"Shift-Tab goes back", []string{"s", tab, backTab, backTab}, "setacl "},
		{"arrows in the menu", []string{"s", tab, down, down, up}, "select "},
		{"Escape in the menu", []string{"s", tab, tab, ctrl('G')}, "s"},
		{"typing in the menu", []string{"s", tab, tab, "x"}, "select x"},
		{"Tab with nothing to offer", []string{"xyz", tab, "!"}, "xyz!"},
		{"a paste is no key", []string{paste("a\t\x01\x7fb\x1b[D")}, "a\t\x01\x7fb\x1b[D"},
		{"a paste in the middle", []string{"ad", left, paste("bc")}, "abcd"},
		{"a paste in two reads", []string{"\x1b[200~ab", "c\r\nd\x1b[2", "01~e"}, "abc\nde"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{}).prompt()
			s.Press(tt.keys...)
			s.Press(enter)
			if strings.HasPrefix(tt.name, "and ") || strings.Contains(tt.name, "Tab, Tab") || strings.Contains(tt.name, "Shift-Tab") || tt.name == "arrows in the menu" {
				s.Press(enter) // the first only took the candidate
			}
			s.Ends(fmt.Sprintf("got %q\n>", tt.want))
		})
	}
}

func TestCtrlCClearsTheLine(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("half", left, ctrl('C'))
	s.Shows("ready\n> half^C\ninterrupted\n>")
	s.Press("s", tab, tab, ctrl('C'))
	s.Ends("> select ^C\ninterrupted\n>")
	s.Press(ctrl('R'), "fe", ctrl('C'))
	s.Ends("^C\ninterrupted\n>")
	s.Press(ctrl('X'), ctrl('C'))
	s.Ends("> ^C\ninterrupted\n>")
}

func TestCtrlDEnds(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("a", ctrl('D'), bs, ctrl('D'))
	s.Shows("ready\n>\nend")
	if err := s.Exits(); err != nil {
		t.Error(err)
	}
}

func TestCtrlLClearsTheScreen(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("abc", ctrl('L'))
	s.Shows("> abc")
	s.CursorAt(0, 5)
	s.Press("d")
	s.Shows("> abcd")
}

func TestSearchIsHighlighted(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press(ctrl('R'), "flags")
	s.Ends("\nsearch 'flags': fetch 1 FLAGS")
	s.CursorAt(1, 24)
	for col := 24; col < 29; col++ {
		if got := s.Screen.StyleAt(1, col); got != "4" {
			t.Errorf("column %d has style %q", col, got)
		}
	}
	if got := s.Screen.StyleAt(1, 23); got != "" {
		t.Errorf("the column before has style %q", got)
	}
	s.Press("x")
	s.Ends("\nsearch failed 'flagsx': fetch 1 FLAGS")
}

func TestColoursAndGhost(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"PROMPT=$ "}})
	s.Ends("ready\n$")
	s.Press("select")
	s.Shows("ready\n$ select mailbox [(parameters)]")
	s.CursorAt(1, 8)
	for col, want := range map[int]string{0: "32", 2: "34", 7: "34", 9: "90"} {
		if got := s.Screen.StyleAt(1, col); got != want {
			t.Errorf("column %d has style %q, want %q", col, got, want)
		}
	}
	s.Press(left)
	s.Shows("ready\n$ select")
	s.Press(right)
	s.Shows("ready\n$ select mailbox [(parameters)]")
	s.Press(enter)
	s.Ends("$ select\ngot \"select\"\n$")
}

func TestNoColourNoGhost(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"NO_COLOR=1", "PROMPT=$ "}})
	s.Ends("ready\n$")
	s.Press("select I", right, end)
	s.Shows("ready\n$ select I")
	s.Press(ctrl('U'), "s", tab, tab)
	s.Shows("ready\n$ select\n>select  open a mailbox\nsend     give a literal's bytes\nsetacl   the server has no ACL\nstatus   ask about a mailbox")
	s.tell("print told")
	s.Ends("status   ask about a mailbox")
	s.Press(ctrl('R'), "fl")
	s.Has("search 'fl'")
	if strings.Contains(s.Output(), "m") && strings.Contains(s.Output(), "\x1b[3") {
		t.Errorf("colours were sent: %q", s.Output())
	}
}

func TestGhostIsCutToTheRow(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 15, rows: 10}).prompt()
	s.Press("select")
	s.Shows("ready\n> select mailb")
	s.Press("x")
	s.Shows("ready\n> selectx")
}

func TestMenu(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("s", tab)
	s.Shows("ready\n> s\nselect  open a mailbox\nsend    give a literal's bytes\nsetacl  the server has no ACL\nstatus  ask about a mailbox")
	if got := s.Screen.StyleAt(4, 0); got != "2" {
		t.Errorf("what cannot stand here has style %q", got)
	}
	s.Press(tab)
	s.Has("> select")
	s.Until("the first is marked", func() bool { return s.Screen.StyleAt(2, 0) == "7" })
	s.Press(ctrl('G'))
	s.Shows("ready\n> s")
	s.CursorAt(1, 3)
}

func TestMenuIsPaged(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 40, rows: 10}).prompt()
	s.Press("many", tab)
	s.Ends("> many1\nmany1000  many1004  many1008  many1012\nmany1001  many1005  many1009  many1013\n" +
		"many1002  many1006  many1010  many1014\nmany1003  many1007  many1011  many1015\n1-16 of 300")
	s.Press(pageDown)
	s.Ends("17-32 of 300")
	s.Has("> many1016\n")
	s.Press(pageUp)
	s.Has("> many1000\n")
	s.Ends("1-16 of 300")
	s.Press(backTab, backTab)
	s.Has("> many1299\n")
	s.Ends("289-300 of 300")
	s.Press(ctrl('G'))
	s.Ends("> many1")
}

func TestMenuOfDescribedIsPaged(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 80, rows: 8}).prompt()
	s.Press("described", tab)
	s.Ends("> described1\n" +
		"described100  number 0   described103  number 3   described106  number 6\n" +
		"described101  number 1   described104  number 4   described107  number 7\n" +
		"described102  number 2   described105  number 5   described108  number 8\n" +
		"1-9 of 60")
}

func TestTabThatWaits(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("late", tab)
	s.Shows("ready\n> late\n…")
	s.tell("late")
	s.Shows("ready\n> late\nlater   latest")
	s.Press("x")
	s.Shows("ready\n> latex")
}

func TestTabThatWaitsIsForgotten(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("late", tab)
	s.Ends("> late\n…")
	s.Press("x")
	s.Ends("> latex")
	s.tell("late")
	s.tell("print now")
	s.Shows("ready\nnow\n> latex")
}

func TestTabWithANote(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 20, rows: 10}).prompt()
	s.Press("nothing", tab)
	s.Shows("ready\n> nothing\nno mailbox begins li\nke this")
	s.Press("!")
	s.Shows("ready\n> nothing!")
}

func TestNothingFromOutsideReachesTheTerminal(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("evil", tab)
	s.Ends("> evil\nevil\\x1b[31m\\x1b]0;title\\x07  a\\nb\\u202e\nevil2                         \\x9bplain")
	s.Press(esc)
	s.Ends("> evil\\x1b[31mred")
	s.tell("print \x1b]0;x\x07printed\x1b[2J")
	s.Has("\\x1b]0;x\\x07printed\\x1b[2J\n>")
	s.tell(`rendered "\x1b[31mred\x1b[m\x1b[35m \x1b[2J\x1b]0;x\x07"`)
	s.Has("red \\x1b[2J\\x1b]0;x\\x07\n>")
	if got := s.Screen.StyleAt(strings.Count(s.Screen.String(), "\n"), 2); got != "" {
		t.Errorf("the line took over style %q of what was printed", got)
	}
	s.tell("prompt a\x1b[2Jb\u202e> ")
	s.Has("a\\x1b[2Jb\\u202e> evil")
	s.Clean()
}

func TestOutputAboveTheLine(t *testing.T) {
	t.Parallel()
	s := start(t, options{cols: 20, rows: 12}).prompt()
	s.Press("a line that is longer than the screen", left, left)
	s.tell("print first")
	s.Shows("ready\nfirst\n> a line that is lon\nger than the screen")
	s.CursorAt(3, 17)
	s.tell(`rendered "two\nlines"`)
	s.Shows("ready\nfirst\ntwo\nlines\n> a line that is lon\nger than the screen")
	s.Press(ctrl('U'), "s", tab)
	s.Has("status")
	s.tell("print third")
	s.Has("third\n> sen\nselect  open a mail…")
	s.tell("prompt alice@demo INBOX 6> ")
	s.Has("alice@demo INBOX 6>\nsen")
}

func TestFloodWhileTyping(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.tell("flood")
	s.Press("abcdef", left, left)
	s.Ends("flood 199\n> abcdef")
	s.CursorAt(23, 6)
}

func TestCtrlXCtrlE(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script := dir + "/editor"
	os.WriteFile(script, []byte("#!/bin/sh\nls -l \"$2\" | cut -c1-10\necho \"arg $1\"\ncat \"$2\"\nprintf 'edited\\nline\\n' > \"$2\"\n"), 0o700)
	s := start(t, options{env: []string{"EDITOR=" + script + " 'an argument'"}}).prompt()
	s.Press("before", ctrl('X'), ctrl('E'))
	s.Shows("ready\n-rw-------\narg an argument\nbefore\n> edited\nline")
	s.Press(enter)
	s.Ends("got \"edited\\nline\"\n>")
	if left, _ := os.ReadDir(s.Cmd.Dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCtrlXCtrlEThatFails(t *testing.T) {
	t.Parallel()
	s := start(t, options{env: []string{"EDITOR=/nonexistent/editor"}}).prompt()
	s.Press("before", ctrl('X'), ctrl('E'))
	s.Ends("the line is unchanged")
	s.Press("!")
	s.Ends("> before!")
}

func TestAltH(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("fetch 1", left, alt("h"))
	s.Shows("ready\nhelp for \"fetch 1\" at 6\n> fetch 1")
	s.CursorAt(2, 8)
}

func TestPasteOf100KB(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	go io.WriteString(s.File, paste(strings.Repeat("0123456789abcdef", 6400)+"\n")+enter)
	s.Ends("got 102400 bytes\n>")
	s.Clean()
}

func TestTypedAhead(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	s.Press("first\rsecond\rthird")
	s.Has("got \"first\"\n> second\ngot \"second\"\n> third")
	s.Press(enter)
	s.Ends("got \"third\"\n>")
}

func TestWatch(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("watch", enter)
	s.Ends("watching")
	s.Press(ctrl('C'))
	s.Ends("watching\nstop 0")
	s.Press("noop", enter)
	s.Ends("stop 1\n> noop\ngot \"noop\"\n>")
	s.Press("watch", enter)
	s.Ends("watching")
	s.Press("x", ctrl('C'), enter)
	s.Ends("watching\nstop 0\nstop 1\n>")
}

func TestWatchStepsBackForASecret(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("watch and ask", enter)
	s.Ends("Password:")
	s.Press("pw", enter)
	s.Ends("secret 2 bytes, <nil>\nName:")
	s.Press("me", enter)
	s.Ends("name me, <nil>")
	s.Press(enter)
	s.Ends("stop 1\n>")
}

func TestSecret(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	for _, tt := range []struct{ keys, want string }{
		{"pässword\r", "secret 9 bytes, <nil>"},
		{"abc\x7f\x7f\r", "secret 1 bytes, <nil>"},
		{"ä\x7f\r", "secret 0 bytes, <nil>"},
		{"abc\x15d\r", "secret 1 bytes, <nil>"},
		{"a\x1b[Ab\r", "secret 2 bytes, <nil>"},
		{"\x03", "secret 0 bytes, interrupted"},
		{"\x04", "secret 0 bytes, EOF"},
		{"ab\x03", "secret 0 bytes, interrupted"},
	} {
		s.Press("secret", enter)
		s.Ends("Password:")
		s.Press(tt.keys)
		s.Ends(tt.want + "\n>")
	}
}

func TestTheTerminalIsRestored(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(*session)
		code int
	}{
		{"end of input", func(s *session) { s.Press(ctrl('U'), ctrl('D')) }, 0},
		{"SIGTERM", func(s *session) { s.Cmd.Process.Signal(syscall.SIGTERM) }, 3},
		{"SIGHUP", func(s *session) { s.Cmd.Process.Signal(syscall.SIGHUP) }, 3},
		{"panic in the completer", func(s *session) { s.Press(ctrl('U'), "panic", tab) }, 2},
		{"panic in the caller", func(s *session) { s.Press(ctrl('U'), "crash", enter) }, 2},
		{"SIGTERM at a password", func(s *session) {
			s.Press(ctrl('U'), "secret", enter)
			s.Ends("Password:")
			s.Cmd.Process.Signal(syscall.SIGTERM)
		}, 3},
		{"SIGTERM in a watch", func(s *session) {
			s.Press(ctrl('U'), "watch", enter)
			s.Ends("watching")
			s.Cmd.Process.Signal(syscall.SIGTERM)
		}, 3},
		{"Ctrl-\\ in a watch", func(s *session) {
			s.Press(ctrl('U'), "watch", enter)
			s.Ends("watching")
			s.Press("\x1c")
		}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{}).prompt()
			s.Press("half")
			s.Ends("> half")
			tt.do(s)
			s.Exits()
			if got := s.Cmd.ProcessState.ExitCode(); got != tt.code {
				t.Errorf("exit status %d, want %d", got, tt.code)
			}
		})
	}
}

func TestContinuedAfterAStopFromOutside(t *testing.T) {
	t.Parallel()
	s := start(t, options{}).prompt()
	s.Press("half")
	s.Ends("> half")
	s.Cmd.Process.Signal(syscall.SIGSTOP)
	s.Cmd.Process.Signal(syscall.SIGCONT)
	s.Ends("> half> half")
	s.Press("x", enter)
	s.Ends("got \"halfx\"\n>")
}
