package repl

import (
	"strings"
	"testing"

	"imapsh/imap"
)

func TestChangedMailbox(t *testing.T) {
	t.Parallel()
	was := imap.MailboxState{Name: "INBOX", UIDValidity: 7, UIDNext: 30, Exists: 12}
	change := func(f func(*imap.MailboxState)) imap.MailboxState {
		is := was
		f(&is)
		return is
	}
	for _, row := range []struct {
		name   string
		is     imap.MailboxState
		says   []string
		silent string
	}{
		{"nothing", was, []string{"INBOX is open again and as it was"}, "UID"},
		{"UIDVALIDITY", change(func(m *imap.MailboxState) { m.UIDValidity, m.UIDNext = 8, 1 }), []string{"UIDVALIDITY was 7 and is 8: UIDs from before mean nothing"}, "UIDNEXT"},
		{"new mail", change(func(m *imap.MailboxState) { m.Exists, m.UIDNext = 13, 31 }), []string{"13 messages, 12 before", "UIDNEXT was 30 and is 31"}, "UIDVALIDITY"},
		{"mail is gone", change(func(m *imap.MailboxState) { m.Exists = 3 }), []string{"3 messages, 12 before: message numbers may have moved"}, "UIDNEXT"},
		{"read-only", change(func(m *imap.MailboxState) { m.ReadOnly = true }), []string{"read-only was false and is true"}, "messages"},
	} {
		said := changedMailbox(was, row.is)
		for _, want := range row.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q does not say %q", row.name, said, want)
			}
		}
		if strings.Contains(said, row.silent) {
			t.Errorf("%s: %q says %q", row.name, said, row.silent)
		}
	}
}

func TestChangedCapabilities(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ before, now, says string }{
		{"IMAP4REV1 IDLE", "IMAP4REV1 IDLE", ""},
		{"IMAP4REV1 IDLE", "IMAP4REV1", "the server no longer offers IDLE"},
		{"IMAP4REV1", "IMAP4REV1 IDLE QUOTA", "the server now offers IDLE QUOTA"},
		{"", "IMAP4REV1 IDLE", ""}, // they were not known
	} {
		got := strings.Join(changedCapabilities(strings.Fields(row.before), strings.Fields(row.now)), "\n")
		if got != row.says {
			t.Errorf("%q to %q: %q, not %q", row.before, row.now, got, row.says)
		}
	}
}
