package practice_test

import (
	"testing"

	"imapsh/imap/practice"
)

func TestStore(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"add, remove, replace", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 1:2 +FLAGS (\Deleted \Seen)
			S: * 1 FETCH (FLAGS (\Deleted \Seen \Recent))
			S: * 2 FETCH (FLAGS (\Deleted \Seen \Recent))
			S: b OK Store completed.
			C: c STORE 1 -FLAGS (\Deleted)
			S: * 1 FETCH (FLAGS (\Seen \Recent))
			S: c OK Store completed.
			C: d STORE 1 FLAGS ($Work \Flagged)
			S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Work)
			S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $Work \*)] Flags permitted.
			S: * 1 FETCH (FLAGS (\Flagged \Recent $Work))
			S: d OK Store completed.
			C: e STORE 1 FLAGS ()
			S: * 1 FETCH (FLAGS (\Recent))
			S: e OK Store completed.
		`},
		{"silent, without parentheses, by UID", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 1 +FLAGS.SILENT \Seen
			S: b OK Store completed.
			C: c UID STORE 2,99 +FLAGS \Seen \Flagged
			S: * 2 FETCH (UID 2 FLAGS (\Flagged \Seen \Recent))
			S: c OK Store completed.
			C: d UID STORE 99 +FLAGS \Seen
			S: d OK Store completed.
		`},
		{"keywords keep their first spelling", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 1 +FLAGS.SILENT ($Junk)
			S... b OK Store completed.
			C: c STORE 2 +FLAGS ($JUNK)
			S: * 2 FETCH (FLAGS (\Recent $Junk))
			S: c OK Store completed.
		`},
		{"refused", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 4 +FLAGS (\Seen)
			S: b BAD Error in IMAP command STORE: Invalid messageset: there are 3 messages.
			C: c STORE 1 +FLAGS (\Recent)
			S: c BAD Error in IMAP command STORE: Invalid system flag \Recent.
			C: d STORE 1 FLAG (\Seen)
			S: d BAD Error in IMAP command STORE: Invalid STORE item FLAG.
			C: e STORE 1 +FLAGS
			S: e BAD Error in IMAP command STORE: expected a blank «.*»
			C: f EXAMINE INBOX
			S... f OK «.*»
			C: g STORE 1 +FLAGS (\Seen)
			S: g NO Mailbox is read-only.
		`},
	})
}

// The examples of RFC 7162 §3.1.3, with counters that begin at 1.
func TestConditionalStore(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"unchanged since", `
			C: a SELECT INBOX (CONDSTORE)
			S... * OK [HIGHESTMODSEQ 4] Highest
			S... a OK «.*»
			C: b UID STORE 2 (UNCHANGEDSINCE 3) +FLAGS.SILENT (\Deleted)
			S: * 2 FETCH (UID 2 MODSEQ (5))
			S: b OK Store completed.
			C: c STORE 1:3 (UNCHANGEDSINCE 4) +FLAGS (\Flagged)
			S: * 1 FETCH (MODSEQ (6) FLAGS (\Flagged \Recent))
			S: * 3 FETCH (MODSEQ (7) FLAGS (\Flagged \Recent))
			S: c OK [MODIFIED 2] Conditional store failed.
			C: d UID STORE 1:3 (UNCHANGEDSINCE 0) +FLAGS (\Seen)
			S: d OK [MODIFIED 1:3] Conditional store failed.
			C: e STORE 1 +FLAGS.SILENT (\Seen)
			S: * 1 FETCH (MODSEQ (8))
			S: e OK Store completed.
		`},
		{"CONDSTORE switches itself on (RFC 7162 §3.1)", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 1 +FLAGS (\Seen)
			S: * 1 FETCH (FLAGS (\Seen \Recent))
			S: b OK Store completed.
			C: c FETCH 1 MODSEQ
			S: * OK [HIGHESTMODSEQ 5] Highest
			S: * 1 FETCH (MODSEQ (5))
			S: c OK Fetch completed.
			C: d STORE 1 -FLAGS (\Seen)
			S: * 1 FETCH (MODSEQ (6) FLAGS (\Recent))
			S: d OK Store completed.
			C: e SEARCH MODSEQ 4
			S: * SEARCH 1 3 (MODSEQ 6)
			S: e OK Search completed.
			C: f FETCH 1:3 (FLAGS) (CHANGEDSINCE 4)
			S: * 1 FETCH (FLAGS (\Recent) MODSEQ (6))
			S: f OK Fetch completed.
		`},
	})
}
