package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"imapsh/imap/wire"
)

// lines reads every line of a stream and returns them joined by "|", and the
// error that ended it.
func lines(r *wire.Reader) (string, error) {
	var got []string
	for {
		line, err := r.Line()
		if err != nil {
			return strings.Join(got, "|"), err
		}
		got = append(got, string(line))
	}
}

func TestReaderLines(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, in, want string
		err            error  // io.EOF if nil
		text           string // part of the error's text
	}{
		{"nothing", "", "", nil, "EOF"},
		{"one line", "* OK hi\r\n", "* OK hi", nil, "EOF"},
		{"an empty line", "\r\n", "", nil, "EOF"},
		{"several lines", "a\r\nbb\r\n\r\nc\r\n", "a|bb||c", nil, "EOF"},
		{"CR inside a line is kept", "a\rb\r\n", "a\rb", nil, "EOF"},
		{"CR before CRLF is kept", "a\r\r\n", "a\r", nil, "EOF"},
		{"NUL and 8-bit bytes are kept", "a\x00\xff\r\n", "a\x00\xff", nil, "EOF"},
		{"bare LF", "a\r\nb\nc\r\n", "a", wire.ErrBareLF, "bare LF in a line: expected CRLF at offset 1"},
		{"LF alone", "\n", "", wire.ErrBareLF, "offset 0"},
		{"the end inside a line", "a\r\nb", "a", io.ErrUnexpectedEOF, ""},
		{"the end inside CRLF", "a\r\nb\r", "a", io.ErrUnexpectedEOF, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if row.err == nil {
				row.err = io.EOF
			}
			for kind, src := range map[string]io.Reader{
				"at once":      strings.NewReader(row.in),
				"by the byte":  iotest.OneByteReader(strings.NewReader(row.in)),
				"data and EOF": iotest.DataErrReader(strings.NewReader(row.in)),
			} {
				r := wire.NewReader(src, wire.Limits{})
				got, err := lines(r)
				if got != row.want || !errors.Is(err, row.err) || !strings.Contains(err.Error(), row.text) {
					t.Errorf("%s: %q, %v; want %q, %v", kind, got, err, row.want, row.err)
				}
				if again, err2 := r.Line(); err2 != err {
					t.Errorf("%s: after the error came %q, %v", kind, again, err2)
				}
			}
		})
	}
}

func TestReaderLineLimit(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		in   string
		ok   bool
	}{
		{"a line of the limit", strings.Repeat("x", 10) + "\r\n", true},
		{"one byte more", strings.Repeat("x", 11) + "\r\n", false},
		{"endless without LF", strings.Repeat("x", 4000), false},
		{"a limit's worth and a CR to come", strings.Repeat("x", 10) + "\r", true},
	} {
		for _, split := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader} {
			r := wire.NewReader(split(strings.NewReader(row.in)), wire.Limits{Line: 10})
			_, err := r.Line()
			var limit *wire.LimitError
			if errors.As(err, &limit) == row.ok {
				t.Errorf("%s: %v", row.name, err)
			}
			if limit != nil && (limit.What != "line" || limit.Limit != 10) {
				t.Errorf("%s: %+v", row.name, limit)
			}
			if _, again := r.Line(); limit != nil && again != err {
				t.Errorf("%s: the error did not stay: %v", row.name, again)
			}
		}
	}
}

// A server may send a line of megabytes in small pieces. Looking for its end
// from the beginning each time would take the reader hours.
func TestReaderScansALongLineOnce(t *testing.T) {
	t.Parallel()
	const size = 8 << 20
	line := strings.Repeat("1234567 ", size/8)
	src := &pieces{data: line + "\r\n* OK\r\n", most: 64}
	r := wire.NewReader(src, wire.Limits{})
	got, err := r.Line()
	if err != nil || string(got) != line {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if got, err := r.Line(); err != nil || string(got) != "* OK" {
		t.Fatalf("behind it: %q, %v", got, err)
	}
}

// pieces yields data in reads of at most most bytes.
type pieces struct {
	data string
	most int
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.data == "" {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.most)], p.data)
	p.data = p.data[n:]
	return n, nil
}

func TestReaderErrorOfTheSource(t *testing.T) {
	t.Parallel()
	broken := errors.New("the wire was cut")
	r := wire.NewReader(io.MultiReader(strings.NewReader("one\r\ntw"), iotest.ErrReader(broken)), wire.Limits{})
	got, err := lines(r)
	if got != "one" || !errors.Is(err, broken) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestReaderGivesUpOnASourceThatYieldsNothing(t *testing.T) {
	t.Parallel()
	r := wire.NewReader(readFunc(func([]byte) (int, error) { return 0, nil }), wire.Limits{})
	if _, err := r.Line(); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("got %v", err)
	}
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// literal reads the literal that stands open in several ways.
var literalReads = map[string]func(r *wire.Reader, n int64) (string, error){
	"Read": func(r *wire.Reader, n int64) (string, error) {
		r.OpenLiteral(n)
		b, err := io.ReadAll(readFunc(r.Read))
		return string(b), err
	},
	"Read by the byte": func(r *wire.Reader, n int64) (string, error) {
		r.OpenLiteral(n)
		b, err := io.ReadAll(iotest.OneByteReader(readFunc(r.Read)))
		return string(b), err
	},
	"WriteTo": func(r *wire.Reader, n int64) (string, error) {
		r.OpenLiteral(n)
		var b bytes.Buffer
		_, err := r.WriteTo(&b)
		return b.String(), err
	},
	"ReadBytes": func(r *wire.Reader, n int64) (string, error) {
		b, err := r.ReadBytes(nil, n)
		return string(b), err
	},
}

func TestReaderLiteral(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 5, 4096, 64<<10 - 3, 64 << 10, 256 << 10, 3 << 20} {
		body := strings.Repeat("lit\r\n{9}\x00\xff", size/10+1)[:size]
		for how, read := range literalReads {
			if size > 100<<10 && how == "Read by the byte" {
				continue
			}
			for kind, split := range map[string]func(io.Reader) io.Reader{
				"at once": func(r io.Reader) io.Reader { return r },
				"halves":  iotest.HalfReader,
			} {
				r := wire.NewReader(split(strings.NewReader("head\r\n"+body+"tail\r\n")), wire.Limits{})
				if _, err := r.Line(); err != nil {
					t.Fatal(err)
				}
				got, err := read(r, int64(size))
				if err != nil || got != body || r.LiteralLeft() != 0 {
					t.Errorf("%s of %d bytes, %s: %d bytes, %v, %d left", how, size, kind, len(got), err, r.LiteralLeft())
				}
				if line, err := r.Line(); err != nil || string(line) != "tail" {
					t.Errorf("%s of %d bytes, %s: behind it %q, %v", how, size, kind, line, err)
				}
			}
		}
	}
}

func TestReaderLiteralCutShort(t *testing.T) {
	t.Parallel()
	for how, read := range literalReads {
		r := wire.NewReader(strings.NewReader("abc"), wire.Limits{})
		got, err := read(r, 10)
		if got != "abc" || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "7 bytes of a literal to come") {
			t.Errorf("%s: %q, %v", how, got, err)
		}
		if _, again := r.Line(); again != err {
			t.Errorf("%s: then %v", how, again)
		}
	}
}

// A size that was only announced costs nothing: the whole 2^62 bytes would not
// fit any memory.
func TestReaderAllocatesNothingForAnAnnouncement(t *testing.T) {
	t.Parallel()
	for how, read := range literalReads {
		r := wire.NewReader(strings.NewReader("abc"), wire.Limits{})
		if _, err := read(r, 1<<62); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", how, err)
		}
	}
}

func TestReaderSkipsWhatIsLeftOfALiteral(t *testing.T) {
	t.Parallel()
	r := wire.NewReader(strings.NewReader("0123456789next\r\n"), wire.Limits{})
	r.OpenLiteral(10)
	some := make([]byte, 4)
	if n, err := io.ReadFull(readFunc(r.Read), some); err != nil || n != 4 {
		t.Fatal(n, err)
	}
	if got := r.LiteralLeft(); got != 6 {
		t.Errorf("%d bytes left", got)
	}
	if line, err := r.Line(); err != nil || string(line) != "next" {
		t.Errorf("%q, %v", line, err)
	}
}

func TestReaderStaysInStepWhenTheConsumerFails(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	r := wire.NewReader(strings.NewReader(strings.Repeat("x", 3<<20)+"next\r\n"), wire.Limits{})
	r.OpenLiteral(3 << 20)
	if _, err := r.WriteTo(writeFunc(func([]byte) (int, error) { return 0, full })); !errors.Is(err, full) {
		t.Fatal(err)
	}
	if line, err := r.Line(); err != nil || string(line) != "next" {
		t.Errorf("%q, %v", line, err)
	}
}

type writeFunc func([]byte) (int, error)

func (f writeFunc) Write(p []byte) (int, error) { return f(p) }

// A long literal goes through a buffer, whatever its size.
func TestReaderStreamsInConstantMemory(t *testing.T) {
	const size = 64 << 20
	r := wire.NewReader(readFunc(func(p []byte) (int, error) { return len(p), nil }), wire.Limits{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r.OpenLiteral(size)
	n, err := r.WriteTo(writeFunc(func(p []byte) (int, error) { return len(p), nil }))
	runtime.ReadMemStats(&after)
	if n != size || err != nil {
		t.Fatal(n, err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
		t.Errorf("%d bytes allocated for a literal of %d", got, size)
	}
}

// recorder is a tap that notes what it is shown.
type recorder struct{ seen []string }

func (r *recorder) Line(line []byte)   { r.seen = append(r.seen, string(line)) }
func (r *recorder) Literal(size int64) { r.seen = append(r.seen, fmt.Sprintf("(%d)", size)) }

func TestReaderTapSeesEverything(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, in, want string }{
		{"lines and literals", "* X {3}\r\nabc tail\r\n* Y\r\n", "* X {3}|(3)| tail|* Y"},
		{"a bare LF", "* OK\r\n* Y\nmore", "* OK|* Y"},
		{"a line that is cut", "* OK\r\n* 1 FET", "* OK|* 1 FET"},
		{"a line too long", strings.Repeat("y", 100), strings.Repeat("y", 50)},
		{"no response", "* OK\r\n)\r\n", "* OK|)"},
	} {
		tap := &recorder{}
		r := wire.NewReader(strings.NewReader(row.in), wire.Limits{Line: 50})
		r.SetTap(tap)
		var p wire.Response
		err := r.ReadResponse(&p)
		for err == nil {
			if err = p.Drain(); err == nil {
				err = r.ReadResponse(&p)
			}
		}
		if got := strings.Join(tap.seen, "|"); got != row.want {
			t.Errorf("%s: the tap saw %q, want %q", row.name, got, row.want)
		}
	}
}

func TestReaderCallsOnFillBeforeEveryRead(t *testing.T) {
	t.Parallel()
	reads, calls := 0, 0
	src := &pieces{data: "* X {300000}\r\n" + strings.Repeat("y", 300000) + "\r\n", most: 1000}
	r := wire.NewReader(readFunc(func(p []byte) (int, error) {
		if reads++; calls != reads {
			t.Errorf("read %d after %d calls", reads, calls)
		}
		return src.Read(p)
	}), wire.Limits{})
	r.OnFill(func() { calls++ })
	if err := r.Wait(); err != nil {
		t.Fatal(err)
	}
	var p wire.Response
	if err := r.ReadResponse(&p); err != nil {
		t.Fatal(err)
	}
	if err := p.Drain(); err != nil || reads < 300 {
		t.Error(reads, err)
	}
}

func TestReaderChangesItsSource(t *testing.T) {
	t.Parallel()
	r := wire.NewReader(strings.NewReader("a\r\nrest"), wire.Limits{})
	if line, err := r.Line(); err != nil || string(line) != "a" {
		t.Fatal(string(line), err)
	}
	if n := r.Buffered(); n != 4 {
		t.Errorf("%d bytes buffered", n)
	}
	if b := r.TakeBuffered(); string(b) != "rest" || r.Buffered() != 0 {
		t.Errorf("took %q", b)
	}
	r.SetSource(strings.NewReader("b\r\n"))
	if line, err := r.Line(); err != nil || string(line) != "b" {
		t.Error(string(line), err)
	}
	if n := r.BytesRead(); n != int64(len("a\r\nrestb\r\n")) {
		t.Errorf("%d bytes read", n)
	}
}

func TestReaderRawLine(t *testing.T) {
	t.Parallel()
	r := wire.NewReader(strings.NewReader("a\nb\r\n\nc"), wire.Limits{})
	for _, want := range []string{"a\n", "b\r\n", "\n"} {
		if got, err := r.ReadRawLine(); err != nil || string(got) != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	if _, err := r.ReadRawLine(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
}

func TestReaderLimitsCanBeChanged(t *testing.T) {
	t.Parallel()
	r := wire.NewReader(strings.NewReader("123456\r\n123456\r\n"), wire.Limits{})
	if got := r.Limits(); got != (wire.Limits{Line: 16 << 20, Nesting: 1000, Gathered: 256 << 20, Unasked: 64 << 20}) {
		t.Errorf("defaults are %+v", got)
	}
	if _, err := r.Line(); err != nil {
		t.Fatal(err)
	}
	r.SetLimits(wire.Limits{Line: 5})
	var limit *wire.LimitError
	if _, err := r.Line(); !errors.As(err, &limit) || limit.Error() != "line longer than the limit of 5 bytes" {
		t.Error(err)
	}
}
