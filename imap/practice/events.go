package practice

import (
	"strings"

	"imapsh/imap/practice/store"
)

func (s *session) eventWakeUp() <-chan struct{} {
	if s.watcher == nil {
		return nil
	}
	return s.watcher.Wake()
}

// pushed is what the client may be told of the selected mailbox while it has
// not asked: in IDLE everything (RFC 2177), with NOTIFY what that named
// (RFC 5465 §4).
func (s *session) pushed() store.Want {
	if s.notify == nil {
		return store.Want{Flags: true, Expunge: true, New: true}
	}
	e := s.notify.selected
	return store.Want{Flags: e.flags, Expunge: e.expunges && !s.notify.delayed, New: e.arrivals}
}

// fetchNew tells what NOTIFY asked for of messages that have just arrived
// (RFC 5465 §5.2).
func (s *session) fetchNew(arrived int) {
	if s.notify == nil || s.notify.selected.items == nil || s.view == nil {
		return
	}
	for n := s.view.Len() - arrived + 1; n <= s.view.Len(); n++ {
		_ = s.fetchOne(n, shortFirst(s.notify.selected.items)) // what cannot be read is left out
	}
}

// tellEvents sends what NOTIFY and ENABLE METADATA asked for and what happened
// outside the selected mailbox.
func (s *session) tellEvents() {
	if s.watcher == nil {
		return
	}
	list, overflow := s.watcher.Take()
	if overflow { // RFC 5465 §5.8
		s.line("* OK [NOTIFICATIONOVERFLOW] Too many changes; NOTIFY is off.")
		s.endNotify()
		s.notify = &notification{}
		return
	}
	told := map[string]bool{} // one STATUS for all that happened in a mailbox
	for _, e := range list {
		s.tellEvent(e, told)
	}
}

func (s *session) tellEvent(e store.Event, told map[string]bool) {
	switch e.Kind {
	case store.MessageNew, store.MessageExpunged, store.FlagsChanged:
		if !told[e.Name] && !s.isSelected(e.Name) && s.wants(e.Name, wantMessage(e.Kind)) {
			told[e.Name] = true
			s.statusEvent(e.Name)
		}
	case store.MailboxCreated, store.MailboxDeleted:
		if s.wants(e.Name, func(w events) bool { return w.names }) {
			s.nameEvent(e.Name, "")
			s.parentEvent(e.Name)
		}
	case store.MailboxRenamed:
		if s.wants(e.Name, func(w events) bool { return w.names }) || s.wants(e.OldName, func(w events) bool { return w.names }) {
			s.nameEvent(e.Name, e.OldName)
		}
	case store.SubscriptionChanged:
		if s.wants(e.Name, func(w events) bool { return w.subscriptions }) {
			s.nameEvent(e.Name, "")
		}
	case store.MailboxNoteChanged:
		if s.enabled.metadata || s.wants(e.Name, func(w events) bool { return w.notes }) {
			s.noteEvent(s.mailbox(e.Name), e.Entries)
		}
	case store.ServerNoteChanged:
		if s.enabled.metadata || s.wantsServer() {
			s.noteEvent(`""`, e.Entries)
		}
	}
}

func wantMessage(kind store.EventKind) func(events) bool {
	return func(w events) bool {
		switch kind {
		case store.MessageNew:
			return w.arrivals
		case store.MessageExpunged:
			return w.expunges
		}
		return w.flags
	}
}

// wants reports whether a group that is about the mailbox asks for an event.
func (s *session) wants(name string, which func(events) bool) bool {
	if s.notify == nil {
		return false
	}
	for i := range s.notify.groups {
		if g := &s.notify.groups[i]; which(g.events) && s.covers(g, name) {
			return true
		}
	}
	return false
}

func (s *session) wantsServer() bool {
	if s.notify == nil {
		return false
	}
	for _, g := range s.notify.groups {
		if g.server {
			return true
		}
	}
	return false
}

func (s *session) isSelected(name string) bool { return s.view != nil && s.view.About().Name == name }

// statusEvent tells of messages in another mailbox (RFC 5465 §5.1 to §5.3).
func (s *session) statusEvent(name string) {
	st, err := s.tree.Status(s.user, name)
	if err != nil {
		return
	}
	items := []string{"MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN"}
	if s.enabled.condstore {
		items = append(items, "HIGHESTMODSEQ")
	}
	s.statusLine(st, items)
}

// nameEvent tells of a name that was made, removed, renamed or subscribed
// (RFC 5465 §5.4, §5.5).
func (s *session) nameEvent(name, old string) {
	l := listing{extended: true, subscribed: true, children: true}
	e := store.Entry{Name: name}
	for _, entry := range s.tree.Entries(s.user) {
		if entry.Name == name {
			e = entry
		}
	}
	tail := ""
	if old != "" {
		tail = ` ("OLDNAME" (` + s.mailbox(old) + `))`
	}
	s.line("* LIST (", strings.Join(s.listAttributes(&l, e), " "), ") ", s.delimiter(), " ", s.mailbox(name), tail)
}

// parentEvent tells of the level above, which has gained or lost a child.
func (s *session) parentEvent(name string) {
	if up := parentOf(name, s.tree.Delimiter()); up != "" {
		s.nameEvent(up, "")
	}
}

// noteEvent names annotations that changed, without their values (RFC 5464
// §4.4.2).
func (s *session) noteEvent(mailbox string, entries []string) {
	line := "* METADATA " + mailbox
	for _, e := range entries {
		line += " " + string(s.appendAString(nil, e))
	}
	s.line(line)
}
