package lineedit

import (
	"fmt"
	"strings"

	"imapsh/repl/lineedit/screen"
)

// menu is what Tab offers below the line. base is the line as it was before a
// candidate stood in it.
type menu struct {
	completion Completion
	base       line
	selected   int // index of the candidate in the line, -1 for none
}

// chosen is the line with the selected candidate in it.
func (m *menu) chosen() line {
	l := m.base
	if m.selected >= 0 {
		l.replace(m.completion.From, m.completion.To, m.completion.Candidates[m.selected].Insert)
	}
	return l
}

// step selects the next candidate (1) or the one before (-1); between the last
// and the first none is selected.
func (m *menu) step(by int) {
	n := len(m.completion.Candidates)
	m.selected = (m.selected+1+by+n+1)%(n+1) - 1
}

// move selects the candidate that is by further on, or the last on the way.
func (m *menu) move(by int) {
	m.selected = min(max(max(m.selected, 0)+by, 0), len(m.completion.Candidates)-1)
}

// commonPrefix is what all candidates begin with.
func commonPrefix(c Completion) string {
	if c.Prefix != "" || len(c.Candidates) == 0 {
		return c.Prefix
	}
	prefix := c.Candidates[0].Insert
	for _, o := range c.Candidates[1:] {
		n := 0
		for n < len(prefix) && n < len(o.Insert) && prefix[n] == o.Insert[n] {
			n++
		}
		prefix = prefix[:n]
	}
	return strings.ToValidUTF8(prefix, "") // not half a character
}

// clamp makes what a completer gave safe to use on text.
func (c Completion) clamp(text string) Completion {
	c.From = min(max(c.From, 0), len(text))
	c.To = min(max(c.To, c.From), len(text))
	c.Total = max(c.Total, len(c.Candidates))
	return c
}

// Columns between two columns of the menu, and between a name and its
// description.
const (
	columnGap      = 2
	minDescription = 8 // columns a description needs to be worth showing
)

// painter turns texts into cells with the styles and the gate of one editor.
type painter struct {
	styles Styles
	gate   func(string) string
}

// flat are the cells of text in one row, whatever is in it.
func (p painter) flat(dst []screen.Cell, text, class string) []screen.Cell {
	return p.flatSGR(dst, text, p.styles[class])
}

func (p painter) flatSGR(dst []screen.Cell, text, sgr string) []screen.Cell {
	if strings.ContainsAny(text, "\n\t") {
		text = strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(text)
	}
	return screen.Cells(dst, text, sgr, p.gate)
}

// entry is one candidate, painted.
type entry struct {
	name, about []screen.Cell
}

func (p painter) entry(c Candidate, selected bool) entry {
	display, about, class := c.Display, c.Description, ""
	if display == "" {
		display = c.Insert
	}
	aboutClass := StyleDescription
	if c.Dimmed {
		class, aboutClass = StyleDimmed, StyleDimmed
		if c.Reason != "" {
			about = c.Reason
		}
	}
	if selected {
		class = StyleSelected
		if p.styles[class] == "" { // nothing else would tell
			display = ">" + display
		}
	}
	return entry{name: p.flat(nil, display, class), about: p.flat(nil, about, aboutClass)}
}

// grid is how a page of the menu is divided: candidates go down the columns.
type grid struct {
	rows, columns int
	name, about   int // width of each part of a column; about may be 0
}

// layout paints the page of the menu that holds the selected candidate, and
// reports how many candidates fill a page.
func (m *menu) layout(p painter, cols, room int) (rows [][]screen.Cell, perPage int) {
	list := m.completion.Candidates
	g := shape(p, list, cols, room)
	paged := room > 1 && max(len(list), m.completion.Total) > g.rows*g.columns
	if paged {
		g = shape(p, list, cols, room-1)
	}
	perPage = g.rows * g.columns
	start := max(m.selected, 0) / perPage * perPage
	page := list[start:min(start+perPage, len(list))]
	down := (len(page) + g.columns - 1) / g.columns
	for r := range down {
		var cells []screen.Cell
		for i := r; i < len(page); i += down {
			cells = p.column(cells, page[i], g, start+i == m.selected, i+down < len(page))
		}
		rows = append(rows, cells)
	}
	if paged {
		rows = append(rows, p.flat(nil, m.position(start, len(page)), StyleNote))
	}
	return rows, perPage
}

// position says what part of a long list is shown.
func (m *menu) position(start, n int) string {
	s := fmt.Sprintf("%d-%d of %d", start+1, start+n, m.completion.Total)
	if m.completion.Pending {
		s += " …"
	}
	return s
}

// shapedBy is how many candidates decide the width of the columns. Looking at all
// of many thousands would be felt; what is wider further on is cut.
const shapedBy = 200

// shape finds the columns of a page of at most room rows. Candidates with a
// description stand under each other as long as they can; names alone side by side.
func shape(p painter, list []Candidate, cols, room int) grid {
	g := grid{rows: max(room, 1), columns: 1}
	marked := p.styles[StyleSelected] == ""
	for _, c := range list[:min(len(list), shapedBy)] {
		e := p.entry(c, marked)
		g.name = max(g.name, screen.Width(e.name))
		g.about = max(g.about, screen.Width(e.about))
	}
	g.name = min(g.name, cols)
	if left := cols - g.name - columnGap; left < minDescription {
		g.about = 0
	} else {
		g.about = min(g.about, left)
	}
	width := g.name + columnGap
	if g.about > 0 {
		width += g.about + columnGap
	}
	g.columns = max((cols+columnGap)/width, 1)
	if g.about > 0 {
		g.columns = min(g.columns, (len(list)+g.rows-1)/g.rows)
	}
	g.columns = max(g.columns, 1)
	return g
}

// column appends one candidate to a row of the menu, filled up if another
// follows.
func (p painter) column(row []screen.Cell, c Candidate, g grid, selected, more bool) []screen.Cell {
	e := p.entry(c, selected)
	name := screen.Cut(e.name, g.name)
	row = append(row, name...)
	pad := g.name - screen.Width(name)
	if g.about > 0 && len(e.about) > 0 {
		row = p.blanks(row, pad+columnGap)
		about := screen.Cut(e.about, g.about)
		row = append(row, about...)
		pad = g.about - screen.Width(about)
	} else if g.about > 0 {
		pad += columnGap + g.about
	}
	if more {
		row = p.blanks(row, pad+columnGap)
	}
	return row
}

func (p painter) blanks(row []screen.Cell, n int) []screen.Cell {
	return screen.Cells(row, strings.Repeat(" ", max(n, 0)), "", nil)
}
