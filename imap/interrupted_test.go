package imap_test

import (
	"context"
	"testing"

	"imapsh/imap"
	"imapsh/imap/practice"
	"imapsh/imap/wire"
)

// A command that is broken off while its handler is at work has not ended before the
// handler is back: whoever gave it may use what it writes to.
func TestABrokenOffCommandWaitsForItsHandler(t *testing.T) {
	t.Parallel()
	nc, gone := practice.Script{
		practice.Send(authed), selected(), practice.Expect(`\S+ FETCH .*`), practice.Send("* 1 FETCH (FLAGS ())\r\n"), practice.Silence(),
	}.Pipe()
	c, err := imap.New(t.Context(), nc, imap.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Do(t.Context(), selectInbox(), nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	there, goOn, back := make(chan struct{}), make(chan struct{}), false
	handler := &imap.Handler{Data: func(*wire.Response) error {
		close(there)
		<-goOn
		back = true
		return nil
	}}
	go func() {
		<-there
		cancel()
		<-gone // the connection is closed
		close(goOn)
	}()
	if _, err := c.Do(ctx, imap.Fetch(imap.Word("1"), imap.Word("FLAGS")), handler); err == nil || !back {
		t.Errorf("came to %v; the handler is back: %v", err, back)
	}
}
