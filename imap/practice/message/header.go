package message

import (
	"bytes"
	"iter"
	"strings"
)

// header is the raw header of a message or part, blank line included.
type header []byte

// field is one header field as it stands: name without the colon, body from
// after the colon to the end of its last line, and all of it.
type field struct {
	name, body, raw []byte
}

// headerEnd returns the offset of the first byte after the blank line that
// ends the header, or len(b) if there is none.
func headerEnd(b []byte) int {
	for pos := 0; pos < len(b); {
		next := lineEnd(b, pos)
		if isBlank(b[pos:next]) {
			return next
		}
		pos = next
	}
	return len(b)
}

// lineEnd returns the offset after the line that begins at pos.
func lineEnd(b []byte, pos int) int {
	if i := bytes.IndexByte(b[pos:], '\n'); i >= 0 {
		return pos + i + 1
	}
	return len(b)
}

// isBlank tells whether a line with its end is empty.
func isBlank(line []byte) bool {
	return len(line) == 1 && line[0] == '\n' || len(line) == 2 && line[0] == '\r' && line[1] == '\n'
}

// fields yields each field in order. A line without a colon that begins no
// continuation is passed over: it has no name to ask for.
func (h header) fields() iter.Seq[field] {
	return func(yield func(field) bool) {
		for pos := 0; pos < len(h); {
			end := lineEnd(h, pos)
			if isBlank(h[pos:end]) {
				return
			}
			for end < len(h) && isWSP(h[end]) {
				end = lineEnd(h, end)
			}
			raw := h[pos:end]
			pos = end
			colon := bytes.IndexByte(raw, ':')
			if colon < 0 {
				continue
			}
			name := bytes.TrimRight(raw[:colon], " \t")
			if !yield(field{name: name, body: raw[colon+1:], raw: raw}) {
				return
			}
		}
	}
}

// get returns the body of the first field of that name (in any case), still
// folded.
func (h header) get(name string) (body []byte, ok bool) {
	for f := range h.fields() {
		if equalFold(f.name, name) {
			return f.body, true
		}
	}
	return nil, false
}

// text returns the unfolded body of the first field of that name, "" when
// it is absent.
func (h header) text(name string) string {
	body, _ := h.get(name)
	return unfold(body)
}

// unfold undoes RFC 5322 folding: each line break with the white space around
// it becomes one space, TABs become spaces, and the ends are trimmed. A NUL,
// which no IMAP string may hold, becomes U+FFFD.
func unfold(body []byte) string {
	s := strings.Trim(string(body), " \t\r\n")
	if !strings.ContainsAny(s, "\r\n\t\x00") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\r', '\n':
			for i+1 < len(s) && (isWSP(s[i+1]) || s[i+1] == '\r' || s[i+1] == '\n') {
				i++
			}
			b.WriteByte(' ')
		case '\t':
			b.WriteByte(' ')
		case 0:
			b.WriteString("\uFFFD")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isWSP(c byte) bool { return c == ' ' || c == '\t' }

// equalFold compares ASCII names without case and without allocating.
func equalFold(a []byte, b string) bool {
	return len(a) == len(b) && strings.EqualFold(string(a), b)
}
