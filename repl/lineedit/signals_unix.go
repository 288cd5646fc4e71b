//go:build unix

package lineedit

import (
	"os"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// signals follows changes of the terminal's size, and the return from being
// stopped by whatever stopped us.
type signals struct {
	ch   chan os.Signal
	end  chan struct{}
	once sync.Once
}

func (s *signals) start(t *terminal) {
	s.ch = make(chan os.Signal, 4)
	s.end = make(chan struct{})
	signal.Notify(s.ch, unix.SIGWINCH, unix.SIGCONT)
	go func() {
		for {
			select {
			case <-s.end:
				return
			case sig := <-s.ch:
				if sig == unix.SIGWINCH {
					t.resized()
				} else {
					t.continued()
				}
			}
		}
	}()
}

func (s *signals) stop() {
	s.once.Do(func() {
		signal.Stop(s.ch)
		close(s.end)
	})
}

// continued is called after a SIGCONT. If it was suspend that sent us to sleep, it
// takes it from there; else the terminal may be in any mode and show anything.
func (t *terminal) continued() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.suspended {
		t.suspended = false
		return
	}
	if t.away || t.closed || !t.reading && !t.watched {
		return
	}
	if t.tty.raw() == nil && t.reading {
		t.anew()
		t.draw()
		t.flush()
	}
}

// stopWait is how long to wait for a stop that does not happen: nobody can
// continue the process group of an orphan, so the system does not stop it. After
// a stop that did happen this time has passed as well, so there is stopGrace for
// the news of its end to come.
const (
	stopWait  = 300 * time.Millisecond
	stopGrace = 100 * time.Millisecond
)

// stopSelf stops our process group, as the terminal does for Ctrl-Z when it is
// not in raw mode, and returns when it goes on; false if it was not stopped. The
// parent is left alone unless it shares the group, and then it would wait for
// ever if it were not stopped.
func stopSelf() bool {
	resumed := make(chan os.Signal, 1)
	signal.Notify(resumed, unix.SIGCONT)
	defer signal.Stop(resumed)
	if unix.Kill(0, unix.SIGTSTP) != nil {
		return false
	}
	for _, wait := range []time.Duration{stopWait, stopGrace} {
		t := time.NewTimer(wait)
		select {
		case <-resumed:
			t.Stop()
			return true
		case <-t.C:
		}
	}
	return false
}

// quitSelf is Ctrl-\: a Go program that is stuck says where.
func quitSelf() { _ = unix.Kill(unix.Getpid(), unix.SIGQUIT) }

// restoreOnSignal puts the terminal back before a signal ends the program, until
// done is called.
func restoreOnSignal(t *tty) (done func()) {
	ch, end := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(ch, unix.SIGTERM, unix.SIGHUP)
	go func() {
		select {
		case sig := <-ch:
			t.restore()
			signal.Stop(ch)
			_ = unix.Kill(unix.Getpid(), sig.(unix.Signal))
		case <-end:
		}
	}()
	return func() {
		signal.Stop(ch)
		close(end)
	}
}

// suspend is Ctrl-Z.
func (k *keyboard) suspend() {
	k.leave(true)
	k.setSuspended(true)
	if !stopSelf() {
		k.setSuspended(false)
	} // else continued does that
	k.back()
}

func (t *terminal) setSuspended(on bool) {
	t.mu.Lock()
	t.suspended = on
	t.mu.Unlock()
}

// secretTerminal opens the controlling terminal.
func secretTerminal() (in, out *os.File, err error) {
	f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	return f, f, err
}
