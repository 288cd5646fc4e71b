package lineedit

import (
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/chzyer/readline"

	"imapsh/repl/lineedit/screen"
)

// The terminal marks a paste between brackets while a line is being read.
const (
	pasteOn  = "\x1b[?2004h"
	pasteOff = "\x1b[?2004l"
)

// view is the line as it was last looked at: all that drawing it again needs.
type view struct {
	line   line
	spans  []Span
	hint   string
	note   string
	menu   *menu   // a copy, never changed
	search *search // a copy, never changed
}

// terminal is the Editor on a terminal that can be drawn on.
type terminal struct {
	claim claim
	cfg   Config
	tty   tty
	in    *input
	k     *keyboard
	rl    *readline.Instance // made by the first ReadLine
	sig   signals

	mu        sync.Mutex
	out       *os.File
	screen    *screen.Screen
	scratch   []screen.Cell
	styles    Styles
	prompt    Text
	view      view
	perPage   int    // of the menu as last drawn
	reading   bool   // a line is shown and being typed
	away      bool   // it is, but the terminal is somebody else's for now
	watched   bool   // Watch is under way
	lent      bool   // another program has the terminal
	asked     string // what ReadKey shows while it waits
	suspended bool   // by Ctrl-Z
	kept      kept
	closed    bool
	rings     bool // the bell, with the next drawing

	closing sync.Once
	secret  atomic.Pointer[secret] // being read
}

func newTerminal(cfg Config) (Editor, error) {
	src, err := newSource(cfg.In)
	if err != nil {
		return nil, err
	}
	t := &terminal{
		cfg:    cfg,
		tty:    tty{fd: int(cfg.In.Fd())},
		in:     newInput(src),
		out:    cfg.Out,
		styles: cfg.Styles,
		screen: screen.New(0, 0),
	}
	t.k = &keyboard{terminal: t, done: make(chan struct{}, 1)}
	t.sig.start(t)
	return t, nil
}

// cage makes the readline instance, which edits and never draws.
func (t *terminal) cage() error {
	if t.rl != nil {
		return nil
	}
	nothing := func() error { return nil }
	rl, err := readline.NewEx(&readline.Config{
		Stdin:                  t.in,
		Stdout:                 ringer{t},
		Stderr:                 io.Discard,
		HistoryFile:            "",
		HistoryLimit:           -1,
		DisableAutoSaveHistory: true,
		FuncFilterInputRune:    t.k.filter,
		Listener:               readline.FuncListener(t.k.changed),
		FuncIsTerminal:         func() bool { return false },
		FuncGetWidth:           func() int { return 80 },
		FuncMakeRaw:            nothing,
		FuncExitRaw:            nothing,
		FuncOnWidthChanged:     func(func()) {},
	})
	t.rl = rl
	return err
}

// ringer stands for readline's output, of which only the bell is meant for us.
type ringer struct{ t *terminal }

func (r ringer) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "\a") {
		r.t.bell()
	}
	return len(b), nil
}

// ReadLine implements Editor.
func (t *terminal) ReadLine(prompt Text) (string, error) {
	release, err := t.claim.take()
	if err != nil {
		return "", err
	}
	defer release()
	if t.k.hungUp.Load() {
		return "", io.EOF
	}
	if err := t.cage(); err != nil {
		return "", err
	}
	if err := t.tty.raw(); err != nil {
		return "", err
	}
	if !t.open(prompt) {
		t.tty.restore()
		return "", io.EOF
	}
	text, err := t.rl.Readline()
	if t.k.ended {
		<-t.k.done
	} else {
		t.abandon()
	}
	switch {
	case t.k.hungUp.Load():
		err = io.EOF
	case err == readline.ErrInterrupt:
		return "", ErrInterrupt
	}
	if err != nil {
		t.tty.restore()
		return "", err
	}
	return text, nil // the terminal stays in raw mode, so that no key is lost before the next reader
}

// open shows the prompt, below what was kept for it.
func (t *terminal) open(prompt Text) bool {
	t.in.dropRefresh()
	t.k.begin()
	v := t.k.look()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	t.scratch = nil // it may have held a long paste
	t.prompt, t.view, t.reading = prompt, v, true
	t.anew()
	t.draw()
	t.flush()
	return true
}

// finish draws the line for the last time, with text in the place of its own, and
// leaves the terminal to whoever prints next.
func (t *terminal) finish(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.reading {
		t.last(text)
		t.reading = false
	}
}

func (t *terminal) last(text string) {
	t.view.line.set(text)
	t.view.search = nil
	t.screen.Finish(t.content())
	t.screen.Raw(pasteOff)
	t.flush()
}

// abandon ends a line that nobody finished: the input did.
func (t *terminal) abandon() { t.finish(t.k.line.text) }

// leave gives the terminal to somebody else while a line is being typed. The line
// stays above what they show, or is taken away.
func (t *terminal) leave(stays bool) {
	t.mu.Lock()
	if stays {
		t.last(t.k.line.text)
	} else {
		t.screen.Erase()
		t.screen.Raw(pasteOff)
		t.flush()
	}
	t.away = true
	t.mu.Unlock()
	t.tty.restore()
}

// back returns from there; the line is drawn with what changed it.
func (t *terminal) back() {
	// Without raw mode the line is still readable, only less pleasant.
	_ = t.tty.raw()
	t.mu.Lock()
	t.away = false
	t.anew()
	t.mu.Unlock()
}

// anew begins to show the line where the cursor stands, whatever happened to the
// screen. The caller holds mu, and draws.
func (t *terminal) anew() {
	if t.closed {
		return
	}
	t.screen.Forget()
	t.screen.SetSize(measure(t.out))
	t.screen.Raw(pasteOn)
	t.printKept()
}

// show draws what the line now looks like.
func (t *terminal) show(v view) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.view = v
	if t.reading && !t.away {
		t.draw()
		t.flush()
	}
}

// clear empties the screen; the line is drawn at its top by what follows.
func (t *terminal) clear() {
	t.mu.Lock()
	t.screen.Clear()
	t.mu.Unlock()
}

// resized follows the terminal's new size.
func (t *terminal) resized() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.reading || t.away {
		return // measured anew when there is something to draw
	}
	cols, rows := measure(t.out)
	if c, r := t.screen.Size(); c == cols && r == rows {
		return
	}
	t.screen.Resize(cols, rows, reflows(t.cfg.Getenv))
	t.draw()
	t.flush()
}

// reflows tells whether the terminal rewraps long lines itself when its width
// changes. Most do today; these do not.
func reflows(getenv func(string) string) bool {
	return getenv("TERM") != "linux" && getenv("XTERM_VERSION") == "" && getenv("STY") == ""
}

// draw brings the screen up to date. The caller holds mu, and flushes.
func (t *terminal) draw() {
	t.screen.Draw(t.content())
	if t.rings {
		t.rings = false
		t.screen.Raw("\a")
	}
}

// flush writes what is to be written, in one go. There is nobody to tell of an
// error: a terminal that cannot be written to has gone, as its input will say.
func (t *terminal) flush() {
	if b := t.screen.Take(); len(b) > 0 {
		_, _ = t.out.Write(b)
	}
}

// bell rings with the next drawing.
func (t *terminal) bell() {
	t.mu.Lock()
	t.rings = true
	t.mu.Unlock()
}

func (t *terminal) isClosed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.closed
}

func (t *terminal) setSuspended(on bool) {
	t.mu.Lock()
	t.suspended = on
	t.mu.Unlock()
}

func (t *terminal) pageSize() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(t.perPage, 1)
}

func (t *terminal) restoreOnPanic() {
	if p := recover(); p != nil {
		t.Restore()
		panic(p)
	}
}
