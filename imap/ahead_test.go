package imap_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"imapsh/imap"
	"imapsh/imap/wire"
)

// holdBack is a server that answers only once it has got n commands.
func holdBack(t *testing.T, n int, answers ...string) *imap.Client {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { theirs.Close() })
	go func() {
		fmt.Fprint(theirs, "* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n")
		rd := bufio.NewReader(theirs)
		var tags []string
		for range n {
			line, err := rd.ReadString('\n')
			if err != nil {
				return
			}
			tag, _, _ := strings.Cut(line, " ")
			tags = append(tags, tag)
		}
		for i, answer := range answers {
			fmt.Fprint(theirs, strings.ReplaceAll(answer, "$tag", tags[i]))
		}
		_, _ = rd.ReadString('\n') // until the client goes away
	}()
	c, err := imap.New(t.Context(), ours, imap.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// Three commands are on the wire before the first is answered, and are shown in
// order all the same.
func TestAhead(t *testing.T) {
	t.Parallel()
	c := holdBack(
		t, 3, "* STATUS a (MESSAGES 1)\r\n$tag OK one\r\n", "$tag NO two\r\n", "* STATUS c (MESSAGES 3)\r\n$tag OK three\r\n",
	)
	var shown []string
	var sent []*imap.Ahead
	for _, name := range []string{"a", "b", "c"} {
		h := &imap.Handler{Data: func(*wire.Response) error {
			shown = append(shown, "data of "+name)
			return nil
		}}
		a, err := c.Start(imap.MailboxStatus(imap.Mailbox(name), imap.Word("(MESSAGES)")), h)
		if err != nil {
			t.Fatal(err)
		}
		sent = append(sent, a)
	}
	for _, a := range sent {
		a.Wait(t.Context(), func(r *imap.Result, err error) {
			if err != nil {
				t.Error(err)
				return
			}
			shown = append(shown, r.Type+" "+string(r.Completion.Text))
		})
	}
	if got, want := strings.Join(shown, ", "), "data of a, OK one, NO two, data of c, OK three"; got != want {
		t.Errorf("shown: %s, want %s", got, want)
	}
}

// When the connection goes, all that is under way ends.
func TestAheadOfTheEnd(t *testing.T) {
	t.Parallel()
	c := holdBack(t, 2, "* BYE away\r\n")
	var failed int
	var sent []*imap.Ahead
	for range 2 {
		a, err := c.Start(imap.Noop(), nil)
		if err != nil {
			t.Fatal(err)
		}
		sent = append(sent, a)
	}
	for _, a := range sent {
		a.Wait(t.Context(), func(_ *imap.Result, err error) {
			if imap.ClassOf(err) == imap.ClassAbort {
				failed++
			}
		})
	}
	if failed != 2 {
		t.Errorf("%d of 2 commands ended with an abort", failed)
	}
}

func TestNotAhead(t *testing.T) {
	t.Parallel()
	c := holdBack(t, 1)
	if _, err := c.Start(appended(t, "x"), nil); !errors.Is(err, imap.ErrNotAhead) {
		t.Errorf("a command with a literal: %v", err)
	}
	if _, err := c.Start(selectInbox(), nil); !errors.Is(err, imap.ErrNotAhead) {
		t.Errorf("SELECT: %v", err)
	}
	if _, err := c.Start(imap.Check(), nil); err == nil || imap.ClassOf(err) != imap.ClassError {
		t.Errorf("an illegal state: %v", err)
	}
}
