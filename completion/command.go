package completion

import (
	"strconv"
	"strings"

	"imapsh/repl/command"
	"imapsh/repl/words"
)

// sessions offers the sessions behind a leading @, and reports whether that is
// what is being typed.
func (c *completer) sessions() bool {
	lead := strings.TrimLeft(c.text, " \t-")
	number, ok := strings.CutPrefix(lead, "@")
	if !ok || strings.Trim(number, "0123456789") != "" {
		return false
	}
	c.from, c.typed = len(c.text)-len(lead), lead
	c.tail = leading(c.rest, isDigit)
	for _, s := range c.Sessions {
		c.offer(option{name: "@" + s.Name, about: s.About, after: " "})
	}
	return true
}

// variable offers variables inside ${, and reports whether that is what is being
// typed. In '…' nothing is special.
func (c *completer) variable() bool {
	at := strings.LastIndex(c.text, "${")
	if at < 0 || leading(c.text[at+2:], isNameByte) < len(c.text)-at-2 || inSingleQuotes(c.text, at) {
		return false
	}
	c.from, c.typed = at, c.text[at:]
	c.tail = leading(c.rest, isNameByte)
	if strings.HasPrefix(c.rest[c.tail:], "}") {
		c.tail++
	}
	for _, v := range c.Variables {
		c.offer(option{name: "${" + v.Name + "}", about: v.About})
	}
	return true
}

func inSingleQuotes(text string, at int) bool {
	line, _ := parser.Parse(text, nil)
	n := len(line.Words)
	return n > 0 && line.Words[n-1].Form == words.Single && line.Words[n-1].Span.Start < at
}

// leading is the number of bytes at the start of s that are of a kind.
func leading(s string, is func(byte) bool) int {
	for i := range len(s) {
		if !is(s[i]) {
			return i
		}
	}
	return len(s)
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isNameByte(b byte) bool {
	return isDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_'
}

// commandName offers the commands, those of the protocol before those of the
// shell.
func (c *completer) commandName(p *place) {
	c.from = p.word.Span.Start
	c.typed = c.text[c.from:]
	c.tail = leading(c.rest, func(b byte) bool { return b != ' ' && b != '\t' })
	var own []option
	for _, sp := range command.All() {
		if strings.HasPrefix(sp.Name, "uid ") {
			continue
		}
		o := option{name: sp.Name, about: sp.Summary, why: c.why(sp)}
		if len(sp.Args) > 0 {
			o.after = " "
		}
		if sp.IsMeta() {
			own = append(own, o)
		} else {
			c.offer(o)
		}
	}
	c.offer(own...)
	for _, a := range c.Aliases {
		c.offer(option{name: `\` + a.Name, about: a.About, after: " "})
	}
}

// uidCommands offers what goes behind UID.
func (c *completer) uidCommands() {
	for _, sp := range command.All() {
		if name, ok := strings.CutPrefix(sp.Name, "uid "); ok {
			c.offer(option{name: name, about: sp.Summary, why: c.why(sp), after: " "})
		}
	}
}

// topics offers what help knows: commands and the words of the protocol.
func (c *completer) topics() {
	for _, sp := range command.All() {
		c.offer(option{name: sp.Name, about: sp.Summary})
	}
	c.named(c.Topics, "")
}

// line completes a command line that is an argument of another.
func (c *completer) line(el *element) { c.nested(c.text[el.from:], 0, el.from) }

// named offers names with what there is to say about them.
func (c *completer) named(names []Named, after string) {
	for _, n := range names {
		c.offer(option{name: n.Name, text: quote(n.Name, words.Bare, false), about: n.About, after: after})
	}
}

// sets offers message numbers.
func (c *completer) sets(p *place) {
	if strings.HasPrefix(p.sp.Name, "uid ") || p.sp.Name == "uid" {
		c.offer(option{name: "1:*", about: "every message", after: " "}, option{name: "*", about: "the newest message", after: " "})
	} else {
		all := "every message"
		if c.Exists > 0 {
			all = "all " + strconv.FormatUint(uint64(c.Exists), 10) + " messages"
		}
		c.offer(option{name: "1:*", about: all, after: " "}, option{name: "*", about: "the last message", after: " "})
	}
	c.offer(option{name: "$", about: "what the last SEARCH RETURN (SAVE) found", after: " ", why: c.unmet("SEARCHRES | IMAP4rev2")})
}
