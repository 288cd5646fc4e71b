package render

import (
	"unicode"
	"unicode/utf8"
)

// Gate makes a text safe for a terminal: C0 controls but tab and line feed,
// DEL, C1 controls in both encodings, bidirectional controls, other invisible
// format characters, line and paragraph separators, and bytes that are no UTF-8
// become visible escapes. Honest text in any language passes unchanged. What
// was decoded passes the gate after decoding, never before.
func Gate(s string) string {
	for i := 0; i < len(s); {
		n := safeLen(s[i:])
		if n == 0 {
			return string(AppendGated(make([]byte, 0, len(s)+16), s))
		}
		i += n
	}
	return s
}

// GateLine is Gate for what must stay on one line: line feeds and tabs are
// escaped too.
func GateLine(s string) string {
	s = Gate(s)
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\t' {
			return string(escapeBreaks(s))
		}
	}
	return s
}

func escapeBreaks(s string) []byte {
	out := make([]byte, 0, len(s)+8)
	for i := range len(s) {
		switch s[i] {
		case '\n':
			out = append(out, `\n`...)
		case '\t':
			out = append(out, `\t`...)
		default:
			out = append(out, s[i])
		}
	}
	return out
}

// AppendGated appends s made safe for a terminal.
func AppendGated[T ~string | ~[]byte](dst []byte, s T) []byte {
	for i := 0; i < len(s); {
		if n := safeLen(s[i:]); n > 0 {
			dst = append(dst, s[i:i+n]...)
			i += n
			continue
		}
		r, n := decodeRune(s[i:])
		if r == utf8.RuneError && n == 1 || r < 0x80 {
			dst = appendHex(append(dst, `\x`...), uint32(s[i]), 2)
		} else if r <= 0xffff {
			dst = appendHex(append(dst, `\u`...), uint32(r), 4)
		} else {
			dst = appendHex(append(dst, `\U`...), uint32(r), 8)
		}
		i += n
	}
	return dst
}

// safeLen is the length of the character at the start of s if it may be shown
// as it is, else 0.
func safeLen[T ~string | ~[]byte](s T) int {
	c := s[0]
	if c < utf8.RuneSelf {
		if c >= 0x20 && c != 0x7f || c == '\t' || c == '\n' {
			return 1
		}
		return 0
	}
	r, n := decodeRune(s)
	if r == utf8.RuneError && n == 1 || !showable(r) {
		return 0
	}
	return n
}

func decodeRune[T ~string | ~[]byte](s T) (rune, int) {
	var b [utf8.UTFMax]byte
	return utf8.DecodeRune(b[:copy(b[:], s)])
}

// showable reports whether a character beyond ASCII is shown as it is. Two
// format characters are letters' own: the joiners of Persian and of emoji.
func showable(r rune) bool {
	switch r {
	case 0x200c, 0x200d:
		return true
	case 0x2028, 0x2029:
		return false
	}
	return !unicode.Is(unicode.Cc, r) && !unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Co, r)
}

func appendHex(dst []byte, v uint32, digits int) []byte {
	const hex = "0123456789abcdef"
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, hex[v>>shift&15])
	}
	return dst
}
