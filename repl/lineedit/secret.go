package lineedit

import (
	"fmt"
	"io"
	"os"
	"sync"
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
	return readSecret(t.cfg.Gate(prompt), func(s *secret) (done func()) {
		t.secret.Store(s)
		if t.isClosed() { // before it knew of us
			s.close()
		}
		return func() { t.secret.Store(nil) }
	})
}

// AskSecret is [Editor.ReadSecret] for a program that has no editor, such as a
// script. The terminal is restored when a signal ends the program meanwhile. The
// caller has made the prompt harmless.
func AskSecret(prompt string) (string, error) {
	return readSecret(prompt, func(s *secret) (done func()) { return s.follow(true) })
}

// readSecret asks on the controlling terminal. begin is told of the question
// before the terminal's mode is changed, and done is called when it is back.
func readSecret(prompt string, begin func(*secret) (done func())) (string, error) {
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
	defer begin(s)()
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

	mu        sync.Mutex
	pressed   []keys.Event // by signals
	closed    bool
	suspended bool // by Ctrl-Z
}

// press is a key pressed by a signal.
func (s *secret) press(k keys.Key) {
	s.mu.Lock()
	s.pressed = append(s.pressed, keys.Event{Key: k})
	s.mu.Unlock()
	s.src.wake()
}

// close ends the question as the end of input does.
func (s *secret) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.tty.leave()
	s.src.wake()
}

// woken tells what for.
func (s *secret) woken() (pressed []keys.Event, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, io.EOF
	}
	pressed = s.pressed
	s.pressed = nil
	return pressed, nil
}

// continued is called after a SIGCONT: unless it was suspend that sent us to
// sleep the terminal may be in any mode, and what is typed must not be shown.
func (s *secret) continued() {
	s.mu.Lock()
	was := s.suspended
	s.suspended = false
	s.mu.Unlock()
	if !was {
		s.press(keys.Refresh)
	}
}

func (s *secret) suspend() {
	s.tty.restore()
	s.setSuspended(true)
	if !stopSelf() {
		s.setSuspended(false)
	} // else continued does that
}

func (s *secret) setSuspended(on bool) {
	s.mu.Lock()
	s.suspended = on
	s.mu.Unlock()
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
		case errWoken:
			if events, err = s.woken(); err != nil {
				return "", err
			}
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
	case keys.CtrlZ, keys.Refresh:
		if e.Key == keys.CtrlZ {
			s.suspend()
		}
		if err := s.tty.raw(); err != nil {
			return false, err
		}
		fmt.Fprint(s.out, s.prompt)
	}
	return false, nil
}
