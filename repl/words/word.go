package words

import (
	"bytes"
	"strings"
)

// word cuts one word; what it starts with decides its form.
func (c *cutter) word() error {
	switch b := c.buf[c.pos]; {
	case b == '(':
		return c.group()
	case b == ')':
		return c.errorAt(c.pos, "a ) without its (; to send the character, quote it")
	case b == '"':
		c.open(Quoted)
		return c.end(c.quoted())
	case b == '\'':
		c.open(Single)
		return c.end(c.single())
	case b == '$' && c.has(c.pos, "$'"):
		c.open(Escaped)
		return c.end(c.escaped())
	case b == '<' && len(c.line.Words) > 0 && c.LiteralAt != nil && c.LiteralAt(c.line.Words):
		return c.file()
	case len(c.line.Words) > 0:
		if lit, ok := c.literalHere(); ok {
			return c.literal(lit)
		}
	}
	return c.bare()
}

// open begins a word and its value here.
func (c *cutter) open(form Form) *Word {
	c.line.Words = append(c.line.Words, Word{Form: form, Span: Span{c.pos, c.pos}, Open: true})
	c.val, c.from = c.val[:0], c.pos
	return c.last()
}

func (c *cutter) last() *Word { return &c.line.Words[len(c.line.Words)-1] }

// close ends the last word and its value here.
func (c *cutter) close() {
	w := c.last()
	w.Value = c.valueTo(c.pos)
	w.Span.End = c.pos
	w.Open = false
}

// end closes a word in quotes, whose value already ends before the closing quote.
func (c *cutter) end(err error) error {
	if err != nil {
		return err
	}
	if !c.isEnd(c.pos) {
		return c.errorAt(c.pos, "a blank must follow the closing quote")
	}
	w := c.last()
	w.Value = string(c.val)
	w.Span.End = c.pos
	w.Open = false
	return nil
}

// keep decodes the text up to here as it is, and goes on behind the next skip bytes.
func (c *cutter) keep(skip int) {
	c.val = append(c.val, c.buf[c.from:c.pos]...)
	c.pos += skip
	c.from = c.pos
}

// valueTo is the value with the text up to end.
func (c *cutter) valueTo(end int) string {
	if len(c.val) == 0 {
		return string(c.buf[min(c.from, end):end])
	}
	c.val = append(c.val, c.buf[min(c.from, end):end]...)
	c.from = end
	return string(c.val)
}

func (c *cutter) bare() error {
	w := c.open(Bare)
	for !c.isEnd(c.pos) {
		switch b := c.buf[c.pos]; {
		case b == '"':
			return c.errorAt(c.pos, `a " inside a word; put the whole word in '…'`)
		case b == '[' && !w.Section && takesSection(c.buf[w.Span.Start:c.pos]):
			w.Section = true
			if err := c.section(); err != nil {
				return err
			}
		case b == '$' && c.has(c.pos, "${"):
			if err := c.variable(plain); err != nil {
				return err
			}
		default:
			c.pos++
		}
	}
	c.close()
	return nil
}

// takesSection says whether a [ after this item opens a section (RFC 3501 §6.4.5, RFC 3516 §4.2).
func takesSection[text string | []byte](item text) bool {
	for _, name := range []string{"BODY", "BODY.PEEK", "BINARY", "BINARY.PEEK", "BINARY.SIZE"} {
		if len(item) == len(name) && strings.EqualFold(string(item), name) {
			return true
		}
	}
	return false
}

// section runs from the [ here to its ], over blanks and line ends. A quoted field name may hold a ].
func (c *cutter) section() error {
	opener := c.pos
	for c.pos++; ; {
		switch {
		case c.pos == len(c.buf):
			if err := c.more(WantSection, opener); err != nil {
				return err
			}
			c.join()
		case c.buf[c.pos] == ']':
			c.pos++
			return nil
		case c.buf[c.pos] == '"':
			if err := c.quotedAsTyped(); err != nil {
				return err
			}
		case c.has(c.pos, "${"):
			if err := c.variable(balanced); err != nil {
				return err
			}
		default:
			c.pos++
		}
	}
}

// join replaces the line feed between two lines of a group or section by a blank.
func (c *cutter) join() {
	c.keep(1)
	c.val = append(c.val, ' ')
}

// quoted decodes an IMAP quoted string.
func (c *cutter) quoted() error {
	opener := c.pos
	c.keep(1)
	for c.pos < len(c.buf) {
		switch b := c.buf[c.pos]; {
		case b == '"':
			c.keep(1)
			return nil
		case b == '\\':
			if !c.has(c.pos, `\"`) && !c.has(c.pos, `\\`) {
				return c.errorAt(c.pos, `inside "…" a backslash is written \\ and a quote \"`)
			}
			c.keep(1)
			c.pos++
		case b == '$' && c.has(c.pos, "${"):
			if err := c.variable(plain); err != nil {
				return err
			}
		default:
			c.pos++
		}
	}
	return c.errorAt(opener, `this " has no closing quote`)
}

// quotedAsTyped passes a quoted string that stays as it is, inside a group or section.
func (c *cutter) quotedAsTyped() error {
	opener := c.pos
	for c.pos++; c.pos < len(c.buf); {
		switch b := c.buf[c.pos]; {
		case b == '"':
			c.pos++
			return nil
		case b == '\\':
			if !c.has(c.pos, `\"`) && !c.has(c.pos, `\\`) {
				return c.errorAt(c.pos, `inside "…" a backslash is written \\ and a quote \"`)
			}
			c.pos += 2
		case b == '$' && c.has(c.pos, "${"):
			if err := c.variable(escaped); err != nil {
				return err
			}
		default:
			c.pos++
		}
	}
	return c.errorAt(opener, `this " has no closing quote`)
}

func (c *cutter) single() error {
	opener := c.pos
	c.keep(1)
	n := bytes.IndexByte(c.buf[c.pos:], '\'')
	if n < 0 {
		return c.errorAt(opener, "this ' has no closing quote")
	}
	c.pos += n
	c.keep(1)
	return nil
}

func (c *cutter) escaped() error {
	opener := c.pos
	c.keep(2)
	for c.pos < len(c.buf) {
		switch b := c.buf[c.pos]; {
		case b == '\'':
			c.keep(1)
			return nil
		case b == '\\':
			if err := c.escape(); err != nil {
				return err
			}
		case b == '$' && c.has(c.pos, "${"):
			if err := c.variable(plain); err != nil {
				return err
			}
		default:
			c.pos++
		}
	}
	return c.errorAt(opener, "this $' has no closing quote")
}

// escape decodes one escape of $'…'.
func (c *cutter) escape() error {
	value, size, ok := unescape(c.buf[c.pos:])
	if !ok {
		return c.errorAt(c.pos, `not an escape of $'…'; they are \\ \' \r \n \t \0 \xHH`)
	}
	c.keep(size)
	c.val = append(c.val, value)
	return nil
}

func unescape(s []byte) (value byte, size int, ok bool) {
	if len(s) < 2 {
		return 0, 0, false
	}
	switch s[1] {
	case '\\', '\'':
		return s[1], 2, true
	case 'r':
		return '\r', 2, true
	case 'n':
		return '\n', 2, true
	case 't':
		return '\t', 2, true
	case '0':
		return 0, 2, true
	case 'x':
		if len(s) < 4 {
			return 0, 0, false
		}
		high, low := hexDigit(s[2]), hexDigit(s[3])
		if high < 0 || low < 0 {
			return 0, 0, false
		}
		return byte(high<<4 | low), 4, true
	}
	return 0, 0, false
}

func hexDigit(b byte) int {
	switch {
	case isDigit(b):
		return int(b - '0')
	case 'a' <= b && b <= 'f':
		return int(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}
