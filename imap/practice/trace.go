package practice

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"imapsh/imap/wire"
)

// maxTraced is how much of a line Options.Trace is told, bytes.
const maxTraced = 2000

// traceSent tells Options.Trace of a line that the client has sent. What can be
// a password is left out.
func (s *session) traceSent(line []byte) {
	if s.srv.opts.Trace == nil {
		return
	}
	text := string(line)
	if s.secret {
		text = masked
	}
	s.trace("C: ", withoutPassword(text))
}

const masked = "***"

// withoutPassword leaves out what follows the user or the mechanism of a login,
// however clumsily that is written.
func withoutPassword(line string) string {
	words := strings.Fields(line)
	for i, w := range words[:min(3, len(words))] {
		if (strings.EqualFold(w, "LOGIN") || strings.EqualFold(w, "AUTHENTICATE")) && len(words) > i+2 {
			return strings.Join(words[:i+2], " ") + " " + masked
		}
	}
	return line
}

// trace tells Options.Trace of a line.
func (s *session) trace(who, text string) {
	if len(text) > maxTraced {
		text = text[:maxTraced] + "…"
	}
	s.srv.opts.Trace(s.number, who+visible(text))
}

// visible writes what would not be seen, or would move a terminal's cursor, as
// \xHH and \uHHHH.
func visible(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && n == 1, r < utf8.RuneSelf && !unicode.IsGraphic(r):
			fmt.Fprintf(&b, `\x%02x`, text[0])
		case !unicode.IsGraphic(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(text[:n])
		}
		text = text[n:]
	}
	return b.String()
}

// output is where responses to w are written: through the fault that changes
// lines, and past who watches.
func (s *session) output(w io.Writer) io.Writer {
	if s.srv.opts.Trace != nil {
		w = &lineTap{w: w, told: func(line string) { s.trace("S: ", line) }}
	}
	if f := s.srv.fault(); f.line != nil {
		w = &lineChanger{w: w, change: f.line}
	}
	return w
}

// A lineTap tells of the lines of a stream of responses, without their literals.
type lineTap struct {
	w       io.Writer
	told    func(string)
	line    []byte // the line so far: its beginning, and its last bytes
	literal int64  // bytes of a literal to come
}

// lastBytes is how much of the end of a long line is kept, for the literal that
// it may announce.
const lastBytes = 64

func (t *lineTap) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	for p = p[:n]; len(p) > 0; {
		if t.literal > 0 {
			k := min(t.literal, int64(len(p)))
			t.literal -= k
			p = p[k:]
			continue
		}
		end := bytes.IndexByte(p, '\n') + 1
		if end == 0 {
			t.keep(p)
			break
		}
		t.keep(p[:end])
		t.end()
		p = p[end:]
	}
	return n, err
}

func (t *lineTap) keep(piece []byte) {
	t.line = append(t.line, piece...)
	if more := len(t.line) - maxTraced; more > lastBytes {
		t.line = append(t.line[:maxTraced], t.line[len(t.line)-lastBytes:]...)
	}
}

func (t *lineTap) end() {
	text := bytes.TrimRight(t.line, "\r\n")
	if h, found, err := wire.TrailingLiteral(text); found && err == nil {
		t.literal = h.Size
	}
	t.told(string(text))
	t.line = t.line[:0]
}
