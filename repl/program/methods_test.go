package program

import (
	"regexp"
	"strings"
	"testing"
)

// methods are imaplib's, each with what goes out on the wire for it and the result
// that the tuple view prints. A wire of "" is one that sends nothing. before are lines
// that come first, in a session that is logged in with INBOX open unless login is set.
var methods = []struct {
	line, wire, result string
	before             []string
	login              bool // at the greeting of the server
}{
	{line: "append Drafts (\\Seen) NIL 'Subject: x'", wire: `APPEND Drafts (\Seen) {10+}`, result: `('OK', [b'[APPENDUID `},
	{line: `authenticate PLAIN $'\0alice\0alicepw'`, wire: "AUTHENTICATE PLAIN", result: `('OK', [b'`, login: true},
	{line: "check", wire: "CHECK", result: `('OK', [b'Check completed.'])`},
	{line: "close", wire: "CLOSE", result: `('OK', [b'Close completed.'])`},
	{line: "copy 1 Archive", wire: "COPY 1 Archive", result: `('OK', [b'[COPYUID `},
	{line: "create Neu", wire: "CREATE Neu", result: `('OK', [b'`},
	{line: "delete Neu", wire: "DELETE Neu", result: `('OK', [b'Delete completed.'])`, before: []string{"create Neu"}},
	{line: "deleteacl INBOX bob", wire: "DELETEACL INBOX bob", result: `('OK', [b'Deleteacl complete.'])`, before: []string{"setacl INBOX bob lr"}},
	{line: "expunge", wire: "EXPUNGE", result: `('OK', [b'1'])`, before: []string{`store 1 +FLAGS (\Deleted)`}},
	{line: "fetch 1 (UID BODY.PEEK[TEXT])", wire: "FETCH 1 (UID BODY.PEEK[TEXT])", result: `('OK', [(b'1 (UID 101 BODY[TEXT] {19}', b'Hello, world\r\nBye\r\n'), b')'])`},
	{line: "getacl INBOX", wire: "GETACL INBOX", result: `('OK', [b'INBOX alice `},
	{line: `getquota ""`, wire: `GETQUOTA ""`, result: `('OK', [b'"" (STORAGE `},
	{line: "getquotaroot INBOX", wire: "GETQUOTAROOT INBOX", result: `('OK', [[b'INBOX ""'], [b'"" (STORAGE `},
	{line: `list "" Draft%`, wire: `LIST "" Draft%`, result: `('OK', [b'(\\HasNoChildren \\Drafts) "/" Drafts'])`},
	{line: "login alice alicepw", wire: "LOGIN alice ***", result: `('OK', [b'`, login: true},
	{line: "login_cram_md5 alice alicepw", wire: "AUTHENTICATE CRAM-MD5", result: `('OK', [b'`, login: true},
	{line: "logout", wire: "LOGOUT", result: `('BYE', [b'Logging out'])`},
	{line: `lsub "" Draft%`, wire: `LSUB "" Draft%`, result: `('OK', [b'() "/" Drafts'])`},
	{line: "myrights INBOX", wire: "MYRIGHTS INBOX", result: `('OK', [b'INBOX lrw`},
	{line: "namespace", wire: "NAMESPACE", result: `('OK', [b'(("" "/"))`},
	{line: "noop", wire: "NOOP", result: `('OK', [b'NOOP completed.'])`},
	{line: "partial 1 RFC822 1 5", wire: "PARTIAL 1 RFC822 1 5", result: `('OK', [(b'1 (RFC822 {5}', b'`},
	{line: "print_log", result: "IMAP4 interactions:"},
	{line: "proxyauth bob", wire: "PROXYAUTH bob", result: `('OK', [b'Proxyauth completed.'])`, before: []string{"login admin adminpw"}, login: true},
	{line: "read 4", result: `b'x1 O'`, before: []string{`send $'x1 NOOP\r\n'`}},
	{line: "readline", result: `b'x1 OK NOOP completed.\r\n'`, before: []string{`send $'x1 NOOP\r\n'`}},
	{line: "recent", result: `('OK', [b'1'])`},
	{line: "rename Neu Alt", wire: "RENAME Neu Alt", result: `('OK', [b'Rename completed.'])`, before: []string{"create Neu"}},
	{line: "response UIDNEXT", result: `('UIDNEXT', [b'129'])`},
	{line: "search NIL UNSEEN", wire: "SEARCH UNSEEN", result: `('OK', [b'5 8 11 16 17 18 19 21 23'])`},
	{line: `select "Sent Items"`, wire: `SELECT "Sent Items"`, result: `('OK', [b'1'])`},
	{line: `send $'x1 NOOP\r\n'`, wire: "NOOP", result: ""},
	{line: "setacl INBOX bob lr", wire: "SETACL INBOX bob lr", result: `('OK', [b'Setacl complete`},
	{line: "setquota INBOX (STORAGE 2048)", wire: "SETQUOTA INBOX (STORAGE 2048)", result: `('OK', [b'INBOX (STORAGE `, before: []string{"login admin adminpw"}, login: true},
	{line: "shutdown", result: ""},
	{line: "socket", result: `('client', 'practice', 'none')`},
	{line: "sort (REVERSE DATE) UTF-8 FROM bob", wire: "SORT (REVERSE DATE) UTF-8 FROM bob", result: `('OK', [b'`},
	{line: "status INBOX (MESSAGES UIDNEXT)", wire: "STATUS INBOX (MESSAGES UIDNEXT)", result: `('OK', [b'INBOX (MESSAGES 23 UIDNEXT 129)'])`},
	{line: `store 1 +FLAGS \Flagged`, wire: `STORE 1 +FLAGS (\Flagged)`, result: `('OK', [b'1 (FLAGS (`},
	{line: "subscribe Archive/Attic", wire: "SUBSCRIBE Archive/Attic", result: `('OK', [b'Subscribe completed.'])`},
	{line: "thread REFERENCES UTF-8 SUBJECT lunch", wire: "THREAD REFERENCES UTF-8 SUBJECT lunch", result: `('OK', [b'(`},
	{line: "uid fetch 101 (FLAGS)", wire: "UID FETCH 101 (FLAGS)", result: `('OK', [b'1 (UID 101 FLAGS (\\Seen))'])`},
	{line: "unsubscribe Drafts", wire: "UNSUBSCRIBE Drafts", result: `('OK', [b'Unsubscribe completed.'])`},
	{line: "xatom ID NIL", wire: "ID NIL", result: `('OK', [b'ID completed.'])`},

	{line: "capability", wire: "CAPABILITY", result: `('OK', [b'IMAP4rev1 `},
	{line: "examine INBOX", wire: "EXAMINE INBOX", result: `('OK', [b'23'])`},
	{line: "starttls", wire: "STARTTLS", result: `('OK', [None])`, login: true},
	{line: "enable CONDSTORE", wire: "ENABLE CONDSTORE", result: `('OK', [b'Enabled.'])`, before: []string{"unselect"}},
	{line: "unselect", wire: "UNSELECT", result: `('OK', [b'Unselect completed.'])`},
	{line: "idle 0.01", wire: "IDLE", result: `('OK', [b'Idle completed.'])`},
	{line: "move 1 Archive", wire: "MOVE 1 Archive", result: `('OK', [b'`},
	{line: "id NIL", wire: "ID NIL", result: `('OK', [b'("name" `},
	{line: "listrights INBOX bob", wire: "LISTRIGHTS INBOX bob", result: `('OK', [b'INBOX bob `},
	{line: "getmetadata INBOX /private/comment", wire: "GETMETADATA INBOX /private/comment", result: `('OK', [`},
	{line: `setmetadata INBOX /private/comment "x"`, wire: `SETMETADATA INBOX (/private/comment "x")`, result: `('OK', [None])`},
	{line: "getannotation INBOX /comment value.priv", wire: "GETANNOTATION INBOX ", result: `('OK', [`},
	{line: `setannotation INBOX /comment ("value.priv" "x")`, wire: "SETANNOTATION INBOX ", result: `('OK', [`},
	{line: "unauthenticate", wire: "UNAUTHENTICATE", result: `('OK', [b'`},
	{line: "uid expunge 101", wire: "UID EXPUNGE 101", result: `('OK', [None])`, before: []string{`store 1 +FLAGS (\Deleted)`}},
}

// TestMethods shows each of imaplib's methods, and the shell's further commands, with
// its wire line and its result.
func TestMethods(t *testing.T) {
	t.Parallel()
	for _, row := range methods {
		t.Run(row.line, func(t *testing.T) {
			t.Parallel()
			demo, script := "--demo", append([]string{"select INBOX"}, row.before...)
			if row.login {
				demo, script = "--demo=login", row.before
			}
			script = append(script, row.line, "print_log")
			code, out := runScript(t, strings.Join(script, "\n")+"\n", demo, "-o", "tuple")
			if code != 0 {
				t.Fatalf("exits with %d:\n%s", code, out)
			}
			if row.wire != "" && !regexp.MustCompile(`(?m)^  \S+ > \w+ `+regexp.QuoteMeta(row.wire)).MatchString(out) {
				t.Errorf("the wire has no %s:\n%s", row.wire, out)
			}
			if !strings.Contains(out, row.result) {
				t.Errorf("the result is not %s:\n%s", row.result, out)
			}
		})
	}
}
