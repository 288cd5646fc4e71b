package practice

import (
	"imapsh/imap/practice/message"
	"imapsh/imap/practice/store"
)

// sort is SORT (RFC 5256 §3).
func (s *session) sort(c *call) (string, error) {
	c.d.SP()
	by := s.sortCriteria(c)
	c.d.SP()
	found, modseq, err := s.searchProgram(c)
	if err != nil {
		return "", err
	}
	items, err := s.items(c, found)
	if err != nil {
		return "", err
	}
	message.Sort(items, by)
	s.out.WriteString("* SORT")
	for _, i := range items {
		s.out.WriteString(" " + itoa(i.Num))
	}
	if modseq && len(found) > 0 { // RFC 7162 §3.1.9
		s.out.WriteString(" (MODSEQ " + itoa(highest(found)) + ")")
	}
	s.out.WriteString("\r\n")
	return "Sort completed.", nil
}

func (s *session) sortCriteria(c *call) []message.Criterion {
	var by []message.Criterion
	c.d.List(func() {
		var one message.Criterion
		name := c.d.Keyword()
		if name == "REVERSE" {
			one.Reverse = true
			c.d.SP()
			name = c.d.Keyword()
		}
		key, ok := message.ParseSortKey(name)
		display := key == message.SortDisplayFrom || key == message.SortDisplayTo
		if !ok || display && !s.has("SORT=DISPLAY") {
			c.refuse(badError("Unknown sort key " + name))
		}
		one.Key = key
		by = append(by, one)
	})
	if len(by) == 0 {
		c.refuse(badError("Empty sort program"))
	}
	return by
}

// thread is THREAD (RFC 5256 §3).
func (s *session) thread(c *call) (string, error) {
	c.d.SP()
	name := c.d.Keyword()
	if !s.has("THREAD=" + name) {
		c.refuse(badError("Unknown thread algorithm " + name))
	}
	c.d.SP()
	found, _, err := s.searchProgram(c)
	if err != nil {
		return "", err
	}
	items, err := s.items(c, found)
	if err != nil {
		return "", err
	}
	list := make([]message.ThreadItem, len(items))
	for i := range items {
		list[i] = items[i].ThreadItem()
	}
	threads := message.References
	if name == "ORDEREDSUBJECT" {
		threads = message.OrderedSubject
	}
	answer := message.AppendThreads(nil, threads(list))
	if len(answer) > 0 {
		answer = append([]byte(" "), answer...)
	}
	s.line("* THREAD", string(answer))
	return "Thread completed.", nil
}

// searchProgram reads a charset and search keys, to the end of the command, and
// runs them.
func (s *session) searchProgram(c *call) (found []hit, modseq bool, err error) {
	q := s.newQuery(c)
	q.charsetArg()
	c.d.SP()
	key := q.keys()
	if err := c.end(); err != nil {
		return nil, false, err
	}
	if q.modseq {
		s.enableCondstore()
	}
	found, err = s.find(key)
	return found, q.modseq, err
}

// items are messages as SORT and THREAD see them.
func (s *session) items(c *call, found []hit) ([]message.Item, error) {
	items := make([]message.Item, len(found))
	for i, h := range found {
		info := s.view.Message(h.number)
		m, err := parse(info.Body)
		if err != nil {
			return nil, &store.Error{Code: "SERVERBUG", Text: "Message " + itoa(h.number) + " cannot be read: " + err.Error() + "."}
		}
		items[i] = message.Item{Num: h.shown(c), Arrival: info.Internal, Message: m}
	}
	return items, nil
}
