package store

import (
	"sync"
	"time"
)

// What the store holds at most. Refusals for it have the code LIMIT (RFC 5530).
const (
	maxStored   = 1 << 30   // of all messages together, copies included, bytes
	maxMessages = 1_000_000 // in one mailbox
	maxBoxes    = 10_000    // of one owner, and names that a user subscribes to
	maxEntries  = 1000      // of one access list
)

// Options says how a store is laid out. The zero value is usable.
type Options struct {
	Delimiter byte             // hierarchy delimiter, '/' when 0
	Others    string           // first level of other users' mailboxes, "Other Users" when empty
	Shared    string           // first level of shared mailboxes, "Shared" when empty
	Now       func() time.Time // the clock, time.Now when nil
}

// A Store holds all users and their mail.
type Store struct {
	delim  string
	others string
	shared string
	now    func() time.Time

	mu       sync.Mutex // guards everything below and all that hangs on it
	users    map[string]*User
	public   *tree             // the shared mailboxes
	notes    map[string][]byte // METADATA /shared entries of the server
	validity uint32            // the last UIDVALIDITY given out
	boxID    uint64            // the last MAILBOXID given out
	mailID   uint64            // the last EMAILID given out
	watchers map[*Watcher]struct{}
}

// New makes an empty store.
func New(o Options) *Store {
	s := &Store{
		delim:    "/",
		others:   "Other Users",
		shared:   "Shared",
		now:      time.Now,
		users:    map[string]*User{},
		notes:    map[string][]byte{},
		watchers: map[*Watcher]struct{}{},
	}
	if o.Delimiter != 0 {
		s.delim = string(rune(o.Delimiter))
	}
	if o.Others != "" {
		s.others = o.Others
	}
	if o.Shared != "" {
		s.shared = o.Shared
	}
	if o.Now != nil {
		s.now = o.Now
	}
	s.public = newTree("")
	// UIDVALIDITY must be larger in the next run, where UIDs begin at 1 again
	// (RFC 3501 §2.3.1.1).
	s.validity = uint32(s.now().Unix()) - 1
	return s
}

// Delimiter returns the hierarchy delimiter.
func (s *Store) Delimiter() string { return s.delim }

// Prefixes returns the prefixes of other users' and of shared mailboxes, with
// the delimiter at the end (RFC 2342).
func (s *Store) Prefixes() (others, shared string) {
	return s.others + s.delim, s.shared + s.delim
}

// A User is an account: who may log in, and the root of a tree of mailboxes.
// Each session has a User of its own from [Store.Login], so that it is not told
// of what it did itself.
type User struct {
	name     string
	password string
	admin    bool
	groups   []string
	tree     *tree
	subs     map[string]bool   // subscribed names, as the user writes them
	notes    map[string][]byte // METADATA /private entries of the server
}

// Name returns the user's name.
func (u *User) Name() string { return u.name }

// Admin reports whether the user may act for others and set quotas.
func (u *User) Admin() bool { return u.admin }

// UserOptions describes a user to [Store.AddUser].
type UserOptions struct {
	Password string
	Admin    bool
	Groups   []string // members of "group:NAME" in access lists
	// ReadOnly keeps everybody, the user too, from changing the user's mail:
	// nobody has more than the rights l and r.
	ReadOnly bool
}

// AddUser makes a user with an empty INBOX, or returns the one of that name.
func (s *Store) AddUser(name string, o UserOptions) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.users[name]; u != nil {
		return u
	}
	u := &User{
		name:     name,
		password: o.Password,
		admin:    o.Admin,
		groups:   o.Groups,
		tree:     newTree(name),
		subs:     map[string]bool{},
		notes:    map[string][]byte{},
	}
	u.tree.readOnly = o.ReadOnly
	s.users[name] = u
	s.make(u.tree, inbox)
	return u
}

// User returns the user of that name, or nil.
func (s *Store) User(name string) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[name]
}

// Login returns the user of that name for one session, or nil.
func (s *Store) Login(name string) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[name]
	if u == nil {
		return nil
	}
	session := *u
	return &session
}

// Password returns a user's password, and whether there is such a user with
// one. The practice server keeps passwords in clear, because CRAM-MD5 and a
// learner need them so.
func (s *Store) Password(name string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[name]
	if u == nil || u.password == "" {
		return "", false
	}
	return u.password, true
}

// An Error is a refusal that a server answers with NO. Code is the response
// code that fits, such as "NONEXISTENT" (RFC 5530), or empty.
type Error struct {
	Code string
	Text string
}

func (e *Error) Error() string {
	if e.Code == "" {
		return e.Text
	}
	return "[" + e.Code + "] " + e.Text
}

func refuse(code, text string) error { return &Error{code, text} }
