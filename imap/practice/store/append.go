package store

import "time"

// A NewMessage is a message to be stored.
type NewMessage struct {
	Flags    Flags
	Internal time.Time // zero: now
	Body     *Body
}

// Appended says where messages went (RFC 4315 §3).
type Appended struct {
	Validity uint32
	UIDs     []uint32
}

// CheckAppend says why u could not append a message of this size, before its
// bytes are sent. A missing mailbox is TRYCREATE (RFC 3501 §6.3.11).
func (s *Store) CheckAppend(u *User, name string, size int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.target(u, name)
	if err != nil {
		return err
	}
	return s.room(m, usage{size, 1})
}

// target finds a mailbox to put messages into.
func (s *Store) target(u *User, name string) (*mailbox, error) {
	m, err := s.find(u, name)
	if err != nil {
		if _, no := s.vacant(u, name); no == nil {
			return nil, refuse("TRYCREATE", "Mailbox doesn't exist: "+name)
		}
		return nil, err
	}
	if !s.rights(u, m).Has(Insert) {
		return nil, m.tree.denied()
	}
	return m, nil
}

// Append stores messages, all of them or none (RFC 3502).
func (s *Store) Append(u *User, name string, list []NewMessage) (Appended, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.target(u, name)
	if err != nil {
		return Appended{}, err
	}
	var want usage
	for _, n := range list {
		want.bytes += n.Body.Size()
		want.count++
	}
	if err := s.room(m, want); err != nil {
		return Appended{}, err
	}
	var msgs []*message
	for _, n := range list {
		flags, err := m.spell(s.permitted(u, m, n.Flags))
		if err != nil {
			return Appended{}, err
		}
		msgs = append(msgs, s.newMessage(n, flags))
	}
	return s.addAll(u, m, msgs), nil
}

// permitted takes away the flags that u may not set in m; the message is stored
// all the same (RFC 4314 §4, APPEND).
func (s *Store) permitted(u *User, m *mailbox, f Flags) Flags {
	mask, keywords := settable(s.rights(u, m))
	return Flags{}.apply(AddFlags, f, mask, keywords)
}

func (s *Store) newMessage(n NewMessage, flags Flags) *message {
	s.mailID++
	now := s.now()
	if n.Internal.IsZero() {
		n.Internal = now
	}
	return &message{
		flags:    flags,
		body:     n.Body,
		internal: n.Internal,
		saved:    now,
		mailID:   mailID(s.mailID),
		counted:  -1,
	}
}

// addAll puts messages into a mailbox and tells everybody.
func (s *Store) addAll(u *User, m *mailbox, msgs []*message) Appended {
	done := Appended{Validity: m.validity}
	for _, msg := range msgs {
		s.add(m, msg)
		done.UIDs = append(done.UIDs, msg.uid)
	}
	if len(msgs) > 0 {
		s.emit(Event{Kind: MessageNew, at: place{m.tree, m.path}, box: m, by: u})
	}
	return done
}

// add gives a message its UID and mod-sequence.
func (s *Store) add(m *mailbox, msg *message) {
	msg.uid = m.next
	m.next++
	msg.modseq = m.changed()
	m.messages = append(m.messages, msg)
	m.size.count++
	if size, known := msg.body.known(); known {
		msg.counted = size
		m.size.bytes += size
	} else {
		m.unsized = append(m.unsized, msg)
	}
}

// copy makes a copy for another mailbox: the same text, date and EMAILID, new
// everything else.
func (msg *message) copy(now time.Time) *message {
	return &message{
		flags:    msg.flags,
		body:     msg.body,
		internal: msg.internal,
		saved:    now,
		mailID:   msg.mailID,
		counted:  -1,
	}
}

// Copied says which messages were copied where (RFC 4315 §3). Source and UIDs
// pair up.
type Copied struct {
	Appended
	Source []uint32
}

// expungeIssued is the refusal to use messages that another session removed
// (RFC 2180 §4.4, RFC 5530 EXPUNGEISSUED).
var expungeIssued = &Error{"EXPUNGEISSUED", "Some of the requested messages no longer exist."}

// Copy copies messages to the end of a mailbox, all or none (RFC 3501 §6.4.7).
func (v *View) Copy(numbers []int, to string) (Copied, error) {
	s := v.store
	s.mu.Lock()
	defer s.mu.Unlock()
	return v.copy(numbers, to)
}

func (v *View) copy(numbers []int, to string) (Copied, error) {
	s := v.store
	dst, err := s.target(v.user, to)
	if err != nil {
		return Copied{}, err
	}
	var want usage
	for _, n := range numbers {
		msg := v.rows[n-1].msg
		if msg.expunged {
			return Copied{}, expungeIssued
		}
		want.bytes += msg.body.Size()
		want.count++
	}
	if err := s.room(dst, want); err != nil {
		return Copied{}, err
	}
	var done Copied
	var msgs []*message
	for _, n := range numbers {
		msg := v.rows[n-1].msg.copy(s.now())
		msg.flags, err = dst.spell(s.permitted(v.user, dst, msg.flags))
		if err != nil {
			return Copied{}, err
		}
		msgs = append(msgs, msg)
		done.Source = append(done.Source, v.UID(n))
	}
	done.Appended = s.addAll(v.user, dst, msgs)
	return done, nil
}

// Move copies messages and expunges the originals, all or none (RFC 6851). The
// session learns of the expunges from Sync.
func (v *View) Move(numbers []int, to string) (Copied, error) {
	s := v.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := v.mayRemove(); err != nil {
		return Copied{}, err
	}
	done, err := v.copy(numbers, to)
	if err != nil {
		return done, err
	}
	s.expunge(v.user, v.box, v.pick(numbers))
	return done, nil
}

// Replace stores a message and expunges number n in its stead (RFC 8508).
func (v *View) Replace(n int, to string, m NewMessage) (Appended, error) {
	s := v.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := v.mayRemove(); err != nil {
		return Appended{}, err
	}
	if v.rows[n-1].msg.expunged {
		return Appended{}, expungeIssued
	}
	dst, err := s.target(v.user, to)
	if err != nil {
		return Appended{}, err
	}
	if err := s.room(dst, usage{m.Body.Size(), 1}); err != nil {
		return Appended{}, err
	}
	flags, err := dst.spell(s.permitted(v.user, dst, m.Flags))
	if err != nil {
		return Appended{}, err
	}
	done := s.addAll(v.user, dst, []*message{s.newMessage(m, flags)})
	s.expunge(v.user, v.box, v.pick([]int{n}))
	return done, nil
}

// mayRemove says why messages may not be moved out of the view.
func (v *View) mayRemove() error {
	if v.readOnly {
		return readOnly
	}
	if !v.store.rights(v.user, v.box).Has(DeleteMsg | Expunge) {
		return denied
	}
	return nil
}

// readOnly has no code: READ-ONLY belongs to OK (RFC 3501 §7.1).
var readOnly = &Error{"", "Mailbox is read-only"}

func (v *View) pick(numbers []int) []*message {
	list := make([]*message, 0, len(numbers))
	for _, n := range numbers {
		list = append(list, v.rows[n-1].msg)
	}
	return list
}
