package store

import (
	"slices"
	"sort"
	"time"
)

// A View is one session's sight of an open mailbox. It numbers the messages:
// numbers change only in [View.Sync], so that a command in progress can rely on
// them (RFC 3501 §5.5). A View belongs to one session and is not for concurrent
// use; the mailbox behind it is.
type View struct {
	store    *Store
	user     *User
	box      *mailbox
	readOnly bool
	rows     []row
	synced   uint64 // the mod-sequence that rows know of
	held     bool   // rows holds messages that are expunged already
	known    int    // how many of the mailbox's keywords were announced

	lastRecent int // the number of \Recent messages that the session was told
	wake       chan struct{}
}

type row struct {
	msg    *message
	modseq uint64 // as last told to the session
	recent bool
}

// Open opens a mailbox for a session of u. Read-only is an EXAMINE
// (RFC 3501 §6.3.2). Without any right to change something the view is
// read-only whatever was asked.
func (s *Store) Open(u *User, name string, readOnly bool) (*View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.need(u, name, Read)
	if err != nil {
		return nil, err
	}
	if !s.rights(u, m).Any(WriteMail | KeepSeen | DeleteMsg | Expunge | Insert) {
		readOnly = true
	}
	v := &View{store: s, user: u, box: m, readOnly: readOnly, wake: make(chan struct{}, 1)}
	v.arrivals()
	v.synced = m.modseq
	v.known = len(m.keywords)
	v.lastRecent = v.recent()
	m.views[v] = struct{}{}
	return v, nil
}

// Close ends the view.
func (v *View) Close() {
	v.store.mu.Lock()
	defer v.store.mu.Unlock()
	delete(v.box.views, v)
}

// Wake receives a value when the mailbox has changed since the last Sync.
func (v *View) Wake() <-chan struct{} { return v.wake }

// wake tells every session that has the mailbox open.
func (m *mailbox) wake() {
	for v := range m.views {
		select {
		case v.wake <- struct{}{}:
		default:
		}
	}
}

// changed raises the mod-sequence and tells the sessions. It returns the new
// mod-sequence.
func (m *mailbox) changed() uint64 {
	m.modseq++
	m.wake()
	return m.modseq
}

// About describes the open mailbox (RFC 3501 §6.3.1).
type About struct {
	Name        string
	ID          string // MAILBOXID
	Validity    uint32
	Next        uint32 // UIDNEXT
	ModSeq      uint64 // HIGHESTMODSEQ, as far as the session has been told
	Keywords    []string
	Recent      int
	FirstUnseen int // number of the first message without \Seen, 0 for none
	ReadOnly    bool
	Rights      Rights
}

// About describes the mailbox as it is now.
func (v *View) About() About {
	v.store.mu.Lock()
	defer v.store.mu.Unlock()
	m := v.box
	a := About{
		Name:     v.store.display(v.user, place{m.tree, m.path}),
		ID:       m.id,
		Validity: m.validity,
		Next:     m.next,
		ModSeq:   v.synced,
		Keywords: slices.Clip(m.keywords),
		Recent:   v.recent(),
		ReadOnly: v.readOnly,
		Rights:   v.store.rights(v.user, m),
	}
	for i := range v.rows {
		if v.rows[i].msg.flags.System&Seen == 0 {
			a.FirstUnseen = i + 1
			break
		}
	}
	return a
}

// ReadOnly reports whether the view may change nothing.
func (v *View) ReadOnly() bool { return v.readOnly }

// Len returns the number of messages.
func (v *View) Len() int { return len(v.rows) }

// UID returns the UID of message number n, which must be in 1 to Len.
func (v *View) UID(n int) uint32 { return v.rows[n-1].msg.uid }

// Number returns the message number of a UID, or 0.
func (v *View) Number(uid uint32) int {
	if i := v.From(uid); i <= len(v.rows) && v.rows[i-1].msg.uid == uid {
		return i
	}
	return 0
}

// From returns the number of the first message whose UID is not below uid;
// Len+1 when there is none.
func (v *View) From(uid uint32) int {
	return 1 + sort.Search(len(v.rows), func(i int) bool { return v.rows[i].msg.uid >= uid })
}

func (v *View) recent() int {
	n := 0
	for i := range v.rows {
		if v.rows[i].recent {
			n++
		}
	}
	return n
}

// Info is a message as it is at one moment.
type Info struct {
	Number   int
	UID      uint32
	Flags    Flags
	Recent   bool
	ModSeq   uint64
	Body     *Body
	Internal time.Time // INTERNALDATE
	Saved    time.Time // SAVEDATE (RFC 8514)
	MailID   string    // EMAILID (RFC 8474)
	Gone     bool      // expunged by another session, and not told to this one yet
}

// Message returns message number n as it is now; n must be in 1 to Len.
func (v *View) Message(n int) Info {
	v.store.mu.Lock()
	defer v.store.mu.Unlock()
	return v.info(n - 1)
}

func (v *View) info(i int) Info {
	r := v.rows[i]
	return Info{
		Number:   i + 1,
		UID:      r.msg.uid,
		Flags:    r.msg.flags,
		Recent:   r.recent,
		ModSeq:   r.msg.modseq,
		Body:     r.msg.body,
		Internal: r.msg.internal,
		Saved:    r.msg.saved,
		MailID:   r.msg.mailID,
		Gone:     r.msg.expunged,
	}
}

// Told records that the session has just been told the flags of a message, so
// that Sync does not repeat them.
func (v *View) Told(i Info) { v.rows[i.Number-1].modseq = i.ModSeq }

// An Expunged is a message that left the view. Number counts from what is left
// after the Expunged before it, as EXPUNGE responses do.
type Expunged struct {
	Number int
	UID    uint32
}

// Changes is what happened to a mailbox since the session was last told.
type Changes struct {
	Flags         []Info     // messages whose flags others changed
	Expunged      []Expunged // highest number first
	Exists        int        // number of messages
	New           int        // how many of them arrived, at the end
	Recent        int        // number of \Recent messages
	RecentChanged bool
	Deleted       bool // the mailbox itself is gone
}

// Want says which changes a session may be told now. Messages that others
// removed stay in the view while EXPUNGE may not be said, as during a command
// that uses message numbers (RFC 3501 §7.4.1).
type Want struct{ Flags, Expunge, New bool }

// Sync brings the view up to date and returns what the session must be told,
// in the order of the fields.
func (v *View) Sync(want Want) Changes {
	v.store.mu.Lock()
	defer v.store.mu.Unlock()
	m := v.box
	if m.deleted {
		return Changes{Deleted: true}
	}
	var c Changes
	changed := m.modseq != v.synced
	if changed && want.Flags {
		v.flagChanges(&c)
	}
	if want.Expunge && (v.held || changed) {
		v.removals(&c)
	}
	if changed && want.New {
		before := len(v.rows)
		v.arrivals()
		c.New = len(v.rows) - before
	}
	if want.Flags && want.New {
		v.synced = m.modseq
	}
	c.Exists, c.Recent = len(v.rows), v.lastRecent
	if c.New > 0 || len(c.Expunged) > 0 {
		c.Recent = v.recent()
		c.RecentChanged = c.Recent != v.lastRecent
		v.lastRecent = c.Recent
	}
	return c
}

func (v *View) flagChanges(c *Changes) {
	v.held = false
	for i := range v.rows {
		r := &v.rows[i]
		if r.msg.expunged {
			v.held = true
			continue
		}
		if r.modseq != r.msg.modseq {
			r.modseq = r.msg.modseq
			c.Flags = append(c.Flags, v.info(i))
		}
	}
}

func (v *View) removals(c *Changes) {
	for i := len(v.rows) - 1; i >= 0; i-- {
		if v.rows[i].msg.expunged {
			c.Expunged = append(c.Expunged, Expunged{i + 1, v.rows[i].msg.uid})
		}
	}
	if len(c.Expunged) > 0 {
		v.rows = slices.DeleteFunc(v.rows, func(r row) bool { return r.msg.expunged })
	}
	v.held = false
}

// arrivals appends the messages that came since, and claims \Recent for them.
func (v *View) arrivals() {
	m := v.box
	last := uint32(0)
	if n := len(v.rows); n > 0 {
		last = v.rows[n-1].msg.uid
	}
	from := sort.Search(len(m.messages), func(i int) bool { return m.messages[i].uid > last })
	for _, msg := range m.messages[from:] {
		v.rows = append(v.rows, row{msg, msg.modseq, msg.uid >= m.recent})
	}
	if !v.readOnly {
		m.recent = m.next
	}
}

// NewKeywords returns all keywords of the mailbox when there are some that the
// session was not told of, else nil, and takes them as told.
func (v *View) NewKeywords() []string {
	v.store.mu.Lock()
	defer v.store.mu.Unlock()
	if len(v.box.keywords) == v.known {
		return nil
	}
	v.known = len(v.box.keywords)
	return slices.Clip(v.box.keywords)
}
