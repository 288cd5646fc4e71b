package practice_test

import (
	"slices"
	"strings"
	"testing"

	"imapsh/imap/practice"
)

// probes are commands that a capability makes possible: with it they are
// answered OK in an open INBOX, without it BAD.
var probes = map[string]string{
	"LITERAL+":              "APPEND INBOX {3+}\r\nabc",
	"ENABLE":                "ENABLE CONDSTORE",
	"IDLE":                  "IDLE\r\nDONE",
	"NAMESPACE":             "NAMESPACE",
	"ID":                    "ID NIL",
	"UIDPLUS":               "UID EXPUNGE 1",
	"UNSELECT":              "UNSELECT",
	"MOVE":                  "MOVE 1 INBOX",
	"ESEARCH":               "SEARCH RETURN (ALL) ALL",
	"SEARCHRES":             "SEARCH RETURN (SAVE) ALL",
	"LIST-EXTENDED":         `LIST () "" *`,
	"LIST-STATUS":           `LIST "" * RETURN (STATUS (MESSAGES))`,
	"LIST-MYRIGHTS":         `LIST "" * RETURN (MYRIGHTS)`,
	"LIST-METADATA":         `LIST "" * RETURN (METADATA (/private/comment))`,
	"SPECIAL-USE":           `LIST (SPECIAL-USE) "" *`,
	"CREATE-SPECIAL-USE":    `CREATE x (USE (\Sent))`,
	"STATUS=SIZE":           "STATUS INBOX (SIZE)",
	"CONDSTORE":             "FETCH 1 MODSEQ",
	"QRESYNC":               "UID FETCH 1 UID (CHANGEDSINCE 1 VANISHED)",
	"WITHIN":                "SEARCH OLDER 5",
	"SORT":                  "SORT (DATE) UTF-8 ALL",
	"SORT=DISPLAY":          "SORT (DISPLAYFROM) UTF-8 ALL",
	"THREAD=ORDEREDSUBJECT": "THREAD ORDEREDSUBJECT UTF-8 ALL",
	"THREAD=REFERENCES":     "THREAD REFERENCES UTF-8 ALL",
	"MULTIAPPEND":           "APPEND INBOX {3+}\r\none {3+}\r\ntwo",
	"BINARY":                "FETCH 1 BINARY.PEEK[1]",
	"REPLACE":               "REPLACE 1 INBOX {3+}\r\nnew",
	"PARTIAL":               "UID FETCH 1:* UID (PARTIAL 1:1)",
	"PREVIEW":               "FETCH 1 PREVIEW",
	"SAVEDATE":              "FETCH 1 SAVEDATE",
	"OBJECTID":              "FETCH 1 (EMAILID THREADID)",
	"NOTIFY":                "NOTIFY NONE",
	"COMPRESS=DEFLATE":      "COMPRESS DEFLATE",
	"UNAUTHENTICATE":        "UNAUTHENTICATE",
	"QUOTA":                 "GETQUOTAROOT INBOX",
	"QUOTA=RES-STORAGE":     "STATUS INBOX (DELETED-STORAGE)",
	"QUOTA=RES-MESSAGE":     "STATUS INBOX (DELETED)",
	"QUOTASET":              "SETQUOTA INBOX (STORAGE 5)",
	"ACL":                   "MYRIGHTS INBOX",
	"METADATA":              "GETMETADATA INBOX /private/comment",
	"ANNOTATEMORE":          `GETANNOTATION INBOX "/comment" "value.priv"`,
	"X-SUN-IMAP":            "PROXYAUTH bob",
	"X-RFC1730-PARTIAL":     "PARTIAL 1 RFC822 1 5",
}

// noProbe are capabilities that change answers, or what can be said before
// login; tests of their own look at them.
var noProbe = []string{"IMAP4rev1", "IMAP4rev2", "SASL-IR", "CHILDREN", "UTF8=ACCEPT", "RIGHTS=texk"}

// Each capability that is not announced takes what it brings with it.
func TestEachCapability(t *testing.T) {
	t.Parallel()
	all := announced(t, practice.Options{})
	for _, name := range all {
		if probes[name] == "" && !slices.Contains(noProbe, name) {
			t.Errorf("%s is announced, and no test knows what for", name)
		}
	}
	for name, command := range probes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !slices.Contains(all, name) {
				t.Fatal("it is not announced")
			}
			without := slices.DeleteFunc(slices.Clone(all), func(c string) bool {
				return c == name || c == "IMAP4rev2" || c == "QRESYNC" && name == "CONDSTORE"
			})
			with := append(slices.Clone(without), name)
			if got := verdictOf(t, practice.Options{Capabilities: with}, name, command); got != "OK" {
				t.Errorf("with it, %q is answered %s", command, got)
			}
			if got := verdictOf(t, practice.Options{Capabilities: without}, name, command); got != "BAD" {
				t.Errorf("without it, %q is answered %s", command, got)
			}
		})
	}
}

// announced is what CAPABILITY lists after login.
func announced(t *testing.T, o practice.Options) []string {
	t.Helper()
	p := login(t, newServer(t, o), "alice")
	p.send("a CAPABILITY\r\n")
	return strings.Fields(p.line())[2:]
}

// verdictOf is how a command is answered in an open mailbox. The user is one who
// may do everything.
func verdictOf(t *testing.T, o practice.Options, name, command string) string {
	t.Helper()
	p := login(t, newServer(t, o), "admin")
	p.send("s APPEND INBOX {3}\r\n")
	p.expect("+ OK")
	p.send("abc\r\n")
	p.talk(`S: s OK «.*»`)
	if name == "QRESYNC" {
		p.send("e ENABLE QRESYNC\r\n")
		p.talk(`S... e OK «.*»`)
	}
	if name != "X-SUN-IMAP" { // PROXYAUTH is not for an open mailbox
		p.talk(`
			C: s SELECT INBOX
			S... s OK «.*»
		`)
	}
	p.send("a " + command + "\r\n")
	for {
		if rest, ok := strings.CutPrefix(p.line(), "a "); ok {
			word, _, _ := strings.Cut(rest, " ")
			return word
		}
	}
}

// The others, switched off (CHILDREN and RIGHTS=texk are in TestSwitchedOff and
// TestOldACL).
func TestWithoutSASLIRAndUTF8(t *testing.T) {
	t.Parallel()
	p := dial(t, newServer(t, practice.Options{Capabilities: []string{"IMAP4rev1", "ENABLE", "AUTH=PLAIN"}}))
	p.talk(`
		S: * OK [CAPABILITY IMAP4rev1 ENABLE STARTTLS AUTH=PLAIN] «.*»
		C: a AUTHENTICATE PLAIN ` + b64("\x00alice\x00alicepw") + `
		S: a BAD Error in IMAP command AUTHENTICATE: Initial responses need SASL-IR.
		C: b AUTHENTICATE PLAIN
		S> + \r\n
		C: ` + b64("\x00alice\x00alicepw") + `
		S: b OK «.*»
		C: c ENABLE UTF8=ACCEPT IMAP4rev2 QRESYNC METADATA
		S: * ENABLED
		S: c OK Enabled.
		C: d CREATE "Entwürfe"
		S: d NO [CANNOT] «.*»
	`)
}
