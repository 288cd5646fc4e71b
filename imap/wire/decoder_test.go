package wire_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// elements are the decoder's methods by the grammar's names, each returning
// what it read in a printable form.
var elements = map[string]func(d *wire.Decoder) string{
	"atom":         func(d *wire.Decoder) string { return string(d.Atom()) },
	"tag":          func(d *wire.Decoder) string { return string(d.Tag()) },
	"keyword":      func(d *wire.Decoder) string { return d.Keyword() },
	"flag":         func(d *wire.Decoder) string { return string(d.Flag()) },
	"number":       func(d *wire.Decoder) string { return fmt.Sprint(d.Number()) },
	"number64":     func(d *wire.Decoder) string { return fmt.Sprint(d.Number64()) },
	"string":       func(d *wire.Decoder) string { return string(d.String()) },
	"astring":      func(d *wire.Decoder) string { return string(d.AString()) },
	"list-mailbox": func(d *wire.Decoder) string { return string(d.ListMailbox()) },
	"nstring": func(d *wire.Decoder) string {
		s, ok := d.NString()
		return fmt.Sprintf("%s %v", s, ok)
	},
	"sequence-set": func(d *wire.Decoder) string { return d.Set().String() },
	"flag-list": func(d *wire.Decoder) string {
		var flags []string
		d.List(func() { flags = append(flags, string(d.Flag())) })
		return strings.Join(flags, ",")
	},
	"value": func(d *wire.Decoder) string { return string(d.Value()) },
}

func TestDecoderElements(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		element, in, want, rest string
	}{
		{"atom", "INBOX rest", "INBOX", " rest"},
		{"atom", "a+b.c:d]", "a+b.c:d", "]"},
		{"atom", "a(b", "a", "(b"},
		{"tag", "A001 NOOP", "A001", " NOOP"},
		{"tag", "a]+b", "a]", "+b"},
		{"keyword", "fetch 1", "FETCH", " 1"},
		{"flag", `\Seen)`, `\Seen`, ")"},
		{"flag", "$Forwarded", "$Forwarded", ""},
		{"flag", `\*)`, `\*`, ")"},
		{"flag", "a]b c", "a]b", " c"},
		{"number", "4294967295 x", "4294967295", " x"},
		{"number", "007", "7", ""},
		{"number64", "9223372036854775807", "9223372036854775807", ""},
		{"string", `"a b" c`, "a b", " c"},
		{"string", `""`, "", ""},
		{"string", `"a \"b\" \\ c"`, `a "b" \ c`, ""},
		{"string", `"\a"`, "a", ""}, // read over
		{"string", "\"gr\xc3\xbc\xc3\x9fe\"", "grüße", ""},
		{"string", "\"a\x1bb\"", "a\x1bb", ""},
		{"string", "{3}\r\na\"b c", "a\"b", " c"},
		{"string", "{3+}\r\nabc)", "abc", ")"},
		{"string", "~{3}\r\na\x00b)", "a\x00b", ")"},
		{"string", "{0}\r\n x", "", " x"},
		{"string", "{4}\r\n\r\n{1}\r\nx", "\r\n{1", "}\r\nx"},
		{"astring", "a]b c", "a]b", " c"},
		{"astring", `"a b" c`, "a b", " c"},
		{"astring", "{1}\r\nx y", "x", " y"},
		{"astring", "NIL", "NIL", ""},
		{"astring", "~user", "~user", ""},
		{"list-mailbox", "%/*]x y", "%/*]x", " y"},
		{"list-mailbox", `"%"`, "%", ""},
		{"nstring", "NIL x", " false", " x"},
		{"nstring", "nil", " false", ""},
		{"nstring", `"NIL"`, "NIL true", ""},
		{"nstring", "{3}\r\nNIL", "NIL true", ""},
		{"nstring", `""`, " true", ""},
		{"sequence-set", "1,3:5,7:* x", "1,3:5,7:*", " x"},
		{"flag-list", `(\Seen $X) y`, `\Seen,$X`, " y"},
		{"flag-list", "()", "", ""},
		{"value", `(a (b "c)" {1}` + "\r\n" + `)) d) e`, `(a (b "c)" {1}` + "\r\n" + `)) d)`, " e"},
		{"value", "atom (x)", "atom", " (x)"},
		{"value", "BODY[HEADER.FIELDS (DATE)]<0> x", "BODY[HEADER.FIELDS (DATE)]<0>", " x"},
		{"value", "()x", "()", "x"},
	} {
		d := wire.NewDecoder([]byte(row.in), 0)
		got := elements[row.element](d)
		if d.Err() != nil || got != row.want || string(d.Rest()) != row.rest || d.Pos() != len(row.in)-len(row.rest) {
			t.Errorf("%s of %q: %q, rest %q at %d, %v; want %q, %q", row.element, row.in, got, d.Rest(), d.Pos(), d.Err(), row.want, row.rest)
		}
	}
}

func TestDecoderRefusals(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ element, in, want string }{
		{"atom", "", "expected an atom at offset 0, found the end of the line"},
		{"atom", "(a)", `expected an atom at offset 0, found "(a)"`},
		{"atom", "\x00", `expected an atom at offset 0, found "\x00"`},
		{"tag", "+", `expected a tag at offset 0, found "+"`},
		{"keyword", " x", `expected an atom at offset 0, found " x"`},
		{"flag", `\`, "expected a flag at offset 1, found the end of the line"},
		{"flag", `\ x`, `expected a flag at offset 1, found " x"`},
		{"number", "4294967296", `expected a number below 2^32 at offset 0, found "4294967296"`},
		{"number", "-1", `expected a number below 2^32 at offset 0, found "-1"`},
		{"number", "", "expected a number below 2^32 at offset 0, found the end of the line"},
		{"number64", "9223372036854775808", `expected a number below 2^63 at offset 0, found "9223372036854775808"`},
		{"string", "abc", `expected a string at offset 0, found "abc"`},
		{"string", `"abc`, `expected the closing '"' at offset 4, found the end of the line`},
		{"string", `"abc\`, `expected the closing '"' at offset 5, found the end of the line`},
		{"string", "\"a\rb\"", `expected no CR, LF or NUL in a quoted string at offset 2, found "\rb\""`},
		{"string", "\"a\nb\"", `expected no CR, LF or NUL in a quoted string at offset 2, found "\nb\""`},
		{"string", "\"a\x00b\"", `expected no CR, LF or NUL in a quoted string at offset 2, found "\x00b\""`},
		{"string", "\"a\\\rb\"", `expected no CR, LF or NUL in a quoted string at offset 3, found "\rb\""`},
		{"string", "{5}\r\nabc", "expected the bytes of a literal at offset 8, found the end of the line"},
		{"string", "{5}abcde", `expected a literal header and CRLF at offset 0, found "{5}abcde"`},
		{"string", "{5}\nabcde", `expected a literal header and CRLF at offset 0, found "{5}\nabcde"`},
		{"string", "{x}\r\nabcde", `expected a literal header at offset 0, found "{x}\r\nabcde"`},
		{"string", "{5} {5}\r\nabcde", `expected a literal header at offset 0, found "{5} {5}\r\nabcde"`},
		{"string", "{9223372036854775807}\r\nx", "expected the bytes of a literal at offset 24, found the end of the line"},
		{"string", "{9223372036854775808}\r\nx", `expected a literal header at offset 0, found "{9223372036854775808}\r\nx"`},
		{"string", "~x", `expected a literal header and CRLF at offset 0, found "~x"`},
		{"astring", "(", `expected an astring at offset 0, found "("`},
		{"astring", `\x`, `expected an astring at offset 0, found "\\x"`},
		{"list-mailbox", "", "expected a mailbox pattern at offset 0, found the end of the line"},
		{"nstring", "NILS", `expected a string at offset 0, found "NILS"`},
		{"flag-list", "x", `expected '(' at offset 0, found "x"`},
		{"flag-list", "(a", "expected a blank or ')' at offset 2, found the end of the line"},
		{"flag-list", "(a  b)", `expected a flag at offset 3, found " b)"`},
		{"flag-list", "( a)", `expected a flag at offset 1, found " a)"`},
		{"value", "", "expected a value at offset 0, found the end of the line"},
		{"value", ")", `expected a value at offset 0, found ")"`},
		{"value", "(a (b)", "expected ')' at offset 6, found the end of the line"},
		{"value", "(a\rb)", `expected no CR, LF or NUL outside a literal at offset 2, found "\rb)"`},
	} {
		d := wire.NewDecoder([]byte(row.in), 0)
		elements[row.element](d)
		var syntax *wire.SyntaxError
		if err := d.Err(); !errors.As(err, &syntax) || err.Error() != row.want || string(syntax.Line) != row.in {
			t.Errorf("%s of %q:\n got %v\nwant %s", row.element, row.in, err, row.want)
		}
	}
}

// After an error every method returns nothing and consumes nothing.
func TestDecoderErrorSticks(t *testing.T) {
	t.Parallel()
	for name, read := range elements {
		d := wire.NewDecoder([]byte(`x a "b" (c) 1`), 0).In("test")
		d.Fail("a miracle")
		d.Fail("another")
		pos := d.Pos()
		got := read(d)
		if got != "" && got != "0" && got != " false" || d.Pos() != pos || !d.AtEnd() || d.Peek() != 0 {
			t.Errorf("%s after an error: %q at %d", name, got, d.Pos())
		}
		if want := `expected a miracle at offset 0 in test, found "x a \"b\" (c) 1"`; d.Err().Error() != want {
			t.Errorf("%s: the error is now %v", name, d.Err())
		}
		if d.Accept('x') || d.AcceptWord("x") || d.Expect('x') || d.SP() || d.Open() || d.Close() {
			t.Error("consumed after an error")
		}
		if tok := d.Token(); tok.Kind != wire.EndToken {
			t.Errorf("token %q after an error", tok.Raw)
		}
	}
}

func TestDecoderWords(t *testing.T) {
	t.Parallel()
	d := wire.NewDecoder([]byte("BODY[] nil (X)"), 0)
	if d.AcceptWord("BOD") || d.AcceptWord("BODY[]X") || !d.AcceptWord("body") || !d.Expect('[') || !d.Expect(']') {
		t.Errorf("at %q, %v", d.Rest(), d.Err())
	}
	if !d.SP() || !d.AcceptWord("NIL") || !d.SP() || !d.Open() || !d.AcceptWord("x") || !d.Close() {
		t.Errorf("at %q, %v", d.Rest(), d.Err())
	}
	d.End()
	if d.Err() != nil || !d.AtEnd() {
		t.Error(d.Err())
	}
	for want, f := range map[string]func(d *wire.Decoder){
		`expected '[' at offset 0, found "x"`:                 func(d *wire.Decoder) { d.Expect('[') },
		`expected a blank at offset 0, found "x"`:             func(d *wire.Decoder) { d.SP() },
		`expected the end of the line at offset 0, found "x"`: func(d *wire.Decoder) { d.End() },
	} {
		d := wire.NewDecoder([]byte("x"), 0)
		if f(d); d.Err() == nil || d.Err().Error() != want {
			t.Errorf("got %v, want %s", d.Err(), want)
		}
	}
}

func TestDecoderNestingLimit(t *testing.T) {
	t.Parallel()
	deep := func(n int) []byte { return []byte(strings.Repeat("(", n) + strings.Repeat(")", n)) }
	for _, row := range []struct {
		name  string
		src   []byte
		limit int
		ok    bool
	}{
		{"as deep as allowed", deep(5), 5, true},
		{"deeper", deep(6), 5, false},
		{"the default", deep(wire.DefaultMaxNesting), 0, true},
		{"above the default", deep(wire.DefaultMaxNesting + 1), 0, false},
		{"surplus ) make no room", append([]byte("))))"), deep(6)...), 5, false},
		{"side by side", []byte(strings.Repeat("(())", 1000)), 2, true},
		{"a million", deep(1 << 20), 0, false},
	} {
		d := wire.NewDecoder(row.src, row.limit)
		for d.Token().Kind != wire.EndToken {
		}
		if (d.Err() == nil) != row.ok {
			t.Errorf("%s: %.80v", row.name, d.Err())
		}
	}
	d := wire.NewDecoder(deep(1<<20), 0)
	if d.Value(); d.Err() == nil {
		t.Error("a value a million deep")
	}
}
