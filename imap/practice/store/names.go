package store

import (
	"strings"
	"unicode/utf8"
)

const (
	inbox = "INBOX"
	// maxName is the longest mailbox name, in bytes of UTF-8.
	maxName = 1000
	// maxDepth is the deepest hierarchy of names.
	maxDepth = 50
)

// A place is where a mailbox name leads: a tree and a path in it. A nil tree
// means that the name leads nowhere, and stays so: a namespace's own prefix, or
// a user who does not exist.
type place struct {
	tree *tree
	path string
}

// locate finds the place of a name as u writes it.
func (s *Store) locate(u *User, name string) place {
	if rest, ok := s.under(name, s.shared); ok {
		if rest == "" {
			return place{}
		}
		return place{s.public, rest}
	}
	if rest, ok := s.under(name, s.others); ok {
		owner, path, _ := strings.Cut(rest, s.delim)
		other := s.users[owner]
		if other == nil || path == "" {
			return place{}
		}
		return place{other.tree, s.foldInbox(path)}
	}
	return place{u.tree, s.foldInbox(name)}
}

// under reports whether name is prefix or lies below it, and what follows.
func (s *Store) under(name, prefix string) (rest string, ok bool) {
	if name == prefix {
		return "", true
	}
	return strings.CutPrefix(name, prefix+s.delim)
}

// foldInbox writes INBOX, alone or as the first level, in upper case
// (RFC 3501 §5.1: INBOX is case-insensitive).
func (s *Store) foldInbox(path string) string {
	first, rest, more := strings.Cut(path, s.delim)
	if !strings.EqualFold(first, inbox) {
		return path
	}
	if more {
		return inbox + s.delim + rest
	}
	return inbox
}

// display is the name under which u sees a place.
func (s *Store) display(u *User, p place) string {
	switch {
	case p.tree == u.tree:
		return p.path
	case p.tree == s.public:
		return s.shared + s.delim + p.path
	}
	return s.others + s.delim + p.tree.owner + s.delim + p.path
}

// checkName says why a new mailbox may not have this path, or nil.
func (s *Store) checkName(path string) error {
	switch {
	case path == "":
		return refuse("CANNOT", "Mailbox name is empty")
	case len(path) > maxName:
		return refuse("CANNOT", "Mailbox name is too long")
	case !utf8.ValidString(path):
		return refuse("CANNOT", "Mailbox name is not valid UTF-8")
	case strings.ContainsFunc(path, isControl):
		return refuse("CANNOT", "Mailbox name contains control characters")
	case strings.HasPrefix(path, s.delim), strings.HasSuffix(path, s.delim),
		strings.Contains(path, s.delim+s.delim):
		return refuse("CANNOT", "Mailbox name has an empty level")
	case strings.Count(path, s.delim) >= maxDepth:
		return refuse("CANNOT", "Mailbox name has too many levels")
	}
	return nil
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 }

// parent returns the path one level up, "" for a first level.
func (s *Store) parent(path string) string {
	i := strings.LastIndex(path, s.delim)
	if i < 0 {
		return ""
	}
	return path[:i]
}
