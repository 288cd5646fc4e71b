package store

import "strings"

// A Planting is a mailbox as it is put into a store at the start, whoever might
// have the right to make it so.
type Planting struct {
	Path     string
	Validity uint32 // UIDVALIDITY, 0 for one of the store's choice
	Next     uint32 // UIDNEXT, if it is to be above the last UID + 1
	Use      []string
	ACL      []ACLEntry // beside the owner's
	Notes    []Note     // /private ones are the owner's
	Messages []PlantedMessage
}

// A PlantedMessage is a message with the UID it is to have; UIDs must rise.
type PlantedMessage struct {
	NewMessage
	UID    uint32
	Recent bool // \Recent in the first session; no message behind it may be not
}

// Plant makes a mailbox of a user, or with a nil user a shared one, and fills
// it.
func (s *Store) Plant(u *User, p Planting) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.public
	if u != nil {
		t = u.tree
	}
	path := s.foldInbox(p.Path)
	m := t.boxes[path]
	if m == nil {
		if err := s.checkName(path); err != nil {
			return err
		}
		m = s.make(t, path)
	}
	if p.Validity != 0 {
		m.validity = p.Validity
		s.validity = max(s.validity, p.Validity)
	}
	m.use = p.Use
	for _, e := range p.ACL {
		m.acl[e.Who] = e.Rights
	}
	for _, n := range p.Notes {
		n.Entry = strings.ToLower(n.Entry)
		set(s.notesFor(u, m, n.Entry, true), n)
	}
	err := s.plantMessages(m, p.Messages)
	m.next = max(m.next, p.Next)
	return err
}

func (s *Store) plantMessages(m *mailbox, list []PlantedMessage) error {
	for _, n := range list {
		flags, err := m.spell(n.Flags)
		if err != nil {
			return err
		}
		msg := s.newMessage(n.NewMessage, flags)
		msg.saved = n.Internal
		m.next = max(m.next, n.UID)
		s.add(m, msg)
		if !n.Recent {
			m.recent = m.next
		}
	}
	return nil
}

// Follow subscribes a user to a name without asking whether it exists.
func (s *Store) Follow(u *User, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u.subs[name] = true
}

// Users lists all users.
func (s *Store) Users() []*User {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*User
	for _, u := range s.users {
		list = append(list, u)
	}
	return list
}
