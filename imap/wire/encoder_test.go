package wire_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// chunked writes chunks as text: literals in angle brackets, "|" where the
// peer must say "+".
func chunked(t *testing.T, chunks []wire.Chunk) string {
	t.Helper()
	var out strings.Builder
	for _, c := range chunks {
		out.Write(c.Text)
		if c.Wait {
			out.WriteByte('|')
		}
		if c.Body == nil {
			continue
		}
		body, err := io.ReadAll(c.Body)
		if err != nil || int64(len(body)) != c.Header.Size {
			t.Fatalf("literal of %d bytes has %d, %v", c.Header.Size, len(body), err)
		}
		fmt.Fprintf(&out, "<%s>", body)
	}
	return out.String()
}

func TestEncoder(t *testing.T) {
	t.Parallel()
	var (
		none  = wire.Mode{}
		plus  = wire.Mode{LiteralPlus: true}
		minus = wire.Mode{LiteralMinus: true}
		utf8  = wire.Mode{UTF8: true}
		k4    = strings.Repeat("ü", 2048)
	)
	for _, row := range []struct {
		name  string
		mode  wire.Mode
		build func(e *wire.Encoder)
		want  string
	}{
		{"raw", none, func(e *wire.Encoder) { e.Raw(`(\Seen)`) }, `(\Seen)` + "\r\n"},
		{"raw 8-bit", none, func(e *wire.Encoder) { e.Raw("ü") }, "ü\r\n"},
		{"astring bare", none, func(e *wire.Encoder) { e.AString("a]+&-/b") }, "a]+&-/b\r\n"},
		{"astring empty", none, func(e *wire.Encoder) { e.AString("") }, `""` + "\r\n"},
		{"astring with a blank", none, func(e *wire.Encoder) { e.AString("a b") }, `"a b"` + "\r\n"},
		{"astring with quote and backslash", none, func(e *wire.Encoder) { e.AString(`a"b\c`) }, `"a\"b\\c"` + "\r\n"},
		{"astring with list wildcards", none, func(e *wire.Encoder) { e.AString("a%*") }, `"a%*"` + "\r\n"},
		{"astring like a literal", none, func(e *wire.Encoder) { e.AString("{5}") }, `"{5}"` + "\r\n"},
		{"astring with a control character", none, func(e *wire.Encoder) { e.AString("a\x1b\tb") }, "\"a\x1b\tb\"\r\n"},
		{"list pattern bare", none, func(e *wire.Encoder) { e.ListPattern("a/%*") }, "a/%*\r\n"},
		{"list pattern quoted", none, func(e *wire.Encoder) { e.ListPattern("a b*") }, `"a b*"` + "\r\n"},
		{"quoted always", none, func(e *wire.Encoder) { e.Quoted("abc") }, `"abc"` + "\r\n"},
		{"8-bit becomes a literal", none, func(e *wire.Encoder) { e.Quoted("ü").SP().Raw("x") }, "{2}\r\n|<ü> x\r\n"},
		{"8-bit with LITERAL+", plus, func(e *wire.Encoder) { e.AString("ü") }, "{2+}\r\n<ü>\r\n"},
		{"8-bit with LITERAL-", minus, func(e *wire.Encoder) { e.AString("ü") }, "{2+}\r\n<ü>\r\n"},
		{"4096 bytes with LITERAL-", minus, func(e *wire.Encoder) { e.AString(k4) }, "{4096+}\r\n<" + k4 + ">\r\n"},
		{"4098 bytes with LITERAL-", minus, func(e *wire.Encoder) { e.AString(k4 + "ü") }, "{4098}\r\n|<" + k4 + "ü>\r\n"},
		{"4098 bytes with LITERAL+", plus, func(e *wire.Encoder) { e.AString(k4 + "ü") }, "{4098+}\r\n<" + k4 + "ü>\r\n"},
		{"8-bit in UTF-8 mode", utf8, func(e *wire.Encoder) { e.Quoted("grün") }, "\"grün\"\r\n"},
		{"no UTF-8 in UTF-8 mode", utf8, func(e *wire.Encoder) { e.Quoted("gr\xfcn") }, "{4}\r\n|<gr\xfcn>\r\n"},
		{"literal", none, func(e *wire.Encoder) {
			e.Raw("a ").Literal(wire.LiteralHeader{Size: 3}, strings.NewReader("b\r\n")).Raw(" c")
		}, "a {3}\r\n|<b\r\n> c\r\n"},
		{"literal at the end", none, func(e *wire.Encoder) {
			e.Literal(wire.LiteralHeader{Size: 0}, strings.NewReader(""))
		}, "{0}\r\n|<>\r\n"},
		{"literal8", none, func(e *wire.Encoder) {
			e.Literal(wire.LiteralHeader{Size: 2, Binary: true}, strings.NewReader("\x00x"))
		}, "~{2}\r\n|<\x00x>\r\n"},
		{"literal8 with LITERAL+", plus, func(e *wire.Encoder) {
			e.Literal(wire.LiteralHeader{Size: 2, Binary: true}, strings.NewReader("\x00x"))
		}, "~{2+}\r\n<\x00x>\r\n"},
		{"two literals", none, func(e *wire.Encoder) { e.Quoted("ü").SP().Quoted("ö") }, "{2}\r\n|<ü> {2}\r\n|<ö>\r\n"},
		{"secret", none, func(e *wire.Encoder) { e.Secret("pw") }, `"pw"` + "\r\n"},
		{"secret raw", none, func(e *wire.Encoder) { e.SecretRaw("AGE=") }, "AGE=\r\n"},
		{"nothing", none, func(*wire.Encoder) {}, "\r\n"},
	} {
		e := wire.NewEncoder(row.mode)
		row.build(e)
		chunks, err := e.Chunks()
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if got := chunked(t, chunks); got != row.want {
			t.Errorf("%s:\n got %q\nwant %q", row.name, got, row.want)
		}
	}
}

func TestEncoderRefusals(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(e *wire.Encoder, s string){
		"Raw":         func(e *wire.Encoder, s string) { e.Raw(s) },
		"Quoted":      func(e *wire.Encoder, s string) { e.Quoted(s) },
		"AString":     func(e *wire.Encoder, s string) { e.AString(s) },
		"ListPattern": func(e *wire.Encoder, s string) { e.ListPattern(s) },
		"Secret":      func(e *wire.Encoder, s string) { e.Secret(s) },
		"SecretRaw":   func(e *wire.Encoder, s string) { e.SecretRaw(s) },
	}
	for name, add := range kinds {
		for _, bad := range []string{"a\rb", "a\nb", "a\x00b", "ü\r\nb"} {
			for _, mode := range []wire.Mode{{}, {UTF8: true}, {LiteralPlus: true}} {
				e := wire.NewEncoder(mode)
				add(e.Raw("tag X "), bad)
				e.SP().Quoted("more")
				chunks, err := e.Chunks()
				if !errors.Is(err, wire.ErrControl) || chunks != nil {
					t.Errorf("%s of %q: %v", name, bad, err)
				}
				if err != nil && strings.Contains(err.Error(), bad) {
					t.Errorf("%s: the error repeats the argument: %v", name, err)
				}
			}
		}
	}
}

func TestEncoderRefusesToAnnounceALiteralByAccident(t *testing.T) {
	t.Parallel()
	for text, refused := range map[string]bool{
		"x {5}": true, "x{5+}": true, "~{5}": true, `"a {5}`: true, "{99999999999999999999}": true,
		`"{5}"`: false, "({5})": false, "{}": false, "{5} ": false, "}": false,
	} {
		_, err := wire.NewEncoder(wire.Mode{}).Raw(text).Chunks()
		if errors.Is(err, wire.ErrAnnounces) != refused {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestEncoderKeepsTheFirstError(t *testing.T) {
	t.Parallel()
	first := errors.New("first")
	e := wire.NewEncoder(wire.Mode{})
	e.Fail(first)
	e.Raw("a\rb").Fail(errors.New("second"))
	if _, err := e.Chunks(); err != first {
		t.Error(err)
	}
}

func TestChunkMasked(t *testing.T) {
	t.Parallel()
	e := wire.NewEncoder(wire.Mode{})
	e.Raw("t LOGIN ").Secret("a b").SP().Secret(`q"x`).SP().Raw("open ").SecretRaw("AGE=").Raw(".")
	chunks, err := e.Chunks()
	if err != nil || len(chunks) != 1 {
		t.Fatal(err)
	}
	if got := string(chunks[0].Masked("***")); got != "t LOGIN *** *** open ***.\r\n" {
		t.Errorf("masked: %q", got)
	}
	if got := string(chunks[0].Text); got != `t LOGIN "a b" "q\"x" open AGE=.`+"\r\n" {
		t.Errorf("the text itself changed: %q", got)
	}
}

func TestChunkMarksASecretLiteral(t *testing.T) {
	t.Parallel()
	e := wire.NewEncoder(wire.Mode{})
	e.Raw("t LOGIN ").Quoted("ü").SP().Secret("pässword").SP().Secret("x")
	chunks, err := e.Chunks()
	if err != nil || len(chunks) != 3 {
		t.Fatal(err)
	}
	if chunks[0].Secret || !chunks[1].Secret || chunks[1].Body == nil {
		t.Error("the wrong literal is marked")
	}
	if got := string(chunks[2].Masked("***")); got != " ***\r\n" {
		t.Errorf("behind the literals: %q", got)
	}
}

func TestCharacterClasses(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		s                                string
		atom, astring, pattern, quotable bool
	}{
		{"INBOX", true, true, true, true},
		{"a.b-c_d/e~f:g;h!", true, true, true, true},
		{"", false, false, false, true},
		{"a]", false, true, true, true},
		{"a+", true, true, true, true},
		{"a%", false, false, true, true},
		{"a*", false, false, true, true},
		{"a b", false, false, false, true},
		{"a(", false, false, false, true},
		{"a)", false, false, false, true},
		{"a{", false, false, false, true},
		{"a}", true, true, true, true},
		{`a"`, false, false, false, true},
		{`a\`, false, false, false, true},
		{"a\x01", false, false, false, true},
		{"a\x7f", false, false, false, true},
		{"a\r", false, false, false, false},
		{"a\n", false, false, false, false},
		{"a\x00", false, false, false, false},
		{"ä", false, false, false, false},
	} {
		if wire.IsAtom(row.s) != row.atom || wire.IsAString(row.s) != row.astring ||
			wire.IsListPattern(row.s) != row.pattern || wire.IsQuotable(row.s) != row.quotable {
			t.Errorf("%q: atom %v, astring %v, pattern %v, quotable %v", row.s,
				wire.IsAtom(row.s), wire.IsAString(row.s), wire.IsListPattern(row.s), wire.IsQuotable(row.s))
		}
	}
}
