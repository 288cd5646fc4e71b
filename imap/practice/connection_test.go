package practice_test

import (
	"testing"

	"imapsh/imap/practice"
)

func TestConnection(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, script string }{
		{"noop and logout before login", `
			C: a NOOP
			S: a OK NOOP completed.
			C: b LOGOUT
			S: * BYE Logging out
			S: b OK Logout completed.
			EOF
		`},
		{"wrong password", `
			C: a LOGIN alice wrong
			S: a NO [AUTHENTICATIONFAILED] Authentication failed.
			C: b LOGIN alice {7}
			S: + OK
			C: alicepw
			S: b OK [CAPABILITY «.*»] Logged in
			C: c LOGIN alice alicepw
			S: c BAD Already logged in.
		`},
		{"out of state", `
			C: a SELECT INBOX
			S: a BAD Please log in first.
			C: b FROB
			S: b BAD Error in IMAP command FROB: Unknown command.
		`},
		{"select", `
			C: a LOGIN alice alicepw
			S: a OK «.*»
			C: b SELECT INBOX
			S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
			S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags permitted.
			S: * 3 EXISTS
			S: * 3 RECENT
			S: * OK [UNSEEN 1] First unseen.
			S: * OK [UIDVALIDITY «\d+»] UIDs valid
			S: * OK [UIDNEXT 4] Predicted next UID
			S: * OK [HIGHESTMODSEQ 4] Highest
			S: * OK [MAILBOXID («F[0-9a-f]+»)] Ok
			S: b OK [READ-WRITE] Select completed.
			C: c FETCH 1:2 (UID FLAGS RFC822.SIZE)
			S: * 1 FETCH (UID 1 FLAGS (\Recent) RFC822.SIZE «\d+»)
			S: * 2 FETCH (UID 2 FLAGS (\Recent) RFC822.SIZE «\d+»)
			S: c OK Fetch completed.
			C: d UID FETCH 2 BODY[TEXT]
			S: * 2 FETCH (UID 2 FLAGS (\Seen \Recent) BODY[TEXT] {8}
			S: body 2
			S: )
			S: d OK Fetch completed.
			C: e SEARCH UNSEEN
			S: * SEARCH 1 3
			S: e OK Search completed.
			C: f STORE 1 +FLAGS (\Deleted $Junk)
			S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Junk)
			S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $Junk \*)] Flags permitted.
			S: * 1 FETCH (FLAGS (\Deleted \Recent $Junk))
			S: f OK Store completed.
			C: g EXPUNGE
			S: * 1 EXPUNGE
			S: * 2 RECENT
			S: g OK Expunge completed.
			C: h CLOSE
			S: h OK Close completed.
		`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := dial(t, newServer(t, practice.Options{}))
			p.talk(`S: * OK [CAPABILITY «.*»] imapsh practice server ready.`)
			p.talk(tc.script)
		})
	}
}
