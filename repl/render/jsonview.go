package render

import (
	"bufio"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"imapsh/imap"
	"imapsh/imap/wire"
)

// jsonView is one object a line: command, status, code, text, data, untagged,
// elapsed, and error and class where there is an error. It is written piece by
// piece, since the data may be larger than memory.
type jsonView struct {
	r      *Renderer
	call   Call
	others []imap.Entry
}

func (v *jsonView) Handler() *imap.Handler {
	return &imap.Handler{Other: func(e imap.Entry) {
		if !v.call.ownType(e.Type) {
			v.others = append(v.others, e)
		}
	}}
}

func (v *jsonView) End(res *imap.Result, err error) error {
	if res == nil {
		res = &imap.Result{}
	}
	w := jsonWriter{v.r.out}
	w.raw(`{"command":`)
	w.text(v.call.Line)
	w.raw(`,"status":`)
	w.text(res.Type)
	v.completion(w, res)
	w.raw(`,"data":`)
	failed := v.data(w, res)
	w.raw(`,"untagged":[`)
	for i, e := range v.others {
		w.comma(i > 0)
		w.raw(`{"type":`)
		w.text(e.Type)
		w.raw(`,"data":[`)
		for i, it := range e.Items {
			w.comma(i > 0)
			w.item(it)
		}
		w.raw(`]}`)
	}
	w.raw(`],"elapsed":`)
	seconds := float64(res.Elapsed.Round(time.Microsecond)) / float64(time.Second)
	w.raw(strconv.FormatFloat(seconds, 'f', -1, 64))
	if err != nil {
		w.raw(`,"error":`)
		w.text(string(v.r.Mask([]byte(err.Error()))))
		w.raw(`,"class":`)
		w.text(imap.ClassOf(err).String())
	}
	w.raw("}\n")
	if err := v.r.Flush(); err != nil {
		return err
	}
	return failed
}

// completion writes the response code and the text of the tagged response.
func (v *jsonView) completion(w jsonWriter, res *imap.Result) {
	text := v.r.Mask(res.Completion.Text)
	w.raw(`,"code":`)
	if code, ok := wire.ParseCode(text); ok {
		w.raw(`{"name":`)
		w.bytes([]byte(code.Name))
		if len(code.Data) > 0 {
			w.raw(`,"data":`)
			w.bytes([]byte(code.Data))
		}
		w.raw(`}`)
		text = code.Text
	} else {
		w.raw(`null`)
	}
	w.raw(`,"text":`)
	w.bytes(text)
}

// data writes the gathered data. Its error is that of the file it was gathered in.
func (v *jsonView) data(w jsonWriter, res *imap.Result) error {
	v.r.keepNothing()
	if !res.Pair {
		return v.list(w, res.Data)
	}
	w.raw(`[`)
	failed := v.list(w, res.Data)
	w.raw(`,`)
	if err := v.list(w, res.More); failed == nil {
		failed = err
	}
	w.raw(`]`)
	return failed
}

func (v *jsonView) list(w jsonWriter, d *imap.Data) (failed error) {
	if d == nil {
		w.raw(`[null]`)
		return nil
	}
	w.raw(`[`)
	more := false
	for it, err := range d.All() {
		if err != nil {
			failed = err
			break
		}
		w.comma(more)
		more = true
		w.item(it)
		v.r.keepItem(it)
	}
	w.raw(`]`)
	return failed
}

// jsonWriter writes JSON. What would move a terminal is written as JSON's own
// escape, in files and pipes too: the value is the same. Errors stick in the
// writer and show when it is flushed.
type jsonWriter struct{ w *bufio.Writer }

func (w jsonWriter) raw(s string) { _, _ = w.w.WriteString(s) }

func (w jsonWriter) comma(wanted bool) {
	if wanted {
		_ = w.w.WriteByte(',')
	}
}

// item writes a text, or a pair as an object.
func (w jsonWriter) item(it imap.Item) {
	if !it.IsPair() {
		w.bytes(it.Text)
		return
	}
	w.raw(`{"text":`)
	w.bytes(it.Text)
	w.raw(`,"literal":`)
	w.bytes(it.Literal)
	w.raw(`}`)
}

// bytes writes a string if they are UTF-8, else {"b64": "…"}.
func (w jsonWriter) bytes(b []byte) {
	if utf8.Valid(b) {
		w.quoted(b)
		return
	}
	w.raw(`{"b64":"`)
	enc := base64.NewEncoder(base64.StdEncoding, w.w)
	_, _ = enc.Write(b)
	_ = enc.Close()
	w.raw(`"}`)
}

// text writes a text of ours, in which what is no UTF-8 is replaced.
func (w jsonWriter) text(s string) { w.quoted([]byte(strings.ToValidUTF8(s, "\ufffd"))) }

func (w jsonWriter) quoted(b []byte) {
	_ = w.w.WriteByte('"')
	for {
		n := jsonPlain(b)
		_, _ = w.w.Write(b[:n])
		if b = b[n:]; len(b) == 0 {
			break
		}
		r, size := utf8.DecodeRune(b)
		_, _ = w.w.Write(appendJSONEscape(w.w.AvailableBuffer(), r))
		b = b[size:]
	}
	_ = w.w.WriteByte('"')
}

// jsonPlain is the length of what stands for itself at the start of b.
func jsonPlain(b []byte) int {
	i := 0
	for i < len(b) {
		c := b[i]
		if c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			return i
		}
		r, n := utf8.DecodeRune(b[i:])
		if !showable(r) {
			return i
		}
		i += n
	}
	return i
}

func appendJSONEscape(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	for _, unit := range utf16.AppendRune(nil, r) {
		dst = appendHex(append(dst, `\u`...), uint32(unit), 4)
	}
	return dst
}
