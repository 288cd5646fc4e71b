package practice

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding"

	"imapsh/imap/charset"
	"imapsh/imap/practice/message"
	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

// maxQuery is how many keys a search may have, and how deep they may nest.
const maxQuery = 1000

// A candidate is a message that a search looks at. Its text is read only when
// a key asks for it.
type candidate struct {
	store.Info
	msg *message.Message
	err error // the text could not be read
}

func (m *candidate) text() *message.Message {
	if m.msg == nil {
		if m.msg, m.err = parse(m.Body); m.err != nil {
			m.msg = message.Parse(nil)
		}
	}
	return m.msg
}

// A predicate says whether a message matches.
type predicate func(*candidate) bool

// A query reads search keys (RFC 3501 §6.4.4).
type query struct {
	s       *session
	c       *call
	d       *wire.Decoder
	charset encoding.Encoding // nil: UTF-8
	count   int
	modseq  bool // MODSEQ is among the keys
}

func (s *session) newQuery(c *call) *query { return &query{s: s, c: c, d: c.d} }

// charsetArg reads the charset of the strings to come. After ENABLE UTF8=ACCEPT
// it must not be given in SEARCH (RFC 9755 §3).
func (q *query) charsetArg() {
	name := string(q.d.AString())
	if q.d.Err() != nil {
		return
	}
	if q.s.enabled.utf8 && q.c.base() == "SEARCH" {
		q.c.refuse(badError("CHARSET is not allowed after ENABLE UTF8=ACCEPT"))
	}
	switch strings.ToUpper(name) {
	case "UTF-8", "US-ASCII":
		return
	}
	enc := charset.Lookup(name)
	if enc == nil {
		q.c.refuse(&store.Error{Code: "BADCHARSET (US-ASCII UTF-8 ISO-8859-1)", Text: "Unknown charset."})
		return
	}
	q.charset = enc
}

// str reads a string to look for.
func (q *query) str() message.Needle {
	raw := q.d.AString()
	if q.charset != nil {
		if text, err := q.charset.NewDecoder().Bytes(raw); err == nil {
			raw = text
		}
	}
	return message.NewNeedle(strings.ToValidUTF8(string(raw), "\uFFFD"))
}

// keys reads keys up to the end of the command or of a parenthesis; all of them
// must match.
func (q *query) keys() predicate {
	list := []predicate{q.key(0)}
	for q.d.Accept(' ') {
		list = append(list, q.key(0))
	}
	return allOf(list)
}

func allOf(list []predicate) predicate {
	if len(list) == 1 {
		return list[0]
	}
	return func(m *candidate) bool {
		for _, p := range list {
			if !p(m) {
				return false
			}
		}
		return true
	}
}

func never(*candidate) bool { return false }

// key reads one search key.
func (q *query) key(depth int) predicate {
	if q.count++; q.count > maxQuery || depth > maxQuery {
		q.d.Fail("a simpler search")
		return never
	}
	switch c := q.d.Peek(); {
	case c == '(':
		return q.group(depth)
	case c == '*' || c == '$' || c >= '0' && c <= '9':
		return q.inSet(q.s.setArg(q.c), false)
	}
	name := q.d.Keyword()
	if q.d.Err() != nil {
		return never
	}
	if p := q.flagKey(name); p != nil {
		return p
	}
	for _, read := range []func(string, int) predicate{q.logicKey, q.textKey, q.dateKey, q.extensionKey} {
		if p := read(name, depth); p != nil {
			return p
		}
	}
	q.c.refuse(badError("Unknown search key " + name))
	q.d.Fail("a search key")
	return never
}

func (q *query) group(depth int) predicate {
	var list []predicate
	q.d.List(func() { list = append(list, q.key(depth+1)) })
	if len(list) == 0 {
		q.d.Fail("a search key")
		return never
	}
	return allOf(list)
}

// inSet matches messages by number or UID.
func (q *query) inSet(set numberSet, uid bool) predicate {
	if q.d.Err() != nil {
		return never
	}
	if !set.saved && uid {
		uids := spansOf(set.set, q.s.lastUID())
		return func(m *candidate) bool { return uids.contains(m.UID) }
	}
	if !set.saved {
		numbers := spansOf(set.set, uint32(q.s.view.Len()))
		return func(m *candidate) bool { return numbers.contains(uint32(m.Number)) }
	}
	saved := slices.Sorted(slices.Values(q.s.saved))
	return func(m *candidate) bool {
		_, found := slices.BinarySearch(saved, m.UID)
		return found
	}
}

func (q *query) logicKey(name string, depth int) predicate {
	switch name {
	case "ALL":
		return func(*candidate) bool { return true }
	case "NOT":
		q.d.SP()
		p := q.key(depth + 1)
		return func(m *candidate) bool { return !p(m) }
	case "OR":
		q.d.SP()
		a := q.key(depth + 1)
		q.d.SP()
		b := q.key(depth + 1)
		return func(m *candidate) bool { return a(m) || b(m) }
	case "UID":
		q.d.SP()
		return q.inSet(q.s.setArg(q.c), true)
	}
	return nil
}

// flagKey reads the keys about flags, which may begin with UN.
func (q *query) flagKey(name string) predicate {
	base, negative := strings.CutPrefix(name, "UN")
	var p predicate
	switch base {
	case "KEYWORD":
		q.d.SP()
		word := string(q.d.Flag())
		p = func(m *candidate) bool { return m.Flags.HasKeyword(word) }
	case "ANSWERED", "FLAGGED", "DELETED", "SEEN", "DRAFT":
		var f store.Flags
		f.ParseFlag(`\` + base)
		p = func(m *candidate) bool { return m.Flags.System&f.System != 0 }
	default:
		return q.recentKey(name)
	}
	if negative {
		return func(m *candidate) bool { return !p(m) }
	}
	return p
}

// recentKey reads the keys about \Recent (RFC 3501 §6.4.4).
func (q *query) recentKey(name string) predicate {
	switch name {
	case "RECENT":
		return func(m *candidate) bool { return m.Recent }
	case "OLD":
		return func(m *candidate) bool { return !m.Recent }
	case "NEW":
		return func(m *candidate) bool { return m.Recent && m.Flags.System&store.Seen == 0 }
	}
	return nil
}

func (q *query) textKey(name string, _ int) predicate {
	switch name {
	case "BCC", "CC", "FROM", "TO", "SUBJECT":
		q.d.SP()
		return header(name, q.str())
	case "HEADER":
		q.d.SP()
		field := string(q.d.AString())
		q.d.SP()
		return header(field, q.str())
	case "BODY":
		q.d.SP()
		n := q.str()
		return func(m *candidate) bool { return m.text().BodyContains(n) }
	case "TEXT":
		q.d.SP()
		n := q.str()
		return func(m *candidate) bool { return m.text().TextContains(n) }
	case "LARGER", "SMALLER":
		q.d.SP()
		size := int64(q.d.Number64())
		if name == "LARGER" {
			return func(m *candidate) bool { return m.Body.Size() > size }
		}
		return func(m *candidate) bool { return m.Body.Size() < size }
	}
	return nil
}

func header(field string, n message.Needle) predicate {
	return func(m *candidate) bool { return m.text().HeaderContains(field, n) }
}

// dateKey reads the keys about days. Time and zone do not count
// (RFC 3501 §6.4.4).
func (q *query) dateKey(name string, _ int) predicate {
	day := func(m *candidate) (time.Time, bool) { return dayOf(m.Internal), true }
	when := name
	if rest, ok := strings.CutPrefix(name, "SENT"); ok {
		when = rest
		day = func(m *candidate) (time.Time, bool) { return m.text().SentDay() }
	} else if rest, ok := strings.CutPrefix(name, "SAVED"); ok && q.s.has("SAVEDATE") { // RFC 8514 §4.3
		when = rest
		day = func(m *candidate) (time.Time, bool) { return dayOf(m.Saved), true }
	}
	var fits func(int) bool
	switch when {
	case "BEFORE":
		fits = func(order int) bool { return order < 0 }
	case "ON":
		fits = func(order int) bool { return order == 0 }
	case "SINCE":
		fits = func(order int) bool { return order >= 0 }
	default:
		return nil
	}
	q.d.SP()
	limit := q.date()
	return func(m *candidate) bool {
		d, ok := day(m)
		return ok && fits(d.Compare(limit))
	}
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// date reads a date, in quotes or without.
func (q *query) date() time.Time {
	text := string(q.d.AString())
	t, err := time.Parse("2-Jan-2006", text)
	if err != nil && q.d.Err() == nil {
		q.c.refuse(badError("Invalid search date " + text))
	}
	return t
}

func (q *query) extensionKey(name string, _ int) predicate {
	switch {
	case (name == "OLDER" || name == "YOUNGER") && q.s.has("WITHIN"): // RFC 5032
		return q.within(name)
	case name == "MODSEQ" && q.s.has("CONDSTORE"): // RFC 7162 §3.1.5
		return q.modSeq()
	case name == "SAVEDATESUPPORTED" && q.s.has("SAVEDATE"): // RFC 8514 §4.3
		return func(*candidate) bool { return true }
	case name == "EMAILID" && q.s.has("OBJECTID"): // RFC 8474 §6
		q.d.SP()
		id := string(q.d.AString())
		return func(m *candidate) bool { return m.MailID == id }
	case name == "THREADID" && q.s.has("OBJECTID"):
		q.d.SP()
		id := string(q.d.AString())
		return func(m *candidate) bool { return threadID(m.text()) == id }
	}
	return nil
}

func (q *query) within(name string) predicate {
	q.d.SP()
	seconds := q.d.Number()
	if q.d.Err() == nil && seconds == 0 {
		q.d.Fail("a number above 0")
	}
	limit := q.s.srv.opts.Now().Add(-time.Duration(seconds) * time.Second)
	if name == "OLDER" {
		return func(m *candidate) bool { return !m.Internal.After(limit) }
	}
	return func(m *candidate) bool { return !m.Internal.Before(limit) }
}

// modSeq reads MODSEQ with or without the name of a flag; there is one counter
// for all flags of a message.
func (q *query) modSeq() predicate {
	q.modseq = true
	q.d.SP()
	if q.d.Peek() == '"' {
		q.d.String()
		q.d.SP()
		switch q.d.Keyword() {
		case "PRIV", "SHARED", "ALL":
		default:
			q.d.Fail("priv, shared or all")
		}
		q.d.SP()
	}
	least := q.d.Number64()
	return func(m *candidate) bool { return m.ModSeq >= least }
}
