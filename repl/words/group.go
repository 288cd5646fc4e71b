package words

import (
	"errors"
	"io"
	"strconv"
)

// group runs from the ( here to its ), over line ends, literals and files.
func (c *cutter) group() error {
	w := c.open(Group)
	opener, depth := c.pos, 0
	for {
		if c.pos == len(c.buf) {
			if err := c.more(WantGroup, opener); err != nil {
				return err
			}
			c.join()
			continue
		}
		var err error
		switch b := c.buf[c.pos]; {
		case b == '(':
			depth++
			c.pos++
		case b == ')':
			depth--
			c.pos++
			if depth == 0 {
				return c.closeGroup()
			}
		case b == '"':
			err = c.quotedAsTyped()
		case b == '$' && c.has(c.pos, "${"):
			err = c.variable(balanced)
		case !c.isElement():
			c.pos++
		case b == '<' && c.LiteralAt != nil && c.LiteralAt(c.line.Words):
			err = c.filePart(w)
		default:
			if lit, ok := c.literalHere(); ok {
				err = c.literalPart(w, lit)
			} else {
				c.pos++
			}
		}
		if err != nil {
			return err
		}
	}
}

// isElement says whether an element of the group begins here.
func (c *cutter) isElement() bool {
	before := c.buf[c.pos-1]
	return isBlank(before) || before == '('
}

func (c *cutter) closeGroup() error {
	if !c.isEnd(c.pos) {
		return c.errorAt(c.pos, "a blank must follow the )")
	}
	w := c.last()
	if w.Parts == nil {
		c.close()
		return nil
	}
	c.textPart(w)
	w.Span.End = c.pos
	w.Open = false
	return nil
}

// textPart ends a piece of text in front of a literal or at the group's end.
func (c *cutter) textPart(w *Word) {
	w.Parts = append(w.Parts, Part{Value: c.valueTo(c.pos)})
	c.val, c.from = c.val[:0], c.pos
}

func (c *cutter) literalPart(w *Word, lit literal) error {
	opener := c.pos
	c.textPart(w)
	data, err := c.literalBytes(lit, opener)
	if err != nil {
		return err
	}
	w.Parts = append(w.Parts, Part{Form: Literal, Value: data, NonSync: lit.nonSync, Binary: lit.binary})
	if err := c.more(WantAfterLiteral, opener); err != nil {
		return err
	}
	c.pos++ // the line feed that joins
	c.from = c.pos
	if !c.isEnd(c.pos) && c.buf[c.pos] != ')' {
		c.lost = true
		return c.errorAt(c.pos, afterLiteral(lit))
	}
	return nil
}

func (c *cutter) filePart(w *Word) error {
	c.textPart(w)
	c.pos++
	if c.has(c.pos, "<") {
		w.Parts = append(w.Parts, Part{Form: Heredoc})
		word, part := len(c.line.Words)-1, len(w.Parts)-1
		err := c.heredocMark(true, func(text string) { c.line.Words[word].Parts[part].Value = text })
		c.val, c.from = c.val[:0], c.pos
		return err
	}
	c.skipBlanks()
	path, err := c.path(true)
	w.Parts = append(w.Parts, Part{Form: File, Value: path})
	c.val, c.from = c.val[:0], c.pos
	return err
}

// literal is the announcement of a literal.
type literal struct {
	size            int
	tooBig          bool
	nonSync, binary bool
	end             int // behind the }
}

// literalHere says whether {n}, {n+} or ~{n} is here, with nothing but blanks behind it.
func (c *cutter) literalHere() (literal, bool) {
	var lit literal
	i := c.pos
	if c.buf[i] == '~' {
		lit.binary = true
		i++
	}
	if !c.has(i, "{") {
		return lit, false
	}
	first := i + 1
	for i = first; i < len(c.buf) && isDigit(c.buf[i]); i++ {
		lit.size = lit.size*10 + int(c.buf[i]-'0')
		if lit.size > MaxLiteral {
			lit.tooBig = true
			lit.size = MaxLiteral // no overflow
		}
	}
	if i == first {
		return lit, false
	}
	if c.has(i, "+") {
		lit.nonSync = true
		i++
	}
	if !c.has(i, "}") {
		return lit, false
	}
	lit.end = i + 1
	for i = lit.end; i < len(c.buf); i++ {
		if !isBlank(c.buf[i]) {
			return lit, false
		}
	}
	return lit, true
}

// literal takes a literal that is a word of its own.
func (c *cutter) literal(lit literal) error {
	w := c.open(Literal)
	opener := c.pos
	w.NonSync, w.Binary = lit.nonSync, lit.binary
	data, err := c.literalBytes(lit, opener)
	if err != nil {
		return err
	}
	w.Value, w.Span.End, w.Open = data, lit.end, false
	if err := c.more(WantAfterLiteral, opener); err != nil {
		return err
	}
	if !c.isEnd(c.pos + 1) {
		c.lost = true
		return c.errorAt(c.pos+1, afterLiteral(lit))
	}
	return nil
}

func afterLiteral(lit literal) string {
	return "the " + strconv.Itoa(lit.size) + " bytes of the literal end here and a blank must follow; is the count right?"
}

// literalBytes takes the bytes of a literal and leaves the text at the end of the line that announced it.
func (c *cutter) literalBytes(lit literal, opener int) (string, error) {
	if lit.tooBig {
		c.lost = true
		return "", c.errorAt(opener, "a literal in a script may have at most "+strconv.Itoa(MaxLiteral>>20)+" MiB; use <FILE")
	}
	c.pos = len(c.buf)
	if err := c.heredocs(); err != nil {
		return "", err
	}
	if c.src == nil {
		return "", &IncompleteError{Want: WantLiteral, Bytes: lit.size}
	}
	data, err := c.src.ReadBytes(lit.size)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "", c.errorAt(opener, "end of input inside a literal, after "+
			strconv.Itoa(len(data))+" of "+strconv.Itoa(lit.size)+" bytes")
	}
	return string(data), err
}
