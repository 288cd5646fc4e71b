package scram

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// Prepare applies SASLprep (RFC 4013) to a stored string: odd spaces become plain ones, what is invisible vanishes,
// compatibility letters are folded. ok is false for what SASLprep refuses: control and private-use characters, invalid
// UTF-8, characters newer than Unicode 3.2, and text that mixes writing directions. The directions of characters are
// those of today's Unicode, which differ from those of 3.2 for Braille.
func Prepare(s string) (prepared string, ok bool) {
	var mapped []rune
	for _, r := range s {
		switch {
		case in(mappedToNothing, r):
		case in(spaces, r):
			mapped = append(mapped, ' ')
		default:
			mapped = append(mapped, r)
		}
	}
	prepared = norm.NFKC.String(string(mapped))
	if !permitted(prepared) || !oneDirection([]rune(prepared)) {
		return "", false
	}
	return prepared, true
}

func permitted(s string) bool {
	for _, r := range s {
		if r&0xFFFE == 0xFFFE || in(spaces, r) || in(prohibited, r) || in(unassigned, r) {
			return false
		}
	}
	return true
}

// oneDirection is RFC 3454 §6: a text with characters written from right to left has none written from left to right,
// and begins and ends with one of the former.
func oneDirection(text []rune) bool {
	if !slices.ContainsFunc(text, rightToLeft) {
		return true
	}
	return rightToLeft(text[0]) && rightToLeft(text[len(text)-1]) && !slices.ContainsFunc(text, leftToRight)
}

func rightToLeft(r rune) bool {
	c := direction(r)
	return c == bidi.R || c == bidi.AL
}

func leftToRight(r rune) bool { return direction(r) == bidi.L }

func direction(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

// in is whether one of the sorted ranges holds r.
func in(ranges [][2]rune, r rune) bool {
	_, found := slices.BinarySearchFunc(ranges, r, func(span [2]rune, r rune) int {
		switch {
		case span[1] < r:
			return -1
		case span[0] > r:
			return 1
		}
		return 0
	})
	return found
}
