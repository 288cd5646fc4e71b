package store

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// mirror is what a client knows of a mailbox from what it was told alone.
type mirror struct {
	uids  []uint32
	flags map[uint32]Flags
}

func (m *mirror) apply(t *testing.T, v *View, c Changes) {
	for _, i := range c.Flags {
		if m.uids[i.Number-1] != i.UID {
			t.Errorf("flags of number %d: UID %d, client has %d", i.Number, i.UID, m.uids[i.Number-1])
		}
		m.flags[i.UID] = i.Flags
	}
	for _, e := range c.Expunged {
		if e.Number > len(m.uids) || m.uids[e.Number-1] != e.UID {
			t.Fatalf("expunge of number %d, UID %d; client has %v", e.Number, e.UID, m.uids)
		}
		m.uids = slices.Delete(m.uids, e.Number-1, e.Number)
		delete(m.flags, e.UID)
	}
	for n := c.Exists - c.New + 1; n <= c.Exists; n++ {
		m.learn(v, n)
	}
	if c.Exists != len(m.uids) {
		t.Fatalf("EXISTS %d, client has %d", c.Exists, len(m.uids))
	}
}

// learn asks for a message, as a client does when it arrives.
func (m *mirror) learn(v *View, n int) {
	i := v.Message(n)
	m.uids = append(m.uids, i.UID)
	m.flags[i.UID] = i.Flags
	v.Told(i)
}

// Several sessions change one mailbox at random. From what each is told alone it
// must arrive at what the mailbox holds in the end.
func TestSessionsAgree(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t, 20)
	const sessions, steps = 4, 300
	views := make([]*View, sessions)
	mirrors := make([]*mirror, sessions)
	for i := range views {
		views[i] = open(t, s, s.Login("alice"))
		mirrors[i] = &mirror{flags: map[uint32]Flags{}}
		for n := 1; n <= views[i].Len(); n++ {
			mirrors[i].learn(views[i], n)
		}
	}
	var wg sync.WaitGroup
	for i := range views {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for range steps {
				act(t, s, views[i], mirrors[i], r)
			}
		})
	}
	wg.Wait()
	fresh := open(t, s, s.Login("alice"))
	for i, v := range views {
		mirrors[i].apply(t, v, v.Sync(everything))
		if fresh.Len() != len(mirrors[i].uids) {
			t.Fatalf("session %d knows %d messages, there are %d", i, len(mirrors[i].uids), fresh.Len())
		}
		for n := 1; n <= fresh.Len(); n++ {
			m := fresh.Message(n)
			if mirrors[i].uids[n-1] != m.UID || !mirrors[i].flags[m.UID].equal(m.Flags) {
				t.Errorf("session %d, number %d: knows UID %d %v, it is %d %v", i, n,
					mirrors[i].uids[n-1], mirrors[i].flags[m.UID], m.UID, m.Flags)
			}
		}
	}
}

// act does one thing and tells the client what a server would.
func act(t *testing.T, s *Store, v *View, m *mirror, r *rand.Rand) {
	pick := func() []int {
		if v.Len() == 0 {
			return nil
		}
		return []int{1 + r.IntN(v.Len())}
	}
	switch r.IntN(8) {
	case 0:
		s.Append(v.user, "INBOX", []NewMessage{{Body: NewBody([]byte("x"))}})
	case 1:
		v.Expunge(nil)
	case 2:
		v.Copy(pick(), "INBOX")
	case 3:
		v.Move(pick(), "INBOX")
	case 4, 5:
		f := []Flags{{System: Seen}, {System: Deleted}, {Keywords: []string{"$Work"}}, {System: Flagged}}[r.IntN(4)]
		op := []FlagOp{ReplaceFlags, AddFlags, RemoveFlags}[r.IntN(3)]
		silent := r.IntN(2) == 0
		numbers := pick()
		res, err := v.StoreFlags(numbers, FlagChange{Op: op, Flags: f, Silent: silent})
		if err != nil {
			t.Error(err)
		}
		for _, i := range res.Changed {
			m.flags[i.UID] = i.Flags // a client that was silent works it out itself
		}
	case 6:
		m.apply(t, v, v.Sync(Want{Flags: true, New: true}))
		return
	case 7:
		if n := pick(); n != nil && v.MarkSeen(n[0]) {
			i := v.Message(n[0])
			m.flags[i.UID] = i.Flags
			v.Told(i)
		}
	}
	m.apply(t, v, v.Sync(everything))
}
