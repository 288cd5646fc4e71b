package imap

import (
	"bytes"

	"imapsh/imap/wire"
)

// What a store keeps of data that nobody asked for: the oldest goes first.
const (
	maxStoredBytes   = 1 << 20
	maxStoredEntries = 10000
)

// An Entry is one stored response: its type and its items.
type Entry struct {
	Type  string
	Items []Item
	// Status says that the response is a status response: its text is for people.
	Status bool
	// Line is the response's first line as it came, without CRLF; nil for a
	// response code, which is part of another line.
	Line []byte
	// Cut says that the response was too large to be kept: Items are its
	// beginning, without the literal that was too much.
	Cut bool
}

// itemOverhead is what each item of a response but the first takes beside its
// bytes.
const itemOverhead = 64

func (e *Entry) size() int {
	n := len(e.Line) + itemOverhead*max(len(e.Items)-1, 0)
	for _, it := range e.Items {
		n += len(it.Text) + len(it.Literal)
	}
	return n
}

// A store holds untagged responses and response codes under their names until
// a command pops them: imaplib's untagged_responses. It is not safe for
// concurrent use; the client guards it.
type store struct {
	entries []Entry
	count   map[string]int
	bytes   int
	lost    int // entries dropped for want of room since the last report
}

// readEntry reads the response p to its end, apart from the store, since
// reading may block, and returns how many bytes it had: more than most are an
// error. Of what nobody asked for no more is taken into memory than the store
// could keep; the rest is read over.
func readEntry(p *wire.Response, most int64) (e Entry, size int64, err error) {
	e = Entry{Type: p.Type, Status: p.IsStatus(), Line: bytes.Clone(p.Line)}
	size = int64(len(p.Line))
	item := Item{Text: clipped(firstText(p))}
	e.Cut = size > maxStoredBytes
	for p.HasLiteral {
		if err := gatherable(p); err != nil {
			return e, size, err
		}
		if size += p.Literal.Size + itemOverhead; size > most {
			return e, size, &wire.LimitError{What: "data that nobody asked for", Limit: most}
		}
		if e.Cut = e.Cut || size > maxStoredBytes; !e.Cut {
			if item.Literal, err = p.Body().ReadBytes([]byte{}, p.Literal.Size); err != nil {
				return e, size, err
			}
			e.Items = append(e.Items, item)
		}
		if err := p.Next(); err != nil {
			return e, size, err
		}
		size += int64(len(p.Text))
		if !e.Cut {
			item = Item{Text: bytes.Clone(p.Text)}
		}
	}
	e.Items = append(e.Items, item)
	if size > most {
		err = &wire.LimitError{What: "data that nobody asked for", Limit: most}
	}
	return e, size, err
}

// clipped copies a text, or as much of it as could be stored.
func clipped(text []byte) []byte { return bytes.Clone(text[:min(len(text), maxStoredBytes)]) }

// gatherable refuses a literal that is too large to be gathered.
func gatherable(p *wire.Response) error {
	if limit := p.Body().Limits().Gathered; p.Literal.Size > limit {
		return &wire.LimitError{What: "literal to be gathered", Limit: limit}
	}
	return nil
}

// put stores a response and the response code in it.
func (s *store) put(e Entry) {
	s.add(e)
	if e.Status {
		s.addCode(e.Type, e.Items[0].Text)
	}
}

// addCode stores the response code of a status text under its own name, as
// imaplib does: for OK, NO and BAD, an absent value as the empty string, and a
// value running up to the last bracket of the line.
func (s *store) addCode(typ string, text []byte) {
	if typ != "OK" && typ != "NO" && typ != "BAD" {
		return
	}
	code, ok := wire.ParseCode(text)
	if !ok {
		return
	}
	name := string(bytes.ToUpper(code.Name))
	data := []byte{}
	if code.Data != nil {
		data = bytes.Clone(text[len(code.Name)+2 : bytes.LastIndexByte(text, ']')])
	}
	s.add(Entry{Type: name, Items: []Item{{Text: data}}})
}

// add stores an entry and drops the oldest for which there is no room then; an
// entry too large by itself is dropped at once, not all the others.
func (s *store) add(e Entry) {
	if e.Cut || e.size() > maxStoredBytes {
		s.lost++
		return
	}
	if s.count == nil {
		s.count = make(map[string]int)
	}
	s.entries = append(s.entries, e)
	s.count[e.Type]++
	s.bytes += e.size()
	for s.bytes > maxStoredBytes || len(s.entries) > maxStoredEntries {
		old := &s.entries[0]
		s.bytes -= old.size()
		if s.count[old.Type]--; s.count[old.Type] == 0 {
			delete(s.count, old.Type)
		}
		*old = Entry{}
		s.entries = s.entries[1:]
		s.lost++
	}
}

// has reports whether anything is stored under name.
func (s *store) has(name string) bool { return s.count[name] > 0 }

// get returns what is stored under name, nil if nothing is.
func (s *store) get(name string) *Data {
	if !s.has(name) {
		return nil
	}
	d := &Data{}
	for _, e := range s.entries {
		if e.Type == name {
			for _, it := range e.Items {
				d.add(it)
			}
		}
	}
	return d
}

// take returns the responses stored under name and forgets them.
func (s *store) take(name string) []Entry {
	var entries []Entry
	if s.has(name) {
		for _, e := range s.entries {
			if e.Type == name {
				entries = append(entries, e)
			}
		}
		s.drop(name)
	}
	return entries
}

// pop returns what is stored under name and forgets it.
func (s *store) pop(name string) *Data {
	d := s.get(name)
	s.drop(name)
	return d
}

// drop forgets what is stored under name.
func (s *store) drop(name string) {
	if !s.has(name) {
		return
	}
	kept := s.entries[:0]
	for _, e := range s.entries {
		if e.Type == name {
			s.bytes -= e.size()
		} else {
			kept = append(kept, e)
		}
	}
	clear(s.entries[len(kept):])
	s.entries = kept
	delete(s.count, name)
}

// reset forgets everything.
func (s *store) reset() { *s = store{lost: s.lost} }

// addData puts a command's gathered data back under its name, as imaplib
// leaves the data of a refused command.
func (s *store) addData(name string, d *Data) {
	for it, err := range d.All() {
		if err != nil {
			return
		}
		it.Text = bytes.Clone(it.Text)
		if it.IsPair() {
			it.Literal = append([]byte{}, it.Literal...)
		}
		s.add(Entry{Type: name, Items: []Item{it}})
	}
}
