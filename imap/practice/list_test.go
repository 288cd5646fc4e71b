package practice_test

import (
	"testing"

	"imapsh/imap/practice"
)

// tree makes a small hierarchy with a gap, a special use and subscriptions.
const tree = `
	C: t CREATE Work/2026/Q1
	S: t OK «.*»
	C: t CREATE Work/2026/Q2
	S: t OK «.*»
	C: t CREATE Sent (USE (\Sent))
	S: t OK «.*»
	C: t SUBSCRIBE Work/2026/Q1
	S: t OK Subscribe completed.
	C: t SUBSCRIBE INBOX
	S: t OK Subscribe completed.
`

func TestList(t *testing.T) {
	t.Parallel()
	for _, d := range []dialogue{
		{"all", `
			C: a LIST "" *
			S: * LIST (\HasNoChildren) "/" INBOX
			S: * LIST (\HasNoChildren \Sent) "/" Sent
			S: * LIST (\Noselect \HasChildren) "/" Work
			S: * LIST (\Noselect \HasChildren) "/" Work/2026
			S: * LIST (\HasNoChildren) "/" Work/2026/Q1
			S: * LIST (\HasNoChildren) "/" Work/2026/Q2
			S: a OK List completed.
		`},
		{"one level, references, the root", `
			C: a LIST "" %
			S: * LIST (\HasNoChildren) "/" INBOX
			S: * LIST (\HasNoChildren \Sent) "/" Sent
			S: * LIST (\Noselect \HasChildren) "/" Work
			S: a OK List completed.
			C: b LIST Work/ %
			S: * LIST (\Noselect \HasChildren) "/" Work/2026
			S: b OK List completed.
			C: c LIST "" Work/%/Q2
			S: * LIST (\HasNoChildren) "/" Work/2026/Q2
			S: c OK List completed.
			C: d LIST "" inbox
			S: * LIST (\HasNoChildren) "/" INBOX
			S: d OK List completed.
			C: e LIST "" ""
			S: * LIST (\Noselect) "/" ""
			S: e OK List completed.
			C: f LIST Shared/x ""
			S: * LIST (\Noselect) "/" "Shared/"
			S: f OK List completed.
			C: g LIST "" nowhere
			S: g OK List completed.
		`},
		{"subscriptions", `
			C: a LSUB "" *
			S: * LSUB () "/" INBOX
			S: * LSUB () "/" Work/2026/Q1
			S: a OK Lsub completed.
			C: b LSUB "" %
			S: * LSUB () "/" INBOX
			S: * LSUB (\Noselect) "/" Work
			S: b OK Lsub completed.
			C: c DELETE Work/2026/Q1
			S: c OK Delete completed.
			C: d LIST (SUBSCRIBED) "" *
			S: * LIST (\Subscribed) "/" INBOX
			S: * LIST (\NonExistent \Subscribed) "/" Work/2026/Q1
			S: d OK List completed.
			C: e LIST (SUBSCRIBED RECURSIVEMATCH) "" %
			S: * LIST (\Subscribed) "/" INBOX
			S: * LIST (\NonExistent) "/" Work ("CHILDINFO" ("SUBSCRIBED"))
			S: e OK List completed.
			C: f UNSUBSCRIBE Work/2026/Q1
			S: f OK Unsubscribe completed.
			C: g LSUB "" Work*
			S: g OK Lsub completed.
			C: h SUBSCRIBE Work/2026/Q1
			S: h NO [NONEXISTENT] Mailbox doesn't exist: Work/2026/Q1.
		`},
		{"extended (RFC 5258, RFC 6154, RFC 5819, RFC 8440, RFC 9590)", `
			C: a LIST "" ("S*" inbox) RETURN (CHILDREN SUBSCRIBED)
			S: * LIST (\Subscribed \HasNoChildren) "/" INBOX
			S: * LIST (\HasNoChildren) "/" Sent
			S: a OK List completed.
			C: b LIST (SPECIAL-USE) "" *
			S: * LIST (\Sent) "/" Sent
			S: b OK List completed.
			C: c LIST "" % RETURN (STATUS (MESSAGES UNSEEN))
			S: * LIST () "/" INBOX
			S: * STATUS INBOX (MESSAGES 3 UNSEEN 3)
			S: * LIST () "/" Sent
			S: * STATUS Sent (MESSAGES 0 UNSEEN 0)
			S: * LIST (\NonExistent) "/" Work
			S: c OK List completed.
			C: d LIST "" INBOX RETURN (MYRIGHTS METADATA (/shared/comment))
			S: * LIST () "/" INBOX
			S: * MYRIGHTS INBOX lrwstipekxacd
			S: * METADATA INBOX (/shared/comment NIL)
			S: d OK List completed.
			C: e LIST (RECURSIVEMATCH) "" *
			S: e BAD Error in IMAP command LIST: RECURSIVEMATCH must not be alone.
			C: f LIST (FROB) "" *
			S: f BAD Error in IMAP command LIST: Unknown selection option FROB.
			C: g LIST "" * RETURN (FROB)
			S: g BAD Error in IMAP command LIST: Unknown return option FROB.
			C: i LIST (SUBSCRIBED RECURSIVEMATCH) "" ()
			S: i BAD Error in IMAP command LIST: expected a mailbox pattern «.*»
			C: h LIST (REMOTE) "" "S%"
			S: * LIST () "/" Sent
			S: h OK List completed.
		`},
	} {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			p.talk(tree)
			p.talk(d.script)
		})
	}
}

func TestDelimiter(t *testing.T) {
	t.Parallel()
	login(t, newServer(t, practice.Options{Delimiter: '.'}), "alice").talk(`
		C: a CREATE a.b
		S: a OK «.*»
		C: b LIST "" "a%"
		S: * LIST (\Noselect \HasChildren) "." a
		S: b OK List completed.
		C: c CREATE "x/y"
		S: c OK «.*»
		C: d LIST "" "x%"
		S: * LIST (\HasNoChildren) "." x/y
		S: d OK List completed.
		C: e NAMESPACE
		S: * NAMESPACE (("" ".")) (("Other Users." ".")) (("Shared." "."))
		S: e OK Namespace completed.
	`)
}

func TestMailboxes(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"create", `
			C: a CREATE INBOX
			S: a NO [ALREADYEXISTS] Mailbox already exists.
			C: b CREATE foo/
			S: b OK [MAILBOXID (F«[0-9a-f]+»)] Create completed.
			C: c CREATE foo//bar
			S: c NO [CANNOT] Mailbox name has an empty level.
			C: d CREATE Shared
			S: d NO [CANNOT] Mailbox name is reserved: Shared.
			C: e CREATE "Other Users/nobody/x"
			S: e NO [CANNOT] Mailbox name is reserved: Other Users/nobody/x.
			C: f CREATE "Other Users/bob/x"
			S: f NO [NOPERM] Permission denied.
			C: g CREATE "a&b"
			S: g NO [CANNOT] Invalid mailbox name: «.*»
			C: h CREATE x (USE (\All))
			S: h NO [USEATTR] \All cannot be given to a mailbox.
			C: i CREATE x (USE (\Trash))
			S: i OK «.*»
			C: j CREATE y (USE (\Trash))
			S: j NO [USEATTR] \Trash is the use of x already.
			C: k LIST "" y
			S: k OK List completed.
			C: l CREATE ""
			S: l NO [CANNOT] Mailbox name is empty.
		`},
		{"delete", `
			C: a DELETE inbox
			S: a NO [CANNOT] INBOX can't be deleted.
			C: b DELETE nowhere
			S: b NO [NONEXISTENT] Mailbox doesn't exist: nowhere.
			C: c CREATE a/b
			S: c OK «.*»
			C: d DELETE a
			S: d NO [NONEXISTENT] Mailbox doesn't exist: a.
			C: e CREATE a
			S: e OK «.*»
			C: f DELETE a
			S: f OK Delete completed.
			C: g LIST "" a*
			S: * LIST (\Noselect \HasChildren) "/" a
			S: * LIST (\HasNoChildren) "/" a/b
			S: g OK List completed.
		`},
		{"UIDVALIDITY grows when a name is used again", `
			C: a CREATE a
			S: a OK «.*»
			C: b STATUS a (UIDVALIDITY)
			S: * STATUS a (UIDVALIDITY 1795435203)
			S: b OK Status completed.
			C: c DELETE a
			S: c OK Delete completed.
			C: d CREATE a
			S: d OK «.*»
			C: e STATUS a (UIDVALIDITY)
			S: * STATUS a (UIDVALIDITY 1795435204)
			S: e OK Status completed.
		`},
		{"rename", `
			C: a CREATE a
			S: a OK «.*»
			C: b CREATE a/b
			S: b OK «.*»
			C: c RENAME a z
			S: c OK Rename completed.
			C: d LIST "" "z*"
			S: * LIST (\HasChildren) "/" z
			S: * LIST (\HasNoChildren) "/" z/b
			S: d OK List completed.
			C: e RENAME z z/y
			S: e NO [CANNOT] Can't rename a mailbox to its own child.
			C: f RENAME z INBOX
			S: f NO [ALREADYEXISTS] Mailbox already exists.
			C: g RENAME nowhere x
			S: g NO [NONEXISTENT] Mailbox doesn't exist: nowhere.
			C: h RENAME z "Shared/z"
			S: h NO [NOPERM] Permission denied.
			C: i DELETE z
			S: i OK Delete completed.
			C: j RENAME z x
			S: j OK Rename completed.
			C: k LIST "" "x*"
			S: * LIST (\Noselect \HasChildren) "/" x
			S: * LIST (\HasNoChildren) "/" x/b
			S: k OK List completed.
		`},
		{"rename of INBOX moves its mail (RFC 3501 §6.3.5)", `
			C: s SELECT INBOX
			S... s OK «.*»
			C: a RENAME INBOX old
			S: * 3 EXPUNGE
			S: * 2 EXPUNGE
			S: * 1 EXPUNGE
			S: * 0 RECENT
			S: a OK Rename completed.
			C: b STATUS old (MESSAGES UIDNEXT)
			S: * STATUS old (MESSAGES 3 UIDNEXT 4)
			S: b OK Status completed.
			C: c STATUS INBOX (MESSAGES UIDNEXT)
			S: * STATUS INBOX (MESSAGES 0 UIDNEXT 4)
			S: c OK Status completed.
		`},
		{"status", `
			C: a STATUS INBOX (MESSAGES RECENT UIDNEXT UNSEEN SIZE DELETED DELETED-STORAGE MAILBOXID)
			S: * STATUS INBOX (MESSAGES 3 RECENT 3 UIDNEXT 4 UNSEEN 3 SIZE 453 DELETED 0 DELETED-STORAGE 0 MAILBOXID (F«[0-9a-f]+»))
			S: a OK Status completed.
			C: b STATUS INBOX ()
			S: b BAD Error in IMAP command STATUS: Empty status list.
			C: c STATUS INBOX (FROB)
			S: c BAD Error in IMAP command STATUS: Invalid status item FROB.
			C: d STATUS inbox (HIGHESTMODSEQ)
			S: * STATUS INBOX (HIGHESTMODSEQ 4)
			S: d OK Status completed.
			C: e STATUS nowhere (MESSAGES)
			S: e NO [NONEXISTENT] Mailbox doesn't exist: nowhere.
		`},
		{"names in modified UTF-7 (RFC 3501 §5.1.3)", `
			C: a CREATE "Entw&APw-rfe"
			S: a OK «.*»
			C: b LIST "" E*
			S: * LIST (\HasNoChildren) "/" Entw&APw-rfe
			S: b OK List completed.
			C: c ENABLE UTF8=ACCEPT
			S: * ENABLED UTF8=ACCEPT
			S: c OK Enabled.
			C: d LIST "" E*
			S: * LIST (\HasNoChildren) "/" "Entwürfe"
			S: d OK List completed.
			C: e STATUS "Entwürfe" (MESSAGES)
			S: * STATUS "Entwürfe" (MESSAGES 0)
			S: e OK Status completed.
			C: f SEARCH CHARSET UTF-8 ALL
			S: f BAD No mailbox selected.
		`},
	})
}
