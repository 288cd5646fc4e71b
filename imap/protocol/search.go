package protocol

import "strings"

// ArgKind says what kind of argument a search key takes.
type ArgKind string

// The kinds of arguments of search keys.
const (
	ArgString    ArgKind = "string"     // text in the command's charset
	ArgField     ArgKind = "field"      // the name of a header field
	ArgDate      ArgKind = "date"       // 1-Nov-2026
	ArgNumber    ArgKind = "number"     // octets, or an id
	ArgSeconds   ArgKind = "seconds"    // an age
	ArgSet       ArgKind = "set"        // a sequence set, or $
	ArgUIDSet    ArgKind = "uid-set"    // a set of UIDs
	ArgKeyword   ArgKind = "keyword"    // a flag without a backslash
	ArgKey       ArgKind = "key"        // a search key with its own arguments, or a group of them
	ArgCharset   ArgKind = "charset"    // UTF-8
	ArgModSeq    ArgKind = "modseq"     // a mod-sequence (RFC 7162)
	ArgEntry     ArgKind = "entry"      // the name of an annotation or flag: "/flags/\\Draft"
	ArgEntryType ArgKind = "entry-type" // priv, shared, all
	ArgAttribute ArgKind = "attribute"  // value, value.priv, value.shared
	ArgObjectID  ArgKind = "object-id"  // RFC 8474
	ArgFilter    ArgKind = "filter"     // the name of a stored search (RFC 5466)
	ArgAlgorithm ArgKind = "algorithm"  // of THREAD
	ArgLabel     ArgKind = "label"      // of Gmail
	ArgGroup     ArgKind = "group"      // a parenthesised list of another kind
)

// Arg is one argument of a search key.
type Arg struct {
	Kind     ArgKind
	Optional bool
}

// SearchKey is a search key, or another word of SEARCH and its relatives.
type SearchKey struct {
	Entry // Kind: key, form ((set) and ( ), which have no name), return, result, scope, event

	Args []Arg // of keys and forms, in order
}

var searchKeys = table[SearchKey]{
	id: SearchTable, source: &searchText, width: common + 1,
	decode: func(e Entry, more []string) SearchKey { return SearchKey{Entry: e, Args: parseArgs(more[0])} },
	entry:  func(k *SearchKey) *Entry { return &k.Entry },
}

func parseArgs(text string) []Arg {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return nil
	}
	args := make([]Arg, len(fields))
	for i, f := range fields {
		kind := strings.Trim(f, "[]")
		args[i] = Arg{Kind: ArgKind(kind), Optional: kind != f}
	}
	return args
}

// SearchKeys lists the search keys that have a name.
func SearchKeys() []SearchKey { return searchKeys.ofKind("key") }

// FindSearchKey finds a search key by its name in any case.
func FindSearchKey(name string) (SearchKey, bool) { return searchKeys.find(name, "key") }

// SearchReturns lists the options of SEARCH RETURN (RFC 4731 §3.1).
func SearchReturns() []SearchKey { return searchKeys.ofKind("return") }

// SearchScopes lists the mailbox filters of ESEARCH IN and NOTIFY (RFC 7377 §2.2, RFC 5465 §6).
func SearchScopes() []SearchKey { return searchKeys.ofKind("scope") }

// NotifyEvents lists the events of NOTIFY (RFC 5465 §5).
func NotifyEvents() []SearchKey { return searchKeys.ofKind("event") }

// SortItem is a word of SORT or THREAD.
type SortItem struct {
	Entry // Kind: sort-key, tie-break, thread-algorithm, charset, collation
}

var sortItems = table[SortItem]{
	id: SortTable, source: &sortText, width: common,
	decode: func(e Entry, _ []string) SortItem { return SortItem{e} },
	entry:  func(i *SortItem) *Entry { return &i.Entry },
}

// SortKeys lists the sort keys, REVERSE among them (RFC 5256 §3).
func SortKeys() []SortItem { return sortItems.ofKind("sort-key") }

// ThreadAlgorithms lists the algorithms of THREAD (RFC 5256 §3).
func ThreadAlgorithms() []SortItem { return sortItems.ofKind("thread-algorithm") }

// Charsets lists the charsets that every server with SORT or THREAD has.
func Charsets() []SortItem { return sortItems.ofKind("charset") }

// Collations lists the arguments of COMPARATOR (RFC 4790).
func Collations() []SortItem { return sortItems.ofKind("collation") }
