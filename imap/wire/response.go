package wire

import (
	"bytes"
	"math"
	"strings"
)

// Kind tells the three shapes of a server line apart (RFC 3501 §7).
type Kind uint8

// The shapes of a server line.
const (
	Untagged     Kind = iota // "* …"
	Tagged                   // "tag OK|NO|BAD …"
	Continuation             // "+ …"
)

// Leniency is a set of departures from the grammar that were read over. Each
// is worth a note in a trace.
type Leniency uint8

// Departures that real servers make and that cost nothing to understand.
const (
	DoubledBlank     Leniency = 1 << iota // two blanks where the grammar has one
	LowerCaseType                         // "* ok", "* 1 fetch"
	MissingText                           // a tagged line without text
	BlankLine                             // an empty line after a literal
	MissingStatus                         // "* [CODE]" for "* OK [CODE]"
	NonSyncByServer                       // a server sent {n+}
	leniencySentinel                      // keeps the list's end
)

var leniencyWords = [...]string{
	"two blanks for one", "lower-case response type", "tagged line without text",
	"blank line after a literal", "response code without a status", "non-synchronising literal from a server",
}

// String lists the departures, separated by commas.
func (l Leniency) String() string {
	var words []string
	for i, w := range leniencyWords {
		if l&(1<<i) != 0 {
			words = append(words, w)
		}
	}
	return strings.Join(words, ", ")
}

// A Response is one server response while it is read: its head, and the piece
// of text and the literal the reader stands at. Spans are valid until the next
// call of [Response.Next] or [Reader.ReadResponse]; Kind, Tag, Type and Number
// are those of the whole response and stay until the next one.
//
// A response with literals is text, literal, text, literal, … text. Text holds
// the current piece; when HasLiteral is set, the bytes of Literal come next,
// through [Response.Body], and Next goes on behind them.
type Response struct {
	Kind Kind
	Tag  []byte // Tagged: the tag
	Type string // in upper case: OK, BYE, FETCH, EXISTS; "" for a continuation
	// Number is the number of "* 5 EXISTS", as digits; nil where there is none.
	Number []byte
	// Text is, at first, what follows the type (or "+ "), then what follows
	// each literal. It ends before CRLF and holds the literal's header.
	Text []byte
	// Line is the whole line that Text ends.
	Line       []byte
	HasLiteral bool
	Literal    LiteralHeader
	First      bool     // Text belongs to the first line
	Lenient    Leniency // what was read over so far

	rd     *Reader
	depth  int      // open parentheses, counted only in responses with literals
	number [10]byte // holds Number, which outlives its line
}

// IsStatus reports whether the response is OK, NO, BAD, BYE or PREAUTH: text
// for people, in which nothing is a literal.
func (p *Response) IsStatus() bool {
	switch p.Type {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		return p.Number == nil
	}
	return false
}

// ReadResponse reads the first line of the next response into p. A line that
// has none of the three shapes is a [SyntaxError]; the other errors are those
// of [Reader.Line].
func (r *Reader) ReadResponse(p *Response) error {
	line, err := r.Line()
	if err != nil {
		return err
	}
	*p = Response{rd: r, Line: line, First: true}
	if err := p.parseHead(line); err != nil {
		return r.lose(err)
	}
	return p.announce()
}

// parseHead fills in the fields before Text.
func (p *Response) parseHead(line []byte) error {
	if len(line) == 0 {
		return syntaxAt(line, 0, `"*", "+" or a tag`, "response")
	}
	switch {
	case line[0] == '*' && len(line) > 1 && line[1] == ' ':
		return p.parseUntagged(line)
	case line[0] == '+' && (len(line) == 1 || line[1] == ' '):
		p.Kind = Continuation
		p.Text = line[min(2, len(line)):]
		return nil
	}
	return p.parseTagged(line)
}

func (p *Response) parseUntagged(line []byte) error {
	pos := p.blanks(line, 1)
	if pos < len(line) && line[pos] == '[' {
		p.Type, p.Text = "OK", line[pos:]
		p.Lenient |= MissingStatus
		return nil
	}
	word, next := cutWord(line, pos)
	if len(word) > 0 && isDigit(word[0]) {
		if _, ok := ParseNumber(word, math.MaxUint32); !ok {
			return syntaxAt(line, pos, "a number below 2^32", "untagged response")
		}
		p.Number = append(p.number[:0], word...)
		pos = p.blanks(line, next)
		word, next = cutWord(line, pos)
	}
	if len(word) == 0 || !isAtom(word) {
		return syntaxAt(line, pos, "a response name", "untagged response")
	}
	p.setType(word)
	p.setText(line, next)
	return nil
}

func (p *Response) parseTagged(line []byte) error {
	tag, next := cutWord(line, 0)
	if len(tag) == 0 || !isTag(tag) {
		return syntaxAt(line, 0, `"*", "+" or a tag`, "response")
	}
	pos := p.blanks(line, next)
	word, next := cutWord(line, pos)
	p.setType(word)
	if p.Type != "OK" && p.Type != "NO" && p.Type != "BAD" {
		return syntaxAt(line, pos, "OK, NO or BAD", "tagged response")
	}
	p.Kind, p.Tag = Tagged, tag
	if next == len(line) {
		p.Lenient |= MissingText
	}
	p.setText(line, next)
	return nil
}

// setText makes Text what follows the one blank at pos.
func (p *Response) setText(line []byte, pos int) {
	if pos < len(line) {
		pos++
	}
	if p.IsStatus() {
		for pos < len(line) && line[pos] == ' ' {
			p.Lenient |= DoubledBlank
			pos++
		}
	}
	p.Text = line[pos:]
}

// setType interns the names that are seen all the time, so that a response
// costs no allocation.
func (p *Response) setType(word []byte) {
	if name := knownType(word); name != "" {
		p.Type = name
		return
	}
	p.Type = strings.ToUpper(string(word))
	if p.Type != string(word) {
		p.Lenient |= LowerCaseType
	}
}

func knownType(w []byte) string {
	switch string(w) {
	case "FETCH":
		return "FETCH"
	case "OK":
		return "OK"
	case "LIST":
		return "LIST"
	case "EXISTS":
		return "EXISTS"
	case "EXPUNGE":
		return "EXPUNGE"
	case "RECENT":
		return "RECENT"
	case "NO":
		return "NO"
	case "BAD":
		return "BAD"
	case "SEARCH":
		return "SEARCH"
	case "STATUS":
		return "STATUS"
	case "LSUB":
		return "LSUB"
	}
	return ""
}

// blanks returns the position behind the blanks at pos, noting surplus ones.
func (p *Response) blanks(line []byte, pos int) int {
	start := pos
	for pos < len(line) && line[pos] == ' ' {
		pos++
	}
	if pos-start > 1 {
		p.Lenient |= DoubledBlank
	}
	return pos
}

// announce looks for a literal at the end of Text. Status text is for people
// and announces nothing, unless the line ends inside its response code.
func (p *Response) announce() error {
	p.HasLiteral = false
	if n := len(p.Text); n == 0 || p.Text[n-1] != '}' || p.Kind == Continuation {
		return nil
	}
	if p.First && (p.Kind == Tagged || p.IsStatus()) && !opensCode(p.Text) {
		return nil
	}
	h, ok, err := TrailingLiteral(p.Text)
	if err != nil {
		return p.rd.lose(err)
	}
	if !ok {
		return nil
	}
	p.HasLiteral, p.Literal = true, h
	p.depth += parens(p.Text) // while it is there: what is read next may overwrite it
	if p.First && p.Tag != nil {
		p.Tag = bytes.Clone(p.Tag) // its line will be gone
	}
	if h.NonSync {
		p.Lenient |= NonSyncByServer
	}
	p.rd.OpenLiteral(h.Size)
	return nil
}

// opensCode reports whether text begins a response code and does not end it.
func opensCode(text []byte) bool {
	return len(text) > 0 && text[0] == '[' && bytes.IndexByte(text, ']') < 0
}

// Body is the rest of the current literal. What is not read of it is skipped
// by [Response.Next].
func (p *Response) Body() *Reader { return p.rd }

// Next goes on to the text behind the current literal. A blank line inside
// open parentheses is read over, as a known departure.
func (p *Response) Next() error {
	line, err := p.rd.Line()
	if err == nil && len(line) == 0 && p.depth > 0 {
		p.Lenient |= BlankLine
		line, err = p.rd.Line()
	}
	if err != nil {
		return err
	}
	p.First = false
	p.Line, p.Text = line, line
	return p.announce()
}

// Drain reads the response to its end.
func (p *Response) Drain() error {
	for p.HasLiteral {
		if err := p.Next(); err != nil {
			return err
		}
	}
	return nil
}

// parens counts opening minus closing parentheses outside quoted strings.
func parens(text []byte) int {
	n := 0
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case quoted:
		case c == '(':
			n++
		case c == ')':
			n--
		}
	}
	return n
}

// cutWord returns the run of bytes from pos up to a blank, and where it ends.
func cutWord(line []byte, pos int) ([]byte, int) {
	if i := bytes.IndexByte(line[pos:], ' '); i >= 0 {
		return line[pos : pos+i], pos + i
	}
	return line[pos:], len(line)
}

func syntaxAt(line []byte, offset int, expected, where string) error {
	return &SyntaxError{Line: bytes.Clone(line), Offset: offset, Expected: expected, Where: where}
}

// A Code is the bracketed part of a status text: "[UIDNEXT 5] …".
type Code struct {
	Name []byte // UIDNEXT
	Data []byte // 5; nil when the code has none
	Text []byte // what follows the bracket and its blank
}

// ParseCode cuts the response code off a status text (RFC 3501 §7.1). Brackets
// inside quoted strings and parentheses belong to the code, since flags may
// hold them. Without a code, ok is false and Text is the whole text.
func ParseCode(text []byte) (c Code, ok bool) {
	c.Text = text
	if len(text) < 2 || text[0] != '[' {
		return c, false
	}
	end := codeEnd(text)
	if end <= 1 || text[1] == ' ' {
		return c, false
	}
	c.Name = text[1:end]
	if i := bytes.IndexByte(c.Name, ' '); i >= 0 {
		c.Name, c.Data = c.Name[:i], c.Name[i+1:]
	}
	c.Text = bytes.TrimPrefix(text[end+1:], []byte(" "))
	return c, true
}

// codeEnd is the index of the bracket that ends the code, or -1.
func codeEnd(text []byte) int {
	depth, quoted := 0, false
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ']' && depth <= 0:
			return i
		}
	}
	return bytes.IndexByte(text, ']') // unbalanced inside: take the first
}
