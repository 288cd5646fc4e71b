package screen

import (
	"strconv"
	"strings"
)

// Screen is the picture of what the terminal shows from the prompt on. Its
// methods append to one buffer, which Take hands over for one write.
type Screen struct {
	cols, rows int
	shown      frame
	fresh      bool // nothing shown: the cursor stands at the left of a free row
	top        int  // first visible row of a text longer than the screen

	row, col int  // where the cursor is
	pending  bool // it stands past the last column: the next character wraps
	style    string
	buf      []byte
}

// New is a screen of cols × rows with nothing shown; see Resize.
func New(cols, rows int) *Screen {
	s := &Screen{fresh: true}
	s.SetSize(cols, rows)
	return s
}

// SetSize tells the size when nothing is shown. A size that is not known (0)
// counts as 80 × 24.
func (s *Screen) SetSize(cols, rows int) {
	if cols <= 0 {
		cols = 80
	}
	if rows <= 0 {
		rows = 24
	}
	s.cols, s.rows = max(cols, 2), rows
}

// Size is the size in use.
func (s *Screen) Size() (cols, rows int) { return s.cols, s.rows }

// Take returns what there is to write, and begins anew. The slice is valid
// until the next method is called.
func (s *Screen) Take() []byte {
	b := s.buf
	s.buf = s.buf[:0]
	return b
}

// Raw appends bytes that do not move the cursor.
func (s *Screen) Raw(b string) { s.buf = append(s.buf, b...) }

// Forget drops the picture: somebody else wrote, and the cursor stands at the
// left of a free row.
func (s *Screen) Forget() {
	s.shown, s.fresh, s.top = frame{}, true, 0
	s.row, s.col, s.pending = 0, 0, false
}

// Erase removes everything shown, and leaves the cursor where the prompt began.
func (s *Screen) Erase() {
	if !s.fresh {
		s.moveTo(0, 0)
		s.Raw(clearAll)
	}
	s.Forget()
}

// clearAll clears from the left of a row to the end of the screen. It does the
// first column by itself: clearing the whole screen makes tmux keep a copy of what
// was on it in its history.
const clearAll = "\x1b[K\x1b[C\x1b[J\r"

// Clear empties the whole terminal.
func (s *Screen) Clear() {
	s.Raw("\x1b[H\x1b[2J")
	s.Forget()
}

// Print erases, writes text, which should end with a line end, and leaves the
// next Draw to show the line again below it. Only the caller knows whether text
// is safe.
func (s *Screen) Print(text string) {
	s.Erase()
	for i := range len(text) {
		if text[i] == '\n' {
			s.buf = append(s.buf, '\r')
		}
		s.buf = append(s.buf, text[i])
	}
	if strings.Contains(text, "\x1b[") { // it may not have ended its colours
		s.Raw("\x1b[m")
	}
}

// Finish draws c a last time and moves below it.
func (s *Screen) Finish(c Content) {
	c.Cursor = len(c.Lead)
	c.Ghost, c.Below = nil, nil
	s.Draw(c)
	if last := len(s.shown.rows) - 1; last == 0 || len(s.shown.rows[last].cells) > 0 {
		s.Raw("\r\n")
	} // else the line ended at the right edge, and we are below it
	s.Forget()
}

// Resize follows a change of size while something is shown: it removes that,
// and the next Draw shows it anew. When the terminal rewraps long lines itself
// (reflow), the prompt is no longer where it was drawn.
func (s *Screen) Resize(cols, rows int, reflow bool) {
	up := s.row
	if reflow {
		up = s.shown.rowsAbove(cols)
	}
	wasFresh := s.fresh
	s.Forget()
	s.SetSize(cols, rows)
	if wasFresh {
		return
	}
	s.buf = append(s.buf, '\r')
	s.csi(up, 'A')
	s.Raw(clearAll)
}

// rowsAbove counts the rows above the cursor's once a terminal that rewraps has
// become cols wide.
func (f frame) rowsAbove(cols int) int {
	cols = max(cols, 2)
	n, width := 0, 0
	for i, r := range f.rows {
		if i == f.row {
			return n + (width+f.col)/cols
		}
		width += r.width
		if !r.soft {
			n += max(1, (width+cols-1)/cols)
			width = 0
		}
	}
	return n
}

// Draw appends what turns the picture shown into c.
func (s *Screen) Draw(c Content) {
	next, top := layout(c, s.cols, s.rows, s.top)
	s.top = top
	for i := range next.rows {
		s.drawRow(next, i)
	}
	if old, now := len(s.shown.rows), len(next.rows); now < old {
		s.moveTo(now, 0)
		s.setStyle("")
		s.Raw("\x1b[J")
	}
	s.setStyle("")
	s.moveTo(next.row, next.col)
	s.shown, s.fresh = next.keep(), false
}

// drawRow brings one row up to date, from the first cell that differs to the
// last.
func (s *Screen) drawRow(next frame, i int) {
	now := next.rows[i]
	var old row
	isNew := i >= len(s.shown.rows)
	if !isNew {
		old = s.shown.rows[i]
	}
	from, to, col := differing(old, now)
	nextIsNew := i+1 < len(next.rows) && i+1 >= len(s.shown.rows)
	if !isNew && nextIsNew && now.soft && now.width == s.cols {
		// Writing the last character, if only once more, lets the terminal wrap,
		// and so know that the two rows are one line.
		to = len(now.cells)
		if from == to {
			from--
			col -= int(now.cells[from].Width)
		}
	}
	if isNew {
		s.newRow(i, now)
	}
	if from < to {
		s.put(i, col, now.cells[from:to])
	}
	if old.width > now.width {
		s.moveTo(i, now.width)
		s.setStyle("")
		s.Raw("\x1b[K")
	}
}

// differing finds the cells of now that old does not show already, and the
// column they begin at. After a character that terminals disagree about, all is
// written anew.
func differing(old, now row) (from, to, col int) {
	for from < len(old.cells) && from < len(now.cells) && old.cells[from] == now.cells[from] {
		col += int(now.cells[from].Width)
		from++
	}
	to = len(now.cells)
	if old.width != now.width || unsure(old.cells) || unsure(now.cells) {
		return from, to, col
	}
	for o := len(old.cells); to > from && o > from && old.cells[o-1] == now.cells[to-1]; {
		o--
		to--
	}
	return from, to, col
}

func unsure(cells []Cell) bool {
	for _, c := range cells {
		if c.Room != c.Width {
			return true
		}
	}
	return false
}

// newRow makes the terminal have row i, below the last one so far, and goes to
// its left.
func (s *Screen) newRow(i int, r row) {
	if len(s.shown.rows) == 0 && s.fresh { // the first: we stand in it
		s.fresh = false
		return
	}
	if s.row != i-1 {
		s.moveTo(i-1, s.col)
	}
	if s.pending {
		if len(r.cells) == 0 {
			s.setStyle("")
			s.Raw(" \r")
		} // else its first character wraps by itself
	} else {
		s.Raw("\r\n")
	}
	s.row, s.col, s.pending = i, 0, false
}

// put writes cells of row i from column col on.
func (s *Screen) put(i, col int, cells []Cell) {
	for _, c := range cells {
		s.moveTo(i, col)
		s.setStyle(c.Style)
		if c.Room != c.Width {
			s.putUnsure(c)
		} else {
			s.Raw(c.Text)
			s.col += int(c.Width)
			s.pending = s.col >= s.cols
		}
		col += int(c.Width)
	}
}

// putUnsure writes a character that terminals disagree about: blanks where it
// goes, the character, and back to a column that is certain.
func (s *Screen) putUnsure(c Cell) {
	col := s.col
	s.Raw(blanks[:c.Width])
	s.buf = append(s.buf, '\r')
	s.csi(col, 'C')
	s.Raw(c.Text)
	s.buf = append(s.buf, '\r')
	s.col, s.pending = 0, false
	if col+int(c.Width) < s.cols { // whatever it left right of its columns
		s.csi(col+int(c.Width), 'C')
		s.col = col + int(c.Width)
		s.setStyle("")
		s.csi(int(c.Room-c.Width), 'X')
	}
}

func (s *Screen) setStyle(style string) {
	if style == s.style {
		return
	}
	s.style = style
	s.Raw("\x1b[")
	if style != "" {
		s.Raw("0;")
		s.Raw(style)
	}
	s.Raw("m")
}

// moveTo moves the cursor with the fewest bytes that are certain.
func (s *Screen) moveTo(row, col int) {
	if s.row == row && s.col == col {
		return
	}
	if s.pending { // terminals differ in what a motion does here
		s.buf = append(s.buf, '\r')
		s.col, s.pending = 0, false
	}
	switch {
	case row < s.row:
		s.csi(s.row-row, 'A')
	case row > s.row:
		s.csi(row-s.row, 'B')
	}
	s.row = row
	switch {
	case col == s.col:
	case col == 0:
		s.buf = append(s.buf, '\r')
	case col > s.col:
		s.csi(col-s.col, 'C')
	case s.col-col <= 3:
		for range s.col - col {
			s.buf = append(s.buf, '\b')
		}
	default:
		s.csi(s.col-col, 'D')
	}
	s.col = col
}

// csi appends ESC [ n final; nothing for n of 0.
func (s *Screen) csi(n int, final byte) {
	if n <= 0 {
		return
	}
	s.Raw("\x1b[")
	if n > 1 {
		s.buf = strconv.AppendInt(s.buf, int64(n), 10)
	}
	s.buf = append(s.buf, final)
}
