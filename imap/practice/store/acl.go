package store

import (
	"slices"
	"strings"
)

// Rights is a set of access rights (RFC 4314 §2.1).
type Rights uint16

// The rights, in the order in which they are written.
const (
	Lookup    Rights = 1 << iota // l: the mailbox is seen in LIST
	Read                         // r: SELECT, FETCH, SEARCH
	WriteMail                    // w: STORE of flags other than \Seen and \Deleted
	KeepSeen                     // s: STORE \Seen
	DeleteMsg                    // t: STORE \Deleted
	Insert                       // i: APPEND, COPY into
	Post                         // p: submission, not enforced
	Expunge                      // e: EXPUNGE
	CreateBox                    // k: CREATE below
	DeleteBox                    // x: DELETE, RENAME
	Admin                        // a: SETACL and the like

	// AllRights is every right.
	AllRights = 1<<iota - 1
	// visible are the rights that show that a mailbox exists (RFC 4314 §6).
	visible = Read | Insert | CreateBox | DeleteBox | Admin
	// adminRights is what an administrator has everywhere.
	adminRights = Lookup | CreateBox | DeleteBox | Admin
)

const rightLetters = "lrwstipekxa"

// Has reports whether r holds all of want.
func (r Rights) Has(want Rights) bool { return r&want == want }

// Any reports whether r holds one of want.
func (r Rights) Any(want Rights) bool { return r&want != 0 }

// String writes the rights as letters, with the obsolete c and d at the end
// where a right they stood for is granted (RFC 4314 §2.1.1).
func (r Rights) String() string {
	var b strings.Builder
	for i, c := range rightLetters {
		if r&(1<<i) != 0 {
			b.WriteRune(c)
		}
	}
	if r.Any(CreateBox | DeleteBox) {
		b.WriteByte('c')
	}
	if r.Any(Expunge | DeleteMsg) {
		b.WriteByte('d')
	}
	return b.String()
}

// ParseRights reads letters. The obsolete c stands for k and x, d for e and t
// (RFC 4314 §2.1.1). It returns the first letter that is no right, or 0.
func ParseRights(letters string) (r Rights, bad rune) {
	for _, c := range letters {
		switch i := strings.IndexRune(rightLetters, c); {
		case i >= 0:
			r |= 1 << i
		case c == 'c':
			r |= CreateBox | DeleteBox
		case c == 'd':
			r |= Expunge | DeleteMsg
		default:
			return 0, c
		}
	}
	return r, 0
}

// rights is what u may do with m: all that is granted to the user, to groups
// and to everybody, less all that is denied to one of them by an identifier
// that begins with "-" (RFC 4314 §2).
func (s *Store) rights(u *User, m *mailbox) Rights {
	var granted, taken Rights
	for who, r := range m.acl {
		if name, negative := strings.CutPrefix(who, "-"); !u.is(who) && negative && u.is(name) {
			taken |= r
		} else if u.is(who) {
			granted |= r
		}
	}
	granted &^= taken
	if u.name == m.tree.owner {
		granted |= Lookup | Admin // or the owner could lose the mailbox for good
	}
	if u.admin {
		granted |= adminRights
	}
	if m.tree.readOnly {
		granted &= Lookup | Read
	}
	return granted
}

// is reports whether an access-list identifier names u.
func (u *User) is(who string) bool {
	switch who {
	case u.name, "anyone":
		return true
	case "authenticated":
		return u.name != Anonymous
	}
	group, ok := strings.CutPrefix(who, "group:")
	return ok && slices.Contains(u.groups, group)
}

// Anonymous is the user that SASL ANONYMOUS logs in as (RFC 4505).
const Anonymous = "anonymous"

// An ACLEntry is one identifier with its rights.
type ACLEntry struct {
	Who    string
	Rights Rights
}

// ACL lists the access rights of a mailbox, the owner first.
func (s *Store) ACL(u *User, name string) ([]ACLEntry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.need(u, name, Admin)
	if err != nil {
		return nil, err
	}
	var list []ACLEntry
	for who, r := range m.acl {
		list = append(list, ACLEntry{who, r})
	}
	rank := func(e ACLEntry) int {
		if e.Who == m.tree.owner {
			return 0
		}
		return 1
	}
	slices.SortFunc(list, func(a, b ACLEntry) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a.Who, b.Who)
	})
	return list, nil
}

// SetACL changes the rights of an identifier. Mode is '+' to add, '-' to
// remove, 0 to replace (RFC 4314 §3.1); no rights at all delete the entry.
func (s *Store) SetACL(u *User, name, who string, mode byte, r Rights) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.need(u, name, Admin)
	if err != nil {
		return err
	}
	if strings.TrimPrefix(who, "-") == "" || strings.ContainsFunc(who, isControl) {
		return refuse("CANNOT", "Invalid identifier")
	}
	switch old := m.acl[who]; mode {
	case '+':
		r |= old
	case '-':
		r = old &^ r
	}
	if _, known := m.acl[who]; !known && len(m.acl) >= maxEntries {
		return refuse("LIMIT", "Too many entries in the access list")
	}
	tell := s.sight(m, u)
	if r == 0 {
		delete(m.acl, who)
	} else {
		m.acl[who] = r
	}
	tell()
	return nil
}

// DeleteACL removes an identifier from the access list (RFC 4314 §3.2).
func (s *Store) DeleteACL(u *User, name, who string) error {
	return s.SetACL(u, name, who, 0, 0)
}

// MyRights returns what u may do with a mailbox (RFC 4314 §3.5).
func (s *Store) MyRights(u *User, name string) (Rights, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.find(u, name)
	if err != nil {
		return 0, err
	}
	return s.rights(u, m), nil
}

// ListRights returns the rights that an identifier always has on a mailbox and
// those that may be granted to it (RFC 4314 §3.4).
func (s *Store) ListRights(u *User, name, who string) (always, grantable Rights, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.need(u, name, Admin)
	if err != nil {
		return 0, 0, err
	}
	if who == m.tree.owner {
		always = Lookup | Admin
	}
	return always, AllRights &^ always, nil
}
