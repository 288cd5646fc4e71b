package practice_test

import (
	"strings"
	"testing"

	"imapsh/imap/practice"
)

// Examples of RFCs, as far as the tests of the commands do not have them. Names,
// numbers and texts are the test's; what they show is the RFC's.

// RFC 5258 §5, examples 1 to 3 and 7 to 10.
func TestListExamples(t *testing.T) {
	t.Parallel()
	setup := func(subscribe string, names ...string) string {
		var b strings.Builder
		for _, name := range names {
			b.WriteString("C: m CREATE " + name + "\nS: m OK «.*»\n")
		}
		for _, name := range strings.Fields(subscribe) {
			b.WriteString("C: s SUBSCRIBE " + name + "\nS: s OK Subscribe completed.\n")
		}
		return b.String()
	}
	play(t, practice.Options{}, []dialogue{
		{"fruit and vegetables", setup("INBOX Fruit/Banana Fruit/Peach Vegetable Vegetable/Broccoli",
			"Fruit", "Fruit/Apple", "Fruit/Banana", "Fruit/Peach", "Tofu", "Vegetable", "Vegetable/Broccoli", "Vegetable/Corn") + `
			C: d DELETE Fruit/Peach
			S: d OK «.*»
			C: A02 LIST (SUBSCRIBED) "" "*"
			S: * LIST (\Subscribed) "/" INBOX
			S: * LIST (\Subscribed) "/" Fruit/Banana
			S: * LIST (\Subscribed) "/" Vegetable
			S: * LIST (\Subscribed) "/" Vegetable/Broccoli
			S: * LIST (\NonExistent \Subscribed) "/" Fruit/Peach
			S: A02 OK List completed.
			C: A03 LIST () "" "%" RETURN (CHILDREN)
			S: * LIST (\HasNoChildren) "/" INBOX
			S: * LIST (\HasChildren) "/" Fruit
			S: * LIST (\HasNoChildren) "/" Tofu
			S: * LIST (\HasChildren) "/" Vegetable
			S: A03 OK List completed.
			C: A06 LIST (REMOTE) "" "Fruit*" RETURN (SUBSCRIBED)
			S: * LIST () "/" Fruit
			S: * LIST () "/" Fruit/Apple
			S: * LIST (\Subscribed) "/" Fruit/Banana
			S: A06 OK List completed.
			C: BBB LIST "" ("INBOX" "Tofu" "Vegetable/%")
			S: * LIST () "/" INBOX
			S: * LIST () "/" Tofu
			S: * LIST () "/" Vegetable/Broccoli
			S: * LIST () "/" Vegetable/Corn
			S: BBB OK List completed.
		`},
		{"CHILDINFO beside HasChildren", setup("Foo/Baz", "Foo", "Foo/Bar", "Foo/Baz", "Moo") + `
			C: C02 LIST (SUBSCRIBED) "" "*"
			S: * LIST (\Subscribed) "/" Foo/Baz
			S: C02 OK List completed.
			C: C03 LIST (SUBSCRIBED) "" "%"
			S: C03 OK List completed.
			C: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
			S: * LIST () "/" Foo ("CHILDINFO" ("SUBSCRIBED"))
			S: C04 OK List completed.
			C: C05 SUBSCRIBE Foo
			S: C05 OK Subscribe completed.
			C: C06 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%" RETURN (CHILDREN)
			S: * LIST (\Subscribed \HasChildren) "/" Foo ("CHILDINFO" ("SUBSCRIBED"))
			S: C06 OK List completed.
		`},
		{"RECURSIVEMATCH", setup("foo2/bar1 foo2/bar2 baz2/bar2 baz2/bar22 baz2/bar222 eps2 eps2/mamba qux2/bar2",
			"foo2", "foo2/bar1", "foo2/bar2", "baz2", "baz2/bar2", "baz2/bar22", "baz2/bar222", "eps2", "eps2/mamba", "qux2/bar2") + `
			C: D03 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2"
			S: * LIST (\Subscribed) "/" baz2/bar2
			S: * LIST (\Subscribed) "/" baz2/bar22
			S: * LIST (\Subscribed) "/" baz2/bar222
			S: * LIST (\Subscribed) "/" eps2 ("CHILDINFO" ("SUBSCRIBED"))
			S: * LIST () "/" foo2 ("CHILDINFO" ("SUBSCRIBED"))
			S: * LIST (\Subscribed) "/" foo2/bar2
			S: * LIST (\Subscribed) "/" qux2/bar2
			S: D03 OK List completed.
		`},
		{"a level that is no mailbox", setup("foo/bar", "foo/bar", "music/rock") + `
			C: a2 LIST (SUBSCRIBED RECURSIVEMATCH) "" foo RETURN (CHILDREN)
			S: * LIST (\NonExistent \HasChildren) "/" foo ("CHILDINFO" ("SUBSCRIBED"))
			S: a2 OK List completed.
			C: a3 LIST () "" m%
			S: * LIST (\NonExistent) "/" music
			S: a3 OK List completed.
		`},
	})
}

// RFC 5182 §2.1 and §2.2: what "$" holds after which command.
func TestSavedSearchExamples(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{{"", `
		C: s SELECT INBOX
		S... s OK «.*»
		C: A282 SEARCH RETURN (SAVE) 2:3
		S: A282 OK Search completed.
		C: A283 FETCH $ (UID)
		S: * 2 FETCH (UID 2)
		S: * 3 FETCH (UID 3)
		S: A283 OK Fetch completed.
		C: A301 UID SEARCH UID $ LARGER 1
		S: * SEARCH 2 3
		S: A301 OK Search completed.
		C: P283 SEARCH CHARSET UTF-8 (OR $ 1) TEXT {4}
		S: + OK
		C: body
		S: * SEARCH 1 2 3
		S: P283 OK Search completed.
		# neither a BAD, nor a NO without SAVE, changes it
		C: a SEARCH RETURN (SAVE) FROB
		S: a BAD «.*»
		C: b SEARCH CHARSET X-NONE ALL
		S: b NO [BADCHARSET «.*»
		C: c SEARCH $
		S: * SEARCH 2 3
		S: c OK Search completed.
		C: C282 SEARCH RETURN (ALL) 1
		S: * ESEARCH (TAG "C282") ALL 1
		S: C282 OK Search completed.
		C: C285 SEARCH RETURN (MAX SAVE MIN) ALL
		S: * ESEARCH (TAG "C285") MIN 1 MAX 3
		S: C285 OK Search completed.
		C: d SEARCH $
		S: * SEARCH 1 3
		S: d OK Search completed.
		C: C286 SEARCH RETURN (MAX SAVE MIN COUNT) ALL
		S: * ESEARCH (TAG "C286") MIN 1 MAX 3 COUNT 3
		S: C286 OK Search completed.
		# what is expunged leaves it
		C: e STORE 2 +FLAGS.SILENT (\Deleted)
		S: e OK «.*»
		C: f EXPUNGE
		S... f OK «.*»
		C: g UID SEARCH $
		S: * SEARCH 1 3
		S: g OK Search completed.
		# a NO with SAVE empties it, and an empty one is no error
		C: E282 SEARCH RETURN (SAVE) CHARSET X-NONE ALL
		S: E282 NO [BADCHARSET «.*»
		C: E283 FETCH $ FLAGS
		S: E283 OK Fetch completed.
		C: E284 COPY $ INBOX
		S: E284 OK No messages found.
		C: F282 SEARCH RETURN (SAVE) ALL
		S: F282 OK Search completed.
		C: F283 SELECT INBOX
		S... F283 OK «.*»
		C: F284 SEARCH $
		S: * SEARCH
		S: F284 OK Search completed.
	`}})
}

// RFC 7162 §3.1.3, example 11: some messages are gone, some changed.
func TestConditionalStoreOfExpunged(t *testing.T) {
	t.Parallel()
	a, b := pair(t)
	b.talk(`
		C: b1 FETCH 1 (MODSEQ)
		S... b1 OK Fetch completed.
	`)
	a.talk(`
		C: a1 STORE 3 +FLAGS.SILENT (\Deleted)
		S: a1 OK Store completed.
		C: a2 EXPUNGE
		S... a2 OK Expunge completed.
		C: a3 STORE 2 +FLAGS.SILENT (\Answered)
		S: a3 OK Store completed.
	`)
	b.talk(`
		C: B001 STORE 1:3 (UNCHANGEDSINCE 4) +FLAGS (\Seen)
		S: * 1 FETCH (MODSEQ («\d+») FLAGS (\Seen))
		S: * 2 FETCH (MODSEQ («\d+») FLAGS (\Answered))
		S: B001 NO [MODIFIED 2] Some of the messages no longer exist.
		C: B002 NOOP
		S: * 3 EXPUNGE
		S: B002 OK NOOP completed.
		C: b003 SEARCH MODSEQ "/flags/\\draft" all 1
		S: * SEARCH 1 2 (MODSEQ «\d+»)
		S: b003 OK Search completed.
		C: b004 SEARCH OR NOT MODSEQ 1 LARGER 50000
		S: * SEARCH
		S: b004 OK Search completed.
	`)
}

// RFC 7162 §3.2.5 to §3.2.10: coming back with what one remembers.
func TestResyncExamples(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	a, b := login(t, srv, "alice"), login(t, srv, "alice")
	b.talk(`
		C: b0 SELECT INBOX
		S... b0 OK «.*»
	`)
	for range 3 { // UIDs 4 to 12
		b.talk(`
			C: b1 COPY 1:3 INBOX
			S... b1 OK «.*»
		`)
	}
	b.talk(`
		C: b2 STORE 2,5,9 +FLAGS.SILENT (\Deleted)
		S: b2 OK «.*»
		C: b3 EXPUNGE
		S... b3 OK «.*»
	`)
	validity := uidValidity(b)
	a.talk(`
		C: a1 ENABLE QRESYNC
		S: * ENABLED QRESYNC
		S: a1 OK Enabled.
		# message 1 is UID 1 still, and message 4 is no longer UID 5 (§3.2.5.2)
		C: a2 SELECT INBOX (QRESYNC (` + validity + ` 1 1:12 (1,4 1,5)))
		S... * VANISHED (EARLIER) 2,5,9
		S... a2 OK «.*»
		# messages 7 and 8 are what the client remembers: nothing vanished below
		C: a3 SELECT INBOX (QRESYNC (` + validity + ` 999 1:12 (3,7 4,10)))
		S... * OK [MAILBOXID «.*»
		S: a3 OK «.*»
		C: a4 UNSELECT
		S: a4 OK «.*»
		C: a5 CREATE box
		S: a5 OK «.*»
		C: a6 SELECT INBOX (QRESYNC (7 1))
		S... * OK [MAILBOXID «.*»
		S: a6 OK «.*»
		# §3.2.7: MOVE tells VANISHED too, and HIGHESTMODSEQ at its end
		C: a7 MOVE 1:2 box
		S: * OK [COPYUID «\d+» 1,3 1:2] Moved UIDs.
		S: * VANISHED 1,3
		S... a7 OK [HIGHESTMODSEQ «\d+»] Move completed.
		C: a8 UID STORE 4 +FLAGS.SILENT (\Deleted)
		S... a8 OK «.*»
		C: a9 CLOSE
		S: a9 OK [HIGHESTMODSEQ «\d+»] Close completed.
	`)
}

// RFC 9755 §3: with UTF8=ACCEPT strings are UTF-8, and SEARCH has no CHARSET.
func TestUTF8Examples(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{Seed: mimeSeed}, []dialogue{{"", `
		C: a ENABLE UTF8=ACCEPT
		S: * ENABLED UTF8=ACCEPT
		S: a OK Enabled.
		C: b EXAMINE INBOX
		S... b OK «.*»
		C: c SEARCH CHARSET UTF-8 SUBJECT "grüße"
		S: c BAD «.*CHARSET.*»
		C: d SEARCH SUBJECT "grüße"
		S: * SEARCH 4
		S: d OK Search completed.
		C: e CREATE "Entw&APw-rfe"
		S: e OK «.*»
		C: f LIST "" "Entw*"
		S: * LIST (\HasNoChildren) "/" Entw&APw-rfe
		S: f OK List completed.
	`}})
}

// RFC 2971 §3: pairs of strings, NIL for a value, and their bounds.
func TestIDExamples(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{{"", `
		C: a023 ID ("name" "sodr" "version" "19.34" "vendor" "Pink Floyd Music Limited" "os" NIL)
		S: * ID ("name" "imapsh practice server" «.*»)
		S: a023 OK ID completed.
		C: a042 ID NIL
		S: * ID «.*»
		S: a042 OK ID completed.
		C: a043 ID ()
		S: * ID «.*»
		S: a043 OK ID completed.
		C: b ID ("name")
		S: b BAD «.*»
		C: c ID (` + strings.Repeat(`"n" "v" `, 30) + `"n" "v")
		S: c BAD Error in IMAP command ID: ID takes 30 pairs at most, names of 30 bytes, values of 1024.
		C: d ID ("` + strings.Repeat("n", 31) + `" "v")
		S: d BAD «.*»
		C: e ID ("n" "` + strings.Repeat("v", 1025) + `")
		S: e BAD «.*»
	`}})
}

// RFC 4731 §3.2: MODSEQ is that of the messages which the answer shows.
func TestESearchModSeqExamples(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{{"", `
		C: s SELECT INBOX (CONDSTORE)
		S... s OK «.*»
		C: a STORE 2 +FLAGS.SILENT (\Seen)
		S: * 2 FETCH (MODSEQ (5))
		S: a OK Store completed.
		C: b SEARCH RETURN (MIN MAX) MODSEQ 1
		S: * ESEARCH (TAG "b") MIN 1 MAX 3 MODSEQ 4
		S: b OK Search completed.
		C: c SEARCH RETURN (MIN) MODSEQ 1
		S: * ESEARCH (TAG "c") MIN 1 MODSEQ 2
		S: c OK Search completed.
		C: d SEARCH RETURN (MAX) MODSEQ 1
		S: * ESEARCH (TAG "d") MAX 3 MODSEQ 4
		S: d OK Search completed.
		C: e SEARCH RETURN (ALL MIN) MODSEQ 1
		S: * ESEARCH (TAG "e") MIN 1 ALL 1:3 MODSEQ 5
		S: e OK Search completed.
		C: f SEARCH RETURN (COUNT) MODSEQ 5
		S: * ESEARCH (TAG "f") COUNT 1 MODSEQ 5
		S: f OK Search completed.
		C: g SEARCH RETURN (ALL) MODSEQ 9
		S: * ESEARCH (TAG "g")
		S: g OK Search completed.
	`}})
}

// RFC 5465 §5.4: a mailbox that comes into sight, or goes out of it, by its
// access list is told of as if it were made or deleted; §3.1: SUBSCRIBED.
func TestNotifyExamples(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	a, b := login(t, srv, "alice"), login(t, srv, "bob")
	b.name = "bob"
	a.talk(`
		C: a CREATE plans
		S: a OK «.*»
	`)
	b.talk(`
		C: n NOTIFY SET (subtree "Other Users" (MailboxName)) (subscribed (MessageNew MessageExpunge))
		S: n OK NOTIFY completed.
		C: s SUBSCRIBE INBOX
		S: s OK Subscribe completed.
	`)
	a.talk(`
		C: b SETACL plans bob lri
		S: b OK Setacl complete.
	`)
	b.talk(`
		S: * LIST («.*») "/" "Other Users/alice/plans"
		S: * LIST (\NonExistent \HasChildren) "/" "Other Users/alice"
		C: o NOOP
		S: o OK NOOP completed.
	`)
	a.talk(`
		C: c DELETEACL plans bob
		S: c OK Deleteacl complete.
	`)
	b.talk(`
		S: * LIST (\NonExistent«.*») "/" "Other Users/alice/plans"
	`)
	b2 := login(t, srv, "bob")
	b2.talk(`
		C> a APPEND INBOX {3+}\r\nnew\r\n
		S: a OK «.*»
	`)
	b.talk(`
		S... * STATUS INBOX (MESSAGES 1 «.*»)
	`)
}

// RFC 3501 §4.3: a literal of any length; RFC 3516 §4.2: literal8 where there is
// a NUL.
func TestLongLiterals(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789abcdef", 2000)
	p := start(t)
	p.send("a APPEND INBOX (\\Seen) {32002+}\r\n\r\n" + long + "\r\n")
	p.send("b APPEND INBOX (\\Seen) ~{32003+}\r\n\r\n" + long + "\x00\r\n")
	p.talk(`
		S: a OK «.*»
		S: b OK «.*»
		C: s SELECT INBOX
		S... s OK «.*»
		C: c FETCH 4 (UID BODY[TEXT])
		S: * 4 FETCH (UID 4 BODY[TEXT] {32000}
		S: ` + long + `)
		S: c OK Fetch completed.
		C: d FETCH 5 (BINARY[1] UID)
		S: * 5 FETCH (UID 5 BINARY[1] ~{32001}
		S: ` + long + "\x00" + `)
		S: d OK Fetch completed.
	`)
}
