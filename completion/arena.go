package completion

// namePageSize is how many bytes of names are allocated at a time. It is above
// MaxName, so that every name fits a page.
const namePageSize = 16 << 10

// arena holds the names of an index, one behind the other. A name is found by
// number of page times namePageSize plus its place there.
type arena struct {
	pages  [][]byte
	wasted int // bytes of names that are gone
}

// fits says whether a name of this size can be added.
func (a *arena) fits(size int) bool {
	last := len(a.pages) - 1
	return (last+2)*namePageSize <= MaxNames || len(a.pages[last])+size <= namePageSize
}

func (a *arena) add(name string) uint32 {
	last := len(a.pages) - 1
	if last < 0 || len(a.pages[last])+len(name) > namePageSize {
		a.pages = append(a.pages, make([]byte, 0, namePageSize))
		last++
	}
	at := len(a.pages[last])
	a.pages[last] = append(a.pages[last], name...)
	return uint32(last*namePageSize + at)
}

func (a *arena) at(n *node) []byte {
	at := n.name % namePageSize
	return a.pages[n.name/namePageSize][at : at+uint32(n.size)]
}

// compact drops the names that are gone, if that is worth it.
func (ix *Index) compact() bool {
	if ix.names.wasted < MaxNames/8 {
		return false
	}
	var names arena
	for i := uint32(1); i < ix.used; i++ {
		if n := ix.at(i); n.flags&isUsed != 0 {
			n.name = names.add(string(ix.names.at(n)))
		}
	}
	ix.names = names
	return true
}
