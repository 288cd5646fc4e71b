package practice_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"imapsh/imap/dovecottest"
)

// TestRandomChangesAgainstDovecot changes mail at random in a Dovecot and in the
// practice server. Both must say the same of what they did, and have the same
// messages, UIDs and flags after every step.
func TestRandomChangesAgainstDovecot(t *testing.T) {
	t.Parallel()
	mail := []dovecottest.Mailbox{randomMailbox(1, 20), randomMailbox(2, 20), {Name: "third", UIDValidity: 1700000200}}
	both := versusDovecot(t, mail)
	open := mail[0].Name
	both.ask(t, "SELECT "+open)
	r := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		if r.IntN(25) == 0 {
			open = pick(r, mail...).Name
			if r.IntN(2) == 0 {
				both.ask(t, "CLOSE")
			}
			both.ask(t, "SELECT "+open) // its untagged data is compared elsewhere
		} else {
			change(t, r, both, open, pick(r, mail...).Name)
		}
		both.compare(t, "UID FETCH 1:* (FLAGS)")
		if name := pick(r, mail...).Name; name != open { // for that Dovecot has a [CLIENTBUG]
			both.compare(t, "STATUS "+name+" (MESSAGES UIDNEXT UNSEEN)")
		}
		if t.Failed() {
			return // the rest would only follow from it
		}
	}
}

// change does one thing to the mailbox that is open, or to another one.
func change(t *testing.T, r *rand.Rand, both versus, open, other string) {
	t.Helper()
	flags := strings.Join(randomFlags(r), " ")
	switch r.IntN(9) {
	case 0, 1:
		both.compare(t, fmt.Sprintf("UID STORE %s %sFLAGS.SILENT (%s)", randomSet(r), pick(r, "", "+", "-"), flags))
	case 2:
		both.compare(t, "UID COPY "+randomSet(r)+" "+other)
	case 3:
		if other != open { // RECENT is told another time then
			both.compare(t, "UID MOVE "+randomSet(r)+" "+other)
		}
	case 4:
		both.compare(t, "EXPUNGE")
	case 5:
		both.compare(t, "UID EXPUNGE "+randomSet(r))
	case 6:
		date := time.Date(2024, 5, 1+r.IntN(28), r.IntN(24), 0, 0, 0, time.UTC).Format("_2-Jan-2006 15:04:05 -0700")
		both.compare(t, literals(fmt.Sprintf(`APPEND %s (%s) "%s" <<Subject: %d\r\n\r\nhello\r\n>>`, other, flags, date, r.IntN(100))))
	case 7:
		both.compare(t, "UID SEARCH "+randomCriteria(r, 2))
	case 8:
		both.compare(t, "NOOP")
	}
}

func randomSet(r *rand.Rand) string {
	from := 1 + r.IntN(70)
	return pick(r, fmt.Sprintf("%d:%d", from, from+r.IntN(20)), fmt.Sprintf("%d,%d", from, from+7), "*", fmt.Sprintf("%d:*", from))
}

func randomFlags(r *rand.Rand) []string {
	var flags []string
	for _, f := range []string{`\Seen`, `\Flagged`, `\Deleted`, `\Answered`, "work"} { // of keywords one, for their order is free
		if r.IntN(3) == 0 {
			flags = append(flags, f)
		}
	}
	return flags
}
