// Package lineedittest helps to test what uses the line editor: Editor is a fake
// of it, with a person who has made up their mind.
package lineedittest

import (
	"io"
	"strings"
	"sync"

	"imapsh/repl/lineedit"
)

// CtrlC among the Lines or Secrets of an Editor stands for pressing it.
const CtrlC = "\x03"

// Editor is a person at the keyboard who has made up their mind: it answers
// ReadLine and ReadSecret from lists, io.EOF at their end, and remembers what it
// was shown. Fill in the fields before its first use.
type Editor struct {
	Lines   []string            // what is typed
	Secrets []string            // what is typed where it is not seen; ErrNoTerminal if nil
	OnRead  func(prompt string) // called before a line is returned, if not nil
	Keys    chan lineedit.Stop  // what Watch reports, if not nil
	Columns int                 // of Size; 80 if 0
	Rows    int                 // of Size; 24 if 0

	mu      sync.Mutex
	prompts []string
	printed strings.Builder
	updates int
	closed  bool
}

var _ lineedit.Editor = (*Editor)(nil)

func plain(t lineedit.Text) string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Text)
	}
	return b.String()
}

// take returns the next of list.
func (e *Editor) take(list *[]string) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || len(*list) == 0 {
		return "", io.EOF
	}
	s := (*list)[0]
	*list = (*list)[1:]
	if s == CtrlC {
		return "", lineedit.ErrInterrupt
	}
	return s, nil
}

// ReadLine implements [lineedit.Editor].
func (e *Editor) ReadLine(prompt lineedit.Text) (string, error) {
	e.SetPrompt(prompt)
	if e.OnRead != nil {
		e.OnRead(plain(prompt))
	}
	return e.take(&e.Lines)
}

// ReadSecret implements [lineedit.Editor].
func (e *Editor) ReadSecret(prompt string) (string, error) {
	e.SetPrompt(lineedit.Plain(prompt))
	if e.Secrets == nil {
		return "", lineedit.ErrNoTerminal
	}
	return e.take(&e.Secrets)
}

// SetPrompt implements [lineedit.Editor].
func (e *Editor) SetPrompt(prompt lineedit.Text) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.prompts = append(e.prompts, plain(prompt))
}

// Print implements [lineedit.Editor].
func (e *Editor) Print(text lineedit.Text) { e.PrintRendered(plain(text)) }

// PrintRendered implements [lineedit.Editor].
func (e *Editor) PrintRendered(text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.printed.WriteString(text)
	if !strings.HasSuffix(text, "\n") {
		e.printed.WriteByte('\n')
	}
}

// Update implements [lineedit.Editor].
func (e *Editor) Update() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.updates++
}

// SetStyles implements [lineedit.Editor].
func (e *Editor) SetStyles(lineedit.Styles) {}

// Watch implements [lineedit.Editor].
func (e *Editor) Watch(bool) (<-chan lineedit.Stop, func()) { return e.Keys, func() {} }

// ReadKey implements [lineedit.Editor]: it takes the first character of a line.
func (e *Editor) ReadKey(prompt lineedit.Text) (string, error) {
	line, err := e.ReadLine(prompt)
	if line == "" && err == nil {
		line = "\n"
	}
	return line[:min(len(line), 1)], err
}

// Lend implements [lineedit.Editor].
func (e *Editor) Lend() (back func()) { return func() {} }

// Size implements [lineedit.Editor].
func (e *Editor) Size() (cols, rows int) {
	cols, rows = e.Columns, e.Rows
	if cols == 0 {
		cols = 80
	}
	if rows == 0 {
		rows = 24
	}
	return cols, rows
}

// Restore implements [lineedit.Editor].
func (e *Editor) Restore() {}

// Close implements [lineedit.Editor].
func (e *Editor) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	return nil
}

// Prompts are all prompts shown so far, without styles.
func (e *Editor) Prompts() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string(nil), e.prompts...)
}

// Printed is what was printed above the line so far.
func (e *Editor) Printed() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.printed.String()
}

// Updates is how often Update was called.
func (e *Editor) Updates() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.updates
}
