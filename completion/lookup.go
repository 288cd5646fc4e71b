package completion

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"imapsh/imap/utf7"
)

// found is what an index has for a text that was typed.
type found struct {
	entries []entry
	total   int    // all there are; entries may be fewer
	common  string // what all of them begin with, in the case of the first
	wanted  []string
	full    bool
}

// entry is a mailbox or a level.
type entry struct {
	name   string // decoded
	delim  byte
	attr   Attr
	listed bool // a mailbox, not only a level
	below  bool // there are mailboxes below it
	raw    bool // the name could not be decoded and is as it came
}

// maxLevels bounds how many levels that differ only in case are looked at.
const maxLevels = 16

// lookup finds the mailboxes, one level deep, that begin with what was typed, in
// any case; and the levels that should be asked for to know all of them.
func (ix *Index) lookup(typed string, limit int) found {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	levels, rest := ix.descend(typed)
	f := found{full: ix.full}
	if len(levels) == 0 {
		f.wanted = ix.unknownLevel(typed)
		return f
	}
	for _, level := range levels {
		if ix.wants(level) {
			f.wanted = append(f.wanted, ix.levelName(level))
		}
		top := ix.at(level).child
		before, n := ix.within(top, rest)
		if n == 0 {
			continue
		}
		f.join(ix, top, before, n)
		f.total += n
		ix.some(top, before, min(n, limit-len(f.entries)), func(c uint32) {
			f.entries = append(f.entries, ix.entry(c))
		})
		if level == 0 {
			f.inboxFirst(ix.entryOf(ix.child(0, component{text: "INBOX"})), rest, limit)
		}
	}
	return f
}

// join narrows what all entries begin with by n nodes of a level.
func (f *found) join(ix *Index, top uint32, before, n int) {
	var first, last uint32
	ix.some(top, before, 1, func(c uint32) { first = c })
	ix.some(top, before+n-1, 1, func(c uint32) { last = c })
	if f.total == 0 {
		f.common = ix.path(first)
	}
	f.common = commonFold(commonFold(f.common, ix.path(first)), ix.path(last))
}

// inboxFirst moves INBOX, if what was typed can become it, to the front.
func (f *found) inboxFirst(inbox *entry, typed string, limit int) {
	if inbox == nil || !hasPrefixFold(inbox.name, typed) {
		return
	}
	f.entries = slices.DeleteFunc(f.entries, func(e entry) bool { return e.name == inbox.name })
	f.entries = slices.Insert(f.entries, 0, *inbox)
	f.entries = f.entries[:min(len(f.entries), max(limit, 1))]
}

// containing finds mailboxes below the level typed, at any depth, whose own name
// contains the rest in any case.
func (ix *Index) containing(typed string, limit int) found {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	levels, rest := ix.descend(typed)
	f := found{full: ix.full}
	if len(levels) == 0 || rest == "" {
		return f
	}
	needle := strings.Map(foldRune, rest)
	for i := uint32(1); i < ix.used; i++ {
		n := ix.at(i)
		if n.flags&isListed == 0 || !containsFold(ix.names.at(n), needle) || !ix.isBelow(i, levels) {
			continue
		}
		f.total++
		if len(f.entries) < limit {
			f.entries = append(f.entries, ix.entry(i))
		}
	}
	slices.SortFunc(f.entries, func(a, b entry) int { return compareNames(a.name, b.name) })
	return f
}

func (ix *Index) isBelow(n uint32, levels []uint32) bool {
	for {
		n = ix.at(n).parent
		if slices.Contains(levels, n) {
			return true
		}
		if n == 0 {
			return false
		}
	}
}

// descend finds the levels that the typed text is on, more than one if their names
// differ only in case, and what was typed of a name there. None: no such level is
// known.
func (ix *Index) descend(typed string) (levels []uint32, rest string) {
	levels = []uint32{0}
	for {
		end := strings.IndexFunc(typed, func(r rune) bool { return r < utf8.RuneSelf && bytes.IndexByte(ix.delims, byte(r)) >= 0 })
		if end < 0 {
			return levels, typed
		}
		next, size := ix.below(levels, typed, end)
		if len(next) == 0 {
			return ix.flat(levels, typed)
		}
		levels, typed = next, typed[size:]
	}
}

// below finds the levels one down, whose name and delimiter the typed text begins
// with, and their length. end is the first delimiter in the text.
func (ix *Index) below(levels []uint32, typed string, end int) (next []uint32, size int) {
	for ; end < len(typed); end++ {
		if bytes.IndexByte(ix.delims, typed[end]) < 0 {
			continue
		}
		for _, level := range levels {
			top := ix.at(level).child
			before, n := ix.within(top, typed[:end])
			// Those with exactly this name come before those that only begin with it.
			ix.some(top, before, min(n, maxLevels), func(c uint32) {
				if node := ix.at(c); node.delim == typed[end] && len(next) < maxLevels && comparePrefix([]byte(typed[:end]), string(ix.names.at(node))) == 0 {
					next = append(next, c)
				}
			})
		}
		if len(next) > 0 {
			return next, end + 1
		}
	}
	return nil, 0
}

// flat is for names that hold a delimiter of others, and do not mean it.
func (ix *Index) flat(levels []uint32, typed string) ([]uint32, string) {
	for _, level := range levels {
		if _, n := ix.within(ix.at(level).child, typed); n > 0 {
			return levels, typed
		}
	}
	return nil, typed
}

// unknownLevel is what to ask for when a level was typed that is not known: the
// level itself, and when that has been tried, those above it.
func (ix *Index) unknownLevel(typed string) []string {
	end := bytes.LastIndexAny([]byte(typed), string(ix.delims))
	level := typed[:end+1]
	if !ix.isUTF8 && !utf7.Valid(level) {
		level = utf7.Encode(level)
	}
	if _, tried := ix.gone[level]; !tried && len(ix.gone) < maxGone {
		return []string{level}
	}
	if ix.wants(0) {
		return []string{""}
	}
	return nil
}

// levelName is the wire name of a level.
func (ix *Index) levelName(n uint32) string {
	if n == 0 {
		return ""
	}
	return ix.wirePath(n) + string(rune(ix.at(n).delim))
}

func (ix *Index) entry(i uint32) entry {
	n := ix.at(i)
	e := entry{
		name: ix.path(i), delim: n.delim, attr: n.attr, listed: n.flags&isListed != 0,
		below: n.child != 0 || n.flags&isFetched == 0 && n.attr.Has(HasChildren),
	}
	for ; i != 0 && !e.raw; i = n.parent {
		n = ix.at(i)
		e.raw = n.flags&isRaw != 0
	}
	return e
}

func (ix *Index) entryOf(i uint32) *entry {
	if i == 0 {
		return nil
	}
	e := ix.entry(i)
	return &e
}

// containsFold says whether name contains needle, which is in lower case.
func containsFold(name []byte, needle string) bool {
	first := needle[0]
	for i := range name {
		b := lower(name[i])
		if b != first && (first < utf8.RuneSelf || b < utf8.RuneSelf) {
			continue
		}
		if utf8.RuneStart(b) && comparePrefix(name[i:], needle) == 0 {
			return true
		}
	}
	return false
}

// commonFold is what a and b begin with in any case, as a has it.
func commonFold(a, b string) string {
	at := 0
	for at < len(a) && b != "" {
		x, n := utf8.DecodeRuneInString(a[at:])
		y, m := utf8.DecodeRuneInString(b)
		if foldRune(x) != foldRune(y) || x == utf8.RuneError {
			break
		}
		at, b = at+n, b[m:]
	}
	return a[:at]
}
