package history

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Search looks for the newest entry older than before that contains the query.
// It begins with before = Len; each index found is the before of the next
// older match. See Match for what contains means.
func (h *History) Search(query string, before int) (index int, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := min(before, len(h.view)) - 1; i >= 0; i-- {
		if _, _, ok := Match(h.line(i), query); ok {
			return i, true
		}
	}
	return 0, false
}

// BestPrefix returns the newest entry that begins with the prefix and goes on
// after it, for the grey hint behind the cursor. The prefix must not be empty
// and case counts, since the entry is to continue what is typed. Entries of
// several lines are left out: a hint has room for one.
func (h *History) BestPrefix(prefix string) (line string, ok bool) {
	if prefix == "" {
		return "", false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.view) - 1; i >= 0; i-- {
		line := h.line(i)
		if len(line) > len(prefix) && strings.HasPrefix(line, prefix) && strings.IndexByte(line, '\n') < 0 {
			return line, true
		}
	}
	return "", false
}

// Match finds the first place in the line where the query stands: it is
// line[start:end]. A query without an upper-case letter is found in any case,
// another one as it is. The empty query is found at once.
func Match(line, query string) (start, end int, ok bool) {
	if query != strings.ToLower(query) {
		start = strings.Index(line, query)
		return start, start + len(query), start >= 0
	}
	for start = range line {
		if query != "" && differ(line[start], query[0]) {
			continue // most places, so without a call
		}
		if n, ok := prefixFold(line[start:], query); ok {
			return start, start + n, true
		}
	}
	return 0, 0, query == ""
}

// prefixFold says whether the line begins with the query, which is in lower
// case, and how many bytes of the line that takes.
func prefixFold(line, query string) (n int, ok bool) {
	for i := 0; i < len(query); {
		if n == len(line) {
			return 0, false
		}
		if differ(line[n], query[i]) {
			return 0, false
		}
		r, size := utf8.DecodeRuneInString(line[n:])
		q, qsize := utf8.DecodeRuneInString(query[i:])
		if unicode.ToLower(r) != q {
			return 0, false
		}
		n, i = n+size, i+qsize
	}
	return n, true
}

// differ says whether two bytes, both ASCII, are not the same letter; q is in
// lower case. Of other bytes it cannot tell.
func differ(c, q byte) bool {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c != q && c < utf8.RuneSelf && q < utf8.RuneSelf
}
