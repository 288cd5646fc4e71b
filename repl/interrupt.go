package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"imapsh/repl/lineedit"
)

// interruptible runs f so that Ctrl-C once mutes it, and twice closes the
// connection. Where nobody presses keys, only a signal breaks f off, by ctx.
func (s *Session) interruptible(ctx context.Context, f func(context.Context) error) error {
	if s.editor == nil {
		return sayInterrupted(ctx, f(ctx))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.idleStop = make(chan struct{})
	s.forgetInterrupts()
	keys, done := s.editor.Watch(true)
	p := &presses{s: s, idleStop: s.idleStop, cancel: cancel}
	ended, over := make(chan struct{}), make(chan struct{})
	s.beside(func() {
		defer close(over)
		p.follow(keys, ended)
	})
	err := f(ctx)
	done()
	close(ended)
	<-over
	s.unmute()
	return sayInterrupted(ctx, err)
}

// sayInterrupted adds to an error that somebody wanted it so.
func sayInterrupted(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); (cause == errInterrupted || cause == errTerminated) && err != nil && !errors.Is(err, cause) {
		return fmt.Errorf("interrupted %w: %w", cause, err)
	}
	return err
}

// forgetInterrupts drops the Ctrl-C that came too late for the line before: it is
// not meant for this one.
func (s *Session) forgetInterrupts() {
	for {
		select {
		case <-s.interrupts:
		default:
			return
		}
	}
}

// presses acts on Ctrl-C and Enter while a line is run.
type presses struct {
	s        *Session
	idleStop chan<- struct{}
	cancel   context.CancelCauseFunc
	enough   bool // an IDLE has been told to end
	count    int  // of Ctrl-C
}

func (p *presses) follow(keys <-chan lineedit.Stop, ended <-chan struct{}) {
	for {
		select {
		case <-ended:
			return
		case stop := <-keys:
			p.press(stop)
		case stop := <-p.s.interrupts:
			p.press(stop)
		}
	}
}

func (p *presses) press(stop lineedit.Stop) {
	if !p.enough {
		p.enough = true
		close(p.idleStop)
	}
	if stop != lineedit.StopInterrupt {
		return
	}
	p.count++
	switch {
	case p.count > 1 || p.s.hasty.Load():
		p.cancel(errInterrupted)
	case !p.s.idling.Load():
		p.s.mute()
	}
}

// stopIdle is closed when the user wants an IDLE to end.
func (s *Session) stopIdle() <-chan struct{} { return s.idleStop }

// lendTerminal lets another program use the terminal until back is called.
// Ctrl-C is a signal then, for that program; with told it also is for the
// command that runs beside it.
func (s *Session) lendTerminal(told chan<- lineedit.Stop) (back func()) {
	if s.editor == nil {
		return func() {}
	}
	signals, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, os.Interrupt)
	echoed := false
	go func() {
		defer close(over)
		for range signals {
			echoed = true
			select {
			case told <- lineedit.StopInterrupt:
			default:
			}
		}
	}()
	release, take := s.status.Lend(), s.editor.Lend()
	return func() {
		take()
		signal.Stop(signals)
		close(signals)
		<-over
		if echoed {
			_, _ = io.WriteString(s.cfg.Stderr, "\n") // behind the ^C
		}
		release()
	}
}

// mute stops the showing of the answer, and says so at once.
func (s *Session) mute() {
	s.muted.Store(true)
	s.status.Mute()
	if w := s.work.Load(); w != nil {
		s.status.ShowNow(s.progress(w))
	}
}

func (s *Session) unmute() {
	s.muted.Store(false)
	s.status.Unmute()
}
