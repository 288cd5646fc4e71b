package message

import (
	"strconv"
	"unicode/utf8"
)

// appendNString writes s, or NIL if there is none.
func appendNString(dst []byte, s string, present bool, form Form) []byte {
	if !present {
		return append(dst, "NIL"...)
	}
	return appendString(dst, s, form)
}

// appendString writes s as a quoted string, or as a literal where the form
// does not let it be quoted (RFC 3501 §4.3).
func appendString(dst []byte, s string, form Form) []byte {
	if !quotable(s, form) {
		dst = append(dst, '{')
		dst = strconv.AppendInt(dst, int64(len(s)), 10)
		dst = append(dst, "}\r\n"...)
		return append(dst, s...)
	}
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		if s[i] == '"' || s[i] == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, s[i])
	}
	return append(dst, '"')
}

func quotable(s string, form Form) bool {
	ascii := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == 0, c == '\r', c == '\n':
			return false
		case c >= 0x80:
			ascii = false
		}
	}
	return ascii || form == UTF8 && utf8.ValidString(s)
}
