package practice_test

import (
	"strings"
	"testing"

	"imapsh/imap/practice"
)

func TestAppend(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"synchronising literal", `
			C: a APPEND INBOX (\Seen $Work) "22-Nov-2026 10:00:00 +0100" {14}
			S: + OK
			C> Subject: x\r\n\r\n\r\n
			S: a OK [APPENDUID «\d+» 4] Append completed.
			C: b EXAMINE INBOX
			S... b OK [READ-ONLY] «.*»
			C: c FETCH 4 (FLAGS INTERNALDATE RFC822.SIZE)
			S: * 4 FETCH (FLAGS (\Seen \Recent $Work) INTERNALDATE "22-Nov-2026 10:00:00 +0100" RFC822.SIZE 14)
			S: c OK Fetch completed.
		`},
		{"non-synchronising literal", `
			C> a APPEND INBOX {5+}\r\nhello\r\n
			S: a OK [APPENDUID «\d+» 4] Append completed.
		`},
		{"the mailbox name is a literal too", `
			C: a APPEND {5}
			S: + OK
			C: inbox {5}
			S: + OK
			C: hello
			S: a OK [APPENDUID «\d+» 4] Append completed.
		`},
		{"no mailbox, refused before the bytes", `
			C: a APPEND nowhere {5}
			S: a NO [TRYCREATE] Mailbox doesn't exist: nowhere.
			C: b NOOP
			S: b OK NOOP completed.
		`},
		{"no mailbox, bytes read over", `
			C> a APPEND nowhere {5+}\r\nhello\r\n
			S: a NO [TRYCREATE] Mailbox doesn't exist: nowhere.
			C> b APPEND nowhere {5+}\r\nhello {3+}\r\nabc\r\n
			S: b NO [TRYCREATE] Mailbox doesn't exist: nowhere.
			C: c NOOP
			S: c OK NOOP completed.
		`},
		{"a name that cannot be made has no TRYCREATE", `
			C: a APPEND Shared {5}
			S: a NO [NONEXISTENT] Mailbox doesn't exist: Shared.
		`},
		{"several messages (RFC 3502 §6.3.11)", `
			C: a APPEND INBOX (\Seen) {3}
			S: + OK
			C: one (\Flagged) "22-Nov-2026 10:00:00 +0000" {3}
			S: + OK
			C: two {5}
			S: + OK
			C: three
			S: a OK [APPENDUID «\d+» 4:6] Append completed.
		`},
		{"a bad date cancels all", `
			C> a APPEND INBOX {3+}\r\none "yesterday" {3+}\r\ntwo\r\n
			S: a BAD Error in IMAP command APPEND: Invalid date-time yesterday.
			C: b STATUS INBOX (MESSAGES)
			S: * STATUS INBOX (MESSAGES 3)
			S: b OK Status completed.
		`},
		{"unknown system flag", `
			C> a APPEND INBOX (\Foo) {3+}\r\none\r\n
			S: a BAD Error in IMAP command APPEND: Invalid system flag \Foo.
		`},
		{"no literal", `
			C: a APPEND INBOX hello
			S: a BAD Error in IMAP command APPEND: expected «.*»
		`},
		{"into the selected mailbox", `
			C: a SELECT INBOX
			S... a OK «.*»
			C> b APPEND INBOX {3+}\r\none\r\n
			S: * 4 EXISTS
			S: * 4 RECENT
			S: b OK [APPENDUID «\d+» 4] Append completed.
		`},
		{"literal8 (RFC 3516 §4.4)", `
			C> a APPEND INBOX ~{4+}\r\na\0b\xff\r\n
			S: a OK [APPENDUID «\d+» 4] Append completed.
		`},
		{"literal of 2^63 bytes", `
			C: a APPEND INBOX {9223372036854775808}
			S: a BAD Error in IMAP command APPEND: expected a literal size below 2^63 «.*»
		`},
		{"literal that is too large", `
			C: a APPEND INBOX {9223372036854775807}
			S: a NO [TOOBIG] Message is too large.
			C: b APPEND INBOX {9223372036854775807+}
			S: * BYE Literal is too large.
			EOF
		`},
		{"UTF8 (RFC 9755 §4)", `
			C: a ENABLE UTF8=ACCEPT
			S: * ENABLED UTF8=ACCEPT
			S: a OK Enabled.
			C> b APPEND INBOX UTF8 (~{3+}\r\none)\r\n
			S: b OK [APPENDUID «\d+» 4] Append completed.
		`},
	})
}

func TestAppendLimits(t *testing.T) {
	t.Parallel()
	login(t, newServer(t, practice.Options{Capabilities: []string{"IMAP4rev1", "LITERAL-"}}), "alice").talk(`
		# RFC 7888 §5: LITERAL- stops at 4096 bytes
		C> a APPEND INBOX {4097+}\r\n` + strings.Repeat("x", 4097) + `\r\n
		S: a BAD Error in IMAP command APPEND: Non-synchronizing literals may have 4096 bytes at most (LITERAL-).
		C> b APPEND INBOX {4096+}\r\n` + strings.Repeat("x", 4096) + `\r\n
		S: b OK Append completed.
		C> c APPEND INBOX ~{3+}\r\nabc\r\n
		S: c BAD Error in IMAP command APPEND: Literal8 needs BINARY.
	`)
	login(t, newServer(t, practice.Options{Capabilities: []string{"IMAP4rev1"}}), "alice").talk(`
		C> a APPEND INBOX {3+}\r\nabc\r\n
		S: a BAD Error in IMAP command APPEND: Non-synchronizing literals need LITERAL+ or LITERAL-.
		C> b APPEND INBOX {3}\r\n
		S: + OK
		C: abc {3}
		S: + OK
		C: def
		S: b BAD Error in IMAP command APPEND: expected the end of the line «.*»
	`)
}

func TestReplace(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"by number (RFC 8508 §3.2)", `
			C: a SELECT INBOX
			S... a OK «.*»
			C> b REPLACE 2 INBOX (\Seen) {3+}\r\nnew\r\n
			S: * OK [APPENDUID «\d+» 4] Replacement Message ready
			S: * 2 EXPUNGE
			S: * 3 EXISTS
			S: * 3 RECENT
			S: b OK Replace completed.
			C: c FETCH 3 (UID FLAGS)
			S: * 3 FETCH (UID 4 FLAGS (\Seen \Recent))
			S: c OK Fetch completed.
		`},
		{"by UID, into another mailbox", `
			C: a CREATE Drafts
			S: a OK «.*»
			C: b SELECT INBOX
			S... b OK «.*»
			C> c UID REPLACE 3 Drafts {3+}\r\nnew\r\n
			S: * OK [APPENDUID «\d+» 1] Replacement Message ready
			S: * 3 EXPUNGE
			S: * 2 RECENT
			S: c OK Replace completed.
		`},
		{"refused before the bytes", `
			C: a SELECT INBOX
			S... a OK «.*»
			C: b REPLACE 9 INBOX {3}
			S: b NO [NONEXISTENT] No such message.
			C: c UID REPLACE 1 nowhere {3}
			S: c NO [TRYCREATE] Mailbox doesn't exist: nowhere.
			C: d EXAMINE INBOX
			S... d OK «.*»
			C> e REPLACE 1 INBOX {3+}\r\nnew\r\n
			S: e NO Mailbox is read-only.
		`},
	})
}
