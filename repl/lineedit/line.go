package lineedit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"imapsh/repl/lineedit/screen"
)

// line is the text being edited and the cursor in it, a byte offset. Its methods
// move by characters as a person counts them.
type line struct {
	text   string
	cursor int
}

// atEnd tells whether the cursor is behind the last character.
func (l *line) atEnd() bool { return l.cursor == len(l.text) }

// set replaces everything and goes to the end.
func (l *line) set(text string) { l.text, l.cursor = text, len(text) }

// insert puts s at the cursor and goes behind it.
func (l *line) insert(s string) { l.replace(l.cursor, l.cursor, s) }

// replace puts s in the place of the bytes from to to and goes behind it.
func (l *line) replace(from, to int, s string) {
	l.text = l.text[:from] + s + l.text[to:]
	l.cursor = from + len(s)
}

// cut removes the bytes from to to, goes there, and returns them.
func (l *line) cut(from, to int) string {
	gone := l.text[from:to]
	l.replace(from, to, "")
	return gone
}

// before is where the character left of the cursor begins.
func (l *line) before() int {
	if l.cursor == 0 {
		return 0
	}
	if l.text[l.cursor-1] < utf8.RuneSelf {
		return l.cursor - 1
	}
	// A character begins at each ASCII byte: count from the last one.
	at := l.cursor - 1
	for at > 0 && l.text[at] >= utf8.RuneSelf {
		at--
	}
	for {
		n := len(screen.First(l.text[at:l.cursor]))
		if at+n >= l.cursor {
			return at
		}
		at += n
	}
}

// after is where the character at the cursor ends.
func (l *line) after() int {
	if l.atEnd() {
		return l.cursor
	}
	return l.cursor + len(screen.First(l.text[l.cursor:]))
}

// transpose exchanges the characters on both sides of the cursor, or the last two
// at the end, and goes behind them. (Readline's own leaves the line by one when
// there is only one character, and then panics.)
func (l *line) transpose() {
	if l.atEnd() {
		l.cursor = l.before()
	}
	from, mid, to := l.before(), l.cursor, l.after()
	if from == mid || mid == to {
		l.cursor = to
		return
	}
	l.replace(from, to, l.text[mid:to]+l.text[from:mid])
}

// isWord is what word motions stop at: letters and digits of any script.
func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// isSolid is what Ctrl-W takes: all but blanks.
func isSolid(r rune) bool { return !unicode.IsSpace(r) }

// wordBefore is where the word left of the cursor begins, what is no word
// between them included.
func (l *line) wordBefore(in func(rune) bool) int {
	at := l.cursor
	for seen := false; at > 0; {
		r, n := utf8.DecodeLastRuneInString(l.text[:at])
		if !in(r) && seen {
			break
		}
		seen = in(r)
		at -= n
	}
	return at
}

// wordAfter is where the word right of the cursor ends.
func (l *line) wordAfter(in func(rune) bool) int {
	at := l.cursor
	for seen := false; at < len(l.text); {
		r, n := utf8.DecodeRuneInString(l.text[at:])
		if !in(r) && seen {
			break
		}
		seen = in(r)
		at += n
	}
	return at
}

// runes is the line as readline has it.
func (l *line) runes() (text []rune, cursor int) {
	return []rune(l.text), utf8.RuneCountInString(l.text[:l.cursor])
}

// lineOf is the line that readline has.
func lineOf(text []rune, cursor int) line {
	s := string(text[:cursor])
	return line{text: s + string(text[cursor:]), cursor: len(s)}
}

// lastWord is the last word of a line; a blank inside double quotes or brackets
// does not end one.
func lastWord(text string) string {
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	start, depth, quoted := 0, 0, false
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth--
		case unicode.IsSpace(r) && depth <= 0:
			start = i + utf8.RuneLen(r)
		}
	}
	return text[start:]
}
