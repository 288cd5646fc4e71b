package wire

// The character classes of RFC 3501 §9, one bit each in a table of 256 bytes.
const (
	charAtom    = 1 << iota // ATOM-CHAR
	charAString             // ASTRING-CHAR: ATOM-CHAR or "]"
	charTag                 // tag: ASTRING-CHAR except "+"
	charList                // list-char: ASTRING-CHAR or "%" or "*"
	charQuoted              // may stand in a quoted string, escaped or not
)

func charClass(c byte) byte {
	switch {
	case c >= 0x80 || c == 0 || c == '\r' || c == '\n':
		return 0
	case c < 0x20 || c == 0x7f || c == ' ', c == '(', c == ')', c == '{', c == '"', c == '\\':
		return charQuoted
	case c == '%' || c == '*':
		return charQuoted | charList
	case c == ']':
		return charQuoted | charAString | charTag | charList
	case c == '+':
		return charQuoted | charAtom | charAString | charList
	}
	return charQuoted | charAtom | charAString | charTag | charList
}

func all[T ~string | ~[]byte](s T, class byte) bool {
	for i := range len(s) {
		if charClass(s[i])&class == 0 {
			return false
		}
	}
	return len(s) > 0
}

// IsAtom reports whether s is an atom (RFC 3501 §9).
func IsAtom(s string) bool { return all(s, charAtom) }

// IsAString reports whether s may go out bare as an astring.
func IsAString(s string) bool { return all(s, charAString) }

// IsListPattern reports whether s may go out bare as a list-mailbox pattern.
func IsListPattern(s string) bool { return all(s, charList) }

// IsQuotable reports whether a quoted string can hold s: 7-bit and without CR,
// LF and NUL. The empty string is quotable.
func IsQuotable(s string) bool { return s == "" || all(s, charQuoted) }

func isAtom(s []byte) bool { return all(s, charAtom) }
func isTag(s []byte) bool  { return all(s, charTag) }

// AppendQuoted appends s as a quoted string, escaping '"' and '\'. It does not
// look for bytes that a quoted string cannot hold; see [IsQuotable].
func AppendQuoted[T ~string | ~[]byte](dst []byte, s T) []byte {
	dst = append(dst, '"')
	for i := range len(s) {
		if c := s[i]; c == '"' || c == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, s[i])
	}
	return append(dst, '"')
}
