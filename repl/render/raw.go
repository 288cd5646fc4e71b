package render

import (
	"imapsh/imap"
	"imapsh/imap/wire"
)

// rawView is the wire: what the server sends, byte for byte.
type rawView struct {
	r    *Renderer
	call Call
}

var crlf = []byte("\r\n")

func (v *rawView) Handler() *imap.Handler {
	return &imap.Handler{Data: v.data, Other: v.other, Pause: func() { _ = v.r.out.Flush() }} // the error sticks and shows at the end
}

func (v *rawView) data(p *wire.Response) error {
	w := v.r.out
	for {
		v.r.rawBytes(p.Line)
		if _, err := w.Write(crlf); err != nil {
			return &OutputError{err}
		}
		if !p.HasLiteral {
			return nil
		}
		if err := v.r.rawLiteral(p); err != nil {
			return err
		}
		if err := p.Next(); err != nil {
			return err
		}
	}
}

// rawBytes writes bytes of the wire: as they are to a file or pipe, through the
// gate to a terminal.
func (r *Renderer) rawBytes(b []byte) {
	if r.Terminal {
		b = AppendGated(nil, b)
	}
	_, _ = r.out.Write(b) // bufio's error sticks
}

func (r *Renderer) rawLiteral(p *wire.Response) error {
	if !r.Terminal {
		return r.copyLiteral(r.out, p)
	}
	_, err := p.Body().WriteTo(gateWriter{r.out})
	return err
}

func (v *rawView) other(e imap.Entry) {
	if e.Status {
		e.Line = v.r.Mask(e.Line)
	}
	v.r.rawBytes(e.Line)
	_, _ = v.r.out.Write(crlf) // bufio's error sticks
	for i, it := range e.Items {
		if i > 0 {
			v.r.rawBytes(it.Text)
			_, _ = v.r.out.Write(crlf)
		}
		v.r.rawBytes(it.Literal)
	}
}

func (v *rawView) End(res *imap.Result, err error) error {
	if res == nil {
		return v.r.Flush()
	}
	if v.call.Command == nil {
		v.r.plainData(v.call, res)
		return v.r.Flush()
	}
	if line := res.Completion.Line; line != nil && res.Completion.Type != "BYE" {
		v.r.rawBytes(v.r.Mask(line))
		_, _ = v.r.out.Write(crlf)
	}
	return v.r.Flush()
}
