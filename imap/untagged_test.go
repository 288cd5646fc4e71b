package imap_test

import (
	"fmt"
	"strings"
	"testing"

	"imapsh/imap"
	"imapsh/imap/practice"
)

// pythonic shows a result as imaplib's tuple, for short expectations.
func pythonic(r *imap.Result) string {
	if r == nil {
		return "nothing"
	}
	list := func(d *imap.Data) string {
		if d == nil {
			return "[None]"
		}
		var items []string
		for it, err := range d.All() {
			switch {
			case err != nil:
				return err.Error()
			case it.IsPair():
				items = append(items, fmt.Sprintf("(%s, %s)", it.Text, it.Literal))
			default:
				items = append(items, string(it.Text))
			}
		}
		return "[" + strings.Join(items, "; ") + "]"
	}
	if r.Pair {
		return fmt.Sprintf("%s [%s, %s]", r.Type, list(r.Data), list(r.More))
	}
	return r.Type + " " + list(r.Data)
}

// TestUntaggedStore has a row for each sentence about the store (client.md §2): what
// the peer sends, what is done, and what the last of it comes to.
func TestUntaggedStore(t *testing.T) {
	t.Parallel()
	respond := func(code string) act {
		return func(_ *testing.T, c *imap.Client) (*imap.Result, error) { return c.Response(code), nil }
	}
	recent := func(t *testing.T, c *imap.Client) (*imap.Result, error) { return c.Recent(t.Context()) }
	fetch := func() *imap.Command { return imap.Fetch(imap.Word("1"), imap.Word("FLAGS")) }
	noop := func(text string) practice.Step { return answer("NOOP", text+"$tag OK done\r\n") }
	for _, row := range []struct {
		sentence string
		script   []practice.Step
		acts     []act
		want     string
	}{
		{"a code without data is stored as an empty string", []practice.Step{noop("* OK [ALERT] careful\r\n")}, []act{do(imap.Noop()), respond("ALERT")}, "ALERT []"},
		{"response codes are stored", []practice.Step{noop("* OK [UIDVALIDITY 7] x\r\n")}, []act{do(imap.Noop()), respond("UIDVALIDITY")}, "UIDVALIDITY [7]"},
		{"response: popped", []practice.Step{noop("* OK [UIDVALIDITY 7] x\r\n")}, []act{do(imap.Noop()), respond("UIDVALIDITY"), respond("UIDVALIDITY")}, "UIDVALIDITY [None]"},
		{"response: upper-cased look-up, the code as typed", []practice.Step{noop("* OK [UIDVALIDITY 7] x\r\n")}, []act{do(imap.Noop()), respond("uidvalidity")}, "uidvalidity [7]"},
		{"codes of tagged lines too", []practice.Step{answer("COPY 1 x", "$tag OK [COPYUID 1 2 3] done\r\n")}, []act{do(imap.Copy(imap.Word("1"), imap.Mailbox("x"))), respond("COPYUID")}, "COPYUID [1 2 3]"},
		{"the codes of refusals too", []practice.Step{answer("COPY 1 x", "$tag NO [TRYCREATE] no\r\n")}, []act{do(imap.Copy(imap.Word("1"), imap.Mailbox("x"))), respond("TRYCREATE")}, "TRYCREATE []"},
		{"stored OK, NO and BAD go at the next command", []practice.Step{noop("* NO warning\r\n"), noop("")}, []act{do(imap.Noop(), imap.Noop()), respond("no")}, "no [None]"},
		{"response NO reads as a refusal and has no data", []practice.Step{noop("* NO warning\r\n")}, []act{do(imap.Noop()), respond("NO")}, "NO [None]"},
		{"response no has what was stored, popped by nobody before", []practice.Step{noop("* NO warning\r\n")}, []act{do(imap.Noop()), respond("NO"), respond("no")}, "no [warning]"},
		{"FETCH that came unasked joins the next fetch", []practice.Step{noop("* 2 FETCH (FLAGS ())\r\n"), answer("FETCH 1 FLAGS", "* 1 FETCH (FLAGS (x))\r\n$tag OK done\r\n")}, []act{do(imap.Noop(), fetch())}, "OK [2 (FLAGS ()); 1 (FLAGS (x))]"},
		{"an item's empty rest after a literal is an empty string", []practice.Step{answer("LIST .*", "* LIST () \"/\" {3}\r\nabc\r\n$tag OK done\r\n")}, []act{do(imap.List(imap.Mailbox(""), imap.Pattern("*")))}, `OK [(() "/" {3}, abc); ]`},
		{"a literal yields the pair, and what follows an item of its own", []practice.Step{answer("FETCH 1 FLAGS", "* 1 FETCH (BODY[] {3}\r\nabc)\r\n$tag OK done\r\n")}, []act{do(fetch())}, "OK [(1 (BODY[] {3}, abc); )]"},
		{"on NO the tagged text", []practice.Step{answer("FETCH 1 FLAGS", "$tag NO no\r\n")}, []act{do(fetch())}, "NO [no]"},
		{"none received: None", []practice.Step{answer("FETCH 1 FLAGS", "$tag OK done\r\n")}, []act{do(fetch())}, "OK [None]"},
		{"getquotaroot: the double list", []practice.Step{answer("GETQUOTAROOT x", "* QUOTA \"\" (STORAGE 1 2)\r\n* QUOTAROOT x \"\"\r\n$tag OK done\r\n")}, []act{do(imap.GetQuotaRoot(imap.Mailbox("x")))}, `OK [[x ""], ["" (STORAGE 1 2)]]`},
		{"getquotaroot answered NO", []practice.Step{answer("GETQUOTAROOT x", "$tag NO no\r\n")}, []act{do(imap.GetQuotaRoot(imap.Mailbox("x")))}, "NO [[no], [no]]"},
		{"select flushes the store first", []practice.Step{noop("* 2 FETCH (FLAGS ())\r\n"), answer("SELECT INBOX", "* 3 EXISTS\r\n$tag OK done\r\n"), answer("FETCH 1 FLAGS", "$tag OK done\r\n")}, []act{do(imap.Noop(), selectInbox(), fetch())}, "OK [None]"},
		{"select: the EXISTS count, left in the store", []practice.Step{answer("SELECT INBOX", "* 3 EXISTS\r\n$tag OK done\r\n")}, []act{do(selectInbox()), respond("EXISTS")}, "EXISTS [3]"},
		{"select NO: the tagged text", []practice.Step{answer("SELECT INBOX", "$tag NO no\r\n")}, []act{do(selectInbox())}, "NO [no]"},
		{"recent: stored RECENT", []practice.Step{noop("* 2 RECENT\r\n")}, []act{do(imap.Noop()), recent}, "OK [2]"},
		{"recent: 0 counts as present", []practice.Step{noop("* 0 RECENT\r\n")}, []act{do(imap.Noop()), recent}, "OK [0]"},
		{"recent: else NOOP", []practice.Step{noop("* 5 RECENT\r\n")}, []act{recent}, "OK [5]"},
		{"recent: or None", []practice.Step{noop("")}, []act{recent}, "OK [None]"},
		{"search: no hits", []practice.Step{answer("SEARCH ALL", "* SEARCH\r\n$tag OK done\r\n")}, []act{do(imap.Search(nil, "", imap.Word("ALL")))}, "OK []"},
		{"uid: else U(FETCH)", []practice.Step{answer("UID EXPUNGE 1", "* 1 EXPUNGE\r\n$tag OK done\r\n")}, []act{do(imap.UID(imap.Expunge(imap.Word("1"))))}, "OK [None]"},
		{"expunge: numbers in the order received", []practice.Step{answer("EXPUNGE", "* 3 EXPUNGE\r\n* 1 EXPUNGE\r\n$tag OK done\r\n")}, []act{do(imap.Expunge())}, "OK [3; 1]"},
		{"xatom: untagged data through response", []practice.Step{answer("FOO", "* FOO bar\r\n$tag OK done\r\n")}, []act{do(imap.Atom("FOO")), respond("FOO")}, "FOO [bar]"},
		{"logout", []practice.Step{answer("LOGOUT", "* BYE see you\r\n$tag OK done\r\n")}, []act{do(imap.Logout())}, "BYE [see you]"},
	} {
		t.Run(row.sentence, func(t *testing.T) {
			t.Parallel()
			script := practice.Script{practice.Send("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n")}
			nc, _ := append(append(script, answer("SELECT BOX", "* 9 EXISTS\r\n$tag OK done\r\n")), append(row.script, practice.Silence())...).Pipe()
			c, err := imap.New(t.Context(), nc, imap.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := do(imap.Select(imap.Mailbox("BOX"), false))(t, c); err != nil {
				t.Fatal(err)
			}
			var r *imap.Result
			for _, a := range row.acts {
				if r, err = a(t, c); err != nil {
					t.Fatal(err)
				}
			}
			if got := pythonic(r); got != row.want {
				t.Errorf("comes to %s, want %s", got, row.want)
			}
		})
	}
}
