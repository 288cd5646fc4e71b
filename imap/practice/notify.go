package practice

import (
	"strings"

	"imapsh/imap/practice/store"
)

func notifyCommands() map[string]command {
	return map[string]command{
		"NOTIFY": {states: loggedIn, needs: "NOTIFY", run: (*session).notifyCommand},
	}
}

// A notification is what NOTIFY asked for (RFC 5465). It governs what is sent in
// IDLE and between commands. Every command still tells all of the selected
// mailbox before it is answered, so that NOTIFY NONE cannot leave a client with
// message numbers that mean something else.
type notification struct {
	selected events // of the selected mailbox
	delayed  bool   // SELECTED-DELAYED: EXPUNGE waits for a command
	groups   []eventGroup
}

// events says which events are wanted.
type events struct {
	arrivals, expunges, flags           bool
	names, subscriptions, notes, server bool
	items                               []fetchItem // of arrivals in the selected mailbox
}

func (e events) ofMessages() bool { return e.arrivals || e.expunges || e.flags }

// An eventGroup is events of mailboxes other than the selected one.
type eventGroup struct {
	scope     string // INBOXES, PERSONAL, SUBSCRIBED, SUBTREE, MAILBOXES
	mailboxes []string
	events
}

// supportedEvents is what BADEVENT lists.
const supportedEvents = "MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange " +
	"MailboxMetadataChange ServerMetadataChange"

// notifyCommand is NOTIFY (RFC 5465 §3.1).
func (s *session) notifyCommand(c *call) (string, error) {
	c.d.SP()
	if c.d.AcceptWord("NONE") {
		if err := c.end(); err != nil {
			return "", err
		}
		s.endNotify()
		s.notify = &notification{}
		return "NOTIFY completed.", nil
	}
	if !c.d.AcceptWord("SET") {
		c.d.Fail("SET or NONE")
	}
	c.d.SP()
	status := c.d.AcceptWord("STATUS")
	if status {
		c.d.SP()
	}
	n := &notification{}
	s.eventGroupArg(c, n)
	for c.d.Accept(' ') {
		s.eventGroupArg(c, n)
	}
	if err := c.end(); err != nil {
		return "", err
	}
	s.endNotify()
	s.notify = n
	s.watch()
	s.noAccess(n)
	if status {
		s.initialStatus(n)
	}
	return "NOTIFY completed.", nil
}

// eventGroupArg reads "(filter (events))". The examples of RFC 5465 leave out
// the inner parentheses, so they may be missing.
func (s *session) eventGroupArg(c *call, n *notification) {
	c.d.Open()
	g := eventGroup{scope: c.d.Keyword()}
	selected := false
	switch g.scope {
	case "SELECTED", "SELECTED-DELAYED":
		selected = true
		n.delayed = g.scope == "SELECTED-DELAYED"
	case "INBOXES", "PERSONAL", "SUBSCRIBED":
	case "SUBTREE", "MAILBOXES":
		c.d.SP()
		one := func() { g.mailboxes = append(g.mailboxes, s.tree.Canonical(s.user, s.mailboxArg(c))) }
		if c.d.Peek() == '(' {
			c.d.List(one)
		} else {
			one()
		}
	default:
		c.refuse(badError("Unknown mailbox filter " + g.scope))
	}
	c.d.SP()
	s.eventsArg(c, &g.events)
	if !c.d.Close() {
		c.d.Fail("')'")
	}
	s.checkEvents(c, g.events, selected)
	if selected {
		n.selected = g.events
	} else {
		n.groups = append(n.groups, g)
	}
}

func (s *session) eventsArg(c *call, e *events) {
	switch {
	case c.d.AcceptWord("NONE"):
	case c.d.Peek() == '(':
		c.d.List(func() { s.eventArg(c, e) })
	default:
		s.eventArg(c, e)
		for c.d.Accept(' ') {
			s.eventArg(c, e)
		}
	}
}

func (s *session) eventArg(c *call, e *events) {
	switch name := c.d.Keyword(); name {
	case "MESSAGENEW":
		e.arrivals = true
		if rest := c.d.Rest(); len(rest) > 1 && rest[0] == ' ' && rest[1] == '(' {
			c.d.SP()
			c.d.List(func() { e.items = append(e.items, s.fetchItemArg(c)) })
		}
	case "MESSAGEEXPUNGE":
		e.expunges = true
	case "FLAGCHANGE":
		e.flags = true
	case "MAILBOXNAME":
		e.names = true
	case "SUBSCRIPTIONCHANGE":
		e.subscriptions = true
	case "MAILBOXMETADATACHANGE":
		e.notes = true
	case "SERVERMETADATACHANGE":
		e.server = true
	default:
		c.refuse(&store.Error{Code: "BADEVENT (" + supportedEvents + ")", Text: "Unsupported event " + name})
	}
}

// checkEvents says which combinations make no sense (RFC 5465 §5, §6.1).
func (s *session) checkEvents(c *call, e events, selected bool) {
	switch {
	case c.d.Err() != nil:
	case e.arrivals != e.expunges:
		c.refuse(badError("MessageNew and MessageExpunge go together"))
	case e.flags && !e.arrivals:
		c.refuse(badError("FlagChange needs MessageNew and MessageExpunge"))
	case e.items != nil && !selected:
		c.refuse(badError("Only the selected mailbox takes FETCH items"))
	case selected && (e.names || e.subscriptions || e.notes || e.server):
		c.refuse(badError("The selected mailbox takes message events only"))
	}
}

// covers reports whether a group is about a mailbox.
func (s *session) covers(g *eventGroup, name string) bool {
	others, shared := s.tree.Prefixes()
	switch g.scope {
	case "PERSONAL":
		return !strings.HasPrefix(name, others) && !strings.HasPrefix(name, shared)
	case "INBOXES":
		return name == "INBOX"
	case "SUBSCRIBED":
		return s.tree.Subscribed(s.user, name)
	}
	for _, m := range g.mailboxes {
		if name == m || g.scope == "SUBTREE" && strings.HasPrefix(name, m+s.tree.Delimiter()) {
			return true
		}
	}
	return false
}

// initialStatus sends a STATUS for each mailbox whose messages are watched
// (RFC 5465 §3.1).
func (s *session) initialStatus(n *notification) {
	for _, e := range s.tree.Entries(s.user) {
		if e.Exists && s.wants(e.Name, events.ofMessages) && !s.isSelected(e.Name) {
			s.statusEvent(e.Name)
		}
	}
}

// noAccess tells of mailboxes that are named and may be seen, but not looked
// into (RFC 5465 §3.1).
func (s *session) noAccess(n *notification) {
	for _, g := range n.groups {
		for _, name := range g.mailboxes {
			r, err := s.tree.MyRights(s.user, name)
			if err == nil && r.Has(store.Lookup) && !r.Has(store.Read) {
				s.line(`* LIST (\NoAccess) `, s.delimiter(), " ", s.mailbox(name))
			}
		}
	}
}

// watch begins to gather events.
func (s *session) watch() {
	if s.watcher == nil {
		s.watcher = s.tree.Watch(s.user)
	}
}

// endNotify forgets what NOTIFY asked for.
func (s *session) endNotify() {
	s.notify = nil
	if !s.enabled.metadata {
		s.unwatch()
	}
}

// unwatch stops gathering events.
func (s *session) unwatch() {
	if s.watcher != nil {
		s.watcher.Close()
		s.watcher = nil
	}
}
