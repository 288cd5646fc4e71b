package store

import (
	"slices"
	"strings"
)

// An Entry is one name of the mailbox hierarchy as a user sees it.
type Entry struct {
	Name       string
	Exists     bool // false: only a level above others, or only subscribed
	Children   bool // a name below it exists that the user may see
	Subscribed bool
	Use        []string // special-use attributes, the user's own mailboxes only
}

// Entries lists every name that u may see (right l), the levels above them, and
// the subscribed names that do not exist. INBOX comes first; a parent comes
// right before its children.
func (s *Store) Entries(u *User) []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := lister{s: s, u: u}
	l.tree(u.tree)
	var owners []string
	for name, other := range s.users {
		if other.name != u.name {
			owners = append(owners, name)
		}
	}
	slices.Sort(owners)
	for _, name := range owners {
		l.tree(s.users[name].tree)
	}
	l.tree(s.public)
	l.subscribedOnly()
	return l.entries
}

type lister struct {
	s       *Store
	u       *User
	entries []Entry
	above   []int // the entries above the last one and itself, the nearest last
}

func (l *lister) tree(t *tree) {
	for _, path := range l.s.paths(t) {
		m := t.boxes[path]
		if !l.s.rights(l.u, m).Has(Lookup) {
			continue
		}
		e := Entry{Name: l.s.display(l.u, place{t, path}), Exists: true}
		e.Subscribed = l.u.subs[e.Name]
		if t == l.u.tree {
			e.Use = m.use
		}
		l.add(e)
	}
}

// add appends an entry, after the levels above it that are not listed yet.
func (l *lister) add(e Entry) {
	for len(l.above) > 0 {
		last := l.entries[l.above[len(l.above)-1]].Name
		if _, below := l.s.under(e.Name, last); below {
			break
		}
		l.above = l.above[:len(l.above)-1]
	}
	if up := l.s.parent(e.Name); up != "" {
		if len(l.above) == 0 || l.entries[l.above[len(l.above)-1]].Name != up {
			l.add(Entry{Name: up, Subscribed: l.u.subs[up]})
		}
		l.entries[l.above[len(l.above)-1]].Children = true
	}
	l.above = append(l.above, len(l.entries))
	l.entries = append(l.entries, e)
}

func (l *lister) subscribedOnly() {
	known := make(map[string]bool, len(l.entries))
	for i := range l.entries {
		if l.entries[i].Subscribed {
			known[l.entries[i].Name] = true
		}
	}
	var missing []string
	for name := range l.u.subs {
		if !known[name] {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	for _, name := range missing {
		l.entries = append(l.entries, Entry{Name: name, Subscribed: true})
	}
}

// Subscribe adds or removes a name of the user's list (RFC 3501 §6.3.6, §6.3.7).
// A name may be subscribed only while it exists, and stays so when it is gone.
func (s *Store) Subscribe(u *User, name string, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	name = strings.TrimSuffix(name, s.delim)
	p := s.locate(u, name)
	if p.tree != nil {
		name = s.display(u, p)
	}
	if !on {
		delete(u.subs, name) // no error where it was not subscribed, as in Dovecot
	} else {
		if _, err := s.find(u, name); err != nil {
			return err
		}
		if len(u.subs) >= maxBoxes {
			return refuse("LIMIT", "Too many subscriptions")
		}
		u.subs[name] = true
	}
	s.emit(Event{Kind: SubscriptionChanged, at: p, owner: u.name, by: u})
	return nil
}

// Subscribed reports whether u is subscribed to a name.
func (s *Store) Subscribed(u *User, name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return u.subs[name]
}

// Canonical is the name as LIST would show it: INBOX in upper case.
func (s *Store) Canonical(u *User, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.locate(u, name)
	if p.tree == nil {
		return name
	}
	return s.display(u, p)
}
