package words

// Inner cuts the inside of a group into its elements, for completion and colouring: nested groups are one
// element each, and may be cut again. The spans are of text, as the group's is. It never fails: what is not
// finished ends with the group and is Open, what makes no sense is Bare. Values are as typed.
func Inner(text string, group Span) []Word {
	pos, end := max(group.Start, 0), min(group.End, len(text))
	if pos < end && text[pos] == '(' {
		pos++
	}
	var out []Word
	for {
		for pos < end && isBlank(text[pos]) {
			pos++
		}
		if pos >= end || text[pos] == ')' {
			return out
		}
		w := Word{Span: Span{Start: pos}, Open: true}
		switch text[pos] {
		case '(':
			w.Form = Group
			pos, w.Open = skipGroup(text, pos, end)
		case '"':
			w.Form = Quoted
			pos, w.Open = skipQuoted(text, pos, end)
		default:
			pos, w.Section, w.Open = skipBare(text, pos, end)
		}
		w.Span.End = pos
		w.Value = text[w.Span.Start:pos]
		out = append(out, w)
	}
}

// skipGroup returns the offset behind the group at pos, and whether it is not closed.
func skipGroup(text string, pos, end int) (int, bool) {
	depth := 0
	for pos < end {
		switch text[pos] {
		case '"':
			var open bool
			if pos, open = skipQuoted(text, pos, end); open {
				return end, true
			}
			continue
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return pos + 1, false
			}
		}
		pos++
	}
	return end, true
}

func skipQuoted(text string, pos, end int) (int, bool) {
	for pos++; pos < end; pos++ {
		switch text[pos] {
		case '"':
			return pos + 1, false
		case '\\':
			pos++
		}
	}
	return end, true
}

// skipBare returns the offset behind the element at pos, and whether it has a section and whether that is open.
func skipBare(text string, pos, end int) (next int, section, open bool) {
	start := pos
	for pos < end && !isBlank(text[pos]) && text[pos] != '(' && text[pos] != ')' {
		if text[pos] == '[' && !section && takesSection(text[start:pos]) {
			section, open = true, true
			for pos < end && open {
				switch text[pos] {
				case '"':
					pos, _ = skipQuoted(text, pos, end)
					continue
				case ']':
					open = false
				}
				pos++
			}
			continue
		}
		pos++
	}
	return pos, section, open
}
