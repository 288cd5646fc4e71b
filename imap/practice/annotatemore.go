package practice

import (
	"strings"

	"imapsh/imap/practice/store"
)

func annotateCommands() map[string]command {
	return map[string]command{
		"GETANNOTATION": {states: loggedIn, needs: "ANNOTATEMORE", run: (*session).getAnnotation},
		"SETANNOTATION": {states: loggedIn, needs: "ANNOTATEMORE", run: (*session).setAnnotation},
	}
}

// attributeTop translates an attribute of draft-daboo-imap-annotatemore, which
// became METADATA: value.shared of /comment is what METADATA calls
// /shared/comment, value.priv is /private/comment.
func attributeTop(attr string) (top string, ok bool) {
	switch attr {
	case "value.shared":
		return "/shared", true
	case "value.priv":
		return "/private", true
	}
	return "", false
}

// getAnnotation is GETANNOTATION: mailbox, entries and attributes, of which the
// latter two may be patterns.
func (s *session) getAnnotation(c *call) (string, error) {
	c.d.SP()
	name := s.noteMailboxArg(c)
	c.d.SP()
	entries := c.stringsArg()
	c.d.SP()
	attrs := c.stringsArg()
	if err := c.end(); err != nil {
		return "", err
	}
	all, err := s.tree.Metadata(s.user, name)
	if err != nil {
		return "", err
	}
	for _, entry := range entryNames(all) {
		if !matchAny(patterns(entries), entry) {
			continue
		}
		if values := s.annotationValues(all, entry, patterns(attrs)); values != "" {
			s.line("* ANNOTATION ", s.noteMailbox(name), " ", string(s.appendString(nil, entry)), " (", values, ")")
		}
	}
	return "Getannotation completed.", nil
}

// stringsArg reads one string or a list of them.
func (c *call) stringsArg() []string {
	var list []string
	if c.d.Peek() == '(' {
		c.d.List(func() { list = append(list, strings.ToLower(string(c.d.AString()))) })
		return list
	}
	return []string{strings.ToLower(string(c.d.ListMailbox()))}
}

func patterns(list []string) []pattern {
	out := make([]pattern, len(list))
	for i, text := range list {
		out[i] = pattern{text, "/"}
	}
	return out
}

// entryNames lists the entries as the draft names them, without /shared and
// /private.
func entryNames(all []store.Note) []string {
	var names []string
	seen := map[string]bool{}
	for _, n := range all {
		_, rest, _ := strings.Cut(n.Entry[1:], "/")
		if name := "/" + rest; !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

func (s *session) annotationValues(all []store.Note, entry string, attrs []pattern) string {
	var b []byte
	for _, n := range all {
		for _, attr := range []string{"value.priv", "value.shared"} {
			top, _ := attributeTop(attr)
			if n.Entry != top+entry || !matchAny(attrs, attr) && !matchAny(attrs, "value") {
				continue
			}
			if len(b) > 0 {
				b = append(b, ' ')
			}
			b = append(s.appendString(b, attr), ' ')
			b = s.appendValue(b, n.Value)
		}
	}
	return string(b)
}

// setAnnotation is SETANNOTATION: mailbox, entry, and a list of attributes with
// their values, several entries one after the other.
func (s *session) setAnnotation(c *call) (string, error) {
	c.d.SP()
	name := s.noteMailboxArg(c)
	var notes []store.Note
	for ok := true; ok; ok = c.d.Peek() == ' ' {
		c.d.SP()
		entry := string(c.d.AString())
		c.d.SP()
		c.d.List(func() { notes = append(notes, c.annotationArg(entry)) })
	}
	if err := c.end(); err != nil {
		return "", err
	}
	if err := s.tree.SetMetadata(s.user, name, notes); err != nil {
		return "", err
	}
	return "Setannotation completed.", nil
}

func (c *call) annotationArg(entry string) store.Note {
	attr := strings.ToLower(string(c.d.AString()))
	top, known := attributeTop(attr)
	if !known {
		c.refuse(badError("Attribute must be value.shared or value.priv"))
	}
	n := store.Note{Entry: top + entry}
	c.d.SP()
	if value, ok := c.d.NString(); ok {
		n.Value = append([]byte{}, value...)
	}
	return n
}
