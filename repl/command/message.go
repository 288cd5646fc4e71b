package command

import (
	"context"
	"slices"
	"strings"

	"imapsh/imap"
	"imapsh/imap/protocol"
	"imapsh/imap/wire"
	"imapsh/repl/words"
)

var (
	setArg      = Arg{Name: "set", Role: Set}
	itemsArg    = Arg{Name: "items", Role: FetchItems, Listed: true}
	modifierArg = Arg{Name: "(modifiers)", Role: Parameters, Optional: true}
	criteriaArg = Arg{Name: "criteria", Role: SearchKeys, Repeated: true}
)

var storeArgs = []Arg{
	setArg, modifierArg, {Name: "item", Role: StoreItem}, {Name: "flags", Role: Flags, Listed: true},
}

var searchArgs = []Arg{{Name: "charset", Role: Charset, Optional: true}, criteriaArg}

var messageSpecs = []Spec{
	{
		Name: "fetch", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.5",
		Summary: "retrieve messages, parts of them, or what is known of them",
		Details: `BODY[…] without .PEEK sets \Seen. Several items get their parentheses by themselves.`,
		Args:    []Arg{setArg, itemsArg, modifierArg},
		Examples: []Example{
			{"fetch 1:5 (FLAGS UID)", "what is known of the first five"},
			{"fetch 1 BODY.PEEK[HEADER.FIELDS (DATE FROM)]", "two header fields"},
			{"fetch 1 (UID BODY[TEXT])", "the text of a message"},
		},
		Run: runFetch,
	},
	{
		Name: "store", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.6",
		Summary:  "set, add or remove flags",
		Args:     storeArgs,
		Examples: []Example{{`store 1 +FLAGS \Flagged`, "flag a message"}},
		Run:      send(buildStore),
	},
	{
		Name: "copy", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.7",
		Summary:  "copy messages to another mailbox",
		Args:     []Arg{setArg, mailboxArg},
		Examples: []Example{{"copy 1 Archive", "COPYUID tells the new UID: response COPYUID"}},
		Run:      send(buildCopy),
	},
	{
		Name: "move", Group: "Messages", States: imap.InSelected, Needs: "MOVE", RFC: "RFC 6851 §3.1",
		Summary:  "move messages to another mailbox",
		Args:     []Arg{setArg, mailboxArg},
		Examples: []Example{{"move 1 Archive", "copied there and expunged here, in one step"}},
		Run:      send(buildMove),
	},
	{
		Name: "append", Group: "Messages", States: imap.LoggedIn, RFC: "RFC 3501 §6.3.11",
		Summary: "add a message to a mailbox",
		Details: `The message is a file (<mail.eml), the lines up to a word (<<END), a literal ({310}) or a string. Line ends become CRLF. The date is "02-Jan-2006 15:04:05 +0000", RFC 3339 or seconds since 1970.`,
		Args: []Arg{
			{Name: "mailbox", Role: Mailbox, Optional: true},
			{Name: "flags", Role: Flags, Optional: true, Listed: true},
			{Name: "date", Role: Date, Optional: true},
			{Name: "message", Role: Message},
			{Name: "more", Role: Message, Optional: true, Repeated: true},
		},
		Examples: []Example{{`append INBOX (\Seen) NIL 'Subject: test'`, "APPENDUID tells the UID: response APPENDUID"}},
		Run:      runAppend,
	},
	{
		Name: "expunge", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.3",
		Summary:  `remove messages with \Deleted for good`,
		Examples: []Example{{"expunge", "the numbers of what went, in order"}},
		Run:      send(func(*Args) *imap.Command { return imap.Expunge() }),
	},
	{
		Name: "search", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.4",
		Summary: "find messages",
		Details: "A first word that is a search key, a set, (, NOT, OR, RETURN or CHARSET is a criterion; anything else is the character set, NIL for none.",
		Args:    searchArgs,
		Examples: []Example{
			{"search unseen", "what is not read yet"},
			{"search NIL FROM alice SINCE 1-Jan-2026", "the form of imaplib"},
		},
		Run: buildAndSend(buildSearch),
	},
	{
		Name: "sort", Group: "Messages", States: imap.InSelected, Needs: "SORT", RFC: "RFC 5256 §3",
		Summary: "find messages, in order",
		Args: []Arg{
			{Name: "keys", Role: SortKeys},
			{Name: "charset", Role: Charset},
			criteriaArg,
		},
		Examples: []Example{{"sort (REVERSE DATE) UTF-8 ALL", "newest first"}},
		Run:      buildAndSend(buildSort),
	},
	{
		Name: "thread", Group: "Messages", States: imap.InSelected, Needs: "THREAD=REFERENCES", RFC: "RFC 5256 §3",
		Summary: "find messages, grouped into conversations",
		Args: []Arg{
			{Name: "algorithm", Role: Algorithm},
			{Name: "charset", Role: Charset},
			criteriaArg,
		},
		Examples: []Example{{"thread REFERENCES UTF-8 ALL", "who answered whom"}},
		Run:      buildAndSend(buildThread),
	},
	{
		Name: "check", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.1",
		Summary:  "ask for a checkpoint of the mailbox",
		Examples: []Example{{"check", "gone from IMAP4rev2; noop polls"}},
		Run:      send(func(*Args) *imap.Command { return imap.Check() }),
	},
	{
		Name: "partial", Group: "Messages", States: imap.InSelected, RFC: "RFC 1730 §6.4.6",
		Summary: "retrieve a part of a message, as IMAP4 did before rev1",
		Details: "Most servers say BAD: use fetch 1 BODY[]<0.100>.",
		Args: []Arg{
			{Name: "number", Role: Set},
			{Name: "item", Role: FetchItems},
			{Name: "start", Role: Number},
			{Name: "length", Role: Number},
		},
		Examples: []Example{{"partial 1 RFC822 1 40", "the first 40 bytes"}},
		Run: send(func(a *Args) *imap.Command {
			return imap.Partial(a.Arg("number"), a.Arg("item"), a.Arg("start"), a.Arg("length"))
		}),
	},
	{
		Name: "uid", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.8",
		Summary:  "use UIDs in place of message numbers",
		Details:  "Goes before fetch, store, copy, move, expunge, search, sort and thread.",
		Args:     []Arg{{Name: "command", Role: UIDCommand, Repeated: true}},
		Examples: []Example{{"uid fetch 101 FLAGS", "the message with UID 101"}},
		Run: func(_ context.Context, _ Session, a *Args) error {
			return a.errorWrap("command", imap.CheckUID(a.Words("command")[0].Value))
		},
	},
	{
		Name: "uid fetch", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.8",
		Summary: "fetch by UID", Args: []Arg{setArg, itemsArg, modifierArg},
		Examples: []Example{{"uid fetch 101 FLAGS", "the message with UID 101, whatever its number"}},
		Ahead:    true,
		Run:      runFetch,
	},
	{
		Name: "uid store", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.8",
		Summary: "store by UID", Args: storeArgs,
		Examples: []Example{{`uid store 101 -FLAGS (\Seen)`, "make it unread"}},
		Run:      send(behindUID(buildStore)),
	},
	{
		Name: "uid copy", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.8",
		Summary: "copy by UID", Args: []Arg{setArg, mailboxArg},
		Examples: []Example{{"uid copy 101 Archive", "the tagged text has the COPYUID"}},
		Run:      send(behindUID(buildCopy)),
	},
	{
		Name: "uid move", Group: "Messages", States: imap.InSelected, Needs: "MOVE", RFC: "RFC 6851 §3.2",
		Summary: "move by UID", Args: []Arg{setArg, mailboxArg},
		Examples: []Example{{"uid move 101 Archive", "copied there and expunged here, in one step"}},
		Run:      send(behindUID(buildMove)),
	},
	{
		Name: "uid expunge", Group: "Messages", States: imap.InSelected, Needs: "UIDPLUS", RFC: "RFC 4315 §2.1",
		Summary: `remove messages with \Deleted, of these UIDs only`, Args: []Arg{setArg},
		Examples: []Example{{"uid expunge 101", "no other deleted message goes"}},
		Run:      send(behindUID(func(a *Args) *imap.Command { return imap.Expunge(a.Arg("set")) })),
	},
	{
		Name: "uid search", Group: "Messages", States: imap.InSelected, RFC: "RFC 3501 §6.4.8",
		Summary: "search, with UIDs as the result", Args: searchArgs,
		Examples: []Example{{"uid search ALL", "every UID"}},
		Run:      buildAndSend(fallibleUID(buildSearch)),
	},
	{
		Name: "uid sort", Group: "Messages", States: imap.InSelected, Needs: "SORT", RFC: "RFC 5256 §3",
		Summary: "sort, with UIDs as the result",
		Args: []Arg{
			{Name: "keys", Role: SortKeys},
			{Name: "charset", Role: Charset},
			criteriaArg,
		},
		Examples: []Example{{"uid sort (SUBJECT) UTF-8 ALL", "UIDs by subject"}},
		Run:      buildAndSend(fallibleUID(buildSort)),
	},
	{
		Name: "uid thread", Group: "Messages", States: imap.InSelected, Needs: "THREAD=REFERENCES", RFC: "RFC 5256 §3",
		Summary: "thread, with UIDs as the result",
		Args: []Arg{
			{Name: "algorithm", Role: Algorithm},
			{Name: "charset", Role: Charset},
			criteriaArg,
		},
		Examples: []Example{{"uid thread REFERENCES UTF-8 ALL", "conversations of UIDs"}},
		Run:      buildAndSend(fallibleUID(buildThread)),
	},
}

// isUID reports whether the Spec is that of a UID command.
func (sp *Spec) isUID() bool { return strings.HasPrefix(sp.Name, "uid ") }

// behindUID makes a command its UID form.
func behindUID(build func(*Args) *imap.Command) func(*Args) *imap.Command {
	return func(a *Args) *imap.Command { return imap.UID(build(a)) }
}

type fallible func(*Args) (*imap.Command, error)

func fallibleUID(build fallible) fallible {
	return func(a *Args) (*imap.Command, error) {
		cmd, err := build(a)
		if err != nil {
			return nil, err
		}
		return imap.UID(cmd), nil
	}
}

func buildAndSend(build fallible) func(context.Context, Session, *Args) error {
	return func(ctx context.Context, s Session, a *Args) error {
		cmd, err := build(a)
		if err != nil {
			return err
		}
		return s.Do(ctx, cmd)
	}
}

func runFetch(ctx context.Context, s Session, a *Args) error {
	cmd := imap.Fetch(a.Arg("set"), a.Arg("items"), a.List("(modifiers)")...)
	if a.Spec.isUID() {
		cmd = imap.UID(cmd)
	}
	return s.Do(ctx, cmd)
}

func buildStore(a *Args) *imap.Command {
	return imap.Store(a.Arg("set"), a.Arg("(modifiers)"), a.Arg("item"), a.Arg("flags"))
}

func buildCopy(a *Args) *imap.Command { return imap.Copy(a.Arg("set"), a.Arg("mailbox")) }

func buildMove(a *Args) *imap.Command { return imap.Move(a.Arg("set"), a.Arg("mailbox")) }

// buildSearch tells imaplib's form, whose first word is the charset, from the
// form of the protocol.
func buildSearch(a *Args) (*imap.Command, error) {
	ws := slices.Concat(a.Words("charset"), a.Words("criteria"))
	var charset imap.Charset
	switch {
	case a.Cancelled("charset"):
	case len(ws) > 1 && strings.EqualFold(ws[0].Value, "CHARSET") && ws[0].Form == words.Bare:
		charset, ws = imap.Charset(ws[1].Value), ws[2:]
	case len(ws) > 1 && !IsCriterion(ws[0]):
		charset, ws = imap.Charset(ws[0].Value), ws[1:]
	}
	returning, ws, err := returnList(a, ws)
	if err != nil {
		return nil, err
	}
	// imaplib's order is CHARSET first; RETURN stands before it on the wire.
	if len(ws) > 1 && charset == "" && strings.EqualFold(ws[0].Value, "CHARSET") && ws[0].Form == words.Bare {
		charset, ws = imap.Charset(ws[1].Value), ws[2:]
	}
	if len(ws) == 0 {
		return nil, a.errorf("criteria", "search: criteria are missing; ALL finds every message")
	}
	return imap.Search(returning, charset, criteria(ws)...), nil
}

// returnList cuts RETURN (…) off the criteria (RFC 4731 §3.1).
func returnList(a *Args, ws []words.Word) (imap.Arg, []words.Word, error) {
	if len(ws) == 0 || ws[0].Form != words.Bare || !strings.EqualFold(ws[0].Value, "RETURN") {
		return nil, ws, nil
	}
	if len(ws) == 1 || ws[1].Form != words.Group {
		return nil, nil, a.errorf("criteria", "RETURN goes with a list in parentheses: RETURN (COUNT)")
	}
	return imap.Word(ws[1].Value), ws[2:], nil
}

func buildSort(a *Args) (*imap.Command, error) {
	return imap.Sort(nil, a.Arg("keys"), imap.Charset(a.Text("charset")), criteria(a.Words("criteria"))...), nil
}

func buildThread(a *Args) (*imap.Command, error) {
	return imap.Thread(a.Arg("algorithm"), imap.Charset(a.Text("charset")), criteria(a.Words("criteria"))...), nil
}

// criteria makes arguments of search keys.
func criteria(ws []words.Word) []imap.Arg {
	args := make([]imap.Arg, len(ws))
	for i, w := range ws {
		args[i] = one(SearchKeys, w)
	}
	return args
}

// IsCriterion reports whether the first word of a search begins its criteria rather
// than naming a charset: a list, a set, or a search key.
func IsCriterion(w words.Word) bool {
	if w.Form == words.Group {
		return true
	}
	if w.Form != words.Bare {
		return false
	}
	switch name := strings.ToUpper(w.Value); name {
	case "NOT", "OR", "RETURN", "CHARSET", "$":
		return true
	default:
		if _, ok := protocol.FindSearchKey(name); ok {
			return true
		}
	}
	_, err := wire.ParseSet([]byte(w.Value))
	return err == nil
}

func runAppend(ctx context.Context, s Session, a *Args) error {
	first := imap.NewMessage{Flags: a.Arg("flags"), Date: a.Text("date")}
	var err error
	if first.Body, err = body(a.Words("message")[0]); err != nil {
		return a.errorWrap("message", err)
	}
	messages := []imap.NewMessage{first}
	more, err := moreMessages(a)
	if err != nil {
		return err
	}
	cmd, err := imap.Append(a.Arg("mailbox"), append(messages, more...)...)
	if err != nil {
		return err
	}
	return s.Do(ctx, cmd)
}

// moreMessages are the further messages of MULTIAPPEND: [flags] [date] literal,
// over and over (RFC 3502).
func moreMessages(a *Args) ([]imap.NewMessage, error) {
	var out []imap.NewMessage
	var m imap.NewMessage
	for _, w := range a.Words("more") {
		var err error
		switch {
		case isLiteral(w):
			if m.Body, err = body(w); err != nil {
				return nil, a.errorWrap("more", err)
			}
			out = append(out, m)
			m = imap.NewMessage{}
		case w.Form == words.Group:
			m.Flags = one(Flags, w)
		default:
			m.Date = w.Value
		}
	}
	if m.Flags != nil || m.Date != "" {
		return nil, a.errorf("more", "append: surplus word; a further message is flags, date and a literal, and the literal is missing; the syntax is: %s", a.Spec.Syntax())
	}
	return out, nil
}

// body is the message that a word is or names.
func body(w words.Word) (imap.Body, error) {
	if w.Form == words.File {
		return imap.FileMessage(w.Value, MaxMessage)
	}
	return imap.Message([]byte(w.Value)), nil
}
