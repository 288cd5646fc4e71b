package lineedit

import "imapsh/repl/lineedit/keys"

// stopsKept is how many stops wait to be taken; a person who presses more often
// has been understood.
const stopsKept = 8

// Watch implements Editor.
func (t *terminal) Watch(enter bool) (<-chan Stop, func()) {
	w := &watcher{terminal: t, enter: enter, stops: make(chan Stop, stopsKept)}
	return w.stops, t.claim.begin(w.start, w.halt)
}

// watcher reads the keys while a command runs.
type watcher struct {
	*terminal
	enter       bool
	stops       chan Stop
	quit, ended chan struct{}
}

func (w *watcher) start() {
	w.quit, w.ended = make(chan struct{}), make(chan struct{})
	if w.tty.raw() != nil { // Ctrl-C is a signal then
		close(w.ended)
		return
	}
	w.setWatched(true)
	go w.run()
}

func (w *watcher) halt() {
	close(w.quit)
	w.in.src.wake()
	<-w.ended
	w.setWatched(false)
}

func (t *terminal) setWatched(on bool) {
	t.mu.Lock()
	t.watched = on
	t.mu.Unlock()
}

func (w *watcher) run() {
	defer close(w.ended)
	defer w.restoreOnPanic()
	// What was read together with the line's Enter is no different from what is
	// read a moment later.
	for _, e := range w.in.take() {
		w.key(e)
	}
	for {
		select {
		case <-w.quit:
			return
		default:
		}
		events, err := w.in.read()
		if err != nil && err != errWoken {
			return
		}
		for _, e := range events {
			w.key(e)
		}
	}
}

func (w *watcher) key(e keys.Event) {
	switch {
	case e.Key == keys.CtrlC:
		w.in.drop() // what was typed ahead was meant for after
		w.stop(StopInterrupt)
	case w.enter && (e.Key == keys.Enter || e.Key == keys.CtrlJ):
		w.stop(StopEnter)
		if w.in.begun() { // it also ends a line typed ahead
			w.in.push(e)
		}
	case e.Key == keys.CtrlZ:
		w.tty.restore()
		stopSelf()
		_ = w.tty.raw() // without it, Ctrl-C is a signal
	case e.Key == keys.Quit:
		w.Restore()
		quitSelf()
	default:
		w.in.push(e)
	}
}

func (w *watcher) stop(s Stop) {
	select {
	case w.stops <- s:
	default:
	}
}
