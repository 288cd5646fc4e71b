package practice

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"imapsh/imap/practice/message"
)

// A fetchItem is one item that FETCH asks for.
type fetchItem struct {
	name    string // as the answer names it, for plain items
	kind    itemKind
	section message.Section
	partial *message.Partial
	peek    bool
}

type itemKind uint8

const (
	plain itemKind = iota
	section
	binary
	binarySize
)

func has(items []fetchItem, name string) bool {
	return slices.ContainsFunc(items, func(i fetchItem) bool { return i.kind == plain && i.name == name })
}

// shortFirst puts what needs no message text before what does, as Dovecot does,
// and leaves the order as it was otherwise.
func shortFirst(items []fetchItem) []fetchItem {
	slices.SortStableFunc(items, func(a, b fetchItem) int {
		switch {
		case a.needsText() == b.needsText():
			return 0
		case b.needsText():
			return -1
		}
		return 1
	})
	return items
}

// marksSeen reports whether an item has \Seen set (RFC 3501 §6.4.5, RFC 3516
// §4.2).
func marksSeen(items []fetchItem) bool {
	return slices.ContainsFunc(items, func(i fetchItem) bool {
		switch i.kind {
		case section, binary:
			return !i.peek
		case plain:
			return (i.name == "RFC822" || i.name == "RFC822.TEXT") && !i.peek
		}
		return false
	})
}

// needsText reports whether the message has to be read for the item.
func (i fetchItem) needsText() bool {
	switch i.name {
	case "UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "MODSEQ", "EMAILID", "SAVEDATE":
		return false
	}
	return true
}

func (i fetchItem) appendOrigin(b []byte) []byte {
	if i.partial == nil {
		return b
	}
	return append(append(append(b, '<'), itoa(i.partial.Origin)...), '>')
}

func (i fetchItem) cut(text []byte) []byte {
	if i.partial == nil {
		return text
	}
	return i.partial.Of(text)
}

// fetchItems reads a macro, one item, or a list of items.
func (s *session) fetchItems(c *call) []fetchItem {
	switch {
	case c.d.Peek() == '(':
		var items []fetchItem
		c.d.List(func() { items = append(items, s.fetchItemArg(c)) })
		if len(items) == 0 {
			c.refuse(badError("FETCH list is empty"))
		}
		return dedupe(items)
	case c.d.AcceptWord("ALL"):
		return plainItems("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE")
	case c.d.AcceptWord("FAST"):
		return plainItems("FLAGS", "INTERNALDATE", "RFC822.SIZE")
	case c.d.AcceptWord("FULL"):
		return plainItems("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY")
	}
	return []fetchItem{s.fetchItemArg(c)}
}

func plainItems(names ...string) []fetchItem {
	items := make([]fetchItem, len(names))
	for i, n := range names {
		items[i].name = n
	}
	return items
}

// dedupe drops plain items that are asked for twice.
func dedupe(items []fetchItem) []fetchItem {
	var out []fetchItem
	for _, i := range items {
		if i.kind != plain || !has(out, i.name) {
			out = append(out, i)
		}
	}
	return out
}

func (s *session) fetchItemArg(c *call) fetchItem {
	raw := string(c.d.Token().Raw)
	if c.d.Err() != nil || raw == "" {
		c.d.Fail("a FETCH item")
		return fetchItem{}
	}
	name, rest := raw, ""
	if at := strings.IndexByte(raw, '['); at >= 0 {
		name, rest = raw[:at], raw[at:]
	}
	name = strings.ToUpper(name)
	if rest == "" {
		return s.plainItem(c, name)
	}
	return s.sectionItem(c, name, rest)
}

func (s *session) plainItem(c *call, name string) fetchItem {
	item := fetchItem{name: name}
	ok := false
	switch name {
	case "UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY", "BODYSTRUCTURE":
		ok = true
	case "RFC822", "RFC822.HEADER", "RFC822.TEXT":
		ok = true // gone in RFC 9051, and still answered
	case "RFC822.PEEK", "RFC822.TEXT.PEEK": // RFC 2062
		item.name, item.peek = strings.TrimSuffix(name, ".PEEK"), true
		ok = s.has("X-RFC1730-PARTIAL")
	case "MODSEQ":
		ok = s.has("CONDSTORE")
	case "EMAILID", "THREADID":
		ok = s.has("OBJECTID")
	case "SAVEDATE":
		ok = s.has("SAVEDATE")
	case "PREVIEW":
		ok = s.has("PREVIEW")
		s.previewModifier(c)
	}
	if !ok {
		c.refuse(badError("Unknown FETCH item " + name))
	}
	return item
}

// previewModifier reads over "(LAZY)": a preview is always at hand here
// (RFC 8970 §4.1).
func (s *session) previewModifier(c *call) {
	rest := c.d.Rest()
	if len(rest) < 2 || rest[0] != ' ' || rest[1] != '(' {
		return
	}
	if end := strings.IndexByte(string(rest), ')'); end < 0 || !strings.EqualFold(string(rest[:end+1]), " (LAZY)") {
		return // a modifier of FETCH itself
	}
	c.d.SP()
	c.d.List(func() { c.d.Keyword() })
}

func (s *session) sectionItem(c *call, name, rest string) fetchItem {
	item := fetchItem{kind: section}
	base, peek := strings.CutSuffix(name, ".PEEK")
	item.peek = peek
	switch {
	case base == "BODY":
	case base == "BINARY" && s.has("BINARY"):
		item.kind = binary
	case name == "BINARY.SIZE" && s.has("BINARY"):
		item.kind = binarySize
	default:
		c.refuse(badError("Unknown FETCH item " + name))
		return item
	}
	sec, rest, err := message.CutSection(rest)
	if err == nil && item.kind != section && sec.Kind != message.All {
		err = message.ErrSection // BINARY takes part numbers only
	}
	if err == nil {
		var partial message.Partial
		var found bool
		partial, found, rest, err = message.CutPartial(rest)
		if found {
			item.partial = &partial
		}
	}
	if err != nil || rest != "" || item.partial != nil && item.kind == binarySize {
		c.refuse(badError("Invalid section in FETCH item " + name))
	}
	item.section = sec
	return item
}

// threadID identifies the conversation of a message by the oldest ancestor it
// names, so that it never changes (RFC 8474 §5.2).
func threadID(m *message.Message) string {
	t := message.Item{Message: m}.ThreadItem()
	root := t.MessageID
	for _, field := range []string{t.References, t.InReplyTo} {
		if _, id, found := strings.Cut(field, "<"); found {
			id, _, _ = strings.Cut(id, ">")
			root = "<" + id + ">"
			break
		}
	}
	h := fnv.New64a()
	h.Write([]byte(root))
	return fmt.Sprintf("T%016x", h.Sum64())
}
