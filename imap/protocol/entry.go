package protocol

import "strings"

// Table names one of the tables.
type Table uint8

// The tables.
const (
	CommandTable Table = iota
	CapabilityTable
	ResponseTable
	FetchTable
	StoreTable
	SearchTable
	StatusTable
	SortTable
	FlagTable
	ListTable
	MetadataTable
	QuotaTable
	RightTable
	MechanismTable
)

var tableNames = [...]string{
	"command", "capability", "response", "fetch item", "store item", "search", "status item", "sort and thread", "flag",
	"list option", "annotation", "quota resource", "access right", "SASL mechanism",
}

// String names what the table's entries are, in the singular.
func (t Table) String() string {
	if int(t) < len(tableNames) {
		return tableNames[t]
	}
	return "unknown"
}

// Entry is what every table knows of a word.
type Entry struct {
	Table    Table
	Kind     string // the sort of entry within its table; see the function that lists them
	Name     string // as it is written in the RFC; a name with < or ... in it is a pattern
	Syntax   string // what is typed, or how it looks in a response; for commands, what follows the name
	Needs    Needs  // the capabilities it needs
	Requires string // the same and more, in words
	RFC      string // "RFC 3501 §6.4.5; RFC 9051 §6.4.5", or another source
	Meaning  string
	Example  string // "" for none
}

// Needs are the capabilities that something needs: alternatives separated by " | ", each one or more
// capabilities joined by " & ". Empty: the base protocol, or not announced by a capability. A name that ends
// in = stands for all that begin so.
type Needs string

// Met says whether the announced capabilities are enough. Case does not matter.
func (n Needs) Met(capabilities []string) bool {
	if n == "" {
		return true
	}
	for alternative := range strings.SplitSeq(string(n), " | ") {
		met := true
		for need := range strings.SplitSeq(alternative, " & ") {
			met = met && announces(capabilities, need)
		}
		if met {
			return true
		}
	}
	return false
}

func announces(capabilities []string, need string) bool {
	for _, c := range capabilities {
		if strings.EqualFold(c, need) || strings.HasSuffix(need, "=") && hasPrefixFold(c, need) {
			return true
		}
	}
	return false
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// States are the states of a connection in which a command is legal (RFC 3501 §3).
type States uint8

// The states.
const (
	NotAuthenticated States = 1 << iota
	Authenticated
	Selected

	AnyState = NotAuthenticated | Authenticated | Selected
)

// String lists the states as they stand in the tables: "any", "not-auth", "auth,selected".
func (s States) String() string {
	if s == AnyState {
		return "any"
	}
	var names []string
	for i, name := range [...]string{"not-auth", "auth", "selected"} {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

func parseStates(text string) States {
	var s States
	for name := range strings.SplitSeq(text, ",") {
		switch name {
		case "any":
			s |= AnyState
		case "not-auth":
			s |= NotAuthenticated
		case "auth":
			s |= Authenticated
		case "selected":
			s |= Selected
		}
	}
	return s
}
