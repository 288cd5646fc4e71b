package completion

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"sync"
	"unicode/utf8"

	"imapsh/imap/utf7"
)

// The bounds of an Index: with both reached it takes about 30 MB, twice that while it grows. No server with
// more is known; of one that has more, or pretends to, the rest is not offered.
const (
	MaxMailboxes = 1 << 18  // names and levels of the hierarchy
	MaxNames     = 14 << 20 // bytes of all their names, each level's counted once
	MaxName      = 4096     // bytes of one name on the wire
)

// maxGone bounds how many levels without a mailbox are remembered.
const maxGone = 1000

// Mailbox is a name as a LIST response has it (RFC 9051 §7.3.1).
type Mailbox struct {
	Name  string // as it came: modified UTF-7, or UTF-8 after SetUTF8
	Delim byte   // between the levels of the name, ASCII; 0 for NIL
	Attr  Attr
}

// Index holds the mailboxes that are known, level by level, and which levels are
// known completely. It costs 32 bytes a name, and finds what begins with a text in
// microseconds however many there are. It may be used by several goroutines. The
// zero Index is not ready; see [NewIndex].
//
// A level is named by what its mailboxes begin with, as on the wire: "" is the
// top, "Archive/" what is below Archive.
type Index struct {
	mu     sync.RWMutex
	seed   uint64 // makes the shape of the trees unknown to whoever names mailboxes
	isUTF8 bool   // names are UTF-8 on the wire
	pages  []*nodePage
	used   uint32 // nodes taken from pages; node 0 is the top, and means none
	free   uint32 // nodes given back, linked through left
	live   uint32
	listed int
	names  arena
	delims []byte              // every delimiter seen
	gone   map[string]struct{} // levels that were asked for and hold nothing
	full   bool
}

// NewIndex makes an index that knows nothing.
func NewIndex() *Index {
	ix := &Index{seed: rand.Uint64()}
	ix.reset()
	return ix
}

func (ix *Index) reset() {
	ix.pages, ix.used, ix.free, ix.live, ix.listed = []*nodePage{new(nodePage)}, 1, 0, 0, 0
	ix.names, ix.delims, ix.gone, ix.full = arena{}, nil, make(map[string]struct{}), false
}

// Reset forgets everything, for another server or user.
func (ix *Index) Reset() {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.reset()
}

// SetUTF8 says whether names are UTF-8 on the wire from now on (RFC 9755 §3) or
// modified UTF-7.
func (ix *Index) SetUTF8(on bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.isUTF8 = on
}

// Len is how many mailboxes are known.
func (ix *Index) Len() int {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.listed
}

// Full says that names had to be left out because of the bounds.
func (ix *Index) Full() bool {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.full
}

// Size is the memory that the index takes, in bytes.
func (ix *Index) Size() int {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return len(ix.pages)*nodePageSize*nodeSize + len(ix.names.pages)*namePageSize
}

// Add puts a mailbox in, or changes what is known of it. It returns false if the
// bounds do not allow it.
func (ix *Index) Add(m Mailbox) bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if m.Delim >= utf8.RuneSelf {
		m.Delim = 0
	}
	n, ok := ix.make(m.Name, m.Delim)
	if !ok {
		ix.full = true
		return false
	}
	if n == 0 {
		return true // no name at all
	}
	node := ix.at(n)
	if node.flags&isListed == 0 {
		ix.listed++
	}
	node.flags |= isListed
	node.attr = m.Attr
	return true
}

// Remove takes a mailbox out, after DELETE. If there are mailboxes below it, it
// stays as their level (RFC 9051 §6.3.5).
func (ix *Index) Remove(name string) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if n := ix.find(name); n != 0 {
		ix.unlist(n)
		ix.prune(n)
	}
}

// Rename moves a mailbox and what is below it, after RENAME. Of INBOX only the
// mail moves (RFC 9051 §6.3.6).
func (ix *Index) Rename(from, to string) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	n := ix.find(from)
	if n == 0 {
		return
	}
	old := *ix.at(n)
	if strings.EqualFold(from, "INBOX") {
		ix.addCopy(to, old)
		return
	}
	below := old.child
	if old.delim != 0 && strings.HasPrefix(to, from+string(rune(old.delim))) {
		below = 0 // into itself: no server does that
	} else {
		ix.at(n).child = 0
	}
	ix.unlist(n)
	ix.prune(n)
	moved := ix.addCopy(to, old)
	if moved == 0 || below == 0 {
		ix.freeTree(below)
		return
	}
	if ix.at(moved).child != 0 { // there was something already: it is asked for again
		ix.freeTree(below)
		ix.at(moved).flags &^= isFetched
		return
	}
	ix.at(moved).child = below
	ix.at(moved).flags |= old.flags & isFetched
	ix.eachSibling(below, func(c uint32) { ix.at(c).parent = moved })
}

// addCopy lists name with the attributes of another node.
func (ix *Index) addCopy(name string, old node) uint32 {
	n, ok := ix.make(name, old.delim)
	if !ok || n == 0 {
		ix.full = ix.full || !ok
		return 0
	}
	if ix.at(n).flags&isListed == 0 {
		ix.listed++
	}
	ix.at(n).flags |= isListed
	ix.at(n).attr = old.attr &^ (UseAll | UseArchive | UseDrafts | UseFlagged | UseJunk | UseSent | UseTrash | UseImportant)
	return n
}

// MarkComplete says that all mailboxes of a level have been added. What was known
// of the level before [Index.Forget] and has not been added again goes.
func (ix *Index) MarkComplete(level string) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	n, ok := ix.levelNode(level)
	if !ok {
		if len(ix.gone) < maxGone {
			ix.gone[level] = struct{}{}
		}
		return
	}
	var stale []uint32
	ix.eachSibling(ix.at(n).child, func(c uint32) {
		if ix.at(c).flags&isStale != 0 {
			stale = append(stale, c)
		}
	})
	ix.at(n).flags |= isFetched // before pruning, which may take the level itself
	for _, c := range stale {
		ix.freeTree(ix.at(c).child)
		ix.at(c).child = 0
		ix.unlist(c)
		ix.unlink(c)
	}
}

// Forget says that a level is to be asked for again. Its mailboxes are offered
// until [Index.MarkComplete] shows that they are gone.
func (ix *Index) Forget(level string) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	delete(ix.gone, level)
	n, ok := ix.levelNode(level)
	if !ok {
		return
	}
	ix.at(n).flags &^= isFetched
	ix.eachSibling(ix.at(n).child, func(c uint32) { ix.at(c).flags |= isStale })
}

// IsComplete says whether a level is known completely.
func (ix *Index) IsComplete(level string) bool {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if n, ok := ix.levelNode(level); ok {
		return ix.at(n).flags&isFetched != 0
	}
	_, ok := ix.gone[level]
	return ok
}

// Unfetched returns at most limit levels that are worth asking for and have not
// been, the top first, for filling the index in the background.
func (ix *Index) Unfetched(limit int) []string {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	var out []string
	if ix.at(0).flags&isFetched == 0 {
		out = append(out, "")
	}
	for i := uint32(1); i < ix.used && len(out) < limit; i++ {
		if n := ix.at(i); n.flags&isUsed != 0 && ix.wants(i) && n.attr.Has(HasChildren) {
			out = append(out, ix.wirePath(i)+string(rune(n.delim)))
		}
	}
	return out
}

// wants says whether the level below a node may hold what is not known.
func (ix *Index) wants(i uint32) bool {
	n := ix.at(i)
	return n.flags&isFetched == 0 && (i == 0 || n.delim != 0 && n.attr.mayHaveChildren())
}

// levelNode finds the node whose level has this name.
func (ix *Index) levelNode(level string) (uint32, bool) {
	if level == "" {
		return 0, true
	}
	n := ix.find(level[:len(level)-1])
	return n, n != 0 && ix.at(n).delim == level[len(level)-1]
}

// find finds a name as on the wire; 0 if it is not known.
func (ix *Index) find(name string) uint32 {
	n := uint32(0)
	for name != "" {
		var next uint32
		for i := 0; i <= len(name) && next == 0; i++ {
			if i < len(name) && bytes.IndexByte(ix.delims, name[i]) < 0 {
				continue
			}
			c := ix.child(n, ix.decode(name[:i]))
			if c != 0 && (i == len(name) || ix.at(c).delim == name[i]) {
				next, name = c, name[min(i+1, len(name)):]
			}
		}
		if next == 0 {
			return 0
		}
		n = next
	}
	return n
}

// make finds a name as on the wire, or puts it and the levels above it in. It
// returns 0 for an empty name, and false if there is no room.
func (ix *Index) make(name string, delim byte) (uint32, bool) {
	if len(name) > MaxName {
		return 0, false
	}
	if delim != 0 {
		if bytes.IndexByte(ix.delims, delim) < 0 {
			ix.delims = append(ix.delims, delim)
		}
		name = strings.TrimSuffix(name, string(rune(delim)))
	}
	n := uint32(0)
	for name != "" {
		component, rest := name, ""
		if delim != 0 && (n == 0 || ix.at(n).delim == delim) {
			component, rest, _ = strings.Cut(name, string(rune(delim)))
		}
		decoded := ix.decode(component)
		c := ix.child(n, decoded)
		if c != 0 && rest != "" && ix.at(c).delim != delim && ix.at(c).delim != 0 {
			decoded, rest = ix.decode(name), "" // a level of another kind
			c = ix.child(n, decoded)
		}
		if c == 0 {
			var ok bool
			if c, ok = ix.put(n, decoded); !ok {
				return 0, false
			}
		}
		if ix.at(c).delim == 0 {
			ix.at(c).delim = delim
		}
		ix.at(c).flags &^= isStale
		n, name = c, rest
	}
	return n, true
}

// component is a part of a name between delimiters.
type component struct {
	text string // decoded, or as it came if that cannot be
	raw  bool   // it cannot be decoded
}

func (ix *Index) decode(wire string) component {
	if ix.isUTF8 {
		return component{text: wire}
	}
	s, err := utf7.Decode(wire)
	if err != nil {
		return component{text: wire, raw: true}
	}
	return component{text: s}
}

// unlist makes a mailbox a mere level.
func (ix *Index) unlist(n uint32) {
	node := ix.at(n)
	if node.flags&isListed != 0 {
		ix.listed--
	}
	node.flags &^= isListed
	node.attr = NoSelect
}

// prune removes a node that is no mailbox and has none below, and then its
// parents if they are such.
func (ix *Index) prune(n uint32) {
	for n != 0 && ix.at(n).child == 0 && ix.at(n).flags&isListed == 0 {
		parent := ix.at(n).parent
		ix.unlink(n)
		n = parent
	}
}

// path is the decoded name of a node.
func (ix *Index) path(n uint32) string {
	return ix.join(n, func(c *node) string { return string(ix.names.at(c)) })
}

// wirePath is the name of a node on the wire.
func (ix *Index) wirePath(n uint32) string {
	return ix.join(n, func(c *node) string {
		name := string(ix.names.at(c))
		if ix.isUTF8 || c.flags&isRaw != 0 {
			return name
		}
		return utf7.Encode(name)
	})
}

func (ix *Index) join(n uint32, text func(*node) string) string {
	var chain []uint32
	for ; n != 0; n = ix.at(n).parent {
		chain = append(chain, n)
	}
	var b strings.Builder
	for i := len(chain) - 1; i >= 0; i-- {
		c := ix.at(chain[i])
		b.WriteString(text(c))
		if i > 0 {
			b.WriteByte(c.delim)
		}
	}
	return b.String()
}
