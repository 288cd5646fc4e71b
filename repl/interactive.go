package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"imapsh/history"
	"imapsh/imap"
	"imapsh/repl/lineedit"
	"imapsh/repl/render"
	"imapsh/repl/words"
)

// converse is the loop at the keyboard. An interactive session that was
// connected ends with 0.
func (s *Session) converse(ctx context.Context) int {
	s.source = &typed{s: s}
	s.banner()
	for ctx.Err() == nil {
		s.recallOf(s.server.profile)
		s.listen(ctx)
		s.typing.Store(true)
		text, err := s.editor.ReadLine(s.promptText())
		s.typing.Store(false)
		switch {
		case errors.Is(err, lineedit.ErrInterrupt):
			continue
		case err != nil:
			return s.leave(ctx)
		}
		if errors.Is(s.typedLine(ctx, text), errQuit) {
			break
		}
	}
	return s.leave(ctx)
}

// leave is the end of a session at the keyboard. Ctrl-C cuts it short.
func (s *Session) leave(ctx context.Context) int {
	_ = s.interruptible(ctx, func(ctx context.Context) error {
		s.hasty.Store(true)
		defer s.hasty.Store(false)
		s.stopListening(ctx)
		s.sayGoodbye(ctx)
		return nil
	})
	return StatusOK
}

// openKeyboard makes the editor and the history it recalls. It comes before the
// first connection, whose reading goroutine prints through the editor.
func (s *Session) openKeyboard() error {
	path := ""
	if !s.cfg.NoHistory {
		path = s.historyPath()
	}
	var err error
	s.history, err = history.Open(path, history.Options{})
	s.complain(err) // it works in memory all the same
	s.editor, err = lineedit.New(lineedit.Config{
		In: s.cfg.Stdin, Getenv: s.cfg.Getenv, Gate: render.GateLine, History: s.history,
		Styles:   render.EditorStyles(s.cfg.color(s.cfg.StdoutTerminal)),
		Complete: s.complete, Hint: s.hint, Highlight: s.highlight, Help: s.helpAt,
	})
	return err
}

// banner is what a person sees first.
func (s *Session) banner() {
	if s.cfg.Quiet {
		return
	}
	where := ""
	if s.server.demo {
		where = " on the built-in practice server: nothing leaves this machine"
	}
	s.renderer.Remark("imapsh " + s.cfg.Version + where + ". help lists the commands, quit leaves.")
}

// typedLine runs what was typed; a paste may be several lines.
func (s *Session) typedLine(ctx context.Context, text string) error {
	src := &typed{s: s, lines: strings.Split(text, "\n")}
	outer := s.source
	s.source = src
	defer func() { s.source = outer }()
	for len(src.lines) > 0 {
		line, err := s.parser.Read(src)
		if errors.Is(err, io.EOF) || errors.Is(err, lineedit.ErrInterrupt) {
			return nil
		}
		s.remember(line)
		if err != nil {
			s.complain(s.syntax(line, err))
			continue
		}
		err = s.interruptible(ctx, func(ctx context.Context) error {
			s.stopListening(ctx)
			return s.runLine(ctx, line)
		})
		if errors.Is(err, errQuit) {
			return err
		}
		s.complain(err)
	}
	return nil
}

// recallOf makes the history show a profile's lines first.
func (s *Session) recallOf(profile string) {
	if s.profileInUse != profile {
		s.profileInUse = profile
		s.history.SetProfile(profile)
	}
}

// remember puts a line into the history, its secrets masked. A leading blank
// keeps it out.
func (s *Session) remember(line *words.Line) {
	if line == nil || !history.Keep(line.Text) {
		return
	}
	if err := s.history.Add(s.maskedLine(line)); err != nil {
		s.complain(err)
	}
}

// typed is the source of lines at the keyboard: what was pasted, then what is
// typed for a line that is not finished.
type typed struct {
	s     *Session
	lines []string
}

func (t *typed) LineNumber() int { return 0 }

func (t *typed) ReadLine(want words.Want) (string, error) {
	if len(t.lines) > 0 {
		line := t.lines[0]
		t.lines = t.lines[1:]
		return line, nil
	}
	line, err := t.s.editor.ReadLine(lineedit.Plain(continuation(want)))
	if want == words.WantAfterLiteral && err == nil && line != "" && line[0] != ' ' && line[0] != ')' {
		line = " " + line
	}
	return line, err
}

// continuation is the prompt for the rest of a line.
func continuation(want words.Want) string {
	switch want {
	case words.WantGroup:
		return "    (> "
	case words.WantSection:
		return "    [> "
	case words.WantHeredoc:
		return "   <<> "
	case words.WantLiteral:
		return "   {}> "
	}
	return "     > "
}

// ReadBytes takes typed lines, with CRLF between them, until there are n bytes:
// the shell counts for the user.
func (t *typed) ReadBytes(n int) ([]byte, error) {
	var b []byte
	for len(b) < n {
		line, err := t.ReadLine(words.WantLiteral)
		if err != nil {
			return b, err
		}
		b = append(append(b, line...), '\r', '\n')
		if left := n - len(b); left > 0 {
			t.s.renderer.Remark(fmt.Sprintf("%d bytes of the literal to come", left))
		}
	}
	return b[:n], nil
}

// ask asks a question at the keyboard.
func (s *Session) ask(question string) (string, error) {
	defer s.status.Hold()()
	return s.editor.ReadLine(lineedit.Plain(question))
}

// AskSecret implements [command.Connection].
func (s *Session) AskSecret(_ context.Context, prompt string) (string, error) {
	secret, err := s.readSecret(prompt)
	switch {
	case errors.Is(err, lineedit.ErrNoTerminal):
		return "", &imap.Error{Reason: imap.ReasonAuth, Msg: "a password is needed and there is no terminal to ask on; set IMAPSH_PASSWORD or use --password-command"}
	case errors.Is(err, lineedit.ErrInterrupt):
		return "", &imap.Error{Reason: imap.ReasonLocal, Msg: "interrupted", Err: errInterrupted}
	case err != nil:
		return "", &imap.Error{Reason: imap.ReasonAuth, Msg: "the password could not be read", Err: err}
	}
	s.secrets.Add(secret)
	return secret, nil
}

func (s *Session) readSecret(prompt string) (string, error) {
	defer s.status.Hold()()
	if s.editor != nil {
		return s.editor.ReadSecret(prompt)
	}
	return lineedit.AskSecret(render.GateLine(prompt))
}
