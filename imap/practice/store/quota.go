package store

import (
	"slices"
	"strings"
)

// usage is an amount of mail.
type usage struct {
	bytes int64
	count int64
}

// A quotaRoot limits the mail of a tree, or of the mailboxes at and below a
// path in it (RFC 9208 §3.1).
type quotaRoot struct {
	path   string // "" for the whole tree
	limits []Limit
}

// A Limit is the limit of one resource: STORAGE in units of 1024 bytes, MESSAGE
// in messages (RFC 9208 §5).
type Limit struct {
	Resource string
	Limit    int64
}

// Quota is a quota root as GETQUOTA shows it.
type Quota struct {
	Root      string
	Resources []Resource
}

// Resource is the usage and limit of one resource, in its unit.
type Resource struct {
	Name         string
	Usage, Limit int64
}

// resolve counts the messages whose size was not asked for before.
func (m *mailbox) resolve() {
	for _, msg := range m.unsized {
		if msg.counted < 0 {
			msg.counted = msg.body.Size()
			m.size.bytes += msg.counted
		}
	}
	m.unsized = nil
}

func (s *Store) usage(t *tree, root *quotaRoot) usage {
	var sum usage
	for path, m := range t.boxes {
		if _, in := s.under(path, root.path); root.path != "" && !in {
			continue
		}
		m.resolve()
		sum.bytes += m.size.bytes
		sum.count += m.size.count
	}
	return sum
}

// rootsOf lists the quota roots that govern a path.
func (s *Store) rootsOf(t *tree, path string) []*quotaRoot {
	var list []*quotaRoot
	for _, r := range t.roots {
		if _, in := s.under(path, r.path); r.path == "" || in {
			list = append(list, r)
		}
	}
	return list
}

// stored is how many bytes all messages have together, without those that
// nobody has asked for yet.
func (s *Store) stored() int64 {
	sum := int64(0)
	add := func(t *tree) {
		for _, m := range t.boxes {
			sum += m.size.bytes
		}
	}
	for _, u := range s.users {
		add(u.tree)
	}
	add(s.public)
	return sum
}

// room says why this much more mail does not fit into a mailbox
// (RFC 9208 §4.3.1).
func (s *Store) room(m *mailbox, more usage) error {
	if int64(len(m.messages))+more.count > maxMessages || s.stored()+more.bytes > maxStored {
		return refuse("LIMIT", "The server holds as much as it can")
	}
	for _, r := range s.rootsOf(m.tree, m.path) {
		if len(r.limits) == 0 {
			continue
		}
		now := s.usage(m.tree, r)
		for _, l := range r.limits {
			over := now.count+more.count > l.Limit
			if l.Resource == "STORAGE" {
				over = now.bytes+more.bytes > l.Limit*1024
			}
			if over {
				return refuse("OVERQUOTA", "Quota exceeded (mailbox for user is full)")
			}
		}
	}
	return nil
}

// rootName is the name of a quota root as u sees it: the prefix of the
// mailboxes it governs, empty for the user's own tree.
func (s *Store) rootName(u *User, t *tree, r *quotaRoot) string {
	if t == u.tree {
		return r.path
	}
	return strings.TrimSuffix(s.display(u, place{t, r.path}), s.delim)
}

func (s *Store) quota(u *User, t *tree, r *quotaRoot) Quota {
	q := Quota{Root: s.rootName(u, t, r)}
	now := s.usage(t, r)
	for _, l := range r.limits {
		used := now.count
		if l.Resource == "STORAGE" {
			used = (now.bytes + 1023) / 1024
		}
		q.Resources = append(q.Resources, Resource{l.Resource, used, l.Limit})
	}
	return q
}

// findRoot finds a quota root by the name u knows it by.
func (s *Store) findRoot(u *User, name string) (*tree, *quotaRoot, error) {
	for _, t := range s.trees(u) {
		for _, r := range t.roots {
			if s.rootName(u, t, r) == name {
				return t, r, nil
			}
		}
	}
	return nil, nil, refuse("NONEXISTENT", "Quota root doesn't exist: "+name)
}

// trees are those whose quota roots u may look at: the own, the shared one, and
// for an administrator everybody's.
func (s *Store) trees(u *User) []*tree {
	list := []*tree{u.tree, s.public}
	if u.admin {
		for _, other := range s.users {
			if other.name != u.name {
				list = append(list, other.tree)
			}
		}
	}
	return list
}

// Quota returns a quota root by name (RFC 9208 §4.1.1).
func (s *Store) Quota(u *User, root string) (Quota, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, r, err := s.findRoot(u, root)
	if err != nil {
		return Quota{}, err
	}
	return s.quota(u, t, r), nil
}

// QuotaRoots returns the quota roots that govern a mailbox. One of the user's own
// need not exist yet (RFC 9208 §4.1.2).
func (s *Store) QuotaRoots(u *User, name string) ([]Quota, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.locate(u, name)
	if _, err := s.need(u, name, Read); err != nil && (p.tree != u.tree || p.tree.boxes[p.path] != nil) {
		return nil, err
	}
	var list []Quota
	for _, r := range s.rootsOf(p.tree, p.path) {
		list = append(list, s.quota(u, p.tree, r))
	}
	return list, nil
}

// SetQuota gives a quota root new limits; a resource that is not named has no
// limit any more (RFC 9208 §4.1.3). Only administrators may. A root that does
// not exist is made if it names a mailbox.
func (s *Store) SetQuota(u *User, root string, limits []Limit) (Quota, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !u.admin {
		return Quota{}, denied
	}
	for _, l := range limits {
		if l.Resource != "STORAGE" && l.Resource != "MESSAGE" {
			return Quota{}, refuse("CANNOT", "Unsupported quota resource: "+l.Resource)
		}
	}
	t, r, err := s.findRoot(u, root)
	if err != nil {
		m, no := s.find(u, root)
		if no != nil {
			return Quota{}, err
		}
		t, r = m.tree, &quotaRoot{path: m.path}
		t.roots = append(t.roots, r)
	}
	r.limits = slices.Clone(limits)
	return s.quota(u, t, r), nil
}

// LimitQuota sets up a quota root of a user's tree without asking for rights.
// An empty path governs the whole tree; a nil user means the shared mailboxes.
func (s *Store) LimitQuota(u *User, path string, limits ...Limit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.public
	if u != nil {
		t = u.tree
	}
	t.roots = append(t.roots, &quotaRoot{path, limits})
}
