package message

import (
	"slices"
	"strconv"
)

// References threads by THREAD=REFERENCES (RFC 5256 §3). The steps keep
// the RFC's numbers.
func References(items []ThreadItem) []*Thread {
	t := threader{byID: make(map[string]*node), root: &node{}}
	for i := range items { // (1)
		t.link(&items[i])
	}
	t.gather()                                     // (2)
	t.root.children = prune(t.root.children, true) // (3)
	t.root.sortChildren()                          // (4), needed by (5)
	t.mergeSubjects()                              // (5)
	t.root.sortAll()                               // (6)
	return t.root.threads()
}

// node is a message, or a dummy for one that is only referred to.
type node struct {
	item     *ThreadItem // nil for a dummy
	parent   *node
	children []*node
	folded   string // base subject, set in step 5
	reply    bool
}

func (n *node) dummy() bool { return n.item == nil }

type threader struct {
	byID  map[string]*node
	order []*node // in the order they were first seen
	root  *node
}

// link does step 1 for one message.
func (t *threader) link(it *ThreadItem) {
	id := firstMessageID(it.MessageID)
	if n := t.byID[id]; id == "" || n != nil && !n.dummy() {
		// Without an ID, or with one that is taken: a unique one, which no
		// valid ID can be.
		id = "#" + strconv.Itoa(len(t.order))
	}
	n := t.node(id)
	n.item = it
	refs := messageIDs(it.References, -1)
	if len(refs) == 0 {
		refs = messageIDs(it.InReplyTo, 1)
	}
	var parent *node
	for _, ref := range refs { // (1.A)
		child := t.node(ref)
		if parent != nil && child.parent == nil {
			child.adopt(parent)
		}
		parent = child
	}
	n.leave() // (1.B)
	if parent != nil {
		n.adopt(parent)
	}
}

func (t *threader) node(id string) *node {
	n := t.byID[id]
	if n == nil {
		n = new(node)
		t.byID[id] = n
		t.order = append(t.order, n)
	}
	return n
}

// adopt makes n a child of parent, unless that would close a loop.
func (n *node) adopt(parent *node) {
	for a := parent; a != nil; a = a.parent {
		if a == n {
			return
		}
	}
	n.parent = parent
	parent.children = append(parent.children, n)
}

// leave takes n away from its parent.
func (n *node) leave() {
	if n.parent == nil {
		return
	}
	i := slices.Index(n.parent.children, n)
	n.parent.children = slices.Delete(n.parent.children, i, i+1)
	n.parent = nil
}

// gather makes all nodes without a parent children of the root.
func (t *threader) gather() {
	for _, n := range t.order {
		if n.parent == nil {
			t.root.children = append(t.root.children, n)
		}
	}
}

// prune takes dummies out of a set of siblings, and lets their children take
// their place; at the top only a single child may.
func prune(siblings []*node, top bool) []*node {
	var out []*node
	for _, n := range siblings {
		n.children = prune(n.children, false)
		switch {
		case !n.dummy():
			out = append(out, n)
		case top && len(n.children) > 1:
			out = append(out, n)
		default:
			out = append(out, n.children...)
		}
	}
	return out
}

// first returns the message that stands for n: itself, or a dummy's first
// child.
func (n *node) first() *ThreadItem {
	for n.dummy() {
		n = n.children[0] // step 3 leaves no dummy without children
	}
	return n.item
}

// sortChildren does step 4: dummies sort their children first, to be known by
// the earliest.
func (n *node) sortChildren() {
	for _, c := range n.children {
		if c.dummy() {
			c.sortChildren()
		}
	}
	slices.SortStableFunc(n.children, func(a, b *node) int { return compareSent(*a.first(), *b.first()) })
}

// sortAll sorts every set of siblings, the youngest generation first.
func (n *node) sortAll() {
	for _, c := range n.children {
		c.sortAll()
	}
	slices.SortStableFunc(n.children, func(a, b *node) int { return compareSent(*a.first(), *b.first()) })
}

// mergeSubjects does step 5: threads that share a base subject become one.
func (t *threader) mergeSubjects() {
	table := make(map[string]*node)
	for _, n := range t.root.children { // (5.B)
		base, reply := BaseSubject(n.first().Subject)
		n.folded, n.reply = Fold(base), reply && !n.dummy()
		if n.folded == "" {
			continue
		}
		old := table[n.folded]
		if old == nil || !old.dummy() && (n.dummy() || old.reply && !n.reply) {
			table[n.folded] = n
		}
	}
	var top []*node
	at := make(map[*node]int) // place in top
	for _, n := range t.root.children {
		if n.folded == "" || table[n.folded] == n {
			at[n] = len(top)
			top = append(top, n)
		}
	}
	for _, n := range t.root.children { // (5.C)
		old := table[n.folded]
		switch {
		case n.folded == "" || old == n:
		case n.dummy() && old.dummy():
			old.children = append(old.children, n.children...)
		case old.dummy(), n.reply && !old.reply:
			old.children = append(old.children, n)
		default:
			both := &node{children: []*node{old, n}, folded: n.folded}
			top[at[old]], at[both] = both, at[old]
			table[n.folded] = both
		}
	}
	t.root.children = top
}

// threads turns the children of n into what the caller sees.
func (n *node) threads() []*Thread {
	var out []*Thread
	for _, c := range n.children {
		t := &Thread{Children: c.threads()}
		if c.item != nil {
			t.Num = c.item.Num
		}
		out = append(out, t)
	}
	return out
}
