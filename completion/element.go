package completion

import (
	"slices"
	"strings"

	"imapsh/repl/words"
)

// element is what is being typed at the end of the text: a word, or an element of
// a parenthesised word.
type element struct {
	from   int        // where it begins in the text
	form   words.Form // of what is typed so far
	open   bool       // its quote or bracket is not closed
	raw    string     // as typed
	value  string     // without quotes and escapes
	before []string   // the elements before it in the same list, as typed
	heads  []string   // for each ( around it, the word before that
}

// depth is the number of parentheses around the element.
func (el *element) depth() int { return len(el.heads) }

// maxNesting bounds how deep parentheses are followed.
const maxNesting = 32

// elementAt finds the element at the place. ok is false behind a closed list, where
// nothing can stand.
func elementAt(text string, p *place) (el element, ok bool) {
	el = element{from: p.word.Span.Start, form: p.word.Form, open: p.word.Open, value: p.word.Value, raw: text[p.word.Span.Start:]}
	if p.word.Form != words.Group {
		return el, true
	}
	span := words.Span{Start: p.word.Span.Start, End: len(text)}
	el.heads = []string{p.lastGiven()}
	for range maxNesting {
		inner := words.Inner(text, span)
		end := span.Start + 1
		el.before = nil
		for _, w := range inner {
			el.before = append(el.before, w.Value)
			end = w.Span.End
		}
		if strings.HasPrefix(strings.TrimLeft(text[end:], " \t\n"), ")") {
			return el, false
		}
		n := len(inner) - 1
		if n < 0 || inner[n].Span.End < len(text) {
			el.set(words.Word{Span: words.Span{Start: len(text)}}, text)
			return el, true
		}
		last := inner[n]
		el.before = el.before[:n]
		if last.Form != words.Group {
			el.set(last, text)
			return el, true
		}
		if !last.Open {
			return el, false // a blank must follow
		}
		head := ""
		if n > 0 {
			head = inner[n-1].Value
		}
		el.heads = append(el.heads, head)
		span.Start = last.Span.Start
	}
	return el, false
}

// lastGiven is the word before the one at the place; "" if that is the command.
func (p *place) lastGiven() string {
	if len(p.given) == 0 {
		return ""
	}
	return p.given[len(p.given)-1].Value
}

// set makes the element what begins with a word of a list.
func (el *element) set(w words.Word, text string) {
	el.from, el.form, el.open, el.raw = w.Span.Start, w.Form, w.Open, text[w.Span.Start:]
	el.value = el.raw
	if w.Form == words.Quoted {
		el.value = strings.TrimPrefix(el.raw, `"`)
		if !w.Open {
			el.value = strings.TrimSuffix(el.value, `"`)
		}
		el.value = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(el.value)
	}
}

// has says whether the list holds a word already, in any case.
func (el *element) has(name string) bool {
	return slices.ContainsFunc(el.before, func(s string) bool { return strings.EqualFold(s, name) })
}

// replace makes the element what the candidates replace.
func (c *completer) replace(el *element) {
	c.from, c.typed, c.tail = el.from, el.value, tail(el, c.rest)
}

// tail is how many bytes behind the cursor belong to the element.
func tail(el *element, rest string) int {
	if el.open && (el.form == words.Quoted || el.form == words.Single || el.form == words.Escaped) {
		quote := byte('\'')
		if el.form == words.Quoted {
			quote = '"'
		}
		n := strings.IndexByte(rest, quote) + 1
		if n > 0 && (n == len(rest) || strings.IndexByte(" \t)", rest[n]) >= 0) {
			return n
		}
		return 0
	}
	if n := strings.IndexAny(rest, " \t()[]\"'<>"); n >= 0 {
		return n
	}
	return len(rest)
}
