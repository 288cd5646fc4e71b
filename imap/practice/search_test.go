package practice_test

import (
	"fmt"
	"testing"
	"time"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.talk(`
		C: s SELECT INBOX
		S... s OK «.*»
		C: s STORE 1 +FLAGS.SILENT (\Seen \Answered \Flagged \Draft \Deleted)
		S: s OK «.*»
		C: s STORE 2 +FLAGS.SILENT ($Work)
		S... s OK Store completed.
	`)
	for i, tc := range []struct{ keys, want string }{
		{"ALL", " 1 2 3"},
		{"1,3", " 1 3"},
		{"*", " 3"},
		{"2:*", " 2 3"},
		{"7:*", " 3"}, // "*" is the last number, and ranges have no direction
		{"UID 2:3", " 2 3"},
		{"UID 99:*", " 3"},
		{"UID 99", ""},
		{"SEEN", " 1"},
		{"UNSEEN", " 2 3"},
		{"ANSWERED FLAGGED DRAFT DELETED", " 1"},
		{"UNANSWERED UNFLAGGED UNDRAFT UNDELETED", " 2 3"},
		{"KEYWORD $work", " 2"},
		{"UNKEYWORD $Work", " 1 3"},
		{"KEYWORD $None", ""},
		{"RECENT", " 1 2 3"},
		{"NEW", " 2 3"},
		{"OLD", ""},
		{`SUBJECT "message 2"`, " 2"},
		{`SUBJECT MESSAGE`, " 1 2 3"},
		{`FROM bob`, " 1 2 3"},
		{`TO alice CC nobody`, ""},
		{`BCC ""`, ""},
		{`HEADER Message-ID ""`, " 1 2 3"},
		{`HEADER message-id <m2@`, " 2"},
		{`BODY "body 3"`, " 3"},
		{`TEXT "body 3"`, " 3"},
		{`TEXT message-id`, " 1 2 3"},
		{"BEFORE 22-Nov-2026", ""},
		{"ON 22-Nov-2026", " 1 2 3"},
		{`SINCE "22-Nov-2026"`, " 1 2 3"},
		{"SENTBEFORE 23-Nov-2026", " 1 2 3"},
		{"SENTON 22-Nov-2026", " 1 2 3"},
		{"SENTSINCE 23-Nov-2026", ""},
		{"LARGER 10 SMALLER 10000", " 1 2 3"},
		{"LARGER 100000", ""},
		{"NOT SEEN", " 2 3"},
		{"NOT NOT SEEN", " 1"},
		{"OR SEEN KEYWORD $Work", " 1 2"},
		{"OR OR 1 2 3", " 1 2 3"},
		{"(1:2) NOT (SEEN FLAGGED)", " 2"},
		{"((ALL))", " 1 2 3"},
		{"OLDER 82800", " 1 2 3"}, // RFC 5032; they are 25, 24 and 23 hours old
		{"OLDER 86401", " 1"},
		{"YOUNGER 86400", " 2 3"},
		{"YOUNGER 86399", " 3"},
		{"SAVEDON 23-Nov-2026", " 1 2 3"},
		{"SAVEDBEFORE 23-Nov-2026", ""},
		{"SAVEDSINCE 24-Nov-2026", ""},
		{"SAVEDATESUPPORTED", " 1 2 3"},
		{"EMAILID M00000002", " 2"},
		{"CHARSET UTF-8 SUBJECT MESSAGE", " 1 2 3"},
		{"CHARSET ISO-8859-1 SUBJECT MESSAGE", " 1 2 3"},
	} {
		p.send(fmt.Sprintf("t%d SEARCH %s\r\n", i, tc.keys))
		if got, want := p.line(), "* SEARCH"+tc.want; got != want {
			t.Fatalf("%s:\n got %s\nwant %s", tc.keys, got, want)
		}
		p.expect(fmt.Sprintf("t%d OK Search completed.", i))
	}
}

func TestSearchRefused(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{{"", `
		C: s SELECT INBOX
		S... s OK «.*»
		C: a SEARCH FROB
		S: a BAD Error in IMAP command SEARCH: Unknown search key FROB.
		C: b SEARCH
		S: b BAD Error in IMAP command SEARCH: expected a blank «.*»
		C: c SEARCH CHARSET X-NONE ALL
		S: c NO [BADCHARSET (US-ASCII UTF-8 ISO-8859-1)] Unknown charset.
		C: d SEARCH SINCE yesterday
		S: d BAD Error in IMAP command SEARCH: Invalid search date yesterday.
		C: e SEARCH 9
		S: * SEARCH
		S: e OK Search completed.
		C: f SEARCH (ALL
		S: f BAD Error in IMAP command SEARCH: expected «.*»
		C: g SEARCH ()
		S: g BAD Error in IMAP command SEARCH: expected a search key «.*»
		C: h SEARCH OLDER 0
		S: h BAD Error in IMAP command SEARCH: expected a number above 0 «.*»
		C: i SEARCH 0
		S: i BAD Error in IMAP command SEARCH: expected a message number above 0 «.*»
		C: j UID SEARCH UID 2
		S: * SEARCH 2
		S: j OK Search completed.
	`}})
}

// Literals in keys; charsets; the example of RFC 3501 §6.4.4.
func TestSearchLiteral(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{{"", `
		C> a APPEND INBOX {28+}\r\nSubject: =?utf-8?q?K=C3=B6?=\r\n
		S: a OK «.*»
		C: s SELECT INBOX
		S... s OK «.*»
		C: b SEARCH CHARSET UTF-8 SUBJECT {3}
		S: + OK
		C: KÖ
		S: * SEARCH 4
		S: b OK Search completed.
		C> c SEARCH CHARSET ISO-8859-1 SUBJECT {1+}\r\n` + "\xf6" + `\r\n
		S: * SEARCH 4
		S: c OK Search completed.
	`}})
}

// RFC 4731 §3.1, RFC 5182 §2, RFC 9394 §3.
func TestSearchReturn(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"return options", `
			C: s SELECT INBOX
			S... s OK «.*»
			C: a SEARCH RETURN (MIN MAX COUNT ALL) ALL
			S: * ESEARCH (TAG "a") MIN 1 MAX 3 ALL 1:3 COUNT 3
			S: a OK Search completed.
			C: b UID SEARCH RETURN () NOT 2
			S: * ESEARCH (TAG "b") UID ALL 1,3
			S: b OK Search completed.
			C: c SEARCH RETURN (MIN MAX COUNT ALL) SEEN
			S: * ESEARCH (TAG "c") COUNT 0
			S: c OK Search completed.
			C: d SEARCH RETURN (FROB) ALL
			S: d BAD Error in IMAP command SEARCH: Unknown SEARCH return option FROB.
			C: e SEARCH RETURN (MIN) MODSEQ 1
			S: * OK [HIGHESTMODSEQ 4] Highest
			S: * ESEARCH (TAG "e") MIN 1 MODSEQ 2
			S: e OK Search completed.
			C: f SEARCH RETURN (MAX COUNT) MODSEQ 1
			S: * ESEARCH (TAG "f") MAX 3 COUNT 3 MODSEQ 4
			S: f OK Search completed.
		`},
		{"saved results", `
			C: s SELECT INBOX
			S... s OK «.*»
			C: a SEARCH RETURN (SAVE) NOT 2
			S: a OK Search completed.
			C: b UID FETCH $ (FLAGS)
			S: * 1 FETCH (UID 1 FLAGS (\Recent))
			S: * 3 FETCH (UID 3 FLAGS (\Recent))
			S: b OK Fetch completed.
			C: c SEARCH UID $ 3
			S: * SEARCH 3
			S: c OK Search completed.
			C: d SEARCH RETURN (SAVE MIN) ALL
			S: * ESEARCH (TAG "d") MIN 1
			S: d OK Search completed.
			C: e SEARCH $
			S: * SEARCH 1
			S: e OK Search completed.
			C: f SEARCH RETURN (SAVE COUNT) ALL
			S: * ESEARCH (TAG "f") COUNT 3
			S: f OK Search completed.
			C: g SEARCH RETURN (SAVE) FROB
			S: g BAD «.*»
			C: h STORE $ +FLAGS.SILENT (\Seen)
			S: h OK Store completed.
			C: h SEARCH SEEN
			S: * SEARCH 1 2 3
			S: h OK Search completed.
			C: i SEARCH RETURN (SAVE) 1
			S: i OK Search completed.
			C: j STORE 1 +FLAGS.SILENT (\Deleted)
			S: j OK Store completed.
			C: k EXPUNGE
			S... k OK Expunge completed.
			C: l FETCH $ UID
			S: l OK Fetch completed.
		`},
		{"windows", `
			C: s SELECT INBOX
			S... s OK «.*»
			C: a UID SEARCH RETURN (PARTIAL 1:2) ALL
			S: * ESEARCH (TAG "a") UID PARTIAL (1:2 1:2)
			S: a OK Search completed.
			C: b SEARCH RETURN (PARTIAL -1:-2 COUNT) ALL
			S: * ESEARCH (TAG "b") PARTIAL (-1:-2 2:3) COUNT 3
			S: b OK Search completed.
			C: c SEARCH RETURN (PARTIAL 5:9) ALL
			S: * ESEARCH (TAG "c") PARTIAL (5:9 NIL)
			S: c OK Search completed.
			C: d SEARCH RETURN (PARTIAL 3:2) ALL
			S: * ESEARCH (TAG "d") PARTIAL (2:3 2:3)
			S: d OK Search completed.
			C: e SEARCH RETURN (PARTIAL 1:2 ALL) ALL
			S: e BAD Error in IMAP command SEARCH: PARTIAL and ALL exclude each other.
			C: f SEARCH RETURN (PARTIAL -1:2) ALL
			S: f BAD Error in IMAP command SEARCH: expected '-' «.*»
			C: g UID SEARCH RETURN (SAVE PARTIAL 2:2 MAX) ALL
			S: * ESEARCH (TAG "g") UID MAX 3 PARTIAL (2:2 2)
			S: g OK Search completed.
			C: h SEARCH $
			S: * SEARCH 2 3
			S: h OK Search completed.
			C: i UID FETCH 1:* (FLAGS) (PARTIAL -1:-1)
			S: * 3 FETCH (UID 3 FLAGS (\Recent))
			S: i OK Fetch completed.
			C: j FETCH 1:* (FLAGS) (PARTIAL 1:1)
			S: j BAD Error in IMAP command FETCH: PARTIAL needs UID FETCH.
		`},
	})
}

// The mailbox of the examples in RFC 5256 §3 and §4: a thread of two branches.
func threadSeed(s *store.Store) {
	testSeed(s)
	bob := s.User("bob")
	for i, m := range []struct{ id, refs, subject, from string }{
		{"a@x", "", "one", "Zoe <zoe@x.org>"},
		{"b@x", "<a@x>", "Re: one", "alice@x.org"},
		{"c@x", "<a@x> <b@x>", "Re: one", "carl@x.org"},
		{"d@x", "<a@x>", "Re: one", "Bert <bert@x.org>"},
		{"e@x", "", "two", "eve@x.org"},
	} {
		text := "From: " + m.from + "\r\nSubject: " + m.subject + "\r\nMessage-ID: <" + m.id + ">\r\n"
		if m.refs != "" {
			text += "References: " + m.refs + "\r\n"
		}
		date := time.Date(2026, 11, 1+i, 10, 0, 0, 0, time.UTC)
		text += "Date: " + date.Format(time.RFC1123Z) + "\r\n\r\nbody\r\n"
		s.Append(bob, "INBOX", []store.NewMessage{{Body: store.NewBody([]byte(text)), Internal: date}})
	}
}

func TestSortAndThread(t *testing.T) {
	t.Parallel()
	login(t, newServer(t, practice.Options{Seed: threadSeed}), "bob").talk(`
		C: s SELECT INBOX
		S... s OK «.*»
		C: a THREAD REFERENCES UTF-8 ALL
		S: * THREAD (1 (2 3)(4))(5)
		S: a OK Thread completed.
		C: b UID THREAD ORDEREDSUBJECT US-ASCII ALL
		S: * THREAD (1 (2)(3)(4))(5)
		S: b OK Thread completed.
		C: c THREAD REFERENCES UTF-8 SUBJECT none
		S: * THREAD
		S: c OK Thread completed.
		C: d THREAD FROB UTF-8 ALL
		S: d BAD Error in IMAP command THREAD: Unknown thread algorithm FROB.
		C: e SORT (REVERSE DATE) UTF-8 ALL
		S: * SORT 5 4 3 2 1
		S: e OK Sort completed.
		C: f SORT (FROM) UTF-8 ALL
		S: * SORT 2 4 3 5 1
		S: f OK Sort completed.
		C: g SORT (DISPLAYFROM) UTF-8 ALL
		S: * SORT 2 4 3 5 1
		S: g OK Sort completed.
		C: h UID SORT (SUBJECT REVERSE ARRIVAL) UTF-8 NOT 3
		S: * SORT 4 2 1 5
		S: h OK Sort completed.
		C: i SORT (SUBJECT) X-NONE ALL
		S: i NO [BADCHARSET (US-ASCII UTF-8 ISO-8859-1)] Unknown charset.
		C: j SORT (FROB) UTF-8 ALL
		S: j BAD Error in IMAP command SORT: Unknown sort key FROB.
		C: k SORT () UTF-8 ALL
		S: k BAD Error in IMAP command SORT: Empty sort program.
		C: l SORT (DATE) UTF-8 MODSEQ 5
		S: * OK [HIGHESTMODSEQ 6] Highest
		S: * SORT 4 5 (MODSEQ 6)
		S: l OK Sort completed.
		C: m SEARCH THREADID T0000000000000000
		S: * SEARCH
		S: m OK Search completed.
		C: n FETCH 1,4,5 (THREADID)
		S: * 1 FETCH (THREADID (T«[0-9a-f]{16}»))
		S: * 4 FETCH (THREADID (T«[0-9a-f]{16}»))
		S: * 5 FETCH (THREADID (T«[0-9a-f]{16}»))
		S: n OK Fetch completed.
	`)
}
