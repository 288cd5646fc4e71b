package repl

import (
	"context"
	"errors"
	"io"

	"imapsh/repl/words"
)

// runScripts runs -c, -f or stdin, and returns the exit status: that of the
// first failure.
func (s *Session) runScripts(ctx context.Context) int {
	src, err := s.scripts()
	if err != nil {
		s.complain(err)
		return ExitStatus(err)
	}
	defer src.Close()
	return ExitStatus(s.runScript(ctx, words.NewScript(src)))
}

// scripts is what is to be run: the lines of -c, then the file.
func (s *Session) scripts() (io.ReadCloser, error) {
	if len(s.cfg.Commands) > 0 && s.cfg.File == "" {
		return io.NopCloser(joinCommands(s.cfg.Commands)), nil
	}
	path := s.cfg.File
	if path == "" {
		path = "-"
	}
	file, err := s.openSource(path)
	if err != nil || len(s.cfg.Commands) == 0 {
		return file, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(joinCommands(append(s.cfg.Commands, "")), file), file}, nil
}

// runScript runs the lines of a source up to its end, or to the first failure
// that is not to be ignored, and returns the first failure.
func (s *Session) runScript(ctx context.Context, src *words.Script) error {
	outer := s.source
	s.source = src
	defer func() { s.source = outer }()
	var first error
	for {
		if s.signalled.number.Load() != 0 { // as the line before was done: whoever sees that none is running ends the program
			s.catchUp(ctx, &first)
			return first
		}
		if s.mustCatchUp(src) && s.catchUp(ctx, &first) {
			return first
		}
		line, err := s.parser.Read(src)
		if line == nil && errors.Is(err, io.EOF) {
			s.catchUp(ctx, &first)
			return first
		}
		if !s.goesAhead(line, err) && s.catchUp(ctx, &first) {
			return first
		}
		stop := outOfStep(err)
		if err != nil {
			err = s.syntax(line, err)
		} else {
			s.echoLine(line)
			run := func(ctx context.Context) error { return s.runLine(ctx, line) }
			s.signalled.running.Store(true)
			if err = s.interruptible(ctx, run); errors.Is(err, errBehind) {
				if s.catchUp(ctx, &first) {
					return first
				}
				err = s.interruptible(ctx, run)
			}
			s.signalled.running.Store(false)
			stop = stop || ctx.Err() != nil
		}
		if err != nil && s.catchUp(ctx, &first) || s.ends(ctx, line, err, stop, &first) {
			return first
		}
	}
}

// ends says whether a script ends with what a line came to; first is its first
// failure, which is told.
func (s *Session) ends(ctx context.Context, line *words.Line, err error, stop bool, first *error) bool {
	switch {
	case err == nil:
		return false
	case errors.Is(err, errQuit):
		if *first == nil {
			*first = err
		}
		return true
	}
	s.onScreen.Lock()
	s.complainAt(line, err)
	s.onScreen.Unlock()
	if line != nil && line.IgnoreFailure && !stop {
		return false
	}
	if *first == nil {
		*first = err
	}
	return stop || !s.cfg.KeepGoing || errors.Is(err, errInterrupted) || ctx.Err() != nil
}

// outOfStep reports whether a syntax error may have left the middle of a
// literal or heredoc as the next lines, which must not run as commands.
func outOfStep(err error) bool {
	var fault *words.SyntaxError
	return errors.As(err, &fault) && fault.OutOfStep
}

// echoLine shows a line before it is run, as -x asks, its secrets masked.
func (s *Session) echoLine(line *words.Line) {
	if s.cfg.Echo && line.Kind != words.Blank && line.Kind != words.Comment {
		s.onScreen.Lock()
		defer s.onScreen.Unlock()
		s.renderer.Remark("+ " + s.maskedLine(line))
	}
}

// Include implements [command.Scripting].
func (s *Session) Include(ctx context.Context, path string) error {
	if s.depth >= maxDepth {
		return s.errorf("scripts nested more than %d deep: does one include itself?", maxDepth)
	}
	f, err := s.openSource(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s.depth++
	defer func() { s.depth-- }()
	outer := s.line
	defer func() { s.line = outer }()
	if err := s.runScript(ctx, words.NewScript(f)); err != nil {
		return &shownError{err}
	}
	return nil
}

// shownError is a failure that has been shown where it happened: in a script
// that another one runs, or as a step of a diagnosis.
type shownError struct{ err error }

func (e *shownError) Error() string        { return e.err.Error() }
func (e *shownError) Unwrap() error        { return e.err }
func (e *shownError) Is(target error) bool { return target == errShown }

// errShown is what an error that has been shown already matches.
var errShown = errors.New("shown")
