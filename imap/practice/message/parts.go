package message

import (
	"bytes"
	"strings"
)

// Limits on what is taken apart. A message beyond them is served whole; its
// innermost or last parts are shown as one part each.
const (
	maxDepth = 64   // multiparts and messages inside each other
	maxParts = 5000 // parts of one message
)

// part is one body part, its place in the message given by offsets. A
// message's own header and body are its top part.
type part struct {
	raw   []byte // the whole message
	start int    // first byte of the header
	body  int    // first byte of the content
	end   int    // after the last byte of the content

	media, subtype string // as on the wire, or the default
	params         []param

	children []*part // of a multipart
	message  *part   // the message inside a message/rfc822 or message/global
}

func (p *part) header() header  { return header(p.raw[p.start:p.body]) }
func (p *part) content() []byte { return p.raw[p.body:p.end] }
func (p *part) isMultipart() bool {
	return strings.EqualFold(p.media, "multipart")
}

func (p *part) is(media, subtype string) bool {
	return strings.EqualFold(p.media, media) && strings.EqualFold(p.subtype, subtype)
}

// holdsMessage tells whether the content is a message with its own header. A
// transfer encoding other than 7bit, 8bit and binary is forbidden there (RFC
// 2046 §5.2.1) and is not undone.
func (p *part) holdsMessage() bool {
	return p.is("message", "rfc822") || p.is("message", "global")
}

// param returns the value of a Content-Type parameter.
func (p *part) param(name string) string {
	for _, v := range p.params {
		if strings.EqualFold(v.name, name) {
			return v.value
		}
	}
	return ""
}

// lines counts the line ends of the content.
func (p *part) lines() int { return bytes.Count(p.content(), []byte{'\n'}) }

// parseParts finds the parts of a message in one pass over its lines.
//
// mime/multipart would find the same boundaries, but tells no offsets, stops at
// the first fault, and reads an inner multipart to its end even when the
// boundary of an outer one comes first.
func parseParts(raw []byte) *part {
	s := splitter{raw: raw}
	return s.part("text", "plain", 0)
}

// splitter reads lines forward. open holds the boundaries of the multiparts
// around the place it has reached, outermost first.
type splitter struct {
	raw   []byte
	pos   int
	open  []string
	count int

	// What ended the last content: the delimiter line of open[hit], or the end
	// of the message.
	hit    int // atEnd, or an index in open
	closes bool
	end    int // where that content ends; the line end before a delimiter is the delimiter's
}

const atEnd = -1

// part reads header and content of the part that begins at s.pos. media and
// subtype are what it is when its header does not say.
func (s *splitter) part(media, subtype string, depth int) *part {
	s.count++
	p := &part{raw: s.raw, start: s.pos}
	cut := s.header()
	p.body = s.pos
	if cut {
		p.body = s.end
	}
	p.setType(media, subtype)
	deeper := depth < maxDepth && s.count < maxParts
	switch {
	case cut:
	case p.isMultipart() && deeper:
		s.multipart(p, depth)
	case p.holdsMessage() && deeper:
		p.message = s.part("text", "plain", depth+1)
	default:
		s.content(p)
	}
	p.end = s.end
	// A multipart has at least one part and a message part a message, so that
	// what BODYSTRUCTURE must show can be fetched too.
	if p.isMultipart() && p.children == nil {
		p.children = []*part{p.empty()}
	}
	if p.holdsMessage() && p.message == nil {
		p.message = p.empty()
	}
	return p
}

// empty returns a text part without a byte, at the end of p.
func (p *part) empty() *part {
	return &part{raw: p.raw, start: p.end, body: p.end, end: p.end, media: "text", subtype: "plain"}
}

// multipart reads preamble, parts and epilogue.
func (s *splitter) multipart(p *part, depth int) {
	boundary := p.param("boundary")
	if boundary == "" {
		s.content(p)
		return
	}
	level := len(s.open)
	s.open = append(s.open, boundary)
	media, subtype := "text", "plain"
	if strings.EqualFold(p.subtype, "digest") { // RFC 2046 §5.1.5
		media, subtype = "message", "rfc822"
	}
	s.content(p)
	for s.hit == level && !s.closes && s.count < maxParts {
		p.children = append(p.children, s.part(media, subtype, depth+1))
	}
	s.open = s.open[:level]
	if s.hit == level {
		s.content(p)
	}
}

// header moves behind the blank line that ends a header. It tells whether the
// part ended first: at a delimiter or at the end of the message.
func (s *splitter) header() (cut bool) {
	for s.pos < len(s.raw) {
		if s.delimiter() {
			return true
		}
		next := lineEnd(s.raw, s.pos)
		blank := isBlank(s.raw[s.pos:next])
		s.pos = next
		if blank {
			return false
		}
	}
	s.hit, s.closes, s.end = atEnd, false, len(s.raw)
	return true
}

// content moves behind the delimiter line that ends the content of p, of which
// what is before s.pos has been read.
func (s *splitter) content(p *part) {
	for len(s.open) > 0 && s.pos < len(s.raw) {
		if s.delimiter() {
			s.end = max(p.body, beforeLineEnd(s.raw, s.end))
			return
		}
		next := bytes.Index(s.raw[s.pos:], []byte("\n--"))
		if next < 0 {
			break
		}
		s.pos += next + 1
	}
	s.pos = len(s.raw)
	s.hit, s.closes, s.end = atEnd, false, len(s.raw)
}

// delimiter takes the line at s.pos if it is the delimiter of an open
// multipart. As RFC 2046 §5.1.1 has it, a line that only begins with the
// boundary is one too; the longest boundary wins, and the innermost of equal
// ones.
func (s *splitter) delimiter() bool {
	line := s.raw[s.pos:lineEnd(s.raw, s.pos)]
	if len(line) < 3 || line[0] != '-' || line[1] != '-' {
		return false
	}
	best := -1
	for i := len(s.open) - 1; i >= 0; i-- {
		b := s.open[i]
		if len(line)-2 >= len(b) && string(line[2:2+len(b)]) == b && (best < 0 || len(b) > len(s.open[best])) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	s.hit = best
	s.closes = bytes.HasPrefix(line[2+len(s.open[best]):], []byte("--"))
	s.end = s.pos
	s.pos += len(line)
	return true
}

// beforeLineEnd returns the offset before the CRLF or LF that ends at pos.
func beforeLineEnd(b []byte, pos int) int {
	if pos > 0 && b[pos-1] == '\n' {
		pos--
		if pos > 0 && b[pos-1] == '\r' {
			pos--
		}
	}
	return pos
}

// setType reads Content-Type. One that makes no sense means text/plain (RFC
// 2045 §5.2).
func (p *part) setType(media, subtype string) {
	p.media, p.subtype = media, subtype
	body, ok := p.header().get("Content-Type")
	if !ok {
		return
	}
	value, params := parseValue(unfold(body))
	media, subtype, ok = strings.Cut(value, "/")
	if !ok || media == "" || subtype == "" || strings.Contains(subtype, "/") {
		p.media, p.subtype = "text", "plain"
		return
	}
	p.media, p.subtype, p.params = media, subtype, params
}
