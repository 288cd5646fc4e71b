package protocol

import (
	"slices"
	"strings"
)

// maxSuggestions is the most that Suggest returns, and maxSuggestLen the longest word, in characters, that it
// looks at.
const (
	maxSuggestions = 3
	maxSuggestLen  = 64
)

// Suggest returns the words that may have been meant, at most three, the nearest first and among equals in the
// order given. Case does not matter. A word that is among them suggests nothing else.
func Suggest(word string, among []string) []string {
	typed := []rune(strings.ToLower(word))
	if len(typed) == 0 || len(typed) > maxSuggestLen {
		return nil
	}
	type guess struct {
		word     string
		distance int
	}
	var guesses []guess
	for _, candidate := range among {
		meant := []rune(strings.ToLower(candidate))
		limit := 1 + min(len(typed), len(meant))/4
		if len(meant)-len(typed) > limit || len(typed)-len(meant) > limit {
			continue
		}
		if d := distance(typed, meant); d <= limit && d < len(meant) {
			guesses = append(guesses, guess{candidate, d})
		}
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return a.distance - b.distance })
	var out []string
	for _, g := range guesses {
		if len(out) == maxSuggestions || guesses[0].distance == 0 && len(out) == 1 {
			break
		}
		if !slices.Contains(out, g.word) {
			out = append(out, g.word)
		}
	}
	return out
}

// distance counts the insertions, deletions, substitutions and swaps of neighbours that turn a into b.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
