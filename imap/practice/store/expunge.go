package store

import (
	"slices"
	"sort"
)

// maxGone is how many expunged UIDs a mailbox remembers.
const maxGone = 100_000

// An expungeLog remembers which UIDs left a mailbox, and when (RFC 7162 §3.2).
// Beyond maxGone the oldest are forgotten; then a client that asks for older
// changes hears of every UID that is missing, which is allowed (§3.2.5.1).
type expungeLog struct {
	uids   []uint32
	modseq []uint64 // of the same index, ascending
	lost   uint64   // entries up to this mod-sequence are forgotten
}

func (l *expungeLog) add(uid uint32, modseq uint64) {
	l.uids = append(l.uids, uid)
	l.modseq = append(l.modseq, modseq)
	if len(l.uids) > maxGone {
		cut := maxGone / 4
		l.lost = l.modseq[cut-1]
		l.uids = slices.Delete(l.uids, 0, cut)
		l.modseq = slices.Delete(l.modseq, 0, cut)
	}
}

// expunge removes messages from a mailbox. Views keep them until they are
// synced.
func (s *Store) expunge(u *User, m *mailbox, msgs []*message) {
	if len(msgs) == 0 {
		return
	}
	m.resolve()
	modseq := m.changed()
	for _, msg := range msgs {
		if msg.expunged {
			continue
		}
		msg.expunged = true
		msg.modseq = modseq
		m.gone.add(msg.uid, modseq)
		m.size.bytes -= msg.counted
		m.size.count--
	}
	m.messages = slices.DeleteFunc(m.messages, func(msg *message) bool { return msg.expunged })
	s.emit(Event{Kind: MessageExpunged, at: place{m.tree, m.path}, box: m, by: u})
}

// Expunge removes the messages that have \Deleted and, with numbers not nil,
// are among them (RFC 3501 §6.4.3, RFC 4315 §2.1). The session learns of it
// from Sync. It returns the highest mod-sequence afterwards, or 0 when nothing
// was removed.
func (v *View) Expunge(numbers []int) (modseq uint64, err error) {
	s := v.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.readOnly {
		return 0, readOnly
	}
	if !s.rights(v.user, v.box).Has(Expunge) {
		return 0, denied
	}
	var msgs []*message
	if numbers != nil {
		msgs = v.pick(numbers)
	} else {
		for i := range v.rows {
			msgs = append(msgs, v.rows[i].msg)
		}
	}
	msgs = slices.DeleteFunc(msgs, func(m *message) bool {
		return m.expunged || m.flags.System&Deleted == 0
	})
	if len(msgs) == 0 {
		return 0, nil
	}
	s.expunge(v.user, v.box, msgs)
	return v.box.modseq, nil
}

// A Range is a run of UIDs, both ends included.
type Range struct{ From, To uint32 }

// Vanished lists UIDs that are not in the view and, as far as is remembered,
// left the mailbox after modseq, in ascending order (RFC 7162 §3.2.10.1).
func (v *View) Vanished(modseq uint64) []Range {
	v.store.mu.Lock()
	defer v.store.mu.Unlock()
	m := v.box
	if modseq < m.gone.lost {
		return v.gaps()
	}
	from := sort.Search(len(m.gone.modseq), func(i int) bool { return m.gone.modseq[i] > modseq })
	uids := slices.Clone(m.gone.uids[from:])
	slices.Sort(uids)
	var list []Range
	for _, uid := range uids {
		if v.Number(uid) != 0 {
			continue // expunged, but this session has not been told
		}
		if n := len(list); n > 0 && list[n-1].To+1 == uid {
			list[n-1].To = uid
		} else {
			list = append(list, Range{uid, uid})
		}
	}
	return list
}

// gaps lists every UID below UIDNEXT that is not in the view.
func (v *View) gaps() []Range {
	var list []Range
	next := uint32(1)
	for i := range v.rows {
		if uid := v.rows[i].msg.uid; uid > next {
			list = append(list, Range{next, uid - 1})
		}
		next = v.rows[i].msg.uid + 1
	}
	if next < v.box.next {
		list = append(list, Range{next, v.box.next - 1})
	}
	return list
}

// ModSeq returns the mailbox's highest mod-sequence (RFC 7162 §3.1.2.1).
func (v *View) ModSeq() uint64 {
	v.store.mu.Lock()
	defer v.store.mu.Unlock()
	return v.box.modseq
}
