package completion

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"imapsh/imap"
	"imapsh/repl/command"
	"imapsh/repl/words"
)

// known is a session with a mailbox open, at a server with most extensions.
func known(t testing.TB) *Known {
	t.Helper()
	ix := NewIndex()
	for _, name := range []string{"INBOX", "Archive", "Archive/2025", "Drafts", "Sent Items", "Entw&APw-rfe", "Box", "evil\x1b[31m"} {
		ix.Add(Mailbox{Name: name, Delim: '/'})
	}
	ix.Add(Mailbox{Name: "Lists", Delim: '/', Attr: NoSelect | HasChildren})
	ix.MarkComplete("")
	return &Known{
		State: imap.StateSelected,
		Capabilities: strings.Fields("IMAP4rev1 ACL QUOTA CONDSTORE QRESYNC ENABLE ID NAMESPACE IDLE STARTTLS UNAUTHENTICATE AUTH=PLAIN AUTH=SCRAM-SHA-256 " +
			"LIST-EXTENDED SPECIAL-USE CREATE-SPECIAL-USE MOVE UIDPLUS SORT THREAD=REFERENCES METADATA ESEARCH COMPRESS=DEFLATE"),
		Mailboxes: ix, PermanentFlags: []string{`\Seen`, `\Flagged`, `\Deleted`, "$Work"}, Flags: []string{`\Seen`, `\Draft`},
		Exists: 5, User: "alice", Now: time.Date(2026, 11, 27, 9, 8, 7, 0, time.UTC), Stored: []string{"UIDVALIDITY"}, QuotaRoots: []string{"user.alice"},
		Variables: []Named{{"box", "INBOX"}, {"number", "5"}}, Aliases: []Named{{"unread", "search unseen"}}, Sessions: []Named{{"1", "alice@demo"}, {"2", "mail.example.com"}},
		Options: []Option{{"confirm", "ask before a mailbox is deleted", []string{"on", "off"}}, {"prompt", "what stands before the line", nil}},
		Hosts:   []string{"mail.example.com"}, Profiles: []Named{{"work", "imaps://mail.example.com"}}, Topics: []Named{{"scripting", "how scripts run"}},
		Sections: []Section{{Part: "1", About: "text/plain"}, {Part: "2", About: "message/rfc822", Message: true}}, Home: "/home/alice",
		Files: func(dir string) []File {
			if dir == "/home/alice/" || dir == "" {
				return []File{{"mail.eml", false}, {"my letters", true}, {".hidden", false}}
			}
			return nil
		},
		Words:  func(prefix string) []string { return []string{prefix + "@example.com"} },
		Recall: func(string) (string, bool) { return "", false },
	}
}

// TestComplete has a row for each role. what is offered begins with want; ~ marks
// what is dimmed.
func TestComplete(t *testing.T) {
	t.Parallel()
	covered := make(map[command.Role]bool)
	for _, row := range []struct {
		role command.Role
		line string
		want string
	}{
		{command.Mailbox, "select ", `INBOX Archive Box Drafts Entwürfe`},
		{command.Mailbox, "select arc", `Archive`},
		{command.Mailbox, "select Archive/", `Archive/2025`},
		{command.Mailbox, "select s", `"Sent Items"`},
		{command.Mailbox, `select "se`, `"Sent Items"`},
		{command.Mailbox, "select 'Se", `'Sent Items'`},
		{command.Mailbox, "select rfe", `Entwürfe`}, // part of a name, where none begins so
		{command.Mailbox, "select ev", `~$'evil\x1b[31m'`},
		{command.Mailbox, "select Li", `Lists/`},
		{command.Mailbox, "append Dra", `Drafts`},
		{command.Mailbox, "create Arch", `Archive/`},
		{command.Choice, "select INBOX ", `readonly True False (CONDSTORE (QRESYNC`},
		{command.Reference, `list `, `"" INBOX/`},
		{command.Pattern, `list "" `, `* % INBOX`},
		{command.Parameters, "list (special-", `SPECIAL-USE`},
		{command.Parameters, `list "" % RETURN (sub`, `SUBSCRIBED`},
		{command.Parameters, `list "" % RETURN (~STATUS (mess`, ``},
		{command.Parameters, "fetch 1 FLAGS (ch", `CHANGEDSINCE`},
		{command.Parameters, "store 1 (un", `UNCHANGEDSINCE`},
		{command.Parameters, `create X (USE (\Ar`, `\Archive`},
		{command.Parameters, "getmetadata (ma", `MAXSIZE`},
		{command.Set, "fetch ", `1:* * ~$`},
		{command.Set, "uid fetch ", `1:* *`},
		{command.FetchItems, "fetch 1 ", `ALL FAST FULL FLAGS UID`},
		{command.FetchItems, "fetch 1 (UID BODY.PEEK[HEADER.FI", `HEADER.FIELDS ( HEADER.FIELDS.NOT (`},
		{command.FetchItems, "fetch 1 (UID BODY[2.", `2.MIME] 2.HEADER]`},
		{command.FetchItems, "fetch 1 BODY[HEADER.FIELDS (DATE FR", `From`},
		{command.FetchItems, "fetch 1 (FLAGS fl", ``}, // not twice
		{command.StoreItem, "store 1 -", `-FLAGS -FLAGS.SILENT`},
		{command.Flags, `store 1 +FLAGS (\Fl`, `\Flagged`},
		{command.Flags, `store 1 +FLAGS \D`, `\Deleted ~\Draft`},
		{command.Flags, `append Drafts (\S`, `\Seen`},
		{command.SearchKeys, "search NIL or fr", `FROM`},
		{command.SearchKeys, "search ", `ALL UID ANSWERED`},
		{command.SearchKeys, "search since ", `27-Nov-2026 26-Nov-2026`},
		{command.SearchKeys, "search header Mess", `Message-ID`},
		{command.SearchKeys, "search keyword ", `$Work`},
		{command.SearchKeys, "search (unseen or ans", `ANSWERED`},
		{command.SearchKeys, "search RETURN (mi", `MIN`},
		{command.SearchKeys, "search from bob", `bob@example.com`},
		{command.Charset, "sort (DATE) ut", `UTF-8`},
		{command.SortKeys, "sort (REVERSE da", `DATE`},
		{command.SortKeys, "sort ", `(ARRIVAL`},
		{command.Algorithm, "thread ", `REFERENCES ~ORDEREDSUBJECT`},
		{command.StatusItems, "status INBOX (mess", `MESSAGES`},
		{command.StatusItems, "status INBOX MESSAGES uidn", `UIDNEXT`},
		{command.Date, `append INBOX (\Seen) `, `"27-Nov-2026 09:08:07 +0000" NIL`},
		{command.Message, `append Drafts (\Seen) NIL <~/m`, `~/mail.eml '/home/alice/my letters/`},
		{command.Message, `append Drafts (\Seen) NIL `, `< <<END`},
		{command.Value, "setmetadata INBOX /private/comment ", `< <<END NIL`},
		{command.Entries, "getmetadata INBOX /pri", `/private/comment`},
		{command.Entries, `getmetadata "" /shared/ad`, `/shared/admin`},
		{command.Identifier, "setacl Box a", `alice anyone`},
		{command.Rights, "setacl Box bob l", `lr ls lw`},
		{command.Rights, "setacl Box bob ", `lrs lrswipkxte`},
		{command.QuotaRoot, "getquota ", `user.alice ""`},
		{command.QuotaLimits, "setquota user.alice (sto", `STORAGE`},
		{command.QuotaLimits, "setquota user.alice (STORAGE 5", ``},
		{command.Capability, "enable q", `QRESYNC`},
		{command.Capability, "enable utf8", `~UTF8=ACCEPT`},
		{command.Mechanism, "authenticate sc", `SCRAM-SHA-256 ~SCRAM-SHA-1`},
		{command.User, "proxyauth ", `alice`},
		{command.Secret, "login alice ", ``},
		{command.Secret, "login alice a", ``},
		{command.Answer, "authenticate PLAIN a", ``},
		{command.UIDCommand, "uid fe", `fetch`},
		{command.CommandName, "help fet", `fetch`},
		{command.CommandName, "help scr", `scripting`},
		{command.CommandLine, `\repeat 2 sel`, `select`},
		{command.CommandLine, `\repeat 2 select arc`, `Archive`},
		{command.Rest, `\alias a fetch 1 (FLA`, `FLAGS`},
		{command.Host, "open m", `mail.example.com`},
		{command.Port, "open localhost 9", `993`},
		{command.Target, `\connect w`, `work`},
		{command.File, `\i m`, `mail.eml 'my letters/`},
		{command.File, `\i .h`, `.hidden`},
		{command.Variable, `\set conf`, `confirm`},
		{command.Choice, `\o t`, `text tuple`},
		{command.Choice, "response uidv", `UIDVALIDITY`},
		{command.Choice, "response EXISTS", `~EXISTS`},
		{command.Text, `\set confirm o`, `on off`},
		{command.SessionNumber, `\use `, `1 2`},
		{command.Number, `\show 1`, ``},
		{command.Duration, "idle 1", ``},
	} {
		covered[row.role] = true
		t.Run(row.line, func(t *testing.T) {
			t.Parallel()
			if got := offered(known(t).Complete(row.line, len(row.line))); !strings.HasPrefix(got+" ", strings.TrimSuffix(row.want, " ")+" ") && !strings.HasPrefix(got, row.want) || row.want == "" && got != "" {
				t.Errorf("%q offers %s, want %s", row.line, got, row.want)
			}
		})
	}
	for role := command.Text; role <= command.SessionNumber; role++ {
		if !covered[role] {
			t.Errorf("no row for role %d", role)
		}
	}
}

func offered(c Completion) string {
	var b []string
	for _, x := range c.Candidates {
		if x.Dimmed {
			b = append(b, "~"+x.Insert)
		} else {
			b = append(b, x.Insert)
		}
	}
	return strings.Join(b, " ")
}

// TestPlaces is about where in a line things are offered.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ line, want string }{
		{"\\unread fr", "FROM"},                        // behind an alias, as behind its line
		{"@", "@1 @2"},                                 // a session
		{"@2 sel", "select"},                           // behind it
		{"- sel", "select"},                            // behind the mark of a script
		{"a1 SEL", "select"},                           // behind a tag
		{"fetch 1 FLAGS > m", "mail.eml 'my letters/"}, // a file to write to
		{"fetch 1 FLAGS >> m", "mail.eml 'my letters/"},
		{"fetch 1 FLAGS | m", ""}, // a program is not ours to complete
		{"select ${b", "${box}"},
		{"select '${b", ""}, // nothing is special there
		{"# sel", ""},
		{"!ls", ""},
		{"noop ", ""},
		{"nosuch x", ""},
		{"select INBOX'", ""},
	} {
		t.Run(row.line, func(t *testing.T) {
			t.Parallel()
			if got := offered(known(t).Complete(row.line, len(row.line))); got != row.want {
				t.Errorf("%q offers %s, want %s", row.line, got, row.want)
			}
		})
	}
}

// Every command is offered, and what it takes can be completed without a fault.
func TestEveryCommand(t *testing.T) {
	t.Parallel()
	for _, sp := range command.All() {
		t.Run(sp.Name, func(t *testing.T) {
			t.Parallel()
			k := known(t)
			line := sp.Name[:len(sp.Name)-1]
			c := k.Complete(line, len(line))
			if !slices.ContainsFunc(c.Candidates, func(x Candidate) bool { return line[:c.From]+x.Insert == sp.Name }) {
				t.Errorf("%q does not offer %s: %s", line, sp.Name, offered(c))
			}
			line = sp.Name
			for range len(sp.Args) + 1 {
				line += " "
				k.Complete(line, len(line))
				k.Spans(line)
				line += "x"
			}
			if len(sp.Args) > 0 && !isSecretFirst(sp) {
				if h := k.Hint(sp.Name, len(sp.Name)); h.Show == "" {
					t.Errorf("no hint for %s", sp.Name)
				}
			}
		})
	}
}

func isSecretFirst(sp *command.Spec) bool { return sp.Args[0].Role == command.Secret }

func TestNotLoggedIn(t *testing.T) {
	t.Parallel()
	k := known(t)
	k.State = imap.StateNonAuth
	for _, row := range []struct{ line, want string }{
		{"sele", "~select"},
		{"logi", "login ~login_cram_md5"},
		{"cap", "capability"},
	} {
		if got := offered(k.Complete(row.line, len(row.line))); got != row.want {
			t.Errorf("%q offers %s, want %s", row.line, got, row.want)
		}
	}
	c := k.Complete("sele", 4)
	if c.Candidates[0].Reason != "not in this state: not logged in" {
		t.Errorf("reason %q", c.Candidates[0].Reason)
	}
}

// What is complete is followed by a blank when it is the only candidate; a level of
// the hierarchy is not complete.
func TestAfter(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ line, after string }{
		{"select Box", " "}, {"select Li", ""}, {"create Box", ""}, {"uid fe", " "}, {"status INBOX (mess", ""}, {"sele", " "}, {"noo", ""},
	} {
		c := known(t).Complete(row.line, len(row.line))
		if len(c.Candidates) != 1 || c.Candidates[0].After != row.after {
			t.Errorf("%q: %+v, want %q behind it", row.line, c.Candidates, row.after)
		}
	}
}

// In the middle of a word what is behind the cursor is replaced too.
func TestMiddle(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ line, want string }{
		{"sel|ect INBOX", "select INBOX"},
		{"select arc|hive", "select Archive"},
		{`select "Se|nt Items"`, `select "Sent Items"`},
		{"fetch 1 (UID FLA|GS)", "fetch 1 (UID FLAGS)"},
		{"fetch 1 BODY[TE|XT]", "fetch 1 BODY[TEXT]"},
		{"fetch 1 BODY[HEADER.FIELDS (SUB|)]", "fetch 1 BODY[HEADER.FIELDS (Subject)]"},
		{"@1| noop", "@1 noop"},
		{"select ${b|ox}", "select ${box}"},
	} {
		at := strings.IndexByte(row.line, '|')
		line := row.line[:at] + row.line[at+1:]
		c := known(t).Complete(line, at)
		if len(c.Candidates) == 0 {
			t.Errorf("%s: nothing offered", row.line)
			continue
		}
		if got := line[:c.From] + c.Candidates[0].Insert + line[c.To:]; got != row.want {
			t.Errorf("%s becomes %s, want %s", row.line, got, row.want)
		}
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	k := known(t)
	k.Recall = func(prefix string) (string, bool) {
		old := "fetch 1:5 (UID BODY[TEXT])"
		return old, strings.HasPrefix(old, prefix)
	}
	for _, row := range []struct{ line, show, accept string }{
		{"select", " [mailbox] [readonly] [(parameters)]", ""},
		{"select ", "[mailbox] [readonly] [(parameters)]", ""},
		{"select IN", " [readonly] [(parameters)]", ""},
		{"fetch 1:", "5 (UID BODY[TEXT])", "5 (UID BODY[TEXT])"},
		{"fetch ", "set items [(modifiers)]", ""},
		{"setacl Box bob", " rights", ""},
		{"login alice ", "[password]", ""},
		{"nosuch ", "", ""},
		{"", "", ""},
	} {
		if h := k.Hint(row.line, len(row.line)); h.Show != row.show || h.Accept != row.accept {
			t.Errorf("%q hints %q, accepts %q, want %q, %q", row.line, h.Show, h.Accept, row.show, row.accept)
		}
	}
	if h := k.Hint("select x", 3); h != (Hint{}) {
		t.Errorf("a hint in the middle of a line: %v", h)
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ line, want string }{
		{"fetch 1:5 (UID FLAGS)", "command:fetch set:1:5 item:UID item:FLAGS"},
		{`store 1 +FLAGS (\Seen)`, `command:store set:1 item:+FLAGS flag:\Seen`},
		{`select "Sent Items"`, `command:select mailbox:"Sent Items"`},
		{"select ${box}", "command:select variable:${box}"},
		{"uid fetch 1 FLAGS > x.txt", "command:uid fetch set:1 item:FLAGS redirect:> x.txt"},
		{"append INBOX <mail.eml", "command:append mailbox:INBOX literal:<mail.eml"},
		{`search FROM "bob" 1:3`, `command:search item:FROM string:"bob" set:1:3`},
		{"nosuch x", "error:nosuch"},
		{"sel", ""},
		{"noop surplus", "command:noop error:surplus"},
		{"# noop", "comment:# noop"},
		{"select 'a'b", "command:select mailbox:'a' error:b"},
	} {
		var got []string
		last := 0
		for _, s := range known(t).Spans(row.line) {
			if s.From < last || s.To <= s.From || s.To > len(row.line) {
				t.Fatalf("%q: span %v", row.line, s)
			}
			last = s.To
			got = append(got, fmt.Sprintf("%s:%s", s.Class, row.line[s.From:s.To]))
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%q is %v, want %s", row.line, got, row.want)
		}
	}
}

// Nothing that is offered can put a control character into the line, and all of it
// is understood again.
func checkOffers(t *testing.T, line string, c Completion) {
	t.Helper()
	if c.From < 0 || c.From > c.To || c.To > len(line) {
		t.Fatalf("%q: range %d to %d", line, c.From, c.To)
	}
	for _, x := range c.Candidates {
		for _, r := range x.Insert {
			if r < ' ' || r == 0x7f {
				t.Fatalf("%q inserts a control character: %q", line, x.Insert)
			}
		}
	}
}

func FuzzComplete(f *testing.F) {
	for _, line := range []string{
		"", "select ", "fetch 1 (UID BODY.PEEK[HEADER.FI", "append Drafts (\\Seen) NIL <~/m", "@2 \\repeat 3 uid fe", "search NIL or (fr",
		"list (special-", "\\unread ", "setacl ${b", "a1 fetch 1 BODY[2.", "select 'a\x1b", "fetch 1 FLAGS >> 'my", "login a b c", "x\ny",
	} {
		f.Add(line, len(line))
		f.Add(line, len(line)/2)
	}
	f.Fuzz(func(t *testing.T, line string, cursor int) {
		k := known(t)
		checkOffers(t, line, k.Complete(line, cursor))
		k.Hint(line, cursor)
		last := 0
		for _, s := range k.Spans(line) {
			if s.From < last || s.To <= s.From || s.To > len(line) {
				t.Fatalf("%q: span %v", line, s)
			}
			last = s.To
		}
		k.Before = "fetch 1 (FLAGS"
		checkOffers(t, line, k.Complete(line, cursor))
	})
}

// A mailbox that is offered is the mailbox that the line then means.
func FuzzMailboxOffered(f *testing.F) {
	for _, name := range []string{"INBOX", "Sent Items", "Entwürfe", `a"b`, `a\b`, "(x)", `"q"`, "NIL", "a&b-", "${v}", "'", "BODY[x", "<f", "x\x1b[0m", "$'", "{5}"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if name == "" || len(name) > 100 || strings.ContainsAny(name, "\x00\r\n/") {
			return
		}
		k := known(t)
		k.Mailboxes = NewIndex()
		k.UTF8 = true
		k.Mailboxes.SetUTF8(true)
		if !k.Mailboxes.Add(Mailbox{Name: name, Delim: '/'}) {
			return
		}
		k.Mailboxes.MarkComplete("")
		line := "select "
		for _, x := range k.Complete(line, len(line)).Candidates {
			if x.Insert == "INBOX" || x.Dimmed {
				continue
			}
			parsed, err := (&words.Parser{Lookup: func(string) (string, bool) { return "", false }, LiteralAt: command.LiteralAt}).Parse(line+x.Insert, nil)
			if err != nil || len(parsed.Words) != 2 {
				t.Fatalf("%q is offered as %q: %v", name, x.Insert, err)
			}
			if got := parsed.Words[1].Value; got != name && got != imapQuoted(name) {
				t.Fatalf("%q is offered as %q, which means %q", name, x.Insert, got)
			}
		}
	})
}

func BenchmarkTab(b *testing.B) {
	k := known(b)
	k.Mailboxes = NewIndex()
	for i := range 200_000 {
		k.Mailboxes.Add(Mailbox{Name: fmt.Sprintf("Archive_%06d", i), Delim: '/'})
	}
	k.Mailboxes.MarkComplete("")
	b.ReportAllocs()
	for b.Loop() {
		k.Complete("select Archive_0", len("select Archive_0"))
	}
}
