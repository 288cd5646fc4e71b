package practice

import (
	"errors"

	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

func searchCommands() map[string]command {
	return map[string]command{
		"SEARCH":     {states: selected, run: (*session).search, holds: true},
		"UID SEARCH": {states: selected, run: (*session).search},
		"SORT":       {states: selected, needs: "SORT", run: (*session).sort, holds: true},
		"UID SORT":   {states: selected, needs: "SORT", run: (*session).sort},
		"THREAD":     {states: selected, run: (*session).thread, holds: true},
		"UID THREAD": {states: selected, run: (*session).thread},
	}
}

// searchReturn is the RETURN of SEARCH (RFC 4731 §3.1, RFC 5182, RFC 9394).
type searchReturn struct {
	asked                         bool
	least, most, all, count, save bool
	window                        *window
}

// search is SEARCH (RFC 3501 §6.4.4, RFC 9051 §6.4.4).
func (s *session) search(c *call) (string, error) {
	c.d.SP()
	var ret searchReturn
	if s.has("ESEARCH") && c.d.AcceptWord("RETURN") {
		s.returnArg(c, &ret)
		c.d.SP()
	}
	q := s.newQuery(c)
	if c.d.AcceptWord("CHARSET") {
		c.d.SP()
		q.charsetArg()
		c.d.SP()
	}
	key := q.keys()
	err := c.end()
	var found []hit
	if err == nil {
		if q.modseq {
			s.enableCondstore()
		}
		found, err = s.find(key)
	}
	if err != nil {
		var no *store.Error
		if ret.save && errors.As(err, &no) { // a NO empties $, a BAD leaves it alone (RFC 5182 §2.1)
			s.saved = nil
		}
		return "", err
	}
	if ret.asked || s.enabled.rev2 { // RFC 9051 §6.4.4: always ESEARCH
		s.answerESearch(c, &ret, found, q.modseq)
	} else {
		s.answerSearch(c, found, q.modseq)
	}
	return "Search completed.", nil
}

func (s *session) returnArg(c *call, ret *searchReturn) {
	ret.asked = true
	c.d.SP()
	c.d.List(func() {
		switch name := c.d.Keyword(); {
		case name == "MIN":
			ret.least = true
		case name == "MAX":
			ret.most = true
		case name == "ALL":
			ret.all = true
		case name == "COUNT":
			ret.count = true
		case name == "SAVE" && s.has("SEARCHRES"):
			ret.save = true
		case name == "PARTIAL" && s.has("PARTIAL"):
			c.d.SP()
			ret.window = c.windowArg()
		default:
			c.refuse(badError("Unknown SEARCH return option " + name))
		}
	})
	if ret.window != nil && ret.all { // RFC 9394 §3.1
		c.refuse(badError("PARTIAL and ALL exclude each other"))
	}
}

// A hit is a message that a search found.
type hit struct {
	number int
	uid    uint32
	modseq uint64
}

// shown is the number by which the command names messages.
func (h hit) shown(c *call) uint32 {
	if c.uid {
		return h.uid
	}
	return uint32(h.number)
}

// find runs a search over the mailbox.
func (s *session) find(key predicate) ([]hit, error) {
	var found []hit
	for n := 1; n <= s.view.Len(); n++ {
		m := candidate{Info: s.view.Message(n)}
		if key(&m) {
			found = append(found, hit{n, m.UID, m.ModSeq})
		}
		if m.err != nil {
			return nil, &store.Error{Code: "SERVERBUG", Text: "Message " + itoa(n) + " cannot be read: " + m.err.Error() + "."}
		}
	}
	return found, nil
}

func highest(found []hit) uint64 {
	var most uint64
	for _, h := range found {
		most = max(most, h.modseq)
	}
	return most
}

// answerSearch sends the SEARCH response (RFC 3501 §7.2.5, RFC 7162 §3.1.6).
func (s *session) answerSearch(c *call, found []hit, modseq bool) {
	s.out.WriteString("* SEARCH")
	for _, h := range found {
		s.out.WriteByte(' ')
		s.out.WriteString(itoa(h.shown(c)))
	}
	if modseq && len(found) > 0 {
		s.out.WriteString(" (MODSEQ " + itoa(highest(found)) + ")")
	}
	s.out.WriteString("\r\n")
}

// answerESearch sends the ESEARCH response (RFC 4731 §3.1, RFC 9051 §7.3.4) and
// saves the result where that was asked for (RFC 5182 §2.1).
func (s *session) answerESearch(c *call, ret *searchReturn, found []hit, modseq bool) {
	nothing := !ret.least && !ret.most && !ret.count && !ret.all && ret.window == nil
	if ret.save {
		s.save(ret, found)
		if nothing {
			return // and nothing to be said (RFC 5182 §2.4)
		}
	}
	if nothing {
		ret.all = true // RETURN () is RETURN (ALL)
	}
	out := "* ESEARCH (TAG " + string(wire.AppendQuoted(nil, c.tag)) + ")"
	if c.uid {
		out += " UID"
	}
	if n := len(found); n > 0 {
		if ret.least {
			out += " MIN " + itoa(found[0].shown(c))
		}
		if ret.most {
			out += " MAX " + itoa(found[n-1].shown(c))
		}
	}
	if ret.all && len(found) > 0 {
		out += " ALL " + hitSet(c, found)
	}
	if ret.window != nil {
		piece := "NIL"
		if part := cut(ret.window, found); len(part) > 0 {
			piece = hitSet(c, part)
		}
		out += " PARTIAL (" + ret.window.String() + " " + piece + ")"
	}
	if ret.count {
		out += " COUNT " + itoa(len(found))
	}
	if modseq && len(found) > 0 { // RFC 7162 §3.1.10
		out += " MODSEQ " + itoa(highest(ret.concerned(found)))
	}
	s.line(out)
}

// concerned are the hits that the answer shows, of which MODSEQ is the highest:
// with MIN or MAX alone only those (RFC 4731 §3.2).
func (ret *searchReturn) concerned(found []hit) []hit {
	n := len(found)
	switch {
	case n == 0 || ret.all || ret.count || ret.window != nil:
		return found
	case ret.least && ret.most:
		return []hit{found[0], found[n-1]}
	case ret.least:
		return found[:1]
	case ret.most:
		return found[n-1:]
	}
	return found
}

// save keeps a result for "$". With MIN, MAX or PARTIAL and without ALL or COUNT
// only those are kept (RFC 5182 §2.4, RFC 9394 §3.2).
func (s *session) save(ret *searchReturn, found []hit) {
	s.saved = nil
	keep := func(list []hit) {
		for _, h := range list {
			s.saved = append(s.saved, h.uid)
		}
	}
	n := len(found)
	if n == 0 {
		return
	}
	if ret.count || ret.all || !ret.least && !ret.most && ret.window == nil {
		keep(found)
		return
	}
	if ret.window != nil {
		keep(cut(ret.window, found))
	}
	if ret.least {
		keep(found[:1])
	}
	if ret.most {
		keep(found[n-1:])
	}
}

func hitSet(c *call, found []hit) string {
	var set wire.Set
	for _, h := range found {
		set = set.Add(h.shown(c))
	}
	return set.String()
}
