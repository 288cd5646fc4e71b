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
	t.ask(prompt.render(t.cfg.Gate, t.styles != nil))
	defer t.ask("")
	var e keys.Event
	for {
		if e, err = t.in.next(); err != nil {
			return "", err
		}
		if e.Key != keys.CtrlZ {
			break
		}
		t.suspendAsked()
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

// ask shows a prompt, already gated, in the place of the one before. "" is none.
func (t *terminal) ask(prompt string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked != "" {
		_, _ = t.out.WriteString("\r\x1b[K") // as in flush
	}
	t.asked = prompt
	_, _ = t.out.WriteString(prompt)
}

// suspendAsked is Ctrl-Z while ReadKey waits.
func (t *terminal) suspendAsked() {
	t.mu.Lock()
	prompt := t.asked
	t.mu.Unlock()
	t.ask("")
	t.tty.restore()
	t.setSuspended(true)
	if !stopSelf() {
		t.setSuspended(false)
	} // else continued does that
	if t.tty.raw() == nil {
		t.ask(prompt)
	}
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
	t.setLent(true)
	t.tty.restore()
	return func() {
		t.setLent(false)
		release()
	}
}

func (t *terminal) setLent(on bool) {
	t.mu.Lock()
	t.lent = on
	t.mu.Unlock()
}

// Lend implements Editor.
func (p *plain) Lend() (back func()) {
	release, err := p.claim.take()
	if err != nil {
		return func() {}
	}
	p.setLent(true)
	return func() {
		p.setLent(false)
		release()
	}
}

func (p *plain) setLent(on bool) {
	p.mu.Lock()
	p.lent = on
	p.mu.Unlock()
}
