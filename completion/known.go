package completion

import (
	"slices"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/protocol"
	"imapsh/repl/command"
)

// Known is what is known of the session when a key is pressed. What is left out
// makes for fewer candidates, never for an error. The functions are called while a
// key waits, and must answer from memory, or in Files's case soon.
type Known struct {
	State        imap.State
	Capabilities []string // as announced; nil: not known, and everything counts as announced
	Enabled      []string // what ENABLE has switched on
	UTF8         bool     // names are UTF-8 on the wire (UTF8=ACCEPT or IMAP4rev2)

	Mailboxes      *Index
	Flags          []string  // of the open mailbox: what FLAGS said
	PermanentFlags []string  // what PERMANENTFLAGS said; nil: not known
	Exists         uint32    // messages in the open mailbox
	ReadOnly       bool      // the open mailbox cannot be changed
	Sections       []Section // of the last BODYSTRUCTURE that was shown
	Stored         []string  // what the response command would find
	QuotaRoots     []string  // seen so far
	User           string    // who is logged in

	Variables []Named // what ${…} can be; About is the value, masked where secret
	Options   []Option
	Aliases   []Named // without the backslash; About is the line
	Profiles  []Named
	Hosts     []string
	Topics    []Named // of help, commands left out
	Sessions  []Named // numbers of sessions and where they are

	Now   time.Time                    // for dates; zero: none are offered
	Home  string                       // what ~ stands for
	Files func(dir string) []File      // what is in a directory; "" is the current one
	Words func(prefix string) []string // words of earlier lines that begin so, newest first, no secrets
	// Recall finds the newest earlier line that begins so, if it held no secret.
	Recall func(prefix string) (line string, ok bool)

	// Before is what has been typed of the command on earlier lines, when the line
	// goes on with an open ( or [.
	Before string
}

// Named is a name and what to say about it.
type Named struct{ Name, About string }

// Option is a setting of the shell.
type Option struct {
	Name, About string
	Choices     []string // values it can have; nil: any
}

// Section is a part of a message (RFC 9051 §6.4.5.1).
type Section struct {
	Part    string // "1.2"
	About   string // such as "image/png, 12 KB"
	Message bool   // a message/rfc822: it has a HEADER and a TEXT
}

// File is an entry of a directory.
type File struct {
	Name string
	Dir  bool
}

// unmet is the reason why something that needs capabilities is not to be had, ""
// if it is.
func (k *Known) unmet(needs protocol.Needs) string {
	if k.Capabilities == nil || needs.Met(k.Capabilities) {
		return ""
	}
	words := strings.NewReplacer(" | ", " or ", " & ", " and ").Replace(string(needs))
	return "needs " + words + ", not announced"
}

// announces says whether the server announced a capability; true if that is not
// known.
func (k *Known) announces(name string) bool {
	return k.Capabilities == nil || slices.ContainsFunc(k.Capabilities, func(c string) bool { return strings.EqualFold(c, name) })
}

// behind lists what is announced with this prefix, without the prefix: AUTH=, for
// one.
func (k *Known) behind(prefix string) []string {
	var out []string
	for _, c := range k.Capabilities {
		if hasPrefixFold(c, prefix) && len(c) > len(prefix) {
			out = append(out, strings.ToUpper(c[len(prefix):]))
		}
	}
	return out
}

// why is the reason why a command cannot be used now, "" if it can.
func (k *Known) why(sp *command.Spec) string {
	if sp.States != 0 && !sp.States.Has(k.State) {
		return "not in this state: " + k.wrongState(sp.States)
	}
	if k.State == imap.StateLogout {
		return ""
	}
	name := strings.ToUpper(sp.Name)
	switch {
	case name == "LOGIN" && k.Capabilities != nil && k.announces("LOGINDISABLED"):
		return "the server announced LOGINDISABLED"
	case k.ReadOnly && k.State == imap.StateSelected && changesOpenMailbox(name):
		return "the mailbox is open read-only"
	}
	if cmd, ok := protocol.FindCommand(name); ok && !sp.Local {
		return k.unmet(cmd.Needs)
	}
	return k.unmet(protocol.Needs(sp.Needs))
}

func changesOpenMailbox(name string) bool {
	switch strings.TrimPrefix(name, "UID ") {
	case "STORE", "EXPUNGE", "MOVE":
		return true
	}
	return false
}

func (k *Known) wrongState(legal imap.StateSet) string {
	switch {
	case k.State == imap.StateLogout:
		return "not connected"
	case k.State == imap.StateNonAuth:
		return "not logged in"
	case legal == imap.InSelected:
		return "no mailbox is open"
	case legal == imap.InAuth:
		return "a mailbox is open"
	}
	return "already logged in"
}

// loggedIn says whether mailboxes can be asked for.
func (k *Known) loggedIn() bool { return imap.LoggedIn.Has(k.State) }
