package practice

import (
	"bytes"
	"strings"

	"imapsh/imap/practice/store"
)

func metadataCommands() map[string]command {
	return map[string]command{
		"GETMETADATA": {states: loggedIn, needs: "METADATA", run: (*session).getMetadata},
		"SETMETADATA": {states: loggedIn, needs: "METADATA", run: (*session).setMetadata},
	}
}

// A noteQuery is a GETMETADATA command (RFC 5464 §4.2).
type noteQuery struct {
	entries []string
	depth   int   // how many levels below an entry are shown; -1 for all
	max     int64 // MAXSIZE, -1 for none
}

// getMetadata is GETMETADATA. The options stand before the mailbox in the
// grammar, behind it in some of the examples; both are understood.
func (s *session) getMetadata(c *call) (string, error) {
	q := noteQuery{max: -1}
	c.d.SP()
	if c.d.Peek() == '(' {
		c.noteOptions(&q)
		c.d.SP()
	}
	name := s.noteMailboxArg(c)
	c.d.SP()
	if c.d.Peek() == '(' {
		rest := c.d.Rest()
		if len(rest) > 1 && rest[1] != '/' && rest[1] != '"' {
			c.noteOptions(&q)
			c.d.SP()
		}
	}
	if c.d.Peek() == '(' {
		c.d.List(func() { q.entries = append(q.entries, c.entryArg()) })
	} else {
		q.entries = []string{c.entryArg()}
	}
	if err := c.end(); err != nil {
		return "", err
	}
	all, err := s.tree.Metadata(s.user, name)
	if err != nil {
		return "", err
	}
	longest := s.metadataLine(name, all, &q)
	if longest > 0 { // RFC 5464 §4.2.1
		return "[METADATA LONGENTRIES " + itoa(longest) + "] Getmetadata completed.", nil
	}
	return "Getmetadata completed.", nil
}

// noteMailboxArg reads the mailbox; the empty name is the server.
func (s *session) noteMailboxArg(c *call) string {
	name := s.mailboxArg(c)
	if name == "" {
		return ""
	}
	return s.tree.Canonical(s.user, name)
}

func (c *call) noteOptions(q *noteQuery) {
	c.d.List(func() {
		switch name := c.d.Keyword(); name {
		case "MAXSIZE":
			c.d.SP()
			q.max = int64(c.d.Number())
		case "DEPTH":
			c.d.SP()
			switch value := c.d.Keyword(); value {
			case "0":
				q.depth = 0
			case "1":
				q.depth = 1
			case "INFINITY":
				q.depth = -1
			default:
				c.refuse(badError("Invalid DEPTH " + value))
			}
		default:
			c.refuse(badError("Unknown GETMETADATA option " + name))
		}
	})
}

// entryArg reads the name of an entry.
func (c *call) entryArg() string {
	name := strings.ToLower(string(c.d.AString()))
	if !strings.HasPrefix(name, "/private/") && !strings.HasPrefix(name, "/shared/") &&
		name != "/private" && name != "/shared" {
		c.refuse(badError("Entry name must begin with /private or /shared"))
	}
	return name
}

// metadataLine sends the METADATA response for the notes that were asked for
// and exist. It returns the size of the largest that MAXSIZE kept back.
func (s *session) metadataLine(name string, all []store.Note, q *noteQuery) (longest int) {
	var b []byte
	found := map[string]bool{}
	for _, n := range all {
		switch {
		case !q.wants(n.Entry):
		case q.max >= 0 && int64(len(n.Value)) > q.max:
			longest = max(longest, len(n.Value))
			found[n.Entry] = true
		default:
			b = s.appendNote(b, n)
			found[n.Entry] = true
		}
	}
	for _, e := range q.entries { // a METADATA response is required
		if !found[e] && (q.depth == 0 || len(found) == 0) {
			b = s.appendNote(b, store.Note{Entry: e})
		}
	}
	if len(b) > 0 {
		s.line("* METADATA ", s.noteMailbox(name), " (", string(b), ")")
	}
	return longest
}

// appendNote appends an entry and its value to a list; NIL where there is none.
func (s *session) appendNote(b []byte, n store.Note) []byte {
	if len(b) > 0 {
		b = append(b, ' ')
	}
	b = append(s.appendAString(b, n.Entry), ' ')
	if n.Value == nil {
		return append(b, "NIL"...)
	}
	return s.appendValue(b, n.Value)
}

func (s *session) noteMailbox(name string) string {
	if name == "" {
		return `""`
	}
	return s.mailbox(name)
}

// appendValue appends a value; one with NUL needs a literal8 (RFC 5464 §5).
func (s *session) appendValue(b, value []byte) []byte {
	if bytes.IndexByte(value, 0) >= 0 {
		return s.literal(b, value, true)
	}
	return s.appendString(b, string(value))
}

// wants reports whether an entry is one that was asked for, or below one as far
// as DEPTH goes (RFC 5464 §4.2.2).
func (q *noteQuery) wants(entry string) bool {
	for _, e := range q.entries {
		rest, below := strings.CutPrefix(entry, e)
		switch {
		case !below:
		case rest == "":
			return true
		case rest[0] == '/' && (q.depth < 0 || q.depth == 1 && strings.Count(rest, "/") == 1):
			return true
		}
	}
	return false
}

// setMetadata is SETMETADATA (RFC 5464 §4.3).
func (s *session) setMetadata(c *call) (string, error) {
	c.d.SP()
	name := s.noteMailboxArg(c)
	c.d.SP()
	var notes []store.Note
	c.d.List(func() {
		n := store.Note{Entry: c.entryArg()}
		c.d.SP()
		if value, ok := c.d.NString(); ok {
			n.Value = append([]byte{}, value...)
		}
		notes = append(notes, n)
	})
	if err := c.end(); err != nil {
		return "", err
	}
	if err := s.tree.SetMetadata(s.user, name, notes); err != nil {
		return "", err
	}
	return "Setmetadata completed.", nil
}

// listMetadata is LIST RETURN (METADATA …) (RFC 9590).
func (s *session) listMetadata(name string, entries []string) {
	all, err := s.tree.Metadata(s.user, name)
	if err != nil {
		return
	}
	s.metadataLine(name, all, &noteQuery{entries: entries, max: -1})
}
