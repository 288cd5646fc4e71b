package render

import (
	"bufio"
	"bytes"
	"fmt"

	"imapsh/imap"
)

// tupleView is imaplib's own result: one Python literal a line, what
// print((typ, data)) prints.
type tupleView struct {
	r    *Renderer
	call Call
}

func (v *tupleView) Handler() *imap.Handler {
	if !v.call.isIdle() {
		return nil
	}
	return &imap.Handler{Other: v.event, Pause: func() { _ = v.r.out.Flush() }} // the error sticks and shows at the end
}

// event is one thing that happened in IDLE.
func (v *tupleView) event(e imap.Entry) {
	w := v.r.out
	fmt.Fprintf(w, "(%s, [", pyString(e.Type))
	for i, it := range e.Items {
		if i > 0 {
			_, _ = w.WriteString(", ")
		}
		writePyItem(w, it)
	}
	_, _ = w.WriteString("])\n") // bufio's error sticks
}

func (v *tupleView) End(res *imap.Result, err error) error {
	if res == nil || err != nil {
		return v.r.Flush()
	}
	v.r.keepNothing()
	w := v.r.out
	fmt.Fprintf(w, "(%s, ", pyString(res.Type))
	failed := error(nil)
	if res.Pair {
		_ = w.WriteByte('[')
		failed = v.list(res.Data)
		_, _ = w.WriteString(", ")
		if err := v.list(res.More); failed == nil {
			failed = err
		}
		_ = w.WriteByte(']')
	} else {
		failed = v.list(res.Data)
	}
	_, _ = w.WriteString(")\n") // bufio's error sticks
	if err := v.r.Flush(); err != nil {
		return err
	}
	return failed
}

// list writes the data as a list; nil is [None].
func (v *tupleView) list(d *imap.Data) error {
	w := v.r.out
	if d == nil {
		_, err := w.WriteString("[None]")
		return err
	}
	_ = w.WriteByte('[')
	first := true
	for it, err := range d.All() {
		if err != nil {
			return err
		}
		if !first {
			_, _ = w.WriteString(", ")
		}
		first = false
		writePyItem(w, it)
		v.r.keepItem(it)
	}
	return w.WriteByte(']')
}

func writePyItem(w *bufio.Writer, it imap.Item) {
	if !it.IsPair() {
		writePyBytes(w, it.Text)
		return
	}
	_ = w.WriteByte('(')
	writePyBytes(w, it.Text)
	_, _ = w.WriteString(", ")
	writePyBytes(w, it.Literal)
	_ = w.WriteByte(')') // bufio's error sticks
}

// pyPlain has the bytes that stand for themselves between any quotes.
var pyPlain = func() (plain [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		plain[c] = c != '\\' && c != '"' && c != '\''
	}
	return plain
}()

// writePyBytes writes repr(bytes): in single quotes, unless there are single
// quotes and no double ones inside.
func writePyBytes(w *bufio.Writer, b []byte) {
	quote := pyQuote(b)
	_ = w.WriteByte('b')
	_ = w.WriteByte(quote)
	start := 0
	for i, c := range b {
		if pyPlain[c] || (c == '"' || c == '\'') && c != quote {
			continue
		}
		_, _ = w.Write(b[start:i])
		start = i + 1
		writePyEscape(w, c)
	}
	_, _ = w.Write(b[start:])
	_ = w.WriteByte(quote) // bufio's error sticks
}

func pyQuote(b []byte) byte {
	if bytes.IndexByte(b, '\'') >= 0 && bytes.IndexByte(b, '"') < 0 {
		return '"'
	}
	return '\''
}

func writePyEscape(w *bufio.Writer, c byte) {
	const hex = "0123456789abcdef"
	_ = w.WriteByte('\\')
	switch c {
	case '\n':
		_ = w.WriteByte('n')
	case '\r':
		_ = w.WriteByte('r')
	case '\t':
		_ = w.WriteByte('t')
	case '\\', '\'', '"':
		_ = w.WriteByte(c)
	default:
		_ = w.WriteByte('x')
		_ = w.WriteByte(hex[c>>4])
		_ = w.WriteByte(hex[c&15]) // bufio's error sticks
	}
}

// pyString writes repr(str) of a name.
func pyString(s string) string {
	b := []byte{}
	w := bufio.NewWriter(appender{&b})
	writePyBytes(w, []byte(s))
	_ = w.Flush() // never fails
	return string(b[1:])
}

// appender is an io.Writer that appends to a slice.
type appender struct{ b *[]byte }

func (a appender) Write(p []byte) (int, error) {
	*a.b = append(*a.b, p...)
	return len(p), nil
}

// PyBytes writes bytes as a Python literal on a line: what readline and read
// return.
func (r *Renderer) PyBytes(b []byte) error {
	writePyBytes(r.out, b)
	_ = r.out.WriteByte('\n') // bufio's error sticks
	return r.Flush()
}
