package completion

import "strings"

// Attr is a set of attributes of a mailbox (RFC 9051 §7.3.1, RFC 6154 §2).
type Attr uint16

// The attributes that completion knows.
const (
	NoInferiors Attr = 1 << iota
	NoSelect
	NonExistent
	HasChildren
	HasNoChildren
	Subscribed
	Marked
	UseAll
	UseArchive
	UseDrafts
	UseFlagged
	UseJunk
	UseSent
	UseTrash
	UseImportant
)

// attrNames are the attributes as a server sends them, in the order of the
// constants.
var attrNames = [...]string{
	`\Noinferiors`, `\Noselect`, `\NonExistent`, `\HasChildren`, `\HasNoChildren`, `\Subscribed`, `\Marked`,
	`\All`, `\Archive`, `\Drafts`, `\Flagged`, `\Junk`, `\Sent`, `\Trash`, `\Important`,
}

// ParseAttr reads attributes as they stand in a LIST response; those it does not
// know are left out.
func ParseAttr(names ...string) Attr {
	var a Attr
	for _, name := range names {
		for i, known := range attrNames {
			if strings.EqualFold(name, known) {
				a |= 1 << i
			}
		}
	}
	return a
}

// String lists the attributes as a server sends them, separated by blanks.
func (a Attr) String() string {
	var names []string
	for i, name := range attrNames {
		if a&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// Has says whether one of the attributes in b is in a.
func (a Attr) Has(b Attr) bool { return a&b != 0 }

// mayHaveChildren says whether it is worth asking for mailboxes below.
func (a Attr) mayHaveChildren() bool { return !a.Has(NoInferiors | HasNoChildren) }
