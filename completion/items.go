package completion

import (
	"strings"

	"imapsh/imap/protocol"
)

// fetchItem offers what FETCH can ask for, and inside its brackets the sections of
// the message.
func (c *completer) fetchItem(el *element) {
	if name, section, ok := strings.Cut(el.raw, "["); ok {
		c.section(strings.ToUpper(name), section, el)
		return
	}
	first := el.depth() == 0 && len(el.before) == 0
	for _, item := range protocol.FetchItems() {
		if item.Kind != "item" && (item.Kind != "macro" || !first) || el.has(item.Name) {
			continue
		}
		o := option{name: item.Name, about: item.Meaning, why: c.unmet(item.Needs)}
		if item.SetsSeen {
			o.about += `; sets \Seen`
		}
		switch name, pattern, _ := strings.Cut(item.Name, "["); {
		case strings.HasPrefix(pattern, "n.") || strings.Contains(item.Name, "<"):
			continue // told when the bracket is open
		case strings.HasSuffix(pattern, "(...)]"):
			o.name, o.show = strings.TrimSuffix(item.Name, "...)]"), item.Name
		case pattern == "...]":
			o.name, o.show = name+"[", name+"[…]"
		}
		c.offer(o)
	}
}

// section offers what can stand between the brackets of a BODY or BINARY item.
func (c *completer) section(name, section string, el *element) {
	if open := strings.LastIndexByte(section, '('); open >= 0 {
		c.headerFields(section[open+1:])
		return
	}
	c.from, c.typed = el.from+len(name)+1, section
	c.tail = leading(c.rest, func(b byte) bool { return b != ' ' && b != ')' && b != ']' })
	if strings.HasPrefix(c.rest[c.tail:], "]") {
		c.tail++
	}
	binary := strings.HasPrefix(name, "BINARY")
	if !binary {
		c.wholeSections("", true)
	}
	for _, s := range c.Sections {
		c.offer(option{name: s.Part, text: s.Part + "]", about: s.About})
		if !binary {
			c.offer(option{name: s.Part + ".MIME", text: s.Part + ".MIME]", about: "the MIME header of part " + s.Part})
		}
		if s.Message && !binary {
			c.wholeSections(s.Part+".", false)
		}
	}
	if len(c.Sections) == 0 {
		c.offer(option{name: "1", text: "1]", about: "the first part"})
	}
}

// wholeSections offers the sections of a message, or of one inside it.
func (c *completer) wholeSections(part string, all bool) {
	if all {
		c.offer(option{name: "]", text: "]", about: "all of it", fits: c.typed == ""})
	}
	c.offer(
		option{name: part + "HEADER", text: part + "HEADER]", about: "the header"},
		option{name: part + "HEADER.FIELDS", text: part + "HEADER.FIELDS (", about: "these fields of the header"},
		option{name: part + "HEADER.FIELDS.NOT", text: part + "HEADER.FIELDS.NOT (", about: "the header without these fields"},
		option{name: part + "TEXT", text: part + "TEXT]", about: "all but the header"})
}

// fieldNames are the header fields that people ask for (RFC 5322 §3.6 and others).
var fieldNames = []string{
	"Date", "From", "To", "Cc", "Bcc", "Subject", "Sender", "Reply-To", "Message-ID", "In-Reply-To", "References",
	"Received", "Return-Path", "Delivered-To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
	"Content-Disposition", "List-Id", "List-Unsubscribe", "Authentication-Results", "DKIM-Signature",
	"Received-SPF", "Auto-Submitted", "Precedence", "X-Priority", "X-Spam-Status", "X-Spam-Flag", "X-Mailer", "User-Agent",
}

// headerFields offers the names of header fields, in a list of them or alone.
func (c *completer) headerFields(list string) {
	at := strings.LastIndexAny(list, " \t\n") + 1
	c.from, c.typed = len(c.text)-len(list)+at, list[at:]
	c.tail = leading(c.rest, func(b byte) bool { return isNameByte(b) || b == '-' })
	given := strings.Fields(list[:at])
	for _, name := range fieldNames {
		if !containsEqualFold(given, name) {
			c.offer(option{name: name})
		}
	}
}

func containsEqualFold(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

// storeItems offers what STORE changes.
func (c *completer) storeItems() {
	for _, item := range protocol.StoreItems() {
		if item.Kind == "item" {
			c.offer(option{name: item.Name, about: item.Meaning, why: c.unmet(item.Needs), after: " "})
		}
	}
}

// flags offers flags: for a message of the open mailbox those that it keeps come
// first.
func (c *completer) flags(p *place, el *element) {
	here := strings.TrimPrefix(p.sp.Name, "uid ") == "store" && c.PermanentFlags != nil
	newOnes := containsEqualFold(c.PermanentFlags, `\*`)
	after := ""
	if el.depth() == 0 {
		after = " "
	}
	offer := func(name, about string) {
		if name == `\*` || strings.EqualFold(name, `\Recent`) || el.has(name) {
			return
		}
		o := option{name: name, about: about, after: after}
		if here && !containsEqualFold(c.PermanentFlags, name) && (!newOnes || strings.HasPrefix(name, `\`)) {
			o.why = "this mailbox does not keep it"
		}
		c.offer(o)
	}
	for _, name := range append(c.PermanentFlags[:len(c.PermanentFlags):len(c.PermanentFlags)], c.Flags...) {
		about := ""
		if f, ok := protocol.FindFlag(name); ok {
			about = f.Meaning
		}
		offer(name, about)
	}
	for _, f := range protocol.Flags() {
		if f.CanSet() && f.Kind != "xgm-label" && (f.Kind == "system" || strings.HasPrefix(f.Name, "$")) {
			offer(f.Name, f.Meaning)
		}
	}
}

// statusItems offers what STATUS can ask for.
func (c *completer) statusItems(el *element) {
	for _, item := range protocol.StatusItems() {
		if !el.has(item.Name) {
			c.offer(option{name: item.Name, about: item.Meaning, why: c.unmet(item.Needs)})
		}
	}
}

// parameters offers the parenthesised parameters of extensions.
func (c *completer) parameters(p *place, s *slot, el *element) {
	if el.depth() == 0 && el.raw != "" {
		return
	}
	offer := func(name, about string, needs protocol.Needs) {
		if el.has(name) {
			return
		}
		o := option{name: name, about: about, why: c.unmet(needs)}
		if el.depth() == 0 {
			o.name, o.fits = "("+name, true
		}
		c.offer(o)
	}
	switch name := strings.TrimPrefix(p.sp.Name, "uid "); {
	case el.depth() > 1 && head(el) == "USE" && name == "create":
		for _, u := range protocol.SpecialUses() {
			if u.Name != `\Inbox` && !el.has(u.Name) {
				c.offer(option{name: u.Name, about: u.Meaning, why: c.unmet(u.Needs)})
			}
		}
	case el.depth() > 1 && head(el) == "STATUS":
		c.statusItems(el)
	case el.depth() > 1:
	case name == "select" || name == "examine":
		offer("CONDSTORE", "tell the mod-sequences of this mailbox", "CONDSTORE | QRESYNC")
		offer("QRESYNC (", "tell what changed since: UIDVALIDITY and mod-sequence follow", "QRESYNC")
	case name == "create":
		offer(`USE (`, "with a special use", "CREATE-SPECIAL-USE")
	case name == "list" && s.index == 0:
		for _, o := range protocol.ListSelections() {
			offer(o.Name, o.Meaning, o.Needs)
		}
	case name == "list":
		for _, o := range protocol.ListReturns() {
			offer(o.Name, o.Meaning, o.Needs)
		}
	case name == "fetch":
		for _, item := range protocol.FetchItems() {
			if item.Kind == "modifier" && (item.Name == "CHANGEDSINCE" || strings.HasPrefix(p.sp.Name, "uid ")) {
				offer(item.Name, item.Meaning, item.Needs)
			}
		}
	case name == "store":
		offer("UNCHANGEDSINCE", "only where nothing changed since this mod-sequence", "CONDSTORE | QRESYNC")
	case name == "getmetadata":
		offer("MAXSIZE", "leave out values with more bytes", "METADATA | METADATA-SERVER")
		offer("DEPTH", "0, 1 or infinity levels below the entry", "METADATA | METADATA-SERVER")
	}
}

// head is the word before the innermost parenthesis, in upper case.
func head(el *element) string {
	if len(el.heads) == 0 {
		return ""
	}
	return strings.ToUpper(el.heads[len(el.heads)-1])
}
