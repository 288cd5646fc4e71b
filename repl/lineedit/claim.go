package lineedit

import (
	"sync"
	"sync/atomic"
)

// claim settles who reads the keyboard: a line, a secret, or a Watch. A Watch
// steps back while the command that it accompanies asks for a line or a secret.
type claim struct {
	busy atomic.Bool // a line or a secret is being read

	mu    sync.Mutex
	watch *watch // under way
}

// take claims the keyboard for a line or a secret, until release.
func (c *claim) take() (release func(), err error) {
	if !c.busy.CompareAndSwap(false, true) {
		return nil, errBusy
	}
	c.mu.Lock()
	w := c.watch
	c.mu.Unlock()
	w.pause()
	return func() {
		c.busy.Store(false)
		w.resume()
	}, nil
}

// begin starts a Watch, unless the keyboard is taken. The function it returns
// ends it, and may be called twice.
func (c *claim) begin(start, halt func()) (done func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.watch != nil || c.busy.Load() {
		return func() {}
	}
	w := &watch{start: start, halt: halt}
	c.watch = w
	start()
	return func() {
		w.end()
		c.mu.Lock()
		if c.watch == w {
			c.watch = nil
		}
		c.mu.Unlock()
	}
}

// watch is one Watch: start begins to read, halt returns when nothing reads any
// more. The methods of a nil watch do nothing.
type watch struct {
	start, halt func()

	mu            sync.Mutex
	paused, ended bool
}

func (w *watch) pause() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended {
		w.halt()
	}
	w.paused = true
}

func (w *watch) resume() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended {
		w.start()
	}
	w.paused = false
}

func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended && !w.paused {
		w.halt()
	}
	w.ended = true
}
