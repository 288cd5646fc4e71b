package words

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError is a fault in a line. Nothing of the line may be sent.
type SyntaxError struct {
	Line   int    // the number of the line in its script, from 1; 0 without one
	Offset int    // the byte in Text where the fault is; len(Text) is the line's end
	Text   string // that one line of input
	Msg    string // what is wrong and what to type instead

	// OutOfStep says that the next line of the script may not be a command but belong to this one: the rest
	// of a literal, a heredoc or a group. A script must stop here even if it goes on after other failures.
	OutOfStep bool

	start int // where Text begins in Line.Text
}

// Error gives the message, with its line number in a script.
func (e *SyntaxError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Msg)
	}
	return e.Msg
}

// IncompleteError says that a line is not finished and that Parse had no source to ask.
type IncompleteError struct {
	Want  Want
	Bytes int // how many bytes a literal wants
}

// Error says what is missing.
func (e *IncompleteError) Error() string { return "the line ends inside " + e.Want.String() }

// errorAt makes the error for the fault at offset of the text.
func (c *cutter) errorAt(offset int, msg string) error {
	i := len(c.starts) - 1
	for i > 0 && c.starts[i].offset > offset {
		i--
	}
	start, end := c.starts[i].offset, len(c.buf)
	if i+1 < len(c.starts) {
		end = c.starts[i+1].offset - 1
	}
	return &SyntaxError{
		Line: c.starts[i].number, Offset: offset - start, Text: string(c.buf[start:max(start, end)]), Msg: msg, start: start,
	}
}

// resync reads the heredocs that a faulty line began, and finds out whether the next line is a command again.
func (c *cutter) resync(fault *SyntaxError) {
	for c.src != nil && len(c.marks) > 0 && !c.lost {
		if err := c.heredocs(); err != nil && !errors.As(err, new(*SyntaxError)) {
			break
		}
	}
	open, unread := false, min(c.pos, len(c.buf))
	if len(c.line.Words) > 0 && c.last().Open {
		open = c.last().Form == Group || c.last().Section
		unread = c.last().Span.Start
	}
	fault.OutOfStep = open || c.lost || endsInLiteral(c.buf) || bytes.Contains(c.buf[unread:], []byte("<<"))
}

// endsInLiteral says whether the text ends in something that announces a literal.
func endsInLiteral(text []byte) bool {
	text, ok := bytes.CutSuffix(bytes.TrimRight(text, " \t"), []byte("}"))
	text = bytes.TrimSuffix(text, []byte("+"))
	return ok && bytes.HasSuffix(bytes.TrimRight(text, "0123456789"), []byte("{"))
}

// Picture shows the line with a caret under the fault, as two lines without a final line feed. Of a line wider
// than width columns (0: 80) it shows the part around the fault. Control characters, and others that a terminal
// would obey or hide, are shown as escapes. The spans in hide, of [Line.Text], are shown as ***: a password on
// a mistyped line is still a password.
func (e *SyntaxError) Picture(width int, hide ...Span) string {
	if width <= 0 {
		width = 80
	}
	width = max(width, 8)
	p := picture{text: e.Text, hide: make([]Span, len(hide))}
	for i, s := range hide {
		p.hide[i] = Span{s.Start - e.start, s.End - e.start}
	}
	at := min(max(e.Offset, 0), len(e.Text))
	if s, ok := p.hidden(at); ok {
		at = max(s.Start, 0)
	}
	left, columns := p.before(at, width*3/4)
	right := p.after(at, width-columns)
	return left + right + "\n" + strings.Repeat(" ", columns) + "^"
}

// picture shows a line cell by cell, a cell being a character or an escape.
type picture struct {
	text string
	hide []Span
}

// before is what stands left of offset at, in at most width columns.
func (p *picture) before(at, width int) (string, int) {
	var cells []string
	columns := 0
	for at > 0 {
		cell, start := "***", 0
		if s, ok := p.hidden(at - 1); ok {
			start = max(s.Start, 0)
		} else {
			_, size := utf8.DecodeLastRuneInString(p.text[:at])
			start = at - size
			cell = visible(p.text[start:at])
		}
		w := textWidth(cell)
		if columns+w > width-1 && (start > 0 || columns+w > width) {
			cells = append(cells, "…")
			columns++
			break
		}
		cells = append(cells, cell)
		columns += w
		at = start
	}
	var out strings.Builder
	for i := len(cells) - 1; i >= 0; i-- {
		out.WriteString(cells[i])
	}
	return out.String(), columns
}

// after is what stands from offset at on, in at most width columns.
func (p *picture) after(at, width int) string {
	var out strings.Builder
	columns := 0
	for at < len(p.text) {
		cell, end := "***", 0
		if s, ok := p.hidden(at); ok {
			end = min(s.End, len(p.text))
		} else {
			_, size := utf8.DecodeRuneInString(p.text[at:])
			end = at + size
			cell = visible(p.text[at:end])
		}
		w := textWidth(cell)
		if columns+w > width-1 && (end < len(p.text) || columns+w > width) {
			out.WriteString("…")
			break
		}
		out.WriteString(cell)
		columns += w
		at = end
	}
	return out.String()
}

// hidden finds the hidden span that holds the byte at offset.
func (p *picture) hidden(offset int) (Span, bool) {
	for _, s := range p.hide {
		if s.Start <= offset && offset < s.End {
			return s, true
		}
	}
	return Span{}, false
}
