package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// show describes the head of a response for comparison.
func show(p *wire.Response) string {
	kind := [...]string{"untagged", "tagged", "continuation"}[p.Kind]
	return fmt.Sprintf("%s %s/%s/%s/%s", kind, p.Tag, p.Number, p.Type, p.Text)
}

func TestResponseHead(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, in, want, lenient string }{
		{"status", "* OK IMAP4rev1 Service Ready", "untagged //OK/IMAP4rev1 Service Ready", ""},
		{"status with a code", "* OK [UNSEEN 12] Message 12 is first unseen", "untagged //OK/[UNSEEN 12] Message 12 is first unseen", ""},
		{"BYE", "* BYE Autologout", "untagged //BYE/Autologout", ""},
		{"PREAUTH", "* PREAUTH welcome", "untagged //PREAUTH/welcome", ""},
		{"number and name", "* 18 EXISTS", "untagged /18/EXISTS/", ""},
		{"number 0", "* 0 RECENT", "untagged /0/RECENT/", ""},
		{"number with zeros before it", "* 00000000000000007 EXISTS", "untagged /00000000000000007/EXISTS/", ""},
		{"largest number", "* 4294967295 EXISTS", "untagged /4294967295/EXISTS/", ""},
		{"FETCH", `* 14 FETCH (FLAGS (\Seen \Deleted))`, `untagged /14/FETCH/(FLAGS (\Seen \Deleted))`, ""},
		{"name without data", "* SEARCH", "untagged //SEARCH/", ""},
		{"name and a blank", "* SEARCH ", "untagged //SEARCH/", ""},
		{"data keeps its second blank", "* SEARCH  2", "untagged //SEARCH/ 2", ""},
		{"unknown name", "* X-Foo.9 bar", "untagged //X-FOO.9/bar", "lower-case response type"},
		{"lower case", "* ok hi", "untagged //OK/hi", "lower-case response type"},
		{"lower case behind a number", "* 3 exists", "untagged /3/EXISTS/", "lower-case response type"},
		{"two blanks before the name", "*  OK hi", "untagged //OK/hi", "two blanks for one"},
		{"two blanks behind the number", "* 3  EXISTS", "untagged /3/EXISTS/", "two blanks for one"},
		{"two blanks before a text", "* OK  hi", "untagged //OK/hi", "two blanks for one"},
		{"code without a status", "* [COPYUID 3 1 5] moved", "untagged //OK/[COPYUID 3 1 5] moved", "response code without a status"},
		{"NUL and 8-bit in a text", "* OK a\x00\xe4", "untagged //OK/a\x00\xe4", ""},
		{"tagged", "A001 OK LOGIN completed", "tagged A001//OK/LOGIN completed", ""},
		{"tagged NO", "a.b-1 NO [TRYCREATE] no", "tagged a.b-1//NO/[TRYCREATE] no", ""},
		{"tagged without text", "a1 OK", "tagged a1//OK/", "tagged line without text"},
		{"tagged with a blank for a text", "a1 OK ", "tagged a1//OK/", ""},
		{"tagged in lower case", "a1 bad what", "tagged a1//BAD/what", "lower-case response type"},
		{"tagged with two blanks", "a1  OK  hi", "tagged a1//OK/hi", "two blanks for one"},
		{"continuation", "+ Ready for literal data", "continuation ///Ready for literal data", ""},
		{"continuation without text", "+ ", "continuation ///", ""},
		{"continuation without a blank", "+", "continuation ///", ""},
		{"text that ends like a literal", "* OK send {5}", "untagged //OK/send {5}", ""},
		{"tagged text that ends like a literal", "a1 NO no {5}", "tagged a1//NO/no {5}", ""},
		{"text behind a code that ends like a literal", "* NO [ALERT] no {5}", "untagged //NO/[ALERT] no {5}", ""},
		{"continuation that ends like a literal", "+ {5}", "continuation ///{5}", ""},
		{"quoted text that looks so", `* LIST () "/" "a{5}"`, `untagged //LIST/() "/" "a{5}"`, ""},
		{"an open quote", `* LIST () "/" "a {5}`, `untagged //LIST/() "/" "a {5}`, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := wire.NewReader(strings.NewReader(row.in+"\r\n* NEXT\r\n"), wire.Limits{})
			var p wire.Response
			if err := r.ReadResponse(&p); err != nil {
				t.Fatal(err)
			}
			if got := show(&p); got != row.want || p.HasLiteral || !p.First {
				t.Errorf("got  %s (literal %v)\nwant %s", got, p.HasLiteral, row.want)
			}
			if got := p.Lenient.String(); got != row.lenient {
				t.Errorf("read over %q, want %q", got, row.lenient)
			}
			if string(p.Line) != row.in {
				t.Errorf("the line is %q", p.Line)
			}
			if err := r.ReadResponse(&p); err != nil || p.Type != "NEXT" {
				t.Errorf("behind it: %s, %v", show(&p), err)
			}
		})
	}
}

func TestResponseSyntaxErrors(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, in, want string }{
		{"an empty line", "", `expected "*", "+" or a tag at offset 0 in response, found the end of the line`},
		{"a star alone", "*", `expected "*", "+" or a tag at offset 0 in response, found "*"`},
		{"a star and a blank", "* ", "expected a response name at offset 2 in untagged response, found the end of the line"},
		{"no name behind a number", "* 5", "expected a response name at offset 3 in untagged response, found the end of the line"},
		{"a number too large", "* 4294967296 EXISTS", `expected a number below 2^32 at offset 2 in untagged response, found "4294967296 EXISTS"`},
		{"a number with letters", "* 9e3 EXISTS", `expected a number below 2^32 at offset 2 in untagged response, found "9e3 EXISTS"`},
		{"a negative number", "* -1 EXISTS extra", ""}, // -1 is an atom, so a name
		{"a name that is no atom", "* FLAGS(a)", `expected a response name at offset 2 in untagged response, found "FLAGS(a)"`},
		{"another protocol", "SSH-2.0-OpenSSH_9.2", `expected OK, NO or BAD at offset 19 in tagged response, found the end of the line`},
		{"POP3", "+OK ready", `expected "*", "+" or a tag at offset 0 in response, found "+OK ready"`},
		{"a tagged BYE", "a1 BYE bye", `expected OK, NO or BAD at offset 3 in tagged response, found "BYE bye"`},
		{"a long line", "* )" + strings.Repeat("x", 40), `expected a response name at offset 2 in untagged response, found ")` + strings.Repeat("x", 23) + `"…`},
		{"a literal of 2^63", "* X {9223372036854775808}", `expected a literal size below 2^63 at offset 1 in literal, found "9223372036854775808}"`},
		{"a literal of many digits", "* X {99999999999999999999999999}", `expected a literal size below 2^63 at offset 1 in literal, found "999999999999999999999999"…`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := wire.NewReader(strings.NewReader(row.in+"\r\n* OK fine\r\n"), wire.Limits{})
			var p wire.Response
			err := r.ReadResponse(&p)
			if row.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var syntax *wire.SyntaxError
			if !errors.As(err, &syntax) || err.Error() != row.want {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
			if again := r.ReadResponse(&p); again != err {
				t.Errorf("what followed was read: %v", again)
			}
		})
	}
}

// pieces of a response, for comparison: texts, and literals in angle brackets.
func piecesOf(p *wire.Response) (string, error) {
	out := string(p.Text)
	for p.HasLiteral {
		var body bytes.Buffer
		if _, err := p.Body().WriteTo(&body); err != nil {
			return out, err
		}
		out += "<" + body.String() + ">"
		if err := p.Next(); err != nil {
			return out, err
		}
		out += string(p.Text)
	}
	return out, nil
}

func TestResponseLiterals(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, in, want, lenient string }{
		{"one", "* 1 FETCH (BODY[] {5}\r\nhello)", "(BODY[] {5}<hello>)", ""},
		{"two", "* 1 FETCH (A {1}\r\nx B {2}\r\nyz)", "(A {1}<x> B {2}<yz>)", ""},
		{"empty", "* 1 FETCH (A {0}\r\n)", "(A {0}<>)", ""},
		{"at the end", "* X {2}\r\nab", "{2}<ab>", ""},
		{"binary", "* 1 FETCH (BINARY[1] ~{3}\r\na\x00b)", "(BINARY[1] ~{3}<a\x00b>)", ""},
		{"bytes that look like responses", "* 1 FETCH (A {20}\r\na1 OK x\r\n* BYE {3}\r\n)", "(A {20}<a1 OK x\r\n* BYE {3}\r\n>)", ""},
		{"ending in CR", "* X {3}\r\nab\r y", "{3}<ab\r> y", ""},
		{"the mailbox of a LIST", "* LIST () \"/\" {4}\r\n\"{1}", "() \"/\" {4}<\"{1}>", ""},
		{"a blank line behind", "* 1 FETCH (A {1}\r\nx\r\n)", "(A {1}<x>)", "blank line after a literal"},
		{"a blank line behind the second", "* 1 FETCH (A {1}\r\nx B (C {1}\r\ny\r\n))", "(A {1}<x> B (C {1}<y>))", "blank line after a literal"},
		{"no parenthesis open, so the end", "* X {1}\r\nx", "{1}<x>", ""},
		{"a parenthesis in a quoted string", "* X \"(\" {1}\r\nx", "\"(\" {1}<x>", ""},
		{"an escaped quote before", "* X \"\\\"(\" {1}\r\nx", "\"\\\"(\" {1}<x>", ""},
		{"{n+} from a server", "* X {1+}\r\nx", "{1+}<x>", "non-synchronising literal from a server"},
		{"inside a response code", "* NO [BADCHARSET ({3}\r\nx-y)] no", "[BADCHARSET ({3}<x-y>)] no", ""},
		{"inside a tagged response code", "t NO [X {3}\r\nx-y] no", "[X {3}<x-y>] no", ""},
		{"size with zeros before it", "* X {007}\r\n1234567", "{007}<1234567>", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := wire.NewReader(strings.NewReader(row.in+"\r\n* NEXT\r\n"), wire.Limits{})
			var p wire.Response
			if err := r.ReadResponse(&p); err != nil {
				t.Fatal(err)
			}
			got, err := piecesOf(&p)
			if err != nil || got != row.want {
				t.Errorf("got %q, %v\nwant %q", got, err, row.want)
			}
			if got := p.Lenient.String(); got != row.lenient {
				t.Errorf("read over %q, want %q", got, row.lenient)
			}
			if err := r.ReadResponse(&p); err != nil || p.Type != "NEXT" {
				t.Errorf("behind it: %s, %v", show(&p), err)
			}
		})
	}
}

// What a response is must not change while its literals are read.
func TestResponseHeadOutlivesItsLine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200<<10) // makes the reader use its buffer anew
	for _, row := range []struct{ name, in, want string }{
		{"FETCH", "* 4294967295 FETCH (A {1}\r\nx B {204800}\r\n" + long + " C {1}\r\ny)", "untagged /4294967295/FETCH"},
		{"a number of many digits", "* 000000000000000000042 FETCH (A {204800}\r\n" + long + " B {1}\r\nx)", "untagged /000000000000000000042/FETCH"},
		{"tagged", "TAG17 OK [X {204800}\r\n" + long + "] done", "tagged TAG17//OK"},
	} {
		r := wire.NewReader(strings.NewReader(row.in+"\r\n"), wire.Limits{})
		var p wire.Response
		if err := r.ReadResponse(&p); err != nil {
			t.Fatal(row.name, err)
		}
		for p.HasLiteral {
			if err := p.Next(); err != nil {
				t.Fatal(row.name, err)
			}
			if got := show(&p); !strings.HasPrefix(got, row.want) {
				t.Errorf("%s: now it is %.80s", row.name, got)
			}
			if p.First {
				t.Errorf("%s: still on the first line", row.name)
			}
		}
	}
}

func TestResponseNextSkipsWhatWasNotRead(t *testing.T) {
	t.Parallel()
	r := wire.NewReader(strings.NewReader("* 1 FETCH (A {10}\r\n0123456789 B {3}\r\nabc)\r\n* NEXT\r\n"), wire.Limits{})
	var p wire.Response
	if err := r.ReadResponse(&p); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(readFunc(p.Body().Read), make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	if err := p.Next(); err != nil || string(p.Text) != " B {3}" {
		t.Errorf("%q, %v", p.Text, err)
	}
	if err := p.Drain(); err != nil || string(p.Text) != ")" {
		t.Errorf("%q, %v", p.Text, err)
	}
	if err := p.Drain(); err != nil {
		t.Errorf("draining twice: %v", err)
	}
	if err := r.ReadResponse(&p); err != nil || p.Type != "NEXT" {
		t.Error(show(&p), err)
	}
}

// A consumer that meets a fault inside a response may pass it on and drain the
// rest. What is behind the fault must not become responses.
func TestResponseFaultsStay(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, in string
		want     error
	}{
		{"a bare LF behind a literal", "* 1 FETCH (A {1}\r\nx\n)\r\n* OK fine\r\n", wire.ErrBareLF},
		{"a literal too large behind a literal", "* 1 FETCH (A {1}\r\nx B {9999999999999999999}\r\n* OK fine\r\n", nil},
		{"a line too long behind a literal", "* 1 FETCH (A {1}\r\nx" + strings.Repeat(" ", 99) + "\r\n* OK fine\r\n", nil},
		{"the end in a literal", "* 1 FETCH (A {10}\r\nx", io.ErrUnexpectedEOF},
		{"the end behind a literal", "* 1 FETCH (A {1}\r\nx", io.EOF},
	} {
		r := wire.NewReader(strings.NewReader(row.in), wire.Limits{Line: 60})
		var p wire.Response
		if err := r.ReadResponse(&p); err != nil {
			t.Fatal(row.name, err)
		}
		first := p.Next()
		if first == nil || row.want != nil && !errors.Is(first, row.want) {
			t.Errorf("%s: %v", row.name, first)
		}
		_ = p.Drain()
		if err := r.ReadResponse(&p); err != first {
			t.Errorf("%s: afterwards %v, %s", row.name, err, show(&p))
		}
	}
}

func TestResponseIsStatus(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		"* OK x": true, "* NO x": true, "* BAD x": true, "* BYE x": true, "* PREAUTH x": true, "t OK x": true,
		"* 3 OK x": false, "* FLAGS ()": false, "+ OK": false,
	} {
		var p wire.Response
		if err := wire.NewReader(strings.NewReader(in+"\r\n"), wire.Limits{}).ReadResponse(&p); err != nil {
			t.Fatal(err)
		}
		if p.IsStatus() != want {
			t.Errorf("%s: %v", in, p.IsStatus())
		}
	}
}

func TestLeniencyListsAll(t *testing.T) {
	t.Parallel()
	all := wire.DoubledBlank | wire.LowerCaseType | wire.MissingText | wire.BlankLine | wire.MissingStatus | wire.NonSyncByServer
	if got := len(strings.Split(all.String(), ", ")); got != 6 {
		t.Errorf("%d departures in %q", got, all)
	}
}
