// Package utf7 translates mailbox names between UTF-8, which people type and
// read, and modified UTF-7 (RFC 3501 §5.1.3), which IMAP4rev1 sends.
//
// Printable ASCII stands for itself, "&" is written "&-", and everything else
// is UTF-16 in a base64 of its own ("," for "/", no padding) between "&" and
// "-". Decoding is strict: every name has exactly one encoding, and whatever
// else a server sends is an error that says where and why, so that a broken
// name is seen and never quietly repaired. What to do then (show the name as
// it came) is the caller's decision.
//
// The package knows nothing of hierarchy, INBOX, quoting or UTF8=ACCEPT, and
// never makes control characters safe to show: a decoded name may hold ESC.
package utf7

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// alphabet is the modified base64 of RFC 3501 §5.1.3.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,"

// Error says where a name stops being modified UTF-7 and why.
type Error struct {
	Offset int    // in bytes from the start of the name, 0 to its length
	Reason string // what is wrong there, in a few words
}

// Error is the message for a person, with the offset and the reason.
func (e *Error) Error() string {
	return fmt.Sprintf("not modified UTF-7 at offset %d: %s", e.Offset, e.Reason)
}

// Encode returns the wire form of a name in UTF-8. It cannot fail: each byte
// that is not part of valid UTF-8 becomes U+FFFD, so a caller to whom that
// matters checks utf8.ValidString first. Control characters are encoded like
// any other; CR, LF and NUL, which Decode refuses, are the caller's to refuse.
// A name that needs no encoding is returned as it is.
func Encode(s string) string {
	if plain(s) {
		return s
	}
	out := make([]byte, 0, 2*len(s))
	var bits uint32 // the units not written yet, in the low n bits
	n, shifted := 0, false
	for _, r := range s {
		if isPrintable(r) {
			if shifted {
				out, shifted = shiftBack(out, bits, n), false
			}
			out = append(out, byte(r))
			if r == '&' {
				out = append(out, '-')
			}
			continue
		}
		if !shifted {
			out, bits, n, shifted = append(out, '&'), 0, 0, true
		}
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			out, bits, n = appendUnit(out, bits, n, high)
			r = low
		}
		out, bits, n = appendUnit(out, bits, n, r)
	}
	if shifted {
		out = shiftBack(out, bits, n)
	}
	return string(out)
}

// appendUnit adds one UTF-16 unit to the n bits that wait and writes every
// base64 digit that is complete.
func appendUnit(out []byte, bits uint32, n int, unit rune) ([]byte, uint32, int) {
	bits = bits<<16 | uint32(unit)
	for n += 16; n >= 6; {
		n -= 6
		out = append(out, alphabet[bits>>n&0x3f])
	}
	return out, bits & (1<<n - 1), n
}

// shiftBack writes the last digit, filled up with zero bits, and the "-".
func shiftBack(out []byte, bits uint32, n int) []byte {
	if n > 0 {
		out = append(out, alphabet[bits<<(6-n)&0x3f])
	}
	return append(out, '-')
}

// Decode returns the name that a wire form stands for, or an *Error where the
// form is not the one that RFC 3501 §5.1.3 allows: a byte outside printable
// ASCII, a shift without its "-", a digit that is none, printable ASCII
// encoded, two shifts in a row where one would do, half a character, left-over
// bits that are not zero, or a lone surrogate. CR, LF and NUL are refused
// too, because no command could carry the decoded name.
// A name without "&" is returned as it is.
func Decode(s string) (string, error) {
	if plain(s) {
		return s, nil
	}
	out, _, err := appendDecoded(make([]byte, 0, len(s)), s)
	if err != nil {
		return "", err
	}
	return string(out), nil
}

// AppendDecode is Decode for those who have many names to show: it appends
// the decoded name to dst. On error dst is returned as it was.
func AppendDecode(dst, wire []byte) ([]byte, error) {
	out, _, err := appendDecoded(dst, wire)
	if err != nil {
		return dst, err
	}
	return out, nil
}

// Valid says whether a name is modified UTF-7 already: it has at least one
// "&", and Decode accepts it. Such a name, when typed, is sent as it is.
func Valid(s string) bool {
	if strings.IndexByte(s, '&') < 0 {
		return false
	}
	_, _, err := appendDecoded(nil, s)
	return err == nil
}

// DoublyEncoded says whether a wire form decodes to a name that is itself
// modified UTF-7 with an encoded character in it, as "Entw&-APw-rfe" decodes
// to "Entw&APw-rfe": some client took a wire form for a name, perhaps more
// than once. A name in which never more than "&-" comes out is let pass, since
// a person may have typed that.
func DoublyEncoded(wire string) bool {
	name, err := Decode(wire)
	for err == nil && strings.IndexByte(name, '&') >= 0 {
		var next []byte
		var runs int
		if next, runs, err = appendDecoded(nil, name); err == nil && runs > 0 {
			return true
		}
		name = string(next) // shorter by each "-" of "&-", so this ends
	}
	return false
}

// appendDecoded appends the decoded name to dst and counts the base64 runs.
// The name is a string or bytes so that neither caller has to copy.
func appendDecoded[T string | []byte](dst []byte, wire T) (out []byte, runs int, err error) {
	afterRun := -1 // the offset at which another run would be superfluous
	for i := 0; i < len(wire); {
		c := wire[i]
		if c != '&' {
			if !isPrintable(rune(c)) {
				return dst, runs, &Error{i, fmt.Sprintf("byte 0x%02x must be encoded", c)}
			}
			dst = append(dst, c)
			i++
			continue
		}
		end := i + 1
		for end < len(wire) && digit(wire[end]) >= 0 {
			end++
		}
		switch {
		case end == len(wire):
			return dst, runs, &Error{i, `the shift that "&" begins has no "-" at its end`}
		case wire[end] != '-':
			return dst, runs, &Error{end, fmt.Sprintf("%+q is no digit of modified base64", string(wire[end:end+1]))}
		case end == i+1:
			dst = append(dst, '&')
			i += 2
			continue
		case i == afterRun:
			return dst, runs, &Error{i, "a shift right after another, both must be one"}
		}
		if dst, err = appendRun(dst, wire[i+1:end], i+1); err != nil {
			return dst, runs, err
		}
		runs++
		i = end + 1
		afterRun = i
	}
	return dst, runs, nil
}

// appendRun decodes the digits of one run, which begins at offset at.
func appendRun[T string | []byte](dst []byte, run T, at int) ([]byte, error) {
	var bits uint32
	var high rune // a high surrogate that waits for its low one
	n := 0
	for i := range len(run) {
		bits = bits<<6 | uint32(digit(run[i]))
		if n += 6; n < 16 {
			continue
		}
		n -= 16
		unit := rune(bits >> n & 0xffff)
		switch {
		case high != 0:
			r := utf16.DecodeRune(high, unit)
			if r == utf8.RuneError {
				return dst, &Error{at + i, fmt.Sprintf("high surrogate %04X without its low one", high)}
			}
			dst, high = utf8.AppendRune(dst, r), 0
		case unit >= 0xd800 && unit < 0xdc00:
			high = unit
		case utf16.IsSurrogate(unit):
			return dst, &Error{at + i, fmt.Sprintf("low surrogate %04X without its high one", unit)}
		case isPrintable(unit):
			return dst, &Error{at + i, fmt.Sprintf("%q is printable ASCII and must not be encoded", unit)}
		case unit == 0 || unit == '\r' || unit == '\n':
			return dst, &Error{at + i, fmt.Sprintf("%q cannot be part of a name", unit)}
		default:
			dst = utf8.AppendRune(dst, unit)
		}
	}
	end := at + len(run)
	switch {
	case n >= 6:
		return dst, &Error{end, "the shift ends within a character"}
	case bits&(1<<n-1) != 0:
		return dst, &Error{end, "the bits left over are not zero"}
	case high != 0:
		return dst, &Error{end, fmt.Sprintf("high surrogate %04X without its low one", high)}
	}
	return dst, nil
}

// digit is the value of a modified base64 digit, or -1.
func digit(c byte) int {
	switch {
	case c >= 'A' && c <= 'Z':
		return int(c - 'A')
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 26
	case c >= '0' && c <= '9':
		return int(c-'0') + 52
	case c == '+':
		return 62
	case c == ',':
		return 63
	}
	return -1
}

// plain says whether a name is the same in both forms.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] == '&' || !isPrintable(rune(s[i])) {
			return false
		}
	}
	return true
}

// isPrintable says whether a character stands for itself ("&" all but so).
func isPrintable(r rune) bool {
	return r >= ' ' && r <= '~'
}
