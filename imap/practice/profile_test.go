package practice_test

import (
	"strings"
	"testing"

	"imapsh/imap/practice"
)

func TestProfiles(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		profile  string
		announce []string // among the capabilities after login
		silent   []string
	}{
		{"rev1-classic", []string{"IMAP4rev1", "LITERAL+", "ACL", "QUOTA"}, []string{"IMAP4rev2", "CONDSTORE", "RIGHTS=texk", "ENABLE", "SASL-IR"}},
		{"modern", []string{"IMAP4rev1", "IMAP4rev2", "LITERAL-", "QRESYNC"}, []string{"LITERAL+", "NOTIFY", "ANNOTATEMORE"}},
		{"everything", []string{"IMAP4rev1", "IMAP4rev2", "LITERAL+", "NOTIFY", "REPLACE", "OBJECTID", "ANNOTATEMORE"}, []string{"LITERAL-", "STARTTLS"}},
	} {
		t.Run(tc.profile, func(t *testing.T) {
			t.Parallel()
			p := login(t, newServer(t, practice.Options{Profile: tc.profile}), "alice")
			p.send("a CAPABILITY\r\n")
			line := " " + p.line() + " "
			for _, c := range tc.announce {
				if !strings.Contains(line, " "+c+" ") {
					t.Errorf("%s is missing in%s", c, line)
				}
			}
			for _, c := range tc.silent {
				if strings.Contains(line, " "+c+" ") {
					t.Errorf("%s is announced in%s", c, line)
				}
			}
		})
	}
	if err := (practice.Options{Profile: "frob"}).Check(); err == nil {
		t.Error("an unknown profile passes Check")
	}
}

// What is not announced does not exist.
func TestSwitchedOff(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{Capabilities: []string{"IMAP4rev1"}}, []dialogue{{"", `
		C: a NAMESPACE
		S: a BAD Error in IMAP command NAMESPACE: Unknown command.
		C: b ID NIL
		S: b BAD Error in IMAP command ID: Unknown command.
		C: c ENABLE CONDSTORE
		S: c BAD Error in IMAP command ENABLE: Unknown command.
		C: d IDLE
		S: d BAD Error in IMAP command IDLE: Unknown command.
		C: e GETACL INBOX
		S: e BAD Error in IMAP command GETACL: Unknown command.
		C: f GETQUOTA ""
		S: f BAD Error in IMAP command GETQUOTA: Unknown command.
		C: g LIST "" INBOX
		S: * LIST () "/" INBOX
		S: g OK List completed.
		C: h LIST (SUBSCRIBED) "" *
		S: h BAD Error in IMAP command LIST: expected «.*»
		C: i STATUS INBOX (SIZE)
		S: i BAD Error in IMAP command STATUS: Invalid status item SIZE.
		C: j CREATE x (USE (\Sent))
		S: j BAD Error in IMAP command CREATE: Unknown CREATE parameter USE.
		C: k SELECT INBOX
		S: * FLAGS «.*»
		S: * OK [PERMANENTFLAGS «.*»
		S: * 3 EXISTS
		S: * 3 RECENT
		S: * OK [UNSEEN 1] First unseen.
		S: * OK [UIDVALIDITY «.*»
		S: * OK [UIDNEXT «.*»
		S: k OK [READ-WRITE] Select completed.
		C: l MOVE 1 INBOX
		S: l BAD Error in IMAP command MOVE: Unknown command.
		C: m SEARCH RETURN (ALL) ALL
		S: m BAD Error in IMAP command SEARCH: Unknown search key RETURN.
		C: n SORT (DATE) UTF-8 ALL
		S: n BAD Error in IMAP command SORT: Unknown command.
		C: o THREAD REFERENCES UTF-8 ALL
		S: o BAD Error in IMAP command THREAD: Unknown thread algorithm REFERENCES.
		C: p FETCH 1 (MODSEQ)
		S: p BAD Error in IMAP command FETCH: Unknown FETCH item MODSEQ.
		C: q FETCH 1 BINARY[1]
		S: q BAD Error in IMAP command FETCH: Unknown FETCH item BINARY.
		C: r FETCH $ FLAGS
		S: r BAD Error in IMAP command FETCH: expected a message number «.*»
		C: s COPY 1 INBOX
		S... s OK Copy completed.
		C: t UNSELECT
		S: t BAD Error in IMAP command UNSELECT: Unknown command.
		C: u UID EXPUNGE 1
		S: u BAD Error in IMAP command UID EXPUNGE: Unknown command.
		C: v SEARCH OLDER 5
		S: v BAD Error in IMAP command SEARCH: Unknown search key OLDER.
		C: w COMPRESS DEFLATE
		S: w BAD Error in IMAP command COMPRESS: Unknown command.
	`}})
}

// RFC 9051 with IMAP4rev2 enabled: §6.3.2, App. E 12 and 21.
func TestRev2(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{{"", `
		C: a ENABLE IMAP4rev2
		S: * ENABLED IMAP4rev2
		S: a OK Enabled.
		C: b SELECT inbox
		S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
		S: * OK [PERMANENTFLAGS «.*»
		S: * 3 EXISTS
		S: * OK [UIDVALIDITY «.*»
		S: * OK [UIDNEXT 4] Predicted next UID
		S: * OK [HIGHESTMODSEQ 4] Highest
		S: * OK [MAILBOXID («.*»)] Ok
		S: * LIST () "/" INBOX
		S: b OK [READ-WRITE] Select completed.
		C: c SEARCH ALL
		S: * ESEARCH (TAG "c") ALL 1:3
		S: c OK Search completed.
		C: d STORE 1 +FLAGS (\Seen)
		S: * 1 FETCH (UID 1 FLAGS (\Seen))
		S: d OK Store completed.
		C: e CREATE "Entwürfe"
		S: e OK «.*»
		C: f LIST "" E*
		S: * LIST (\HasNoChildren) "/" "Entwürfe"
		S: f OK List completed.
		C: g STATUS INBOX (RECENT)
		S: g BAD Error in IMAP command STATUS: Invalid status item RECENT.
		C> h APPEND INBOX {3+}\r\nnew\r\n
		S: * 4 EXISTS
		S: h OK «.*»
		C: i CREATE "a&b"
		S: i OK «.*»
	`}})
}

func TestPreAuth(t *testing.T) {
	t.Parallel()
	p := dial(t, newServer(t, practice.Options{PreAuth: "alice"}))
	p.talk(`
		S: * PREAUTH [CAPABILITY IMAP4rev1 «.*»] Logged in as alice
		C: a STARTTLS
		S: a BAD Already logged in.
		C: b STATUS INBOX (MESSAGES)
		S: * STATUS INBOX (MESSAGES 3)
		S: b OK Status completed.
	`)
}
