package practice

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"imapsh/imap/practice/message"
	"imapsh/imap/practice/store"
)

func fetchCommands() map[string]command {
	return map[string]command{
		"FETCH":     {states: selected, run: (*session).fetch, holds: true},
		"UID FETCH": {states: selected, run: (*session).fetch},
		"PARTIAL":   {states: selected, needs: "X-RFC1730-PARTIAL", run: (*session).partial, holds: true},
	}
}

// fetch is FETCH (RFC 3501 §6.4.5).
func (s *session) fetch(c *call) (string, error) {
	c.d.SP()
	set := s.setArg(c)
	c.d.SP()
	items := s.fetchItems(c)
	var mod fetchModifiers
	if c.d.Accept(' ') {
		s.fetchModifiers(c, &mod)
	}
	numbers, err := s.target(c, set)
	if err != nil {
		return "", err
	}
	if mod.changed {
		s.enableCondstore()
		if !has(items, "MODSEQ") { // RFC 7162 §3.1.4.1
			items = append(items, fetchItem{name: "MODSEQ"})
		}
		if mod.vanished {
			s.vanished(set.set, 0, mod.since)
		}
	}
	if has(items, "MODSEQ") {
		s.enableCondstore()
	}
	if c.uid && !has(items, "UID") {
		items = append([]fetchItem{{name: "UID"}}, items...)
	}
	return s.fetchAll(mod.choose(s, numbers), shortFirst(items))
}

// fetchAll answers a FETCH. What cannot be read of one message does not keep
// the others from being sent.
func (s *session) fetchAll(numbers []int, items []fetchItem) (string, error) {
	var failed error
	for _, n := range numbers {
		if err := s.fetchOne(n, items); err != nil {
			failed = err
		}
		if s.ended {
			return "", errAnswered
		}
	}
	return "", failed
}

// fetchModifiers are what may stand behind the items of FETCH.
type fetchModifiers struct {
	changed  bool // CHANGEDSINCE (RFC 7162 §3.1.4.1)
	since    uint64
	vanished bool // VANISHED (RFC 7162 §3.2.6)
	window   *window
}

func (s *session) fetchModifiers(c *call, mod *fetchModifiers) {
	c.d.List(func() {
		switch name := c.d.Keyword(); {
		case name == "CHANGEDSINCE" && s.has("CONDSTORE"):
			c.d.SP()
			mod.changed, mod.since = true, c.d.Number64()
		case name == "VANISHED" && s.has("QRESYNC"):
			mod.vanished = true
			if !c.uid || !s.enabled.qresync {
				c.refuse(badError("VANISHED needs UID FETCH and QRESYNC enabled"))
			}
		case name == "PARTIAL" && s.has("PARTIAL"):
			c.d.SP()
			mod.window = c.windowArg()
			if !c.uid {
				c.refuse(badError("PARTIAL needs UID FETCH"))
			}
		default:
			c.refuse(badError("Unknown FETCH modifier " + name))
		}
	})
	if mod.vanished && !mod.changed {
		c.refuse(badError("VANISHED needs CHANGEDSINCE"))
	}
}

// choose takes the messages that the modifiers let through.
func (mod *fetchModifiers) choose(s *session, numbers []int) []int {
	if mod.window != nil { // first, and then what changed in it (RFC 9394 §3.4)
		numbers = cut(mod.window, numbers)
	}
	if !mod.changed {
		return numbers
	}
	var list []int
	for _, n := range numbers {
		if s.view.Message(n).ModSeq > mod.since {
			list = append(list, n)
		}
	}
	return list
}

// fetchOne sends the FETCH response of one message.
func (s *session) fetchOne(n int, items []fetchItem) error {
	i := s.view.Message(n)
	if marksSeen(items) && s.view.MarkSeen(n) {
		i = s.view.Message(n)
		if !has(items, "FLAGS") { // the new flag is told with the text that caused it
			items = append(slices.Clip(items), fetchItem{name: "FLAGS"})
		}
		if s.enabled.condstore && !has(items, "MODSEQ") { // RFC 7162 §3.1.4.2
			items = append(slices.Clip(items), fetchItem{name: "MODSEQ"})
		}
		items = shortFirst(items)
	}
	if has(items, "FLAGS") && (!s.enabled.condstore || has(items, "MODSEQ")) {
		s.view.Told(i)
	}
	m, err := parsed(i, items)
	if err != nil {
		return &store.Error{Code: "SERVERBUG", Text: "Message " + itoa(n) + " cannot be read: " + err.Error() + "."}
	}
	b := append(s.buf[:0], "* "...)
	b = strconv.AppendInt(b, int64(n), 10)
	b = append(b, " FETCH ("...)
	var failed error
	for k, item := range items {
		if k > 0 {
			b = append(b, ' ')
		}
		if b, err = s.fetchItem(b, item, i, m); err != nil {
			failed = err
		}
		if len(b) > long { // a line may name the same text thousands of times
			s.out.Write(b)
			b = b[:0]
		}
	}
	b = append(b, ")\r\n"...)
	s.out.Write(b)
	s.buf = b[:0]
	return failed
}

// parsed is the message's text taken apart, nil where no item needs it.
func parsed(i store.Info, items []fetchItem) (*message.Message, error) {
	for _, item := range items {
		if item.needsText() {
			return parse(i.Body)
		}
	}
	return nil, nil
}

func parse(b *store.Body) (*message.Message, error) {
	m, err := b.Parsed(func(text []byte) any { return message.Parse(text) })
	if err != nil {
		return nil, err
	}
	return m.(*message.Message), nil
}

// fetchItem appends one data item (RFC 3501 §7.4.2).
func (s *session) fetchItem(b []byte, item fetchItem, i store.Info, m *message.Message) ([]byte, error) {
	switch item.kind {
	case section:
		return s.fetchSection(b, item, m), nil
	case binary, binarySize:
		return s.fetchBinary(b, item, m)
	}
	b = append(b, item.name...)
	b = append(b, ' ')
	switch item.name {
	case "UID":
		b = strconv.AppendUint(b, uint64(i.UID), 10)
	case "FLAGS":
		b = appendFlags(b, i.Flags, i.Recent && !s.enabled.rev2)
	case "INTERNALDATE":
		b = i.Internal.AppendFormat(b, `"`+dateTime+`"`)
	case "RFC822.SIZE":
		b = strconv.AppendInt(b, i.Body.Size(), 10)
	case "ENVELOPE":
		b = m.AppendEnvelope(b, s.form())
	case "BODY":
		b = m.AppendBody(b, s.form())
	case "BODYSTRUCTURE":
		b = m.AppendBodyStructure(b, s.form())
	case "RFC822":
		b = s.literal(b, m.Raw(), false)
	case "RFC822.HEADER":
		b = s.literal(b, m.Header(), false)
	case "RFC822.TEXT":
		b = s.literal(b, m.Text(), false)
	case "MODSEQ":
		b = fmt.Appendf(b, "(%d)", i.ModSeq)
	case "EMAILID": // RFC 8474 §5.1
		b = fmt.Appendf(b, "(%s)", i.MailID)
	case "THREADID": // RFC 8474 §5.2
		b = fmt.Appendf(b, "(%s)", threadID(m))
	case "SAVEDATE": // RFC 8514 §4.2
		b = i.Saved.AppendFormat(b, `"`+dateTime+`"`)
	case "PREVIEW": // RFC 8970
		b = s.appendString(b, m.Preview())
	}
	return b, nil
}

func (s *session) form() message.Form {
	if s.utf8() {
		return message.UTF8
	}
	return message.Classic
}

// long is what is not gathered but goes straight to the connection, bytes.
const long = 16 << 10

// literal appends text as a literal. Long ones go straight to the connection.
func (s *session) literal(b, text []byte, eight bool) []byte {
	if eight {
		b = append(b, '~')
	}
	if len(text) < long {
		return appendLiteral(b, text)
	}
	b = append(b, '{')
	b = strconv.AppendInt(b, int64(len(text)), 10)
	b = append(b, "}\r\n"...)
	s.out.Write(b)
	s.out.Write(text)
	return b[:0]
}

// fetchSection appends BODY[…] (RFC 3501 §6.4.5). A part that is not there is
// NIL.
func (s *session) fetchSection(b []byte, item fetchItem, m *message.Message) []byte {
	b = append(b, "BODY"...)
	b = item.section.Append(b)
	b = item.appendOrigin(b)
	b = append(b, ' ')
	text, ok := m.Section(item.section)
	if !ok {
		return append(b, "NIL"...)
	}
	return s.literal(b, item.cut(text), false)
}

// fetchBinary appends BINARY[…] and BINARY.SIZE[…] (RFC 3516 §4.2).
func (s *session) fetchBinary(b []byte, item fetchItem, m *message.Message) ([]byte, error) {
	text, err := m.Binary(item.section.Part)
	var unknown *message.UnknownEncodingError
	if errors.As(err, &unknown) {
		err = &store.Error{Code: "UNKNOWN-CTE", Text: unknown.Error() + "."}
	} else {
		err = nil // no such part: NIL
	}
	if item.kind == binarySize {
		b = append(b, "BINARY.SIZE"...)
		b = item.section.Append(b)
		return append(append(b, ' '), itoa(len(text))...), err
	}
	b = append(b, "BINARY"...)
	b = item.section.Append(b)
	b = item.appendOrigin(b)
	b = append(b, ' ')
	if text == nil {
		return append(b, "NIL"...), err
	}
	text = item.cut(text)
	return s.literal(b, text, bytes.IndexByte(text, 0) >= 0), err
}
