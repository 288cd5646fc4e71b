package imap

import (
	"context"
	"strings"

	"imapsh/imap/charset"
	"imapsh/imap/utf7"
)

// Fetch asks for message data (RFC 3501 §6.4.5). items is one item, a macro or
// a parenthesised list; modifiers such as (CHANGEDSINCE 12) are of RFC 4466.
func Fetch(set, items Arg, modifiers ...Arg) *Command {
	return owning("FETCH", InSelected, "FETCH", append([]Arg{set, items}, modifiers...)...)
}

// Partial asks for a part of a message's data (RFC 1730 §6.4.6); IMAP4rev1 has
// BODY[]<start.length> instead.
func Partial(number, item, start, length Arg) *Command {
	return owning("PARTIAL", InSelected, "FETCH", number, item, start, length)
}

// Store changes flags (RFC 3501 §6.4.6). item is FLAGS, +FLAGS, -FLAGS, each
// with .SILENT at will. modifier, such as (UNCHANGEDSINCE 12), may be nil.
func Store(set, modifier, item, flags Arg) *Command {
	args := []Arg{set}
	if modifier != nil {
		args = append(args, modifier)
	}
	return owning("STORE", InSelected, "FETCH", append(args, item, parens(flags))...)
}

// Copy copies messages to another mailbox (RFC 3501 §6.4.7).
func Copy(set, mailbox Arg) *Command {
	return simple("COPY", InSelected, set, mailbox)
}

// Move moves messages to another mailbox (RFC 6851 §3.1).
func Move(set, mailbox Arg) *Command {
	return simple("MOVE", InSelected, set, mailbox)
}

// Expunge removes messages with \Deleted (RFC 3501 §6.4.3). As a UID command
// it takes a set of UIDs (RFC 4315 §2.1).
func Expunge(set ...Arg) *Command {
	return owning("EXPUNGE", InSelected, "EXPUNGE", set...)
}

// Check asks for a checkpoint (RFC 3501 §6.4.1).
func Check() *Command { return simple("CHECK", InSelected) }

// A Charset names the character set of search criteria: "" for none.
type Charset string

// Search finds messages (RFC 3501 §6.4.4). returning is a RETURN list (RFC
// 4731) or nil; with it the data is that of ESEARCH.
func Search(returning Arg, charset Charset, criteria ...Arg) *Command {
	cmd := owning("SEARCH", InSelected, "SEARCH")
	cmd.returns(returning)
	if charset != "" {
		cmd.Args = append(cmd.Args, Verbatim("CHARSET"), AString(charset))
	}
	cmd.search(charset, criteria)
	return cmd
}

// Sort finds messages and sorts them (RFC 5256 §3). keys is a list of sort
// keys, with or without its parentheses.
func Sort(returning, keys Arg, charset Charset, criteria ...Arg) *Command {
	cmd := owning("SORT", InSelected, "SORT")
	cmd.returns(returning)
	cmd.Args = append(cmd.Args, parens(keys), AString(charset))
	cmd.search(charset, criteria)
	return cmd
}

// Thread finds messages and groups them into threads (RFC 5256 §3).
func Thread(algorithm Arg, charset Charset, criteria ...Arg) *Command {
	cmd := owning("THREAD", InSelected, "THREAD", algorithm, AString(charset))
	cmd.search(charset, criteria)
	return cmd
}

// returns adds RETURN (…) and the ESEARCH responses it brings. A server in
// IMAP4rev2 sends them unasked.
func (cmd *Command) returns(list Arg) {
	cmd.Owns = append(cmd.Owns, "ESEARCH")
	if list != nil {
		cmd.Owns = []string{"ESEARCH", cmd.Name}
		cmd.Args = append(cmd.Args, Verbatim("RETURN"), parens(list))
	}
}

// search adds criteria, encoded in charset. A charset after ENABLE UTF8=ACCEPT
// is an error (RFC 6855 §3).
func (cmd *Command) search(charset Charset, criteria []Arg) {
	var broken error
	for _, a := range criteria {
		if w, ok := a.(Word); ok {
			s, err := charset.encode(string(w))
			if err != nil && broken == nil {
				broken = err
			}
			a = Word(s)
		}
		cmd.Args = append(cmd.Args, a)
	}
	cmd.ready = func(c *Client) error {
		if charset != "" && cmd.baseName() == "SEARCH" && c.Enabled("UTF8=ACCEPT") {
			return usagef("non-None charset not valid in UTF8 mode: leave the charset out")
		}
		return broken
	}
}

// baseName is the name of the command, behind UID or not.
func (cmd *Command) baseName() string {
	if cmd.Sub != "" {
		return cmd.Sub
	}
	return cmd.Name
}

// encode writes UTF-8 text in the charset. What is 7-bit is the same in all.
func (cs Charset) encode(s string) (string, error) {
	if isASCII(s) || cs == "" || strings.EqualFold(string(cs), "UTF-8") {
		return s, nil
	}
	out, err := charset.Encode(s, string(cs))
	if err != nil {
		return "", usagef("%v", err)
	}
	return out, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// uidCommands lists the commands that may stand behind UID.
var uidCommands = map[string]bool{
	"FETCH": true, "STORE": true, "COPY": true, "MOVE": true, "EXPUNGE": true, "SEARCH": true,
	"SORT": true, "THREAD": true, "REPLACE": true,
}

// UID makes cmd its UID form (RFC 3501 §6.4.8). The result of SEARCH, SORT and
// THREAD is their data; of all others it is imaplib's, the FETCH responses.
func UID(cmd *Command) *Command {
	cmd.Sub, cmd.Name = cmd.Name, "UID"
	cmd.Args = append([]Arg{Verbatim(cmd.Sub)}, cmd.Args...)
	switch cmd.Sub {
	case "SEARCH", "SORT", "THREAD":
	default:
		cmd.Owns, cmd.result = []string{"FETCH"}, resultOwned
	}
	return cmd
}

// CheckUID returns imaplib's complaint about a command that has no UID form.
func CheckUID(name string) error {
	if uidCommands[strings.ToUpper(name)] {
		return nil
	}
	return usagef("unknown IMAP4 UID command: %s; UID goes with FETCH, STORE, COPY, MOVE, EXPUNGE, SEARCH, SORT and THREAD", strings.ToUpper(name))
}

// checkWritable is what follows a select: imaplib's readonly.
func checkWritable(mailbox Arg, readOnly bool) func(context.Context, *Client, *Result) error {
	return func(_ context.Context, c *Client, r *Result) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		if r.Type == "OK" && !readOnly && c.store.has("READ-ONLY") {
			return &Error{Class: ClassReadOnly, Reason: ReasonReadOnly, Msg: MailboxName(mailbox) + " is not writable"}
		}
		return nil
	}
}

// DecodeMailbox returns the UTF-8 form of a mailbox name off the wire. A name
// that is no valid modified UTF-7 is returned as it is.
func DecodeMailbox(name string) string {
	if s, err := utf7.Decode(name); err == nil {
		return s
	}
	return name
}
