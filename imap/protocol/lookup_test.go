package protocol

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	command := func(s string) (Entry, bool) { c, ok := FindCommand(s); return c.Entry, ok }
	capability := func(s string) (Entry, bool) { c, ok := FindCapability(s); return c.Entry, ok }
	response := func(s string) (Entry, bool) { r, ok := FindResponse(s); return r.Entry, ok }
	code := func(s string) (Entry, bool) { r, ok := FindCode(s); return r.Entry, ok }
	item := func(s string) (Entry, bool) { i, ok := FindFetchItem(s); return i.Entry, ok }
	store := func(s string) (Entry, bool) { i, ok := FindStoreItem(s); return i.Entry, ok }
	key := func(s string) (Entry, bool) { k, ok := FindSearchKey(s); return k.Entry, ok }
	status := func(s string) (Entry, bool) { i, ok := FindStatusItem(s); return i.Entry, ok }
	flag := func(s string) (Entry, bool) { f, ok := FindFlag(s); return f.Entry, ok }
	attribute := func(s string) (Entry, bool) { a, ok := FindMailboxAttribute(s); return a.Entry, ok }
	quota := func(s string) (Entry, bool) { q, ok := FindQuotaResource(s); return q.Entry, ok }
	right := func(s string) (Entry, bool) { r, ok := FindRight(s[0]); return r.Entry, ok }
	mechanism := func(s string) (Entry, bool) { m, ok := FindMechanism(s); return m.Entry, ok }

	tests := []struct {
		name string
		find func(string) (Entry, bool)
		word string
		want string // "" for not found
	}{
		{"command", command, "Fetch", "FETCH"},
		{"command with uid", command, "uid  fetch", "UID FETCH"},
		{"command in its plain form", command, "list", "LIST"},
		{"no command", command, "fetc", ""},
		{"no pattern", command, "X<atom>", ""},
		{"capability", capability, "idle", "IDLE"},
		{"capability with a value", capability, "auth=plain", "AUTH="},
		{"capability with and without a value", capability, "APPENDLIMIT", "APPENDLIMIT"},
		{"capability with its own entry", capability, "THREAD=REFS", "THREAD=REFS"},
		{"capability with a prefix of two words", capability, "QUOTA=RES-STORAGE", "QUOTA=RES-"},
		{"LITERAL- is no prefix", capability, "LITERAL-X", ""},
		{"no capability", capability, "AUTH", ""},
		{"response", response, "exists", "EXISTS"},
		{"no response", response, "UIDNEXT", ""},
		{"code", code, "[UIDNEXT 12]", "UIDNEXT"},
		{"code of two words", code, "metadata maxsize 1024", "METADATA MAXSIZE"},
		{"no code", code, "", ""},
		{"fetch item", item, "envelope", "ENVELOPE"},
		{"fetch item, whole body", item, "body[]", "BODY[]"},
		{"fetch item, header", item, "BODY[HEADER]", "BODY[HEADER]"},
		{"fetch item, fields", item, "BODY[header.fields (DATE FROM)]", "BODY[HEADER.FIELDS (...)]"},
		{"fetch item, fields not", item, "BODY[HEADER.FIELDS.NOT (X)]", "BODY[HEADER.FIELDS.NOT (...)]"},
		{"fetch item, part", item, "BODY[2.1]", "BODY[n.m]"},
		{"fetch item, part's header", item, "BODY[2.1.HEADER.FIELDS (A)]", "BODY[n.HEADER]"},
		{"fetch item, part's MIME", item, "BODY[2.mime]", "BODY[n.MIME]"},
		{"fetch item, part's text", item, "BODY[2.TEXT]", "BODY[n.TEXT]"},
		{"fetch item, partial", item, "BODY[2]<0.100>", "BODY[...]<o.n>"},
		{"fetch item, peek", item, "Body.Peek[2]<0.100>", "BODY.PEEK[...]"},
		{"fetch item, binary", item, "BINARY.SIZE[2]", "BINARY.SIZE[...]"},
		{"no fetch item", item, "BODY[FOO]", ""},
		{"no fetch item, open", item, "FOO[", ""},
		{"store item", store, "+flags.silent", "+FLAGS.SILENT"},
		{"search key", key, "unseen", "UNSEEN"},
		{"a return option is no key", key, "MIN", ""},
		{"a form is no key", key, "(set)", ""},
		{"status item", status, "uidnext", "UIDNEXT"},
		{"flag", flag, `\seen`, `\Seen`},
		{"keyword", flag, `$forwarded`, `$Forwarded`},
		{"attribute", attribute, `\noselect`, `\Noselect`},
		{"special use", attribute, `\sent`, `\Sent`},
		{"quota resource", quota, "storage", "STORAGE"},
		{"right", right, "l", "l"},
		{"obsolete right", right, "c", "c"},
		{"rights have a case", right, "L", ""},
		{"mechanism", mechanism, "scram-sha-256", "SCRAM-SHA-256"},
		{"mechanism as capability", mechanism, "auth=plain", "PLAIN"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, ok := tt.find(tt.word)
			if ok != (tt.want != "") || ok && e.Name != tt.want {
				t.Errorf("%q: found %q, %v; want %q", tt.word, e.Name, ok, tt.want)
			}
		})
	}
}

func TestCommandForms(t *testing.T) {
	t.Parallel()
	var kinds []string
	for _, c := range CommandForms("append") {
		kinds = append(kinds, c.Kind)
	}
	if want := []string{"", "MULTIAPPEND", "CATENATE", "UTF8", "BINARY", "ANNOTATION"}; !slices.Equal(kinds, want) {
		t.Errorf("forms %q, want %q", kinds, want)
	}
}

// Facts of the RFCs that other rooms rely on.
func TestKnownFacts(t *testing.T) {
	t.Parallel()
	c, _ := FindCommand("move")
	if c.States != Selected || c.Needs != "MOVE | IMAP4rev2" || !slices.Contains(c.Codes, "COPYUID") {
		t.Errorf("MOVE: %+v", c)
	}
	if c, _ := FindCommand("login"); c.States != NotAuthenticated || c.States.String() != "not-auth" {
		t.Errorf("LOGIN: states %v", c.States)
	}
	if c, _ := FindCommand("noop"); c.States != AnyState || c.States.String() != "any" {
		t.Errorf("NOOP: states %v", c.States)
	}
	if c, _ := FindCommand("uid copy"); !slices.Contains(c.Codes, "TRYCREATE") {
		t.Errorf("UID COPY has the codes of COPY, got %q", c.Codes)
	}
	if i, _ := FindFetchItem("RFC822"); !i.SetsSeen {
		t.Error("RFC822 sets \\Seen")
	}
	if i, _ := FindFetchItem("RFC822.HEADER"); i.SetsSeen {
		t.Error("RFC822.HEADER does not set \\Seen")
	}
	if f, _ := FindFlag(`\Recent`); f.CanSet() {
		t.Error(`\Recent cannot be set`)
	}
	if f, _ := FindFlag(`\Deleted`); !f.CanSet() {
		t.Error(`\Deleted can be set`)
	}
	args := map[string]string{"HEADER": "field string", "OR": "key key", "SINCE": "date", "UID": "uid-set", "MODSEQ": "[entry] [entry-type] modseq", "ALL": ""}
	for name, want := range args {
		k, _ := FindSearchKey(name)
		var got []string
		for _, a := range k.Args {
			s := string(a.Kind)
			if a.Optional {
				s = "[" + s + "]"
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s takes %q, want %q", name, got, want)
		}
	}
	lists := map[string]int{
		"sort keys": len(SortKeys()), "algorithms": len(ThreadAlgorithms()), "charsets": len(Charsets()), "collations": len(Collations()),
		"flags": len(Flags()), "store items": len(StoreItems()), "status items": len(StatusItems()), "selections": len(ListSelections()),
		"returns": len(ListReturns()), "attributes": len(MailboxAttributes()), "uses": len(SpecialUses()), "metadata": len(MetadataEntries()),
		"quota": len(QuotaResources()), "rights": len(Rights()), "identifiers": len(Identifiers()), "mechanisms": len(Mechanisms()),
		"responses": len(Responses()), "codes": len(Codes()),
	}
	for name, n := range lists {
		if n < 2 {
			t.Errorf("%s: %d entries", name, n)
		}
	}
	if len(Rights()) != 14 {
		t.Errorf("%d rights; RFC 4314 has 11, RFC 5257 one, RFC 2086 two more", len(Rights()))
	}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		needs Needs
		has   string
		want  bool
	}{
		{"nothing", "", "", true},
		{"one", "IDLE", "IMAP4rev1 idle", true},
		{"one, missing", "IDLE", "IMAP4rev1 IDLER", false},
		{"or, first", "MOVE | IMAP4rev2", "MOVE", true},
		{"or, second", "MOVE | IMAP4rev2", "IMAP4rev2", true},
		{"or, none", "MOVE | IMAP4rev2", "IMAP4rev1", false},
		{"and", "SORT & SEARCH=FUZZY", "SORT SEARCH=FUZZY", true},
		{"and, half", "SORT & SEARCH=FUZZY", "SORT", false},
		{"prefix", "THREAD=", "THREAD=REFS", true},
		{"prefix, missing", "THREAD=", "THREAD", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.needs.Met(strings.Fields(tt.has)); got != tt.want {
				t.Errorf("%q with %q: %v", tt.needs, tt.has, got)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, word, want string }{
		{"everything of a word", "search", "command SEARCH, command UID SEARCH, response SEARCH"},
		{"a command of several words", "notify", "command NOTIFY SET, command NOTIFY NONE, capability NOTIFY"},
		{"a whole name", " uid   move ", "command UID MOVE"},
		{"a capability with a value", "AUTH=PLAIN", "capability AUTH=, SASL mechanism PLAIN"},
		{"an item with a section", "BODY.PEEK[HEADER.FIELDS (DATE)]", "fetch item BODY.PEEK[...]"},
		{"a code", "trycreate", "response TRYCREATE"},
		{"a flag", `\SEEN`, `flag \Seen`},
		{"a right", "l", "access right l"},
		{"rights have a case", "L", ""},
		{"an RFC", "RFC 6851", "command MOVE, command UID MOVE, capability MOVE"},
		{"an RFC, short", "rfc6851", "command MOVE, command UID MOVE, capability MOVE"},
		{"an RFC's number", "6851", "command MOVE, command UID MOVE, capability MOVE"},
		{"not an RFC whose number begins so", "RFC 8474", "command CREATE, capability OBJECTID, response MAILBOXID, fetch item EMAILID, fetch item THREADID, search EMAILID, search THREADID, status item MAILBOXID"},
		{"a small number", "12", ""},
		{"RFC without a number", "RFC", ""},
		{"a private command", "XFROB", "command X<atom>"},
		{"nothing", "", ""},
		{"unknown", "frob", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, e := range Explain(tt.word) {
				got = append(got, fmt.Sprintf("%v %s", e.Table, e.Name))
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("%q:\n got %s\nwant %s", tt.word, s, tt.want)
			}
		})
	}
	if got := Explain("RFC 100"); got != nil {
		t.Errorf("RFC 100 is not RFC 10022: %v", got)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	var names []string
	for _, c := range Commands() {
		names = append(names, c.Name)
	}
	tests := []struct {
		name, word string
		want       []string
	}{
		{"a letter left out", "selct", []string{"SELECT"}},
		{"a letter too many", "fettch", []string{"FETCH"}},
		{"two letters swapped", "serach", []string{"SEARCH", "ESEARCH"}},
		{"a wrong letter", "logim", []string{"LOGIN"}},
		{"with uid", "uidd store", []string{"UID STORE", "UID SORT"}},
		{"the word itself", "fetch", []string{"FETCH"}},
		{"nothing near", "frobnicate", nil},
		{"a short word", "x", nil},
		{"nothing", "", nil},
		{"too long", strings.Repeat("a", 100), nil},
		{"not ASCII", "fétch", []string{"FETCH"}},
		{"broken UTF-8", "f\xfftch", []string{"FETCH"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := Suggest(tt.word, names)
			if len(got) > 3 || len(got) < len(tt.want) || tt.want == nil && got != nil {
				t.Fatalf("%q: %q, want %q", tt.word, got, tt.want)
			}
			for i := range tt.want {
				if !slices.Contains(got, tt.want[i]) || got[0] != tt.want[0] {
					t.Errorf("%q: %q, want %q", tt.word, got, tt.want)
				}
			}
		})
	}
}

func FuzzLookups(f *testing.F) {
	for _, seed := range []string{"search", "BODY[1.HEADER]<0.1>", "[METADATA X]", "AUTH=", "RFC 9051", "\xff["} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		for _, e := range Explain(word) {
			if e.Name == "" || e.Meaning == "" && e.RFC == "" {
				t.Errorf("%q: %+v", word, e)
			}
		}
		FindCode(word)
		if got := Suggest(word, []string{"FETCH", word}); len(got) > 3 {
			t.Errorf("%q: %q", word, got)
		}
	})
}
