package wire

import (
	"bytes"
	"math"
	"strings"
)

// A Decoder takes a gathered line apart: text in which a literal stands as its
// header, CRLF and its bytes, as it was on the wire. The methods are named
// after the grammar's elements (RFC 3501 §9). The first error sticks: every
// later call returns zero values, so callers look at Err once, at the end.
//
// Returned slices are spans of the source where possible; a quoted string with
// escapes is copied.
type Decoder struct {
	src     []byte
	pos     int
	depth   int
	nesting int
	where   string
	err     error
	flat    int // no bracket is closed before this offset; see skipAtom
}

// NewDecoder returns a Decoder of src that follows at most nesting levels of
// parentheses; 0 means [DefaultMaxNesting].
func NewDecoder(src []byte, nesting int) *Decoder {
	if nesting == 0 {
		nesting = DefaultMaxNesting
	}
	return &Decoder{src: src, nesting: nesting}
}

// In names the element being read, for error messages.
func (d *Decoder) In(where string) *Decoder {
	d.where = where
	return d
}

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }

// Pos returns the offset of the next byte.
func (d *Decoder) Pos() int { return d.pos }

// Rest returns what is not consumed.
func (d *Decoder) Rest() []byte { return d.src[d.pos:] }

// AtEnd reports whether all is consumed, or an error has stopped the decoder.
func (d *Decoder) AtEnd() bool { return d.err != nil || d.pos == len(d.src) }

// Fail records that the grammar wants something else here. The first stays.
func (d *Decoder) Fail(expected string) {
	if d.err == nil {
		d.err = syntaxAt(d.src, d.pos, expected, d.where)
	}
}

// Peek returns the next byte, 0 at the end or after an error.
func (d *Decoder) Peek() byte {
	if d.AtEnd() {
		return 0
	}
	return d.src[d.pos]
}

// Accept consumes c if it comes next.
func (d *Decoder) Accept(c byte) bool {
	if d.err == nil && d.pos < len(d.src) && d.src[d.pos] == c {
		d.pos++
		return true
	}
	return false
}

// AcceptWord consumes word, case-insensitively, if it comes next and ends at a
// blank, a bracket or the end.
func (d *Decoder) AcceptWord(word string) bool {
	end := d.pos + len(word)
	if d.err != nil || end > len(d.src) || !strings.EqualFold(string(d.src[d.pos:end]), word) {
		return false
	}
	if end < len(d.src) && !endsWord(d.src[end]) {
		return false
	}
	d.pos = end
	return true
}

func endsWord(c byte) bool { return c == ' ' || c == '(' || c == ')' || c == '[' || c == ']' }

// Expect consumes c or fails.
func (d *Decoder) Expect(c byte) bool {
	if d.Accept(c) {
		return true
	}
	d.Fail("'" + string(rune(c)) + "'")
	return false
}

// SP consumes the one blank between two elements.
func (d *Decoder) SP() bool {
	if d.Accept(' ') {
		return true
	}
	d.Fail("a blank")
	return false
}

// End fails unless all is consumed.
func (d *Decoder) End() {
	if d.err == nil && d.pos < len(d.src) {
		d.Fail("the end of the line")
	}
}

// Atom consumes an atom.
func (d *Decoder) Atom() []byte { return d.run(charAtom, "an atom") }

// Tag consumes a command tag.
func (d *Decoder) Tag() []byte { return d.run(charTag, "a tag") }

// Keyword consumes an atom and returns it in upper case.
func (d *Decoder) Keyword() string { return strings.ToUpper(string(d.Atom())) }

// Flag consumes a flag: an atom, with or without a leading backslash, or "\*".
func (d *Decoder) Flag() []byte {
	start := d.pos
	if d.Accept('\\') && d.Accept('*') {
		return d.src[start:d.pos]
	}
	d.run(charAtom|charAString, "a flag")
	if d.err != nil {
		return nil
	}
	return d.src[start:d.pos]
}

func (d *Decoder) run(class byte, expected string) []byte {
	if d.err != nil {
		return nil
	}
	start := d.pos
	for d.pos < len(d.src) && charClass(d.src[d.pos])&class != 0 {
		d.pos++
	}
	if d.pos == start {
		d.Fail(expected)
		return nil
	}
	return d.src[start:d.pos]
}

// Number consumes a number below 2^32.
func (d *Decoder) Number() uint32 { return uint32(d.number(math.MaxUint32, "a number below 2^32")) }

// Number64 consumes a number below 2^63 (RFC 9051 number64).
func (d *Decoder) Number64() uint64 { return d.number(math.MaxInt64, "a number below 2^63") }

func (d *Decoder) number(limit uint64, expected string) uint64 {
	if d.err != nil {
		return 0
	}
	end := d.pos
	for end < len(d.src) && isDigit(d.src[end]) {
		end++
	}
	n, ok := ParseNumber(d.src[d.pos:end], limit)
	if !ok {
		d.Fail(expected)
		return 0
	}
	d.pos = end
	return n
}

// String consumes a quoted string or a literal and returns its value.
func (d *Decoder) String() []byte {
	switch d.Peek() {
	case '"':
		return d.quoted()
	case '{', '~':
		return d.literal()
	}
	d.Fail("a string")
	return nil
}

// AString consumes an astring: a string or a run of ASTRING-CHARs.
func (d *Decoder) AString() []byte {
	switch d.Peek() {
	case '"', '{':
		return d.String()
	}
	return d.run(charAString, "an astring")
}

// ListMailbox consumes a LIST pattern.
func (d *Decoder) ListMailbox() []byte {
	switch d.Peek() {
	case '"', '{':
		return d.String()
	}
	return d.run(charList, "a mailbox pattern")
}

// NString consumes a string or NIL; for NIL, ok is false.
func (d *Decoder) NString() (value []byte, ok bool) {
	if d.AcceptWord("NIL") {
		return nil, false
	}
	s := d.String()
	return s, d.err == nil
}

func (d *Decoder) quoted() []byte {
	start := d.pos + 1
	i := start
	for escapes := 0; i < len(d.src); i++ {
		switch d.src[i] {
		case '"':
			d.pos = i + 1
			if escapes == 0 {
				return d.src[start:i]
			}
			return unescape(d.src[start:i], escapes)
		case '\\':
			escapes++
			if i++; i < len(d.src) && isLineEnd(d.src[i]) {
				return d.failQuoted(i)
			}
		case '\r', '\n', 0:
			return d.failQuoted(i)
		}
	}
	d.pos = len(d.src)
	d.Fail(`the closing '"'`)
	return nil
}

func (d *Decoder) failQuoted(at int) []byte {
	d.pos = at
	d.Fail("no CR, LF or NUL in a quoted string")
	return nil
}

// isLineEnd reports whether c is CR, LF or NUL, which no text of a line holds.
func isLineEnd(c byte) bool { return c == '\r' || c == '\n' || c == 0 }

func unescape(s []byte, escapes int) []byte {
	out := make([]byte, 0, len(s)-escapes)
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		}
		out = append(out, s[i])
	}
	return out
}

func (d *Decoder) literal() []byte {
	end := bytes.IndexByte(d.src[d.pos:], '\n') + d.pos
	if end <= d.pos || d.src[end-1] != '\r' {
		d.Fail("a literal header and CRLF")
		return nil
	}
	h, ok, err := literalAtEnd(d.src[d.pos : end-1])
	if !ok || err != nil || h.Offset != 0 {
		d.Fail("a literal header")
		return nil
	}
	if int64(len(d.src)-end-1) < h.Size {
		d.pos = len(d.src)
		d.Fail("the bytes of a literal")
		return nil
	}
	d.pos = end + 1 + int(h.Size)
	return d.src[end+1 : d.pos]
}

// Open consumes "(" and counts the nesting.
func (d *Decoder) Open() bool {
	if !d.Expect('(') {
		return false
	}
	d.depth++
	if d.depth > d.nesting {
		d.Fail("fewer levels of parentheses")
		return false
	}
	return true
}

// Close consumes ")" if it comes next, ending the list that Open began.
func (d *Decoder) Close() bool {
	if d.Accept(')') {
		d.depth = max(d.depth-1, 0) // a surplus one opens no room for deeper lists
		return true
	}
	return false
}

// List consumes a parenthesised list, calling element for each of its blank-
// separated elements. An empty list calls it never.
func (d *Decoder) List(element func()) {
	if !d.Open() || d.Close() {
		return
	}
	for d.err == nil {
		element()
		if d.err != nil || d.Close() {
			return
		}
		if !d.Accept(' ') {
			d.Fail("a blank or ')'")
		}
	}
}

// Token is one lexical element of a gathered line.
type Token struct {
	Kind TokenKind
	Raw  []byte // its span, quotes and literal header included
	Off  int    // where it begins
}

// TokenKind names the lexical elements.
type TokenKind uint8

// The lexical elements. AtomToken covers numbers, flags, NIL and fetch items
// with their section: BODY[HEADER.FIELDS (DATE)]<0>.
const (
	EndToken TokenKind = iota
	AtomToken
	QuotedToken
	LiteralToken
	OpenToken
	CloseToken
)

// Token consumes and returns the next element, reading over blanks. At the end
// and after an error it returns an EndToken.
func (d *Decoder) Token() Token {
	for d.Accept(' ') {
	}
	start := d.pos
	kind := EndToken
	switch c := d.Peek(); {
	case d.AtEnd():
	case c == '(':
		kind = OpenToken
		d.Open()
	case c == ')':
		kind = CloseToken
		d.Close()
	case isLineEnd(c):
		d.Fail("no CR, LF or NUL outside a literal")
	case c == '"':
		kind = QuotedToken
		d.skipQuoted()
	case c == '{', c == '~' && d.pos+1 < len(d.src) && d.src[d.pos+1] == '{':
		kind = LiteralToken
		d.literal()
	default:
		kind = AtomToken
		d.skipAtom()
	}
	if d.err != nil {
		return Token{Off: start}
	}
	return Token{kind, d.src[start:d.pos], start}
}

// skipQuoted passes over a quoted string without making its value.
func (d *Decoder) skipQuoted() {
	for i := d.pos + 1; i < len(d.src); i++ {
		switch d.src[i] {
		case '\\':
			if i++; i < len(d.src) && isLineEnd(d.src[i]) {
				d.failQuoted(i)
				return
			}
		case '"':
			d.pos = i + 1
			return
		case '\r', '\n', 0:
			d.failQuoted(i)
			return
		}
	}
	d.pos = len(d.src)
	d.Fail(`the closing '"'`)
}

// skipAtom passes over what is not a blank, parenthesis or quote; a section in
// brackets belongs to it whole.
func (d *Decoder) skipAtom() {
	for d.pos < len(d.src) {
		switch d.src[d.pos] {
		case ' ', '(', ')', '"', '\r', '\n', 0:
			return
		case '[':
			if d.pos >= d.flat {
				d.skipSection()
			}
		}
		d.pos++
	}
}

// skipSection goes to the bracket that closes the one at pos. Where the line
// has none, the one at pos is a character like any other, and so are those
// behind it: they need not be looked at again, which would take for ever in a
// line of nothing but brackets.
func (d *Decoder) skipSection() {
	quoted := false
	i := d.pos + 1
	for ; i < len(d.src); i++ {
		switch c := d.src[i]; {
		case isLineEnd(c):
			d.flat = i
			return
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted && i+1 < len(d.src) && !isLineEnd(d.src[i+1]):
			i++
		case c == ']' && !quoted:
			d.pos = i
			return
		}
	}
	d.flat = i
}

// Value consumes one whole value, however nested, and returns its span.
func (d *Decoder) Value() []byte {
	first := d.Token()
	if first.Kind == EndToken || first.Kind == CloseToken {
		d.pos = first.Off
		d.Fail("a value")
		return nil
	}
	for level := d.depth - 1; first.Kind == OpenToken && d.depth > level; {
		if t := d.Token(); t.Kind == EndToken {
			d.Fail("')'")
			return nil
		}
	}
	return d.src[first.Off:d.pos]
}

// Unquote returns the value of a token: a quoted string without quotes and
// escapes, a literal's bytes, anything else as it stands.
func (t Token) Unquote() []byte {
	switch t.Kind {
	case QuotedToken, LiteralToken:
		return NewDecoder(t.Raw, 0).String()
	}
	return t.Raw
}

// IsNIL reports whether the token is NIL, the absence of a value.
func (t Token) IsNIL() bool {
	return t.Kind == AtomToken && len(t.Raw) == 3 && strings.EqualFold(string(t.Raw), "NIL")
}
