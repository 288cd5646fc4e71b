package completion

import (
	"slices"
	"strings"

	"imapsh/imap/protocol"
	"imapsh/repl/command"
	"imapsh/repl/words"
)

// role offers what an argument can be.
func (c *completer) role(p *place, s *slot, el element) {
	if s.arg.Optional && el.raw == "" && leavesOut(s.arg.Role) && s.index+1 < len(p.sp.Args) {
		defer c.offer(option{name: "NIL", about: "leave it out", after: " "})
	}
	switch s.arg.Role {
	case command.Mailbox, command.Reference, command.Pattern:
		c.mailbox(p, s, el)
	case command.Set:
		c.sets(p)
	case command.FetchItems:
		c.inList(p, s, &el)
		c.fetchItem(&el)
	case command.StoreItem:
		c.storeItems()
	case command.Flags:
		c.inList(p, s, &el)
		c.flags(p, &el)
	case command.SearchKeys:
		c.searchKey(p, s, &el)
	case command.SortKeys:
		c.sortKeys(&el)
	case command.Charset:
		c.charsets()
	case command.Algorithm:
		c.algorithms()
	case command.StatusItems:
		c.inList(p, s, &el)
		c.statusItems(&el)
	case command.Date:
		c.internalDate()
	case command.Message:
		c.literal(&el, "the message")
	case command.Value:
		c.literal(&el, "the value")
		if el.raw == "" {
			c.offer(option{name: "NIL", about: "remove the annotation"})
		}
	case command.User:
		c.user()
	case command.Identifier:
		c.identifiers()
	case command.Rights:
		c.rights(&el)
	case command.QuotaRoot:
		c.quotaRoots()
	case command.QuotaLimits:
		c.inList(p, s, &el)
		c.quotaLimits(&el)
	case command.Entries:
		c.inList(p, s, &el)
		c.metadata(p, &el)
	case command.Parameters:
		c.parameters(p, s, &el)
	default:
		c.shellRole(p, s, el)
	}
}

// shellRole offers what an argument can be that is not of IMAP, or of its login.
func (c *completer) shellRole(p *place, s *slot, el element) {
	switch s.arg.Role {
	case command.Mechanism:
		c.mechanisms()
	case command.Capability:
		c.enables()
	case command.UIDCommand:
		if len(s.words(p)) == 0 {
			c.uidCommands()
		}
	case command.CommandName:
		c.topics()
	case command.CommandLine, command.Rest:
		if s.arg.Role == command.CommandLine || p.sp.Name == `\alias` {
			c.line(&el)
		}
	case command.Host:
		for _, h := range c.Hosts {
			c.offer(option{name: h, after: " "})
		}
	case command.Port:
		c.offer(option{name: "143", about: "IMAP, encrypted after STARTTLS"}, option{name: "993", about: "IMAP over TLS"})
	case command.Target:
		c.named(c.Profiles, "")
		for _, h := range c.Hosts {
			c.offer(option{name: h})
		}
		c.offer(option{name: "imaps://", about: "TLS from the first byte"}, option{name: "imap://", about: "STARTTLS where it is offered"})
	case command.File:
		c.path(el.from)
	case command.Variable:
		c.settings()
	case command.Choice:
		c.choices(p, s)
	case command.SessionNumber:
		c.named(c.Sessions, "")
	case command.Text:
		c.word(p, &el)
	}
}

// leavesOut says whether NIL is worth offering in place of an argument.
func leavesOut(r command.Role) bool {
	switch r {
	case command.Flags, command.Date, command.Charset:
		return true
	}
	return false
}

// inList makes the words of a list that is written without its parentheses the
// elements before this one.
func (c *completer) inList(p *place, s *slot, el *element) {
	if el.depth() > 0 {
		return
	}
	for _, w := range s.words(p) {
		el.before = append(el.before, w.Value)
	}
}

// after is what belongs behind an argument that is complete.
func after(p *place, s *slot) string {
	if s.index+1 < len(p.sp.Args) || s.arg.Repeated {
		return " "
	}
	return ""
}

func (c *completer) internalDate() {
	if !c.Now.IsZero() {
		c.offer(option{name: `"` + c.Now.Format("02-Jan-2006 15:04:05 -0700") + `"`, about: "now", fits: c.typed == "", after: " "})
	}
}

func (c *completer) user() {
	if c.User != "" {
		c.offer(option{name: c.User, text: quote(c.User, words.Bare, false), after: " "})
	}
}

func (c *completer) identifiers() {
	if c.User != "" {
		c.offer(option{name: c.User, text: quote(c.User, words.Bare, false), about: "who is logged in", after: " "})
	}
	for _, id := range protocol.Identifiers() {
		switch {
		case id.Name == "group:name":
			c.offer(option{name: "group:", about: id.Meaning})
		case !strings.HasPrefix(id.Name, "-"):
			c.offer(option{name: id.Name, about: id.Meaning, after: " "})
		}
	}
}

// rights offers one more letter, and sets of them that make sense.
func (c *completer) rights(el *element) {
	typed := el.value
	if typed == "" {
		c.offer(
			option{name: "lrs", about: "read: see, open, keep what is seen"},
			option{name: "lrswipkxte", about: "all but giving rights"},
			option{name: "lrswipkxtea", about: "everything"},
			option{name: "+", about: "add the rights that follow"},
			option{name: "-", about: "take away the rights that follow"})
	}
	for _, r := range protocol.Rights() {
		if r.Kind == "right" && !strings.Contains(typed, r.Name) {
			c.offer(option{name: typed + r.Name, show: r.Name, about: r.Title + ": " + r.Meaning, why: c.unmet(r.Needs)})
		}
	}
}

func (c *completer) quotaRoots() {
	for _, root := range c.QuotaRoots {
		c.offer(option{name: root, text: quote(root, words.Bare, false), after: " "})
	}
	if c.typed == "" && !slices.Contains(c.QuotaRoots, "") {
		c.offer(option{name: `""`, about: "the root without a name", fits: true, after: " "})
	}
}

// quotaLimits offers a resource where one is due: every other word is a number.
func (c *completer) quotaLimits(el *element) {
	if len(el.before)%2 == 1 {
		return
	}
	for _, r := range protocol.QuotaResources() {
		if !el.has(r.Name) {
			c.offer(option{name: r.Name, about: r.Meaning + ", in " + r.Unit, why: c.unmet(r.Needs), after: " "})
		}
	}
}

// metadata offers annotations: the server's own for the mailbox "".
func (c *completer) metadata(p *place, el *element) {
	ofServer := len(p.given) > 0 && p.argument(command.Mailbox) == ""
	for _, e := range protocol.MetadataEntries() {
		if e.Kind == "message" || e.Kind == "option" || (e.Kind == "server") != ofServer || el.has(e.Name) {
			continue
		}
		name, _, _ := strings.Cut(e.Name, "<")
		name = strings.TrimSuffix(name, "...")
		c.offer(option{name: name, about: e.Meaning, why: c.unmet(e.Needs)})
	}
}

// mechanisms offers the SASL mechanisms, those that the server offers first.
func (c *completer) mechanisms() {
	offered := c.behind("AUTH=")
	for _, name := range offered {
		about := ""
		if m, ok := protocol.FindMechanism(name); ok {
			about = m.Meaning
		}
		c.offer(option{name: name, about: about, after: " "})
	}
	for _, m := range protocol.Mechanisms() {
		if slices.Contains(offered, m.Name) || strings.ContainsAny(m.Name, "<*") {
			continue
		}
		o := option{name: m.Name, about: m.Meaning, after: " "}
		if c.Capabilities != nil {
			o.why = "the server does not offer it"
		}
		c.offer(o)
	}
}

// enableable are the capabilities that ENABLE switches on (RFC 5161 §3.1 leaves it
// to each extension).
var enableable = []string{"CONDSTORE", "QRESYNC", "UTF8=ACCEPT", "IMAP4rev2", "METADATA", "METADATA-SERVER", "UIDONLY", "JMAPACCESS"}

func (c *completer) enables() {
	for _, name := range enableable {
		o := option{name: name, after: " "}
		if cp, ok := protocol.FindCapability(name); ok {
			o.about = cp.Meaning
		}
		switch {
		case containsEqualFold(c.Enabled, name):
			o.why = "enabled already"
		default:
			o.why = c.unmet(protocol.Needs(name))
		}
		c.offer(o)
	}
}

// settings offers the options of \set, and the variables there are.
func (c *completer) settings() {
	for _, o := range c.Options {
		c.offer(option{name: o.Name, about: o.About, after: " "})
	}
	c.named(c.Variables, " ")
}

// choices offers the values that an argument can have.
func (c *completer) choices(p *place, s *slot) {
	if p.sp.Name == "response" {
		for _, name := range c.Stored {
			c.offer(option{name: name, about: "is stored"})
		}
	}
	for _, name := range s.arg.Choices {
		o := option{name: name, after: after(p, s)}
		if p.sp.Name == "response" {
			if containsEqualFold(c.Stored, name) {
				continue
			}
			if code, ok := protocol.FindCode(name); ok {
				o.about = code.Meaning
			}
			if c.Stored != nil {
				o.why = "nothing is stored under it"
			}
		}
		c.offer(o)
	}
	if p.sp.Name == `\trace` {
		from, typed, tail := c.from, c.typed, c.tail
		c.path(from)
		c.from, c.typed, c.tail = from, typed, tail
	}
}

// word offers what there is for a word of no particular kind: the values of an
// option, or what was typed before.
func (c *completer) word(p *place, el *element) {
	if p.sp.Name == `\set` && len(p.given) == 1 {
		for _, o := range c.Options {
			if o.Name == p.given[0].Value {
				for _, v := range o.Choices {
					c.offer(option{name: v})
				}
			}
		}
	}
	c.words(el)
}
