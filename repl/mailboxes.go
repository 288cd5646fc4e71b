package repl

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"

	"imapsh/completion"
	"imapsh/imap"
	"imapsh/imap/utf7"
	"imapsh/imap/wire"
)

// mailboxes is what completion knows of a connection's mailboxes. They are asked
// for level by level when a Tab wants them, while the prompt waits and at no other
// time; what passes by in LIST, CREATE, DELETE and RENAME is learnt too.
type mailboxes struct {
	*completion.Index

	mu     sync.Mutex
	wanted []string        // levels to ask for, those wanted last first
	failed map[string]bool // levels the server would not list
}

// maxWanted is how many levels wait at most: a person has moved on by then.
const maxWanted = 16

func newMailboxes() *mailboxes {
	return &mailboxes{Index: completion.NewIndex(), failed: make(map[string]bool)}
}

// want puts levels on the list of what to ask for, and reports whether there is
// anything to ask.
func (m *mailboxes) want(levels []string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, level := range levels {
		if !m.failed[level] {
			m.wanted = append([]string{level}, m.wanted...)
		}
	}
	m.wanted = m.wanted[:min(len(m.wanted), maxWanted)]
	return len(m.wanted) > 0
}

// next takes a level off the list that is not known yet.
func (m *mailboxes) next() (level string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.wanted) > 0 {
		level = m.wanted[0]
		m.wanted = m.wanted[1:]
		if !m.IsComplete(level) {
			return level, true
		}
	}
	return "", false
}

// refused keeps a level from being asked for again.
func (m *mailboxes) refused(level string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failed[level] = true
}

// list asks a server for the levels that are wanted, as the shell's own commands,
// until there are none or stop is closed. arrived is called after each.
func (m *mailboxes) list(ctx context.Context, c *imap.Client, stop <-chan struct{}, arrived func()) {
	for {
		level, ok := m.next()
		if !ok {
			return
		}
		select {
		case <-stop:
			return
		default:
		}
		m.SetUTF8(c.Mode().UTF8)
		// The level is a name off the wire or made like one, and the % is to count.
		cmd := imap.List(imap.Quoted(""), imap.Pattern(level+"%"))
		cmd.Own = true
		res, err := c.Do(ctx, cmd, &imap.Handler{Data: m.learn})
		if err != nil || res.Type != "OK" {
			m.refused(level)
		} else {
			m.MarkComplete(level)
		}
		res.Close()
		arrived()
	}
}

// learn takes in a LIST response. One that makes no sense is not for completion
// to complain about.
func (m *mailboxes) learn(p *wire.Response) error {
	line := p.Text
	if p.HasLiteral {
		if p.Literal.Size > completion.MaxName {
			return nil
		}
		line = fmt.Appendf(nil, "%s\r\n", line)
		var err error
		if line, err = p.Body().ReadBytes(line, p.Literal.Size); err != nil {
			return err
		}
	}
	if box, ok := parseList(line); ok {
		m.Add(box)
	}
	return nil
}

// parseList reads (attributes) delimiter name (RFC 9051 §7.3.1).
func parseList(line []byte) (box completion.Mailbox, ok bool) {
	d := wire.NewDecoder(line, 0)
	var names []string
	d.List(func() { names = append(names, string(d.Flag())) })
	d.SP()
	delim, isSet := d.NString()
	d.SP()
	name := d.AString()
	if d.Err() != nil || len(name) == 0 || isSet && len(delim) != 1 {
		return box, false
	}
	box = completion.Mailbox{Name: string(name), Attr: completion.ParseAttr(names...)}
	if isSet {
		box.Delim = delim[0]
	}
	return box, true
}

// hear takes in a LIST that nobody asked for: NOTIFY tells of mailboxes that came, went
// or have another name (RFC 5465 §5.4).
func (m *mailboxes) hear(e imap.Entry) {
	if m == nil || e.Type != "LIST" || len(e.Items) != 1 {
		return
	}
	box, ok := parseList(e.Items[0].Text)
	switch {
	case !ok:
	case box.Attr.Has(completion.NonExistent):
		m.Remove(box.Name)
	default:
		m.Add(box)
		if bytes.Contains(bytes.ToUpper(e.Items[0].Text), []byte("OLDNAME")) {
			m.Forget("") // the old name may be on any level
		}
	}
}

// observe takes in what is said about mailboxes while a command of the user's runs:
// it stands before the view that shows it.
func (m *mailboxes) observe(cmd *imap.Command, h *imap.Handler) *imap.Handler {
	if m == nil || h == nil {
		return h
	}
	seen := *h
	if other := h.Other; other != nil {
		seen.Other = func(e imap.Entry) {
			m.hear(e)
			other(e)
		}
	}
	if h.Data == nil || cmd.Name != "LIST" {
		return &seen
	}
	show := h.Data
	seen.Data = func(p *wire.Response) error {
		if !p.HasLiteral { // a literal can be read but once
			_ = m.learn(p) // it reads nothing then, and cannot fail
		}
		return show(p)
	}
	return &seen
}

// happened takes in what a command has done.
func (m *mailboxes) happened(c *imap.Client, cmd *imap.Command) {
	if m == nil {
		return
	}
	m.SetUTF8(c.Mode().UTF8)
	name := func(i int) string { return wireName(imap.MailboxName(cmd.Args[i]), c.Mode().UTF8) }
	switch cmd.Name {
	case "CREATE":
		// Levels above it may have come into being too, and the server knows the
		// delimiter: ask again when somebody wants to know.
		m.Forget("")
		if i := strings.LastIndexAny(name(0), "/."); i > 0 {
			m.Forget(name(0)[:i+1])
		}
	case "DELETE":
		m.Remove(name(0))
	case "RENAME":
		m.Rename(name(0), name(1))
		m.Forget("")
	}
}

func wireName(name string, isUTF8 bool) string {
	if isUTF8 || utf7.Valid(name) {
		return name
	}
	return utf7.Encode(name)
}
