// Package vt is a model of a terminal, for tests and pictures: it shows what a
// person would see of what a program writes. The shell never imports it.
package vt

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Screen is a small model of an xterm: cursor motion, erasing, wrapping with the
// pending column, wide and combining characters, scrolling. Colours are followed
// only so far that StyleAt can tell them. What it does not know it notes in
// Unknown, so that a test can insist on there being none. It is safe for
// several goroutines.
type Screen struct {
	mu         sync.Mutex
	cols, rows int
	cells      [][]glyph
	row, col   int
	pending    bool
	style      string
	part       []byte // an unfinished sequence or character
	scrolled   []string
	modes      map[string]bool
	unknown    []string
	bells      int
	written    int
}

type glyph struct {
	text  string // "" blank, "\x00" right half of a wide character
	style string
}

// New is an empty screen.
func New(cols, rows int) *Screen {
	s := &Screen{cols: cols, rows: rows, modes: map[string]bool{}}
	for range rows {
		s.cells = append(s.cells, make([]glyph, cols))
	}
	return s
}

// Write shows b. It never fails.
func (s *Screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written += len(b)
	data := append(s.part, b...)
	s.part = nil
	for len(data) > 0 {
		n := s.step(data)
		if n == 0 {
			s.part = append([]byte(nil), data...)
			break
		}
		data = data[n:]
	}
	return len(b), nil
}

// step shows one character or sequence, and returns its length; 0 when it is
// not complete.
func (s *Screen) step(b []byte) int {
	switch c := b[0]; {
	case c == 0x1b:
		return s.escape(b)
	case c == '\r':
		s.col, s.pending = 0, false
	case c == '\n':
		s.lineFeed()
	case c == '\b':
		s.col, s.pending = max(s.col-1, 0), false
	case c == 7:
		s.bells++
	case c == '\t':
		s.col = min((s.col/8+1)*8, s.cols-1)
	case c < ' ' || c == 0x7f:
		s.unknown = append(s.unknown, fmt.Sprintf("%q", c))
	case !utf8.FullRune(b):
		return 0
	default:
		r, n := utf8.DecodeRune(b)
		s.put(r)
		return n
	}
	return 1
}

func (s *Screen) put(r rune) {
	w := min(displaywidth.Rune(r), s.cols)
	if w == 0 {
		s.combine(r)
		return
	}
	if s.pending || s.col+w > s.cols {
		s.lineFeed()
		s.col, s.pending = 0, false
	}
	s.free(s.col)
	if w == 2 {
		s.free(s.col + 1)
	}
	s.set(s.col, string(r))
	if w == 2 {
		s.set(s.col+1, "\x00")
	}
	if s.col += w; s.col >= s.cols {
		s.col, s.pending = s.cols-1, true
	}
}

// set writes one column.
func (s *Screen) set(col int, text string) {
	s.cells[s.row][col] = glyph{text: text, style: s.style}
}

// free makes blanks of wide characters that reach into a column.
func (s *Screen) free(col int) {
	line := s.cells[s.row]
	if line[col].text == "\x00" {
		line[col-1].text, line[col].text = "", ""
	}
	if col+1 < s.cols && line[col+1].text == "\x00" {
		line[col].text, line[col+1].text = "", ""
	}
}

func (s *Screen) combine(r rune) {
	at := s.col - 1
	if s.pending {
		at = s.col
	}
	if at > 0 && s.cells[s.row][at].text == "\x00" {
		at--
	}
	if at >= 0 {
		s.cells[s.row][at].text += string(r)
	}
}

func (s *Screen) lineFeed() {
	if s.row++; s.row < s.rows {
		return
	}
	s.scrolled = append(s.scrolled, text(s.cells[0]))
	s.cells = append(s.cells[1:], make([]glyph, s.cols))
	s.row = s.rows - 1
}

func (s *Screen) escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	if b[1] != '[' {
		s.unknown = append(s.unknown, fmt.Sprintf("%q", b[:2]))
		return 2
	}
	for i := 2; i < len(b); i++ {
		if b[i] >= 0x40 && b[i] < 0x7f {
			s.control(string(b[2:i]), b[i])
			return i + 1
		}
	}
	return 0
}

func (s *Screen) control(params string, final byte) {
	n, _ := strconv.Atoi(params)
	one := max(n, 1)
	switch {
	case final == 'm':
		s.style = strings.TrimPrefix(strings.TrimPrefix(params, "0"), ";")
	case final == 'h' || final == 'l':
		s.modes[params] = final == 'h'
	case final == 'A':
		s.row, s.pending = max(s.row-one, 0), false
	case final == 'B':
		s.row, s.pending = min(s.row+one, s.rows-1), false
	case final == 'C':
		s.col, s.pending = min(s.col+one, s.cols-1), false
	case final == 'D':
		s.col, s.pending = max(s.col-one, 0), false
	case final == 'H' && params == "":
		s.row, s.col, s.pending = 0, 0, false
	case final == 'J' && n == 0:
		s.erase(s.row, s.col, s.cols)
		for r := s.row + 1; r < s.rows; r++ {
			s.erase(r, 0, s.cols)
		}
	case final == 'J' && n == 2:
		for r := range s.rows {
			s.erase(r, 0, s.cols)
		}
	case final == 'K' && n == 0:
		s.erase(s.row, s.col, s.cols)
	case final == 'X':
		s.erase(s.row, s.col, min(s.col+one, s.cols))
	default:
		s.unknown = append(s.unknown, "ESC ["+params+string(final))
	}
}

func (s *Screen) erase(row, from, to int) {
	if from < s.cols && s.cells[row][from].text == "\x00" && from > 0 {
		s.cells[row][from-1].text = ""
	}
	for c := from; c < to; c++ {
		s.cells[row][c] = glyph{}
	}
}

// Resize changes the size as xterm does: what no longer fits is cut off, at the
// top when the cursor would be lost.
func (s *Screen) Resize(cols, rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.row >= rows {
		s.scrolled = append(s.scrolled, text(s.cells[0]))
		s.cells = s.cells[1:]
		s.row--
	}
	cells := make([][]glyph, rows)
	for r := range cells {
		cells[r] = make([]glyph, cols)
		if r < len(s.cells) {
			copy(cells[r], s.cells[r])
		}
	}
	s.cells, s.cols, s.rows = cells, cols, rows
	s.col, s.pending = min(s.col, cols-1), false
}

func text(line []glyph) string {
	var b strings.Builder
	for _, g := range line {
		switch g.text {
		case "":
			b.WriteByte(' ')
		case "\x00":
		default:
			b.WriteString(g.text)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// String is the screen as text: its rows without blanks at their ends, without
// the empty ones at the bottom.
func (s *Screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := make([]string, 0, s.rows)
	for _, line := range s.cells {
		rows = append(rows, text(line))
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

// Scrolled is what left the screen at its top, as text.
func (s *Screen) Scrolled() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.scrolled, "\n")
}

// Cursor is where the cursor stands, from 0.
func (s *Screen) Cursor() (row, col int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.row, s.col
}

// StyleAt is the SGR parameters a column was written with.
func (s *Screen) StyleAt(row, col int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cells[row][col].style
}

// Cell is what stands in a column, "" for nothing, and its SGR parameters.
func (s *Screen) Cell(row, col int) (text, style string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.cells[row][col]
	return strings.TrimRight(g.text, "\x00"), g.style
}

// Mode tells whether a mode, such as "?2004", is set.
func (s *Screen) Mode(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.modes[name]
}

// Unknown lists the sequences and control characters that this model does not
// know, and so no program tested with it should send.
func (s *Screen) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.unknown...)
}

// Written is the number of bytes shown so far; Bells that of the bells rung.
func (s *Screen) Written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written
}

// Bells is the number of times the bell rang.
func (s *Screen) Bells() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bells
}
