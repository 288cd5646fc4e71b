package lineedit

import (
	"errors"
	"os"
	"sync"

	"github.com/chzyer/readline"
	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// measure is the size of the terminal f is, or 80 × 24.
func measure(f *os.File) (cols, rows int) {
	cols, rows, err := term.GetSize(int(f.Fd()))
	if err != nil || cols <= 0 || rows <= 0 {
		return 80, 24
	}
	return cols, rows
}

// tty is a terminal whose mode we change and put back. Output processing stays
// on in raw mode, so that whoever prints meanwhile needs no \r. Its lock is held
// for nothing but the change itself, so restore may be called from anywhere.
type tty struct {
	fd int

	mu    sync.Mutex
	saved *readline.State // as it was found; nil when we have not changed it
	over  bool            // it stays as it was found
}

// errOver says that the terminal has been left for good.
var errOver = errors.New("the terminal has been left")

// raw switches echo, line editing and signal keys off.
func (t *tty) raw() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return errOver
	}
	found, err := readline.MakeRaw(t.fd)
	if err == nil && t.saved == nil {
		t.saved = found
	}
	return err
}

// restore puts the terminal back as it was found, and reports whether there was
// anything to do.
func (t *tty) restore() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.putBack()
}

// leave is restore for the way out: whoever is about to read cannot make it raw
// again.
func (t *tty) leave() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	return t.putBack()
}

// putBack is called with mu held.
func (t *tty) putBack() bool {
	if t.saved == nil {
		return false
	}
	// There is nobody to tell: a terminal that cannot be set has gone.
	_ = readline.Restore(t.fd, t.saved)
	t.saved = nil
	return true
}
