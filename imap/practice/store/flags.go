package store

import (
	"slices"
	"strings"
)

// System is a set of system flags (RFC 3501 §2.3.2). \Recent is no property of
// a message but of a session, and so is not among them.
type System uint8

// The system flags, in the order in which they are listed.
const (
	Answered System = 1 << iota
	Flagged
	Deleted
	Seen
	Draft
)

// AllSystem holds every system flag.
const AllSystem = Answered | Flagged | Deleted | Seen | Draft

var systemNames = [...]string{`\Answered`, `\Flagged`, `\Deleted`, `\Seen`, `\Draft`}

// maxKeywords is how many keywords a mailbox may know.
const maxKeywords = 256

// Flags are the flags of a message: system flags and keywords. A Flags value
// is never changed in place, so that copies of it may be kept and read freely.
type Flags struct {
	System   System
	Keywords []string
}

// ParseFlag adds the flag of that name to f. It reports false for a name that
// begins with a backslash and is no system flag that a client may set.
func (f *Flags) ParseFlag(name string) bool {
	if !strings.HasPrefix(name, `\`) {
		if !f.HasKeyword(name) {
			f.Keywords = append(f.Keywords, name)
		}
		return true
	}
	for i, n := range systemNames {
		if strings.EqualFold(n, name) {
			f.System |= 1 << i
			return true
		}
	}
	return false
}

// HasKeyword reports whether a keyword is set, whatever its case.
func (f Flags) HasKeyword(name string) bool { return indexFold(f.Keywords, name) >= 0 }

// Names lists the flags as they appear in a FLAGS list, without \Recent.
func (f Flags) Names() []string {
	var names []string
	for i, n := range systemNames {
		if f.System&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return append(names, f.Keywords...)
}

func (f Flags) equal(g Flags) bool {
	return f.System == g.System && slices.Equal(f.Keywords, g.Keywords)
}

// A FlagOp says how STORE combines flags (RFC 3501 §6.4.6).
type FlagOp uint8

// The three forms of STORE.
const (
	ReplaceFlags FlagOp = iota // FLAGS
	AddFlags                   // +FLAGS
	RemoveFlags                // -FLAGS
)

// apply combines f with the flags of a STORE, touching only what mask allows:
// system flags of mask, and keywords where keywords is true.
func (f Flags) apply(op FlagOp, g Flags, mask System, keywords bool) Flags {
	out := f
	switch op {
	case ReplaceFlags:
		out.System = f.System&^mask | g.System&mask
	case AddFlags:
		out.System |= g.System & mask
	case RemoveFlags:
		out.System &^= g.System & mask
	}
	if !keywords {
		return out
	}
	switch op {
	case ReplaceFlags:
		out.Keywords = g.Keywords
	case AddFlags:
		out.Keywords = union(f.Keywords, g.Keywords)
	case RemoveFlags:
		out.Keywords = without(f.Keywords, g.Keywords)
	}
	return out
}

func union(a, b []string) []string {
	out := slices.Clip(a)
	for _, k := range b {
		if indexFold(out, k) < 0 {
			out = append(out, k)
		}
	}
	return out
}

func without(a, b []string) []string {
	var out []string
	for _, k := range a {
		if indexFold(b, k) < 0 {
			out = append(out, k)
		}
	}
	return out
}

func indexFold(list []string, name string) int {
	return slices.IndexFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}

// spell gives the keywords of f the spelling and the order that the mailbox
// knows them by, and adds new ones to the mailbox.
func (m *mailbox) spell(f Flags) (Flags, error) {
	if len(f.Keywords) == 0 {
		f.Keywords = nil
		return f, nil
	}
	var at []int
	for _, k := range f.Keywords {
		i := indexFold(m.keywords, k)
		if i < 0 {
			if len(m.keywords) >= maxKeywords {
				return f, refuse("LIMIT", "Too many keywords in this mailbox")
			}
			i = len(m.keywords)
			m.keywords = append(m.keywords, k)
		}
		at = append(at, i)
	}
	slices.Sort(at)
	out := make([]string, 0, len(at))
	for _, i := range slices.Compact(at) {
		out = append(out, m.keywords[i])
	}
	f.Keywords = out
	return f, nil
}
