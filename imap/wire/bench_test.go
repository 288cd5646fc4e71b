package wire_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// again reads the same bytes for ever.
type again struct {
	data []byte
	at   int
}

func (a *again) Read(p []byte) (int, error) {
	if a.at == len(a.data) {
		a.at = 0
	}
	n := copy(p, a.data[a.at:])
	a.at += n
	return n, nil
}

var answers = map[string]string{
	"flags":    "* 12345 FETCH (FLAGS (\\Seen $Forwarded) UID 23456)\r\n",
	"list":     "* LIST (\\HasNoChildren) \"/\" \"Projects/Clients and Co/Invoices\"\r\n",
	"envelope": "* 7 FETCH (ENVELOPE (\"Mon, 7 Feb 1994 21:52:25 -0800 (PST)\" \"Re: lunch\" ((\"Bob\" NIL \"bob\" \"example.org\")) NIL NIL ((NIL NIL \"alice\" \"example.org\")) NIL NIL NIL \"<1@example.org>\"))\r\n",
	"literal":  "* 7 FETCH (BODY[] {1000}\r\n" + strings.Repeat("x", 1000) + ")\r\n",
}

// readAll reads one response with its literals.
func readAll(t testing.TB, rd *wire.Reader, p *wire.Response) {
	if err := rd.ReadResponse(p); err != nil {
		t.Fatal(err)
	}
	for p.HasLiteral {
		if _, err := p.Body().WriteTo(io.Discard); err != nil {
			t.Fatal(err)
		}
		if err := p.Next(); err != nil {
			t.Fatal(err)
		}
	}
}

// Reading a response allocates nothing: tokens are spans of the buffer.
func TestReadingAllocatesNothing(t *testing.T) {
	for name, text := range answers {
		rd := wire.NewReader(&again{data: bytes.Repeat([]byte(text), 100)}, wire.Limits{})
		var p wire.Response
		readAll(t, rd, &p)
		if n := testing.AllocsPerRun(1000, func() { readAll(t, rd, &p) }); n != 0 {
			t.Errorf("%s: %v allocations for a response", name, n)
		}
	}
}

func BenchmarkReader(b *testing.B) {
	for name, text := range answers {
		b.Run(name, func(b *testing.B) {
			rd := wire.NewReader(&again{data: bytes.Repeat([]byte(text), 100)}, wire.Limits{})
			var p wire.Response
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				readAll(b, rd, &p)
			}
		})
	}
}
