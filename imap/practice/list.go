package practice

import (
	"strings"

	"imapsh/imap/practice/store"
)

func listCommands() map[string]command {
	return map[string]command{
		"LIST": {states: loggedIn, run: (*session).list},
		"LSUB": {states: loggedIn, run: (*session).lsub},
	}
}

// A listing is a LIST command (RFC 3501 §6.3.8, RFC 5258, RFC 9051 §6.3.9).
type listing struct {
	reference string
	patterns  []string
	extended  bool

	// Selection options (RFC 5258 §3.1, RFC 6154 §2).
	onlySubscribed, onlySpecial, recursive, remote bool
	// Return options (RFC 5258 §3.2).
	subscribed, children, special, rights bool
	status                                []string // RFC 5819
	metadata                              []string // RFC 9590
}

// list is LIST.
func (s *session) list(c *call) (string, error) {
	var l listing
	c.d.SP()
	if c.d.Peek() == '(' && s.has("LIST-EXTENDED") {
		l.extended = true
		c.d.List(func() { s.selectionOption(c, &l) })
		c.d.SP()
	}
	l.reference = s.patternArg(c, string(c.d.AString()))
	c.d.SP()
	if c.d.Peek() == '(' && s.has("LIST-EXTENDED") {
		l.extended = true
		c.d.List(func() { l.patterns = append(l.patterns, s.patternArg(c, string(c.d.ListMailbox()))) })
		if len(l.patterns) == 0 {
			c.d.Fail("a mailbox pattern")
		}
	} else {
		l.patterns = []string{s.patternArg(c, string(c.d.ListMailbox()))}
	}
	if s.has("LIST-EXTENDED") && c.d.Accept(' ') {
		l.extended = true
		if !c.d.AcceptWord("RETURN") {
			c.d.Fail("RETURN")
		}
		c.d.SP()
		c.d.List(func() { s.returnOption(c, &l) })
	}
	if err := c.end(); err != nil {
		return "", err
	}
	if l.recursive && !l.onlySubscribed && !l.onlySpecial { // RFC 5258 §3.1
		return "", badError("RECURSIVEMATCH must not be alone")
	}
	if !l.extended && l.patterns[0] == "" {
		s.listRoot(l.reference)
		return "", nil
	}
	s.sendList(&l)
	return "", nil
}

func (s *session) selectionOption(c *call, l *listing) {
	switch name := c.d.Keyword(); {
	case name == "SUBSCRIBED":
		l.onlySubscribed, l.subscribed = true, true
	case name == "REMOTE":
		l.remote = true // there are none
	case name == "RECURSIVEMATCH":
		l.recursive = true
	case name == "SPECIAL-USE" && s.has("SPECIAL-USE"):
		l.onlySpecial, l.special = true, true
	default:
		c.refuse(badError("Unknown selection option " + name))
	}
}

func (s *session) returnOption(c *call, l *listing) {
	switch name := c.d.Keyword(); {
	case name == "SUBSCRIBED":
		l.subscribed = true
	case name == "CHILDREN":
		l.children = true
	case name == "SPECIAL-USE" && s.has("SPECIAL-USE"):
		l.special = true
	case name == "STATUS" && s.has("LIST-STATUS"):
		c.d.SP()
		l.status = s.statusItems(c)
	case name == "MYRIGHTS" && s.has("LIST-MYRIGHTS"):
		l.rights = true
	case name == "METADATA" && s.has("LIST-METADATA"):
		c.d.SP()
		c.d.List(func() { l.metadata = append(l.metadata, c.entryArg()) })
	default:
		c.refuse(badError("Unknown return option " + name))
	}
}

// patternArg decodes a reference or pattern. What is no modified UTF-7 is
// looked for as it stands.
func (s *session) patternArg(c *call, raw string) string {
	if name, err := s.decodeName(raw); err == nil {
		return name
	}
	return raw
}

// listRoot answers LIST "" "": the delimiter and the root of the reference
// (RFC 3501 §6.3.8).
func (s *session) listRoot(reference string) {
	root := ""
	others, shared := s.tree.Prefixes()
	for _, prefix := range []string{others, shared} {
		if strings.HasPrefix(reference, prefix) {
			root = prefix
		}
	}
	s.line(`* LIST (\Noselect) `, s.delimiter(), " ", string(s.appendString(nil, root)))
}

// delimiter is the hierarchy delimiter as a string.
func (s *session) delimiter() string { return string(s.appendString(nil, s.tree.Delimiter())) }

// sendList sends a LIST response for each name that matches, each followed by
// what RETURN asked for.
func (s *session) sendList(l *listing) {
	patterns := make([]pattern, len(l.patterns))
	for i, p := range l.patterns {
		patterns[i] = newPattern(l.reference+p, s.tree.Delimiter())
	}
	entries := s.tree.Entries(s.user)
	var above map[string]bool
	if l.recursive {
		above = l.levelsAbove(entries, patterns)
	}
	for _, e := range entries {
		if matchAny(patterns, e.Name) && (l.lists(e) || above[e.Name]) {
			s.listLine(l, e, above[e.Name])
			s.listExtras(l, e)
		}
	}
}

// lists reports whether the selection options let an entry through.
func (l *listing) lists(e store.Entry) bool {
	switch {
	case l.onlySubscribed && !e.Subscribed, l.onlySpecial && len(e.Use) == 0:
		return false
	case !e.Exists && !e.Children && !l.onlySubscribed:
		return false // only subscribed, not there
	}
	return true
}

// levelsAbove names the levels above the entries that the selection options let
// through and the patterns do not, so that they are not listed themselves
// (RFC 5258 §3.5).
func (l *listing) levelsAbove(entries []store.Entry, patterns []pattern) map[string]bool {
	above := map[string]bool{}
	delim := patterns[0].delim
	for _, e := range entries {
		if !l.lists(e) || matchAny(patterns, e.Name) {
			continue
		}
		for up := parentOf(e.Name, delim); up != "" && !above[up]; up = parentOf(up, delim) {
			above[up] = true
		}
	}
	return above
}

// parentOf is the name one level up, "" for a first level.
func parentOf(name, delim string) string {
	return name[:max(strings.LastIndex(name, delim), 0)]
}

func (s *session) listLine(l *listing, e store.Entry, childinfo bool) {
	attrs := s.listAttributes(l, e)
	tail := ""
	if childinfo {
		options := `"SUBSCRIBED"`
		if l.onlySpecial && !l.onlySubscribed {
			options = `"SPECIAL-USE"`
		}
		tail = ` ("CHILDINFO" (` + options + `))`
	}
	s.line("* LIST (", strings.Join(attrs, " "), ") ",
		s.delimiter(), " ", s.mailbox(e.Name), tail)
}

func (s *session) listAttributes(l *listing, e store.Entry) []string {
	var attrs []string
	switch {
	case e.Exists:
	case l.extended:
		attrs = append(attrs, `\NonExistent`) // implies \Noselect (RFC 5258 §3)
	default:
		attrs = append(attrs, `\Noselect`)
	}
	if l.subscribed && e.Subscribed {
		attrs = append(attrs, `\Subscribed`)
	}
	if s.has("CHILDREN") && (!l.extended || l.children) { // as Dovecot (RFC 3348, RFC 5258 §4)
		if e.Children {
			attrs = append(attrs, `\HasChildren`)
		} else {
			attrs = append(attrs, `\HasNoChildren`)
		}
	}
	if s.has("SPECIAL-USE") && (!l.extended || l.special) { // as Dovecot (RFC 6154 §2)
		attrs = append(attrs, e.Use...)
	}
	return attrs
}

// listExtras sends what RETURN options add behind a LIST response. A mailbox
// that cannot be looked at has none (RFC 5819 §2).
func (s *session) listExtras(l *listing, e store.Entry) {
	if !e.Exists {
		return
	}
	if l.status != nil {
		if st, err := s.tree.Status(s.user, e.Name); err == nil {
			s.statusLine(st, l.status)
		}
	}
	if l.rights { // RFC 8440
		if r, err := s.tree.MyRights(s.user, e.Name); err == nil {
			s.line("* MYRIGHTS ", s.mailbox(e.Name), " ", s.rightsText(r))
		}
	}
	if l.metadata != nil { // RFC 9590
		s.listMetadata(e.Name, l.metadata)
	}
}

// lsub is LSUB (RFC 3501 §6.3.9). With % a level whose children are subscribed
// is named too, as \Noselect.
func (s *session) lsub(c *call) (string, error) {
	c.d.SP()
	reference := s.patternArg(c, string(c.d.AString()))
	c.d.SP()
	mask := s.patternArg(c, string(c.d.ListMailbox()))
	if err := c.end(); err != nil {
		return "", err
	}
	p := newPattern(reference+mask, s.tree.Delimiter())
	l := listing{onlySubscribed: true}
	entries := s.tree.Entries(s.user)
	above := l.levelsAbove(entries, []pattern{p})
	for _, e := range entries {
		attrs := ""
		switch {
		case !p.match(e.Name):
			continue
		case e.Subscribed:
		case strings.HasSuffix(mask, "%") && above[e.Name]:
			attrs = `\Noselect`
		default:
			continue
		}
		s.line("* LSUB (", attrs, ") ", s.delimiter(), " ", s.mailbox(e.Name))
	}
	return "", nil
}
