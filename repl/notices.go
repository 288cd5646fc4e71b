package repl

import (
	"fmt"

	"imapsh/imap"
	"imapsh/repl/lineedit"
	"imapsh/repl/render"
)

// notify shows what the server says between commands, above the line being
// typed. It runs on the link's reading goroutine.
func (s *Session) notify(l *link, e imap.Entry) {
	if s.editor == nil {
		return
	}
	s.here.Lock()
	boxes := l.boxes
	s.here.Unlock()
	boxes.hear(e)
	text := s.renderer.Notice(e)
	if text == "" {
		return
	}
	s.editor.PrintRendered(s.label(l) + text)
	s.editor.SetPrompt(s.promptText())
}

// closed says at once that a connection is gone. It runs on the link's reading
// goroutine.
func (s *Session) closed(l *link, err error) {
	if s.editor != nil {
		s.failed(l, err)
	}
}

// failed tells of an error that came while no command ran.
func (s *Session) failed(l *link, err error) {
	text := s.label(l) + imap.ClassOf(err).String() + ": " + err.Error()
	if imap.ClassOf(err) == imap.ClassAbort {
		text += "\n" + `\reconnect connects again`
	}
	s.editor.Print(lineedit.Plain(text))
	s.editor.SetPrompt(s.promptText())
}

// label names a link in front of what comes from it, where there are several.
func (s *Session) label(l *link) string {
	s.here.Lock()
	defer s.here.Unlock()
	if len(s.links) < 2 {
		return ""
	}
	return fmt.Sprintf("[%d %s] ", l.id, render.GateLine(l.name()))
}
