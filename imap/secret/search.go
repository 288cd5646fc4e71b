package secret

import (
	"bytes"
	"slices"
	"strings"
)

// span is an occurrence: b[start:end].
type span struct{ start, end int }

// patterns is what a Set looks for. It does not change once made, so that
// searches need no lock.
type patterns struct {
	anywhere   table
	tokens     []needle // of the short secrets
	forms      []string // to be found in escaped texts
	tokenForms []string // the same of the short secrets
}

func newPatterns(values []string) *patterns {
	p := &patterns{}
	var anywhere []needle
	for _, v := range values {
		if len(v) > tokenMax {
			anywhere = append(anywhere, needles(v)...)
			p.forms = append(p.forms, escapeForms(v)...)
		} else {
			p.tokens = append(p.tokens, tokens(v)...)
			p.tokenForms = append(p.tokenForms, escapeForms(v)...)
		}
	}
	p.anywhere = newTable(distinct(anywhere))
	p.tokens = distinct(p.tokens)
	return p
}

// distinct sorts and drops what is there twice.
func distinct(all []needle) []needle {
	slices.SortFunc(all, func(a, b needle) int { return strings.Compare(a.text, b.text) })
	return slices.Compact(all)
}

// find returns the occurrences in order, none touching another's bytes.
func (p *patterns) find(b []byte) []span {
	spans := p.anywhere.appendTo(nil, b)
	spans = merge(appendEscaped(spans, b, p.forms))
	if len(p.tokens) == 0 {
		return spans
	}
	return p.addTokens(spans, b)
}

// candidate is where a short secret may be.
type candidate struct {
	span
	atEnd bool // it counts at the end of a run of base64; else where it is alone
}

// addTokens adds the occurrences of short secrets that count. A neighbour that
// is masked is no letter any more, so one occurrence may free the next; going
// forth and back until nothing changes leaves nothing for another Mask.
func (p *patterns) addTokens(spans []span, b []byte) []span {
	var open []candidate
	for _, n := range p.tokens {
		for at := indexFrom(b, n.text, 0); at >= 0; at = indexFrom(b, n.text, at+1) {
			open = append(open, candidate{n.at(b, at), n.atEnd})
		}
	}
	for _, s := range appendEscaped(nil, b, p.tokenForms) {
		open = append(open, candidate{s, false})
	}
	if len(open) == 0 {
		return spans
	}
	slices.SortFunc(open, func(a, b candidate) int { return a.start - b.start })
	masked := make([]bool, len(b))
	for _, s := range spans {
		s.mark(masked)
	}
	for before := len(open) + 1; len(open) < before; slices.Reverse(open) {
		before = len(open)
		open = slices.DeleteFunc(open, func(c candidate) bool {
			if !c.counts(b, masked) {
				return false
			}
			c.mark(masked)
			spans = append(spans, c.span)
			return true
		})
	}
	return merge(spans)
}

func (s span) mark(masked []bool) {
	for i := s.start; i < s.end; i++ {
		masked[i] = true
	}
}

// counts says whether what stands beside the candidate lets it be a secret.
func (c candidate) counts(b []byte, masked []bool) bool {
	if c.atEnd {
		return c.end == len(b) || masked[c.end] || !isBase64(b[c.end])
	}
	return (c.start == 0 || masked[c.start-1] || !isAlphanumeric(b[c.start-1])) &&
		(c.end == len(b) || masked[c.end] || !isAlphanumeric(b[c.end]))
}

// indexFrom is the first occurrence of the text at b[from:] or later, or -1.
func indexFrom(b []byte, text string, from int) int {
	for {
		skip := bytes.IndexByte(b[from:], text[0])
		if skip < 0 {
			return -1
		}
		if from += skip; hasPrefix(b[from:], text) {
			return from
		}
		from++
	}
}

// merge sorts the spans in place and makes one of those that overlap.
func merge(spans []span) []span {
	if len(spans) < 2 {
		return spans
	}
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	last := 0
	for _, s := range spans[1:] {
		if s.start < spans[last].end {
			spans[last].end = max(spans[last].end, s.end)
			continue
		}
		last++
		spans[last] = s
	}
	return spans[:last+1]
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func hasPrefix(b []byte, text string) bool {
	return len(b) >= len(text) && string(b[:len(text)]) == text
}

// table looks for many needles in one pass, whatever their number: everything
// that is shown raw goes through it. It is the algorithm of Wu and Manber: the
// last two bytes in the window tell how far it may move without passing a
// needle's beginning; where they say 0, the needles that have them there are
// compared.
type table struct {
	window int              // length of the shortest needle, at most maxWindow; 0 without needles
	skip   *[blocks]uint8   // by block
	ending map[int][]needle // by block, the needles with it at their window's end
}

const (
	maxWindow = 64
	blocks    = 1 << 12
)

// block is a hash of two bytes that keeps letters and digits apart.
func block(x, y byte) int {
	return (int(x)<<4 ^ int(y)) & (blocks - 1)
}

// newTable takes needles of at least two bytes.
func newTable(all []needle) table {
	if len(all) == 0 {
		return table{}
	}
	t := table{window: maxWindow, skip: new([blocks]uint8), ending: make(map[int][]needle)}
	for _, n := range all {
		t.window = min(t.window, len(n.text))
	}
	for i := range t.skip {
		t.skip[i] = uint8(t.window - 1)
	}
	for _, n := range all {
		for end := 2; end <= t.window; end++ {
			h := block(n.text[end-2], n.text[end-1])
			t.skip[h] = min(t.skip[h], uint8(t.window-end))
		}
		h := block(n.text[t.window-2], n.text[t.window-1])
		t.ending[h] = append(t.ending[h], n)
	}
	return t
}

// appendTo appends the occurrences in b to spans, in no order.
func (t *table) appendTo(spans []span, b []byte) []span {
	if t.window == 0 {
		return spans
	}
	for end := t.window; end <= len(b); {
		h := block(b[end-2], b[end-1])
		if skip := int(t.skip[h]); skip > 0 {
			end += skip
			continue
		}
		start := end - t.window
		for _, n := range t.ending[h] {
			if hasPrefix(b[start:], n.text) {
				spans = append(spans, n.at(b, start))
			}
		}
		end++
	}
	return spans
}
