package completion

import (
	"strings"

	"imapsh/imap"
	"imapsh/imap/protocol"
	"imapsh/imap/utf7"
	"imapsh/repl/command"
	"imapsh/repl/words"
)

// use is what a command does with a mailbox name.
type use uint8

const (
	useName  use = iota // it takes any name
	useOpen             // it needs a mailbox that can be opened
	useNew              // it makes the name
	useMatch            // it takes a pattern
	useLevel            // it takes the beginning of names
)

// useOf tells what the argument at the place does with its mailbox.
func useOf(p *place, s *slot) use {
	switch {
	case s.arg.Role == command.Pattern:
		return useMatch
	case s.arg.Role == command.Reference:
		return useLevel
	}
	switch name := strings.TrimPrefix(p.sp.Name, "uid "); name {
	case "create":
		return useNew
	case "rename":
		if s.index > 0 {
			return useNew
		}
	case "select", "examine", "status", "append", "copy", "move", "replace":
		return useOpen
	}
	return useName
}

// mailbox offers mailboxes, one level of the hierarchy at a time.
func (c *completer) mailbox(p *place, s *slot, el element) {
	use := useOf(p, s)
	typed := c.typed
	c.emptyMailbox(p, use, &el)
	if el.depth() > 0 && use != useMatch {
		return
	}
	if use == useMatch && strings.ContainsAny(typed, "*%") || c.Mailboxes == nil {
		return
	}
	if c.loggedIn() {
		typed = c.typedName(typed, &el)
	}
	f := c.Mailboxes.lookup(typed, maxListed)
	if f.total == 1 && len(f.wanted) == 0 {
		f = c.stepDown(f, typed)
	}
	if c.loggedIn() {
		c.wanted = append(c.wanted, f.wanted...)
	}
	if f.total == 0 && len(f.wanted) == 0 && len(typed) > 1 {
		f = c.Mailboxes.containing(typed, maxListed)
	} else if f.total > 0 && el.depth() == 0 {
		c.prefix = quotedPrefix(f.common, el.form)
	}
	for i := range f.entries {
		if o, ok := c.mailboxOption(&f.entries[i], use, &el, after(p, s)); ok {
			c.offer(o)
		}
	}
	c.total = max(c.total, f.total)
	c.note = mailboxNote(c, f)
}

// typedName is what was typed of a name, decoded if it was typed as on the wire.
func (c *completer) typedName(typed string, el *element) string {
	if c.UTF8 || !strings.Contains(typed, "&") {
		return typed
	}
	if name, err := utf7.Decode(typed); err == nil && (el.depth() > 0 || strings.Contains(typed, "-")) {
		return name
	}
	return typed
}

// emptyMailbox offers what may stand for a name: the empty one, and wildcards.
func (c *completer) emptyMailbox(p *place, use use, el *element) {
	switch {
	case use == useLevel && el.raw == "":
		c.offer(option{name: `""`, about: "no reference, the usual one", fits: true, after: " "})
	case use == useMatch && el.value == "":
		c.offer(
			option{name: "*", about: "every mailbox, at any depth", fits: true},
			option{name: "%", about: "the mailboxes of one level", fits: true})
	case p.sp.Name == "getmetadata" || p.sp.Name == "setmetadata":
		if el.raw == "" {
			c.offer(option{name: `""`, about: "the server itself", fits: true, after: " ", why: c.unmet("METADATA | METADATA-SERVER")})
		}
	}
}

// stepDown goes on to the level below when the one name that fits is typed in full:
// first its delimiter, then what is there.
func (c *completer) stepDown(f found, typed string) found {
	e := &f.entries[0]
	if e.below && e.delim != 0 && strings.EqualFold(e.name, typed) {
		e.listed = false
	}
	return f
}

// mailboxOption makes an option of a mailbox, in a form that reaches it. after
// belongs behind a name that is complete.
func (c *completer) mailboxOption(e *entry, use use, el *element, after string) (option, bool) {
	name, open := e.name, false
	o := option{show: e.name, about: aboutMailbox(e), fits: true}
	if e.below && e.delim != 0 {
		o.show += string(rune(e.delim))
	}
	selectable := e.listed && !e.attr.Has(NoSelect|NonExistent)
	switch {
	case e.delim != 0 && (use == useNew || use == useLevel), e.below && e.delim != 0 && !selectable:
		if use == useNew && e.attr.Has(NoInferiors) {
			o.why = "exists, and none can be made below it"
			break
		}
		name, open = name+string(rune(e.delim)), true
		o.show = name
	case use == useNew:
		o.why = "exists already"
	case use == useOpen && !selectable:
		o.why = "cannot be opened: it is only a level"
	}
	switch {
	case e.raw:
		o.why = "its name is no modified UTF-7, which only a literal can send"
	case !c.UTF8 && utf7.Valid(name):
		name = utf7.Encode(name) // else it would be taken for what it looks like
	}
	if el.depth() > 0 {
		o.text = wireAString(wireForm(name, c.UTF8))
		return o, o.text != "" && !e.raw
	}
	if !open {
		o.after = after
	}
	o.text = quote(name, el.form, open)
	return o, true
}

func wireForm(name string, isUTF8 bool) string {
	if isUTF8 || utf7.Valid(name) {
		return name
	}
	return utf7.Encode(name)
}

// quotedPrefix is what the words of names begin with that begin with name.
func quotedPrefix(name string, form words.Form) string {
	if name == "" || utf7.Valid(name) || strings.Contains(name, "&") {
		return ""
	}
	return quote(name, form, true)
}

// aboutMailbox describes a mailbox by its special use, or else its attributes.
func aboutMailbox(e *entry) string {
	if strings.EqualFold(e.name, "INBOX") {
		return "where new mail arrives"
	}
	var about []string
	for _, name := range strings.Fields((e.attr &^ (HasChildren | HasNoChildren)).String()) {
		a, ok := protocol.FindMailboxAttribute(name)
		if ok && a.Kind == "special-use" {
			about = append(about, a.Meaning)
		} else {
			about = append(about, name)
		}
	}
	return strings.Join(about, ", ")
}

// mailboxNote says why there are no mailboxes to offer, or not all.
func mailboxNote(c *completer, f found) string {
	switch {
	case !c.loggedIn() && c.State != imap.StateLogout:
		return "mailboxes are known after login"
	case len(f.wanted) > 0:
		return "asking the server for mailboxes"
	case f.full:
		return "there are more mailboxes than are kept for completion"
	case f.total == 0 && c.Mailboxes.Len() > 0:
		return "no mailbox begins like this"
	}
	return ""
}
