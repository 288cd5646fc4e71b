//go:build unix

package lineedit

import (
	"os"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"imapsh/repl/lineedit/keys"
)

// signals follows changes of the terminal's size, the return from being stopped by
// whatever stopped us, and the SIGINT that somebody else sends: Ctrl-C is only a
// key in raw mode. SIGTSTP is not followed, because a Go program that once did can
// no longer be stopped by it.
type signals struct {
	ch   chan os.Signal
	end  chan struct{}
	once sync.Once
}

func (s *signals) start(t *terminal) {
	s.ch = make(chan os.Signal, 8)
	s.end = make(chan struct{})
	notify(s.ch, unix.SIGWINCH, unix.SIGCONT, unix.SIGINT)
	go func() {
		for {
			select {
			case <-s.end:
				return
			case sig := <-s.ch:
				t.signalled(sig)
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

func (t *terminal) signalled(sig os.Signal) {
	s := t.secret.Load()
	switch {
	case sig == unix.SIGWINCH:
		t.resized()
	case sig == unix.SIGCONT && s != nil:
		s.continued()
	case sig == unix.SIGCONT:
		t.continued()
	case s != nil:
		s.press(keys.CtrlC)
	case !t.isAway(): // else it is for who has the terminal
		t.in.press(keys.CtrlC)
	}
}

// isAway tells whether another program has the terminal.
func (t *terminal) isAway() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.away || t.lent
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
	if t.away || t.closed || !t.reading && !t.watched && t.asked == "" {
		return
	}
	switch {
	case t.tty.raw() != nil:
	case t.reading:
		t.screen.Raw("\x1b[J") // a menu may be there still
		t.anew()
		t.draw()
		t.flush()
	case t.asked != "":
		_, _ = t.out.WriteString(t.asked) // as in flush
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

// follow does with signals what [signals] does where there is no terminal of the
// editor's. With ending it also puts the terminal back before a signal ends the
// program.
func (s *secret) follow(ending bool) (done func()) {
	ch, end := make(chan os.Signal, 8), make(chan struct{})
	notify(ch, unix.SIGCONT, unix.SIGINT)
	if ending {
		notify(ch, unix.SIGTERM, unix.SIGHUP)
	}
	go func() {
		for {
			select {
			case <-end:
				return
			case sig := <-ch:
				switch sig {
				case unix.SIGCONT:
					s.continued()
				case unix.SIGTERM, unix.SIGHUP:
					s.tty.leave()
					signal.Stop(ch)
					_ = unix.Kill(unix.Getpid(), sig.(unix.Signal))
				default:
					s.press(keys.CtrlC)
				}
			}
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

// secretTerminal opens the controlling terminal.
func secretTerminal() (in, out *os.File, err error) {
	f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	return f, f, err
}
