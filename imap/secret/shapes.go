package secret

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf16"
)

// tokenMax is the length in bytes up to which a secret must stand alone.
const tokenMax = 3

// needle is one text to look for, and how to judge what stands around it.
type needle struct {
	text   string
	base64 bool // its neighbours may be more digits, or "=" after it
	left   bool // the digit before it holds bits of the secret
	right  bool // the digit after it does
	atEnd  bool // it must be the end of a run of base64
}

// The shapes of a secret that are looked for:
//
//   - as typed, and with "+" for a blank
//   - IMAP quoted, JSON, Go, C and Python escapes: see escapes.go
//   - percent-encoded, however many of its bytes are: see escapes.go
//   - base64, ordinary and for URLs, alone or anywhere in a longer run
//   - modified UTF-7, where no other encoded character adjoins it
//   - hexadecimal, lower or upper case
//   - the IMAP quoted form in base64 and in the escapes of a JSON text
//
// Those that are one fixed text are needles.

// needles returns the needles of a secret that is masked wherever it is.
func needles(value string) []needle {
	all := append(whole(value), base64Within(value)...)
	if q := quoted(value); q != value {
		all = append(all, base64Within(q)...)
	}
	return all
}

// tokens returns the needles of a short secret, each of which must stand alone
// or, with atEnd, be the last field in a run of base64.
func tokens(value string) []needle {
	all := append(whole(value), base64LastField(value)...)
	for _, e := range base64Alphabets() {
		all = append(all, needle{text: e.EncodeToString([]byte(value)), base64: true})
	}
	return all
}

// whole returns the needles that hold a value from its beginning to its end.
func whole(value string) []needle {
	digits := hex.EncodeToString([]byte(value))
	return []needle{
		{text: value},
		{text: strings.ReplaceAll(value, " ", "+")},
		{text: modifiedUTF7(value)},
		{text: digits},
		{text: strings.ToUpper(digits)},
	}
}

// base64Within returns the digits that a value alone decides inside the base64
// of a longer text, which it may enter at any of three alignments.
func base64Within(value string) []needle {
	var all []needle
	for _, e := range base64Alphabets() {
		for before := range 3 {
			text := e.EncodeToString([]byte(strings.Repeat("\x00", before) + value))
			bits := 8 * (before + len(value))
			all = append(all, needle{
				text:   text[(8*before+5)/6 : bits/6],
				base64: true,
				left:   before > 0,
				right:  bits%6 != 0,
			})
		}
	}
	return all
}

// base64LastField returns the digits with which a run ends whose text ends in
// NUL and the value. Fewer than four digits are too common to look for.
func base64LastField(value string) []needle {
	var all []needle
	for _, e := range base64Alphabets() {
		for before := range 3 {
			text := e.EncodeToString([]byte(strings.Repeat("\x00", before+1) + value))
			if text = text[(8*before+5)/6:]; len(text) > tokenMax {
				all = append(all, needle{text: text, base64: true, left: before > 0, atEnd: true})
			}
		}
	}
	return all
}

func base64Alphabets() [2]*base64.Encoding {
	return [2]*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding}
}

// isBase64 says whether a byte is a digit of either alphabet.
func isBase64(c byte) bool {
	return isAlphanumeric(c) || c == '+' || c == '/' || c == '-' || c == '_'
}

// quoted is a value as RFC 3501's quoted string holds it.
func quoted(value string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value)
}

// modifiedUTF7 is a value as a mailbox name on the wire (RFC 3501 §5.1.3).
func modifiedUTF7(value string) string {
	var out strings.Builder
	var run []rune
	flush := func() {
		if len(run) == 0 {
			return
		}
		var units []byte
		for _, u := range utf16.Encode(run) {
			units = append(units, byte(u>>8), byte(u))
		}
		text := base64.RawStdEncoding.EncodeToString(units)
		out.WriteString("&" + strings.ReplaceAll(text, "/", ",") + "-")
		run = run[:0]
	}
	for _, r := range value {
		switch {
		case r < ' ' || r > '~':
			run = append(run, r)
		case r == '&':
			flush()
			out.WriteString("&-")
		default:
			flush()
			out.WriteRune(r)
		}
	}
	flush()
	return out.String()
}

// at returns the span of an occurrence of the needle at b[start:], with the
// neighbours that belong to it.
func (n needle) at(b []byte, start int) span {
	end := start + len(n.text)
	if !n.base64 {
		return span{start, end}
	}
	if n.left && start > 0 && isBase64(b[start-1]) {
		start--
	}
	if n.right && end < len(b) && isBase64(b[end]) {
		end++
	}
	for pad := 0; pad < 2 && end < len(b) && b[end] == '='; pad++ {
		end++
	}
	return span{start, end}
}
