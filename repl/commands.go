package repl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/wire"
	"imapsh/repl/command"
	"imapsh/repl/render"
	"imapsh/repl/words"
)

// Do implements [command.Connection].
func (s *Session) Do(ctx context.Context, cmd *imap.Command) error {
	c := s.client
	if c == nil {
		return notConnected(cmd.Label())
	}
	if len(s.ahead) > 0 && !s.mayGoAhead(cmd) {
		return errBehind
	}
	if err := s.mayChange(cmd); err != nil {
		return err
	}
	if sent, err := s.sendAhead(cmd); sent {
		return err
	}
	view := s.renderer.View(s.call(cmd))
	w, done := s.working(cmd.Label(), c)
	res, err := c.Do(ctx, cmd, s.observed(cmd, s.mutable(view.Handler(), w)))
	done()
	if err == nil && res.Type == "OK" {
		s.noteLogin(cmd)
		s.link.boxes.happened(c, cmd)
	}
	return s.conclude(view, res, err)
}

// call describes the line being run to a view.
func (s *Session) call(cmd *imap.Command) render.Call {
	return render.Call{Line: s.maskedLine(s.line), Command: cmd, Redirect: s.redirect, Client: s.client}
}

// conclude shows what a command came to, and makes an error of a NO.
func (s *Session) conclude(view render.View, res *imap.Result, err error) error {
	defer res.Close()
	if viewErr := view.End(res, err); err == nil {
		err = viewErr
	}
	s.reportLost()
	switch {
	case errors.Is(err, errMuted), err == nil && s.muted.Load():
		s.status.Unmute()
		s.renderer.Remark("interrupted; the rest of the answer was read and not shown: " + res.Completion.String())
		return &shownError{errInterrupted}
	case err != nil:
		return err
	case res.Type == "NO" || res.Completion.Type == "NO":
		return errRefused
	}
	return nil
}

// reportLost says so when stored responses had to go.
func (s *Session) reportLost() {
	if s.client == nil {
		return
	}
	if n := s.client.TakeLost(); n > 0 {
		s.renderer.Remark(fmt.Sprintf("%d stored responses were dropped, the oldest first: the store holds 1 MiB or 10000 entries", n))
	}
}

// errMuted ends the showing of an answer after Ctrl-C; the client reads the
// rest.
var errMuted = errors.New("muted")

// mutable wraps a handler so that Ctrl-C ends the showing at once, and counts
// what comes.
func (s *Session) mutable(h *imap.Handler, w *work) *imap.Handler {
	if h == nil || h.Data == nil {
		return h
	}
	data := h.Data
	h.Data = func(p *wire.Response) error {
		if s.muted.Load() {
			return errMuted
		}
		w.note(p)
		return data(p)
	}
	return h
}

// observed lets completion see what passes by, where somebody can press Tab.
func (s *Session) observed(cmd *imap.Command, h *imap.Handler) *imap.Handler {
	if !s.prompted {
		return h
	}
	return s.link.observeSections(cmd, s.link.boxes.observe(cmd, h))
}

// Result implements [command.Connection].
func (s *Session) Result(r *imap.Result) error {
	view := s.renderer.View(s.call(nil))
	return s.conclude(view, r, nil)
}

// Bytes implements [command.Connection].
func (s *Session) Bytes(b []byte) error { return s.renderer.Bytes(b) }

// Idle implements [command.Connection].
func (s *Session) Idle(ctx context.Context, d time.Duration) error {
	c := s.client
	if c == nil {
		return notConnected("IDLE")
	}
	if d == 0 && s.editor == nil {
		return &command.UsageError{Word: -1, Msg: "idle: a script must say for how many seconds"}
	}
	stop := make(chan struct{})
	var timeout <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		timeout = timer.C
	}
	ended, enough := make(chan struct{}), s.stopIdle()
	defer close(ended)
	go func() {
		select {
		case <-timeout:
		case <-enough:
		case <-ended:
			return
		}
		close(stop)
	}()
	s.idling.Store(true) // before the remark, which a Ctrl-C may answer at once
	defer s.idling.Store(false)
	view := s.renderer.View(s.call(&imap.Command{Name: "IDLE"}))
	if d == 0 {
		s.renderer.Remark("listening; Enter or Ctrl-C ends it")
	}
	res, err := c.Idle(ctx, view.Handler(), stop, false)
	return s.conclude(view, res, err)
}

// Raw implements [command.Connection]. It ends at the line that begins with the
// tag, or at a continuation, which is for the user to answer.
func (s *Session) Raw(ctx context.Context, line string) error {
	c := s.client
	if c == nil {
		return notConnected(`\raw`)
	}
	text, err := s.rawText(line)
	if err != nil {
		return err
	}
	if err := c.Send(append(text, '\r', '\n')); err != nil {
		return err
	}
	tag, _, _ := bytes.Cut(text, []byte(" "))
	for {
		b, err := c.ReadLine()
		if err != nil {
			return err
		}
		if err := s.renderer.RawLine(b); err != nil {
			return err
		}
		first, rest, _ := bytes.Cut(b, []byte(" "))
		switch {
		case bytes.Equal(first, tag) && bytes.HasPrefix(rest, []byte("NO")):
			return errRefused
		case bytes.Equal(first, tag), len(b) > 0 && b[0] == '+':
			return nil
		}
	}
}

// rawText replaces variables and escapes in the line of a \raw. ${tag} is a
// fresh tag.
func (s *Session) rawText(line string) ([]byte, error) {
	tag := ""
	text, err := words.Replace(line, func(name string) (string, bool) {
		if name == "tag" {
			if tag == "" {
				tag = s.client.NextTag()
			}
			return tag, true
		}
		return s.lookup(name)
	})
	if err != nil {
		return nil, err
	}
	return unescapeRaw(text)
}

// unescapeRaw replaces \r \n \t \\ and \xHH.
func unescapeRaw(text string) ([]byte, error) {
	var out []byte
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			out = append(out, text[i])
			continue
		}
		i++
		switch text[i] {
		case 'r':
			out = append(out, '\r')
		case 'n':
			out = append(out, '\n')
		case 't':
			out = append(out, '\t')
		case 'x':
			var b byte
			if i+2 >= len(text) {
				return nil, &command.UsageError{Word: -1, Msg: `\raw: \x wants two hexadecimal digits`}
			}
			if _, err := fmt.Sscanf(text[i+1:i+3], "%02x", &b); err != nil {
				return nil, &command.UsageError{Word: -1, Msg: `\raw: \x wants two hexadecimal digits`}
			}
			out = append(out, b)
			i += 2
		default:
			out = append(out, '\\', text[i]) // a flag: \Seen
		}
	}
	return out, nil
}

func notConnected(what string) error {
	return &imap.Error{
		Class: imap.ClassAbort, Reason: imap.ReasonNetwork,
		Msg: what + ` not sent: not connected; open HOST or \connect URL first`,
	}
}

// maskedLine is a line as it may be shown: its secrets masked where they stand.
func (s *Session) maskedLine(line *words.Line) string {
	if line == nil {
		return ""
	}
	var b strings.Builder
	at := 0
	for _, span := range command.Secrets(line) {
		b.WriteString(line.Text[at:span.Start])
		b.WriteString("***")
		at = span.End
	}
	b.WriteString(line.Text[at:])
	return s.secrets.MaskString(b.String())
}
