package render

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"
)

// Status is the line below the output that says how far a long command is. It
// is taken away before anything else is written, and shown only while nothing
// is: output that scrolls by shows by itself that there is progress. It also is
// where output stops when Ctrl-C is pressed. It is safe for concurrent use.
type Status struct {
	size func() (columns, rows int)

	muted atomic.Bool

	mu       sync.Mutex // held while something is written
	terminal io.Writer  // nil where there is none
	plain    bool       // nothing can be taken away again
	held     int        // the terminal is somebody else's
	lent     bool       // to a program
	kept     []kept     // what was written meanwhile
	keptSize int
	shown    bool
	busy     bool // something was written since the last Show
	inLine   bool // what was written last does not end with a line end
}

// NewStatus makes a Status on a terminal; nil is for none, and nothing is ever
// shown then. On a plain terminal nothing can be taken away again; only ShowNow
// shows something there. size tells the terminal's.
func NewStatus(terminal io.Writer, plain bool, size func() (columns, rows int)) *Status {
	return &Status{terminal: terminal, plain: plain, size: size}
}

// Output is w for data: what is written goes below no status line, and nowhere
// while the output is muted.
func (s *Status) Output(w io.Writer) io.Writer { return &statusWriter{s, w, true} }

// Talk is w for what is said beside the data, which is never muted.
func (s *Status) Talk(w io.Writer) io.Writer { return &statusWriter{s, w, false} }

// Active reports whether Show can ever show something.
func (s *Status) Active() bool { return s.terminal != nil && !s.plain }

// Mute drops what is written to an Output until Unmute.
func (s *Status) Mute() { s.muted.Store(true) }

// Unmute lets output through again, beginning on a line of its own.
func (s *Status) Unmute() {
	if !s.muted.Swap(false) || s.terminal == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	s.freshLine()
}

// maxKept is how many bytes are kept while a program has the terminal.
const maxKept = 64 << 10

// Lend gives the terminal to a program until back is called: no line is shown,
// and what is written meanwhile, up to a bound, is kept until then.
func (s *Status) Lend() (back func()) {
	release := s.Hold()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lent = true
	return func() {
		release()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.lent = false
		for _, k := range s.kept {
			_, _ = k.w.Write(k.text) // as if it had come later, when nobody would look at the error
		}
		s.kept, s.keptSize = nil, 0
	}
}

// keep keeps what is written while the terminal is lent, if there is room.
func (s *Status) keep(w io.Writer, text []byte) bool {
	if !s.lent || s.keptSize+len(text) > maxKept {
		return false
	}
	s.keptSize += len(text)
	s.kept = append(s.kept, kept{w, bytes.Clone(text)})
	return true
}

// kept is something written while a program had the terminal.
type kept struct {
	w    io.Writer
	text []byte
}

// Hold takes the line away and shows none until release is called, for whoever
// else draws on the terminal: a question, a program.
func (s *Status) Hold() (release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	s.held++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.held--
	}
}

// Show shows a line of text, gated already, unless output has come since the
// last time.
func (s *Status) Show(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.Active() || s.held > 0 || s.busy || s.inLine {
		s.busy = false
		return
	}
	s.draw(text)
}

// ShowNow shows a line of text, gated already, whatever was written before.
func (s *Status) ShowNow(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.terminal == nil || s.held > 0:
	case s.plain:
		s.freshLine()
		_, _ = io.WriteString(s.terminal, text+"\n") // as in draw
	default:
		s.freshLine()
		s.draw(text)
	}
}

// Clear takes the line away.
func (s *Status) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	s.busy = false
}

// draw writes the line, cut to the width of the terminal. The cursor stays on
// it, so that what is typed ahead does not scroll it away.
func (s *Status) draw(text string) {
	columns, _ := s.size()
	line := []byte("\r\x1b[K")
	n := 0
	for _, c := range text {
		if n++; n >= columns {
			break
		}
		line = append(line, string(c)...)
	}
	_, _ = s.terminal.Write(line) // a terminal that is gone has nobody before it
	s.shown = true
}

func (s *Status) erase() {
	if s.shown {
		_, _ = s.terminal.Write([]byte("\r\x1b[K"))
		s.shown = false
	}
}

func (s *Status) freshLine() {
	if s.inLine {
		_, _ = s.terminal.Write([]byte("\n"))
		s.inLine = false
	}
}

// statusWriter writes beside a status line.
type statusWriter struct {
	*Status
	w      io.Writer
	silent bool // while the output is muted
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.silent && w.muted.Load() {
		return len(p), nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.keep(w.w, p) {
		return len(p), nil
	}
	w.erase()
	n, err := w.w.Write(p)
	if n > 0 {
		w.busy, w.inLine = true, p[n-1] != '\n'
	}
	return n, err
}
