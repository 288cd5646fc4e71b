package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"time"

	"imapsh/repl/words"
)

// redirected runs a line whose data goes to a file or a program.
func (s *Session) redirected(ctx context.Context, line *words.Line, run func() error) error {
	w, finish, err := s.destination(ctx, line.Redirect)
	if err != nil {
		return err
	}
	if f, ok := w.(*os.File); ok { // a FIFO that nobody empties must not hold up the end
		defer context.AfterFunc(ctx, func() { _ = f.SetWriteDeadline(time.Now()) })() // nothing else has deadlines
	}
	s.redirect = &mutedWriter{w, &s.muted}
	defer func() { s.redirect = nil }()
	err = run()
	if finishErr := finish(err); err == nil {
		err = finishErr
	}
	return err
}

// destination opens what a redirect names. finish closes it, told how the
// command ended.
func (s *Session) destination(ctx context.Context, r *words.Redirect) (w io.Writer, finish func(error) error, err error) {
	switch r.Kind {
	case words.Program:
		return s.pipeTo(ctx, r.Target)
	case words.AtEnd:
		f, err := os.OpenFile(r.Target, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
		if err != nil {
			return nil, nil, &usageError{err.Error()}
		}
		return f, func(error) error { return f.Close() }, nil
	}
	return s.writeTo(r.Target)
}

// writeTo opens the file of a >. What was there is gone only once the command
// is run; a file that a failure left incomplete is named as such.
func (s *Session) writeTo(path string) (io.Writer, func(error) error, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o666)
	if err != nil {
		return nil, nil, &usageError{err.Error()}
	}
	return f, func(failed error) error {
		err := f.Close()
		if failed != nil && !errors.Is(failed, errRefused) {
			if st, statErr := os.Stat(path); statErr == nil && st.Mode().IsRegular() && st.Size() > 0 {
				s.renderer.Remark(fmt.Sprintf("%s is incomplete: %d bytes were written", path, st.Size()))
			}
		}
		return err
	}, nil
}

// pipeTo starts the program of a |. Its output is ours.
func (s *Session) pipeTo(ctx context.Context, line string) (io.Writer, func(error) error, error) {
	if err := s.renderer.Flush(); err != nil {
		return nil, nil, err
	}
	cmd := shellCommand(ctx, line)
	cmd.Stdout, cmd.Stderr = s.cfg.Stdout, s.cfg.Stderr
	back := s.lendTerminal(s.interrupts) // it may be a pager
	w, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		back()
		return nil, nil, &usageError{err.Error()}
	}
	return &pipeWriter{w: w}, func(error) error {
		defer back()
		_ = w.Close() // the program may have closed it first
		return programError(line, cmd.Wait())
	}, nil
}

// mutedWriter fails once Ctrl-C was pressed.
type mutedWriter struct {
	w     io.Writer
	muted *atomic.Bool
}

func (m *mutedWriter) Write(b []byte) (int, error) {
	if m.muted.Load() {
		return 0, errMuted
	}
	return m.w.Write(b)
}

// pipeWriter takes what a program no longer wants, as head does after ten
// lines: that is no failure of ours.
type pipeWriter struct {
	w    io.Writer
	shut bool
}

func (p *pipeWriter) Write(b []byte) (int, error) {
	if p.shut {
		return len(b), nil
	}
	n, err := p.w.Write(b)
	if err != nil && isBrokenPipe(err) {
		p.shut = true
		return len(b), nil
	}
	return n, err
}

func programError(line string, err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &usageError{fmt.Sprintf("%s ended with %s", line, exit.ProcessState)}
	}
	return err
}

// System implements [command.Scripting]: !cmd.
func (s *Session) System(ctx context.Context, line string) error {
	if line == "" {
		return s.errorf("! runs a command of the system: !ls")
	}
	if err := s.renderer.Flush(); err != nil {
		return err
	}
	cmd := shellCommand(ctx, line)
	cmd.Stdout, cmd.Stderr = s.cfg.Stdout, s.cfg.Stderr
	if s.prompted {
		cmd.Stdin = s.cfg.Stdin
	}
	defer s.lendTerminal(nil)()
	return programError(line, cmd.Run())
}
