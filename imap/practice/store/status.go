package store

import "fmt"

// Status holds everything STATUS can be asked for (RFC 3501 §6.3.10,
// RFC 8438, RFC 9208 §4.1.4, RFC 7162 §3.1.7, RFC 8474 §4.3).
type Status struct {
	Name           string // as LIST shows it
	Messages       int
	Recent         int
	Next           uint32 // UIDNEXT
	Validity       uint32 // UIDVALIDITY
	Unseen         int
	Deleted        int
	DeletedStorage int64 // bytes
	Size           int64 // bytes
	ModSeq         uint64
	ID             string // MAILBOXID
}

// Status describes a mailbox without opening it. The right r is needed
// (RFC 4314 §4).
func (s *Store) Status(u *User, name string) (Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.need(u, name, Read)
	if err != nil {
		return Status{}, err
	}
	return s.status(u, m), nil
}

func (s *Store) status(u *User, m *mailbox) Status {
	m.resolve()
	st := Status{
		Name:     s.display(u, place{m.tree, m.path}),
		Messages: len(m.messages),
		Next:     m.next,
		Validity: m.validity,
		Size:     m.size.bytes,
		ModSeq:   m.modseq,
		ID:       m.id,
	}
	for _, msg := range m.messages {
		if msg.uid >= m.recent {
			st.Recent++
		}
		if msg.flags.System&Seen == 0 {
			st.Unseen++
		}
		if msg.flags.System&Deleted != 0 {
			st.Deleted++
			st.DeletedStorage += msg.counted
		}
	}
	return st
}

func mailID(n uint64) string { return fmt.Sprintf("M%08x", n) }
