package protocol

import "strings"

// FetchItem is what FETCH can ask for.
type FetchItem struct {
	Entry // Kind: item, macro (stands alone, without parentheses), modifier, convert (for CONVERT only)

	Response string // how the answer looks
	SetsSeen bool   // asking for it sets \Seen
}

var fetchItems = table[FetchItem]{
	id: FetchTable, source: &fetchText, width: common + 2,
	decode: func(e Entry, more []string) FetchItem {
		return FetchItem{Entry: e, Response: more[0], SetsSeen: more[1] == "yes"}
	},
	entry: func(i *FetchItem) *Entry { return &i.Entry },
}

// FetchItems lists items, macros and modifiers. BODY[n.m] and other names with lower-case letters or ... inside
// their brackets are patterns.
func FetchItems() []FetchItem { return fetchItems.all() }

// FindFetchItem finds an item as typed, also with a section: BODY.PEEK[1.MIME]<0.100> is found as
// BODY.PEEK[...], body[2.1] as BODY[n.m].
func FindFetchItem(item string) (FetchItem, bool) {
	if i, ok := fetchItems.find(item); ok {
		return i, true
	}
	name, section, ok := strings.Cut(item, "[")
	if !ok {
		return FetchItem{}, false
	}
	if !strings.EqualFold(name, "BODY") {
		return fetchItems.find(name + "[...]")
	}
	if section, ok = strings.CutSuffix(section, "]"); !ok {
		return fetchItems.find("BODY[...]<o.n>")
	}
	return fetchItems.find("BODY[" + sectionPattern(section) + "]")
}

// sectionPattern is the name under which the table has a section.
func sectionPattern(section string) string {
	part := strings.TrimLeft(section, "0123456789.")
	keyword, _, _ := strings.Cut(part, " ")
	switch {
	case part == section: // no part number
		if hasPrefixFold(keyword, "HEADER.FIELDS") {
			return keyword + " (...)"
		}
		return keyword
	case part == "":
		return "n.m"
	case hasPrefixFold(keyword, "HEADER"):
		return "n.HEADER"
	}
	return "n." + keyword
}

// StoreItem is what STORE can change.
type StoreItem struct {
	Entry // Kind: item, modifier
}

var storeItems = table[StoreItem]{
	id: StoreTable, source: &storeText, width: common,
	decode: func(e Entry, _ []string) StoreItem { return StoreItem{e} },
	entry:  func(i *StoreItem) *Entry { return &i.Entry },
}

// StoreItems lists items and modifiers.
func StoreItems() []StoreItem { return storeItems.all() }

// FindStoreItem finds an item by its name in any case.
func FindStoreItem(name string) (StoreItem, bool) { return storeItems.find(name) }

// Flag is a system flag, a keyword, or a label of Gmail.
type Flag struct {
	Entry // Kind: system, keyword, xgm-label

	Scope    string // private, shared, session, or who registered it
	Settable string // whether a client may set it: "yes", "no", or in words
}

var flags = table[Flag]{
	id: FlagTable, source: &flagsText, width: common + 2,
	decode: func(e Entry, more []string) Flag { return Flag{Entry: e, Scope: more[0], Settable: more[1]} },
	entry:  func(f *Flag) *Entry { return &f.Entry },
}

// Flags lists flags, keywords and Gmail's labels.
func Flags() []Flag { return flags.all() }

// FindFlag finds a flag or keyword by its name in any case.
func FindFlag(name string) (Flag, bool) { return flags.find(name, "system", "keyword") }

// CanSet says whether a client may set the flag at all.
func (f Flag) CanSet() bool { return strings.HasPrefix(f.Settable, "yes") || f.Settable == "varies" }
