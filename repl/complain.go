package repl

import (
	"errors"
	"fmt"

	"imapsh/imap"
	"imapsh/imap/certificate"
	"imapsh/imap/dial"
	"imapsh/repl/command"
	"imapsh/repl/render"
	"imapsh/repl/words"
)

// describe turns an error into what is shown of it.
func (s *Session) describe(err error) render.Complaint {
	c := render.Complaint{Class: imap.ClassOf(err).String(), Message: err.Error()}
	var fault *words.SyntaxError
	var args *command.UsageError
	columns, _ := s.size()
	switch {
	case errors.As(err, &fault):
		c.Message = fault.Msg
		c.Picture = fault.Picture(columns, s.hidden(err)...)
	case errors.As(err, &args):
		c.Picture = s.pointAt(args.Word, columns)
	case adviceOf(err) != "":
		c.Hint = adviceOf(err)
	case imap.ClassOf(err) == imap.ClassAbort && s.server.host != "":
		c.Hint = `\reconnect connects again`
	}
	return c
}

// adviceOf is what a failure to reach a server suggests.
func adviceOf(err error) string {
	var tls *certificate.Error
	var network *dial.Error
	switch {
	case errors.As(err, &tls):
		return tls.Advice
	case errors.As(err, &network):
		return network.Advice
	}
	return ""
}

func (s *Session) hidden(err error) []words.Span {
	var e *lineError
	if errors.As(err, &e) {
		return e.hide
	}
	return nil
}

// pointAt shows the line being run with a caret under a word.
func (s *Session) pointAt(word, columns int) string {
	if s.line == nil || word < 0 || word >= len(s.line.Words) {
		return ""
	}
	fault := words.SyntaxError{Text: s.line.Text, Offset: s.line.Words[word].Span.Start}
	return fault.Picture(columns, command.Secrets(s.line)...)
}

// complainAt shows an error of a line of a script, with the line's number.
func (s *Session) complainAt(line *words.Line, err error) {
	if shown(err) {
		return
	}
	c := s.describe(err)
	n := 0
	var fault *words.SyntaxError
	if errors.As(err, &fault) {
		n = fault.Line
	} else if line != nil {
		n = line.Number
	}
	if n > 0 && !s.prompted {
		c.Where = fmt.Sprintf("line %d", n)
	}
	s.renderer.Complain(c)
}
