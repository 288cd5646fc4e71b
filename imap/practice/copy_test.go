package practice_test

import (
	"testing"

	"imapsh/imap/practice"
)

func TestCopyAndMove(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"copy", `
			C: a CREATE box
			S: a OK «.*»
			C: b SELECT INBOX
			S... b OK «.*»
			C: c COPY 1,3 box
			S: c OK [COPYUID «\d+» 1,3 1:2] Copy completed.
			C: d UID COPY 2 box
			S: d OK [COPYUID «\d+» 2 3] Copy completed.
			C: e UID COPY 9 box
			S: e OK No messages found.
			C: f COPY 1 nowhere
			S: f NO [TRYCREATE] Mailbox doesn't exist: nowhere.
			C: g COPY 9 box
			S: g BAD Error in IMAP command COPY: Invalid messageset: there are 3 messages.
			C: h STATUS box (MESSAGES RECENT UIDNEXT)
			S: * STATUS box (MESSAGES 3 RECENT 3 UIDNEXT 4)
			S: h OK Status completed.
		`},
		{"copy onto itself", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b COPY 1 INBOX
			S: * 4 EXISTS
			S: * 4 RECENT
			S: b OK [COPYUID «\d+» 1 4] Copy completed.
		`},
		{"move, COPYUID before EXPUNGE (RFC 6851 §4.3)", `
			C: a CREATE box
			S: a OK «.*»
			C: b SELECT INBOX
			S... b OK «.*»
			C: c MOVE 1:2 box
			S: * OK [COPYUID «\d+» 1:2 1:2] Moved UIDs.
			S: * 2 EXPUNGE
			S: * 1 EXPUNGE
			S: * 1 RECENT
			S: c OK Move completed.
			C: d UID MOVE 3 nowhere
			S: d NO [TRYCREATE] Mailbox doesn't exist: nowhere.
			C: e UID MOVE 77 box
			S: e OK No messages found.
			C: f EXAMINE INBOX
			S... f OK «.*»
			C: g MOVE 1 box
			S: g NO Mailbox is read-only.
		`},
		{"flags and dates go with it, EMAILID too (RFC 8474 §5.1)", `
			C: a CREATE box
			S: a OK «.*»
			C: b SELECT INBOX
			S... b OK «.*»
			C: c STORE 1 +FLAGS.SILENT (\Answered $Work)
			S... c OK «.*»
			C: d COPY 1 box
			S: d OK «.*»
			C: e FETCH 1 (EMAILID INTERNALDATE)
			S: * 1 FETCH (EMAILID (M00000001) INTERNALDATE "22-Nov-2026 11:00:00 +0000")
			S: e OK Fetch completed.
			C: f SELECT box
			S... f OK «.*»
			C: g FETCH 1 (FLAGS EMAILID INTERNALDATE)
			S: * 1 FETCH (FLAGS (\Answered \Recent $Work) EMAILID (M00000001) INTERNALDATE "22-Nov-2026 11:00:00 +0000")
			S: g OK Fetch completed.
		`},
	})
}

func TestExpunge(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"expunge, highest number first", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b EXPUNGE
			S: b OK Expunge completed.
			C: c STORE 1,3 +FLAGS.SILENT (\Deleted)
			S: c OK «.*»
			C: d EXPUNGE
			S: * 3 EXPUNGE
			S: * 1 EXPUNGE
			S: * 1 RECENT
			S: d OK Expunge completed.
		`},
		{"uid expunge (RFC 4315 §2.1)", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 1:3 +FLAGS.SILENT (\Deleted)
			S: b OK «.*»
			C: c UID EXPUNGE 2,99
			S: * 2 EXPUNGE
			S: * 2 RECENT
			S: c OK Expunge completed.
			C: d UID EXPUNGE 99
			S: d OK Expunge completed.
		`},
		{"close is silent, unselect keeps (RFC 3691)", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 1 +FLAGS.SILENT (\Deleted)
			S: b OK «.*»
			C: c UNSELECT
			S: c OK Unselect completed.
			C: d STATUS INBOX (MESSAGES DELETED)
			S: * STATUS INBOX (MESSAGES 3 DELETED 1)
			S: d OK Status completed.
			C: e SELECT INBOX
			S... e OK «.*»
			C: f CLOSE
			S: f OK Close completed.
			C: g STATUS INBOX (MESSAGES)
			S: * STATUS INBOX (MESSAGES 2)
			S: g OK Status completed.
			C: h CLOSE
			S: h BAD No mailbox selected.
		`},
		{"close of a mailbox that was examined keeps", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 1 +FLAGS.SILENT (\Deleted)
			S: b OK «.*»
			C: c EXAMINE INBOX
			S... c OK «.*»
			C: d EXPUNGE
			S: d NO Mailbox is read-only.
			C: e CLOSE
			S: e OK Close completed.
			C: f STATUS INBOX (MESSAGES)
			S: * STATUS INBOX (MESSAGES 3)
			S: f OK Status completed.
		`},
	})
}
