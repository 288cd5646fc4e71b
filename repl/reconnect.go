package repl

import (
	"context"
	"fmt"
	"strings"

	"imapsh/imap"
)

// standing is what \reconnect restores.
type standing struct {
	mailbox    imap.MailboxState
	enabled    []string
	caps       []string
	encrypted  bool
	compressed bool
}

// standingOf is how a client stands, or stood when its connection went.
func standingOf(c *imap.Client) standing {
	mailbox := c.LastMailbox()
	if c.Err() == nil {
		mailbox = c.Mailbox()
	}
	return standing{mailbox, c.EnabledNames(), c.Capabilities(), c.Encrypted(), c.Compressed()}
}

// Reconnect implements [command.Connection]: it connects again, logs in again,
// switches on what was on, opens the mailbox again, and says what has changed.
func (s *Session) Reconnect(ctx context.Context) error {
	l := s.link
	if l == nil {
		return notConnected(`\reconnect`)
	}
	srv := l.server.clone()
	var before standing
	if l.client != nil {
		before = standingOf(l.client)
		_ = l.client.Close() // it may be gone already
	}
	if before.encrypted && srv.tls != "implicit" {
		srv.tls = "starttls" // what was encrypted stays so
	}
	srv.compress = srv.compress || before.compressed
	srv.entered = false
	if err := s.enter(ctx, l, srv); err != nil {
		return err
	}
	return s.restore(ctx, &before)
}

// restore makes the session stand as it did, and says what differs.
func (s *Session) restore(ctx context.Context, before *standing) error {
	c := s.client
	switch {
	case c.State() == imap.StateNonAuth && s.server.byHand:
		s.renderer.Remark("connected again; the answers of authenticate were typed by hand: log in again")
		return nil
	case c.State() == imap.StateNonAuth:
		s.renderer.Remark("connected again; nobody was logged in")
		return nil
	}
	for _, line := range changedCapabilities(before.caps, c.Capabilities()) {
		s.renderer.Remark(line)
	}
	if err := s.enableAgain(ctx, before.enabled); err != nil {
		return err
	}
	if before.mailbox.Name == "" {
		s.renderer.Remark("connected again")
		return nil
	}
	was := before.mailbox
	if err := quietly(ctx, c, imap.Select(mailboxArg(was.Name), was.ReadOnly)); err != nil && imap.ClassOf(err) != imap.ClassReadOnly {
		return err
	}
	s.renderer.Remark("connected again; " + changedMailbox(was, c.Mailbox()))
	return nil
}

// enableAgain switches the extensions on that were on.
func (s *Session) enableAgain(ctx context.Context, names []string) error {
	if len(names) == 0 || !s.client.Has("ENABLE") {
		return nil
	}
	args := make([]imap.Arg, len(names))
	for i, name := range names {
		args[i] = imap.Word(name)
	}
	return quietly(ctx, s.client, imap.Enable(args...))
}

// changedCapabilities says what a server can do now and could not before, and
// the other way round.
func changedCapabilities(before, now []string) []string {
	var lines []string
	if gone := without(before, now); len(gone) > 0 {
		lines = append(lines, "the server no longer offers "+strings.Join(gone, " "))
	}
	if come := without(now, before); len(come) > 0 && len(before) > 0 {
		lines = append(lines, "the server now offers "+strings.Join(come, " "))
	}
	return lines
}

// without is what of a list does not stand in another.
func without(list, other []string) []string {
	in := make(map[string]bool, len(other))
	for _, name := range other {
		in[name] = true
	}
	var rest []string
	for _, name := range list {
		if !in[name] {
			rest = append(rest, name)
		}
	}
	return rest
}

// changedMailbox says what has changed in a mailbox between two openings.
func changedMailbox(was, is imap.MailboxState) string {
	var words []string
	if was.UIDValidity != is.UIDValidity {
		words = append(words, fmt.Sprintf("UIDVALIDITY was %d and is %d: UIDs from before mean nothing any more", was.UIDValidity, is.UIDValidity))
	}
	if was.Exists != is.Exists {
		words = append(words, fmt.Sprintf("%d messages, %d before: message numbers may have moved", is.Exists, was.Exists))
	}
	if was.UIDNext != is.UIDNext && was.UIDNext != 0 && was.UIDValidity == is.UIDValidity {
		words = append(words, fmt.Sprintf("UIDNEXT was %d and is %d: new messages have come", was.UIDNext, is.UIDNext))
	}
	if was.ReadOnly != is.ReadOnly {
		words = append(words, fmt.Sprintf("read-only was %v and is %v", was.ReadOnly, is.ReadOnly))
	}
	if len(words) == 0 {
		return was.Name + " is open again and as it was"
	}
	return was.Name + " is open again: " + strings.Join(words, "; ")
}
