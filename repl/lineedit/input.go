package lineedit

import (
	"errors"
	"io"
	"sync"

	"imapsh/repl/lineedit/keys"
)

// What ends a source's read early.
var (
	errWoken   = errors.New("woken")
	errTimeout = errors.New("nothing came")
)

// hook is the one character readline is given for every key; see keyboard.filter.
const hook = '\ue000'

var hookBytes = []byte(string(hook))

// input is the keyboard as readline's standard input. It hands out one key at a
// time, each only after resume: between lines it reads nothing.
type input struct {
	src *source
	dec keys.Decoder // only used by who reads at the time
	buf []byte

	mu      sync.Mutex
	cond    *sync.Cond // of open and closed
	queue   []keys.Event
	pressed []keys.Event // by signals: they come before what is read next
	open    bool         // a key is wanted
	closed  bool
	current keys.Event // what the last hook stood for
}

func newInput(src *source) *input {
	in := &input{src: src, buf: make([]byte, 16<<10)}
	in.cond = sync.NewCond(&in.mu)
	return in
}

// resume lets the next key through.
func (in *input) resume() {
	in.mu.Lock()
	in.open = true
	in.cond.Signal()
	in.mu.Unlock()
}

// Read waits for a key and returns the character that stands for it. It
// implements io.Reader for readline, which is the only one to call it.
func (in *input) Read(p []byte) (int, error) {
	in.mu.Lock()
	for !in.open && !in.closed {
		in.cond.Wait()
	}
	in.mu.Unlock()
	e, err := in.next()
	if err != nil {
		return 0, err
	}
	in.mu.Lock()
	in.open = false
	in.current = e
	in.mu.Unlock()
	return copy(p, hookBytes), nil
}

// Close makes Read return io.EOF, now and always. It never waits.
func (in *input) Close() error {
	in.mu.Lock()
	was := in.closed
	in.closed = true
	in.cond.Broadcast()
	in.mu.Unlock()
	if !was {
		in.src.wake()
	}
	return nil
}

// next waits for a key.
func (in *input) next() (keys.Event, error) {
	for {
		if e, ok, err := in.pop(); ok || err != nil {
			return e, err
		}
		if err := in.fill(); err != nil && err != errWoken {
			return keys.Event{}, err
		}
	}
}

// fill reads once and queues the keys that came.
func (in *input) fill() error {
	events, err := in.read()
	in.push(events...)
	return err
}

// read waits for bytes and returns the keys they make.
func (in *input) read() ([]keys.Event, error) {
	n, err := in.src.read(in.buf, in.dec.Wait())
	switch err {
	case nil:
		return in.dec.Feed(in.buf[:n]), nil
	case errTimeout:
		return in.dec.Timeout(), nil
	case errWoken:
		in.mu.Lock()
		defer in.mu.Unlock()
		if events := in.pressed; events != nil {
			in.pressed = nil
			return events, nil
		}
	}
	return nil, err
}

// press is a key pressed by a signal: whoever reads gets it next.
func (in *input) press(k keys.Key) {
	in.mu.Lock()
	in.pressed = append(in.pressed, keys.Event{Key: k})
	in.mu.Unlock()
	in.src.wake()
}

// take returns the keys that are queued, and forgets them.
func (in *input) take() []keys.Event {
	in.mu.Lock()
	defer in.mu.Unlock()
	events := in.queue
	in.queue = nil
	return events
}

// push queues keys for the line being read, or the next.
func (in *input) push(events ...keys.Event) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.queue = append(in.queue, events...)
}

// unread puts a key back, to be the next.
func (in *input) unread(e keys.Event) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.queue = append([]keys.Event{e}, in.queue...)
}

// begun tells whether keys are queued that begin a line.
func (in *input) begun() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	n := len(in.queue)
	return n > 0 && in.queue[n-1].Key != keys.Enter && in.queue[n-1].Key != keys.CtrlJ
}

// drop forgets the keys that are queued.
func (in *input) drop() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.queue = nil
}

func (in *input) pop() (e keys.Event, ok bool, err error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed {
		return e, false, io.EOF
	}
	if len(in.queue) == 0 {
		return e, false, nil
	}
	e = in.queue[0]
	in.queue = in.queue[1:]
	return e, true, nil
}

// key is what the last hook stood for.
func (in *input) key() keys.Event {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.current
}

// refresh queues the editor's wish to look again, once.
func (in *input) refresh() {
	in.mu.Lock()
	for _, e := range in.queue {
		if e.Key == keys.Refresh {
			in.mu.Unlock()
			return
		}
	}
	in.queue = append(in.queue, keys.Event{Key: keys.Refresh})
	in.mu.Unlock()
	in.src.wake()
}

// dropRefresh forgets such wishes: a new line begins with a look anyway.
func (in *input) dropRefresh() {
	in.mu.Lock()
	defer in.mu.Unlock()
	kept := in.queue[:0]
	for _, e := range in.queue {
		if e.Key != keys.Refresh {
			kept = append(kept, e)
		}
	}
	in.queue = kept
}
