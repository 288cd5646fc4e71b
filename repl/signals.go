package repl

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// errTerminated says that a signal other than Ctrl-C's ended the program.
var errTerminated = errors.New("by a signal")

// signalled is the signal that ends a script: nothing before the first.
type signalled struct {
	number  atomic.Int32
	running atomic.Bool // a line is being run, or the connection is being made
}

// untilSignal is a context for a script that the first SIGINT, SIGTERM or SIGHUP
// ends: the command that runs is broken off, and says what it leaves incomplete.
// Where none runs, or at a second signal, the program ends at once.
func (s *Session) untilSignal(ctx context.Context) (_ context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	ch := make(chan os.Signal, 1)
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(sig) { // as nohup has it
			signal.Notify(ch, sig)
		}
	}
	go func() {
		for sig := range ch {
			again := s.signalled.number.Load() != 0
			n, _ := sig.(syscall.Signal)
			s.signalled.number.Store(int32(n))
			if again || !s.signalled.running.Load() {
				os.Exit(s.signalled.status(0))
			}
			cause := errTerminated
			if sig == os.Interrupt {
				cause = errInterrupted
			}
			cancel(cause)
		}
	}()
	return ctx, func() {
		signal.Stop(ch)
		close(ch)
		cancel(nil)
	}
}

// status is the exit status after a signal, as system shells have it; else it is
// otherwise.
func (g *signalled) status(otherwise int) int {
	if n := g.number.Load(); n != 0 {
		return 128 + int(n)
	}
	return otherwise
}
