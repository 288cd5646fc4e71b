package lineedit

import "imapsh/repl/lineedit/screen"

// content is the view as cells. The caller holds mu.
func (t *terminal) content() screen.Content {
	p := painter{styles: t.styles, gate: t.cfg.Gate}
	lead := t.scratch[:0]
	if t.view.search != nil {
		lead = p.flat(lead, t.view.search.label(), StyleNote)
	} else {
		for _, s := range t.prompt {
			lead = p.flatSGR(lead, s.Text, t.sgr(s.SGR))
		}
	}
	lead, cursor := p.line(lead, t.view)
	t.scratch = lead
	c := screen.Content{Lead: lead, Cursor: cursor}
	if t.view.search == nil {
		c.Ghost = p.flat(nil, firstLine(t.view.hint), StyleHint)
	}
	if t.view.menu != nil || t.view.note != "" {
		c.Below = func(cols, rows int) [][]screen.Cell { return t.below(p, cols, rows) }
	}
	return c
}

// showsHints tells whether ghost text can be told from what was typed. A hint
// that is not seen must not be there to be accepted either.
func (t *terminal) showsHints() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.styles[StyleHint] != ""
}

// sgr drops styles when there are to be no colours.
func (t *terminal) sgr(s string) string {
	if t.styles == nil {
		return ""
	}
	return s
}

// line appends the cells of the line, coloured by its spans or, while searching,
// by what was found; and tells on which cell the cursor stands.
func (p painter) line(dst []screen.Cell, v view) (cells []screen.Cell, cursor int) {
	spans := v.spans
	if s := v.search; s != nil {
		spans = nil
		if at := matchIn(v.line.text, s.query); at >= 0 && s.query != "" {
			spans = []Span{{From: at, To: at + len(s.query), Class: StyleMatch}}
		}
	}
	at := 0
	put := func(to int, sgr string) {
		to = min(to, len(v.line.text))
		if at <= v.line.cursor && v.line.cursor < to {
			dst = screen.Cells(dst, v.line.text[at:v.line.cursor], sgr, p.gate)
			at, cursor = v.line.cursor, len(dst)
		}
		if at < to {
			dst = screen.Cells(dst, v.line.text[at:to], sgr, p.gate)
			at = to
		}
	}
	for _, s := range spans {
		put(s.From, "")
		put(s.To, p.styles[s.Class])
	}
	put(len(v.line.text), "")
	if v.line.atEnd() {
		cursor = len(dst)
	}
	return dst, cursor
}

func firstLine(s string) string {
	for i := range len(s) {
		if s[i] == '\n' {
			return s[:i]
		}
	}
	return s
}

// below are the rows under the line: the menu, or a note. It remembers how many
// candidates fill a page.
func (t *terminal) below(p painter, cols, room int) [][]screen.Cell {
	if m := t.view.menu; m != nil {
		rows, perPage := m.layout(p, cols, room)
		t.perPage = perPage
		return rows
	}
	var rows [][]screen.Cell
	note := p.flat(nil, t.view.note, StyleNote)
	for len(note) > 0 && len(rows) < room {
		n, width := 0, 0
		for n < len(note) && (n == 0 || width+int(note[n].Width) <= cols) {
			width += int(note[n].Width)
			n++
		}
		rows = append(rows, note[:n:n])
		note = note[n:]
	}
	return rows
}
