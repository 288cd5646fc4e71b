package practice_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"imapsh/imap/practice"
)

// The states of a connection, each reached by what is sent before the fuzzed
// bytes.
var states = []string{
	"",
	"l LOGIN alice alicepw\r\n",
	"l LOGIN alice alicepw\r\ns SELECT INBOX\r\n",
	"l LOGIN alice alicepw\r\ne ENABLE QRESYNC UTF8=ACCEPT IMAP4rev2 METADATA\r\ns SELECT INBOX\r\nn NOTIFY SET (personal (MessageNew MessageExpunge))\r\n",
	"a AUTHENTICATE SCRAM-SHA-256\r\n",
	"l LOGIN alice alicepw\r\ni IDLE\r\n",
}

// FuzzSession sends bytes in each state. The server must greet, must not panic,
// and must end when its client does.
func FuzzSession(f *testing.F) {
	for i := range states {
		for _, text := range []string{
			"a NOOP\r\n",
			"a SELECT INBOX (QRESYNC (1 2 1:5 (1,2 3:4)))\r\n",
			"a FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (\"a\" b)]<0.5> BINARY[1]) (CHANGEDSINCE 1 VANISHED)\r\n",
			"a UID SEARCH RETURN (MIN PARTIAL -1:-5) CHARSET UTF-8 OR NOT (SEEN TEXT {3+}\r\nabc) SENTON 1-Jan-2026\r\n",
			"a APPEND INBOX (\\Seen) \"01-Jan-2026 00:00:00 +0000\" {3+}\r\nabc\r\n",
			"a STORE 1 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Deleted x)\r\nb EXPUNGE\r\n",
			"a LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (\"*\" %) RETURN (STATUS (MESSAGES) METADATA (/shared/a))\r\n",
			"a SORT (REVERSE DATE) UTF-8 ALL\r\nb THREAD REFERENCES UTF-8 ALL\r\n",
			"a NOTIFY SET STATUS (subtree (a b) (MessageNew MessageExpunge FlagChange)) (selected MessageNew (UID) MessageExpunge)\r\n",
			"a SETMETADATA \"\" (/private/a ~{3+}\r\na\x00b)\r\nb GETMETADATA (DEPTH infinity MAXSIZE 5) INBOX (/private)\r\n",
			"a COMPRESS DEFLATE\r\nxxxx",
			"a STARTTLS\r\n\x16\x03\x01",
			"n,,n=user,r=x\r\n*\r\nDONE\r\n",
			"a APPEND x {9223372036854775807}\r\n\r\n{}\n\r\n\x00\xff",
			"a SETACL a \"-b\" +lrs\r\nb SETQUOTA \"\" (STORAGE 1)\r\nc PARTIAL 1 RFC822 1 5\r\nd RENAME INBOX x\r\n",
		} {
			f.Add(i, []byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, state int, input []byte) {
		if state < 0 || state >= len(states) {
			return
		}
		out := exchange(t, append([]byte(states[state]), input...))
		if len(out) == 0 || !bytes.HasPrefix(out, []byte("* OK ")) {
			t.Fatalf("no greeting: %q", out)
		}
	})
}

// exchange sends all of the input and returns all that comes back.
func exchange(t *testing.T, input []byte) []byte {
	srv := practice.New(practice.Options{Seed: testSeed, Now: func() time.Time { return now }, NoTLS: true})
	defer srv.Close()
	c := srv.Pipe()
	go func() {
		c.Write(input)
		c.(interface{ CloseWrite() error }).CloseWrite()
	}()
	out, err := io.ReadAll(c)
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return out
}

// Nesting and length are bounded, and what exceeds them is answered.
func TestLimits(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"deep nesting", `
			C: s SELECT INBOX
			S... s OK «.*»
			C: a SEARCH ` + strings.Repeat("(", 101) + `ALL` + strings.Repeat(")", 101) + `
			S: a BAD Error in IMAP command SEARCH: expected fewer levels of parentheses «.*»
			C: b SEARCH ` + strings.Repeat("NOT ", 1001) + `ALL
			S: b BAD Error in IMAP command SEARCH: expected a simpler search «.*»
			C: c SEARCH ` + strings.Repeat("NOT ", 990) + `ALL
			S: * SEARCH 1 2 3
			S: c OK Search completed.
		`},
		{"endless line", `
			C: a NOOP ` + strings.Repeat("x", 70000) + `
			S: * BYE Input line longer than the limit of 65536 bytes.
			EOF
		`},
		{"bare LF", `
			C> a NOOP\n
			S: * BAD A line must end in CRLF, this one ended in LF alone.
			C: b NOOP
			S: b OK NOOP completed.
		`},
		{"no tag, no command", `
			C: 
			S: * BAD Error in IMAP command: expected a tag «.*»
			C: a
			S: a BAD Error in IMAP command: expected a blank «.*»
			C: + NOOP
			S: * BAD Error in IMAP command: expected a tag «.*»
			C: a UID
			S: a BAD Error in IMAP command UID: expected a blank «.*»
		`},
		{"nothing but bad commands", strings.Repeat("C: a FROB\nS: a BAD «.*»\n", 20) + `
			S: * BYE Too many invalid IMAP commands.
			EOF
		`},
		{"a good command starts the count anew", strings.Repeat("C: a FROB\nS: a BAD «.*»\n", 19) +
			"C: b NOOP\nS: b OK NOOP completed.\nC: a FROB\nS: a BAD «.*»\nC: b NOOP\nS: b OK NOOP completed.\n"},
	})
	dial(t, newServer(t, practice.Options{})).talk(`
		S: * OK «.*»
		C: a LOGIN alice {8193}
		S: a BAD Error in IMAP command LOGIN: Literal is too large.
		C: b LOGIN alice {7}
		S: + OK
		C: alicepw
		S: b OK «.*»
	`)
}
