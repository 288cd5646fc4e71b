package message

import "strings"

type addressKind int

const (
	mailbox    addressKind = iota
	groupStart             // mailbox holds the group's name
	groupEnd
)

// address is one entry of an address list as ENVELOPE shows it. Quotes and
// comments are gone, encoded words stand as they were sent.
type address struct {
	kind                       addressKind
	name, route, mailbox, host string
}

// What stands for a missing half of an address. NIL is taken: a NIL mailbox or
// host marks a group (RFC 3501 §7.4.2). Dovecot uses the same two words.
const (
	missingMailbox = "MISSING_MAILBOX"
	missingDomain  = "MISSING_DOMAIN"
)

// parseAddresses reads an address-list of RFC 5322 §3.4 with the obsolete forms
// of §4.4 (routes, empty entries, spaces around dots). What fits no rule is
// skipped up to the next comma, so that one bad address does not hide the rest.
func parseAddresses(s string) []address {
	p := addressParser{s: s}
	for {
		p.skipSpace()
		switch {
		case p.done():
			p.closeGroup()
			return p.list
		case p.peek() == ',':
			p.pos++
		case p.peek() == ';':
			p.pos++
			p.closeGroup()
		default:
			p.entry()
		}
	}
}

type addressParser struct {
	s       string
	pos     int
	comment string // the last comment seen in this entry
	inGroup bool
	list    []address
}

func (p *addressParser) done() bool { return p.pos >= len(p.s) }
func (p *addressParser) peek() byte { return p.s[p.pos] }

func (p *addressParser) closeGroup() {
	if p.inGroup {
		p.list = append(p.list, address{kind: groupEnd})
		p.inGroup = false
	}
}

// entry reads a mailbox, or the name and colon that begin a group.
func (p *addressParser) entry() {
	start := p.pos
	p.comment = ""
	words, dotted := p.words()
	switch {
	case p.done(), p.peek() == ',', p.peek() == ';':
		p.bare(words, dotted)
	case p.peek() == '<':
		p.pos++
		a := p.angle()
		if a.name = words; a.name == "" {
			a.name = p.comment
		}
		p.list = append(p.list, a)
		p.skipToSeparator()
	case p.peek() == '@':
		p.pos++
		host := p.domain()
		p.skipSpace()
		a := address{name: p.comment, mailbox: dotted, host: host}
		p.list = append(p.list, orMissing(a))
		p.skipToSeparator()
	case p.peek() == ':' && !p.inGroup:
		p.pos++
		p.inGroup = true
		p.list = append(p.list, address{kind: groupStart, mailbox: words})
	default:
		p.skipToSeparator()
	}
	p.pos = max(p.pos, start+1) // whatever happens, go on
}

// bare adds an entry without "<" or "@". One word is taken for a mailbox
// without its domain, several for a name without an address.
func (p *addressParser) bare(words, dotted string) {
	switch {
	case words == "": // only a comment
	case strings.Contains(words, " "):
		p.list = append(p.list, orMissing(address{name: words}))
	default:
		p.list = append(p.list, orMissing(address{name: p.comment, mailbox: dotted}))
	}
}

func orMissing(a address) address {
	if a.mailbox == "" {
		a.mailbox = missingMailbox
	}
	if a.host == "" {
		a.host = missingDomain
	}
	return a
}

// angle reads what follows "<" up to and with ">": an optional route, the
// mailbox and its domain.
func (p *addressParser) angle() address {
	var a address
	p.skipSpace()
	if !p.done() && p.peek() == '@' {
		a.route = p.route()
	}
	_, a.mailbox = p.words()
	if !p.done() && p.peek() == '@' {
		p.pos++
		a.host = p.domain()
	}
	if i := strings.IndexAny(p.s[p.pos:], ">,"); i >= 0 {
		p.pos += i
		if p.peek() == '>' {
			p.pos++
		}
	} else {
		p.pos = len(p.s)
	}
	comment := p.comment
	p.skipSpace()
	p.comment = comment // a comment after the address is no name when there is "<"
	return orMissing(a)
}

// route reads the obsolete "@a,@b:" and returns it without the colon.
func (p *addressParser) route() string {
	end := strings.IndexAny(p.s[p.pos:], ":>")
	if end < 0 || p.s[p.pos+end] == '>' {
		return ""
	}
	route := strings.ReplaceAll(p.s[p.pos:p.pos+end], " ", "")
	p.pos += end + 1
	return route
}

// words reads atoms, quoted strings and dots. phrase joins them as a display
// name does, with one space where there was white space; dotted joins them
// without any, as a local part does.
func (p *addressParser) words() (phrase, dotted string) {
	var ph, dot strings.Builder
	for {
		before := p.pos
		p.skipSpace()
		gap := p.pos > before
		if p.done() {
			break
		}
		var word string
		if p.peek() == '"' {
			word = p.quoted()
		} else if word = p.atom(); word == "" {
			break
		}
		if gap && ph.Len() > 0 && word != "" {
			ph.WriteByte(' ')
		}
		ph.WriteString(word)
		dot.WriteString(word)
	}
	return ph.String(), dot.String()
}

// atom reads up to a character that means something in an address list. More is
// allowed than RFC 5322 has it: dots, brackets, backslashes and 8-bit bytes.
func (p *addressParser) atom() string {
	start := p.pos
	for !p.done() && !strings.ContainsRune("()<>:;@,\" \t\r\n", rune(p.peek())) {
		p.pos++
	}
	return p.s[start:p.pos]
}

// quoted reads a quoted string and returns what is inside. One that does not
// end reaches to the end of the list.
func (p *addressParser) quoted() string {
	var b strings.Builder
	for p.pos++; !p.done(); p.pos++ {
		switch c := p.peek(); {
		case c == '"':
			p.pos++
			return b.String()
		case c == '\\' && p.pos+1 < len(p.s):
			p.pos++
			b.WriteByte(p.peek())
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// domain reads dot-atoms or a domain literal, without white space and comments.
func (p *addressParser) domain() string {
	p.skipSpace()
	if !p.done() && p.peek() == '[' {
		if i := strings.IndexByte(p.s[p.pos:], ']'); i >= 0 {
			literal := p.s[p.pos : p.pos+i+1]
			p.pos += i + 1
			return literal
		}
	}
	domain := p.atom()
	for { // "b . c" is b.c (RFC 5322 §4.4)
		p.skipSpace()
		if p.done() || p.peek() != '.' && !strings.HasSuffix(domain, ".") {
			return domain
		}
		more := p.atom()
		if more == "" {
			return domain
		}
		domain += more
	}
}

// skipSpace skips white space and comments, and remembers the last comment: the
// old way to give a name ("jd@example.org (John Doe)").
func (p *addressParser) skipSpace() {
	for !p.done() {
		switch p.peek() {
		case ' ', '\t', '\r', '\n':
			p.pos++
		case '(':
			p.comment = p.readComment()
		default:
			return
		}
	}
}

func (p *addressParser) readComment() string {
	var b strings.Builder
	depth := 0
	for ; !p.done(); p.pos++ {
		c := p.peek()
		switch {
		case c == '\\' && p.pos+1 < len(p.s):
			p.pos++
			b.WriteByte(p.peek())
			continue
		case c == '(':
			if depth++; depth == 1 {
				continue
			}
		case c == ')':
			if depth--; depth == 0 {
				p.pos++
				return strings.TrimSpace(b.String())
			}
		}
		b.WriteByte(c)
	}
	return strings.TrimSpace(b.String())
}

// skipToSeparator drops what stands between an address and the next comma or
// the end of its group.
func (p *addressParser) skipToSeparator() {
	for !p.done() {
		switch p.peek() {
		case ',', ';':
			return
		case '"':
			p.quoted()
		case '(':
			p.readComment()
		default:
			p.pos++
		}
	}
}
