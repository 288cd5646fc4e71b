package words

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// cutter is one run of a Parser over one line.
type cutter struct {
	*Parser
	src  Source
	line *Line

	buf    []byte // the text so far
	pos    int    // the next byte to look at
	starts []lineStart
	marks  []heredoc // seen on this line, their text is still to come
	lost   bool      // the next line may be the rest of a literal or a heredoc

	val  []byte // the decoded value so far, up to from
	from int    // where the undecoded rest of the value starts in buf
}

// lineStart says where a line of input begins in the text.
type lineStart struct{ offset, number int }

func (c *cutter) parse(text string) error {
	number := 0
	if c.src != nil {
		number = c.src.LineNumber()
	}
	c.line.Number = number
	if isComment(text) {
		c.buf = []byte(text)
		c.line.Kind = Comment
		return nil
	}
	if err := c.addLine(text, number); err != nil {
		return err
	}
	if err := c.prefixes(); err != nil {
		return err
	}
	switch {
	case c.pos == len(c.buf):
		if c.line.Session > 0 || c.line.IgnoreFailure {
			return c.errorAt(c.pos, "a command is missing")
		}
		return nil
	case c.buf[c.pos] == '#':
		c.line.Kind = Comment
		return nil
	case c.buf[c.pos] == '!':
		c.line.Kind = System
		c.line.System = string(bytes.Trim(c.buf[c.pos+1:], " \t"))
		return nil
	case c.buf[c.pos] == '\\':
		c.line.Kind = Meta
	default:
		c.line.Kind = Command
	}
	return c.words()
}

// prefixes takes a leading - and @N, in either order.
func (c *cutter) prefixes() error {
	for c.skipBlanks(); c.pos < len(c.buf); c.skipBlanks() {
		switch {
		case c.buf[c.pos] == '-' && !c.line.IgnoreFailure:
			c.line.IgnoreFailure = true
			c.pos++
		case c.buf[c.pos] == '@' && c.line.Session == 0:
			end := c.pos + 1
			for end < len(c.buf) && isDigit(c.buf[end]) {
				end++
			}
			if end == c.pos+1 || !c.isEnd(end) {
				return nil
			}
			n, err := strconv.Atoi(string(c.buf[c.pos+1 : end]))
			if err != nil || n == 0 {
				return c.errorAt(c.pos, "no such session: sessions are numbered from 1")
			}
			c.line.Session, c.pos = n, end
		default:
			return nil
		}
	}
	return nil
}

func (c *cutter) words() error {
	for {
		c.skipBlanks()
		var err error
		switch {
		case c.pos == len(c.buf):
			return c.heredocs()
		case c.RawAt != nil && len(c.line.Words) > 0 && c.RawAt(c.line.Words):
			w := c.open(Raw)
			end := len(bytes.TrimRight(c.buf, " \t"))
			c.pos = max(end, w.Span.Start)
			c.close()
			c.pos = len(c.buf)
		case c.line.Kind == Command && c.isRedirect():
			err = c.redirect()
		default:
			err = c.word()
		}
		if err != nil {
			return err
		}
	}
}

// isRedirect says whether >, >> or | stands free here.
func (c *cutter) isRedirect() bool {
	switch c.buf[c.pos] {
	case '|':
		return c.isEnd(c.pos + 1)
	case '>':
		end := c.pos + 1
		if end < len(c.buf) && c.buf[end] == '>' {
			end++
		}
		return c.isEnd(end)
	}
	return false
}

func (c *cutter) redirect() error {
	start, op := c.pos, c.buf[c.pos]
	r := &Redirect{Kind: ToFile, Span: Span{start, len(c.buf)}}
	if len(c.line.Words) == 0 {
		return c.errorAt(start, "a command is missing before "+string(op))
	}
	c.line.Redirect = r
	c.pos++
	if op == '|' {
		r.Kind = Program
	} else if c.pos < len(c.buf) && c.buf[c.pos] == '>' {
		r.Kind = AtEnd
		c.pos++
	}
	c.skipBlanks()
	r.TargetSpan = Span{c.pos, len(c.buf)}
	if c.pos == len(c.buf) {
		return c.errorAt(start, "what follows "+string(c.buf[start:start+1])+" is missing; to send the character, quote it")
	}
	if r.Kind == Program {
		end := len(bytes.TrimRight(c.buf, " \t"))
		r.Target, r.TargetSpan.End = string(c.buf[c.pos:end]), end
		c.pos = len(c.buf)
		return nil
	}
	replaced := c.last().Replaced
	target, err := c.path(false)
	c.last().Replaced = replaced // the path is no part of the last word
	r.Target = target
	if err != nil {
		return err
	}
	r.TargetSpan.End, r.Span.End = c.pos, c.pos
	if c.skipBlanks(); c.pos < len(c.buf) {
		return c.errorAt(c.pos, "only one file name may follow >; quote a name with blanks, and a > that is to be sent")
	}
	return nil
}

// addLine appends a line of input to the text.
func (c *cutter) addLine(text string, number int) error {
	if len(c.buf)+len(text) > MaxLine {
		c.starts = append(c.starts, lineStart{len(c.buf), number})
		return c.errorAt(len(c.buf), "the line is longer than "+strconv.Itoa(MaxLine>>20)+" MiB; bring long data as a literal from a file: <FILE")
	}
	if len(c.starts) > 0 {
		c.buf = append(c.buf, '\n')
	}
	start := len(c.buf)
	c.starts = append(c.starts, lineStart{start, number})
	c.buf = append(c.buf, text...)
	return c.checkBytes(start)
}

// checkBytes refuses what no line may hold. Escapes say all of it visibly: $'\r\n\0\xff'.
func (c *cutter) checkBytes(start int) error {
	text := c.buf[start:]
	if i := bytes.IndexAny(text, "\x00\r\n"); i >= 0 {
		switch text[i] {
		case 0:
			return c.errorAt(start+i, `a NUL byte in the line; write $'\0', or is this a binary file?`)
		case '\r':
			return c.errorAt(start+i, `a carriage return inside the line; write $'\r'`)
		default:
			return c.errorAt(start+i, `a line feed inside the line; write $'\n'`)
		}
	}
	if utf8.Valid(text) {
		return nil
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return c.errorAt(start+i, `the line is not valid UTF-8; write other bytes as $'\xHH'`)
		}
		i += size
	}
	return nil
}

// more asks the source for the next line, because the word that began at opener is not finished.
func (c *cutter) more(want Want, opener int) error {
	if err := c.heredocs(); err != nil {
		return err
	}
	if c.src == nil {
		return &IncompleteError{Want: want}
	}
	text, err := c.src.ReadLine(want)
	switch {
	case errors.Is(err, io.EOF) && want == WantAfterLiteral:
		return c.addLine("", c.src.LineNumber())
	case errors.Is(err, io.EOF):
		return c.errorAt(opener, "end of input inside "+want.String())
	case err != nil:
		return err
	}
	return c.addLine(text, c.src.LineNumber())
}

func (c *cutter) skipBlanks() {
	for c.pos < len(c.buf) && isBlank(c.buf[c.pos]) {
		c.pos++
	}
}

// isEnd says whether a word may end before i.
func (c *cutter) isEnd(i int) bool { return i >= len(c.buf) || isBlank(c.buf[i]) }

// has says whether s follows at i.
func (c *cutter) has(i int, s string) bool {
	return len(c.buf)-i >= len(s) && string(c.buf[i:i+len(s)]) == s
}

func isComment(text string) bool {
	for i := range len(text) {
		if text[i] != ' ' && text[i] != '\t' {
			return text[i] == '#'
		}
	}
	return false
}

// isBlank counts the line feed that joins a continuation line; no other can be in the text.
func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
