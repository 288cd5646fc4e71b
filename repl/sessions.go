package repl

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"imapsh/completion"
	"imapsh/imap"
)

// A link is one of the shell's connections: a server, and the client that is or
// was connected to it. Links are numbered from 1 and keep their numbers.
type link struct {
	id       int
	client   *imap.Client         // nil before the first connection
	server   *server              // never nil, never changed
	ear      *ear                 // while the prompt waits
	boxes    *mailboxes           // what completion knows of them; nil in a script
	sections []completion.Section // of the last BODYSTRUCTURE that was shown
	deaf     *imap.Client         // would not idle, which was said
}

// live reports whether the link's connection stands.
func (l *link) live() bool { return l != nil && l.client != nil && l.client.Err() == nil }

// name is what people call the link: user@host.
func (l *link) name() string {
	name := l.server.host
	if l.server.profile != "" {
		name = l.server.profile
	}
	if l.server.user != "" && l.server.entered {
		name = l.server.user + "@" + name
	}
	return name
}

// use makes l the link that commands go to. l may be nil.
func (s *Session) use(l *link) {
	s.here.Lock()
	defer s.here.Unlock()
	s.link = l
	if l == nil {
		s.client, s.server = nil, &server{}
		return
	}
	s.client, s.server = l.client, l.server
}

// connected gives a link a new client and what is known of its server.
func (s *Session) connected(l *link, c *imap.Client, srv *server) {
	s.here.Lock()
	l.client, l.server = c, srv
	l.sections, l.boxes = nil, nil
	if s.prompted {
		l.boxes = newMailboxes()
	}
	s.here.Unlock()
	if s.link == l {
		s.use(l)
	}
}

// newLink is a link for another connection: a new one, or the one in use if its
// connection is gone.
func (s *Session) newLink() *link {
	if s.link != nil && !s.link.live() {
		return s.link
	}
	return &link{id: s.nextID(), server: &server{}}
}

// nextID is the lowest number that no link has.
func (s *Session) nextID() int {
	for id := 1; ; id++ {
		if s.linkOf(id) == nil {
			return id
		}
	}
}

func (s *Session) linkOf(id int) *link {
	for _, l := range s.links {
		if l.id == id {
			return l
		}
	}
	return nil
}

// keep puts a link among the shell's.
func (s *Session) keep(l *link) {
	if s.linkOf(l.id) != nil {
		return
	}
	s.here.Lock()
	defer s.here.Unlock()
	s.links = append(s.links, l)
}

// find returns the link of a number as typed.
func (s *Session) findLink(number string) (*link, error) {
	id, err := strconv.Atoi(strings.TrimPrefix(number, "@"))
	if err == nil {
		if l := s.linkOf(id); l != nil {
			return l, nil
		}
	}
	if len(s.links) == 0 {
		return nil, s.errorf(`there is no session %s, and no other; \connect opens one`, number)
	}
	return nil, s.errorf(`there is no session %s; \sessions lists them`, number)
}

// Use implements [command.Connection].
func (s *Session) Use(number string) error {
	l, err := s.findLink(number)
	if err != nil {
		return err
	}
	s.use(l)
	return nil
}

// visit makes another session the one in use for one line. back ends that,
// unless the line itself went elsewhere.
func (s *Session) visit(id int) (back func(), err error) {
	l, err := s.findLink(strconv.Itoa(id))
	if err != nil {
		return nil, err
	}
	from := s.link
	s.use(l)
	return func() {
		if s.link == l {
			s.use(from)
		}
	}, nil
}

// Sessions implements [command.Connection].
func (s *Session) Sessions() error {
	var b strings.Builder
	for _, l := range s.links {
		mark := " "
		if l == s.link {
			mark = "*"
		}
		fmt.Fprintf(&b, "%s %d  %-24s %s\n", mark, l.id, l.name(), l.describe())
	}
	if len(s.links) == 0 {
		b.WriteString("no session; \\connect opens one\n")
	}
	s.Say(b.String())
	return nil
}

// describe says where a session stands.
func (l *link) describe() string {
	if !l.live() {
		return "closed"
	}
	c := l.client
	words := []string{c.State().String()}
	if mb := c.Mailbox(); mb.Name != "" && c.State() == imap.StateSelected {
		access := ""
		if mb.ReadOnly {
			access = "[ro]"
		}
		words = append(words, fmt.Sprintf("%s%s %d", mb.Name, access, mb.Exists))
	}
	if cs := c.TLS(); cs != nil {
		words = append(words, tlsName(cs))
	}
	return strings.Join(words, ", ")
}

// sayGoodbye ends every connection that is in step with a LOGOUT.
func (s *Session) sayGoodbye(ctx context.Context) {
	for _, l := range s.links {
		if !l.live() || ctx.Err() != nil {
			continue
		}
		res, _ := l.client.Do(ctx, imap.Logout(), nil) // the end is the end
		res.Close()
	}
}

// hangUp closes every connection without a word.
func (s *Session) hangUp() {
	for _, l := range s.links {
		if l.client != nil {
			_ = l.client.Close() // nothing is left to be done about it
		}
	}
}
