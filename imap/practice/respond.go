package practice

import (
	"strconv"
	"strings"

	"imapsh/imap/practice/store"
	"imapsh/imap/utf7"
	"imapsh/imap/wire"
)

// line writes one response line.
func (s *session) line(parts ...string) {
	for _, p := range parts {
		s.out.WriteString(p)
	}
	s.out.WriteString("\r\n")
}

// tagged writes the answer that ends a command.
func (s *session) tagged(c *call, status, text string) {
	s.line(c.tag, " ", status, " ", text)
}

func (s *session) capabilityList() string { return strings.Join(s.capabilities(), " ") }

// appendString appends text as a string: quoted where that can hold it, else a
// literal. 8-bit text may be quoted only where UTF-8 is switched on
// (RFC 3501 §4.3, RFC 9755 §3).
func (s *session) appendString(dst []byte, text string) []byte {
	if wire.IsQuotable(text) || s.utf8() && isPlain(text) {
		return wire.AppendQuoted(dst, text)
	}
	return appendLiteral(dst, []byte(text))
}

// isPlain reports whether text holds neither CR, LF nor NUL.
func isPlain(text string) bool { return !strings.ContainsAny(text, "\r\n\x00") }

func appendLiteral(dst, text []byte) []byte {
	dst = append(dst, '{')
	dst = strconv.AppendInt(dst, int64(len(text)), 10)
	dst = append(dst, "}\r\n"...)
	return append(dst, text...)
}

// appendAString appends text bare where that is allowed.
func (s *session) appendAString(dst []byte, text string) []byte {
	if wire.IsAString(text) && !strings.EqualFold(text, "NIL") {
		return append(dst, text...)
	}
	return s.appendString(dst, text)
}

// utf8 reports whether strings hold UTF-8 (RFC 9755 §3, RFC 9051 §4.3).
func (s *session) utf8() bool { return s.enabled.utf8 || s.enabled.rev2 }

// mailbox is a mailbox name as it goes on the wire: modified UTF-7, or UTF-8
// where that is switched on (RFC 3501 §5.1.3, RFC 9051 §5.1).
func (s *session) mailbox(name string) string {
	if !s.utf8() {
		name = utf7.Encode(name)
	}
	return string(s.appendAString(nil, name))
}

// appendFlags appends a parenthesised list of flags.
func appendFlags(dst []byte, f store.Flags, recent bool) []byte {
	dst = append(dst, '(')
	names := f.Names()
	if recent { // between the system flags and the keywords, as Dovecot has it
		at := len(names) - len(f.Keywords)
		names = append(names[:at:at], append([]string{`\Recent`}, names[at:]...)...)
	}
	for i, n := range names {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, n...)
	}
	return append(dst, ')')
}

func itoa[N int | int64 | uint32 | uint64](n N) string { return strconv.FormatInt(int64(n), 10) }

// setString writes numbers as a set, runs of them as ranges.
func setString(numbers []uint32) string {
	var set wire.Set
	for _, n := range numbers {
		set = set.Add(n)
	}
	return set.String()
}
