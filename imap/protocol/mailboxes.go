package protocol

import "strings"

// StatusItem is what STATUS can ask for.
type StatusItem struct {
	Entry // Kind: item

	Value string // what kind of value it has
}

var statusItems = table[StatusItem]{
	id: StatusTable, source: &statusText, width: common + 1,
	decode: func(e Entry, more []string) StatusItem { return StatusItem{Entry: e, Value: more[0]} },
	entry:  func(i *StatusItem) *Entry { return &i.Entry },
}

// StatusItems lists the items of STATUS.
func StatusItems() []StatusItem { return statusItems.all() }

// FindStatusItem finds an item by its name in any case.
func FindStatusItem(name string) (StatusItem, bool) { return statusItems.find(name) }

// ListOption is an option of LIST, or an attribute of a mailbox.
type ListOption struct {
	Entry // Kind: selection, return, attribute, special-use, xlist, extended-item, wildcard, pattern
}

var listOptions = table[ListOption]{
	id: ListTable, source: &listText, width: common,
	decode: func(e Entry, _ []string) ListOption { return ListOption{e} },
	entry:  func(o *ListOption) *Entry { return &o.Entry },
}

// ListSelections lists the selection options of LIST (RFC 5258 §3.1).
func ListSelections() []ListOption { return listOptions.ofKind("selection") }

// ListReturns lists the return options of LIST (RFC 5258 §3.2).
func ListReturns() []ListOption { return listOptions.ofKind("return") }

// MailboxAttributes lists the attributes of mailboxes, special uses included.
func MailboxAttributes() []ListOption { return listOptions.ofKind("attribute", "special-use", "xlist") }

// SpecialUses lists the special uses that CREATE can give (RFC 6154 §2).
func SpecialUses() []ListOption { return listOptions.ofKind("special-use") }

// FindMailboxAttribute finds an attribute by its name in any case.
func FindMailboxAttribute(name string) (ListOption, bool) {
	return listOptions.find(name, "attribute", "special-use", "xlist")
}

// MetadataEntry is an annotation's name, or an option of GETMETADATA.
type MetadataEntry struct {
	Entry // Kind: server, mailbox, vendor, message (RFC 5257), option

	Content string // the type of its value
}

var metadataEntries = table[MetadataEntry]{
	id: MetadataTable, source: &metadataText, width: common + 1,
	decode: func(e Entry, more []string) MetadataEntry { return MetadataEntry{Entry: e, Content: more[0]} },
	entry:  func(m *MetadataEntry) *Entry { return &m.Entry },
}

// MetadataEntries lists the annotations of servers, mailboxes and messages, and GETMETADATA's options.
func MetadataEntries() []MetadataEntry { return metadataEntries.all() }

// QuotaResource is what a quota can limit.
type QuotaResource struct {
	Entry // Kind: resource

	Unit       string // what usage and limit count
	StatusItem string // the STATUS item that goes with it, or ""
}

var quotaResources = table[QuotaResource]{
	id: QuotaTable, source: &quotaText, width: common + 2,
	decode: func(e Entry, more []string) QuotaResource {
		return QuotaResource{Entry: e, Unit: more[0], StatusItem: more[1]}
	},
	entry: func(q *QuotaResource) *Entry { return &q.Entry },
}

// QuotaResources lists the resources (RFC 9208 §5).
func QuotaResources() []QuotaResource { return quotaResources.all() }

// FindQuotaResource finds a resource by its name in any case.
func FindQuotaResource(name string) (QuotaResource, bool) { return quotaResources.find(name) }

// Right is a letter of an access list, or a form of identifier.
type Right struct {
	Entry // Kind: right, obsolete (c and d), private (digits), identifier

	Title    string // its name in RFC 4314: "lookup"
	NeededBy string // the commands that need it
}

var rights = table[Right]{
	id: RightTable, source: &rightsText, width: common + 2,
	decode: func(e Entry, more []string) Right { return Right{Entry: e, Title: more[0], NeededBy: more[1]} },
	entry:  func(r *Right) *Entry { return &r.Entry },
}

// Rights lists the letters (RFC 4314 §2.1), the obsolete two last.
func Rights() []Right { return rights.ofKind("right", "obsolete") }

// FindRight finds a right by its letter. Rights are lower case.
func FindRight(letter byte) (Right, bool) {
	r, ok := rights.find(string(rune(letter)), "right", "obsolete")
	return r, ok && r.Name[0] == letter
}

// Identifiers lists the forms of identifiers in access lists (RFC 4314 §2).
func Identifiers() []Right { return rights.ofKind("identifier") }

// Mechanism is a SASL mechanism.
type Mechanism struct {
	Entry // Kind: IANA's usage (common, limited, obsolete, …). Syntax: the initial response.

	Security string
}

var mechanisms = table[Mechanism]{
	id: MechanismTable, source: &mechanismsText, width: common + 1,
	decode: func(e Entry, more []string) Mechanism { return Mechanism{Entry: e, Security: more[0]} },
	entry:  func(m *Mechanism) *Entry { return &m.Entry },
}

// Mechanisms lists the SASL mechanisms.
func Mechanisms() []Mechanism { return mechanisms.all() }

// FindMechanism finds a mechanism by its name in any case, with or without AUTH= before it.
func FindMechanism(name string) (Mechanism, bool) {
	if hasPrefixFold(name, "AUTH=") {
		name = name[len("AUTH="):]
	}
	return mechanisms.find(strings.TrimSpace(name))
}
