package practice

import (
	"cmp"
	"slices"

	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

// spans are the numbers of a set as runs in rising order, which neither overlap
// nor touch: whatever a client repeats in its set costs once.
type spans []span

// A span is a run of numbers, both ends included.
type span struct{ lo, hi uint32 }

// spansOf resolves a set; last is what "*" stands for. A run that begins at 0,
// because there is no last one, is left as it is.
func spansOf(set wire.Set, last uint32) spans {
	list := make(spans, 0, len(set))
	for _, r := range set {
		lo, hi := r.Bounds(last)
		list = append(list, span{lo, hi})
	}
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	merged := list[:0]
	for _, s := range list {
		if n := len(merged); n > 0 && uint64(s.lo) <= uint64(merged[n-1].hi)+1 {
			merged[n-1].hi = max(merged[n-1].hi, s.hi)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// contains reports whether a number is among them.
func (s spans) contains(n uint32) bool {
	_, found := slices.BinarySearchFunc(s, n, func(s span, n uint32) int {
		switch {
		case s.hi < n:
			return -1
		case s.lo > n:
			return 1
		}
		return 0
	})
	return found
}

// within is what of them lies in a run of UIDs.
func (s spans) within(r store.Range) wire.Set {
	var out wire.Set
	first, _ := slices.BinarySearchFunc(s, r.From, func(s span, n uint32) int { return cmp.Compare(s.hi, n) })
	for _, k := range s[first:] {
		if k.lo > r.To {
			break
		}
		out = append(out, wire.Range{Lo: max(k.lo, r.From), Hi: min(k.hi, r.To)})
	}
	return out
}
