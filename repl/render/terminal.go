package render

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"imapsh/imap"
	"imapsh/imap/charset"
	"imapsh/imap/wire"
)

// maxHeld is how many bytes of · lines are held back so that the data stands
// first. Beyond, they are shown as they come: they are marked, and memory is
// worth more than order.
const maxHeld = 64 << 10

// terminalView is text on a terminal: data indented, literals in a block, other
// responses behind a dot, the verdict last, all through the gate.
type terminalView struct {
	r    *Renderer
	call Call
	tally
	held  []imap.Entry
	bytes int
}

func newTerminalView(r *Renderer, call Call) *terminalView {
	return &terminalView{r: r, call: call}
}

func (v *terminalView) Handler() *imap.Handler {
	return &imap.Handler{Begin: v.r.keepNothing, Stored: v.stored, Data: v.data, Other: v.other, Pause: func() { _ = v.r.out.Flush() }} // the error sticks and shows at the end
}

func (v *terminalView) stored(e imap.Entry) {
	for _, it := range e.Items {
		v.r.terminalItem(it)
		v.items++
	}
}

func (v *terminalView) data(p *wire.Response) error {
	v.items++
	line := []byte("  ")
	if p.Number != nil {
		line = append(line, p.Number...)
		if len(p.Text) > 0 {
			line = append(line, ' ')
		}
	}
	text := p.Text
	if !p.HasLiteral {
		text = v.r.decodedName(p.Type, text)
	}
	line = appendLine(line, text)
	if _, err := v.r.out.Write(append(line, '\n')); err != nil {
		return &OutputError{err}
	}
	v.r.keepText(p)
	for p.HasLiteral {
		v.literals++
		v.tally.bytes += p.Literal.Size
		if err := v.r.literal(p); err != nil {
			return err
		}
		if err := p.Next(); err != nil {
			return err
		}
		v.r.keepText(p)
		if len(p.Text) > 0 {
			v.r.textLine(p.Text)
		}
	}
	return nil
}

// appendLine appends a line of the server's through the gate.
func appendLine(dst, text []byte) []byte {
	if bytes.IndexByte(text, '\t') < 0 {
		return AppendGated(dst, text)
	}
	return append(dst, GateLine(string(text))...)
}

// literal shows the current literal, cut after a screenful, as soon as so much
// of it is there. The rest is only kept for \show and \save.
func (r *Renderer) literal(p *wire.Response) error {
	size := p.Literal.Size
	columns, rows := r.Size()
	first := make([]byte, min(size, int64(4*max(columns, 20)*max(rows, 10))))
	n, err := io.ReadFull(p.Body(), first)
	if err != nil {
		return err
	}
	r.literalBlock(first[:n], size, max(rows-4, 4))
	w := io.Discard
	if keep := r.keepLiteral(size); keep != nil {
		_, _ = keep.Write(first) // a buffer never fails
		w = keep
	}
	_, err = p.Body().WriteTo(w)
	return err
}

// literalBlock shows the beginning b of a literal of size bytes: as text if it
// is text, else in hex. rows bounds the lines; 0 shows all of b.
func (r *Renderer) literalBlock(b []byte, size int64, rows int) {
	shown := 0
	if isText(b) {
		shown = r.textBlock(b, rows)
	} else {
		shown = r.hexBlock(b, rows)
	}
	if left := size - int64(shown); left > 0 {
		way := `\show shows it, \save FILE keeps it`
		if size > r.keepLimit() {
			way = "> FILE behind the command keeps it"
		}
		fmt.Fprintf(r.out, "  %s\n", r.palette.dim.Sprintf("│ … %s more of %s; %s", Bytes(left), Bytes(size), way))
	}
}

// isText reports whether bytes are without control characters but white space
// and escapes. Text in an older character set is text, too: the gate shows what
// is no UTF-8 of it in hex.
func isText(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\r' && c != '\n' && c != 0x1b && c != '\f' && c != '\b' {
			return false
		}
	}
	return true
}

// textBlock shows text in at most so many rows of the terminal, 0 for all of it,
// and returns how many bytes it showed.
func (r *Renderer) textBlock(b []byte, rows int) int {
	columns, _ := r.Size()
	wide := max(columns-len("  | "), 10)
	at, left := 0, rows
	for line := range bytes.Lines(b) {
		text := bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if r.Decode && bytes.Contains(text, []byte("=?")) {
			text = []byte(charset.DecodeWords(string(text)))
		}
		left -= 1 + max(utf8.RuneCount(text)-1, 0)/wide
		if rows > 0 && left < 0 {
			if at > 0 {
				return at
			}
			line = line[:min(len(line), rows*wide)] // a line of its own as long as a screen
			text = line
			left = 0
		}
		fmt.Fprintf(r.out, "%s%s\n", r.bar(), AppendGated(nil, text))
		if at += len(line); rows > 0 && left == 0 {
			return at
		}
	}
	return at
}

// bar is the frame of a literal.
func (r *Renderer) bar() string { return r.palette.dim.Sprint("  │ ") }

func (r *Renderer) hexBlock(b []byte, rows int) int {
	columns, _ := r.Size()
	wide := 16 // bytes a row
	for wide > 1 && len("  | 00000000  ")+3*wide+1+wide > columns {
		wide /= 2
	}
	at := 0
	for at < len(b) {
		row := b[at:min(at+wide, len(b))]
		fmt.Fprintf(r.out, "%s%08x  %-*s  %s\n", r.bar(), at, 3*wide-1, spaced(row), printable(row))
		at += len(row)
		if rows--; rows == 0 {
			break
		}
	}
	return at
}

func spaced(b []byte) string {
	out := make([]byte, 0, 3*len(b))
	for i, c := range b {
		if i > 0 {
			out = append(out, ' ')
		}
		out = appendHex(out, uint32(c), 2)
	}
	return string(out)
}

func printable(b []byte) string {
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = '.'
		if c >= ' ' && c < 0x7f {
			out[i] = c
		}
	}
	return string(out)
}

// terminalItem shows a gathered item.
func (r *Renderer) terminalItem(it imap.Item) {
	if !it.IsPair() && len(it.Text) == 0 {
		return
	}
	r.textLine(it.Text)
	if it.IsPair() {
		_, rows := r.Size()
		r.literalBlock(it.Literal, int64(len(it.Literal)), max(rows-4, 4))
	}
}

func (v *terminalView) other(e imap.Entry) {
	switch {
	case v.call.isIdle():
		v.r.note(e)
		v.items++
	case v.call.ownType(e.Type):
	case v.bytes > maxHeld:
		v.r.note(e)
	default:
		v.held = append(v.held, e)
		v.bytes += len(e.Line)
	}
}

func (v *terminalView) End(res *imap.Result, err error) error {
	if res != nil && err == nil && showsData(v.call, res) {
		for _, d := range []*imap.Data{res.Data, res.More} {
			for it, err := range d.All() {
				if err != nil {
					break
				}
				v.r.terminalItem(it)
				v.items++
			}
		}
	}
	for _, e := range v.held {
		v.r.note(e)
	}
	if res != nil && err == nil && res.Completion.Type != "" {
		v.r.verdict(v.call, res, v.tally)
	}
	return v.r.Flush()
}

// gateWriter passes what is written through the gate.
type gateWriter struct{ w io.Writer }

func (g gateWriter) Write(p []byte) (int, error) {
	if _, err := g.w.Write(AppendGated(nil, p)); err != nil {
		return 0, err
	}
	return len(p), nil
}
