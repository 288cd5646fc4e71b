package store

import (
	"maps"
	"slices"
	"strings"
)

// Limits of annotations (RFC 5464 §4.3).
const (
	MaxNote  = 64 << 10 // longest value, in bytes
	maxNotes = 100      // entries of one mailbox, or of the server
)

// A Note is an annotation: an entry name that begins with /private or /shared,
// and its value. A nil value in SetMetadata removes the entry.
type Note struct {
	Entry string
	Value []byte
}

const (
	private    = "/private"
	shared     = "/shared"
	specialUse = "/private/specialuse"
)

// Metadata returns every annotation of a mailbox that u may read, sorted by
// entry; those of the server for an empty name (RFC 5464 §4.2).
func (s *Store) Metadata(u *User, name string) ([]Note, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string][]byte{}
	if name == "" {
		maps.Copy(all, s.notes)
		maps.Copy(all, u.notes)
		return sortNotes(all), nil
	}
	m, err := s.need(u, name, Lookup|Read)
	if err != nil {
		return nil, err
	}
	maps.Copy(all, m.shared)
	maps.Copy(all, m.private[u.name])
	if m.tree == u.tree && len(m.use) > 0 { // RFC 6154 §4
		all[specialUse] = []byte(strings.Join(m.use, " "))
	}
	return sortNotes(all), nil
}

func sortNotes(all map[string][]byte) []Note {
	var list []Note
	for _, entry := range slices.Sorted(maps.Keys(all)) {
		list = append(list, Note{entry, all[entry]})
	}
	return list
}

// SetMetadata writes annotations, all or none (RFC 5464 §4.3). Entry names are
// compared without regard to case and kept in lower case.
func (s *Store) SetMetadata(u *User, name string, notes []Note) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var m *mailbox
	if name != "" {
		var err error
		if m, err = s.need(u, name, Lookup); err != nil {
			return err
		}
	}
	for i := range notes {
		notes[i].Entry = strings.ToLower(notes[i].Entry)
		if err := s.mayNote(u, m, notes[i]); err != nil {
			return err
		}
	}
	if err := s.roomForNotes(u, m, notes); err != nil {
		return err
	}
	if err := s.noteUse(m, notes); err != nil {
		return err
	}
	ev := Event{Kind: ServerNoteChanged, owner: u.name, by: u}
	if m != nil {
		ev = Event{Kind: MailboxNoteChanged, at: place{m.tree, m.path}, box: m, owner: u.name, by: u}
	}
	for _, n := range notes {
		if n.Entry != specialUse || m == nil {
			set(s.notesFor(u, m, n.Entry, true), n)
		}
		ev.Entries = append(ev.Entries, n.Entry)
	}
	s.emit(ev)
	return nil
}

// mayNote says why u may not write an annotation (RFC 5464 §3.3).
func (s *Store) mayNote(u *User, m *mailbox, n Note) error {
	switch {
	case !under(n.Entry, private) && !under(n.Entry, shared):
		return refuse("CANNOT", "Annotation name must begin with /private/ or /shared/")
	case strings.HasSuffix(n.Entry, "/") || strings.Contains(n.Entry, "//") || strings.ContainsAny(n.Entry, "*%"):
		return refuse("CANNOT", "Invalid annotation name: "+n.Entry)
	case len(n.Value) > MaxNote:
		return refuse("METADATA MAXSIZE 65536", "Annotation value is too large")
	case m != nil && m.tree.readOnly:
		return sealed
	case !under(n.Entry, shared):
		return nil
	case m == nil && !u.admin:
		return denied
	case m != nil && !s.rights(u, m).Has(WriteMail):
		return denied
	}
	return nil
}

func under(entry, top string) bool { return strings.HasPrefix(entry, top+"/") }

func (s *Store) roomForNotes(u *User, m *mailbox, notes []Note) error {
	adds := map[string]int{private: 0, shared: 0}
	for _, n := range notes {
		if _, old := s.notesFor(u, m, n.Entry, false)[n.Entry]; n.Value != nil && !old {
			adds[n.Entry[:strings.IndexByte(n.Entry[1:], '/')+1]]++
		}
	}
	for top, more := range adds {
		if len(s.notesFor(u, m, top+"/", false))+more > maxNotes {
			return refuse("METADATA TOOMANY", "Too many annotations")
		}
	}
	return nil
}

// noteUse carries out a change of /private/specialuse (RFC 6154 §4).
func (s *Store) noteUse(m *mailbox, notes []Note) error {
	for _, n := range notes {
		if n.Entry == specialUse && m != nil {
			if err := s.setUse(m, strings.Fields(string(n.Value))); err != nil {
				return err
			}
		}
	}
	return nil
}

// notesFor is the table that holds an entry; with add it is made if need be.
func (s *Store) notesFor(u *User, m *mailbox, entry string, add bool) map[string][]byte {
	personal := under(entry, private)
	switch {
	case m == nil && personal:
		return u.notes
	case m == nil:
		return s.notes
	case personal:
		if m.private == nil && add {
			m.private = map[string]map[string][]byte{}
		}
		if m.private[u.name] == nil && add {
			m.private[u.name] = map[string][]byte{}
		}
		return m.private[u.name]
	}
	if m.shared == nil && add {
		m.shared = map[string][]byte{}
	}
	return m.shared
}

func set(table map[string][]byte, n Note) {
	if n.Value == nil {
		delete(table, n.Entry)
		return
	}
	table[n.Entry] = n.Value
}

// NoteServer sets a /shared annotation of the server without asking for rights.
func (s *Store) NoteServer(entry, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes[entry] = []byte(value)
}
