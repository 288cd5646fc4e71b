package repl

import (
	"fmt"
	"strings"
	"testing"

	"imapsh/completion"
	"imapsh/imap"
)

func TestParseList(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		line string
		want completion.Mailbox
		ok   bool
	}{
		{`(\HasNoChildren) "/" INBOX`, completion.Mailbox{Name: "INBOX", Delim: '/', Attr: completion.HasNoChildren}, true},
		{`() NIL "a b"`, completion.Mailbox{Name: "a b"}, true},
		{`(\Noselect \HasChildren) "." "x\"y"`, completion.Mailbox{Name: `x"y`, Delim: '.', Attr: completion.NoSelect | completion.HasChildren}, true},
		{"() \"\\\\\" {3}\r\na\\b", completion.Mailbox{Name: `a\b`, Delim: '\\'}, true},
		{`(\Trash) "/" Trash ("CHILDINFO" ("SUBSCRIBED"))`, completion.Mailbox{Name: "Trash", Delim: '/', Attr: completion.UseTrash}, true},
		{`() "//" x`, completion.Mailbox{}, false},
		{`() "/" ""`, completion.Mailbox{}, false},
		{`INBOX`, completion.Mailbox{}, false},
		{``, completion.Mailbox{}, false},
	} {
		if got, ok := parseList([]byte(row.line)); ok != row.ok || got != row.want {
			t.Errorf("%q is %+v, %v", row.line, got, ok)
		}
	}
}

func TestSectionsOf(t *testing.T) {
	t.Parallel()
	const text = `("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 12 1)`
	const image = `("IMAGE" "PNG" NIL NIL NIL "BASE64" 345)`
	message := `("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 99 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) %s 4)`
	for _, row := range []struct{ body, want string }{
		{text, "1 text/plain, 12 bytes"},
		{"(" + text + image + ` "MIXED")`, "1 text/plain, 12 bytes; 2 image/png, 345 bytes"},
		{"((" + text + text + ` "ALTERNATIVE")` + image + ` "MIXED")`, "1.1 text/plain, 12 bytes; 1.2 text/plain, 12 bytes; 2 image/png, 345 bytes"},
		{fmt.Sprintf("("+text+message+` "MIXED")`, text), "1 text/plain, 12 bytes; 2 message/rfc822, 99 bytes; 2.1 text/plain, 12 bytes"},
		{fmt.Sprintf(message, "("+text+image+` "MIXED")`), "1 message/rfc822, 99 bytes; 1.1 text/plain, 12 bytes; 1.2 image/png, 345 bytes"},
		{"NIL", ""},
		{"(", ""},
		{"(((((((", ""},
	} {
		var got []string
		for _, s := range sectionsOf([]byte("(UID 5 BODYSTRUCTURE " + row.body + " FLAGS ())")) {
			got = append(got, s.Part+" "+s.About)
		}
		if strings.Join(got, "; ") != row.want {
			t.Errorf("%s has %v, want %s", row.body, got, row.want)
		}
	}
}

func FuzzSections(f *testing.F) {
	f.Add(`(BODYSTRUCTURE (("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1)("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 9 (NIL) ("A" "B" NIL NIL NIL "7BIT" 1) 1) "MIXED"))`)
	f.Add("(BODYSTRUCTURE ((((")
	f.Fuzz(func(t *testing.T, text string) {
		if n := len(sectionsOf([]byte(text))); n > maxParts {
			t.Errorf("%d parts", n)
		}
		parseList([]byte(text))
	})
}

// What NOTIFY tells keeps the knowledge fresh: mailboxes that came and that went.
func TestHear(t *testing.T) {
	t.Parallel()
	m := newMailboxes()
	say := func(text string) { m.hear(imap.Entry{Type: "LIST", Items: []imap.Item{{Text: []byte(text)}}}) }
	say(`() "/" New`)
	say(`() "/" Old`)
	if m.Len() != 2 {
		t.Errorf("%d mailboxes are known, not 2", m.Len())
	}
	say(`(\NonExistent) "/" Old`)
	say(`nonsense`)
	m.hear(imap.Entry{Type: "EXISTS", Items: []imap.Item{{Text: []byte("5")}}})
	if m.Len() != 1 {
		t.Errorf("%d mailboxes are known, not 1", m.Len())
	}
	m.MarkComplete("")
	say(`() "/" Newer ("OLDNAME" ("New"))`)
	if m.IsComplete("") {
		t.Error("after a change of name the level is still taken for known")
	}
	var none *mailboxes
	none.hear(imap.Entry{Type: "LIST"}) // a script has none
}
