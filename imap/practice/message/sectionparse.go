package message

import (
	"strconv"
	"strings"
)

// CutSection reads a section with its brackets from the beginning of text and
// returns what follows. Field names may be atoms, quoted strings or
// literals ("{4}\r\nDate"). The error is ErrSection.
func CutSection(text string) (s Section, rest string, err error) {
	rest, ok := strings.CutPrefix(text, "[")
	if !ok {
		return s, text, ErrSection
	}
	for rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		n := 0
		if n, rest, ok = cutNumber(rest); !ok || n == 0 {
			return s, text, ErrSection
		}
		s.Part = append(s.Part, n)
		if strings.HasPrefix(rest, "]") {
			return s, rest[1:], nil
		}
		if rest, ok = strings.CutPrefix(rest, "."); !ok {
			return s, text, ErrSection
		}
		if rest == "" || rest[0] == ']' {
			return s, text, ErrSection
		}
	}
	end := strings.IndexAny(rest, "] ")
	if end < 0 {
		return s, text, ErrSection
	}
	word := rest[:end]
	rest = rest[end:]
	if s.Kind, ok = kindOf(word); !ok || s.Kind == MIME && len(s.Part) == 0 {
		return s, text, ErrSection
	}
	if s.Kind == HeaderFields || s.Kind == HeaderFieldsNot {
		if s.Fields, rest, ok = cutNames(rest); !ok {
			return s, text, ErrSection
		}
	}
	if rest, ok = strings.CutPrefix(rest, "]"); !ok {
		return s, text, ErrSection
	}
	return s, rest, nil
}

// ParseSection reads a whole section, with its brackets.
func ParseSection(text string) (Section, error) {
	s, rest, err := CutSection(text)
	if err == nil && rest != "" {
		err = ErrSection
	}
	return s, err
}

func kindOf(word string) (Kind, bool) {
	for k, name := range kindNames {
		if strings.EqualFold(word, name) {
			return Kind(k), true
		}
	}
	return 0, false
}

// cutNames reads " (name name ...)" with at least one name.
func cutNames(text string) (names []string, rest string, ok bool) {
	rest, ok = strings.CutPrefix(text, " (")
	for ok {
		var name string
		if name, rest, ok = cutAString(rest); !ok {
			break
		}
		names = append(names, name)
		if strings.HasPrefix(rest, ")") {
			return names, rest[1:], true
		}
		rest, ok = strings.CutPrefix(rest, " ")
	}
	return nil, text, false
}

func cutAString(text string) (s, rest string, ok bool) {
	if text == "" {
		return "", text, false
	}
	switch text[0] {
	case '"':
		return cutQuoted(text)
	case '{':
		return cutLiteral(text)
	}
	end := strings.IndexFunc(text, func(r rune) bool { return !isAtomRune(r) })
	if end <= 0 {
		return "", text, false
	}
	return text[:end], text[end:], true
}

func cutQuoted(text string) (s, rest string, ok bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			return b.String(), text[i+1:], true
		case '\\':
			if i++; i < len(text) {
				b.WriteByte(text[i])
			}
		case '\r', '\n':
			return "", text, false
		default:
			b.WriteByte(c)
		}
	}
	return "", text, false
}

func cutLiteral(text string) (s, rest string, ok bool) {
	size, rest, ok := cutNumber(text[1:])
	if !ok {
		return "", text, false
	}
	rest = strings.TrimPrefix(rest, "+") // LITERAL+
	rest, ok = strings.CutPrefix(rest, "}\r\n")
	if !ok || size > len(rest) {
		return "", text, false
	}
	return rest[:size], rest[size:], true
}

// cutNumber reads digits up to a number of 32 bits.
func cutNumber(text string) (n int, rest string, ok bool) {
	end := 0
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	v, err := strconv.ParseUint(text[:end], 10, 31)
	return int(v), text[end:], err == nil
}

// CutPartial reads "<origin.count>" from the beginning of text, as a request
// has it, and returns what follows. Without "<" it reports no partial and no
// error. The error is ErrPartial. Numbers may have 63 bits (RFC 9051 §9).
func CutPartial(text string) (p Partial, found bool, rest string, err error) {
	inner, ok := strings.CutPrefix(text, "<")
	if !ok {
		return p, false, text, nil
	}
	inner, rest, ok = strings.Cut(inner, ">")
	origin, count, dot := strings.Cut(inner, ".")
	if !ok || !dot {
		return p, false, text, ErrPartial
	}
	o, err1 := strconv.ParseUint(origin, 10, 63)
	c, err2 := strconv.ParseUint(count, 10, 63)
	if err1 != nil || err2 != nil || c == 0 {
		return p, false, text, ErrPartial
	}
	return Partial{Origin: int64(o), Count: int64(c)}, true, rest, nil
}
