package render

import (
	"bytes"
	"fmt"
	"io"

	"imapsh/imap"
	"imapsh/imap/wire"
)

// What is kept of the last result, in bytes, for \show and \save. A person may
// want to see it again; a script has redirects, and must not grow.
const (
	keptOnTerminal = 16 << 20
	keptOffTerm    = 1 << 20
)

// Last is what is kept of the last result that had data.
type Last struct {
	pieces  []piece
	size    int64
	skipped int64 // bytes that were too many to keep
}

// piece is a text or a literal of the last result, in order.
type piece struct {
	literal bool
	data    *bytes.Buffer
}

func (r *Renderer) keepLimit() int64 {
	if r.Terminal {
		return keptOnTerminal
	}
	return keptOffTerm
}

// keepNothing forgets the last result, since a new one begins.
func (r *Renderer) keepNothing() { r.last = Last{} }

// keepText keeps the current text of a response that has literals: the others
// were shown in full.
func (r *Renderer) keepText(p *wire.Response) {
	if p.First && !p.HasLiteral || r.last.skipped > 0 {
		return
	}
	if r.last.size += int64(len(p.Text)); r.last.size > r.keepLimit() {
		r.last.skipped += int64(len(p.Text))
		return
	}
	r.last.pieces = append(r.last.pieces, piece{data: bytes.NewBuffer(bytes.Clone(p.Text))})
}

// keepLiteral returns where a literal of this size is to be kept, nil if it is
// too large.
func (r *Renderer) keepLiteral(size int64) io.Writer {
	if size > r.keepLimit()-r.last.size || r.last.skipped > 0 {
		r.last.skipped += size
		return nil
	}
	r.last.size += size
	p := piece{literal: true, data: &bytes.Buffer{}}
	r.last.pieces = append(r.last.pieces, p)
	return p.data
}

// keepItem keeps an item of a gathered result, if it has a literal.
func (r *Renderer) keepItem(it imap.Item) {
	if !it.IsPair() {
		return
	}
	r.last.pieces = append(r.last.pieces, piece{data: bytes.NewBuffer(bytes.Clone(it.Text))})
	if w := r.keepLiteral(int64(len(it.Literal))); w != nil {
		_, _ = w.Write(it.Literal) // a buffer never fails
	}
}

// ShowLast shows the last result that had literals again, uncut.
func (r *Renderer) ShowLast() error {
	if len(r.last.pieces) == 0 {
		return r.nothingKept("show")
	}
	for _, p := range r.last.pieces {
		switch {
		case p.literal && r.Terminal:
			r.literalBlock(p.data.Bytes(), int64(p.data.Len()), 0)
		case p.literal:
			_, _ = r.out.Write(p.data.Bytes()) // bufio's error sticks
		default:
			r.textLine(p.data.Bytes())
		}
	}
	if r.last.skipped > 0 {
		r.textLine(fmt.Appendf(nil, "… %s more were too much to keep; repeat the command with > FILE", Bytes(r.last.skipped)))
	}
	return r.Flush()
}

func (r *Renderer) nothingKept(verb string) error {
	if r.last.skipped > 0 {
		return fmt.Errorf("the last result (%s) was too large to keep; repeat the command with > FILE", Bytes(r.last.skipped))
	}
	return fmt.Errorf("there is nothing to %s: no literal has come yet", verb)
}

// textLine shows a line of data in the text view.
func (r *Renderer) textLine(b []byte) {
	if r.Terminal {
		b = AppendGated([]byte("  "), b)
	}
	_, _ = r.out.Write(b) // bufio's error sticks
	_ = r.out.WriteByte('\n')
}

// LastLiteral returns the last literal that came.
func (r *Renderer) LastLiteral() ([]byte, error) {
	for i := len(r.last.pieces) - 1; i >= 0; i-- {
		if p := r.last.pieces[i]; p.literal {
			return p.data.Bytes(), nil
		}
	}
	return nil, r.nothingKept("save")
}
