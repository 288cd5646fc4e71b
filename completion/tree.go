package completion

import (
	"unicode"
	"unicode/utf8"
)

// node is a mailbox or a level of the hierarchy. The nodes of one level are a
// treap: a binary tree ordered by name, and a heap by a number made of the seed.
type node struct {
	name        uint32 // see arena
	size        uint16 // bytes of the name
	attr        Attr
	parent      uint32 // the level it is on
	child       uint32 // root of the treap of the level below it
	left, right uint32
	count       uint32 // nodes of the treap from here down
	delim       byte   // between its name and those below it
	flags       uint8
}

const (
	isUsed    = 1 << iota // not given back
	isListed              // a mailbox, not only a level
	isFetched             // the level below is known completely
	isRaw                 // its name could not be decoded
	isStale               // not seen since Forget
)

const (
	nodeSize     = 32
	nodePageSize = 512 // nodes
)

type nodePage [nodePageSize]node

func (ix *Index) at(i uint32) *node { return &ix.pages[i/nodePageSize][i%nodePageSize] }

// weight is the heap's order. Whoever chooses names does not know the seed, and
// cannot make the tree a list.
func (ix *Index) weight(i uint32) uint64 {
	x := ix.seed + uint64(i)*0x9e3779b97f4a7c15
	x = (x ^ x>>32) * 0xd6e8feb86659fd93
	return x ^ x>>32
}

// put makes a node on the level below parent.
func (ix *Index) put(parent uint32, c component) (uint32, bool) {
	if ix.live >= MaxMailboxes-1 || !ix.names.fits(len(c.text)) && !ix.compact() {
		return 0, false
	}
	n := ix.free
	if n != 0 {
		ix.free = ix.at(n).left
	} else {
		n = ix.used
		ix.used++
		if int(n/nodePageSize) == len(ix.pages) {
			ix.pages = append(ix.pages, new(nodePage))
		}
	}
	ix.live++
	*ix.at(n) = node{name: ix.names.add(c.text), size: uint16(len(c.text)), parent: parent, count: 1, flags: isUsed}
	if c.raw {
		ix.at(n).flags |= isRaw
	}
	p := ix.at(parent)
	p.child = ix.insert(p.child, n)
	return n, true
}

// release gives a node back.
func (ix *Index) release(n uint32) {
	gone := ix.at(n)
	if gone.flags&isListed != 0 {
		ix.listed--
	}
	ix.names.wasted += int(gone.size)
	ix.live--
	*gone = node{left: ix.free}
	ix.free = n
}

// unlink takes a node without children off its level and gives it back.
func (ix *Index) unlink(n uint32) {
	p := ix.at(ix.at(n).parent)
	p.child = ix.erase(p.child, n)
	ix.release(n)
}

// freeTree gives back a treap and all levels below it.
func (ix *Index) freeTree(t uint32) {
	for t != 0 {
		n := *ix.at(t)
		ix.freeTree(n.left)
		ix.freeTree(n.child)
		ix.release(t)
		t = n.right
	}
}

// eachSibling calls f with every node of a treap, in order.
func (ix *Index) eachSibling(t uint32, f func(uint32)) {
	for t != 0 {
		ix.eachSibling(ix.at(t).left, f)
		f(t)
		t = ix.at(t).right
	}
}

func (ix *Index) count(t uint32) uint32 {
	if t == 0 {
		return 0 // node 0 is the top, whose count means nothing
	}
	return ix.at(t).count
}

func (ix *Index) recount(t uint32) {
	n := ix.at(t)
	n.count = ix.count(n.left) + ix.count(n.right) + 1
}

func (ix *Index) insert(t, n uint32) uint32 {
	switch {
	case t == 0:
		return n
	case ix.weight(n) > ix.weight(t):
		l, r := ix.split(t, n)
		ix.at(n).left, ix.at(n).right = l, r
		t = n
	case ix.less(n, t):
		ix.at(t).left = ix.insert(ix.at(t).left, n)
	default:
		ix.at(t).right = ix.insert(ix.at(t).right, n)
	}
	ix.recount(t)
	return t
}

// split divides a treap into what comes before n and what comes behind.
func (ix *Index) split(t, n uint32) (l, r uint32) {
	if t == 0 {
		return 0, 0
	}
	if ix.less(n, t) {
		l, ix.at(t).left = ix.split(ix.at(t).left, n)
		r = t
	} else {
		ix.at(t).right, r = ix.split(ix.at(t).right, n)
		l = t
	}
	ix.recount(t)
	return l, r
}

func (ix *Index) erase(t, n uint32) uint32 {
	switch {
	case t == 0:
		return 0
	case t == n:
		return ix.merge(ix.at(t).left, ix.at(t).right)
	case ix.less(n, t):
		ix.at(t).left = ix.erase(ix.at(t).left, n)
	default:
		ix.at(t).right = ix.erase(ix.at(t).right, n)
	}
	ix.recount(t)
	return t
}

func (ix *Index) merge(l, r uint32) uint32 {
	switch {
	case l == 0:
		return r
	case r == 0:
		return l
	case ix.weight(l) > ix.weight(r):
		ix.at(l).right = ix.merge(ix.at(l).right, r)
		ix.recount(l)
		return l
	}
	ix.at(r).left = ix.merge(l, ix.at(r).left)
	ix.recount(r)
	return r
}

func (ix *Index) less(a, b uint32) bool {
	return compareNames(ix.names.at(ix.at(a)), ix.names.at(ix.at(b))) < 0
}

// child finds a mailbox on the level below parent by its exact name, INBOX in any
// case at the top.
func (ix *Index) child(parent uint32, c component) uint32 {
	t := ix.at(parent).child
	inbox := parent == 0 && len(c.text) == len("INBOX") && hasPrefixFold(c.text, "inbox")
	for t != 0 {
		n := ix.at(t)
		order := compareNames(c.text, ix.names.at(n))
		switch {
		case order == 0, inbox && n.size == 5 && hasPrefixFold(ix.names.at(n), "inbox"):
			return t
		case order < 0:
			t = n.left
		default:
			t = n.right
		}
	}
	return 0
}

// within counts the nodes of a treap that come before all that begin with prefix
// in any case, and those that begin with it.
func (ix *Index) within(t uint32, prefix string) (before, matching int) {
	before = ix.rank(t, prefix, 1)
	return before, ix.rank(t, prefix, 0) - before
}

// rank counts the nodes whose names come before the prefix (1), or before it or
// begin with it (0).
func (ix *Index) rank(t uint32, prefix string, want int) int {
	rank := 0
	for t != 0 {
		n := ix.at(t)
		if comparePrefix(ix.names.at(n), prefix) > -want {
			t = n.left
			continue
		}
		rank += int(ix.count(n.left)) + 1
		t = n.right
	}
	return rank
}

// some calls f with the nodes number skip up to skip+limit of a treap, in order.
func (ix *Index) some(t uint32, skip, limit int, f func(uint32)) {
	for t != 0 && limit > 0 {
		n := ix.at(t)
		left := int(ix.count(n.left))
		if skip < left {
			ix.some(n.left, skip, limit, f)
			limit -= left - skip
			skip = left
		}
		if skip == left && limit > 0 {
			f(t)
			limit--
			skip++
		}
		skip -= left + 1
		t = n.right
	}
}

// compareNames orders names without regard to case, and names that differ only in
// case by their bytes.
func compareNames[A, B string | []byte](a A, b B) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] < utf8.RuneSelf && b[i] < utf8.RuneSelf {
		if x, y := lower(a[i]), lower(b[i]); x != y {
			return int(x) - int(y)
		}
		i++
	}
	if order := compareRunes(string(a[i:]), string(b[i:])); order != 0 {
		return order
	}
	switch {
	case string(a) < string(b):
		return -1
	case string(a) > string(b):
		return 1
	}
	return 0
}

func compareRunes(a, b string) int {
	for a != "" && b != "" {
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if x, y = foldRune(x), foldRune(y); x != y {
			return int(x) - int(y)
		}
		a, b = a[n:], b[m:]
	}
	return len(a) - len(b)
}

// comparePrefix is 0 if name begins with prefix in any case, else the order of the
// two.
func comparePrefix(name []byte, prefix string) int {
	i := 0
	for ; i < len(prefix); i++ {
		if i == len(name) {
			return -1
		}
		if name[i] >= utf8.RuneSelf || prefix[i] >= utf8.RuneSelf {
			break
		}
		if x, y := lower(name[i]), lower(prefix[i]); x != y {
			return int(x) - int(y)
		}
	}
	for name, prefix = name[i:], prefix[i:]; prefix != ""; {
		if len(name) == 0 {
			return -1
		}
		x, n := utf8.DecodeRune(name)
		y, m := utf8.DecodeRuneInString(prefix)
		if x, y = foldRune(x), foldRune(y); x != y {
			return int(x) - int(y)
		}
		name, prefix = name[n:], prefix[m:]
	}
	return 0
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		return rune(lower(byte(r)))
	}
	return unicode.ToLower(r)
}

// hasPrefixFold says whether s begins with prefix in any case.
func hasPrefixFold[S string | []byte](s S, prefix string) bool {
	return comparePrefix([]byte(s), prefix) == 0
}
