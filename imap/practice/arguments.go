package practice

import (
	"time"
	"unicode/utf8"

	"imapsh/imap/practice/store"
	"imapsh/imap/utf7"
	"imapsh/imap/wire"
)

// mailboxArg reads a mailbox name: modified UTF-7, or UTF-8 where that is
// switched on (RFC 3501 §5.1.3, RFC 9051 §5.1). UTF-8 that comes without being
// switched on is understood too, since nothing else can be meant.
func (s *session) mailboxArg(c *call) string {
	raw := string(c.d.AString())
	name, err := s.decodeName(raw)
	if err != nil {
		c.refuse(&store.Error{Code: "CANNOT", Text: "Invalid mailbox name: " + err.Error() + "."})
	}
	return name
}

// decodeName reads a name as it goes on the wire: modified UTF-7, or UTF-8 once
// that is switched on (RFC 3501 §5.1.3, RFC 9755 §3). Where IMAP4rev2 is
// announced, 8-bit names are taken for UTF-8 without that: go-imap's client
// believes that it is enough.
func (s *session) decodeName(raw string) (string, error) {
	if !s.utf8() && (isASCII(raw) || !s.has("IMAP4rev2")) {
		return utf7.Decode(raw)
	}
	if !utf8.ValidString(raw) {
		return "", badError("it is not valid UTF-8")
	}
	return raw, nil
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// flagsArg reads flags: a parenthesised list, or without parentheses where
// the grammar allows that (RFC 3501 §9 store-att-flags).
func (c *call) flagsArg(bare bool) store.Flags {
	var f store.Flags
	one := func() {
		name := string(c.d.Flag())
		if !f.ParseFlag(name) {
			c.refuse(badError("Invalid system flag " + name))
		}
	}
	if c.d.Peek() == '(' || !bare {
		c.d.List(one)
		return f
	}
	one()
	for c.d.Accept(' ') {
		one()
	}
	return f
}

const dateTime = "_2-Jan-2006 15:04:05 -0700"

// dateTimeArg reads a date-time (RFC 3501 §9).
func (c *call) dateTimeArg() time.Time {
	text := string(c.d.String())
	t, err := time.Parse(dateTime, text)
	if err != nil {
		c.refuse(badError("Invalid date-time " + text))
	}
	return t
}

// A numberSet is a set of messages as a command names them, either by number or
// by UID, or "$", the saved search (RFC 5182).
type numberSet struct {
	set   wire.Set
	saved bool
}

func (s *session) setArg(c *call) numberSet {
	if c.d.Peek() == '$' && s.has("SEARCHRES") {
		c.d.Accept('$')
		return numberSet{saved: true}
	}
	return numberSet{set: c.d.Set()}
}

// numbers resolves a set to message numbers in rising order, each once. A
// number that no message has is an error, a UID is not (RFC 3501 §6.4.8).
func (s *session) numbers(set numberSet, uid bool) ([]int, error) {
	switch {
	case set.saved:
		return s.savedNumbers(), nil
	case uid:
		return s.uidNumbers(set.set), nil
	}
	total := uint32(s.view.Len())
	var list []int
	for _, r := range spansOf(set.set, total) {
		if r.lo == 0 || r.hi > total {
			return nil, badError("Invalid messageset: there are " + itoa(total) + " messages")
		}
		for n := r.lo; n <= r.hi; n++ {
			list = append(list, int(n))
		}
	}
	return list, nil
}

func (s *session) uidNumbers(set wire.Set) []int {
	var list []int
	for _, r := range spansOf(set, s.lastUID()) {
		for n := s.view.From(r.lo); n <= s.view.Len() && s.view.UID(n) <= r.hi; n++ {
			list = append(list, n)
		}
	}
	return list
}

func (s *session) savedNumbers() []int {
	list := []int{}
	for _, uid := range s.saved {
		if n := s.view.Number(uid); n > 0 {
			list = append(list, n)
		}
	}
	return sorted(list)
}

// target reads the set of a command and resolves it.
func (s *session) target(c *call, set numberSet) ([]int, error) {
	if err := c.end(); err != nil {
		return nil, err
	}
	return s.numbers(set, c.uid)
}
