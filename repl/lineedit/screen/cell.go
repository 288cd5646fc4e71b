// Package screen draws the line being typed and what stands below it, with as
// few bytes as the change since the last drawing needs. It keeps a picture of
// what the terminal shows from the prompt on, and moves relative to it; it never
// needs to know where on the screen that is.
//
// It never writes: bytes are returned for one write. It never lets a control
// character of a text through, whatever gate it is given.
package screen

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Cell is one character as a person sees it: what is written, how (SGR
// parameters, "" for plain), and over how many columns. The texts "\n" and "\t"
// end a row and go to the next tab stop.
type Cell struct {
	Text, Style string
	Width       int8 // columns: 0, 1, 2; of an escape of one character still 1
	Room        int8 // columns a terminal may take at worst; more than Width when terminals differ
}

// Cells appends the cells of text to dst. What gate changes is shown as gate
// has it; \n and \t become cells of their own and never reach gate.
func Cells(dst []Cell, text, style string, gate func(string) string) []Cell {
	for len(text) > 0 {
		n := asciiRun(text)
		for i := range n {
			dst = append(dst, Cell{Text: text[i : i+1], Style: style, Width: 1, Room: 1})
		}
		if text = text[n:]; text == "" {
			break
		}
		cluster := First(text)
		text = text[len(cluster):]
		dst = appendCluster(dst, cluster, style, gate)
	}
	return dst
}

// asciiRun is the length of the printable ASCII that text begins with, less one
// where the next character might combine with the last.
func asciiRun(text string) int {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f {
			if c >= utf8.RuneSelf && i > 0 {
				return i - 1
			}
			return i
		}
	}
	return len(text)
}

// First is the first character of text as a person counts them (an extended
// grapheme cluster), or a single control character or byte that is no UTF-8.
func First(text string) string {
	if r, n := utf8.DecodeRuneInString(text); r < ' ' || r == utf8.RuneError && n <= 1 {
		return text[:n]
	}
	g := graphemes.FromString(text)
	g.Next()
	return g.Value()
}

func appendCluster(dst []Cell, cluster, style string, gate func(string) string) []Cell {
	if cluster == "\n" || cluster == "\t" {
		return append(dst, Cell{Text: cluster, Style: style})
	}
	safe := cluster
	if gate != nil {
		safe = gate(cluster)
	}
	if safe = Escape(safe); safe == cluster {
		return append(dst, clusterCell(cluster, style))
	}
	for len(safe) > 0 { // an escape, column by column
		c := First(safe)
		safe = safe[len(c):]
		if c != "\n" && c != "\t" {
			dst = append(dst, clusterCell(c, style))
		}
	}
	return dst
}

func clusterCell(cluster, style string) Cell {
	if len(cluster) == 1 {
		return Cell{Text: cluster, Style: style, Width: 1, Room: 1}
	}
	sum, count := 0, 0
	for _, r := range cluster {
		w := displaywidth.Rune(r) // narrow where Unicode calls it ambiguous, as terminals have it
		sum += w
		if w > 0 || r == 0xfe0f { // an emoji selector may widen
			count++
		}
	}
	width := sum
	if count > 1 { // drawn as one by some terminals, as several by others
		width = 2
		sum = max(sum, width)
	}
	return Cell{Text: cluster, Style: style, Width: int8(width), Room: int8(min(sum, 100))}
}

// Width is the number of columns cells take in a row of their own.
func Width(cells []Cell) int {
	n := 0
	for _, c := range cells {
		n += int(c.Width)
	}
	return n
}

// Cut shortens cells to cols columns, with an ellipsis where something went.
func Cut(cells []Cell, cols int) []Cell {
	if Width(cells) <= cols {
		return cells
	}
	n, at := 0, 0
	for at < len(cells) && n+int(cells[at].Width) < cols {
		n += int(cells[at].Width)
		at++
	}
	if cols < 1 {
		return nil
	}
	return append(cells[:at:at], Cell{Text: "…", Style: cells[at].Style, Width: 1, Room: 1})
}

// Escape is the gate for those who have none: control characters but newline and
// tab, bidirectional controls, line separators and bytes that are no UTF-8 become
// visible escapes (\x1b, \u202e); everything else passes.
func Escape(s string) string {
	at := 0
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if unsafe(r, n) {
			break
		}
		at += n
	}
	if at == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:at])
	for i := at; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case !unsafe(r, n):
			b.WriteString(s[i : i+n])
		case r == utf8.RuneError:
			b.WriteString(hex(`\x`, int64(s[i]), 2))
		case r < 0x100:
			b.WriteString(hex(`\x`, int64(r), 2))
		default:
			b.WriteString(hex(`\u`, int64(r), 4))
		}
		i += n
	}
	return b.String()
}

func unsafe(r rune, n int) bool {
	switch {
	case r < ' ':
		return r != '\n' && r != '\t'
	case r < 0x7f:
		return false
	case r < 0xa0:
		return true
	case r == utf8.RuneError:
		return n <= 1
	case r == 0x61c, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

func hex(lead string, n int64, digits int) string {
	h := strconv.FormatInt(n, 16)
	return lead + strings.Repeat("0", max(digits-len(h), 0)) + h
}
