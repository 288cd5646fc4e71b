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

// signalled is the signal that ends the session: nothing before the first.
type signalled struct {
	number  atomic.Int32
	running atomic.Bool // a line is being run, or the connection is being made
}

// untilSignal is a context that the first SIGTERM, SIGHUP or, in a script, SIGINT
// ends: the command that runs is broken off, and says what it leaves incomplete;
// the keyboard is at its end. In a script where none runs, or at a second signal,
// the program ends at once.
func (s *Session) untilSignal(ctx context.Context) (_ context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	ch := make(chan os.Signal, 1)
	followed := []os.Signal{syscall.SIGTERM, syscall.SIGHUP}
	if s.editor == nil { // which has an idea of its own of SIGINT
		followed = append(followed, os.Interrupt)
	}
	for _, sig := range followed {
		if !signal.Ignored(sig) { // as nohup has it
			signal.Notify(ch, sig)
		}
	}
	go func() {
		for sig := range ch {
			again := s.signalled.number.Load() != 0
			n, _ := sig.(syscall.Signal)
			s.signalled.number.Store(int32(n))
			if again || s.editor == nil && !s.signalled.running.Load() {
				s.restoreTerminal()
				os.Exit(s.signalled.status(0))
			}
			cause := errTerminated
			if sig == os.Interrupt {
				cause = errInterrupted
			}
			cancel(cause)
			if s.editor != nil {
				_ = s.editor.Close() // whatever is asked there gets no answer
			}
		}
	}()
	if s.editor == nil { // the program ends next; each signal given back would cost two switches between threads
		return ctx, func() {}
	}
	unpiped, uncrashed := s.survivePipes(), s.restoreForTrace()
	return ctx, func() {
		unpiped()
		uncrashed()
		signal.Stop(ch)
		close(ch)
		cancel(nil)
	}
}

// survivePipes makes it an error, and not the end, to write to a pipe that nobody
// reads, while a person is at the keyboard: the end would leave the terminal in
// raw mode. A script ends by SIGPIPE as any filter does.
func (s *Session) survivePipes() (done func()) {
	ch := make(chan os.Signal, 1) // never looked at
	signal.Notify(ch, syscall.SIGPIPE)
	return func() { signal.Stop(ch) }
}

// restoreForTrace puts the terminal back before SIGQUIT or SIGABRT makes the program
// say where it is, and end.
func (s *Session) restoreForTrace() (done func()) {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGQUIT, syscall.SIGABRT)
	go func() {
		for sig := range ch {
			s.restoreTerminal()
			signal.Reset(sig)
			if p, err := os.FindProcess(os.Getpid()); err == nil {
				_ = p.Signal(sig)
			}
		}
	}()
	return func() {
		signal.Stop(ch)
		close(ch)
	}
}

// beside runs f on a goroutine of its own. A panic there ends the program as ever,
// but with the terminal as it was.
func (s *Session) beside(f func()) {
	go func() {
		panics := true
		defer func() {
			if panics {
				s.restoreTerminal()
			}
		}()
		f()
		panics = false
	}()
}

// restoreTerminal puts the terminal back on the way out.
func (s *Session) restoreTerminal() {
	if s.editor != nil {
		s.editor.Restore()
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
