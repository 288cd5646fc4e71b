package wire_test

import (
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// The examples of RFC 3501 §8, RFC 9051 §7, RFC 7888 §4 and RFC 3516 §4.3, as a
// session is read: each response's head, its literals in angle brackets.
func TestRFCSession(t *testing.T) {
	t.Parallel()
	const session = "* OK IMAP4rev1 Service Ready\r\n" +
		"a001 OK LOGIN completed\r\n" +
		"* 18 EXISTS\r\n" +
		`* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)` + "\r\n" +
		"* 2 RECENT\r\n" +
		"* OK [UNSEEN 17] Message 17 is the first unseen message\r\n" +
		"* OK [UIDVALIDITY 3857529045] UIDs valid\r\n" +
		"a002 OK [READ-WRITE] SELECT completed\r\n" +
		`* 12 FETCH (FLAGS (\Seen) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 4286 ` +
		`ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes" ` +
		`(("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) ` +
		`(("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) ` +
		`((NIL NIL "minutes" "CNRI.Reston.VA.US") ("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL ` +
		`"<B27397-0100000@cac.washington.edu>") BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 3028 92))` + "\r\n" +
		"* 12 FETCH (BODY[HEADER] {36}\r\nMIME-Version: 1.0\r\nSubject: IMAP\r\n\r\n)\r\n" +
		`* 12 FETCH (FLAGS (\Seen \Deleted))` + "\r\n" +
		"* 5 FETCH (BINARY[1] ~{4}\r\n\x00\x01\r\n)\r\n" +
		`* LIST (\Noselect) "/" ~/Mail/foo` + "\r\n" +
		"* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)\r\n" +
		"* SEARCH 2 3 6\r\n" +
		"+ Ready for additional command text\r\n" +
		"A001 NO [ALERT] System shutdown in 10 minutes\r\n" +
		"* BYE IMAP4rev1 server terminating connection\r\n"
	want := []string{
		"untagged //OK/", "tagged a001//OK/", "untagged /18/EXISTS/", "untagged //FLAGS/", "untagged /2/RECENT/",
		"untagged //OK/", "untagged //OK/", "tagged a002//OK/", "untagged /12/FETCH/", "untagged /12/FETCH/",
		"untagged /12/FETCH/", "untagged /5/FETCH/", "untagged //LIST/", "untagged //STATUS/", "untagged //SEARCH/",
		"continuation ///", "tagged A001//NO/", "untagged //BYE/",
	}
	r := wire.NewReader(strings.NewReader(session), wire.Limits{})
	var again strings.Builder
	for i, w := range want {
		var p wire.Response
		if err := r.ReadResponse(&p); err != nil {
			t.Fatal(i, err)
		}
		if got := show(&p); !strings.HasPrefix(got, w) || p.Lenient != 0 {
			t.Errorf("response %d is %s, read over %v; want %s", i, got, p.Lenient, w)
		}
		if err := rejoin(&again, &p); err != nil {
			t.Fatal(i, err)
		}
	}
	if again.String() != session {
		t.Errorf("put together again it is\n%s", again.String())
	}
}

// rejoin writes a response as it came from its spans.
func rejoin(out *strings.Builder, p *wire.Response) error {
	for {
		out.Write(p.Line)
		out.WriteString("\r\n")
		if !p.HasLiteral {
			return nil
		}
		if _, err := p.Body().WriteTo(out); err != nil {
			return err
		}
		before := p.Lenient
		p.Lenient = 0
		if err := p.Next(); err != nil {
			return err
		}
		if p.Lenient&wire.BlankLine != 0 {
			out.WriteString("\r\n")
		}
		p.Lenient |= before
	}
}

// RFC 3501 §7.4.2's ENVELOPE, by the grammar.
func TestRFCEnvelope(t *testing.T) {
	t.Parallel()
	d := wire.NewDecoder([]byte(`("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "minutes" (("Terry Gray" NIL "gray" "cac.washington.edu")) NIL "<B@x>")`), 0)
	d.Open()
	date, _ := d.NString()
	d.SP()
	subject, _ := d.NString()
	d.SP()
	var people []string
	d.List(func() {
		d.List(func() {
			if s, ok := d.NString(); ok {
				people = append(people, string(s))
			} else {
				people = append(people, "-")
			}
		})
	})
	d.SP()
	_, sender := d.NString()
	d.SP()
	id, _ := d.NString()
	d.Close()
	d.End()
	if d.Err() != nil {
		t.Fatal(d.Err())
	}
	if string(date) != "Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" || string(subject) != "minutes" || sender ||
		strings.Join(people, "|") != "Terry Gray|-|gray|cac.washington.edu" || string(id) != "<B@x>" {
		t.Errorf("%s, %s, %s, %v, %s", date, subject, people, sender, id)
	}
}

// The commands of RFC 7888 §4 and RFC 3501 §6.2.3, as the encoder sends them.
func TestRFCLiteralCommands(t *testing.T) {
	t.Parallel()
	login := func(mode wire.Mode) string {
		e := wire.NewEncoder(mode)
		e.Raw("A001 LOGIN ").
			Literal(wire.LiteralHeader{Size: 11}, strings.NewReader("FRED FOOBAR")).SP().
			Literal(wire.LiteralHeader{Size: 7}, strings.NewReader("fat man"))
		chunks, err := e.Chunks()
		if err != nil {
			t.Fatal(err)
		}
		return chunked(t, chunks)
	}
	if got, want := login(wire.Mode{}), "A001 LOGIN {11}\r\n|<FRED FOOBAR> {7}\r\n|<fat man>\r\n"; got != want {
		t.Errorf("got %q", got)
	}
	if got, want := login(wire.Mode{LiteralPlus: true}), "A001 LOGIN {11+}\r\n<FRED FOOBAR> {7+}\r\n<fat man>\r\n"; got != want {
		t.Errorf("got %q", got)
	}
}
