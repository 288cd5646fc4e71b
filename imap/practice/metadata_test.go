package practice_test

import (
	"strings"
	"testing"

	"imapsh/imap/practice"
)

func TestMetadata(t *testing.T) {
	t.Parallel()
	play(t, practice.Options{}, []dialogue{
		{"set and get (RFC 5464 §4)", `
			C: a SETMETADATA INBOX (/private/comment "My own" /shared/comment "Ours")
			S: a OK Setmetadata completed.
			C: b GETMETADATA INBOX /shared/comment
			S: * METADATA INBOX (/shared/comment "Ours")
			S: b OK Getmetadata completed.
			C: c GETMETADATA inbox (/shared/comment /PRIVATE/Comment /private/none)
			S: * METADATA INBOX (/private/comment "My own" /shared/comment "Ours" /private/none NIL)
			S: c OK Getmetadata completed.
			C: d SETMETADATA INBOX (/private/comment NIL)
			S: d OK Setmetadata completed.
			C: e GETMETADATA INBOX /private/comment
			S: * METADATA INBOX (/private/comment NIL)
			S: e OK Getmetadata completed.
			C: f GETMETADATA nowhere /shared/comment
			S: f NO [NONEXISTENT] Mailbox doesn't exist: nowhere.
			C> g SETMETADATA INBOX (/private/comment {9+}\r\ntwo\r\nline)\r\n
			S: g OK Setmetadata completed.
			C: h GETMETADATA INBOX /private/comment
			S: * METADATA INBOX (/private/comment {9}
			S: two
			S: line)
			S: h OK Getmetadata completed.
		`},
		{"depth and size (RFC 5464 §4.2.1, §4.2.2)", `
			C: a SETMETADATA INBOX (/private/a "1" /private/a/b "22" /private/a/b/c "333" /private/ab "x")
			S: a OK Setmetadata completed.
			C: b GETMETADATA (DEPTH 1) INBOX /private/a
			S: * METADATA INBOX (/private/a "1" /private/a/b "22")
			S: b OK Getmetadata completed.
			C: c GETMETADATA INBOX (DEPTH infinity) (/private/a)
			S: * METADATA INBOX (/private/a "1" /private/a/b "22" /private/a/b/c "333")
			S: c OK Getmetadata completed.
			C: d GETMETADATA (MAXSIZE 1 DEPTH infinity) INBOX (/private/a)
			S: * METADATA INBOX (/private/a "1")
			S: d OK [METADATA LONGENTRIES 3] Getmetadata completed.
			C: e GETMETADATA (DEPTH 2) INBOX /private/a
			S: e BAD Error in IMAP command GETMETADATA: Invalid DEPTH 2.
		`},
		{"the server's", `
			C: a SETMETADATA "" (/private/comment "mine")
			S: a OK Setmetadata completed.
			C: b GETMETADATA "" /private/comment
			S: * METADATA "" (/private/comment "mine")
			S: b OK Getmetadata completed.
			C: c SETMETADATA "" (/shared/comment "ours")
			S: c NO [NOPERM] Permission denied.
		`},
		{"refused", `
			C: a SETMETADATA INBOX (/foo "x")
			S: a BAD Error in IMAP command SETMETADATA: Entry name must begin with /private or /shared.
			C: b SETMETADATA INBOX (/private/a*b "x")
			S: b BAD «.*»
			C: c SETMETADATA INBOX ("/private/a*b" "x")
			S: c NO [CANNOT] Invalid annotation name: /private/a*b.
			C> d SETMETADATA INBOX (/private/big {65537+}\r\n` + strings.Repeat("x", 65537) + `)\r\n
			S: d NO [METADATA MAXSIZE 65536] Annotation value is too large.
		`},
		{"special use (RFC 6154 §4)", `
			C: a CREATE mine
			S: a OK «.*»
			C: b SETMETADATA mine (/private/specialuse "\\Drafts")
			S: b OK Setmetadata completed.
			C: c LIST "" mine
			S: * LIST (\HasNoChildren \Drafts) "/" mine
			S: c OK List completed.
			C: d GETMETADATA mine /private/specialuse
			S: * METADATA mine (/private/specialuse "\\Drafts")
			S: d OK Getmetadata completed.
			C: e SETMETADATA mine (/private/specialuse "\\All")
			S: e NO [USEATTR] \All cannot be given to a mailbox.
		`},
		{"the draft before it: ANNOTATEMORE", `
			C: a SETANNOTATION INBOX "/comment" ("value.shared" "ours" "value.priv" "mine")
			S: a OK Setannotation completed.
			C: b GETANNOTATION INBOX "/comment" "value.shared"
			S: * ANNOTATION INBOX "/comment" ("value.shared" "ours")
			S: b OK Getannotation completed.
			C: c GETANNOTATION INBOX "*" ("value.priv" "value.shared")
			S: * ANNOTATION INBOX "/comment" ("value.priv" "mine" "value.shared" "ours")
			S: c OK Getannotation completed.
			C: d GETMETADATA INBOX /shared/comment
			S: * METADATA INBOX (/shared/comment "ours")
			S: d OK Getmetadata completed.
			C: e SETANNOTATION INBOX "/comment" ("value.shared" NIL)
			S: e OK Setannotation completed.
			C: f GETANNOTATION INBOX "/%" "value"
			S: * ANNOTATION INBOX "/comment" ("value.priv" "mine")
			S: f OK Getannotation completed.
			C: g SETANNOTATION INBOX "/comment" ("size" "1")
			S: g BAD Error in IMAP command SETANNOTATION: Attribute must be value.shared or value.priv.
		`},
	})
}

func TestMetadataLimit(t *testing.T) {
	t.Parallel()
	p := start(t)
	var list []string
	for i := range 100 {
		list = append(list, "/private/e"+strings.Repeat("x", i)+" \"v\"")
	}
	p.talk(`
		C: a SETMETADATA INBOX (` + strings.Join(list, " ") + `)
		S: a OK Setmetadata completed.
		C: b SETMETADATA INBOX (/private/more "v" /private/e "w")
		S: b NO [METADATA TOOMANY] Too many annotations.
		C: c GETMETADATA INBOX /private/e
		S: * METADATA INBOX (/private/e "v")
		S: c OK Getmetadata completed.
		C: d SETMETADATA INBOX (/private/e "w")
		S: d OK Setmetadata completed.
	`)
}

// RFC 5464 §4.1: who enabled METADATA is told what others change.
func TestMetadataChanges(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	a, b := login(t, srv, "alice"), login(t, srv, "alice")
	a.talk(`
		C: a1 ENABLE METADATA
		S: * ENABLED METADATA
		S: a1 OK Enabled.
	`)
	b.talk(`
		C: b1 SETMETADATA INBOX (/shared/comment "x" /private/comment NIL)
		S: b1 OK Setmetadata completed.
	`)
	a.talk(`
		C: a2 NOOP
		S: * METADATA INBOX /shared/comment /private/comment
		S: a2 OK NOOP completed.
		C: a3 SETMETADATA INBOX (/shared/comment "y")
		S: a3 OK Setmetadata completed.
	`)
}
