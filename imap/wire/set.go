package wire

import (
	"math"
	"strconv"
)

// Star stands for "*", the largest number in use, in a [Range].
const Star = 0

// A Range is "lo:hi" of a sequence set; a single number has Lo == Hi. Star on
// either side is "*".
type Range struct{ Lo, Hi uint32 }

// A Set is a sequence set or UID set (RFC 3501 §9 sequence-set). It is kept as
// ranges, since a few bytes may name four billion numbers.
type Set []Range

// ParseSet reads a set such as "1,3:5,7:*".
func ParseSet(s []byte) (Set, error) {
	d := NewDecoder(s, 0).In("sequence set")
	set := d.Set()
	if d.End(); d.Err() != nil {
		return nil, d.Err()
	}
	return set, nil
}

// Set consumes a sequence set.
func (d *Decoder) Set() Set {
	var set Set
	for {
		r := Range{Lo: d.setNumber()}
		r.Hi = r.Lo
		if d.Accept(':') {
			r.Hi = d.setNumber()
		}
		if d.err != nil {
			return nil
		}
		set = append(set, r)
		if !d.Accept(',') {
			return set
		}
	}
}

func (d *Decoder) setNumber() uint32 {
	if d.Accept('*') {
		return Star
	}
	start := d.pos
	n := d.number(math.MaxUint32, "a message number or '*'")
	if n == 0 && d.err == nil {
		d.pos = start
		d.Fail("a message number above 0")
	}
	return uint32(n)
}

// Bounds returns the range as numbers in rising order, with "*" as most.
func (r Range) Bounds(most uint32) (lo, hi uint32) {
	lo, hi = r.Lo, r.Hi
	if lo == Star {
		lo = most
	}
	if hi == Star {
		hi = most
	}
	if lo > hi {
		lo, hi = hi, lo
	}
	return lo, hi
}

// Contains reports whether the set names n where "*" stands for most.
func (s Set) Contains(n, most uint32) bool {
	for _, r := range s {
		if lo, hi := r.Bounds(most); lo <= n && n <= hi {
			return true
		}
	}
	return false
}

// Count returns how many numbers the ranges name, those in two ranges twice.
func (s Set) Count(most uint32) uint64 {
	var n uint64
	for _, r := range s {
		lo, hi := r.Bounds(most)
		n += uint64(hi-lo) + 1
	}
	return n
}

// Add appends n to a set being built in rising order, joining ranges.
func (s Set) Add(n uint32) Set {
	if len(s) > 0 && n != Star && s[len(s)-1].Hi+1 == n {
		s[len(s)-1].Hi = n
		return s
	}
	return append(s, Range{n, n})
}

// AppendTo appends the set as it goes on the wire.
func (s Set) AppendTo(dst []byte) []byte {
	for i, r := range s {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendSetNumber(dst, r.Lo)
		if r.Hi != r.Lo {
			dst = append(dst, ':')
			dst = appendSetNumber(dst, r.Hi)
		}
	}
	return dst
}

// String returns the set as it goes on the wire.
func (s Set) String() string { return string(s.AppendTo(nil)) }

func appendSetNumber(dst []byte, n uint32) []byte {
	if n == Star {
		return append(dst, '*')
	}
	return strconv.AppendUint(dst, uint64(n), 10)
}
