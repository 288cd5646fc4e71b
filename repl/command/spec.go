package command

import (
	"context"
	"sort"
	"strings"
	"sync"

	"imapsh/imap"
)

// Role says what an argument is, and with it how it is quoted, completed,
// coloured and whether it is masked.
type Role uint8

// The roles of arguments.
const (
	Text          Role = iota // a word of no particular kind
	Mailbox                   // a mailbox name
	Reference                 // the reference of LIST: a mailbox name or ""
	Pattern                   // a mailbox name with % and *
	Set                       // message numbers or UIDs: 1:5,7,*
	FetchItems                // what FETCH can return
	StoreItem                 // FLAGS, +FLAGS, -FLAGS, .SILENT
	Flags                     // flags and keywords
	SearchKeys                // search criteria
	SortKeys                  // sort criteria
	Charset                   // a character set
	Algorithm                 // a THREAD algorithm
	StatusItems               // what STATUS can return
	Date                      // an internal date
	Message                   // a literal: a message
	Value                     // a string or a literal: an annotation's value
	User                      // a user name
	Identifier                // whom an ACL entry is about
	Secret                    // a password: masked everywhere
	Rights                    // ACL rights
	QuotaRoot                 // a quota root
	QuotaLimits               // quota resources and their limits
	Entries                   // METADATA entries
	Mechanism                 // a SASL mechanism
	Answer                    // an answer of a SASL exchange: masked everywhere
	Capability                // a capability for ENABLE
	Parameters                // an extension's parameters, in parentheses
	Number                    // a plain number
	UIDCommand                // a command that goes behind UID, with its arguments
	CommandName               // the name of a command or a topic of help
	CommandLine               // the rest of the line: a command
	Rest                      // the rest of the line as it is
	Host                      // a host name
	Port                      // a port number
	Target                    // a URL, a host or a profile
	File                      // a file to write to or read from
	Variable                  // the name of a variable
	Choice                    // one of Arg.Choices
	Duration                  // 2s, 1m30s
	SessionNumber             // a session of this shell
)

// Arg is one argument of a command.
type Arg struct {
	Name     string // as help shows it
	Role     Role
	Optional bool // may be left out; NIL leaves it out too
	Repeated bool // takes all words that follow, at least one unless Optional
	// Listed arguments are a list: they may be written as several words, and
	// get the parentheses that they lack.
	Listed  bool
	Choices []string // for Choice
}

// Example is a line that works on the practice server, and what it shows.
type Example struct {
	Line    string
	Meaning string
}

// Spec describes one command.
type Spec struct {
	Name     string // lower case; "uid fetch" for a UID command, "\trace" for one of the shell
	Group    string // heading in help
	Summary  string // one line
	Details  string // what else one should know; may be empty
	Args     []Arg
	States   imap.StateSet // where it is legal; 0: the shell does not care
	Needs    string        // capability, "" for the base protocol
	RFC      string        // "RFC 3501 §6.4.5"; "" for the shell's own
	Examples []Example
	// Ahead says that the command changes nothing, and means the same whatever
	// came before it: --pipeline sends it before earlier answers have come.
	Ahead bool
	// Local says that the command sends nothing by itself.
	Local bool
	Run   func(ctx context.Context, s Session, a *Args) error
}

// Syntax is the command's name and arguments as help shows them.
func (sp *Spec) Syntax() string {
	var b strings.Builder
	b.WriteString(sp.Name)
	for _, a := range sp.Args {
		b.WriteByte(' ')
		b.WriteString(a.Syntax())
	}
	return b.String()
}

// Syntax is the argument as help shows it: name, [name], name… .
func (a *Arg) Syntax() string {
	name := a.Name
	if a.Repeated {
		name += "…"
	}
	if a.Optional {
		return "[" + name + "]"
	}
	return name
}

// IsMeta reports whether the command is the shell's own: \word.
func (sp *Spec) IsMeta() bool { return strings.HasPrefix(sp.Name, `\`) }

// Groups lists the headings of help, in the order they are shown.
var groups = []string{
	"Connection", "Login", "Mailboxes", "Messages", "Access and quota", "Annotations",
	"Extensions", "The socket itself", "The shell: session", "The shell: output", "The shell: trace",
	"The shell: scripts", "The shell: learning", "The shell: other",
}

// Groups returns the headings of help, in order.
func Groups() []string { return append([]string(nil), groups...) }

// All returns every command, in the order of help.
func All() []*Spec { return inOrder() }

// Lookup finds a command by its name, in any case. "uid" finds the prefix.
func Lookup(name string) (*Spec, bool) {
	sp, ok := byName()[strings.ToLower(name)]
	return sp, ok
}

// parts is the table, whose parts lie in the files of their groups.
func parts() [][]Spec {
	return [][]Spec{
		connectionSpecs, loginSpecs, mailboxSpecs, messageSpecs, accessSpecs, annotationSpecs,
		extensionSpecs, socketSpecs, shellSpecs, outputSpecs, traceSpecs, scriptSpecs, learningSpecs, otherSpecs,
	}
}

// inOrder and byName are made on first use, not at start; a script of commands
// needs no order.
var inOrder = sync.OnceValue(func() []*Spec {
	var list []*Spec
	for _, part := range parts() {
		for i := range part {
			list = append(list, &part[i])
		}
	}
	rank := make(map[string]int, len(groups))
	for i, g := range groups {
		rank[g] = i
	}
	sort.SliceStable(list, func(i, j int) bool { return rank[list[i].Group] < rank[list[j].Group] })
	return list
})

var byName = sync.OnceValue(func() map[string]*Spec {
	names := make(map[string]*Spec, 200) // about: growing on the way would cost as much as all the rest
	for _, part := range parts() {
		for i := range part {
			names[part[i].Name] = &part[i]
		}
	}
	for alias, name := range aliases {
		names[alias] = names[name]
	}
	return names
})

// aliases are second names, which help does not list.
var aliases = map[string]string{`\quit`: `\q`, `\h`: "help", `\?`: "help"}
