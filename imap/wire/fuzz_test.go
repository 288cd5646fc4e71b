package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// fuzzLimits are small, so that a fuzzer reaches them.
var fuzzLimits = wire.Limits{Line: 200, Nesting: 8}

// replay reads a whole session and describes it; joined is what the spans give
// when put together again.
func replay(src io.Reader) (events, joined string, err error) {
	var out, raw strings.Builder
	r := wire.NewReader(src, fuzzLimits)
	for {
		var p wire.Response
		if err = r.ReadResponse(&p); err != nil {
			return out.String(), raw.String(), err
		}
		fmt.Fprintf(&out, "%s\n", show(&p))
		if err = rejoin(&raw, &p); err != nil {
			return out.String(), raw.String(), err
		}
		fmt.Fprintf(&out, "  %s/%s/%s %q %v\n", p.Tag, p.Number, p.Type, p.Text, p.Lenient)
	}
}

// splitter yields its data in pieces whose sizes come from a seed.
type splitter struct {
	data []byte
	seed uint64
}

func (s *splitter) Read(p []byte) (int, error) {
	if len(s.data) == 0 {
		return 0, io.EOF
	}
	s.seed = s.seed*6364136223846793005 + 1442695040888963407
	n := copy(p[:min(len(p), int(s.seed>>33%7)+1)], s.data)
	s.data = s.data[n:]
	return n, nil
}

func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"* OK ready\r\na1 OK done\r\n+ go\r\n",
		"* 1 FETCH (BODY[] {5}\r\nhello FLAGS ())\r\n",
		"* 1 FETCH (A {1}\r\nx\r\n)\r\n",
		"* X ~{3+}\r\na\x00b y\r\n",
		"* [ALERT] x\r\n*  ok  y\r\nt OK\r\n",
		"* X \"a {3}\r\n* NO [X {2}\r\nab] z\r\n",
		"* X {99999999999999999999}\r\n",
		"* X {300}\r\nabc",
		"a\nb\r\n",
		"* 4294967296 EXISTS\r\n",
		strings.Repeat("x", 300),
	} {
		f.Add([]byte(seed), uint64(1))
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		events, joined, err := replay(bytes.NewReader(data))
		events2, joined2, err2 := replay(&splitter{data, seed})
		if events != events2 || joined != joined2 || err.Error() != err2.Error() {
			t.Fatalf("split into pieces:\n%s%v\nat once:\n%s%v", events2, err2, events, err)
		}
		if !bytes.HasPrefix(data, []byte(joined)) && !cut(err) {
			t.Fatalf("put together again %q is no beginning of %q", joined, data)
		}
		if err == io.EOF && joined != string(data) && joined+"\r\n" != string(data) { // a blank line behind a literal is read over
			t.Fatalf("the end came at %q of %q", joined, data)
		}
	})
}

// cut reports whether a response broke off in its middle, where the line that
// announced a literal has been put together already.
func cut(err error) bool {
	var syntax *wire.SyntaxError
	var limit *wire.LimitError
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) || errors.As(err, &limit)
}

// The reference tokenizer: the same elements by regular expressions.
var (
	refQuoted  = regexp.MustCompile(`^"(?:[^"\\\r\n\x00]|\\[^\r\n\x00])*"`)
	refLiteral = regexp.MustCompile(`^~?\{(\d+)\+?\}\r\n`)
	refAtom    = regexp.MustCompile(`^(?:\[(?:[^\]"\r\n\x00]|"(?:[^"\\\r\n\x00]|\\[^\r\n\x00])*")*\]|[^ ()"\r\n\x00])+`)
)

// refToken returns the kind and length of the token that src begins with; a
// length of 0 is a fault.
func refToken(src []byte) (wire.TokenKind, int) {
	switch {
	case src[0] == '(':
		return wire.OpenToken, 1
	case src[0] == ')':
		return wire.CloseToken, 1
	case src[0] == '"':
		return wire.QuotedToken, len(refQuoted.Find(src))
	case src[0] == '{', bytes.HasPrefix(src, []byte("~{")):
		m := refLiteral.FindSubmatch(src)
		if m == nil {
			return wire.LiteralToken, 0
		}
		n, err := strconv.ParseInt(string(m[1]), 10, 62)
		if err != nil || int64(len(m[0]))+n > int64(len(src)) {
			return wire.LiteralToken, 0
		}
		return wire.LiteralToken, len(m[0]) + int(n)
	}
	return wire.AtomToken, len(refAtom.Find(src))
}

func FuzzDecoderTokens(f *testing.F) {
	for _, seed := range []string{
		`(FLAGS (\Seen $x) UID 7 BODY[HEADER.FIELDS ("a]" b)]<0> {3}` + "\r\nabc)",
		`"a \" b" "\\" NIL nil ()`, "~{2}\r\n\x00) x", "a[b [c ] d", `a["x`, "a\rb", "{5}x", "((((((((((", "))(", `x"y"z`, `["\`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		const nesting = 8
		d := wire.NewDecoder(src, nesting)
		at, depth := 0, 0
		for {
			tok := d.Token()
			for at < len(src) && src[at] == ' ' {
				at++
			}
			if at == len(src) {
				if tok.Kind != wire.EndToken || d.Err() != nil {
					t.Fatalf("at the end: %+v, %v", tok, d.Err())
				}
				return
			}
			kind, n := refToken(src[at:])
			switch kind {
			case wire.OpenToken:
				depth++
			case wire.CloseToken:
				depth = max(depth-1, 0)
			}
			if n == 0 || depth > nesting {
				if tok.Kind != wire.EndToken || d.Err() == nil {
					t.Fatalf("fault at %d: %+v, %v", at, tok, d.Err())
				}
				return
			}
			if tok.Kind != kind || tok.Off != at || !bytes.Equal(tok.Raw, src[at:at+n]) {
				t.Fatalf("at %d: %+v, %v; want kind %d, %q", at, tok, d.Err(), kind, src[at:at+n])
			}
			if v := tok.Unquote(); kind == wire.QuotedToken && v == nil {
				t.Fatalf("token %q has no value", tok.Raw)
			}
			at += n
		}
	})
}

// What the encoder writes the decoder reads as the same values.
func FuzzEncoder(f *testing.F) {
	f.Add("alice", "se\"c\\ret", "INBOX", []byte("body\r\n\x00"), uint8(0))
	f.Add("", "pässword", "a b%", []byte{}, uint8(1))
	f.Add("{5}", "\xff", "ü*", []byte("{3}\r\n"), uint8(8))
	f.Add("a\r\nb", "c", "d", []byte("x"), uint8(2))
	f.Fuzz(func(t *testing.T, user, password, pattern string, body []byte, bits uint8) {
		mode := wire.Mode{LiteralPlus: bits&1 != 0, LiteralMinus: bits&2 != 0, UTF8: bits&8 != 0}
		e := wire.NewEncoder(mode)
		e.Raw("t1 CMD ").AString(user).SP().Secret(password).SP().ListPattern(pattern).SP().
			Literal(wire.LiteralHeader{Size: int64(len(body)), Binary: bits&4 != 0}, bytes.NewReader(body)).SP().Quoted(user)
		chunks, err := e.Chunks()
		if strings.ContainsAny(user+password+pattern, "\r\n\x00") {
			if !errors.Is(err, wire.ErrControl) {
				t.Fatalf("not refused: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		sent := send(t, chunks, mode)
		d := wire.NewDecoder(sent, 0)
		got := []string{
			string(d.Tag()), blank(d), d.Keyword(), blank(d), string(d.AString()), blank(d), string(d.String()), blank(d),
			string(d.ListMailbox()), blank(d), string(d.String()), blank(d), string(d.String()),
		}
		if d.End(); d.Err() != nil {
			t.Fatalf("%q: %v", sent, d.Err())
		}
		want := []string{"t1", " ", "CMD", " ", user, " ", password, " ", pattern, " ", string(body), " ", user}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%q: element %d is %q, want %q", sent, i, got[i], want[i])
			}
		}
	})
}

func blank(d *wire.Decoder) string {
	if d.SP() {
		return " "
	}
	return ""
}

// send plays the peer: it checks that each line announces what follows it, and
// returns the command as it went over the wire, less its last CRLF.
func send(t *testing.T, chunks []wire.Chunk, mode wire.Mode) []byte {
	t.Helper()
	var sent []byte
	for i, c := range chunks {
		line, ok := bytes.CutSuffix(c.Text, []byte("\r\n"))
		if !ok || bytes.ContainsAny(line, "\r\n") {
			t.Fatalf("chunk %d is no line: %q", i, c.Text)
		}
		h, announces, err := wire.TrailingLiteral(line)
		if err != nil || announces != (c.Body != nil) || announces && (h.Size != c.Header.Size || h.NonSync == c.Wait) {
			t.Fatalf("chunk %d: %q announces %v, %v; body %v, wait %v", i, c.Text, announces, err, c.Body != nil, c.Wait)
		}
		if h.NonSync && !mode.LiteralPlus && (!mode.LiteralMinus || h.Size > 4096) {
			t.Fatalf("chunk %d: %q does not wait", i, c.Text)
		}
		sent = append(sent, c.Text...)
		if c.Body == nil {
			continue
		}
		body, err := io.ReadAll(c.Body)
		if err != nil || int64(len(body)) != h.Size {
			t.Fatalf("chunk %d: %d bytes for %d, %v", i, len(body), h.Size, err)
		}
		sent = append(sent, body...)
	}
	return bytes.TrimSuffix(sent, []byte("\r\n"))
}
