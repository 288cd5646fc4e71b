package render

import (
	"bufio"
	"io"

	"imapsh/imap"
	"imapsh/imap/wire"
)

// dataView is a redirect: the command's data and nothing else. Literals go out
// as their exact bytes; a response without a literal is a line. What was stored
// before is no answer to this command: it is noted, and not in the file.
type dataView struct {
	r    *Renderer
	call Call
	w    *bufio.Writer
	tally
}

func newDataView(r *Renderer, call Call) *dataView {
	return &dataView{r: r, call: call, w: bufio.NewWriterSize(call.Redirect, 64<<10)}
}

func (v *dataView) Handler() *imap.Handler {
	return &imap.Handler{Stored: v.r.note, Data: v.data, Other: v.other, Pause: func() { _ = v.w.Flush() }} // the error sticks and shows at the end
}

func (v *dataView) data(p *wire.Response) error {
	v.items++
	if !p.HasLiteral {
		writeFirst(v.w, p)
		if err := v.w.WriteByte('\n'); err != nil {
			return &OutputError{err}
		}
		return nil
	}
	for p.HasLiteral {
		v.literals++
		v.bytes += p.Literal.Size
		if _, err := p.Body().WriteTo(writerOf(v.w, p.Literal.Size, v.call.Redirect)); err != nil {
			if p.Body().LiteralLeft() == 0 {
				return &OutputError{err}
			}
			return err
		}
		if err := p.Next(); err != nil {
			return err
		}
	}
	return nil
}

// writerOf lets a large literal go straight to its destination.
func writerOf(w *bufio.Writer, size int64, direct io.Writer) io.Writer {
	if size < 64<<10 || w.Flush() != nil {
		return w
	}
	return direct
}

func (v *dataView) other(e imap.Entry) {
	if v.call.isIdle() {
		_, _ = v.w.Write(entryLine(e)) // bufio's error sticks
		_ = v.w.WriteByte('\n')
		return
	}
	if !v.call.ownType(e.Type) {
		v.r.note(e)
	}
}

// gathered writes data that was gathered: the literals if there are any, else
// the lines.
func (v *dataView) gathered(d *imap.Data) {
	pairs := false
	for it, err := range d.All() {
		switch {
		case err != nil:
			return
		case it.IsPair():
			pairs = true
			_, _ = v.w.Write(it.Literal) // bufio's error sticks
			v.literals++
			v.bytes += int64(len(it.Literal))
		case pairs:
			pairs = false // the rest behind a literal
		default:
			_, _ = v.w.Write(it.Text)
			_ = v.w.WriteByte('\n')
		}
		v.items++
	}
}

func (v *dataView) End(res *imap.Result, err error) error {
	if res != nil && err == nil && showsData(v.call, res) {
		v.gathered(res.Data)
		v.gathered(res.More)
	}
	if flushErr := v.w.Flush(); flushErr != nil {
		return &OutputError{flushErr}
	}
	if res != nil && err == nil && res.Completion.Type != "" {
		v.r.verdict(v.call, res, v.tally)
	}
	return v.r.Flush()
}
