package command

import (
	"context"
	"errors"
	"strings"

	"imapsh/imap"
)

var connectionSpecs = []Spec{
	{
		Name: "open", Group: "Connection", Local: true,
		Summary:  "connect to a server and show its greeting",
		Details:  "Port 993 is TLS from the start, any other begins in the clear (see starttls). Nobody is logged in. While connected, shutdown or logout first.",
		Args:     []Arg{{Name: "host", Role: Host, Optional: true}, {Name: "port", Role: Port, Optional: true}},
		RFC:      "RFC 3501 §2.1",
		Examples: []Example{{"open localhost 143", "the greeting; log in yourself"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			return s.Open(ctx, a.TextOr("host", "localhost"), a.TextOr("port", "143"))
		},
	},
	{
		Name: "capability", Group: "Connection", States: imap.Connected, RFC: "RFC 3501 §6.1.1",
		Summary:  "ask what the server can do",
		Details:  `\caps explains the answer.`,
		Examples: []Example{{"capability", "versions, extensions and ways to log in"}},
		Ahead:    true,
		Run:      send(func(*Args) *imap.Command { return imap.Capability() }),
	},
	{
		Name: "noop", Group: "Connection", States: imap.Connected, RFC: "RFC 3501 §6.1.2",
		Summary:  "do nothing, and let the server tell what is new",
		Examples: []Example{{"noop", "keeps the connection alive"}},
		Ahead:    true,
		Run:      send(func(*Args) *imap.Command { return imap.Noop() }),
	},
	{
		Name: "idle", Group: "Connection", States: imap.LoggedIn, Needs: "IDLE", RFC: "RFC 2177 §3",
		Summary:  "wait for what the server has to tell, as it happens",
		Details:  "Ends after the seconds, at a terminal also at Enter or Ctrl-C. A script must give them.",
		Args:     []Arg{{Name: "seconds", Role: Duration, Optional: true}},
		Examples: []Example{{"idle 0.1", "listen for a tenth of a second"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			d, err := seconds(a, "seconds")
			if err != nil {
				return err
			}
			return s.Idle(ctx, d)
		},
	},
	{
		Name: "starttls", Group: "Connection", States: imap.InNonAuth, Needs: "STARTTLS", RFC: "RFC 3501 §6.2.1",
		Summary:  "encrypt the connection",
		Details:  "What was learnt in the clear is forgotten and asked again.",
		Examples: []Example{{"starttls", "then log in"}},
		Run:      send(func(*Args) *imap.Command { return imap.StartTLS() }),
	},
	{
		Name: "compress", Group: "Connection", States: imap.LoggedIn, Needs: "COMPRESS=DEFLATE", RFC: "RFC 4978 §3",
		Summary:  "compress the connection",
		Args:     []Arg{{Name: "algorithm", Role: Choice, Optional: true, Choices: []string{"DEFLATE"}}},
		Examples: []Example{{"compress DEFLATE", "from here on both sides deflate"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			if name := a.TextOr("algorithm", "DEFLATE"); !strings.EqualFold(name, "DEFLATE") {
				return a.errorf("algorithm", "compress knows only DEFLATE, not %s", name)
			}
			return s.Do(ctx, imap.CompressDeflate())
		},
	},
	{
		Name: "id", Group: "Connection", States: imap.Connected, Needs: "ID", RFC: "RFC 2971 §3.1",
		Summary: "exchange the names of client and server software",
		Args:    []Arg{{Name: "name value", Role: Text, Optional: true, Repeated: true}},
		Examples: []Example{
			{"id", "ask, and tell nothing"},
			{`id name imapsh`, "ask, and say who we are"},
		},
		Run: runID,
	},
	{
		Name: "logout", Group: "Connection", States: imap.Connected, RFC: "RFC 3501 §6.1.3",
		Summary:  "say goodbye and close the connection",
		Examples: []Example{{"logout", "the server says BYE"}},
		Run:      send(func(*Args) *imap.Command { return imap.Logout() }),
	},
	{
		Name: "recent", Group: "Connection", States: imap.Connected, RFC: "RFC 3501 §7.3.2",
		Summary:  "show the stored RECENT count, asking with NOOP if there is none",
		Examples: []Example{{"recent", "how many messages are new to this session"}},
		Run:      runRecent,
	},
	{
		Name: "response", Group: "Connection", Local: true, RFC: "RFC 3501 §7",
		Summary:  "show what is stored under a response or response code, and forget it",
		Details:  "What the server says beside the answer is stored under its name: FLAGS, EXISTS, UIDVALIDITY, PERMANENTFLAGS, COPYUID, ALERT and the like.",
		Args:     []Arg{{Name: "code", Role: Choice, Choices: storedCodes}},
		Examples: []Example{{"response UIDVALIDITY", "the mailbox's UIDVALIDITY, once"}},
		Run: func(_ context.Context, s Session, a *Args) error {
			c := s.Client()
			if c == nil {
				return errNotConnected
			}
			return s.Result(c.Response(a.Text("code")))
		},
	},
}

// storedCodes are names worth offering to response.
var storedCodes = []string{
	"EXISTS", "RECENT", "FLAGS", "PERMANENTFLAGS", "UIDVALIDITY", "UIDNEXT", "UNSEEN", "HIGHESTMODSEQ",
	"READ-ONLY", "READ-WRITE", "TRYCREATE", "ALERT", "CAPABILITY", "COPYUID", "APPENDUID", "EXPUNGE", "FETCH",
	"LIST", "STATUS", "ENABLED", "BYE", "VANISHED", "ESEARCH",
}

var errNotConnected = &imap.Error{Class: imap.ClassAbort, Reason: imap.ReasonNetwork, Msg: `not connected; open HOST or \connect URL first`}

// send makes the Run of a command that is sent and shown, and nothing else.
func send(build func(a *Args) *imap.Command) func(context.Context, Session, *Args) error {
	return func(ctx context.Context, s Session, a *Args) error { return s.Do(ctx, build(a)) }
}

func runID(ctx context.Context, s Session, a *Args) error {
	ws := a.Words("name value")
	if len(ws) == 0 {
		return s.Do(ctx, imap.ID("NIL"))
	}
	if len(ws) == 1 && ws[0].Value != "" && ws[0].Value[0] == '(' {
		return s.Do(ctx, imap.ID(ws[0].Value))
	}
	list, err := imap.IDList(a.Texts("name value")...)
	if err != nil {
		return err
	}
	return s.Do(ctx, imap.ID(list))
}

// runRecent is imaplib's recent: the store first, else NOOP.
func runRecent(ctx context.Context, s Session, _ *Args) error {
	c := s.Client()
	if c == nil {
		return errNotConnected
	}
	r, err := c.Recent(ctx)
	var e *imap.Error
	if err != nil && !errors.As(err, &e) {
		return err
	}
	if err != nil {
		return e
	}
	return s.Result(r)
}
