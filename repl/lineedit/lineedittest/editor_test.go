package lineedittest_test

import (
	"errors"
	"io"
	"slices"
	"testing"

	"imapsh/repl/lineedit"
	"imapsh/repl/lineedit/lineedittest"
)

func TestEditor(t *testing.T) {
	t.Parallel()
	e := &lineedittest.Editor{Lines: []string{"noop", lineedittest.CtrlC}, Secrets: []string{"pw"}}
	e.OnRead = func(prompt string) { e.Print(lineedit.Plain("before " + prompt)) }
	prompt := lineedit.Text{{Text: "a", SGR: "1"}, {Text: "> "}}
	if line, err := e.ReadLine(prompt); line != "noop" || err != nil {
		t.Errorf("first line %q, %v", line, err)
	}
	if _, err := e.ReadLine(prompt); !errors.Is(err, lineedit.ErrInterrupt) {
		t.Errorf("Ctrl-C: %v", err)
	}
	if s, err := e.ReadSecret("Password: "); s != "pw" || err != nil {
		t.Errorf("secret %q, %v", s, err)
	}
	if _, err := e.ReadLine(prompt); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
	if got, want := e.Prompts(), []string{"a> ", "a> ", "Password: ", "a> "}; !slices.Equal(got, want) {
		t.Errorf("prompts %q, want %q", got, want)
	}
	if got, want := e.Printed(), "before a> \nbefore a> \nbefore a> \n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
	if _, err := (&lineedittest.Editor{}).ReadSecret("?"); !errors.Is(err, lineedit.ErrNoTerminal) {
		t.Errorf("nobody to ask: %v", err)
	}
}
