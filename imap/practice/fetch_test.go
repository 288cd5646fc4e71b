package practice_test

import (
	"testing"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
)

// mimeSeed puts one message of two parts, the second in base64, into INBOX.
func mimeSeed(s *store.Store) {
	testSeed(s)
	text := "From: Bob <bob@example.org>\r\nTo: alice@example.org\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n" +
		"Date: Sun, 22 Nov 2026 10:00:00 +0000\r\nMessage-ID: <mime@example.org>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nHello,\r\nworld\r\n" +
		"--b\r\nContent-Type: application/octet-stream; name=x.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAw==\r\n" +
		"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: x-frob\r\n\r\n?\r\n--b--\r\n"
	s.Append(s.User("alice"), "INBOX", []store.NewMessage{{Body: store.NewBody([]byte(text)), Internal: now}})
}

func TestFetch(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{Seed: mimeSeed}, []dialogue{
		{"macros", `
			C: s EXAMINE INBOX
			S... s OK «.*»
			C: a FETCH 1 FAST
			S: * 1 FETCH (FLAGS (\Recent) INTERNALDATE "22-Nov-2026 11:00:00 +0000" RFC822.SIZE 151)
			S: a OK Fetch completed.
			C: b FETCH 1 ALL
			S: * 1 FETCH (FLAGS (\Recent) INTERNALDATE "22-Nov-2026 11:00:00 +0000" RFC822.SIZE 151 ENVELOPE ("Sun, 22 Nov 2026 11:00:00 +0000" "message 1" (("Bob" NIL "bob" "example.org")) (("Bob" NIL "bob" "example.org")) (("Bob" NIL "bob" "example.org")) ((NIL NIL "alice" "example.org")) NIL NIL NIL "<m1@example.org>"))
			S: b OK Fetch completed.
			C: c FETCH 1 FULL
			S: * 1 FETCH («.*» BODY ("text" "plain" («.*») NIL NIL "7bit" 8 1))
			S: c OK Fetch completed.
			C: d FETCH 1 (FAST)
			S: d BAD Error in IMAP command FETCH: Unknown FETCH item FAST.
		`},
		{"sections", `
			C: s EXAMINE INBOX
			S... s OK «.*»
			C: a FETCH 4 (BODY.PEEK[1] BODY.PEEK[2.MIME] BODY[HEADER.FIELDS (SUBJECT "from")] BODY[9])
			S: * 4 FETCH (BODY[1] {13}
			S: Hello,
			S: world BODY[2.MIME] {89}
			S: Content-Type: application/octet-stream; name=x.bin
			S: Content-Transfer-Encoding: base64
			S: 
			S:  BODY[HEADER.FIELDS (SUBJECT from)] {69}
			S: From: Bob <bob@example.org>
			S: Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
			S: 
			S:  BODY[9] NIL)
			S: a OK Fetch completed.
			C: b FETCH 4 BODY[1]<6.100>
			S: * 4 FETCH (BODY[1]<6> {7}
			S> \r\nworld)\r\n
			S: b OK Fetch completed.
			C: c FETCH 4 BODY[1]<100.5>
			S: * 4 FETCH (BODY[1]<100> {0}
			S: )
			S: c OK Fetch completed.
			C: d FETCH 4 BODY[FROB]
			S: d BAD Error in IMAP command FETCH: Invalid section in FETCH item BODY.
			C: e FETCH 4 BODY[1]<1>
			S: e BAD Error in IMAP command FETCH: Invalid section in FETCH item BODY.
			C: f FETCH 1 (RFC822.HEADER RFC822.TEXT)
			S: * 1 FETCH (RFC822.HEADER {143}
			S... Message-ID: <m1@example.org>
			S: 
			S:  RFC822.TEXT {8}
			S: body 1
			S: )
			S: f OK Fetch completed.
		`},
		{"binary (RFC 3516)", `
			C: s EXAMINE INBOX
			S... s OK «.*»
			C: a FETCH 4 (BINARY.SIZE[2] BINARY[2])
			S> * 4 FETCH (BINARY.SIZE[2] 4 BINARY[2] ~{4}\r\n\0` + "\x01\x02\x03" + `)\r\n
			S: a OK Fetch completed.
			C: b FETCH 4 BINARY.PEEK[1]<0.5>
			S: * 4 FETCH (BINARY[1]<0> {5}
			S: Hello)
			S: b OK Fetch completed.
			C: c FETCH 4 BINARY[3]
			S: * 4 FETCH (BINARY[3] NIL)
			S: c NO [UNKNOWN-CTE] «.*»
			C: d FETCH 4 BINARY[7]
			S: * 4 FETCH (BINARY[7] NIL)
			S: d OK Fetch completed.
			C: e FETCH 4 BINARY[TEXT]
			S: e BAD Error in IMAP command FETCH: Invalid section in FETCH item BINARY.
		`},
		{"only reading a text sets \\Seen (RFC 3501 §6.4.5)", `
			C: s SELECT INBOX
			S... s OK «.*»
			C: a FETCH 1 (BODY.PEEK[] RFC822.HEADER BINARY.PEEK[1])
			S... a OK Fetch completed.
			C: b FETCH 1 FLAGS
			S: * 1 FETCH (FLAGS (\Recent))
			S: b OK Fetch completed.
			C: c FETCH 1 BODY[TEXT]
			S: * 1 FETCH (FLAGS (\Seen \Recent) BODY[TEXT] {8}
			S... c OK Fetch completed.
			C: d FETCH 1 BODY[TEXT]
			S: * 1 FETCH (BODY[TEXT] {8}
			S... d OK Fetch completed.
			C: e FETCH 2 (RFC822.TEXT FLAGS)
			S: * 2 FETCH (FLAGS (\Seen \Recent) RFC822.TEXT {8}
			S... e OK Fetch completed.
		`},
		{"extensions (RFC 8474, RFC 8514, RFC 8970)", `
			C: s EXAMINE INBOX
			S... s OK «.*»
			C: a FETCH 1 (EMAILID THREADID SAVEDATE PREVIEW)
			S: * 1 FETCH (EMAILID (M00000001) SAVEDATE "23-Nov-2026 12:00:00 +0000" THREADID (T«[0-9a-f]{16}») PREVIEW "body 1")
			S: a OK Fetch completed.
			C: b FETCH 1 (PREVIEW (LAZY) UID)
			S: * 1 FETCH (UID 1 PREVIEW "body 1")
			S: b OK Fetch completed.
			C: c FETCH 1 PREVIEW (LAZY)
			S: * 1 FETCH (PREVIEW "body 1")
			S: c OK Fetch completed.
			C: d FETCH 1 PREVIEW (CHANGEDSINCE 100)
			S: * OK [HIGHESTMODSEQ 5] Highest
			S: d OK Fetch completed.
			C: e FETCH 1 (UID) (FROB 1)
			S: e BAD Error in IMAP command FETCH: «.*»
		`},
		{"sets", `
			C: s EXAMINE INBOX
			S... s OK «.*»
			C: a FETCH 3:2,1 UID
			S: * 1 FETCH (UID 1)
			S: * 2 FETCH (UID 2)
			S: * 3 FETCH (UID 3)
			S: a OK Fetch completed.
			C: b UID FETCH 100:* UID
			S: * 4 FETCH (UID 4)
			S: b OK Fetch completed.
			C: c FETCH 5 UID
			S: c BAD Error in IMAP command FETCH: Invalid messageset: there are 4 messages.
			C: d FETCH 0 UID
			S: d BAD Error in IMAP command FETCH: expected a message number «.*»
			C: e FETCH 1: UID
			S: e BAD Error in IMAP command FETCH: expected a message number «.*»
			C: f FETCH 1 ()
			S: f BAD Error in IMAP command FETCH: FETCH list is empty.
			C: g FETCH 1 (UID UID FLAGS UID)
			S: * 1 FETCH (UID 1 FLAGS (\Recent))
			S: g OK Fetch completed.
		`},
		{"PARTIAL of RFC 1730 §6.4.6", `
			C: s SELECT INBOX
			S... s OK «.*»
			C: a PARTIAL 1 RFC822 1 10
			S: * 1 FETCH (RFC822 {10}
			S: From: Bob )
			S: * 1 FETCH (FLAGS (\Seen \Recent))
			S: a OK Partial completed.
			C: b PARTIAL 2 BODY.PEEK[TEXT] 6 100
			S: * 2 FETCH (BODY[TEXT] {3}
			S: 2
			S: )
			S: b OK Partial completed.
			C: c PARTIAL 2 RFC822.HEADER 1000 5
			S: * 2 FETCH (RFC822.HEADER {0}
			S: )
			S: c OK Partial completed.
			C: d PARTIAL 2 RFC822.SIZE 1 5
			S: d BAD Error in IMAP command PARTIAL: «.*»
			C: e PARTIAL 9 RFC822 1 5
			S: e BAD Error in IMAP command PARTIAL: Invalid message number: there are 4 messages.
			C: f PARTIAL 1 RFC822 0 5
			S: f BAD Error in IMAP command PARTIAL: The first octet is number 1.
		`},
	})
}

func TestFetchEmptyMailbox(t *testing.T) {
	t.Parallel()
	login(t, newServer(t, practice.Options{}), "bob").talk(`
		C: s SELECT INBOX
		S: * FLAGS «.*»
		S: * OK [PERMANENTFLAGS «.*»
		S: * 0 EXISTS
		S: * 0 RECENT
		S... s OK «.*»
		C: a FETCH * UID
		S: a BAD Error in IMAP command FETCH: Invalid messageset: there are 0 messages.
		C: b UID FETCH 1:* UID
		S: b OK Fetch completed.
		C: c SEARCH ALL
		S: * SEARCH
		S: c OK Search completed.
		C: d UID SEARCH *
		S: * SEARCH
		S: d OK Search completed.
	`)
}
