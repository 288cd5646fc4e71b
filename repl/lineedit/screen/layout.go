package screen

// Content is what shall be on the terminal, from the prompt on.
type Content struct {
	Lead   []Cell // the prompt and the line; drawing fills in its tabs
	Cursor int    // index in Lead; len(Lead) is the end
	Ghost  []Cell // shown after the end as far as the row reaches, cursor there or not at all

	// Below gives the rows under the line, when there is room for so many; what
	// is longer than cols is cut. It may be nil.
	Below func(cols, rows int) [][]Cell
}

// row is one line of the terminal.
type row struct {
	cells []Cell
	width int
	soft  bool // goes on in the next row, by the terminal's own wrapping
}

// frame is what the terminal shows: rows from the prompt on, and the cursor.
type frame struct {
	rows     []row
	row, col int
}

const tabStop = 8

const blanks = "        "

// wrap breaks lead into rows of at most cols columns, and finds the cursor. The
// cursor never stands right of the last column: after a full row a new one begins.
func wrap(lead []Cell, cursor, cols int) frame {
	var f frame
	start, col := 0, 0
	end := func(at int, soft bool) {
		f.rows = append(f.rows, row{cells: lead[start:at], width: col, soft: soft})
		start, col = at, 0
	}
	for i := range lead {
		c := &lead[i]
		if c.Text == "\n" {
			if i == cursor {
				f.row, f.col = len(f.rows), min(col, cols-1)
			}
			end(i, false)
			start = i + 1
			continue
		}
		if col > 0 && (col == cols && c.Width > 0 || col+int(c.Room) > cols) {
			end(i, true)
		}
		if c.Text == "\t" {
			n := min(tabStop-col%tabStop, cols-col)
			c.Text, c.Width, c.Room = blanks[:n], int8(n), int8(n)
		}
		if i == cursor {
			f.row, f.col = len(f.rows), min(col, cols-1)
		}
		col += int(c.Width)
	}
	if cursor >= len(lead) {
		if col >= cols {
			end(len(lead), true)
		}
		f.row, f.col = len(f.rows), col
	}
	end(len(lead), false)
	return f
}

// layout makes the frame for c on a terminal of cols × rows. top is the first
// row of the text that was visible, and is returned as it now is: when the text
// is longer than the screen, the part around the cursor is shown.
func layout(c Content, cols, rows, top int) (f frame, newTop int) {
	cols, rows = max(cols, 2), max(rows, 1)
	f = wrap(c.Lead, c.Cursor, cols)
	below := rowsBelow(c, cols, rows, len(f.rows))
	room := rows - len(below)
	if len(f.rows) > room {
		switch {
		case f.row < top:
			top = f.row
		case f.row >= top+room:
			top = f.row - room + 1
		}
		top = min(top, len(f.rows)-room)
		f.rows = f.rows[top : top+room]
		f.row -= top
	} else {
		top = 0
	}
	if last := len(f.rows) - 1; c.Cursor >= len(c.Lead) && f.row == last {
		f.rows[last] = withGhost(f.rows[last], c.Ghost, cols)
	}
	f.rows = append(f.rows, below...)
	return f, top
}

// rowsBelow asks for the rows under a text of n rows. They may take what the
// text leaves, but not more than half of the screen, and never have to do with
// less than a third; a screen of one row is the line's.
func rowsBelow(c Content, cols, rows, n int) []row {
	if c.Below == nil {
		return nil
	}
	room := max(min(rows-n, max(rows/2, 4)), rows/3)
	if room = min(room, rows-1); room < 1 {
		return nil
	}
	var out []row
	for _, cells := range c.Below(cols, room) {
		if len(out) == room {
			break
		}
		cells = Cut(cells, cols)
		out = append(out, row{cells: cells, width: Width(cells)})
	}
	return out
}

// withGhost adds as much of the ghost text as the row has room for, leaving the
// last column free: a hint must not wrap.
func withGhost(r row, ghost []Cell, cols int) row {
	cells := r.cells[:len(r.cells):len(r.cells)]
	for _, c := range ghost {
		if c.Width == 0 || r.width+int(c.Room) >= cols {
			break
		}
		cells = append(cells, c)
		r.width += int(c.Width)
	}
	r.cells = cells
	return r
}

// keep copies f, whose cells may be somebody's scratch space.
func (f frame) keep() frame {
	n := 0
	for _, r := range f.rows {
		n += len(r.cells)
	}
	cells := make([]Cell, 0, n)
	rows := make([]row, len(f.rows))
	for i, r := range f.rows {
		at := len(cells)
		cells = append(cells, r.cells...)
		r.cells = cells[at:len(cells):len(cells)]
		rows[i] = r
	}
	f.rows = rows
	return f
}
