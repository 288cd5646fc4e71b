package repl

import (
	"context"
	"errors"
	"fmt"

	"imapsh/imap"
	"imapsh/imap/wire"
	"imapsh/repl/command"
	"imapsh/repl/render"
	"imapsh/repl/words"
)

// With --pipeline a script's commands that change nothing are sent before the answers
// to the ones before them have come (RFC 9051 §5.5), as far as the script is there
// to be read. What they come to is shown in order, and the script stops at the first
// failure as ever; what had been sent behind it changed nothing.

// maxAhead is how many commands may be under way: few enough that their bytes fit the
// socket's buffers, so that sending never waits for reading.
const maxAhead = 64

// A sentAhead is a command under way, and how it is to be shown.
type sentAhead struct {
	line *words.Line
	view render.View
	cmd  *imap.Ahead
}

// goesAhead says whether a line is one that may be sent ahead.
func (s *Session) goesAhead(line *words.Line, err error) bool {
	s.aheadNow = false
	if !s.cfg.Pipeline || s.prompted || err != nil {
		return false
	}
	switch {
	case line.Kind == words.Blank, line.Kind == words.Comment:
		return true
	case line.Kind != words.Command || line.Redirect != nil || line.Session > 0 || s.depth > 0:
		return false
	}
	sp, _ := command.Find(line.Words)
	s.aheadNow = sp != nil && sp.Ahead
	return s.aheadNow
}

// errBehind says that a command has to wait for those that were sent ahead.
var errBehind = errors.New("others are under way")

// mayGoAhead says whether the command of the line being run may be sent ahead: not a
// fetch that changes something after all.
func (s *Session) mayGoAhead(cmd *imap.Command) bool { return s.aheadNow && !setsSeen(cmd) }

// sendAhead sends a command of the line being run, and reports whether it did. One
// that cannot go before earlier answers fails with errBehind if there are any.
func (s *Session) sendAhead(cmd *imap.Command) (bool, error) {
	if !s.mayGoAhead(cmd) {
		return false, nil
	}
	view := s.renderer.View(s.call(cmd))
	sent, err := s.client.Start(cmd, s.inTurn(view.Handler()))
	switch {
	case err == nil:
		s.ahead = append(s.ahead, sentAhead{s.line, view, sent})
		return true, nil
	case !errors.Is(err, imap.ErrNotAhead):
		return true, err
	case len(s.ahead) > 0:
		return true, errBehind
	}
	return false, nil
}

// inTurn wraps a handler so that it and the script show things one after the other,
// and that it shows nothing once the script has failed.
func (s *Session) inTurn(h *imap.Handler) *imap.Handler {
	if h == nil {
		return nil
	}
	shows := func(show func()) {
		s.onScreen.Lock()
		defer s.onScreen.Unlock()
		if !s.muted.Load() {
			show()
		}
	}
	wrapped := &imap.Handler{Pause: func() { shows(h.Pause) }}
	if h.Pause == nil {
		wrapped.Pause = nil
	}
	if h.Begin != nil {
		wrapped.Begin = func() { shows(h.Begin) }
	}
	if h.Stored != nil {
		wrapped.Stored = func(e imap.Entry) { shows(func() { h.Stored(e) }) }
	}
	if h.Data != nil {
		wrapped.Data = func(p *wire.Response) (err error) {
			shows(func() { err = h.Data(p) })
			return err
		}
	}
	if h.Other != nil {
		wrapped.Other = func(e imap.Entry) { shows(func() { h.Other(e) }) }
	}
	return wrapped
}

// mustCatchUp says whether answers have to be waited for before a script is read on:
// because enough is under way, or because its next line is not there yet, and may
// only be written once the answers have been seen.
func (s *Session) mustCatchUp(src *words.Script) bool {
	return len(s.ahead) >= maxAhead || len(s.ahead) > 0 && !src.Ready()
}

// catchUp waits for what is under way, and reports whether the script ends with it.
func (s *Session) catchUp(ctx context.Context, first *error) bool {
	for len(s.ahead) > 0 {
		line := s.ahead[0].line
		s.signalled.running.Store(true)
		err := s.interruptible(ctx, s.waitAhead)
		s.signalled.running.Store(false)
		if s.ends(ctx, line, err, false, first) {
			s.forget(ctx)
			return true
		}
	}
	return false
}

// waitAhead waits for the first command under way, and shows what it came to.
func (s *Session) waitAhead(ctx context.Context) (err error) {
	next := s.ahead[0]
	s.ahead = s.ahead[1:]
	s.line = next.line
	next.cmd.Wait(ctx, func(res *imap.Result, failed error) {
		s.onScreen.Lock()
		defer s.onScreen.Unlock()
		err = s.conclude(next.view, res, failed)
		if err != nil && !s.cfg.KeepGoing && !next.line.IgnoreFailure {
			s.muted.Store(true) // before the answers behind it are read
		}
	})
	return err
}

// forget reads what is still under way when a script ends, and says that it is not
// shown.
func (s *Session) forget(ctx context.Context) {
	defer s.muted.Store(false)
	n := len(s.ahead)
	if n == 0 {
		return
	}
	s.muted.Store(true)
	for _, a := range s.ahead {
		a.cmd.Wait(ctx, func(res *imap.Result, _ error) { res.Close() })
	}
	s.ahead = nil
	s.muted.Store(false)
	s.renderer.Remark(fmt.Sprintf("%d commands had been sent ahead; what they came to is not shown", n))
}
