package repl

import (
	"fmt"
	"strings"

	"imapsh/imap"
	"imapsh/repl/lineedit"
	"imapsh/repl/lineedit/screen"
	"imapsh/repl/render"
)

// The parts of the usual prompt, in the language of \set prompt. They go from
// the left when there is no room: %s is who and where, %b the open mailbox.
var usualPrompt = []string{"%s", "%b", "%!> "}

// promptColors are the SGR parameters of a profile's colour.
var promptColors = map[string]string{
	"": "1", "red": "1;31", "green": "1;32", "yellow": "1;33", "blue": "1;34", "magenta": "1;35", "cyan": "1;36",
}

// A standpoint is where a session stands, as a prompt tells it.
type standpoint struct {
	id         int
	server     *server
	state      imap.State
	mailbox    imap.MailboxState // open; without a name if none is
	unsafe     bool              // the connection leaves this machine, not encrypted
	customized string            // \set prompt
}

// standpoint is where the session in use stands. It may be called from any
// goroutine.
func (s *Session) standpoint() standpoint {
	s.here.Lock()
	c, at := s.client, standpoint{server: s.server, state: imap.StateLogout, customized: s.settings.prompt}
	if s.link != nil {
		at.id = s.link.id
	}
	s.here.Unlock()
	if c == nil || c.Err() != nil {
		return at
	}
	at.state = c.State()
	if at.state == imap.StateSelected {
		at.mailbox = c.Mailbox()
	}
	at.unsafe = !c.Encrypted() && !c.Loopback()
	return at
}

// setPrompt changes the prompt; "" is the usual one.
func (s *Session) setPrompt(format string) {
	s.here.Lock()
	defer s.here.Unlock()
	s.settings.prompt = format
}

// promptText is the prompt: where one is, as whom, in which mailbox. It may be
// called from any goroutine.
func (s *Session) promptText() lineedit.Text {
	at := s.standpoint()
	if at.customized != "" {
		return at.prompt(at.customized)
	}
	columns, _ := s.size()
	for i := range usualPrompt {
		text := at.prompt(strings.Join(usualPrompt[i:], ""))
		if width(text) <= columns*3/5 || i == len(usualPrompt)-1 {
			text[0].Text = strings.TrimPrefix(text[0].Text, " ")
			return text
		}
	}
	return nil
}

func width(text lineedit.Text) int {
	n := 0
	for _, segment := range text {
		n += screen.Width(screen.Cells(nil, segment.Text, "", render.GateLine))
	}
	return n
}

// prompt replaces the %x of a format.
func (at *standpoint) prompt(format string) lineedit.Text {
	var text lineedit.Text
	add := func(s, sgr string) {
		if s != "" {
			text = append(text, lineedit.Segment{Text: s, SGR: sgr})
		}
	}
	for format != "" {
		plain, rest, found := strings.Cut(format, "%")
		add(plain, "")
		if !found {
			break
		}
		if rest == "" {
			add("%", "")
			break
		}
		s, sgr := at.part(rest[0])
		add(s, sgr)
		format = rest[1:]
	}
	return text
}

// part is what %c stands for, and its style.
func (at *standpoint) part(c byte) (text, sgr string) {
	mb := &at.mailbox
	switch c {
	case 's':
		return at.who(), promptColors[at.server.color]
	case 'u':
		return at.user(), ""
	case 'h':
		return at.host(), ""
	case 'i':
		return fmt.Sprint(at.id), ""
	case 't':
		return at.state.String(), ""
	case 'm':
		return mb.Name, ""
	case 'r':
		return at.access(), ""
	case 'n':
		if mb.Name != "" {
			return fmt.Sprint(mb.Exists), ""
		}
		return "", ""
	case 'b':
		if mb.Name != "" {
			return fmt.Sprintf(" %s%s %d", mb.Name, at.access(), mb.Exists), ""
		}
		return "", ""
	case '!':
		if at.unsafe {
			return "!", "1;31"
		}
		return "", ""
	case '%':
		return "%", ""
	}
	return "%" + string(rune(c)), ""
}

func (at *standpoint) user() string {
	if at.state == imap.StateLogout || at.state == imap.StateNonAuth {
		return ""
	}
	return at.server.user
}

func (at *standpoint) host() string {
	if at.state == imap.StateLogout {
		return "imapsh"
	}
	return at.server.host
}

func (at *standpoint) who() string {
	if user := at.user(); user != "" {
		return user + "@" + at.host()
	}
	return at.host()
}

func (at *standpoint) access() string {
	if at.mailbox.ReadOnly {
		return "[ro]"
	}
	return ""
}
