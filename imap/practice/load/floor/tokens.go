package main

import (
	"bytes"
	"errors"
	"io"
)

// Kind tells what a token is, in the words of RFC 3501 §4.
type Kind uint8

// The kinds of tokens.
const (
	Atom Kind = iota
	Number
	Quoted
	Open
	Close
	LiteralHeader // {n}; the literal's bytes are no token
	Text          // the free text after a status word or "+"
)

// A Token is a span of the scanner's buffer, good until the next response is
// asked for.
type Token struct {
	Kind       Kind
	Start, End int
}

const (
	bufferSize = 64 << 10 // bytes; a token has to fit
	minRead    = 8 << 10  // room in bytes below which the buffer is moved up before a read
	maxTokens  = 4096     // tokens of one response that are remembered
)

var (
	errTooLong = errors.New("a token is longer than the buffer")
	errNoIMAP  = errors.New("the answer is no IMAP")
)

// The classes of bytes: what ends an atom, what begins which token.
const (
	inAtom = iota
	digit
	blank
	special // ( ) " { CR LF, each the beginning of something
)

var class = [256]uint8{
	'0': digit, '1': digit, '2': digit, '3': digit, '4': digit, '5': digit, '6': digit, '7': digit, '8': digit, '9': digit,
	' ': blank, '\r': special, '\n': special, '(': special, ')': special, '"': special, '{': special,
}

// A Scanner reads responses, finds their tokens, and writes the bytes of the
// untagged ones to Out: all in one buffer, with one write for a bufferful.
type Scanner struct {
	Out          io.Writer // nil for nowhere
	LiteralsOnly bool      // write the bytes of literals and nothing else
	Found        int64     // tokens so far

	in        io.Reader
	buf       []byte
	r, w      int   // buf[r:w] is read, not yet scanned
	line      int   // where the response begins
	written   int   // buf[:written] is written, or never to be
	remaining int64 // bytes of a literal that r stands in

	tagged bool
	text   bool // free text up to the end of the line comes next
	count  int  // tokens of this response
	tokens [maxTokens]Token
	n      int // how many of them are remembered
}

// NewScanner returns a scanner of in.
func NewScanner(in io.Reader) *Scanner {
	return &Scanner{in: in, buf: make([]byte, bufferSize)}
}

// Response scans one response and tells its tokens and whether it is tagged.
// Of a response that is larger than the buffer the last tokens are left; the
// others were found and given up.
func (s *Scanner) Response() (tokens []Token, tagged bool, err error) {
	s.n, s.count, s.tagged, s.text, s.line = 0, 0, false, false, s.r
	for {
		switch step := s.step(); step {
		case oneToken:
		case lineEnd:
			return s.tokens[:s.n], s.tagged, s.end()
		case short:
			if err := s.fill(); err != nil {
				return nil, false, err
			}
		case wrong:
			return nil, false, errNoIMAP
		}
	}
}

// Bytes are the bytes of a token.
func (s *Scanner) Bytes(t Token) []byte { return s.buf[t.Start:t.End] }

// What a step found.
type found uint8

const (
	oneToken found = iota
	lineEnd
	short // the buffer ends before the token does
	wrong
)

// step scans one token, or a piece of a literal, or the end of the line.
func (s *Scanner) step() found {
	if s.remaining > 0 {
		return s.literal()
	}
	b, i := s.buf[:s.w], s.r
	for i < len(b) && b[i] == ' ' {
		i++
	}
	s.r = i
	if i == len(b) {
		return short
	}
	if s.text {
		return s.freeText(b)
	}
	switch c := b[i]; {
	case class[c] <= digit:
		return s.atom(b)
	case c == '"':
		return s.quoted(b)
	case c == '(':
		return s.add(Open, i, i+1)
	case c == ')':
		return s.add(Close, i, i+1)
	case c == '{':
		return s.literalHeader(b)
	}
	return s.crlf(b)
}

// add remembers a token and goes on behind it.
func (s *Scanner) add(k Kind, start, end int) found {
	if s.n == len(s.tokens) {
		s.n = 0
	}
	s.tokens[s.n] = Token{k, start, end}
	s.n++
	s.Found++
	s.r = end
	if s.count++; s.count <= 2 {
		s.head(s.buf[start:end])
	}
	return oneToken
}

// head looks at the first two tokens of a response, which say what it is.
func (s *Scanner) head(word []byte) {
	if s.count == 1 {
		s.tagged = word[0] != '*' && word[0] != '+'
		s.text = word[0] == '+'
		return
	}
	switch string(word) {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		s.text = true
	}
}

func (s *Scanner) atom(b []byte) found {
	i := s.r
	for i < len(b) && class[b[i]] == digit {
		i++
	}
	kind := Number
	if i < len(b) && class[b[i]] == inAtom {
		kind = Atom
		for i < len(b) && class[b[i]] <= digit {
			i++
		}
	}
	if i == len(b) {
		return short
	}
	return s.add(kind, s.r, i)
}

func (s *Scanner) quoted(b []byte) found {
	for i := s.r + 1; i < len(b); i++ {
		switch b[i] {
		case '"':
			return s.add(Quoted, s.r, i+1)
		case '\\':
			i++
		case '\r', '\n':
			return wrong
		}
	}
	return short
}

// literalHeader scans {n} or {n+} and the CRLF behind it.
func (s *Scanner) literalHeader(b []byte) found {
	i, size := s.r+1, int64(0)
	for ; i < len(b) && class[b[i]] == digit && size < 1<<58; i++ {
		size = size*10 + int64(b[i]-'0')
	}
	if i < len(b) && b[i] == '+' {
		i++
	}
	if i+3 > len(b) {
		return short
	}
	if b[i] != '}' || b[i+1] != '\r' || b[i+2] != '\n' {
		return wrong
	}
	s.add(LiteralHeader, s.r, i+1)
	s.r, s.remaining = i+3, size
	if s.LiteralsOnly {
		s.written = s.r
	}
	return oneToken
}

// literal passes over what the buffer holds of a literal.
func (s *Scanner) literal() found {
	n := min(s.remaining, int64(s.w-s.r))
	if n == 0 {
		return short
	}
	s.r += int(n)
	if n < s.remaining {
		s.remaining -= n
		return oneToken
	}
	if s.LiteralsOnly && s.write(s.r) != nil { // while remaining still says that this is a literal
		return wrong
	}
	s.remaining = 0
	return oneToken
}

func (s *Scanner) freeText(b []byte) found {
	n := bytes.IndexByte(b[s.r:], '\r')
	if n < 0 {
		return short
	}
	s.text = false
	return s.add(Text, s.r, s.r+n)
}

func (s *Scanner) crlf(b []byte) found {
	if s.r+2 > len(b) {
		return short
	}
	if b[s.r] != '\r' || b[s.r+1] != '\n' {
		return wrong
	}
	s.r += 2
	return lineEnd
}

// end ends a response. A tagged one is the moment to write what there is, and
// is not written itself.
func (s *Scanner) end() error {
	if !s.tagged {
		return nil
	}
	err := s.write(s.line)
	s.written = s.r
	return err
}

// fill reads more behind what the buffer holds. Where there is no room the
// responses before this one are written and leave the buffer; where this one
// fills the buffer, so does its scanned part, with its tokens.
func (s *Scanner) fill() error {
	if s.r == s.w && s.written == s.w && s.line == s.w {
		s.r, s.w, s.written, s.line = 0, 0, 0, 0
	}
	if room := len(s.buf) - s.w; room < minRead && s.line > 0 {
		if err := s.moveUp(s.line); err != nil {
			return err
		}
		s.line = 0
	} else if room == 0 {
		if s.r == 0 {
			return errTooLong
		}
		if err := s.moveUp(s.r); err != nil {
			return err
		}
		s.n = 0
	}
	n, err := s.in.Read(s.buf[s.w:])
	s.w += n
	if n > 0 {
		return nil
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return err
}

// moveUp writes buf[:from] and moves what is behind it to the front.
func (s *Scanner) moveUp(from int) error {
	if err := s.write(from); err != nil {
		return err
	}
	copy(s.buf, s.buf[from:s.w])
	s.r -= from
	s.w -= from
	s.written = max(0, s.written-from)
	for i := range s.tokens[:s.n] {
		s.tokens[i].Start -= from
		s.tokens[i].End -= from
	}
	return nil
}

// write writes buf[written:to], if it is of the kind that is wanted.
func (s *Scanner) write(to int) error {
	from := s.written
	if to <= from {
		return nil
	}
	s.written = to
	if s.Out == nil || s.LiteralsOnly && s.remaining == 0 {
		return nil
	}
	_, err := s.Out.Write(s.buf[from:to])
	return err
}
