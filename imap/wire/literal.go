package wire

import (
	"math"
	"strconv"
)

// A LiteralHeader is what announces a literal: {n}, {n+} or ~{n}.
type LiteralHeader struct {
	Size    int64 // bytes that follow
	NonSync bool  // {n+}: the sender does not wait (RFC 7888)
	Binary  bool  // ~{n}: the bytes may hold NUL (RFC 3516)
	Offset  int   // where the header begins in its line
}

// AppendTo appends the header as it goes on the wire, without CRLF.
func (h LiteralHeader) AppendTo(dst []byte) []byte {
	if h.Binary {
		dst = append(dst, '~')
	}
	dst = append(dst, '{')
	dst = strconv.AppendInt(dst, h.Size, 10)
	if h.NonSync {
		dst = append(dst, '+')
	}
	return append(dst, '}')
}

// TrailingLiteral reports whether line, given without CRLF, ends by announcing
// a literal. The header counts only outside a quoted string. A size that does
// not fit 63 bits is a [SyntaxError].
func TrailingLiteral(line []byte) (LiteralHeader, bool, error) {
	h, ok, err := literalAtEnd(line)
	if ok && endsInQuotes(line[:h.Offset]) {
		return LiteralHeader{}, false, nil
	}
	return h, ok, err
}

func literalAtEnd(line []byte) (LiteralHeader, bool, error) {
	var h LiteralHeader
	end := len(line) - 1
	if end < 2 || line[end] != '}' {
		return h, false, nil
	}
	if line[end-1] == '+' {
		h.NonSync = true
		end--
	}
	start := end
	for start > 0 && isDigit(line[start-1]) {
		start--
	}
	if start == end || start == 0 || line[start-1] != '{' {
		return LiteralHeader{}, false, nil
	}
	h.Offset = start - 1
	if h.Offset > 0 && line[h.Offset-1] == '~' {
		h.Binary = true
		h.Offset--
	}
	n, ok := ParseNumber(line[start:end], math.MaxInt64)
	if !ok {
		return h, true, syntaxAt(line, start, "a literal size below 2^63", "literal")
	}
	h.Size = int64(n)
	return h, true, nil
}

// endsInQuotes reports whether a quoted string is still open at the end of s.
func endsInQuotes(s []byte) bool {
	open := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			open = !open
		case '\\':
			if open {
				i++
			}
		}
	}
	return open
}

// ParseNumber reads decimal digits, all of s, up to limit. It never overflows.
func ParseNumber(s []byte, limit uint64) (uint64, bool) {
	if len(s) == 0 {
		return 0, false
	}
	var n uint64
	for _, c := range s {
		if !isDigit(c) {
			return 0, false
		}
		d := uint64(c - '0')
		if d > limit || n > (limit-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}

func isDigit(c byte) bool { return c-'0' <= 9 }
