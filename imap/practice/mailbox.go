package practice

import (
	"strings"

	"imapsh/imap/practice/store"
)

func mailboxCommands() map[string]command {
	return map[string]command{
		"CREATE":      {states: loggedIn, run: (*session).create},
		"DELETE":      {states: loggedIn, run: (*session).delete},
		"RENAME":      {states: loggedIn, run: (*session).rename},
		"SUBSCRIBE":   {states: loggedIn, run: (*session).subscribe},
		"UNSUBSCRIBE": {states: loggedIn, run: (*session).subscribe},
		"STATUS":      {states: loggedIn, run: (*session).status},
		"NAMESPACE":   {states: loggedIn, needs: "NAMESPACE", run: bare((*session).namespace)},
	}
}

// create is CREATE (RFC 3501 §6.3.3), with special uses by RFC 6154 §3.
func (s *session) create(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	var use []string
	if c.d.Accept(' ') {
		c.d.List(func() {
			if word := c.d.Keyword(); word != "USE" || !s.has("CREATE-SPECIAL-USE") {
				c.refuse(badError("Unknown CREATE parameter " + word))
			}
			c.d.SP()
			c.d.List(func() { use = append(use, string(c.d.Flag())) })
		})
	}
	if err := c.end(); err != nil {
		return "", err
	}
	id, err := s.tree.Create(s.user, name, use)
	if err != nil {
		return "", err
	}
	if s.has("OBJECTID") { // RFC 8474 §4.1
		return "[MAILBOXID (" + id + ")] Create completed.", nil
	}
	return "", nil
}

// delete is DELETE (RFC 3501 §6.3.4). Deleting the selected mailbox leaves it
// first, as Dovecot does.
func (s *session) delete(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	own := s.view != nil && s.view.About().Name == s.tree.Canonical(s.user, name)
	if err := s.tree.Delete(s.user, name); err != nil {
		return "", err
	}
	if own {
		s.deselect()
	}
	return "", nil
}

// rename is RENAME (RFC 3501 §6.3.5).
func (s *session) rename(c *call) (string, error) {
	c.d.SP()
	from := s.mailboxArg(c)
	c.d.SP()
	to := s.mailboxArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	return "", s.tree.Rename(s.user, from, to)
}

// subscribe is SUBSCRIBE and UNSUBSCRIBE (RFC 3501 §6.3.6, §6.3.7).
func (s *session) subscribe(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	return "", s.tree.Subscribe(s.user, name, c.name == "SUBSCRIBE")
}

// status is STATUS (RFC 3501 §6.3.10, RFC 9051 §6.3.11).
func (s *session) status(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	c.d.SP()
	items := s.statusItems(c)
	if err := c.end(); err != nil {
		return "", err
	}
	st, err := s.tree.Status(s.user, name)
	if err != nil {
		return "", err
	}
	s.statusLine(st, items)
	return "", nil
}

// statusKnown reports whether STATUS can be asked for an item: some need a
// capability, one is gone in IMAP4rev2.
func (s *session) statusKnown(item string) bool {
	switch item {
	case "MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN":
		return true
	case "RECENT":
		return !s.enabled.rev2
	case "SIZE":
		return s.has("STATUS=SIZE")
	case "DELETED":
		return s.has("IMAP4rev2") || s.has("QUOTA=RES-MESSAGE")
	case "DELETED-STORAGE":
		return s.has("QUOTA=RES-STORAGE")
	case "HIGHESTMODSEQ":
		return s.has("CONDSTORE")
	case "MAILBOXID":
		return s.has("OBJECTID")
	}
	return false
}

func (s *session) statusItems(c *call) []string {
	var items []string
	c.d.List(func() {
		item := c.d.Keyword()
		if !s.statusKnown(item) {
			c.refuse(badError("Invalid status item " + item))
		}
		if item == "HIGHESTMODSEQ" { // asking for it enables CONDSTORE (RFC 7162 §3.1)
			s.enableCondstore()
		}
		items = append(items, item)
	})
	if len(items) == 0 {
		c.refuse(badError("Empty status list"))
	}
	return items
}

func (s *session) statusLine(st store.Status, items []string) {
	values := make([]string, len(items))
	for i, item := range items {
		values[i] = item + " " + statusValue(st, item)
	}
	s.line("* STATUS ", s.mailbox(st.Name), " (", strings.Join(values, " "), ")")
}

func statusValue(st store.Status, item string) string {
	switch item {
	case "MESSAGES":
		return itoa(st.Messages)
	case "RECENT":
		return itoa(st.Recent)
	case "UIDNEXT":
		return itoa(st.Next)
	case "UIDVALIDITY":
		return itoa(st.Validity)
	case "UNSEEN":
		return itoa(st.Unseen)
	case "SIZE":
		return itoa(st.Size)
	case "DELETED":
		return itoa(st.Deleted)
	case "DELETED-STORAGE":
		return itoa(st.DeletedStorage)
	case "HIGHESTMODSEQ":
		return itoa(st.ModSeq)
	}
	return "(" + st.ID + ")" // MAILBOXID
}

// namespace is NAMESPACE (RFC 2342).
func (s *session) namespace(*call) (string, error) {
	others, shared := s.tree.Prefixes()
	delim := s.tree.Delimiter()
	one := func(prefix string) string {
		return "((" + string(s.appendString(nil, prefix)) + " " + string(s.appendString(nil, delim)) + "))"
	}
	s.line("* NAMESPACE ", one(""), " ", one(others), " ", one(shared))
	return "", nil
}
