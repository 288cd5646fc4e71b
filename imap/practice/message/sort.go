package message

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"imapsh/imap/charset"
)

// SortKey is what SORT orders by (RFC 5256 §3, RFC 5957 §4).
type SortKey int

// The sort keys. REVERSE is no key of its own but part of a Criterion.
const (
	SortArrival SortKey = iota
	SortCc
	SortDate
	SortFrom
	SortSize
	SortSubject
	SortTo
	SortDisplayFrom
	SortDisplayTo
)

var sortKeyNames = [...]string{
	SortArrival: "ARRIVAL", SortCc: "CC", SortDate: "DATE", SortFrom: "FROM", SortSize: "SIZE",
	SortSubject: "SUBJECT", SortTo: "TO", SortDisplayFrom: "DISPLAYFROM", SortDisplayTo: "DISPLAYTO",
}

// String returns the key as it stands in a SORT command.
func (k SortKey) String() string { return sortKeyNames[k] }

// ParseSortKey finds a key by its name in any case. It does not know
// REVERSE.
func ParseSortKey(name string) (SortKey, bool) {
	for k, n := range sortKeyNames {
		if strings.EqualFold(name, n) {
			return SortKey(k), true
		}
	}
	return 0, false
}

// Criterion is one sort key, with REVERSE before it or not.
type Criterion struct {
	Key     SortKey
	Reverse bool
}

// Item is a message as SORT and THREAD see it.
type Item struct {
	Num     uint32 // sequence number or UID, whichever the answer shows
	Arrival time.Time
	Message *Message
}

// Sort orders items by the criteria, the first being the most important one.
// Items equal in all of them are ordered by Num, even under REVERSE (RFC 5256
// §3).
func Sort(items []Item, by []Criterion) {
	keyed := make([]keyedItem, len(items))
	for i, it := range items {
		keyed[i] = keyedItem{Item: it, keys: make([]sortValue, len(by))}
		for j, c := range by {
			keyed[i].keys[j] = valueOf(it, c.Key)
		}
	}
	slices.SortFunc(keyed, func(a, b keyedItem) int {
		for j, c := range by {
			order := a.keys[j].compare(b.keys[j])
			if c.Reverse {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return cmp.Compare(a.Num, b.Num)
	})
	for i := range keyed {
		items[i] = keyed[i].Item
	}
}

type keyedItem struct {
	Item
	keys []sortValue
}

// sortValue is the value of one key: a text, a time or a number.
type sortValue struct {
	text string
	time time.Time
	size int64
}

func (v sortValue) compare(w sortValue) int {
	if c := strings.Compare(v.text, w.text); c != 0 {
		return c
	}
	if c := v.time.Compare(w.time); c != 0 {
		return c
	}
	return cmp.Compare(v.size, w.size)
}

func valueOf(it Item, key SortKey) sortValue {
	m := it.Message
	switch key {
	case SortArrival:
		return sortValue{time: it.Arrival}
	case SortDate:
		return sortValue{time: m.SentTime(it.Arrival)}
	case SortSize:
		return sortValue{size: m.Size()}
	case SortSubject:
		base, _ := BaseSubject(m.header().text("Subject"))
		return sortValue{text: Fold(base)}
	case SortCc:
		return sortValue{text: m.localPart("Cc")}
	case SortFrom:
		return sortValue{text: m.localPart("From")}
	case SortTo:
		return sortValue{text: m.localPart("To")}
	case SortDisplayFrom:
		return sortValue{text: m.displayName("From")}
	case SortDisplayTo:
		return sortValue{text: m.displayName("To")}
	}
	return sortValue{}
}

// localPart returns the folded addr-mailbox of the first address in a field, ""
// when there is none. Of a group that is the group's name.
func (m *Message) localPart(name string) string {
	if list := parseAddresses(m.header().text(name)); len(list) > 0 {
		return Fold(charset.DecodeWords(list[0].mailbox))
	}
	return ""
}

// displayName returns the folded name that a mail program would show for the
// first address of a field (RFC 5957 §3): its display name, else the address
// itself.
func (m *Message) displayName(name string) string {
	list := parseAddresses(m.header().text(name))
	switch {
	case len(list) == 0:
		return ""
	case list[0].kind == groupStart:
		return Fold(charset.DecodeWords(list[0].mailbox))
	case list[0].name != "":
		return Fold(charset.DecodeWords(list[0].name))
	}
	return Fold(list[0].mailbox + "@" + list[0].host)
}
