package store

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A tree is the mailboxes of one owner; the shared ones have the owner "".
type tree struct {
	owner    string
	readOnly bool                // nobody may change anything in it
	boxes    map[string]*mailbox // by path
	roots    []*quotaRoot
	sorted   []string // the paths, parents before their children; nil when stale
}

func newTree(owner string) *tree {
	return &tree{owner: owner, boxes: map[string]*mailbox{}}
}

// A mailbox holds messages in the order of their UIDs.
type mailbox struct {
	tree *tree
	path string

	id       string // MAILBOXID (RFC 8474)
	validity uint32
	next     uint32 // UIDNEXT
	modseq   uint64 // HIGHESTMODSEQ; raised by every change
	recent   uint32 // messages from this UID on are \Recent for the next session
	messages []*message
	keywords []string
	use      []string // special-use attributes
	acl      map[string]Rights
	shared   map[string][]byte            // METADATA /shared
	private  map[string]map[string][]byte // METADATA /private, by user
	gone     expungeLog
	size     usage      // bytes without those of unsized
	unsized  []*message // not counted yet, because counting may mean loading
	views    map[*View]struct{}
	deleted  bool
}

// A message in a mailbox. Its number is the business of each View.
type message struct {
	uid      uint32
	modseq   uint64
	flags    Flags
	expunged bool
	body     *Body
	internal time.Time
	saved    time.Time
	mailID   string // EMAILID, kept by copies
	counted  int64  // the size that the mailbox's usage counts, -1 for not yet
}

// make adds a mailbox to a tree, without asking whether that is allowed.
func (s *Store) make(t *tree, path string) *mailbox {
	s.validity++
	s.boxID++
	m := &mailbox{
		tree:     t,
		path:     path,
		id:       fmt.Sprintf("F%08x", s.boxID),
		validity: s.validity,
		next:     1,
		modseq:   1,
		recent:   1,
		acl:      map[string]Rights{},
		views:    map[*View]struct{}{},
	}
	if p := t.boxes[s.parent(path)]; p != nil {
		for who, rights := range p.acl { // RFC 4314 leaves it to us; Dovecot and Cyrus inherit too
			m.acl[who] = rights
		}
	} else if t.owner != "" {
		m.acl[t.owner] = AllRights
	}
	t.boxes[path] = m
	t.sorted = nil
	return m
}

// find looks a mailbox up for u, who must be able to see it; to anyone else it
// does not exist (RFC 4314 §6).
func (s *Store) find(u *User, name string) (*mailbox, error) {
	p := s.locate(u, name)
	if p.tree != nil {
		if m := p.tree.boxes[p.path]; m != nil && s.rights(u, m).Any(Lookup|visible) {
			return m, nil
		}
	}
	return nil, refuse("NONEXISTENT", "Mailbox doesn't exist: "+name)
}

// need is find, with rights that u must hold all of.
func (s *Store) need(u *User, name string, r Rights) (*mailbox, error) {
	m, err := s.find(u, name)
	if err != nil {
		return nil, err
	}
	if !s.rights(u, m).Has(r) {
		return nil, m.tree.denied()
	}
	return m, nil
}

var (
	denied = &Error{"NOPERM", "Permission denied"}
	sealed = &Error{"NOPERM", "This mail is shown read-only; its files are never written"}
)

// denied is the refusal to those who lack a right in the tree.
func (t *tree) denied() error {
	if t.readOnly {
		return sealed
	}
	return denied
}

// Create makes a mailbox with the given special uses (RFC 6154 §3) and returns
// its MAILBOXID (RFC 8474 §4.1). Superior names need not exist
// (RFC 3501 §6.3.3); a trailing delimiter is dropped.
func (s *Store) Create(u *User, name string, use []string) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name = strings.TrimSuffix(name, s.delim)
	m, err := s.create(u, name)
	if err != nil {
		return "", err
	}
	if err := s.setUse(m, use); err != nil {
		s.drop(m)
		return "", err
	}
	s.emit(Event{Kind: MailboxCreated, at: place{m.tree, m.path}, box: m, by: u})
	return m.id, nil
}

func (s *Store) create(u *User, name string) (*mailbox, error) {
	p, err := s.vacant(u, name)
	if err != nil {
		return nil, err
	}
	return s.make(p.tree, p.path), nil
}

// vacant finds the place for a new mailbox and says why there can be none.
func (s *Store) vacant(u *User, name string) (place, error) {
	p := s.locate(u, name)
	if p.tree == nil {
		return p, refuse("CANNOT", "Mailbox name is reserved: "+name)
	}
	if err := s.checkName(p.path); err != nil {
		return p, err
	}
	if p.tree.boxes[p.path] != nil {
		return p, refuse("ALREADYEXISTS", "Mailbox already exists")
	}
	if len(p.tree.boxes) >= maxBoxes {
		return p, refuse("LIMIT", "Too many mailboxes")
	}
	if !s.mayCreateIn(u, p) {
		return p, p.tree.denied()
	}
	return p, nil
}

// mayCreateIn reports whether u has the right k on the nearest superior
// mailbox (RFC 4314 §4, CREATE).
func (s *Store) mayCreateIn(u *User, p place) bool {
	if p.tree.readOnly {
		return false
	}
	for up := s.parent(p.path); up != ""; up = s.parent(up) {
		if m := p.tree.boxes[up]; m != nil {
			return s.rights(u, m).Has(CreateBox)
		}
	}
	return p.tree == u.tree || u.admin
}

// Delete removes a mailbox and its messages, but no inferior ones
// (RFC 3501 §6.3.4).
func (s *Store) Delete(u *User, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.find(u, name)
	if err != nil {
		return err
	}
	if m.path == inbox && m.tree.owner != "" {
		return refuse("CANNOT", "INBOX can't be deleted.")
	}
	if !s.rights(u, m).Has(DeleteBox) {
		return m.tree.denied()
	}
	s.drop(m)
	s.emit(Event{Kind: MailboxDeleted, at: place{m.tree, m.path}, box: m, by: u})
	return nil
}

// drop takes a mailbox out of its tree. Sessions that have it open find out
// through their views.
func (s *Store) drop(m *mailbox) {
	delete(m.tree.boxes, m.path)
	m.tree.sorted = nil
	m.deleted = true
	m.wake()
}

// Rename moves a mailbox and all its inferiors to a new name. Renaming INBOX
// moves its messages and leaves it empty (RFC 3501 §6.3.5). A level that is no
// mailbox itself can be renamed too, for the sake of what is below it.
func (s *Store) Rename(u *User, from, to string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.locate(u, from)
	moved := s.visibleAt(u, old)
	if len(moved) == 0 {
		return refuse("NONEXISTENT", "Mailbox doesn't exist: "+from)
	}
	p, err := s.vacant(u, strings.TrimSuffix(to, s.delim))
	switch {
	case err != nil:
		return err
	case old.path == inbox && old.tree.owner != "":
		return s.emptyInbox(u, moved[0], p)
	case p.tree != old.tree:
		return refuse("CANNOT", "Can't rename mailboxes across namespaces")
	case strings.HasPrefix(p.path, old.path+s.delim):
		return refuse("CANNOT", "Can't rename a mailbox to its own child")
	}
	for _, m := range moved {
		if !s.rights(u, m).Has(DeleteBox) {
			return m.tree.denied()
		}
	}
	s.renameTree(old, p.path)
	s.emit(Event{Kind: MailboxRenamed, at: p, old: old, box: moved[0], by: u})
	return nil
}

// visibleAt lists the mailbox at a place, or else those below it, as far as u
// may see them.
func (s *Store) visibleAt(u *User, p place) []*mailbox {
	if p.tree == nil {
		return nil
	}
	see := func(m *mailbox) bool { return m != nil && s.rights(u, m).Any(Lookup|visible) }
	if m := p.tree.boxes[p.path]; m != nil {
		if see(m) {
			return []*mailbox{m}
		}
		return nil
	}
	var list []*mailbox
	for _, path := range s.paths(p.tree) {
		if m := p.tree.boxes[path]; strings.HasPrefix(path, p.path+s.delim) && see(m) {
			list = append(list, m)
		}
	}
	return list
}

// renameTree renames what is at and below a place.
func (s *Store) renameTree(from place, path string) {
	t := from.tree
	for _, name := range slices.Clone(s.paths(t)) {
		rest, below := strings.CutPrefix(name, from.path+s.delim)
		if name != from.path && !below {
			continue
		}
		box, now := t.boxes[name], path
		if below {
			now += s.delim + rest
		}
		delete(t.boxes, name)
		box.path = now
		t.boxes[now] = box
	}
	t.sorted = nil
}

// emptyInbox is RENAME of INBOX: its messages go to a new mailbox, its
// inferiors stay.
func (s *Store) emptyInbox(u *User, m *mailbox, p place) error {
	if !s.rights(u, m).Has(Expunge | DeleteMsg) {
		return m.tree.denied()
	}
	dst := s.make(p.tree, p.path)
	dst.keywords = slices.Clone(m.keywords)
	for _, msg := range m.messages {
		s.add(dst, msg.copy(s.now()))
	}
	s.expunge(u, m, slices.Clone(m.messages))
	s.emit(Event{Kind: MailboxCreated, at: p, box: dst, by: u})
	return nil
}

// paths lists the paths of a tree, INBOX first, every parent right before its
// children.
func (s *Store) paths(t *tree) []string {
	if t.sorted == nil {
		t.sorted = make([]string, 0, len(t.boxes))
		for path := range t.boxes {
			t.sorted = append(t.sorted, path)
		}
		slices.SortFunc(t.sorted, s.comparePaths)
	}
	return t.sorted
}

func (s *Store) comparePaths(a, b string) int {
	first := func(p string) bool { _, ok := s.under(p, inbox); return ok }
	if first(a) != first(b) {
		if first(a) {
			return -1
		}
		return 1
	}
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			continue
		}
		switch s.delim[0] { // lowest of all, so that children follow at once
		case a[i]:
			return -1
		case b[i]:
			return 1
		}
		return int(a[i]) - int(b[i])
	}
	return len(a) - len(b)
}

// specialUses are the attributes a mailbox may be given (RFC 6154 §2,
// RFC 8457 §3). \All and \Flagged would be views of other mailboxes, which
// this store does not have.
var specialUses = [...]string{`\Archive`, `\Drafts`, `\Important`, `\Junk`, `\Sent`, `\Trash`}

func (s *Store) setUse(m *mailbox, use []string) error {
	var clean []string
	for _, want := range use {
		i := indexFold(specialUses[:], want)
		if i < 0 {
			return refuse("USEATTR", want+" cannot be given to a mailbox")
		}
		for _, other := range m.tree.boxes {
			if other != m && slices.Contains(other.use, specialUses[i]) {
				return refuse("USEATTR", specialUses[i]+" is the use of "+other.path+" already")
			}
		}
		clean = append(clean, specialUses[i])
	}
	m.use = clean
	return nil
}
