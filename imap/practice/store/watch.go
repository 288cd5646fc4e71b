package store

import (
	"slices"
	"sync"
)

// maxEvents is how many events wait for a watcher before it overflows.
const maxEvents = 1000

// An EventKind says what happened (RFC 5465 §5).
type EventKind uint8

// What can happen.
const (
	MessageNew EventKind = iota
	MessageExpunged
	FlagsChanged
	MailboxCreated
	MailboxDeleted
	MailboxRenamed
	SubscriptionChanged
	MailboxNoteChanged
	ServerNoteChanged
)

// An Event is something that happened to a mailbox that the watching user can
// see, or to the server.
type Event struct {
	Kind    EventKind
	Name    string   // the mailbox, as the watching user sees it
	OldName string   // MailboxRenamed: its name before
	Entries []string // the annotations concerned

	at, old place
	box     *mailbox // where at leads, even when it was deleted since
	owner   string   // whose subscriptions or /private annotations changed
	by      *User    // the session that did it, which is not told
}

// A Watcher gathers events for one session.
type Watcher struct {
	store *Store
	user  *User
	wake  chan struct{}

	mu       sync.Mutex
	events   []Event
	overflow bool
}

// Watch begins to gather events for u.
func (s *Store) Watch(u *User) *Watcher {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &Watcher{store: s, user: u, wake: make(chan struct{}, 1)}
	s.watchers[w] = struct{}{}
	return w
}

// Close stops gathering.
func (w *Watcher) Close() {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	delete(w.store.watchers, w)
}

// Wake receives a value when there are events.
func (w *Watcher) Wake() <-chan struct{} { return w.wake }

// Take returns the events gathered since the last call. Overflow says that
// there were too many and some were lost (RFC 5465 §5.8).
func (w *Watcher) Take() (events []Event, overflow bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	events, w.events = w.events, nil
	overflow, w.overflow = w.overflow, false
	return events, overflow
}

// emit tells the watchers. The store is locked.
func (s *Store) emit(e Event) {
	for w := range s.watchers {
		if e, ok := s.visible(e, w.user); ok {
			w.put(e)
		}
	}
}

// visible makes of e what u may see of it.
func (s *Store) visible(e Event, u *User) (Event, bool) {
	switch {
	case e.by == u:
		return e, false // RFC 5465 §5: a session is not told of its own doings
	case e.Kind == SubscriptionChanged && e.owner != u.name:
		return e, false
	case e.box != nil && !s.rights(u, e.box).Has(Lookup):
		return e, false
	case e.Kind == MailboxNoteChanged, e.Kind == ServerNoteChanged:
		e.Entries = slices.DeleteFunc(slices.Clone(e.Entries), func(entry string) bool {
			return under(entry, private) && e.owner != u.name
		})
		if len(e.Entries) == 0 {
			return e, false
		}
	}
	if e.at.tree != nil {
		e.Name = s.display(u, e.at)
	}
	if e.old.tree != nil {
		e.OldName = s.display(u, e.old)
	}
	return e, true
}

// sight notes which watchers can see a mailbox. The function it returns tells
// those for whom that changed meanwhile as of a mailbox created or deleted
// (RFC 5465 §5.4).
func (s *Store) sight(m *mailbox, by *User) (tell func()) {
	saw := map[*Watcher]bool{}
	for w := range s.watchers {
		saw[w] = s.rights(w.user, m).Has(Lookup)
	}
	return func() {
		for w := range s.watchers {
			e := Event{Kind: MailboxCreated, Name: s.display(w.user, place{m.tree, m.path})}
			sees := s.rights(w.user, m).Has(Lookup)
			if saw[w] == sees || w.user == by {
				continue
			}
			if !sees {
				e.Kind = MailboxDeleted
			}
			w.put(e)
		}
	}
}

func (w *Watcher) put(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.events) >= maxEvents {
		w.overflow = true
	} else {
		w.events = append(w.events, e)
	}
	select {
	case w.wake <- struct{}{}:
	default:
	}
}
