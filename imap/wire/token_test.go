package wire_test

import (
	"fmt"
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// tokensOf lists the tokens of a line, joined by "|", and the error.
func tokensOf(src string) (string, error) {
	d := wire.NewDecoder([]byte(src), 0)
	var got []string
	for {
		tok := d.Token()
		if tok.Kind == wire.EndToken {
			return strings.Join(got, "|"), d.Err()
		}
		if at := string(tok.Raw); src[tok.Off:tok.Off+len(at)] != at {
			return "", fmt.Errorf("token %q is not at %d", at, tok.Off)
		}
		kind := [...]string{"?", "a", "q", "l", "(", ")"}[tok.Kind]
		got = append(got, kind+string(tok.Raw))
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, in, want, err string }{
		{"nothing", "", "", ""},
		{"blanks alone", "   ", "", ""},
		{"atoms", "a  b ", "aa|ab", ""},
		{"numbers, flags, NIL", `1 \Seen NIL 1:*`, `a1|a\Seen|aNIL|a1:*`, ""},
		{"a list", `(a (b) "c")`, `((|aa|((|ab|))|q"c"|))`, ""},
		{"quotes with escapes", `"a \" b" c`, `q"a \" b"|ac`, ""},
		{"a literal", "a {3}\r\nb c) d", "aa|l{3}\r\nb c|))|ad", ""},
		{"a binary literal", "~{2}\r\n\x00)", "l~{2}\r\n\x00)", ""},
		{"a tilde is an atom", "~ ~x", "a~|a~x", ""},
		{"a section", "BODY[HEADER.FIELDS (DATE FROM)]<0> x", "aBODY[HEADER.FIELDS (DATE FROM)]<0>|ax", ""},
		{"a section with quotes", `BODY[HEADER.FIELDS ("a]b" "\"]")] x`, `aBODY[HEADER.FIELDS ("a]b" "\"]")]|ax`, ""},
		{"an empty section", "BODY[] x", "aBODY[]|ax", ""},
		{"two sections", "A[b c]D[e f] x", "aA[b c]D[e f]|ax", ""},
		{"a bracket never closed", "A[b c", "aA[b|ac", ""},
		{"a bracket closed in a literal only", "A[b {3}\r\n]cd e", "aA[b|l{3}\r\n]cd|ae", ""},
		{"an atom runs into quotes", `a"b c"d`, `aa|q"b c"|ad`, ""},
		{"an atom runs into parentheses", "a(b)c", "aa|((|ab|))|ac", ""},
		{"a brace inside an atom", "a{5} b", "aa{5}|ab", ""},
		{"8-bit and control bytes", "gr\xc3\xbc\x1b\x7f x", "agr\xc3\xbc\x1b\x7f|ax", ""},
		{"surplus )", "a) b", "aa|))|ab", ""},
		{"a quote never closed", `a "b`, "aa", `the closing '"' at offset 4`},
		{"a literal cut short", "a {5}\r\nb", "aa", "the bytes of a literal at offset 8"},
		{"a brace that is no literal", "a {b c", "aa", "a literal header and CRLF at offset 2"},
		{"CR in the line", "a \rb", "aa", "no CR, LF or NUL outside a literal at offset 2"},
		{"CR behind an atom", "a\rb", "aa", "no CR, LF or NUL outside a literal at offset 1"},
		{"LF in the line", "a\nb", "aa", "no CR, LF or NUL outside a literal at offset 1"},
		{"NUL in the line", "a\x00b", "aa", "no CR, LF or NUL outside a literal at offset 1"},
		{"CR in quotes", "\"a\rb\"", "", "no CR, LF or NUL in a quoted string at offset 2"},
		{"escaped CR in quotes", "\"a\\\rb\"", "", "no CR, LF or NUL in a quoted string at offset 3"},
	} {
		got, err := tokensOf(row.in)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if got != row.want || row.err == "" && err != nil || !strings.Contains(text, row.err) {
			t.Errorf("%s:\n got %q, %v\nwant %q, %s", row.name, got, err, row.want, row.err)
		}
	}
}

// A hostile line must not take more than one look at each byte.
func TestTokensOfHostileLinesTakeLinearTime(t *testing.T) {
	t.Parallel()
	const size = 256 << 10
	for _, piece := range []string{"[", "[ ", "a[b ", `[ "" `, `["`, "(", ")", "{1} ", `"\`, `\`} {
		d := wire.NewDecoder([]byte(strings.Repeat(piece, size/len(piece))), size)
		for d.Token().Kind != wire.EndToken {
		}
	}
}

func TestTokenValues(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		in, want string
		isNIL    bool
	}{
		{"atom", "atom", false},
		{`"a \"b\""`, `a "b"`, false},
		{`""`, "", false},
		{"{3}\r\na\r\n", "a\r\n", false},
		{"~{2}\r\n\x00x", "\x00x", false},
		{"NIL", "NIL", true},
		{"nil", "nil", true},
		{`"NIL"`, "NIL", false},
		{"NILS", "NILS", false},
		{"(", "(", false},
	} {
		tok := wire.NewDecoder([]byte(row.in), 0).Token()
		if got := string(tok.Unquote()); got != row.want || tok.IsNIL() != row.isNIL {
			t.Errorf("%q: %q, NIL %v", row.in, got, tok.IsNIL())
		}
	}
}
