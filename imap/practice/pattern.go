package practice

import "strings"

// A pattern is a LIST pattern: * stands for any characters, % for any but the
// hierarchy delimiter (RFC 3501 §6.3.8). INBOX matches in any case.
type pattern struct {
	text  string
	delim string
}

func newPattern(text, delim string) pattern {
	if first, rest, more := strings.Cut(text, delim); strings.EqualFold(first, "INBOX") {
		text = "INBOX"
		if more {
			text += delim + rest
		}
	}
	return pattern{text, delim}
}

func matchAny(list []pattern, name string) bool {
	for _, p := range list {
		if p.match(name) {
			return true
		}
	}
	return false
}

// match reports whether name fits. It goes back only to the last wildcard of
// each kind, so that hostile patterns cost no more than length times length.
func (p pattern) match(name string) bool {
	star, starName := -1, 0       // the last * and where its text ends
	percent, percentName := -1, 0 // the last % behind it
	i, j := 0, 0
	for j < len(name) {
		switch {
		case i < len(p.text) && p.text[i] == '*':
			star, starName = i, j
			percent = -1
			i++
		case i < len(p.text) && p.text[i] == '%':
			percent, percentName = i, j
			i++
		case i < len(p.text) && p.text[i] == name[j]:
			i++
			j++
		case percent >= 0 && !strings.HasPrefix(name[percentName:], p.delim):
			percentName++
			i, j = percent+1, percentName
		case star >= 0:
			starName++
			i, j = star+1, starName
			percent = -1
		default:
			return false
		}
	}
	return strings.Trim(p.text[i:], "*%") == ""
}
