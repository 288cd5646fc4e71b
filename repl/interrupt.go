package repl

import (
	"context"
	"fmt"

	"imapsh/repl/lineedit"
)

// interruptible runs f so that Ctrl-C once mutes it, and twice closes the
// connection.
func (s *Session) interruptible(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.muted.Store(false)
	s.idleStop = make(chan struct{})
	stops, done := s.watchKeys()
	defer done()
	ended := make(chan struct{})
	defer close(ended)
	go s.onStops(stops, s.idleStop, ended, cancel)
	err := f(ctx)
	if context.Cause(ctx) == errInterrupted && err != nil {
		return fmt.Errorf("%w: %w", errInterrupted, err)
	}
	return err
}

// onStops acts on Ctrl-C and Enter while a command runs.
func (s *Session) onStops(stops <-chan lineedit.Stop, idleStop chan<- struct{}, ended <-chan struct{}, cancel context.CancelCauseFunc) {
	idling := true // until told otherwise
	pressed := 0
	for {
		select {
		case <-ended:
			return
		case stop := <-stops:
			if idling {
				close(idleStop)
				idling = false
			}
			if stop != lineedit.StopInterrupt {
				continue
			}
			s.muted.Store(true)
			if pressed++; pressed > 1 || !s.prompted || s.hasty.Load() {
				cancel(errInterrupted)
			}
		}
	}
}

// stopIdle is closed when the user wants an IDLE to end.
func (s *Session) stopIdle() <-chan struct{} { return s.idleStop }

// watchKeys reports keys that mean stop, and in a script SIGINT.
func (s *Session) watchKeys() (<-chan lineedit.Stop, func()) {
	if s.editor != nil {
		return s.editor.Watch(true)
	}
	return s.interrupts, func() {}
}
