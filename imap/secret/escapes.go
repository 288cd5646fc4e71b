package secret

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Escaped texts have no fixed form: each program escapes other characters, and
// any character may be escaped without need. So the text is read as its reader
// would, beginning at each mark (a rare byte), and compared with the secret.

// style is a way of escaping.
type style struct {
	mark  byte // what begins an escape; never literal within the style
	bytes bool // \xHH is a byte (Python's b'…', C), not a character
}

var (
	percent        = style{'%', true}
	backslash      = style{'\\', false}
	backslashBytes = style{'\\', true}
)

// escapeForms returns what to look for behind escapes: the value, and its IMAP
// quoted form, because the line that holds it may be escaped in turn.
func escapeForms(value string) []string {
	if q := quoted(value); q != value {
		return []string{value, q}
	}
	return []string{value}
}

// appendEscaped appends the occurrences of the forms in which at least one
// character is escaped.
func appendEscaped(spans []span, b []byte, forms []string) []span {
	if len(forms) == 0 {
		return spans
	}
	spans = percent.appendTo(spans, b, forms)
	spans = backslash.appendTo(spans, b, forms)
	for i, form := range forms {
		if !isASCII(form) { // otherwise the two backslash styles agree
			spans = backslashBytes.appendTo(spans, b, forms[i:i+1])
		}
	}
	return spans
}

func (st style) appendTo(spans []span, b []byte, forms []string) []span {
	for at := 0; ; at++ {
		next := bytes.IndexByte(b[at:], st.mark)
		if next < 0 {
			return spans
		}
		at += next
		e, ok := st.decode(b[at:])
		if !ok {
			continue
		}
		for _, form := range forms {
			spans = st.appendFirst(spans, b, at, e, form)
		}
	}
}

// appendFirst appends the occurrences of the form whose first escape is e, at
// b[at:]: what precedes it in the form must stand literally before it.
func (st style) appendFirst(spans []span, b []byte, at int, e escape, form string) []span {
	for i := range len(form) {
		if i > at {
			break
		}
		if e.standsFor(form[i:]) > 0 && st.literal(b[at-i:at], form[:i]) {
			if end, ok := st.match(b, at, form[i:]); ok {
				spans = append(spans, span{at - i, end})
			}
		}
		if form[i] == st.mark {
			break
		}
	}
	return spans
}

// literal says whether b is the text without any escape.
func (st style) literal(b []byte, text string) bool {
	for i := range len(text) {
		if !st.same(b[i], text[i]) {
			return false
		}
	}
	return true
}

func (st style) same(c, want byte) bool {
	return c == want || c == '+' && want == ' ' && st.mark == '%'
}

// match says whether b[at:] is the text, escaped or not, and where it ends.
func (st style) match(b []byte, at int, text string) (end int, ok bool) {
	for text != "" {
		if at == len(b) {
			return 0, false
		}
		if b[at] != st.mark {
			if !st.same(b[at], text[0]) {
				return 0, false
			}
			at, text = at+1, text[1:]
			continue
		}
		e, ok := st.decode(b[at:])
		if !ok {
			return 0, false
		}
		n := e.standsFor(text)
		if n == 0 {
			return 0, false
		}
		at, text = at+e.size, text[n:]
	}
	return at, true
}

// escape is one character or byte as it is written behind a mark.
type escape struct {
	size   int // bytes it takes, mark included
	value  rune
	isByte bool
}

// standsFor returns how many bytes at the beginning of the text the escape
// stands for, 0 when it is something else.
func (e escape) standsFor(text string) int {
	if e.isByte {
		if rune(text[0]) == e.value {
			return 1
		}
		return 0
	}
	r, size := utf8.DecodeRuneInString(text)
	// A byte that is no UTF-8 is written \xHH by Go, \ufffd by JSON.
	if r == e.value || r == utf8.RuneError && size == 1 && rune(text[0]) == e.value {
		return size
	}
	return 0
}

// decode reads the escape with which b begins.
func (st style) decode(b []byte) (e escape, ok bool) {
	if st.mark == '%' {
		v, ok := hexValue(b, 1, 2)
		return escape{3, v, true}, ok
	}
	if len(b) < 2 {
		return escape{}, false
	}
	switch c := b[1]; c {
	case 'x':
		v, ok := hexValue(b, 2, 2)
		return escape{4, v, st.bytes}, ok
	case 'u':
		v, ok := hexValue(b, 2, 4)
		if ok && utf16.IsSurrogate(v) && len(b) >= 8 && b[6] == '\\' && b[7] == 'u' {
			if low, ok := hexValue(b, 8, 4); ok {
				return escape{12, utf16.DecodeRune(v, low), false}, true
			}
		}
		return escape{6, v, false}, ok
	case 'U':
		v, ok := hexValue(b, 2, 8)
		return escape{10, v, false}, ok
	default:
		v, ok := oneLetter(c)
		return escape{2, v, false}, ok
	}
}

// oneLetter is the character that a backslash and one byte stand for. Letters
// without a meaning are no escapes: `\Seen` is a flag.
func oneLetter(c byte) (rune, bool) {
	if i := strings.IndexByte("0abtnvfre", c); i >= 0 {
		return rune("\x00\a\b\t\n\v\f\r\x1b"[i]), true
	}
	return rune(c), c < utf8.RuneSelf && !isAlphanumeric(c)
}

// hexValue reads n hexadecimal digits at b[at:].
func hexValue(b []byte, at, n int) (v rune, ok bool) {
	if len(b) < at+n {
		return 0, false
	}
	for _, c := range b[at : at+n] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		v = v<<4 | rune(c)
	}
	return v, true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
