package completion

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"imapsh/repl/words"
)

// quote writes a text as a word of the shell, bare if it can be, in the quotes that
// were begun if they can hold it, and whatever it holds without a control character
// or a byte that is no UTF-8 (shell.md §2). With open the closing quote is left out,
// for more to be typed.
func quote(text string, form words.Form, open bool) string {
	end := func(quoted string) string {
		if open {
			return quoted[:len(quoted)-1]
		}
		return quoted
	}
	safe, variable := isPrintable(text), strings.Contains(text, "${")
	switch {
	case !safe || form == words.Escaped, variable && strings.Contains(text, "'"):
		return end("$'" + escape(asString(text)) + "'")
	case variable || form == words.Single && !strings.Contains(text, "'") && asString(text) == text:
		return end("'" + asString(text) + "'")
	case form != words.Quoted && isBare(text):
		return text
	}
	return end(imapQuoted(text))
}

// imapQuoted is a quoted string of IMAP, which is one of the shell too.
func imapQuoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// asString keeps a text that looks like a list or a quoted string from being sent
// as one: text in '…' that is enclosed in () or "" goes out as it is (client.md §4).
func asString(text string) string {
	if len(text) > 1 && (text[0] == '(' && text[len(text)-1] == ')' || text[0] == '"' && text[len(text)-1] == '"') {
		return imapQuoted(text)
	}
	return text
}

// escape writes a text for $'…'.
func escape(text string) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\\' || r == '\'':
			b.WriteByte('\\')
			b.WriteByte(text[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case strings.HasPrefix(text[i:], "${") || !isSafe(r, n):
			for _, c := range []byte(text[i : i+n]) {
				b.WriteString(`\x`)
				b.WriteByte(hex[c>>4])
				b.WriteByte(hex[c&15])
			}
		default:
			b.WriteString(text[i : i+n])
		}
		i += n
	}
	return b.String()
}

// isPrintable says whether a text may stand in a line as it is.
func isPrintable(text string) bool {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isSafe(r, n) {
			return false
		}
		i += n
	}
	return true
}

// isSafe says whether a character, n bytes long, can be seen and obeys nothing.
func isSafe(r rune, n int) bool {
	const nonJoiner, joiner = 0x200c, 0x200d // letters' own, in Persian and emoji
	return unicode.IsPrint(r) && (r != utf8.RuneError || n > 1) || r == nonJoiner || r == joiner
}

// isBare says whether a text can be a bare word that is not the first of its line,
// and means itself whatever its place: no redirect, file, group, section or NIL.
func isBare(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < utf8.RuneSelf && !isWordByte(c) {
			return false
		}
	}
	switch upper := strings.ToUpper(text); {
	case text == "", upper == "NIL", upper == "NONE":
		return false
	case strings.Contains(upper, "["):
		return !strings.HasPrefix(upper, "BODY") && !strings.HasPrefix(upper, "BINARY")
	}
	return isPrintable(text)
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		strings.IndexByte(`.,/:;@_+-=~!?*%&#^[]`, c) >= 0
}

// wireAString writes a text as an argument inside parentheses, where words go out
// as typed. "" if it cannot be done: there are no escapes there.
func wireAString(text string) string {
	if !isPrintable(text) || strings.Contains(text, "${") {
		return ""
	}
	for i := range len(text) {
		if c := text[i]; c >= utf8.RuneSelf || !isWordByte(c) || c == '*' || c == '%' {
			return imapQuoted(text)
		}
	}
	if text == "" || strings.EqualFold(text, "NIL") || !isBare(text) {
		return imapQuoted(text)
	}
	return text
}
