package lineedit

import (
	"io"

	"imapsh/repl/lineedit/keys"
	"imapsh/repl/lineedit/screen"
)

// ReadKey implements Editor.
func (t *terminal) ReadKey(prompt Text) (string, error) {
	release, err := t.claim.take()
	if err != nil {
		return "", err
	}
	defer release()
	if err := t.tty.raw(); err != nil {
		return "", err
	}
	t.mu.Lock()
	_, _ = t.out.WriteString(prompt.render(t.cfg.Gate, t.styles != nil)) // as in flush
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		_, _ = t.out.WriteString("\r\x1b[K")
		t.mu.Unlock()
	}()
	e, err := t.in.next()
	if err != nil {
		return "", err
	}
	switch e.Key {
	case keys.CtrlC:
		return "", ErrInterrupt
	case keys.CtrlD:
		return "", io.EOF
	case keys.Enter, keys.CtrlJ:
		return "\n", nil
	case keys.Text:
		first := screen.First(e.Text)
		if rest := e.Text[len(first):]; rest != "" {
			t.in.unread(keys.Event{Key: keys.Text, Text: rest})
		}
		return first, nil
	}
	return "", nil
}

// ReadKey implements Editor.
func (p *plain) ReadKey(prompt Text) (string, error) {
	line, err := p.ReadLine(prompt)
	switch {
	case err != nil:
		return "", err
	case line == "":
		return "\n", nil
	}
	return line[:1], nil
}

// Lend implements Editor.
func (t *terminal) Lend() (back func()) {
	release, err := t.claim.take()
	if err != nil {
		return func() {} // it is lent already
	}
	t.tty.restore()
	return release
}

// Lend implements Editor.
func (p *plain) Lend() (back func()) {
	release, err := p.claim.take()
	if err != nil {
		return func() {}
	}
	return release
}
