//go:build unix

package program

import (
	"strings"
	"testing"

	"imapsh/repl/lineedit/ptytest"
)

func TestHelpIsPaged(t *testing.T) {
	t.Parallel()
	s := terminal{}.demo(t)
	const more = "\n-- more: a key for a page, Enter a line, q ends --"
	s.line("help")
	s.Ends(more)
	if !strings.HasPrefix(s.Screen.String(), "A bare word is IMAP, \\word is the shell itself. help WORD tells more.\n") {
		t.Error("the first page does not begin with the first line")
	}
	lines := func() int { return strings.Count(s.Screen.Scrolled()+s.Screen.String(), "\n") }
	before := lines()
	s.Press(ptytest.Enter)
	s.Until("one more line", func() bool { return lines() == before+1 })
	s.Ends(more)
	s.Press(" ")
	s.Until("one more page", func() bool { return lines() == before+1+23 })
	s.Ends(more)
	s.Press("q")
	s.Ends("\nalice@demo>")
	s.line(`\pager off`)
	s.Ends("\npager is off\nalice@demo>")
	s.line("help")
	s.Has("\n  command > FILE ")
	s.Ends("\nalice@demo>")
	s.bye()
}

func TestHelpInThePagerOfOnesOwn(t *testing.T) {
	t.Parallel()
	s := terminal{env: []string{"PAGER=head -n 2; echo waiting; read answer </dev/tty; echo got $answer"}}.demo(t)
	s.line("help")
	s.Has("> help\nA bare word is IMAP")
	s.Ends("\nwaiting")
	s.line("it")
	s.Ends("\ngot it\nalice@demo>")
	s.bye()
}

// A pager that is not there does not keep one from help.
func TestHelpWithoutAPager(t *testing.T) {
	t.Parallel()
	s := terminal{env: []string{"PAGER=no-such-pager 2>/dev/null"}}.demo(t)
	s.line("help")
	s.Ends("q ends --")
	s.Press(ctrlC)
	s.Ends("\nalice@demo>")
	s.bye()
}

func TestHelpFitsTheTerminal(t *testing.T) {
	t.Parallel()
	s := terminal{cols: 40, rows: 10}.demo(t)
	s.line("help")
	s.Ends("\n--more--")
	s.Press("   ")
	s.Press("q")
	s.Ends("\nalice@demo>")
	want := "  idle             wait for what the\n                   server has to tell,\n                   as it happens\n"
	if !strings.Contains(s.Screen.Scrolled(), want) {
		t.Errorf("not seen:\n%s", want)
	}
	s.bye()
}

// Programs have the terminal for themselves: keys, modes and Ctrl-C.
func TestProgramsHaveTheTerminal(t *testing.T) {
	t.Parallel()
	s := terminal{}.demo(t)
	s.line(`!read -p "name? " name; echo hello $name`)
	s.Ends("\nname?")
	s.line("bob")
	s.Ends("\nname? bob\nhello bob\nalice@demo>")
	s.line("!echo zzz; exec sleep 1000")
	s.Ends("\nzzz")
	s.Press(ctrlC)
	s.Has("\nzzz\n^C\nerror: echo zzz; exec sleep 1000 ended with signal: interrupt")
	s.Ends("\nalice@demo>")
	s.line(`list "" INBOX | (read -r line; echo sure?; read answer </dev/tty; printf '%s, %s\n' "$line" "$answer")`)
	s.Ends("\nsure?")
	s.line("yes")
	s.Has("(\\HasNoChildren) \"/\" INBOX, yes\nOK List completed")
	s.Ends("\nalice@demo>")
	s.bye()
}
