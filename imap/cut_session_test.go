package imap_test

import (
	"context"
	"strings"
	"testing"

	"imapsh/imap"
	"imapsh/imap/auth"
)

// The session that TestT05 cuts, whose answers are kept short: what a cut does
// hangs on where it falls, not on how much there is.

// A step is one command of a session, by its name for people.
type step struct {
	label string
	run   func(ctx context.Context, c *imap.Client) (*imap.Result, error)
}

// A session is commands, one after another.
type session []step

// do adds a command, which is made anew for each run.
func (s *session) do(build func() *imap.Command) {
	*s = append(*s, step{build().Label(), func(ctx context.Context, c *imap.Client) (*imap.Result, error) {
		return c.Do(ctx, build(), nil)
	}})
}

// all adds commands without data of their own.
func (s *session) all(builds ...func() *imap.Command) {
	for _, build := range builds {
		s.do(build)
	}
}

func (s *session) append(mailbox string, bodies ...string) {
	s.do(func() *imap.Command {
		var messages []imap.NewMessage
		for _, b := range bodies {
			messages = append(messages, imap.NewMessage{Flags: imap.Verbatim(`(\Seen)`), Date: "1000000000", Body: imap.Bytes([]byte(b))})
		}
		cmd, err := imap.Append(imap.Mailbox(mailbox), messages...)
		if err != nil {
			panic(err)
		}
		return cmd
	})
}

// idle adds an IDLE that ends as soon as the server has granted it.
func (s *session) idle() {
	*s = append(*s, step{"IDLE", func(ctx context.Context, c *imap.Client) (*imap.Result, error) {
		stop := make(chan struct{})
		close(stop)
		return c.Idle(ctx, nil, stop, false)
	}})
}

// ahead adds two commands that are sent before the first is answered.
func (s *session) ahead() {
	*s = append(*s, step{"NOOP", func(ctx context.Context, c *imap.Client) (r *imap.Result, err error) {
		first, err := c.Start(imap.Noop(), nil)
		if err != nil {
			return nil, err
		}
		second, err := c.Start(imap.Noop(), nil)
		if err != nil {
			first.Wait(ctx, func(*imap.Result, error) {})
			return nil, err
		}
		first.Wait(ctx, func(got *imap.Result, e error) { r, err = got, e })
		second.Wait(ctx, func(got *imap.Result, e error) {
			if err == nil {
				r, err = got, e
			}
		})
		return r, err
	}})
}

func word(s string) imap.Arg { return imap.Verbatim(s) }

// everyCommand is a session in which each command occurs, and then short ones
// until there are n.
func everyCommand(n int) session {
	const plain, lookalike = "Subject: cut\r\n\r\nhi\r\n", "Subject: x\r\n\r\nA0 OK done\r\n* BYE bye\r\n+ go\r\n"
	box, other := imap.Mailbox("Cut"), imap.Mailbox("Cut2")
	var s session
	s.all(
		func() *imap.Command { return imap.Login(imap.AString("alice"), "alicepw") },
		imap.Unauthenticate,
		func() *imap.Command {
			m, err := auth.Select([]string{"PLAIN"}, "PLAIN", auth.Credentials{User: "alice", Password: "alicepw"}, auth.Security{Loopback: true})
			if err != nil {
				panic(err)
			}
			return imap.Authenticate(m)
		},
		imap.Capability, imap.Namespace, imap.Noop,
		func() *imap.Command { return imap.ID("NIL") },
		func() *imap.Command { return imap.Enable(word("CONDSTORE")) },
		func() *imap.Command { return imap.Create(box) },
		func() *imap.Command { return imap.Create(other) },
		func() *imap.Command { return imap.Rename(other, imap.Mailbox("Größe")) },
		func() *imap.Command { return imap.Rename(imap.Mailbox("Größe"), other) },
		func() *imap.Command { return imap.Subscribe(box) },
		func() *imap.Command { return imap.List(imap.AString(""), imap.Pattern("Cut*")) },
		func() *imap.Command { return imap.Lsub(imap.AString(""), imap.Pattern("Cut*")) },
		func() *imap.Command {
			return imap.ListExtended(word("(SUBSCRIBED)"), imap.AString(""), imap.Pattern("Cut"), word("(CHILDREN)"))
		},
		func() *imap.Command { return imap.Unsubscribe(box) },
		func() *imap.Command { return imap.MyRights(box) },
		func() *imap.Command { return imap.SetACL(box, imap.AString("bob"), word("lr")) },
		func() *imap.Command { return imap.GetACL(box) },
		func() *imap.Command { return imap.ListRights(box, imap.AString("bob")) },
		func() *imap.Command { return imap.DeleteACL(box, imap.AString("bob")) },
		func() *imap.Command { return imap.GetQuota(imap.AString("")) },
		func() *imap.Command { return imap.SetQuota(imap.AString(""), word("(STORAGE 512000)")) },
		func() *imap.Command { return imap.GetQuotaRoot(box) },
		func() *imap.Command { return imap.SetMetadata(box, word(`(/private/comment "x")`)) },
		func() *imap.Command { return imap.GetMetadata(nil, box, word("/private/comment")) },
		func() *imap.Command { return imap.SetAnnotation(box, word(`"/comment"`), word(`("value.priv" "y")`)) },
		func() *imap.Command { return imap.GetAnnotation(box, word(`"/comment"`), word(`"value.priv"`)) },
	)
	s.append("Cut", plain, lookalike)
	s.append("Cut", lookalike)
	s.idle()
	s.all(
		func() *imap.Command { return imap.MailboxStatus(box, word("MESSAGES")) },
		func() *imap.Command { return imap.Select(box, true) },
		imap.Unselect,
		func() *imap.Command { return imap.Select(box, false) },
		func() *imap.Command { return imap.Fetch(word("1:3"), word("(UID BODY.PEEK[])")) },
		func() *imap.Command { return imap.Fetch(word("1"), word("(ENVELOPE)")) },
		func() *imap.Command { return imap.Fetch(word("1"), word("(BODYSTRUCTURE)")) },
		func() *imap.Command { return imap.UID(imap.Fetch(word("2"), word("(BINARY.PEEK[1])"))) },
		func() *imap.Command { return imap.Partial(word("1"), word("RFC822.TEXT"), word("1"), word("2")) },
		func() *imap.Command { return imap.Search(nil, "", imap.Word("ALL")) },
		func() *imap.Command { return imap.Search(word("(MIN MAX COUNT ALL)"), "", imap.Word("SEEN")) },
		func() *imap.Command { return imap.Search(nil, "UTF-8", imap.Word("SUBJECT"), imap.Word("é")) },
		func() *imap.Command { return imap.UID(imap.Search(nil, "", imap.Word("1:*"))) },
		func() *imap.Command { return imap.Sort(nil, word("SUBJECT"), "UTF-8", imap.Word("ALL")) },
		func() *imap.Command { return imap.Thread(word("ORDEREDSUBJECT"), "UTF-8", imap.Word("ALL")) },
		func() *imap.Command { return imap.Copy(word("1:2"), other) },
		func() *imap.Command { return imap.UID(imap.Copy(word("1"), box)) },
		func() *imap.Command { return imap.Move(word("4"), other) },
		func() *imap.Command {
			return imap.UID(imap.Store(word("2"), nil, word("FLAGS.SILENT"), word(`(\Deleted)`)))
		},
		func() *imap.Command { return imap.UID(imap.Expunge(word("2"))) },
		imap.Check,
		func() *imap.Command { return imap.Atom("NOTIFY", word("NONE")) },
		func() *imap.Command { return imap.Create(box) }, // NO: there is one
	)
	s.ahead()
	for len(s) < n-3 {
		s.all(
			func() *imap.Command { return imap.Store(word("1"), nil, word("+FLAGS"), word(`(\Deleted)`)) },
			imap.Noop, func() *imap.Command { return imap.Expunge() })
		s.append("Cut", plain)
		s.do(func() *imap.Command { return imap.Fetch(word("1"), word("(FLAGS)")) })
		s.idle()
		s.do(func() *imap.Command { return imap.Fetch(word("1"), word("(BODY.PEEK[TEXT])")) })
	}
	s = s[:n-3]
	s.all(imap.CloseMailbox, func() *imap.Command { return imap.Delete(box) }, imap.Logout)
	return s
}

// outcome is all of a result that a caller sees.
func outcome(t *testing.T, r *imap.Result) string {
	t.Helper()
	tag, text, _ := strings.Cut(string(r.Completion.Line), " ")
	b := []byte(r.Type + "|" + text)
	for _, d := range []*imap.Data{r.Data, r.More} {
		for it, err := range d.All() {
			if err != nil {
				t.Fatal(err)
			}
			b = append(append(append(append(b, '|'), it.Text...), '|'), it.Literal...)
		}
	}
	return strings.ReplaceAll(string(b), tag, "the tag")
}
