package command

import (
	"context"

	"imapsh/imap"
	"imapsh/repl/words"
)

var annotationSpecs = []Spec{
	{
		Name: "getmetadata", Group: "Annotations", States: imap.LoggedIn, Needs: "METADATA", RFC: "RFC 5464 §4.2",
		Summary: `show annotations of a mailbox, or of the server ("")`,
		Args: []Arg{
			{Name: "(options)", Role: Parameters, Optional: true},
			mailboxArg,
			{Name: "entries", Role: Entries, Listed: true},
		},
		Examples: []Example{{"getmetadata INBOX /private/comment", "a note of one's own on a mailbox"}},
		Ahead:    true,
		Run: send(func(a *Args) *imap.Command {
			return imap.GetMetadata(a.Arg("(options)"), a.Arg("mailbox"), a.Arg("entries"))
		}),
	},
	{
		Name: "setmetadata", Group: "Annotations", States: imap.LoggedIn, Needs: "METADATA", RFC: "RFC 5464 §4.3",
		Summary: "set annotations; NIL as value removes one",
		Details: "The value may be a string, a literal, a file (<note.txt) or the lines up to a word (<<END). Several go in one list: (/private/a \"x\" /private/b NIL).",
		Args: []Arg{
			mailboxArg,
			{Name: "entry", Role: Entries},
			{Name: "value", Role: Value, Optional: true},
		},
		Examples: []Example{
			{`setmetadata INBOX (/private/comment "mine")`, "the form of the protocol"},
			{`setmetadata INBOX /private/comment "mine"`, "the same, parentheses added"},
		},
		Run: runSetMetadata,
	},
	{
		Name: "getannotation", Group: "Annotations", States: imap.LoggedIn, Needs: "ANNOTATEMORE",
		Summary: "show annotations as METADATA's predecessor had them",
		Args: []Arg{
			mailboxArg,
			{Name: "entry", Role: Text},
			{Name: "attribute", Role: Text},
		},
		Examples: []Example{{`getannotation INBOX "/comment" "value.priv"`, "on servers that never learnt METADATA"}},
		Ahead:    true,
		Run: send(func(a *Args) *imap.Command {
			return imap.GetAnnotation(a.Arg("mailbox"), a.Arg("entry"), a.Arg("attribute"))
		}),
	},
	{
		Name: "setannotation", Group: "Annotations", States: imap.LoggedIn, Needs: "ANNOTATEMORE",
		Summary:  "set annotations as METADATA's predecessor had them",
		Args:     []Arg{mailboxArg, {Name: "entry (attribute value)", Role: Text, Repeated: true}},
		Examples: []Example{{`setannotation INBOX "/comment" ("value.priv" "mine")`, "entry, then a list of attribute and value"}},
		Run: send(func(a *Args) *imap.Command {
			return imap.SetAnnotation(a.Arg("mailbox"), a.List("entry (attribute value)")...)
		}),
	},
}

// runSetMetadata makes the list of entries and values that the protocol wants.
func runSetMetadata(ctx context.Context, s Session, a *Args) error {
	entry := a.Words("entry")[0]
	switch {
	case entry.Form == words.Group && a.Has("value"):
		return a.errorf("value", "setmetadata: surplus word behind the list of entries")
	case entry.Form == words.Group:
		return s.Do(ctx, imap.SetMetadata(a.Arg("mailbox"), a.Arg("entry")))
	case !a.Has("value") && !a.Cancelled("value"):
		return a.errorf("entry", "setmetadata: value is missing; NIL removes the entry; the syntax is: %s", a.Spec.Syntax())
	}
	value := imap.Arg(imap.Verbatim("NIL"))
	if a.Has("value") {
		var err error
		if value, err = metadataValue(a.Words("value")[0]); err != nil {
			return a.errorWrap("value", err)
		}
	}
	list := imap.Group{imap.Verbatim("("), a.Arg("entry"), imap.Verbatim(" "), value, imap.Verbatim(")")}
	return s.Do(ctx, imap.SetMetadata(a.Arg("mailbox"), list))
}

// metadataValue is a value, which is always a string: a bare word is quoted.
func metadataValue(w words.Word) (imap.Arg, error) {
	switch w.Form {
	case words.File:
		b, err := readFile(w.Value)
		return imap.Literal{Body: imap.Bytes(b)}, err
	case words.Literal, words.Heredoc:
		return one(Value, w), nil
	}
	return imap.Quoted(w.Value), nil
}
