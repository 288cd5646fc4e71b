package render

import (
	"unicode"
	"unicode/utf8"
)

// Gate makes a text safe for a terminal: C0 controls but tab and line feed,
// DEL, C1 controls in both encodings, bidirectional controls, other invisible
// format characters, line and paragraph separators, private characters, and
// bytes that are no UTF-8 become visible escapes. Honest text in any language
// passes unchanged. What was decoded passes the gate after decoding, never
// before.
func Gate(s string) string {
	if firstUnsafe(s, false) == len(s) {
		return s
	}
	return string(AppendGated(make([]byte, 0, len(s)+16), s))
}

// GateLine is Gate for what must stay on one line: line feeds and tabs are
// escaped too.
func GateLine(s string) string {
	if firstUnsafe(s, true) == len(s) {
		return s
	}
	return string(AppendGatedLine(make([]byte, 0, len(s)+16), s))
}

// AppendGated appends s made safe as [Gate] does.
func AppendGated[T ~string | ~[]byte](dst []byte, s T) []byte { return appendGated(dst, s, false) }

// AppendGatedLine appends s made safe as [GateLine] does.
func AppendGatedLine[T ~string | ~[]byte](dst []byte, s T) []byte { return appendGated(dst, s, true) }

func appendGated[T ~string | ~[]byte](dst []byte, s T, line bool) []byte {
	for len(s) > 0 {
		n := firstUnsafe(s, line)
		dst = append(dst, s[:n]...)
		if s = s[n:]; len(s) == 0 {
			break
		}
		r, n := decodeRune(s)
		dst = appendEscape(dst, r, n, s[0])
		s = s[n:]
	}
	return dst
}

// appendEscape makes a character visible that took n bytes, the first of them
// first.
func appendEscape(dst []byte, r rune, n int, first byte) []byte {
	switch {
	case first == '\n':
		return append(dst, `\n`...)
	case first == '\t':
		return append(dst, `\t`...)
	case n == 1: // a control character, or no UTF-8
		return appendHex(append(dst, `\x`...), uint32(first), 2)
	case r <= 0xffff:
		return appendHex(append(dst, `\u`...), uint32(r), 4)
	}
	return appendHex(append(dst, `\U`...), uint32(r), 8)
}

// firstUnsafe is the length of what may be shown as it is at the start of s.
func firstUnsafe[T ~string | ~[]byte](s T, line bool) int {
	i := 0
	for i < len(s) {
		c := s[i]
		if c >= ' ' && c < 0x7f || !line && (c == '\n' || c == '\t') {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			return i
		}
		r, n := decodeRune(s[i:])
		if r == utf8.RuneError && n == 1 || !showable(r) {
			return i
		}
		i += n
	}
	return i
}

func decodeRune[T ~string | ~[]byte](s T) (rune, int) {
	var b [utf8.UTFMax]byte
	return utf8.DecodeRune(b[:copy(b[:], s)])
}

// showable reports whether a character beyond ASCII is shown as it is. Some
// format characters are letters' own: the joiners of Persian and of emoji, the
// marks that stand before Arabic numbers.
func showable(r rune) bool {
	switch r {
	case 0x200c, 0x200d:
		return true
	case 0x2028, 0x2029:
		return false
	}
	if unicode.Is(unicode.Cf, r) {
		return unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	}
	return !unicode.Is(unicode.Cc, r) && !unicode.Is(unicode.Co, r)
}

func appendHex(dst []byte, v uint32, digits int) []byte {
	const hex = "0123456789abcdef"
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, hex[v>>shift&15])
	}
	return dst
}
