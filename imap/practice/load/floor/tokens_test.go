package main

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

// readers deliver the same bytes in pieces of different sizes.
var readers = map[string]func(string) io.Reader{
	"at once":         func(s string) io.Reader { return strings.NewReader(s) },
	"byte by byte":    func(s string) io.Reader { return iotest.OneByteReader(strings.NewReader(s)) },
	"half of it":      func(s string) io.Reader { return iotest.HalfReader(strings.NewReader(s)) },
	"data with error": func(s string) io.Reader { return iotest.DataErrReader(strings.NewReader(s)) },
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, in string
		want     []string
		tagged   bool
	}{
		{"flags", "* 1 FETCH (FLAGS (\\Seen) UID 7)\r\n", []string{"a*", "n1", "aFETCH", "(", "aFLAGS", "(", "a\\Seen", ")", "aUID", "n7", ")"}, false},
		{"quoted", `* LIST () "/" "a \"b\" \\"` + "\r\n", []string{"a*", "aLIST", "(", ")", `q"/"`, `q"a \"b\" \\"`}, false},
		{"literal", "* 1 FETCH (BODY[] {7}\r\n) \"{3}\r X 12)\r\n", []string{"a*", "n1", "aFETCH", "(", "aBODY[]", "l{7}", "aX", "n12", ")"}, false},
		{"literal plus", "* X {2+}\r\nab \r\n", []string{"a*", "aX", "l{2+}"}, false},
		{"empty literal", "* X {0}\r\n)\r\n", []string{"a*", "aX", "l{0}", ")"}, false},
		{"digits in an atom", "* 12ab ab12 12\r\n", []string{"a*", "a12ab", "aab12", "n12"}, false},
		{"status text", "* OK [X] it's (fine \"\r\n", []string{"a*", "aOK", "t[X] it's (fine \""}, false},
		{"tagged", "a1 OK done {3}\r\n", []string{"aa1", "aOK", "tdone {3}"}, true},
		{"status without text", "a1 NO\r\n", []string{"aa1", "aNO", "t"}, true},
		{"continuation", "+ go \"on\r\n", []string{"a+", "tgo \"on"}, false},
	} {
		for reader, in := range readers {
			t.Run(test.name+" "+reader, func(t *testing.T) {
				t.Parallel()
				s := NewScanner(in(test.in))
				tokens, tagged, err := s.Response()
				if err != nil {
					t.Fatal(err)
				}
				if got := names(s, tokens); !slices.Equal(got, test.want) {
					t.Errorf("tokens\n got %q\nwant %q", got, test.want)
				}
				if tagged != test.tagged {
					t.Errorf("tagged = %v", tagged)
				}
				if s.r != s.w {
					t.Errorf("%d bytes are left", s.w-s.r)
				}
			})
		}
	}
}

// names writes tokens as the letter of their kind and their bytes.
func names(s *Scanner, tokens []Token) []string {
	var list []string
	for _, token := range tokens {
		letter := map[Kind]string{Atom: "a", Number: "n", Quoted: "q", LiteralHeader: "l", Text: "t"}[token.Kind]
		list = append(list, letter+string(s.Bytes(token)))
	}
	return list
}

func TestTokensRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, in string
		want     error
	}{
		{"bare LF", "* 1 EXISTS\n*", errNoIMAP},
		{"open quote", "* LIST \"a\r\n", errNoIMAP},
		{"literal without number", "* {a}\r\n", errNoIMAP},
		{"endless atom", "* " + strings.Repeat("x", 2*bufferSize), errTooLong},
		{"end of input", "* 1 EXI", io.EOF},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := NewScanner(strings.NewReader(test.in)).Response(); !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

// TestOutput reads answers many times larger than the buffer and compares what
// is written with what was sent.
func TestOutput(t *testing.T) {
	t.Parallel()
	var flags, bodies, literals, numbers strings.Builder
	numbers.WriteString("* SEARCH")
	for n := range 40_000 {
		flags.WriteString("* " + strconv.Itoa(n) + " FETCH (FLAGS (\\Seen $Junk) UID 12)\r\n")
		numbers.WriteString(" " + strconv.Itoa(n))
	}
	numbers.WriteString("\r\n")
	for n := range 70 {
		body := strings.Repeat("line \"of\" {3}\r\n", n*n)
		bodies.WriteString("* 1 FETCH (BODY[] {" + strconv.Itoa(len(body)) + "}\r\n" + body + ")\r\n")
		literals.WriteString(body)
	}
	for _, test := range []struct {
		name, in, want string
		literals       bool
	}{
		{"short responses", flags.String(), flags.String(), false},
		{"one long line", numbers.String(), numbers.String(), false},
		{"literals", bodies.String(), bodies.String(), false},
		{"literals alone", bodies.String(), literals.String(), true},
	} {
		for reader, in := range readers {
			t.Run(test.name+" "+reader, func(t *testing.T) {
				t.Parallel()
				var out bytes.Buffer
				s := NewScanner(in(test.in + "a OK done\r\n"))
				s.Out, s.LiteralsOnly = &out, test.literals
				for tagged := false; !tagged; {
					var err error
					if _, tagged, err = s.Response(); err != nil {
						t.Fatal(err)
					}
				}
				if out.String() != test.want {
					t.Errorf("%d bytes written, want %d, or others", out.Len(), len(test.want))
				}
			})
		}
	}
}

func TestScannerAllocatesNothing(t *testing.T) {
	in := &repeating{text: "* 1 FETCH (FLAGS (\\Seen) \"x\" {3}\r\nabc UID 7)\r\n"}
	s := NewScanner(in)
	s.Out = io.Discard
	if n := testing.AllocsPerRun(10_000, func() {
		if _, _, err := s.Response(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations per response", n)
	}
}

// repeating is a reader of one text again and again.
type repeating struct {
	text string
	at   int
}

func (r *repeating) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}
