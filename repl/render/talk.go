package render

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"imapsh/imap"
)

// A Complaint is an error as it is shown: its class, what happened, where in a
// script, the line with a caret, and what to type next.
type Complaint struct {
	Class   string // error, abort or readonly
	Message string
	Where   string // "script:12", "" at the keyboard
	Picture string // the line and the caret below it, gated already
	Hint    string
}

// Complain shows an error on stderr.
func (r *Renderer) Complain(c Complaint) {
	_ = r.out.Flush() // what came before stands before
	class := r.palette.bad
	if c.Class == "readonly" {
		class = r.palette.middling
	}
	prefix := ""
	if c.Where != "" {
		prefix = GateLine(c.Where) + ": "
	}
	begun := utf8.RuneCountInString(prefix) + len(c.Class+": ")
	fmt.Fprintf(r.err, "%s%s %s\n", prefix, class.Sprint(c.Class+":"), r.wrap(r.talk(c.Message), begun))
	if c.Picture != "" {
		fmt.Fprintf(r.err, "%s\n", c.Picture)
	}
	if c.Hint != "" {
		fmt.Fprintf(r.err, "%s\n", r.wrap(r.talk(c.Hint), 0))
	}
	_ = r.err.Flush() // there is nowhere left to complain
}

// talk makes a text of our own, with a server's inside, fit to be shown.
func (r *Renderer) talk(text string) string {
	return GateLine(string(r.Mask([]byte(text))))
}

// wrap breaks text, of which the first row begins at a column, between words
// where it is too long for a terminal.
func (r *Renderer) wrap(text string, at int) string {
	if !r.ErrTerminal {
		return text
	}
	columns, _ := r.Size()
	var b strings.Builder
	for word := range strings.SplitSeq(text, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case b.Len() == 0 && (at == 0 || at+n <= columns):
		case at+1+n > columns:
			b.WriteByte('\n')
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}

// Remark shows a line of the shell's own on stderr.
func (r *Renderer) Remark(text string) {
	_ = r.out.Flush() // what came before stands before
	fmt.Fprintln(r.err, r.palette.dim.Sprint(r.wrap(r.talk(text), 0)))
	_ = r.err.Flush() // there is nowhere left to complain
}

// Say shows lines that the user asked for, such as help: on stdout, through
// the gate, secrets masked.
func (r *Renderer) Say(text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		fmt.Fprintln(r.out, Gate(string(r.Mask([]byte(line)))))
	}
	_ = r.out.Flush() // the error shows at the next command
}

// Echo writes a line to stdout, in every view.
func (r *Renderer) Echo(text string) {
	if r.Terminal {
		text = Gate(text)
	}
	fmt.Fprintln(r.out, text)
	_ = r.out.Flush() // the error shows at the next command
}

// Bytes shows bytes off the socket: as they are in text and raw, as a Python
// literal in tuple, as an object in json.
func (r *Renderer) Bytes(b []byte) error {
	switch r.Format {
	case Tuple:
		return r.PyBytes(b)
	case JSON:
		return r.jsonLine(map[string]any{"bytes": jsonBytes(b)})
	}
	r.rawBytes(b)
	if r.Terminal && (len(b) == 0 || b[len(b)-1] != '\n') {
		_ = r.out.WriteByte('\n') // bufio's error sticks
	}
	return r.Flush()
}

// RawLine shows a line of the wire as it came.
func (r *Renderer) RawLine(b []byte) error {
	if !r.Terminal {
		b = r.Mask(b)
		_, _ = r.out.Write(b) // bufio's error sticks
		return r.Flush()
	}
	_, _ = r.out.Write(append(AppendGated([]byte("  "), strings.TrimRight(string(r.Mask(b)), "\r\n")), '\n'))
	return r.Flush()
}

// Strings shows a list of texts as a Python tuple in tuple, else a line each.
func (r *Renderer) Strings(names, values []string) error {
	switch r.Format {
	case Tuple:
		quoted := make([]string, len(values))
		for i, v := range values {
			quoted[i] = pyString(v)
		}
		fmt.Fprintf(r.out, "(%s)\n", strings.Join(quoted, ", "))
		return r.Flush()
	case JSON:
		object := make(map[string]any, len(values))
		for i, v := range values {
			object[names[i]] = v
		}
		return r.jsonLine(object)
	}
	for i, v := range values {
		fmt.Fprintf(r.out, "%-12s %s\n", names[i], GateLine(v))
	}
	return r.Flush()
}

// Notice is an untagged response that came between commands, as a line to be
// shown above the prompt; "" for one that is not worth it.
func (r *Renderer) Notice(e imap.Entry) string {
	switch e.Type {
	case "EXISTS", "RECENT", "EXPUNGE", "FETCH", "VANISHED", "BYE", "NO", "BAD", "STATUS", "LIST":
	case "OK":
		if !isAlert(e) {
			return ""
		}
	default:
		return ""
	}
	style := r.palette.dim
	if isAlert(e) {
		style = r.palette.alert
	}
	return style.Sprint("· " + GateLine(string(r.Mask(shortLine(e)))))
}
