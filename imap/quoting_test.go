package imap_test

import (
	"strings"
	"testing"

	"imapsh/imap"
	"imapsh/imap/practice"
)

// wireOf is what a command looks like on the wire to a peer with capabilities; the
// error if it is refused. Literals are there as their size.
func wireOf(t *testing.T, capabilities string, cmd *imap.Command) (string, error) {
	t.Helper()
	rec := &recorder{}
	nc, _ := practice.Script{practice.Send("* PREAUTH [CAPABILITY IMAP4rev1 " + capabilities + "] hi\r\n"), practice.Obey()}.Pipe()
	c, err := imap.New(t.Context(), nc, imap.Options{Tracer: rec, AllowClear: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	cmd.States = imap.Connected
	_, err = c.Do(t.Context(), cmd, nil)
	for _, line := range strings.Split(rec.text(), "\n") {
		if sent, ok := strings.CutPrefix(line, "> "); ok {
			_, args, _ := strings.Cut(sent, " ")
			return args, nil
		}
	}
	return "", err
}

// TestQuoting has a row for each sentence about quoting (client.md §4). A refused
// argument has no wire.
func TestQuoting(t *testing.T) {
	t.Parallel()
	const plus = "LITERAL+"
	for _, row := range []struct {
		sentence     string
		capabilities string
		cmd          *imap.Command
		wire         string
	}{
		{"mailbox: bare when every byte is an ASTRING-CHAR", "", imap.Delete(imap.Mailbox("Archive/2025")), "DELETE Archive/2025"},
		{"mailbox: ] is an ASTRING-CHAR", "", imap.Delete(imap.Mailbox("[Gmail]/Spam")), "DELETE [Gmail]/Spam"},
		{"mailbox: else quoted", "", imap.Delete(imap.Mailbox("Sent Items")), `DELETE "Sent Items"`},
		{"mailbox: % and * are quoted where they are no wildcards", "", imap.Delete(imap.Mailbox("50%*")), `DELETE "50%*"`},
		{"mailbox: parentheses and braces are quoted", "", imap.Delete(imap.Mailbox("a(b{c")), `DELETE "a(b{c"`},
		{"mailbox: quotes and backslashes are escaped", "", imap.Delete(imap.Mailbox(`a"b\c`)), `DELETE "a\"b\\c"`},
		{"mailbox: empty", "", imap.Delete(imap.Mailbox("")), `DELETE ""`},
		{"list patterns: and % *", "", imap.List(imap.Mailbox(""), imap.Pattern("Lists/%*")), `LIST "" Lists/%*`},
		{"list patterns: else quoted", "", imap.List(imap.Mailbox(""), imap.Pattern("My %")), `LIST "" "My %"`},
		{"user: a literal where a quoted string cannot hold it", plus, imap.GetQuota(imap.AString("Jörg")), "GETQUOTA {5+}"},
		{"mailbox names: modified UTF-7 on the wire", "", imap.Create(imap.Mailbox("Entwürfe")), "CREATE Entw&APw-rfe"},
		{"mailbox names: & alone is encoded", "", imap.Create(imap.Mailbox("R&D")), "CREATE R&-D"},
		{"mailbox names: what is valid modified UTF-7 is sent as it is", "", imap.Create(imap.Mailbox("Entw&APw-rfe")), "CREATE Entw&APw-rfe"},
		{"mailbox names: typed in quotes, they stay in quotes", "", imap.Create(imap.Mailbox(`"Entwürfe"`)), `CREATE "Entw&APw-rfe"`},
		{"words: as typed", "", imap.Fetch(imap.Word("1:*"), imap.Word("FLAGS")), "FETCH 1:* FLAGS"},
		{"words: a section with its blanks", "", imap.Fetch(imap.Word("1"), imap.Word("BODY[HEADER.FIELDS (DATE FROM)]")), "FETCH 1 BODY[HEADER.FIELDS (DATE FROM)]"},
		{"words: a flag's backslash", "", imap.Store(imap.Word("1"), nil, imap.Word("+FLAGS"), imap.Word(`(\Seen)`)), `STORE 1 +FLAGS (\Seen)`},
		{"words: quoted when empty", "", imap.Search(nil, "", imap.Word("FROM"), imap.Word("")), `SEARCH FROM ""`},
		{"words: quoted with white-space", "", imap.Search(nil, "", imap.Word("FROM"), imap.Word("a b")), `SEARCH FROM "a b"`},
		{`words: quoted with "`, "", imap.Search(nil, "", imap.Word("FROM"), imap.Word(`a"b`)), `SEARCH FROM "a\"b"`},
		{`words: quoted with \ inside`, "", imap.Search(nil, "", imap.Word("FROM"), imap.Word(`a\b`)), `SEARCH FROM "a\\b"`},
		{"words: quoted with a control character", "", imap.Search(nil, "", imap.Word("FROM"), imap.Word("a\tb")), "SEARCH FROM \"a\tb\""},
		{"words: $ is a word", "", imap.Search(nil, "", imap.Word("$")), "SEARCH $"},
		{"in parentheses: as typed", "", imap.Search(nil, "", imap.Word(`(OR SEEN FROM "a b")`)), `SEARCH (OR SEEN FROM "a b")`},
		{"in double quotes: as typed", "", imap.Search(nil, "", imap.Word("FROM"), imap.Word(`"a"`)), `SEARCH FROM "a"`},
		{"the password: always quoted", "", imap.Login(imap.AString("alice"), "x"), `LOGIN alice ***`},
		{"a trailing {n} is quoted", "", imap.Search(nil, "", imap.Word("SUBJECT"), imap.Word("x{5}")), `SEARCH SUBJECT "x{5}"`},
		{"a trailing {n+} is quoted", "", imap.Search(nil, "", imap.Word("SUBJECT"), imap.Word("{5+}")), `SEARCH SUBJECT "{5+}"`},
		{"CR is refused", plus, imap.Create(imap.Mailbox("a\rb")), ""},
		{"LF is refused", plus, imap.Create(imap.Mailbox("a\nb")), ""},
		{"NUL is refused", plus, imap.Create(imap.Mailbox("a\x00b")), ""},
		{"CR LF is refused in words", plus, imap.Fetch(imap.Word("1\r\nx NOOP"), imap.Word("FLAGS")), ""},
		{"CR LF is refused in parentheses", plus, imap.Fetch(imap.Word("1"), imap.Word("(FLAGS\r\nx NOOP)")), ""},
		{"CR LF is refused in double quotes", plus, imap.Create(imap.Mailbox("\"a\r\nb\"")), ""},
		{"CR LF is refused in a password", plus, imap.Login(imap.AString("alice"), "a\r\nb"), ""},
		{"CR LF is refused with letters that need encoding", plus, imap.Create(imap.Mailbox("ü\r\nx NOOP")), ""},
		{"literals: LITERAL+", plus, appended(t, "abc"), "APPEND INBOX {3+}"},
		{"literals: LITERAL- up to 4096", "LITERAL-", appended(t, "abc"), "APPEND INBOX {3+}"},
		{"literals: LITERAL- above 4096 waits", "LITERAL-", appended(t, strings.Repeat("x", 4097)), "APPEND INBOX {4097}"},
		{"literals: else wait for +", "", appended(t, "abc"), "APPEND INBOX {3}"},
		{"literals: every line end becomes CRLF before it is counted", plus, appended(t, "a\nb\rc\r\n"), "APPEND INBOX {9+}"},
		{"literals: ~{n} when the bytes hold NUL and BINARY is there", "BINARY LITERAL+", appended(t, "a\x00b"), "APPEND INBOX ~{3+}"},
	} {
		t.Run(row.sentence, func(t *testing.T) {
			t.Parallel()
			got, err := wireOf(t, row.capabilities, row.cmd)
			if got != row.wire || row.wire == "" && (err == nil || imap.ClassOf(err) != imap.ClassError) {
				t.Errorf("sent %q, %v, want %q", got, err, row.wire)
			}
		})
	}
}

func appended(t *testing.T, text string) *imap.Command {
	t.Helper()
	cmd, err := imap.Append(nil, imap.NewMessage{Body: imap.Message([]byte(text))})
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}

// After ENABLE UTF8=ACCEPT names and messages are UTF-8 on the wire (RFC 9755).
func TestQuotingInUTF8(t *testing.T) {
	t.Parallel()
	srv := practice.New(practice.Options{PreAuth: "alice"})
	t.Cleanup(srv.Close)
	rec := &recorder{}
	c, err := imap.New(t.Context(), srv.Pipe(), imap.Options{Tracer: rec})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Do(t.Context(), imap.Enable(imap.Word("UTF8=ACCEPT")), nil); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range []*imap.Command{imap.Create(imap.Mailbox("Größe")), appended(t, "Subject: ü\n\n")} {
		if r, err := c.Do(t.Context(), cmd, nil); err != nil || r.Type != "OK" {
			t.Errorf("%s came to %+v, %v", cmd.Name, r, err)
		}
	}
	if _, err := c.Do(t.Context(), selectInbox(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(t.Context(), imap.Search(nil, "UTF-8", imap.Word("ALL")), nil); err == nil || !strings.Contains(err.Error(), "charset") {
		t.Errorf("a charset in UTF-8 mode came to %v", err)
	}
	for _, want := range []string{`CREATE "Größe"`, "APPEND INBOX UTF8 (~{15+}"} {
		if !strings.Contains(rec.text(), want) {
			t.Errorf("%q is not in\n%s", want, rec.text())
		}
	}
}
