package practice_test

import (
	"strings"
	"testing"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
)

func quotaSeed(s *store.Store) {
	testSeed(s)
	alice := s.User("alice")
	s.LimitQuota(alice, "", store.Limit{Resource: "STORAGE", Limit: 4}, store.Limit{Resource: "MESSAGE", Limit: 5})
	s.Create(alice, "small", nil)
	s.LimitQuota(alice, "small", store.Limit{Resource: "MESSAGE", Limit: 1})
}

func TestQuota(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{Seed: quotaSeed}, []dialogue{
		{"get", `
			C: a GETQUOTAROOT INBOX
			S: * QUOTAROOT INBOX ""
			S: * QUOTA "" (STORAGE 1 4 MESSAGE 3 5)
			S: a OK Getquotaroot completed.
			C: b GETQUOTA ""
			S: * QUOTA "" (STORAGE 1 4 MESSAGE 3 5)
			S: b OK Getquota completed.
			C: c GETQUOTAROOT small
			S: * QUOTAROOT small "" small
			S: * QUOTA "" (STORAGE 1 4 MESSAGE 3 5)
			S: * QUOTA small (MESSAGE 0 1)
			S: c OK Getquotaroot completed.
			C: d GETQUOTA none
			S: d NO [NONEXISTENT] Quota root doesn't exist: none.
			C: e GETQUOTAROOT nowhere
			S: * QUOTAROOT nowhere ""
			S: * QUOTA "" (STORAGE 1 4 MESSAGE 3 5)
			S: e OK Getquotaroot completed.
			C: f SETQUOTA "" (STORAGE 5)
			S: f NO [NOPERM] Permission denied.
		`},
		{"enforced (RFC 9208 §4.3.1)", `
			C: a APPEND INBOX {4000}
			S: a NO [OVERQUOTA] Quota exceeded (mailbox for user is full).
			C> b APPEND INBOX {4000+}\r\n` + strings.Repeat("x", 4000) + `\r\n
			S: b NO [OVERQUOTA] Quota exceeded (mailbox for user is full).
			C: c SELECT INBOX
			S... c OK «.*»
			C: d COPY 1:3 INBOX
			S: d NO [OVERQUOTA] Quota exceeded (mailbox for user is full).
			C: e COPY 1 small
			S: e OK «.*»
			C: f COPY 1 small
			S: f NO [OVERQUOTA] Quota exceeded (mailbox for user is full).
			C: g STORE 1:3 +FLAGS.SILENT (\Deleted)
			S: g OK «.*»
			C: h EXPUNGE
			S... h OK «.*»
			C: i GETQUOTA ""
			S: * QUOTA "" (STORAGE 1 4 MESSAGE 1 5)
			S: i OK Getquota completed.
		`},
	})
}

func TestSetQuota(t *testing.T) {
	t.Parallel()
	login(t, newServer(t, practice.Options{Seed: quotaSeed}), "admin").talk(`
		C: a GETQUOTAROOT "Other Users/alice/INBOX"
		S: a NO [NOPERM] Permission denied.
		C: b GETQUOTA "Other Users/alice"
		S: * QUOTA "Other Users/alice" (STORAGE 1 4 MESSAGE 3 5)
		S: b OK Getquota completed.
		C: c SETQUOTA "Other Users/alice" (STORAGE 512)
		S: * QUOTA "Other Users/alice" (STORAGE 1 512)
		S: c OK Setquota completed.
		C: d SETQUOTA "Other Users/alice" (FROB 1)
		S: d NO [CANNOT] Unsupported quota resource: FROB.
		C: e SETQUOTA INBOX (MESSAGE 10)
		S: * QUOTA INBOX (MESSAGE 0 10)
		S: e OK Setquota completed.
		C: f GETQUOTAROOT INBOX
		S: * QUOTAROOT INBOX INBOX
		S: * QUOTA INBOX (MESSAGE 0 10)
		S: f OK Getquotaroot completed.
		C: g SETQUOTA INBOX ()
		S: * QUOTA INBOX ()
		S: g OK Setquota completed.
	`)
}
