package practice_test

import (
	"testing"

	"imapsh/imap/practice"
)

// Two sessions of alice; the first asks for notifications.
func TestNotify(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, ask, do, told string }{
		{"new mail elsewhere", `
			C: n NOTIFY SET (personal (MessageNew MessageExpunge))
			S: n OK NOTIFY completed.
		`, `
			C> a APPEND box {3+}\r\nnew\r\n
			S: a OK «.*»
		`, `
			S: * STATUS box (MESSAGES 1 UIDNEXT 2 UIDVALIDITY «\d+» UNSEEN 1)
		`},
		{"STATUS at once (RFC 5465 §3.1)", `
			C: n NOTIFY SET STATUS (mailboxes (INBOX box) (MessageNew MessageExpunge FlagChange))
			S: * STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY «\d+» UNSEEN 3)
			S: * STATUS box (MESSAGES 0 UIDNEXT 1 UIDVALIDITY «\d+» UNSEEN 0)
			S: n OK NOTIFY completed.
		`, `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b STORE 1 +FLAGS.SILENT (\Seen)
			S: b OK «.*»
		`, `
			S: * STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY «\d+» UNSEEN 2)
		`},
		{"names (RFC 5465 §5.4)", `
			C: n NOTIFY SET (subtree Lists (MailboxName)) (inboxes NONE)
			S: n OK NOTIFY completed.
		`, `
			C: a CREATE other
			S: a OK «.*»
			C: b CREATE Lists/x
			S: b OK «.*»
			C: c RENAME Lists/x Lists/y
			S: c OK «.*»
			C: d DELETE Lists/y
			S: d OK «.*»
		`, `
			S: * LIST («.*») "/" Lists/x
			S: * LIST (\NonExistent «.*») "/" Lists
			S: * LIST («.*») "/" Lists/y ("OLDNAME" (Lists/x))
			S: * LIST (\NonExistent «.*») "/" Lists/y
			S: * LIST (\NonExistent «.*») "/" Lists
		`},
		{"subscriptions (RFC 5465 §5.5)", `
			C: n NOTIFY SET (personal (SubscriptionChange))
			S: n OK NOTIFY completed.
		`, `
			C: a SUBSCRIBE box
			S: a OK «.*»
		`, `
			S: * LIST (\Subscribed \HasNoChildren) "/" box
		`},
		{"annotations (RFC 5465 §5.6, §5.7)", `
			C: n NOTIFY SET (subtree box (MailboxMetadataChange ServerMetadataChange))
			S: n OK NOTIFY completed.
		`, `
			C: a SETMETADATA box (/shared/comment "x")
			S: a OK «.*»
			C: b SETMETADATA "" (/private/comment "x")
			S: b OK «.*»
		`, `
			S: * METADATA box /shared/comment
			S: * METADATA "" /private/comment
		`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, practice.Options{})
			a, b := login(t, srv, "alice"), login(t, srv, "alice")
			a.name, b.name = "notified", "other"
			b.talk(`
				C: c CREATE box
				S: c OK «.*»
			`)
			a.talk(tc.ask)
			b.talk(tc.do)
			a.talk(tc.told)
			a.talk(`
				C: z NOOP
				S: z OK NOOP completed.
			`)
		})
	}
}

func TestNotifySelected(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	a, b := login(t, srv, "alice"), login(t, srv, "alice")
	a.talk(`
		C: n NOTIFY SET (selected MessageNew (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)]) MessageExpunge FlagChange)
		S: n OK NOTIFY completed.
		C: s SELECT INBOX
		S... s OK «.*»
	`)
	b.talk(`
		C> b APPEND INBOX {15+}\r\nSubject: hi\r\n\r\n\r\n
		S: b OK «.*»
	`)
	a.talk(`
		S: * 4 EXISTS
		S: * 4 RECENT
		S: * 4 FETCH (UID 4 BODY[HEADER.FIELDS (SUBJECT)] {15}
		S: Subject: hi
		S: 
		S: )
	`)
	b.talk(`
		C: c SELECT INBOX
		S... c OK «.*»
		C: d STORE 2 +FLAGS.SILENT (\Deleted)
		S: d OK «.*»
		C: e EXPUNGE
		S... e OK «.*»
	`)
	a.talk(`
		S... * 2 EXPUNGE
		S: * 3 RECENT
		C: o NOTIFY SET (selected-delayed MessageNew MessageExpunge)
		S: o OK NOTIFY completed.
	`)
	b.talk(`
		C: f STORE 2 +FLAGS.SILENT (\Deleted)
		S: f OK «.*»
		C: g EXPUNGE
		S... g OK «.*»
		C> h APPEND INBOX {15+}\r\nSubject: hi\r\n\r\n\r\n
		S... h OK «.*»
	`)
	a.talk(`
		# what is new comes at once, what is gone waits for a command
		S: * 4 EXISTS
		S: * «\d» RECENT
		C: p NOOP
		S: * 2 EXPUNGE
		S... p OK NOOP completed.
	`)
}

func TestNotifyRefused(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{{"", `
		C: a NOTIFY SET (personal (AnnotationChange))
		S: a NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange)] Unsupported event ANNOTATIONCHANGE.
		C: b NOTIFY SET (personal (MessageNew))
		S: b BAD Error in IMAP command NOTIFY: MessageNew and MessageExpunge go together.
		C: c NOTIFY SET (personal (FlagChange))
		S: c BAD Error in IMAP command NOTIFY: FlagChange needs MessageNew and MessageExpunge.
		C: d NOTIFY SET (selected (MailboxName))
		S: d BAD Error in IMAP command NOTIFY: The selected mailbox takes message events only.
		C: e NOTIFY SET (frob (MailboxName))
		S: e BAD Error in IMAP command NOTIFY: Unknown mailbox filter FROB.
		C: f NOTIFY SET (personal (MessageNew (UID) MessageExpunge))
		S: f BAD Error in IMAP command NOTIFY: Only the selected mailbox takes FETCH items.
		C: g NOTIFY FROB
		S: g BAD Error in IMAP command NOTIFY: expected SET or NONE «.*»
		C: h NOTIFY NONE
		S: h OK NOTIFY completed.
	`}})
}
