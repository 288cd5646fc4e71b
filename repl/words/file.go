package words

import (
	"errors"
	"io"
	"strconv"
	"strings"
)

// file takes <path or <<WORD where a literal is wanted.
func (c *cutter) file() error {
	if c.has(c.pos, "<<") {
		w := c.open(Heredoc)
		word := len(c.line.Words) - 1
		c.pos++
		err := c.heredocMark(false, func(text string) { c.line.Words[word].Value = text })
		if err == nil {
			w.Span.End, w.Open = c.pos, false
		}
		return err
	}
	w := c.open(File)
	c.pos++
	c.skipBlanks()
	path, err := c.path(false)
	if err == nil {
		w.Value, w.Span.End, w.Open = path, c.pos, false
	}
	return err
}

// path takes a file name: bare, or in any quotes; ~ at the start of a bare one is the home directory.
func (c *cutter) path(inGroup bool) (string, error) {
	c.val, c.from = c.val[:0], c.pos
	start := c.pos
	var err error
	quoted := true
	switch {
	case c.has(c.pos, `"`):
		err = c.quoted()
	case c.has(c.pos, "'"):
		err = c.single()
	case c.has(c.pos, "$'"):
		err = c.escaped()
	default:
		quoted = false
		err = c.barePath(inGroup)
	}
	if err != nil {
		return "", err
	}
	if !c.isEnd(c.pos) && (!inGroup || c.buf[c.pos] != ')') {
		return "", c.errorAt(c.pos, "a blank must follow the closing quote")
	}
	path := string(c.val)
	if !quoted {
		path = c.valueTo(c.pos)
		if c.Home != "" && c.buf[min(start, len(c.buf)-1)] == '~' && (path == "~" || strings.HasPrefix(path, "~/")) {
			path = c.Home + path[1:]
		}
	}
	if path == "" {
		return "", c.errorAt(start, "a file name is missing")
	}
	return path, nil
}

func (c *cutter) barePath(inGroup bool) error {
	for !c.isEnd(c.pos) && (!inGroup || c.buf[c.pos] != ')') {
		switch b := c.buf[c.pos]; {
		case b == '"':
			return c.errorAt(c.pos, `a " inside a file name; put the whole name in '…'`)
		case b == '$' && c.has(c.pos, "${"):
			if err := c.variable(plain); err != nil {
				return err
			}
		default:
			c.pos++
		}
	}
	return nil
}

// heredoc is text that follows the line.
type heredoc struct {
	mark   string // the line that ends it
	asIs   bool   // <<'WORD': variables are not replaced
	opener int
	set    func(text string)
}

// heredocMark takes the WORD of <<WORD, from its second <.
func (c *cutter) heredocMark(inGroup bool, set func(string)) error {
	opener := c.pos - 1
	c.pos++
	c.skipBlanks()
	var mark string
	quoted := c.has(c.pos, "'") || c.has(c.pos, `"`)
	if quoted {
		rest := string(c.buf[c.pos+1:])
		n := strings.IndexByte(rest, c.buf[c.pos])
		if n < 0 {
			return c.errorAt(c.pos, "this quote is not closed")
		}
		mark = rest[:n]
		c.pos += n + 2
	} else {
		start := c.pos
		for !c.isEnd(c.pos) && (!inGroup || c.buf[c.pos] != ')') {
			c.pos++
		}
		mark = string(c.buf[start:c.pos])
	}
	switch {
	case mark == "":
		return c.errorAt(opener, "<< needs the word that will end the text: <<END")
	case !c.isEnd(c.pos) && (!inGroup || c.buf[c.pos] != ')'):
		return c.errorAt(c.pos, "a blank must follow the closing quote")
	}
	c.marks = append(c.marks, heredoc{mark: mark, asIs: quoted, opener: opener, set: set})
	return nil
}

// heredocs takes the text of those whose line has ended.
func (c *cutter) heredocs() error {
	for len(c.marks) > 0 {
		h := c.marks[0]
		c.marks = c.marks[1:]
		if err := c.heredocText(h); err != nil {
			return err
		}
	}
	return nil
}

// heredocText reads up to the end of the heredoc even if there is a fault in it: what is left of it must not
// be taken for commands. The end of one that is too long is not looked for, since it may have none.
func (c *cutter) heredocText(h heredoc) error {
	if c.src == nil {
		return &IncompleteError{Want: WantHeredoc}
	}
	tooLong := func() error {
		return c.errorAt(h.opener, "a heredoc may have at most "+strconv.Itoa(MaxLiteral>>20)+" MiB; use <FILE")
	}
	var text strings.Builder
	var fault error
	for size := 0; ; {
		line, err := c.src.ReadLine(WantHeredoc)
		switch {
		case errors.Is(err, io.EOF):
			return c.errorAt(h.opener, "end of input inside a heredoc: no line "+strconv.Quote(h.mark))
		case err != nil:
			return err
		case line == h.mark:
			h.set(text.String())
			return fault
		}
		if size += len(line) + 1; size > MaxLiteral {
			c.lost = true
			return tooLong()
		}
		if fault != nil {
			continue
		}
		if !h.asIs && c.Lookup != nil {
			var bad *SyntaxError
			if line, bad = replace(line, c.Lookup); bad != nil {
				bad.Line = c.src.LineNumber()
				fault = bad
			}
		}
		if text.Len()+len(line) >= MaxLiteral { // variables make it longer than what was read
			fault = tooLong()
			continue
		}
		text.WriteString(line)
		text.WriteByte('\n')
	}
}
