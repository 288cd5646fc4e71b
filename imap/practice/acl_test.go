package practice_test

import (
	"testing"

	"imapsh/imap/practice"
)

func TestACL(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{{"commands", `
		C: a GETACL INBOX
		S: * ACL INBOX alice lrwstipekxacd
		S: a OK Getacl completed.
		C: b SETACL inbox bob lrs
		S: b OK Setacl complete.
		C: c SETACL INBOX bob +w
		S: c OK Setacl complete.
		C: d SETACL INBOX bob -s
		S: d OK Setacl complete.
		C: e SETACL INBOX "-carl d" d
		S: e OK Setacl complete.
		C: f GETACL INBOX
		S: * ACL INBOX alice lrwstipekxacd "-carl d" ted bob lrw
		S: f OK Getacl completed.
		C: g DELETEACL INBOX bob
		S: g OK Deleteacl complete.
		C: h MYRIGHTS INBOX
		S: * MYRIGHTS INBOX lrwstipekxacd
		S: h OK Myrights completed.
		C: i LISTRIGHTS INBOX alice
		S: * LISTRIGHTS INBOX alice la r w s t i p e k x c d
		S: i OK Listrights completed.
		C: j LISTRIGHTS INBOX bob
		S: * LISTRIGHTS INBOX bob "" l r w s t i p e k x a c d
		S: j OK Listrights completed.
		C: k SETACL INBOX bob lq
		S: k BAD Error in IMAP command SETACL: Invalid right q.
		C: l GETACL nowhere
		S: l NO [NONEXISTENT] Mailbox doesn't exist: nowhere.
		C: m SETACL INBOX alice ""
		S: m OK Setacl complete.
		C: n MYRIGHTS INBOX
		S: * MYRIGHTS INBOX la
		S: n OK Myrights completed.
		C: o SELECT INBOX
		S: o NO [NOPERM] Permission denied.
	`}})
}

// Each right is needed for what RFC 4314 §4 says.
func TestRights(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ rights, script string }{
		{"", `
			C: a LIST "" "Other Users/alice/*"
			S: a OK List completed.
			C: b SELECT "Other Users/alice/INBOX"
			S: b NO [NONEXISTENT] Mailbox doesn't exist: Other Users/alice/INBOX.
			C: c MYRIGHTS "Other Users/alice/INBOX"
			S: c NO [NONEXISTENT] Mailbox doesn't exist: Other Users/alice/INBOX.
		`},
		{"l", `
			C: a LIST "" "Other Users/%"
			S: * LIST (\Noselect \HasChildren) "/" "Other Users/alice"
			S: a OK List completed.
			C: b SELECT "Other Users/alice/inbox"
			S: b NO [NOPERM] Permission denied.
			C: c STATUS "Other Users/alice/INBOX" (MESSAGES)
			S: c NO [NOPERM] Permission denied.
			C: d SUBSCRIBE "Other Users/alice/INBOX"
			S: d OK Subscribe completed.
			C: e GETACL "Other Users/alice/INBOX"
			S: e NO [NOPERM] Permission denied.
			C: f APPEND "Other Users/alice/INBOX" {3}
			S: f NO [NOPERM] Permission denied.
			C: g DELETE "Other Users/alice/INBOX"
			S: g NO [CANNOT] INBOX can't be deleted.
		`},
		{"lr", `
			C: a SELECT "Other Users/alice/INBOX"
			S... * OK [PERMANENTFLAGS ()] Read-only mailbox.
			S... a OK [READ-ONLY] Select completed.
			C: b FETCH 1 BODY[TEXT]
			S: * 1 FETCH (BODY[TEXT] {8}
			S: body 1
			S: )
			S: b OK Fetch completed.
			C: c STORE 1 +FLAGS (\Seen)
			S: c NO Mailbox is read-only.
		`},
		{"lrs", `
			C: a SELECT "Other Users/alice/INBOX"
			S... * OK [PERMANENTFLAGS (\Seen)] Flags permitted.
			S... a OK [READ-WRITE] Select completed.
			C: b STORE 1 +FLAGS (\Seen \Flagged \Deleted)
			S: * 1 FETCH (FLAGS (\Seen \Recent))
			S: b OK Store completed.
			C: c STORE 1 +FLAGS (\Flagged)
			S: c NO [NOPERM] Permission denied.
			C: d EXPUNGE
			S: d NO [NOPERM] Permission denied.
			C: e MOVE 1 INBOX
			S: e NO [NOPERM] Permission denied.
			C: f CLOSE
			S: f OK Close completed.
		`},
		{"lrwte", `
			C: a SELECT "Other Users/alice/INBOX"
			S... * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Draft \*)] Flags permitted.
			S... a OK [READ-WRITE] Select completed.
			C: b FETCH 1 BODY[TEXT]
			S: * 1 FETCH (BODY[TEXT] {8}
			S: body 1
			S: )
			S: b OK Fetch completed.
			C: c MOVE 1 INBOX
			S: * OK [COPYUID «\d+» 1 1] Moved UIDs.
			S: * 1 EXPUNGE
			S: * 2 RECENT
			S: c OK Move completed.
		`},
		{"li", `
			C> a APPEND "Other Users/alice/INBOX" (\Seen \Flagged) {3+}\r\nnew\r\n
			S: a OK [APPENDUID «\d+» 4] Append completed.
		`},
		{"lk", `
			C: a CREATE "Other Users/alice/INBOX/sub"
			S: a OK «.*»
			C: b CREATE "Other Users/alice/other"
			S: b NO [NOPERM] Permission denied.
			C: c MYRIGHTS "Other Users/alice/INBOX/sub"
			S: * MYRIGHTS "Other Users/alice/INBOX/sub" lkc
			S: c OK Myrights completed.
		`},
		{"la", `
			C: a SETACL "Other Users/alice/INBOX" bob lra
			S: a OK Setacl complete.
			C: b GETACL "Other Users/alice/INBOX"
			S: * ACL "Other Users/alice/INBOX" alice lrwstipekxacd bob lra
			S: b OK Getacl completed.
		`},
	} {
		t.Run(tc.rights, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, practice.Options{})
			login(t, srv, "alice").talk(`
				C: s SETACL INBOX bob "` + tc.rights + `"
				S: s OK Setacl complete.
			`)
			login(t, srv, "bob").talk(tc.script)
		})
	}
}

// Negative rights, groups and everybody (RFC 4314 §2).
func TestIdentifiers(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	admin := login(t, srv, "admin")
	admin.talk(`
		C: a CREATE Shared/Team
		S: a OK «.*»
		C: b SETACL Shared/Team group:staff lrs
		S: b OK Setacl complete.
		C: c SETACL Shared/Team anyone lp
		S: c OK Setacl complete.
		C: d SETACL Shared/Team -alice s
		S: d OK Setacl complete.
		C: e MYRIGHTS Shared/Team
		S: * MYRIGHTS Shared/Team lpkxac
		S: e OK Myrights completed.
	`)
	login(t, srv, "alice").talk(`
		C: a MYRIGHTS Shared/Team
		S: * MYRIGHTS Shared/Team lrp
		S: a OK Myrights completed.
	`)
	login(t, srv, "bob").talk(`
		C: a MYRIGHTS Shared/Team
		S: * MYRIGHTS Shared/Team lp
		S: a OK Myrights completed.
		C: b LIST "" "Shared%"
		S: * LIST (\Noselect \HasChildren) "/" Shared
		S: b OK List completed.
	`)
}

// Without RIGHTS= the answers are those of RFC 2086.
func TestOldACL(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{Profile: "rev1-classic"}, []dialogue{{"", `
		C: a MYRIGHTS INBOX
		S: * MYRIGHTS INBOX lrwsipacd
		S: a OK Myrights completed.
		C: b LISTRIGHTS INBOX bob
		S: * LISTRIGHTS INBOX bob "" l r w s i p a c d
		S: b OK Listrights completed.
		C: c SETACL INBOX bob lrcd
		S: c OK Setacl complete.
		C: d GETACL INBOX
		S: * ACL INBOX alice lrwsipacd bob lrcd
		S: d OK Getacl completed.
	`}})
}
