package message

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold maps text for comparison as i;unicode-casemap does (RFC 5051 §2): every
// character to title case, then decomposed. Two texts are equal in SEARCH, SORT
// and THREAD when their folded forms are, and are ordered by the octets of
// those (RFC 5255 §4.3, I18NLEVEL=1).
func Fold(s string) string {
	ascii, changes := true, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		ascii = ascii && c < utf8.RuneSelf
		changes = changes || c >= 'a' && c <= 'z'
	}
	if ascii && !changes {
		return s
	}
	b := make([]byte, 0, len(s))
	if ascii {
		for i := 0; i < len(s); i++ {
			c := s[i]
			if c >= 'a' && c <= 'z' {
				c -= 'a' - 'A'
			}
			b = append(b, c)
		}
		return string(b)
	}
	for _, r := range s {
		b = utf8.AppendRune(b, unicode.ToTitle(r))
	}
	return string(norm.NFKD.Bytes(b))
}
