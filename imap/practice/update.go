package practice

import (
	"time"

	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

// update tells the client, before the tagged answer, what happened since it was
// last told (RFC 3501 §5.2). A command that relies on message numbers holds
// EXPUNGE back (RFC 3501 §7.4.1).
func (s *session) update(c *call) {
	if s.view != nil {
		arrived := s.sync(store.Want{Flags: true, Expunge: c.uid || !c.cmd.holds, New: true}, c.uid)
		if !c.adds() {
			s.fetchNew(arrived)
		}
	}
	s.tellEvents()
}

// adds reports whether the command itself may have put messages into the
// selected mailbox.
func (c *call) adds() bool {
	switch c.base() {
	case "APPEND", "COPY", "MOVE", "REPLACE":
		return true
	}
	return false
}

// sync sends the changes of the selected mailbox in Dovecot's order: flags,
// expunges, new messages. It returns how many of the latter there are.
func (s *session) sync(want store.Want, uid bool) (arrived int) {
	c := s.view.Sync(want)
	if c.Deleted {
		s.deselect()
		s.bye("Mailbox was deleted under us.")
		return 0
	}
	s.announceKeywords()
	for _, i := range c.Flags {
		s.fetchFlags(i, uid)
	}
	s.expunged(c.Expunged)
	if c.New > 0 {
		s.line("* ", itoa(c.Exists), " EXISTS")
	}
	if (c.New > 0 || c.RecentChanged) && !s.enabled.rev2 {
		s.line("* ", itoa(c.Recent), " RECENT")
	}
	return c.New
}

// expunged sends EXPUNGE responses, or one VANISHED where QRESYNC is enabled
// (RFC 7162 §3.2.10.2).
func (s *session) expunged(list []store.Expunged) {
	if len(list) == 0 {
		return
	}
	if !s.enabled.qresync {
		for _, e := range list {
			s.line("* ", itoa(e.Number), " EXPUNGE")
		}
		return
	}
	var uids wire.Set
	for i := len(list) - 1; i >= 0; i-- {
		uids = uids.Add(list[i].UID)
	}
	s.line("* VANISHED ", uids.String())
}

// fetchFlags sends a FETCH with a message's flags. It names the UID where the
// command did, and always with QRESYNC (RFC 7162 §3.2.4) and IMAP4rev2
// (RFC 9051 App. E 21).
func (s *session) fetchFlags(i store.Info, uid bool) {
	b := append(s.buf[:0], "* "...)
	b = append(b, itoa(i.Number)...)
	b = append(b, " FETCH ("...)
	if uid || s.enabled.qresync || s.enabled.rev2 {
		b = append(b, "UID "...)
		b = append(b, itoa(i.UID)...)
		b = append(b, ' ')
	}
	if s.enabled.condstore {
		b = append(b, "MODSEQ ("...)
		b = append(b, itoa(i.ModSeq)...)
		b = append(b, ") "...)
	}
	b = append(b, "FLAGS "...)
	b = appendFlags(b, i.Flags, i.Recent && !s.enabled.rev2)
	b = append(b, ")\r\n"...)
	s.out.Write(b)
	s.buf = b
}

// keepAlive is how often an idling client hears that the server is there, as
// from Dovecot.
const keepAlive = 2 * time.Minute

// awaitInput waits for the client to say something and tells it meanwhile what
// happens. It reports false when the connection is over.
func (s *session) awaitInput() bool {
	s.flush()
	s.limitWait()
	s.rd.OnFill(nil) // the flush it does is this goroutine's business now
	defer s.rd.OnFill(s.beforeRead)
	input := make(chan error, 1)
	go func() { input <- s.rd.Wait() }()
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		select {
		case err := <-input:
			if err != nil && !s.ended {
				s.hangUp(err)
			}
			return err == nil && !s.ended
		case <-s.wakeUp():
			s.push()
		case <-s.eventWakeUp():
			s.push()
		case <-tick.C:
			s.line("* OK Still here")
		}
		s.limitWrite()
		s.flush()
		if s.ended {
			s.conn.SetReadDeadline(past()) // so that Wait returns
		}
	}
}

// push tells what happened while no command is in progress, or in IDLE.
func (s *session) push() {
	if s.view != nil {
		s.fetchNew(s.sync(s.pushed(), false))
	}
	s.tellEvents()
}

func (s *session) wakeUp() <-chan struct{} {
	if s.view == nil {
		return nil
	}
	return s.view.Wake()
}

// announceKeywords tells of keywords that are new in the mailbox, before they
// appear on a message (RFC 3501 §7.2.6).
func (s *session) announceKeywords() {
	if keywords := s.view.NewKeywords(); keywords != nil {
		s.flagsLine(keywords)
		s.permanentFlags(s.view.About())
	}
}
