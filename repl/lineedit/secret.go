package lineedit

import (
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"imapsh/repl/lineedit/keys"
	"imapsh/repl/lineedit/screen"
)

// maxSecret bounds what is read for a secret, in bytes.
const maxSecret = 64 << 10

// ReadSecret implements Editor.
func (t *terminal) ReadSecret(prompt string) (string, error) {
	release, err := t.claim.take()
	if err != nil {
		return "", err
	}
	defer release()
	return readSecret(t.cfg.Gate(prompt), func(s *tty) { t.secret.Store(s) })
}

// AskSecret is [Editor.ReadSecret] for a program that has no editor, such as a
// script. The terminal is restored when a signal ends the program meanwhile. The
// caller has made the prompt harmless.
func AskSecret(prompt string) (string, error) {
	done := func() {}
	defer func() { done() }()
	return readSecret(prompt, func(t *tty) {
		if t != nil {
			done = restoreOnSignal(t)
		}
	})
}

// readSecret asks on the controlling terminal. using is told of the terminal
// whose mode is changed, and of nil when it is back.
func readSecret(prompt string, using func(*tty)) (string, error) {
	in, out, err := secretTerminal()
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoTerminal, err)
	}
	defer in.Close()
	if out != in {
		defer out.Close()
	}
	if !isTerminal(in) {
		return "", ErrNoTerminal
	}
	src, err := newSource(in)
	if err != nil {
		return "", err
	}
	s := &secret{src: src, out: out, tty: tty{fd: int(in.Fd())}, prompt: screen.Escape(prompt)}
	using(&s.tty)
	defer using(nil)
	if err := s.tty.raw(); err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoTerminal, err)
	}
	defer s.tty.restore()
	return s.read()
}

// secret is one question. It does not use readline, which would hand what is
// typed to its history.
type secret struct {
	src    *source
	out    *os.File
	tty    tty
	prompt string
	typed  []byte
}

func (s *secret) read() (string, error) {
	defer func() { clear(s.typed[:cap(s.typed)]) }()
	fmt.Fprint(s.out, s.prompt)
	defer fmt.Fprint(s.out, "\n")
	var dec keys.Decoder
	buf := make([]byte, 4096)
	defer clear(buf)
	for {
		n, err := s.src.read(buf, dec.Wait())
		var events []keys.Event
		switch err {
		case nil:
			events = dec.Feed(buf[:n])
		case errTimeout:
			events = dec.Timeout()
		default:
			return "", io.EOF
		}
		for _, e := range events {
			if done, err := s.key(e); err != nil {
				return "", err
			} else if done {
				return string(s.typed), nil
			}
		}
	}
}

// key takes one key, and tells whether the secret is complete.
func (s *secret) key(e keys.Event) (done bool, err error) {
	switch e.Key {
	case keys.Enter, keys.CtrlJ:
		return true, nil
	case keys.CtrlC:
		return false, ErrInterrupt
	case keys.CtrlD:
		if len(s.typed) == 0 {
			return false, io.EOF
		}
	case keys.Text, keys.Paste:
		if len(s.typed)+len(e.Text) <= maxSecret {
			s.typed = append(s.typed, e.Text...)
		}
	case keys.Backspace, keys.CtrlH:
		_, n := utf8.DecodeLastRune(s.typed)
		s.typed = s.typed[:len(s.typed)-n]
	case keys.CtrlU, keys.CtrlW:
		s.typed = s.typed[:0]
	case keys.CtrlZ:
		s.tty.restore()
		stopSelf()
		if err := s.tty.raw(); err != nil {
			return false, err
		}
		fmt.Fprint(s.out, s.prompt)
	}
	return false, nil
}
