package practice_test

import (
	"testing"
	"time"

	"imapsh/imap/practice"
	"imapsh/imap/practice/seed"
)

// Somebody's own mail may have a mailbox that is called like a namespace.
func TestMailboxNamedLikeANamespace(t *testing.T) {
	t.Parallel()
	mail := seed.Mail{Users: []seed.User{{
		Name: "alice", Password: "alicepw", ReadOnly: true,
		Mailboxes: []seed.Mailbox{{Name: "INBOX"}, {Name: "Shared/photos", Messages: []seed.Message{{
			UID: 1, Internal: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), Size: -1,
			Body: func() ([]byte, error) { return []byte("Subject: beach\r\n\r\n"), nil },
		}}}},
	}}}
	srv := practice.New(practice.Options{Mail: &mail})
	t.Cleanup(srv.Close)
	login(t, srv, "alice").talk(`
		C: a LIST "" *
		S: * LIST (\HasNoChildren) "/" INBOX
		S: * LIST (\Noselect \HasChildren) "/" Shared
		S: * LIST (\HasNoChildren) "/" Shared/photos
		S: a OK List completed.
		C: b NAMESPACE
		S: * NAMESPACE (("" "/")) (("Other Users/" "/")) (("#Shared/" "/"))
		S: b OK Namespace completed.
		C: c SELECT Shared/photos
		S... c OK [READ-ONLY] Select completed.
		C: d SEARCH SUBJECT beach
		S: * SEARCH 1
		S: d OK Search completed.
	`)
}
