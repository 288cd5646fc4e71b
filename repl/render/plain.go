package render

import (
	"bufio"
	"fmt"
	"io"

	"imapsh/imap"
	"imapsh/imap/wire"
)

// plainView is text off a terminal: the data to stdout, an item a line, a
// literal as its header line, its exact bytes and its rest; all else to stderr.
type plainView struct {
	r    *Renderer
	call Call
	tally
}

// tally counts what a verdict tells.
type tally struct {
	items    int
	literals int
	bytes    int64
}

func (v *plainView) Handler() *imap.Handler {
	return &imap.Handler{Begin: v.r.keepNothing, Stored: v.stored, Data: v.data, Other: v.other, Pause: func() { _ = v.r.out.Flush() }} // the error sticks and shows at the end
}

func (v *plainView) stored(e imap.Entry) {
	for _, it := range e.Items {
		v.item(it)
	}
}

// data writes one response as it is read.
func (v *plainView) data(p *wire.Response) error {
	v.items++
	w := v.r.out
	writeFirst(w, p)
	v.r.keepText(p)
	for p.HasLiteral {
		if err := w.WriteByte('\n'); err != nil {
			return &OutputError{err}
		}
		v.literals++
		v.bytes += p.Literal.Size
		if err := v.r.copyLiteral(w, p); err != nil {
			return err
		}
		if err := p.Next(); err != nil {
			return err
		}
		_, _ = w.Write(p.Text) // bufio's error sticks
		v.r.keepText(p)
	}
	if err := w.WriteByte('\n'); err != nil {
		return &OutputError{err}
	}
	return nil
}

// writeFirst writes the first text of a response as imaplib has it.
func writeFirst(w *bufio.Writer, p *wire.Response) {
	if p.Number != nil {
		_, _ = w.Write(p.Number) // bufio's error sticks
		if len(p.Text) > 0 {
			_ = w.WriteByte(' ')
		}
	}
	_, _ = w.Write(p.Text)
}

// copyLiteral copies the current literal to w, keeping it if it is short.
func (r *Renderer) copyLiteral(w io.Writer, p *wire.Response) error {
	keep := r.keepLiteral(p.Literal.Size)
	if keep != nil {
		w = io.MultiWriter(w, keep)
	}
	if _, err := p.Body().WriteTo(w); err != nil {
		if p.Body().LiteralLeft() == 0 {
			return &OutputError{err}
		}
		return err
	}
	return nil
}

func (v *plainView) item(it imap.Item) {
	v.items++
	writeItem(v.r.out, it)
}

func writeItem(w *bufio.Writer, it imap.Item) {
	_, _ = w.Write(it.Text) // bufio's error sticks
	_ = w.WriteByte('\n')
	_, _ = w.Write(it.Literal)
}

func (v *plainView) other(e imap.Entry) {
	switch {
	case v.call.isIdle():
		_, _ = v.r.out.Write(entryLine(e)) // bufio's error sticks
		_ = v.r.out.WriteByte('\n')
		v.items++
	case !v.call.ownType(e.Type):
		v.r.note(e)
	}
}

func (v *plainView) End(res *imap.Result, err error) error {
	if res != nil && err == nil {
		v.items += v.r.plainData(v.call, res)
	}
	if flushErr := v.r.out.Flush(); flushErr != nil {
		v.r.out.Reset(v.r.Out)
		return &OutputError{flushErr}
	}
	if res != nil && err == nil && res.Completion.Type != "" {
		v.r.verdict(v.call, res, v.tally)
	}
	return v.r.Flush()
}

// plainData writes the data that was not streamed: select's count, what was
// stored, both lists of a pair. It returns how many items that were.
func (r *Renderer) plainData(call Call, res *imap.Result) int {
	if !showsData(call, res) {
		return 0
	}
	n := 0
	for _, d := range []*imap.Data{res.Data, res.More} {
		for it, err := range d.All() {
			if err != nil {
				break
			}
			if r.Terminal { // the raw view comes here, too
				it.Text, it.Literal = AppendGated(nil, it.Text), AppendGated(nil, it.Literal)
			}
			writeItem(r.out, it)
			n++
		}
	}
	return n
}

// showsData reports whether the result's data is more than the tagged text,
// which the verdict shows anyway.
func showsData(call Call, res *imap.Result) bool {
	if call.Command == nil {
		return true
	}
	return res.Type == "OK" && len(call.Command.Owns) > 0 && !call.Command.Streams()
}

// entryLine is an untagged response without its "* ".
func entryLine(e imap.Entry) []byte {
	line := e.Line
	for len(line) > 0 && (line[0] == '*' || line[0] == ' ') {
		line = line[1:]
	}
	return line
}

// shortLine is entryLine, and of a response that was too large to be kept only
// the beginning: what nobody asked for is not worth megabytes of screen.
func shortLine(e imap.Entry) []byte {
	const shown = 4 << 10
	line := entryLine(e)
	if !e.Cut || len(line) <= shown {
		return line
	}
	return fmt.Appendf(nil, "%s … (%d bytes)", line[:shown], len(line))
}
