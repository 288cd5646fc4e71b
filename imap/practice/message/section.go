package message

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Kind says what of a part a section means.
type Kind int

// The section-text of RFC 3501 §6.4.5.
const (
	All             Kind = iota // BODY[] and BODY[1.2]
	Header                      // HEADER
	HeaderFields                // HEADER.FIELDS (...)
	HeaderFieldsNot             // HEADER.FIELDS.NOT (...)
	Text                        // TEXT
	MIME                        // MIME, which needs a part number
)

// Section is what stands between the brackets of BODY[...].
type Section struct {
	Part   []int // part numbers from 1; none means the message itself
	Kind   Kind
	Fields []string // names after HEADER.FIELDS and HEADER.FIELDS.NOT
}

// Partial is the <origin.count> after a section, in octets. Count is at least 1
// in a request; an answer shows only the origin.
type Partial struct {
	Origin, Count int64
}

// Of returns the octets of b that p asks for: none when it begins behind the
// end. It does not copy.
func (p Partial) Of(b []byte) []byte {
	if p.Origin < 0 || p.Count <= 0 || p.Origin >= int64(len(b)) {
		return b[:0]
	}
	b = b[p.Origin:]
	return b[:min(p.Count, int64(len(b)))]
}

// Section returns the octets of a section, as they stand in the message. It
// reports false when there is no such part, which is NIL in an answer.
// A subset of header fields is a copy; everything else is part of the message.
func (m *Message) Section(s Section) ([]byte, bool) {
	if len(s.Part) == 0 {
		switch s.Kind {
		case All:
			return m.raw, true
		case Text:
			return m.Text(), true
		case MIME:
			return nil, false
		}
		return m.header().section(s), true
	}
	p := m.part(s.Part)
	if p == nil {
		return nil, false
	}
	switch s.Kind {
	case All:
		return p.content(), true
	case MIME:
		return p.header(), true
	}
	if p.message == nil { // HEADER and TEXT are only for messages inside
		return nil, false
	}
	if s.Kind == Text {
		return p.message.content(), true
	}
	return p.message.header().section(s), true
}

// part finds a part by its numbers (RFC 3501 §6.4.5): those of a multipart are
// counted from 1, through a message/rfc822 without a number of its own, and
// what is no multipart has just its content, numbered 1.
func (m *Message) part(path []int) *part {
	p, inMessage := m.root(), true
	for _, n := range path {
		if !inMessage && p.message != nil {
			p, inMessage = p.message, true
		}
		switch {
		case p.isMultipart() && n >= 1 && n <= len(p.children):
			p, inMessage = p.children[n-1], false
		case !p.isMultipart() && inMessage && n == 1:
			inMessage = false
		default:
			return nil
		}
	}
	return p
}

// section returns all of a header, or the asked-for fields with the blank line.
func (h header) section(s Section) []byte {
	if s.Kind == Header {
		return h
	}
	var out []byte
	for f := range h.fields() {
		listed := slices.ContainsFunc(s.Fields, func(name string) bool { return equalFold(f.name, name) })
		if listed == (s.Kind == HeaderFields) {
			out = append(out, f.raw...)
		}
	}
	if n := len(out); n > 0 && out[n-1] != '\n' { // the message ends in its header
		out = append(out, "\r\n"...)
	}
	return append(out, "\r\n"...)
}

// Append appends the section with its brackets, as an answer repeats it.
func (s Section) Append(dst []byte) []byte {
	dst = append(dst, '[')
	for i, n := range s.Part {
		if i > 0 {
			dst = append(dst, '.')
		}
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	if s.Kind != All && len(s.Part) > 0 {
		dst = append(dst, '.')
	}
	dst = append(dst, kindNames[s.Kind]...)
	if s.Kind == HeaderFields || s.Kind == HeaderFieldsNot {
		for i, name := range s.Fields {
			if i == 0 {
				dst = append(dst, " ("...)
			} else {
				dst = append(dst, ' ')
			}
			dst = appendAString(dst, name)
		}
		dst = append(dst, ')')
	}
	return append(dst, ']')
}

func (s Section) String() string { return string(s.Append(nil)) }

var kindNames = [...]string{
	All: "", Header: "HEADER", HeaderFields: "HEADER.FIELDS", HeaderFieldsNot: "HEADER.FIELDS.NOT",
	Text: "TEXT", MIME: "MIME",
}

// appendAString writes a field name: an atom where it can be one.
func appendAString(dst []byte, s string) []byte {
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !isAtomRune(r) }) < 0 {
		return append(dst, s...)
	}
	return appendString(dst, s, Classic)
}

func isAtomRune(r rune) bool {
	return r > ' ' && r < 0x7f && !strings.ContainsRune("(){%*\"\\]", r)
}

// Errors of CutSection and CutPartial. They name what is wrong with a
// command, for the text of a BAD.
var (
	ErrSection = errors.New("section is not one of [], [1.2], [HEADER], [TEXT], [1.MIME], [HEADER.FIELDS (names)]")
	ErrPartial = errors.New("partial is not <origin.count> with a count of at least 1")
)
