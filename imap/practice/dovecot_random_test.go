package practice_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"imapsh/imap/dovecottest"
	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
)

// TestRandomMailAgainstDovecot gives random mail to a Dovecot and to the practice
// server, and compares how they sort, thread, search and show it.
func TestRandomMailAgainstDovecot(t *testing.T) {
	t.Parallel()
	const boxes, messages = 6, 150
	var mail []dovecottest.Mailbox
	for i := range boxes {
		mail = append(mail, randomMailbox(uint64(i), messages))
	}
	both := versusDovecot(t, mail)
	for i, box := range mail {
		both.ask(t, "EXAMINE "+box.Name)
		for _, key := range sortKeys { // see randomQuestion
			both.ask(t, "SORT ("+key+") UTF-8 ALL")
		}
		r := rand.New(rand.NewPCG(uint64(i), 1))
		for range 80 {
			both.compare(t, randomQuestion(r))
		}
	}
}

// versus is a session with a Dovecot and one with the practice server.
type versus struct{ dovecot, here *asker }

// versusDovecot gives both servers the same mail of alice, and logs her in.
func versusDovecot(t *testing.T, mail []dovecottest.Mailbox) versus {
	t.Helper()
	dove := dovecottest.Start(t, dovecottest.WithMail(dovecottest.Alice, mail...))
	there, err := net.Dial("tcp", dove.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { there.Close() })
	srv := newServer(t, practice.Options{Now: time.Now, Seed: func(s *store.Store) { plantMail(s, mail) }})
	both := versus{newAsker(t, there), newAsker(t, srv.Pipe())}
	for _, who := range []*asker{both.dovecot, both.here} {
		who.conn.SetDeadline(time.Now().Add(2 * time.Minute))
		who.answer("*")
		who.ask("LOGIN alice alicepw")
	}
	return both
}

// ask gives both a command, and takes their answers as they are.
func (v versus) ask(t *testing.T, command string) {
	t.Helper()
	v.dovecot.ask(command)
	v.here.ask(command)
}

// compare gives both a command, whose answers must agree.
func (v versus) compare(t *testing.T, command string) {
	t.Helper()
	want, got := v.dovecot.ask(command), v.here.ask(command)
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], " ~{", " {") // of BINARY, where there is no need for it
	}
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], " ~{", " {")
	}
	if want[0] == "* THREAD " { // of nothing: Dovecot ends it with a blank
		want[0] = "* THREAD"
	}
	if !slices.Equal(want, got) {
		t.Errorf("%s\nDovecot:\n  %s\nhere:\n  %s", command, strings.Join(want, "\n  "), strings.Join(got, "\n  "))
	}
}

// pick chooses one of a list. What stands there twice is chosen more often.
func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// randomMailbox is a mailbox whose messages answer each other, or claim to, and
// have subjects, dates and addresses of all kinds.
func randomMailbox(seed uint64, n int) dovecottest.Mailbox {
	r := rand.New(rand.NewPCG(seed, 0))
	box := dovecottest.Mailbox{Name: fmt.Sprintf("random%d", seed), UIDValidity: 1700000100 + uint32(seed), UIDNext: uint32(3*n + 9)}
	uid := uint32(0)
	for i := range n {
		uid += 1 + uint32(r.IntN(3))
		m := dovecottest.Message{UID: uid, Raw: randomMessage(r, i, n)}
		m.Date = time.Date(2024, 3, 1+r.IntN(20), r.IntN(24), r.IntN(60), r.IntN(60), 0, time.UTC)
		for _, f := range []string{`\Seen`, `\Flagged`, `\Answered`, `\Draft`, `\Deleted`} {
			if r.IntN(4) == 0 {
				m.Flags = append(m.Flags, f)
			}
		}
		box.Messages = append(box.Messages, m)
	}
	return box
}

func randomMessage(r *rand.Rand, i, n int) string {
	var b strings.Builder
	header := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	header("From", randomAddresses(r, 1))
	header("To", randomAddresses(r, r.IntN(3)))
	header("Cc", randomAddresses(r, r.IntN(2)))
	header("Subject", randomSubject(r))
	header("Date", randomDate(r))
	if r.IntN(20) > 0 { // sometimes there is none, sometimes it is taken
		header("Message-ID", messageID(i-pick(r, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2)))
	}
	var refs []string
	for range pick(r, 0, 0, 1, 1, 2, 3, 5) {
		refs = append(refs, messageID(r.IntN(n+10))) // some of them do not exist
	}
	header("References", strings.Join(refs, pick(r, " ", "\r\n ")))
	if r.IntN(3) == 0 {
		header("In-Reply-To", messageID(r.IntN(n)))
	}
	b.WriteString("\r\n" + strings.Repeat(pick(r, "soup ", "salad ", "Bread ")+"\r\n", r.IntN(30)))
	return b.String()
}

func messageID(i int) string { return fmt.Sprintf("<%d@example.org>", i) }

func randomSubject(r *rand.Rand) string {
	s := pick(r, "soup", "soup", "Soup", "salad", "bread and butter", "", "salad (today)",
		"=?utf-8?q?K=C3=A4se?=", "=?iso-8859-1?q?K=E4se?=", "[x", "re")
	for range r.IntN(4) {
		s = pick(r, "Re: ", "re:", "RE : ", "Fwd: ", "fw: ", "[list] ", "Re[2]: ", "AW: ", "[a] [b] ") + s
	}
	switch r.IntN(12) {
	case 0:
		s += " (fwd)"
	case 1:
		s = "[Fwd: " + s + "]"
	}
	return strings.Join(strings.Fields(s), " ")
}

func randomDate(r *rand.Rand) string {
	day := fmt.Sprintf("%d Mar 2024 %02d:%02d:%02d", 1+r.IntN(20), r.IntN(24), r.IntN(60), r.IntN(60))
	return pick(r, day+" +0000", day+" +0000", day+" +0200", day+" -0730", day+" GMT", day+" EST", "Fri, "+day+" +0100 (CET)", "", "yesterday")
}

func randomAddresses(r *rand.Rand, n int) string {
	var list []string
	for range n {
		list = append(list, pick(r,
			"anna@example.org", "Bob@example.org", "Zoe <anna@example.com>", `"Carl, the elder" <carl@example.org>`,
			"=?utf-8?q?=C3=84nne?= <aenne@example.org>", "friends: dora@example.org, emil@example.org;", "<frida@example.net>",
			"Anna <zoe@example.org>", "gustav@example.org (Gustav)", "undisclosed:;"))
	}
	return strings.Join(list, ", ")
}

var sortKeys = []string{"ARRIVAL", "CC", "DATE", "FROM", "SIZE", "SUBJECT", "TO", "DISPLAYFROM", "DISPLAYTO"}

// randomQuestion is a SORT, THREAD, SEARCH or FETCH. It asks nothing of which Dovecot
// 2.3 makes something of its own:
//
//   - a key that stands there twice, where the second one would change nothing;
//   - SENTBEFORE, which finds messages without a date, as though they were old;
//   - ENVELOPE with runs of white space in it;
//   - a SORT of some messages before one of all by the same key: equal texts may
//     get different places then.
func randomQuestion(r *rand.Rand) string {
	uid := pick(r, "", "UID ")
	switch r.IntN(6) {
	case 5:
		n := 1 + r.IntN(140)
		return fmt.Sprintf("%sFETCH %d:%d (ENVELOPE RFC822.SIZE INTERNALDATE BODY)", uid, n, n+9)
	case 0:
		return uid + "THREAD REFERENCES UTF-8 " + randomCriteria(r, 1)
	case 1:
		return uid + "THREAD ORDEREDSUBJECT UTF-8 " + randomCriteria(r, 1)
	case 2:
		return uid + "SEARCH " + randomCriteria(r, 3)
	}
	keys := slices.Clone(sortKeys)
	r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	keys = keys[:1+r.IntN(3)]
	for i := range keys {
		keys[i] = pick(r, "", "", "REVERSE ") + keys[i]
	}
	return uid + "SORT (" + strings.Join(keys, " ") + ") UTF-8 " + randomCriteria(r, 1)
}

func randomCriteria(r *rand.Rand, n int) string {
	key := func() string {
		day := fmt.Sprintf(" %d-Mar-2024", 1+r.IntN(20))
		return pick(r, "ALL", "SEEN", "UNSEEN", "FLAGGED", "UNANSWERED", "DELETED", "UNDRAFT", "SUBJECT soup", "SUBJECT Re",
			"FROM anna", "TO example.org", "CC zoe", "BODY bread", "TEXT salad", "HEADER Message-ID 1", "LARGER 400", "SMALLER 500",
			"SINCE"+day, "BEFORE"+day, "ON"+day, "SENTSINCE"+day, "SENTON"+day, "10:60", "UID 50:150")
	}
	var keys []string
	for range n {
		switch r.IntN(6) {
		case 0:
			keys = append(keys, "NOT "+key())
		case 1:
			keys = append(keys, "OR "+key()+" ("+key()+" "+key()+")")
		default:
			keys = append(keys, key())
		}
	}
	return strings.Join(keys, " ")
}
