package practice_test

import (
	"testing"

	"imapsh/imap/practice"
)

// pair logs alice in twice and selects INBOX in both.
func pair(t *testing.T) (a, b *peer) {
	t.Helper()
	srv := newServer(t, practice.Options{})
	a, b = login(t, srv, "alice"), login(t, srv, "alice")
	a.name, b.name = "first", "second"
	for _, p := range []*peer{a, b} {
		p.talk(`
			C: s SELECT INBOX
			S... s OK «.*»
		`)
	}
	return a, b
}

func TestSessionsSeeEachOther(t *testing.T) {
	t.Parallel()
	a, b := pair(t)
	a.talk(`
		C: a1 STORE 1 +FLAGS.SILENT (\Seen)
		S: a1 OK Store completed.
		C> a2 APPEND INBOX {3+}\r\nnew\r\n
		S: * 4 EXISTS
		S: * 4 RECENT
		S: a2 OK «.*»
	`)
	b.talk(`
		C: b1 NOOP
		S: * 1 FETCH (FLAGS (\Seen))
		S: * 4 EXISTS
		S: * 0 RECENT
		S: b1 OK NOOP completed.
	`)
}

// RFC 3501 §7.4.1: no EXPUNGE while FETCH, STORE or SEARCH is in progress; RFC
// 2180 §4.1: the messages can still be fetched.
func TestExpungeIsHeldBack(t *testing.T) {
	t.Parallel()
	a, b := pair(t)
	a.talk(`
		C: a1 STORE 1 +FLAGS.SILENT (\Deleted)
		S: a1 OK Store completed.
		C: a2 EXPUNGE
		S: * 1 EXPUNGE
		S: * 2 RECENT
		S: a2 OK Expunge completed.
	`)
	b.talk(`
		C: b1 FETCH 1:3 (UID)
		S: * 1 FETCH (UID 1)
		S: * 2 FETCH (UID 2)
		S: * 3 FETCH (UID 3)
		S: b1 OK Fetch completed.
		C: b2 SEARCH ALL
		S: * SEARCH 1 2 3
		S: b2 OK Search completed.
		C: b3 STORE 1:2 +FLAGS (\Seen)
		S: * 2 FETCH (FLAGS (\Seen))
		S: b3 NO [EXPUNGEISSUED] Some of the messages no longer exist.
		C: b4 FETCH 1 BODY.PEEK[TEXT]
		S: * 1 FETCH (BODY[TEXT] {8}
		S: body 1
		S: )
		S: b4 OK Fetch completed.
		C: b5 COPY 1 INBOX
		S: * 1 EXPUNGE
		S: b5 NO [EXPUNGEISSUED] Some of the requested messages no longer exist.
	`)
}

// Its UID forms may tell (RFC 9051 §7.5.1).
func TestExpungeInUIDCommands(t *testing.T) {
	t.Parallel()
	a, b := pair(t)
	a.talk(`
		C: a1 STORE 1 +FLAGS.SILENT (\Deleted)
		S: a1 OK Store completed.
		C: a2 EXPUNGE
		S... a2 OK Expunge completed.
	`)
	b.talk(`
		C: b1 UID FETCH 2 (FLAGS)
		S: * 2 FETCH (UID 2 FLAGS ())
		S: * 1 EXPUNGE
		S: b1 OK Fetch completed.
	`)
}

// A silent STORE does not hide what another session had changed before.
func TestSilentStoreAfterForeignChange(t *testing.T) {
	t.Parallel()
	a, b := pair(t)
	a.talk(`
		C: a1 STORE 1 +FLAGS.SILENT (\Flagged)
		S: a1 OK Store completed.
	`)
	b.talk(`
		C: b1 STORE 1 +FLAGS.SILENT (\Seen)
		S: * 1 FETCH (FLAGS (\Flagged \Seen))
		S: b1 OK Store completed.
	`)
}

func TestIdle(t *testing.T) {
	t.Parallel()
	a, b := pair(t)
	b.talk(`
		C: b1 IDLE
		S: + idling
	`)
	a.talk(`
		C> a1 APPEND INBOX {3+}\r\nnew\r\n
		S... a1 OK «.*»
	`)
	b.talk(`
		S: * 4 EXISTS
		S: * «\d» RECENT
	`)
	a.talk(`
		C: a2 STORE 4 FLAGS.SILENT (\Deleted)
		S: a2 OK «.*»
	`)
	b.talk(`S: * 4 FETCH (FLAGS (\Deleted«.*»))`)
	a.talk(`
		C: a3 EXPUNGE
		S... a3 OK «.*»
	`)
	b.talk(`
		S: * 4 EXPUNGE
	`)
	b.talk(`
		C: DONE
		S... b1 OK Idle completed.
		C: b2 IDLE
		S: + idling
		C: b3 NOOP
		S: b2 BAD Error in IMAP command IDLE: Expected DONE.
	`)
}

func TestMailboxDeletedUnderASession(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	a, b := login(t, srv, "alice"), login(t, srv, "alice")
	a.talk(`
		C: a1 CREATE box
		S: a1 OK «.*»
	`)
	b.talk(`
		C: b1 SELECT box
		S... b1 OK «.*»
	`)
	a.talk(`
		C: a2 SELECT box
		S... a2 OK «.*»
		C: a3 DELETE box
		S: a3 OK Delete completed.
		C: a4 CLOSE
		S: a4 BAD No mailbox selected.
	`)
	b.talk(`
		C: b2 NOOP
		S: * BYE Mailbox was deleted under us.
		S: b2 OK NOOP completed.
		EOF
	`)
}

func TestQresync(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	a, b := login(t, srv, "alice"), login(t, srv, "alice")
	a.talk(`
		C: a0 SELECT INBOX (QRESYNC (1 1))
		S: a0 BAD Error in IMAP command SELECT: QRESYNC not enabled.
		C: a1 ENABLE QRESYNC
		S: * ENABLED QRESYNC
		S: a1 OK Enabled.
		C: a2 SELECT INBOX
		S... * OK [HIGHESTMODSEQ 4] Highest
		S... a2 OK «.*»
	`)
	b.talk(`
		C: b1 SELECT INBOX
		S... b1 OK «.*»
		C: b2 STORE 1,2 +FLAGS.SILENT (\Deleted)
		S: b2 OK «.*»
		C: b3 STORE 3 +FLAGS.SILENT (\Seen)
		S: b3 OK «.*»
		C: b4 EXPUNGE
		S... b4 OK «.*»
	`)
	a.talk(`
		# RFC 7162 §3.2.10.2: VANISHED in place of EXPUNGE, and UID in FETCH
		C: a3 NOOP
		S: * 3 FETCH (UID 3 MODSEQ (7) FLAGS (\Seen \Recent))
		S: * VANISHED 1:2
		S: * 1 RECENT
		S: a3 OK NOOP completed.
		C: a4 UNSELECT
		S: a4 OK Unselect completed.
	`)
	validity := uidValidity(a)
	a.talk(`
		C: c1 SELECT INBOX (QRESYNC (` + validity + ` 4))
		S... * OK [HIGHESTMODSEQ 8] Highest
		S: * OK [MAILBOXID («.*»)] Ok
		S: * VANISHED (EARLIER) 1:2
		S: * 1 FETCH (UID 3 MODSEQ (7) FLAGS (\Seen))
		S: c1 OK [READ-WRITE] Select completed.
		C: c2 SELECT INBOX (QRESYNC (` + validity + ` 4 2:5))
		S: * OK [CLOSED] Previous mailbox closed.
		S... * VANISHED (EARLIER) 2
		S: * 1 FETCH (UID 3 MODSEQ (7) FLAGS (\Seen))
		S: c2 OK «.*»
		C: c3 SELECT INBOX (QRESYNC (1 4))
		S... * OK [MAILBOXID («.*»)] Ok
		S: c3 OK «.*»
		C: c4 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 4 VANISHED)
		S: * VANISHED (EARLIER) 1:2
		S: * 1 FETCH (UID 3 FLAGS (\Seen) MODSEQ (7))
		S: c4 OK Fetch completed.
		C: c5 UID STORE 3 +FLAGS.SILENT (\Deleted)
		S: * 1 FETCH (UID 3 MODSEQ (9))
		S: c5 OK Store completed.
		C: c6 EXPUNGE
		S: * VANISHED 3
		S: c6 OK [HIGHESTMODSEQ 10] Expunge completed.
	`)
}

// uidValidity asks for INBOX's.
func uidValidity(p *peer) string {
	p.t.Helper()
	p.send("v STATUS INBOX (UIDVALIDITY)\r\n")
	line := p.line()
	p.expect("v OK Status completed.")
	const prefix = "* STATUS INBOX (UIDVALIDITY "
	if len(line) <= len(prefix) {
		p.t.Fatalf("got %s", line)
	}
	return line[len(prefix) : len(line)-1]
}
