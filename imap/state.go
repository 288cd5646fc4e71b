package imap

import "strings"

// State is where a session stands (RFC 3501 §3), in imaplib's words.
type State uint8

// The states of a session.
const (
	StateLogout   State = iota // not connected
	StateNonAuth               // connected, not logged in
	StateAuth                  // logged in, no mailbox open
	StateSelected              // a mailbox is open
)

var stateNames = [...]string{"LOGOUT", "NONAUTH", "AUTH", "SELECTED"}

// String returns imaplib's name of the state.
func (s State) String() string { return stateNames[s] }

// StateSet is a set of states in which something is legal.
type StateSet uint8

// Sets of states that many commands share.
const (
	InNonAuth  StateSet = 1 << StateNonAuth
	InAuth     StateSet = 1 << StateAuth
	InSelected StateSet = 1 << StateSelected
	LoggedIn            = InAuth | InSelected
	Connected           = InNonAuth | LoggedIn
	Anywhere            = Connected | 1<<StateLogout
)

// Has reports whether s is in the set.
func (set StateSet) Has(s State) bool { return set&(1<<s) != 0 }

// String lists the states, separated by ", ", in the order of a session.
func (set StateSet) String() string {
	var names []string
	for _, s := range [...]State{StateNonAuth, StateAuth, StateSelected, StateLogout} {
		if set.Has(s) {
			names = append(names, s.String())
		}
	}
	return strings.Join(names, ", ")
}
