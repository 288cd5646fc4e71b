package command

import (
	"context"
	"fmt"
	"strings"

	"imapsh/imap"
)

var mailboxArg = Arg{Name: "mailbox", Role: Mailbox}

var mailboxSpecs = []Spec{
	{
		Name: "select", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.1",
		Summary: "open a mailbox, for reading and writing unless told otherwise",
		Details: "The result is the number of messages; the rest is stored for response. Everything stored before is forgotten. readonly (or True) as second word means examine.",
		Args: []Arg{
			{Name: "mailbox", Role: Mailbox, Optional: true},
			{Name: "readonly", Role: Choice, Optional: true, Choices: []string{"readonly", "True", "False"}},
			{Name: "(parameters)", Role: Parameters, Optional: true},
		},
		Examples: []Example{
			{"select INBOX", "how many messages there are, and what may be done"},
			{`select "Sent Items"`, "a name with a blank is quoted"},
		},
		Run: func(ctx context.Context, s Session, a *Args) error {
			readOnly, err := readOnlyArg(a)
			if err != nil {
				return err
			}
			return s.Do(ctx, imap.Select(a.ArgOr("mailbox", imap.Mailbox("INBOX")), readOnly, a.List("(parameters)")...))
		},
	},
	{
		Name: "examine", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.2",
		Summary:  "open a mailbox for reading only",
		Args:     []Arg{mailboxArg, {Name: "(parameters)", Role: Parameters, Optional: true}},
		Examples: []Example{{"examine INBOX", "look, and change nothing"}},
		Run: send(func(a *Args) *imap.Command {
			return imap.Select(a.Arg("mailbox"), true, a.List("(parameters)")...)
		}),
	},
	{
		Name: "close", Group: "Mailboxes", States: imap.InSelected, RFC: "RFC 3501 §6.4.2",
		Summary:  "remove deleted messages without a word and leave the mailbox",
		Details:  "unselect leaves without removing anything.",
		Examples: []Example{{"close", "expunge, then leave"}},
		Run:      send(func(*Args) *imap.Command { return imap.CloseMailbox() }),
	},
	{
		Name: "unselect", Group: "Mailboxes", States: imap.InSelected, Needs: "UNSELECT", RFC: "RFC 3691 §2",
		Summary:  "leave the mailbox and remove nothing",
		Examples: []Example{{"unselect", "back to where no mailbox is open"}},
		Run:      send(func(*Args) *imap.Command { return imap.Unselect() }),
	},
	{
		Name: "list", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.8",
		Summary: "list mailboxes",
		Details: "The defaults are \"\" and *. * crosses levels of the hierarchy, % does not. The extended forms of RFC 5258 pass too.",
		Args: []Arg{
			{Name: "(selection)", Role: Parameters, Optional: true},
			{Name: "reference", Role: Reference, Optional: true},
			{Name: "pattern", Role: Pattern, Optional: true},
			{Name: "return", Role: Choice, Optional: true, Choices: []string{"RETURN"}},
			{Name: "(options)", Role: Parameters, Optional: true},
		},
		Examples: []Example{
			{"list", "every mailbox"},
			{`list "" %`, "the top level only"},
			{`list (SUBSCRIBED) "" * RETURN (CHILDREN)`, "what is subscribed, and whether it has children"},
		},
		Ahead: true,
		Run:   runList,
	},
	{
		Name: "lsub", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.9",
		Summary:  "list subscribed mailboxes",
		Args:     []Arg{{Name: "reference", Role: Reference, Optional: true}, {Name: "pattern", Role: Pattern, Optional: true}},
		Examples: []Example{{"lsub", "every subscribed name"}},
		Ahead:    true,
		Run: send(func(a *Args) *imap.Command {
			return imap.Lsub(a.ArgOr("reference", imap.Verbatim(`""`)), a.ArgOr("pattern", imap.Pattern("*")))
		}),
	},
	{
		Name: "status", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.10",
		Summary:  "ask for counters of a mailbox without opening it",
		Args:     []Arg{mailboxArg, {Name: "items", Role: StatusItems, Listed: true}},
		Examples: []Example{{"status INBOX MESSAGES UNSEEN", "how many, and how many unread"}},
		Ahead:    true,
		Run: send(func(a *Args) *imap.Command {
			return imap.MailboxStatus(a.Arg("mailbox"), a.Arg("items"))
		}),
	},
	{
		Name: "create", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.3",
		Summary: "make a mailbox",
		Args:    []Arg{mailboxArg, {Name: "(parameters)", Role: Parameters, Optional: true}},
		Examples: []Example{
			{"create Projects", "a mailbox of one's own"},
			{"create Entwürfe", "names are typed as they are read"},
		},
		Run: send(func(a *Args) *imap.Command { return imap.Create(a.Arg("mailbox"), a.List("(parameters)")...) }),
	},
	{
		Name: "delete", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.4",
		Summary:  "remove a mailbox and all its messages",
		Details:  `At a terminal the shell asks first, unless it was started with -y or \set confirm is off.`,
		Args:     []Arg{mailboxArg},
		Examples: []Example{{"delete Old", "on a terminal the shell asks first"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			name := a.Text("mailbox")
			if err := s.Confirm(fmt.Sprintf("Delete mailbox %s and every message in it?", name), name); err != nil {
				return err
			}
			return s.Do(ctx, imap.Delete(a.Arg("mailbox")))
		},
	},
	{
		Name: "rename", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.5",
		Summary:  "rename a mailbox and what is below it",
		Args:     []Arg{{Name: "from", Role: Mailbox}, {Name: "to", Role: Mailbox}},
		Examples: []Example{{"rename Old Older", "what is below it moves too"}},
		Run:      send(func(a *Args) *imap.Command { return imap.Rename(a.Arg("from"), a.Arg("to")) }),
	},
	{
		Name: "subscribe", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.6",
		Summary:  "add a mailbox to the subscribed list",
		Args:     []Arg{mailboxArg},
		Examples: []Example{{"subscribe INBOX", "lsub shows it now"}},
		Run:      send(func(a *Args) *imap.Command { return imap.Subscribe(a.Arg("mailbox")) }),
	},
	{
		Name: "unsubscribe", Group: "Mailboxes", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.7",
		Summary:  "take a mailbox off the subscribed list",
		Args:     []Arg{mailboxArg},
		Examples: []Example{{"unsubscribe INBOX", "lsub does not show it any more"}},
		Run:      send(func(a *Args) *imap.Command { return imap.Unsubscribe(a.Arg("mailbox")) }),
	},
	{
		Name: "namespace", Group: "Mailboxes", States: imap.LoggedIn, Needs: "NAMESPACE", RFC: "RFC 2342 §5",
		Summary:  "show the prefixes of personal, other users' and shared mailboxes",
		Examples: []Example{{"namespace", "where names begin, and what divides them"}},
		Ahead:    true,
		Run:      send(func(*Args) *imap.Command { return imap.Namespace() }),
	},
}

// readOnlyArg understands imaplib's second argument of select.
func readOnlyArg(a *Args) (bool, error) {
	switch word := strings.ToLower(a.Text("readonly")); word {
	case "", "false", "0":
		return false, nil
	case "readonly", "true", "1", "readonly=true":
		return true, nil
	default:
		return false, a.errorf("readonly", "%s is neither readonly nor a parameter list; a name with blanks is quoted: %s \"%s %s\"",
			a.Text("readonly"), a.Spec.Name, a.Text("mailbox"), a.Text("readonly"))
	}
}

func runList(ctx context.Context, s Session, a *Args) error {
	reference := a.ArgOr("reference", imap.Verbatim(`""`))
	pattern := a.ArgOr("pattern", imap.Pattern("*"))
	if !a.Has("(selection)") && !a.Has("return") && !a.Has("(options)") {
		return s.Do(ctx, imap.List(reference, pattern))
	}
	if word := a.Text("return"); word != "" && !strings.EqualFold(word, "RETURN") {
		return a.errorf("return", "expected RETURN and its options, found %s; a pattern with blanks is quoted", word)
	}
	if a.Has("return") != a.Has("(options)") {
		return a.errorf("return", "RETURN goes with its options in parentheses: RETURN (CHILDREN)")
	}
	return s.Do(ctx, imap.ListExtended(a.Arg("(selection)"), reference, pattern, a.Arg("(options)")))
}
