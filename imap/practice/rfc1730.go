package practice

import (
	"strings"

	"imapsh/imap/practice/message"
)

// partial is the PARTIAL command of IMAP4 before it was IMAP4rev1 (RFC 1730
// §6.4.6): the item, the first octet, counted from 1, and how many.
func (s *session) partial(c *call) (string, error) {
	c.d.SP()
	n := c.d.Number()
	c.d.SP()
	item := s.partialItem(c)
	c.d.SP()
	from := c.d.Number()
	c.d.SP()
	count := c.d.Number()
	if from == 0 {
		c.refuse(badError("The first octet is number 1"))
	}
	if err := c.end(); err != nil {
		return "", err
	}
	if n == 0 || int(n) > s.view.Len() {
		return "", badError("Invalid message number: there are " + itoa(s.view.Len()) + " messages.")
	}
	i := s.view.Message(int(n))
	m, err := parse(i.Body)
	if err != nil {
		return "", err
	}
	if marksSeen([]fetchItem{item}) {
		s.view.MarkSeen(int(n))
	}
	text := partialText(item, m)
	if skip := int64(from) - 1; skip < int64(len(text)) {
		text = text[skip:min(skip+int64(count), int64(len(text)))]
	} else {
		text = nil
	}
	b := append(s.buf[:0], "* "+itoa(n)+" FETCH ("...)
	b = append(b, strings.Replace(item.answerName(), ".PEEK", "", 1)...)
	b = append(b, ' ')
	b = s.literal(b, text, false)
	s.out.Write(append(b, ")\r\n"...))
	return "", nil
}

// partialItem reads an item that is text: RFC822 and its kin, or a section.
func (s *session) partialItem(c *call) fetchItem {
	item := s.fetchItemArg(c)
	switch {
	case item.kind == section && item.partial == nil:
	case strings.HasPrefix(item.name, "RFC822") && item.name != "RFC822.SIZE":
	default:
		c.refuse(badError("PARTIAL takes RFC822, RFC822.HEADER, RFC822.TEXT or a body section"))
	}
	return item
}

func partialText(item fetchItem, m *message.Message) []byte {
	switch {
	case item.kind == section:
		text, _ := m.Section(item.section)
		return text
	case item.name == "RFC822.HEADER":
		return m.Header()
	case item.name == "RFC822.TEXT":
		return m.Text()
	}
	return m.Raw()
}

func (i fetchItem) answerName() string {
	if i.kind == section {
		return "BODY" + i.section.String()
	}
	return i.name
}
