package history

import (
	"strconv"
	"strings"
)

// cancel ends a row that a crash has torn: what stands before it is void.
const cancel = '\x18'

// appendRow appends the row of an entry.
func appendRow(b []byte, e entry) []byte {
	b = append(b, e.profile...)
	b = append(b, '\t')
	if strings.IndexFunc(e.line, mustEscape) < 0 && e.line[0] != '\t' {
		b = append(b, e.line...)
		return append(b, '\n')
	}
	b = append(b, '\t')
	for i := range len(e.line) {
		switch c := e.line[i]; {
		case c == '\\':
			b = append(b, `\\`...)
		case c == '\n':
			b = append(b, `\n`...)
		case c == '\r':
			b = append(b, `\r`...)
		case c == '\t':
			b = append(b, `\t`...)
		case mustEscape(rune(c)):
			const hex = "0123456789abcdef"
			b = append(b, '\\', 'x', hex[c>>4], hex[c&0xf])
		default:
			b = append(b, c)
		}
	}
	return append(b, '\n')
}

// mustEscape says whether a character cannot stand in a row as it is.
func mustEscape(r rune) bool {
	return r < ' ' && r != '\t' || r == 0x7f
}

// parse returns the entries in a file's text, which they share. It drops what
// is damaged and fails on nothing.
func parse(text string) []entry {
	rows := strings.Count(text, "\n")
	entries := make([]entry, 0, rows)
	damaged := isDamaged(text) // asked once for all, since it is rare
	for range rows {
		var row string
		row, text, _ = strings.Cut(text, "\n")
		if damaged && isDamaged(row) {
			continue
		}
		if e := parseRow(row); e.line != "" {
			entries = append(entries, e)
		}
	}
	return entries
}

// isDamaged says whether a text holds a row to be skipped.
func isDamaged(text string) bool {
	return strings.IndexByte(text, cancel) >= 0 || strings.IndexByte(text, 0) >= 0
}

func parseRow(row string) entry {
	row = strings.TrimSuffix(row, "\r") // an editor's; ours would be escaped
	profile, line, found := strings.Cut(row, "\t")
	if !found {
		profile, line = "", row
	}
	if strings.HasPrefix(line, "\t") {
		line = unescape(line[1:])
	}
	return entry{profile, line}
}

// newest cuts a file's text down to its last rows.
func newest(text string, rows int) string {
	for range strings.Count(text, "\n") - rows {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text
}

// unescape undoes appendRow. What is no escape stays as it is.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			continue
		}
		switch next := s[i+1]; next {
		case '\\':
			out.WriteByte('\\')
			i++
		case 'n':
			out.WriteByte('\n')
			i++
		case 'r':
			out.WriteByte('\r')
			i++
		case 't':
			out.WriteByte('\t')
			i++
		case 'x':
			v, err := strconv.ParseUint(s[i+2:min(i+4, len(s))], 16, 8)
			if err != nil || i+4 > len(s) {
				out.WriteByte('\\')
				continue
			}
			out.WriteByte(byte(v))
			i += 3
		default:
			out.WriteByte('\\')
		}
	}
	return out.String()
}

// cleanProfile makes a name that fits before the first TAB of a row.
func cleanProfile(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '_'
		}
		return r
	}, name)
}
