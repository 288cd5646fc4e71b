package lineedit

import "strings"

// recall is the walk through the history with Up and Down: over the entries that
// begin with what had been typed when it began.
type recall struct {
	at     int    // index of the entry shown; Len() is the line being typed
	prefix string // what had been typed
	typed  line   // what Down comes back to
}

// older shows the entry before the one shown.
func (k *keyboard) older(continued bool) {
	h := k.cfg.History
	if h == nil {
		k.bell()
		return
	}
	if !continued {
		k.recall = recall{at: h.Len(), typed: k.line}
		if k.line.atEnd() {
			k.recall.prefix = k.line.text
		}
	}
	for i := min(k.recall.at, h.Len()) - 1; i >= 0; i-- {
		if e := h.At(i); strings.HasPrefix(e, k.recall.prefix) && e != k.line.text {
			k.recall.at = i
			k.line.set(clean(e))
			return
		}
	}
	k.bell()
}

// newer shows the entry after the one shown, and in the end what had been typed.
func (k *keyboard) newer(continued bool) {
	h := k.cfg.History
	if h == nil || !continued {
		k.bell()
		return
	}
	for i := k.recall.at + 1; i < h.Len(); i++ {
		if e := h.At(i); strings.HasPrefix(e, k.recall.prefix) && e != k.line.text {
			k.recall.at = i
			k.line.set(clean(e))
			return
		}
	}
	if k.recall.at >= h.Len() {
		k.bell()
		return
	}
	k.recall.at = h.Len()
	k.line = k.recall.typed
}

// lastWordOf inserts the last word of the previous entry of the history; again,
// of the one before that, in its place.
func (k *keyboard) lastWordOf(continued bool) {
	h := k.cfg.History
	if h == nil {
		k.bell()
		return
	}
	if !continued {
		k.word.at, k.word.from, k.word.to = h.Len(), k.line.cursor, k.line.cursor
	}
	word := k.cfg.LastWord
	if word == nil {
		word = lastWord
	}
	shown := k.line.text[k.word.from:k.word.to]
	for k.word.at = min(k.word.at, h.Len()) - 1; k.word.at >= 0; k.word.at-- {
		if w := clean(word(h.At(k.word.at))); w != "" && w != shown {
			k.line.replace(k.word.from, k.word.to, w)
			k.word.to = k.word.from + len(w)
			return
		}
	}
	k.bell()
}

// clean makes text from outside valid: readline keeps characters, not bytes.
func clean(s string) string { return strings.ToValidUTF8(s, "\ufffd") }

// search is the state of Ctrl-R.
type search struct {
	query  string
	at     int // index of the entry found; Len() before the first
	failed bool
	before line // what Ctrl-G comes back to
}

// find looks for the query in the entries before the given one, and passes over
// those that look like skip.
func (k *keyboard) find(before int, skip string) {
	s, h := k.search, k.cfg.History
	s.failed = false
	if s.query == "" {
		return
	}
	i, ok := h.Search(s.query, min(before, h.Len()))
	for ok && skip != "" && h.At(i) == skip {
		i, ok = h.Search(s.query, i)
	}
	if !ok {
		s.failed = true
		return
	}
	k.found(i)
}

// found shows entry i with the cursor on what was looked for.
func (k *keyboard) found(i int) {
	k.search.at = i
	k.line.set(clean(k.cfg.History.At(i)))
	if at := matchIn(k.line.text, k.search.query); at >= 0 {
		k.line.cursor = at
	}
}

// forward looks in the entries after the one found.
func (k *keyboard) forward() {
	h := k.cfg.History
	for i := k.search.at + 1; i < h.Len(); i++ {
		if matchIn(h.At(i), k.search.query) >= 0 {
			k.search.failed = false
			k.found(i)
			return
		}
	}
	k.search.failed = true
}

// matchIn is where query is in text: as it is, or else in any case; -1 if not.
func matchIn(text, query string) int {
	if at := strings.Index(text, query); at >= 0 {
		return at
	}
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // offsets would not agree
		return -1
	}
	return strings.Index(lower, strings.ToLower(query))
}

// label is shown in the place of the prompt.
func (s *search) label() string {
	if s.failed {
		return "search failed '" + s.query + "': "
	}
	return "search '" + s.query + "': "
}
