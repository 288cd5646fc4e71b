package words

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

func TestScript(t *testing.T) {
	t.Parallel()
	s := NewScript(strings.NewReader("\xef\xbb\xbfa\r\n\nb\r\r\nx\ny\nrest\nlast"))
	for i, want := range []string{"a", "", "b\r"} {
		if got, err := s.ReadLine(WantCommand); err != nil || got != want || s.LineNumber() != i+1 {
			t.Errorf("line %d: %q, %v, number %d", i+1, got, err, s.LineNumber())
		}
	}
	if data, err := s.ReadBytes(4); err != nil || string(data) != "x\ny\n" {
		t.Errorf("bytes %q, %v", data, err)
	}
	if got, err := s.ReadLine(WantAfterLiteral); err != nil || got != "rest" || s.LineNumber() != 6 {
		t.Errorf("after the literal: %q, %v, number %d", got, err, s.LineNumber())
	}
	if got, err := s.ReadLine(WantCommand); err != nil || got != "last" {
		t.Errorf("last line: %q, %v", got, err)
	}
	if got, err := s.ReadLine(WantCommand); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %q, %v", got, err)
	}
}

func TestScriptReadError(t *testing.T) {
	t.Parallel()
	broken := errors.New("device is gone")
	s := NewScript(io.MultiReader(strings.NewReader("half"), brokenReader{broken}))
	if _, err := s.ReadLine(WantCommand); !errors.Is(err, broken) {
		t.Errorf("line: %v", err)
	}
	s = NewScript(io.MultiReader(strings.NewReader("half"), brokenReader{broken}))
	if _, err := s.ReadBytes(10); !errors.Is(err, broken) {
		t.Errorf("bytes: %v", err)
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

func TestLongLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxLine+1)
	tests := []struct {
		name, script string
		line         int
	}{
		{"one line", "noop\nselect " + long + "\nnoop", 2},
		{"a line without an end", "select " + long, 1},
		{"continuation lines", "fetch 1 (A\n" + long[:MaxLine/2] + "\n" + long[:MaxLine/2] + "\n)", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := readAll(tt.script)
			var fault *SyntaxError
			if !errors.As(err, &fault) || fault.Line != tt.line || !strings.Contains(fault.Msg, "longer than 8 MiB") {
				t.Errorf("error %.200q", err)
			}
		})
	}
}

// A line may have no end at all.
func TestT33_AnEndlessLineIsAnError(t *testing.T) {
	t.Parallel()
	input := &longInput{left: 8 * MaxLine}
	s := NewScript(input)
	for range 2 {
		_, err := s.ReadLine(WantCommand)
		var fault *SyntaxError
		if !errors.As(err, &fault) || fault.Line != 1 || !fault.OutOfStep || !strings.Contains(fault.Msg, "longer than 8 MiB") {
			t.Errorf("error %.200q", err)
		}
	}
	if took := 8*MaxLine - input.left; took > MaxLine+1<<20 {
		t.Errorf("%d MiB of the line were read", took>>20)
	}
}

// A heredoc may have no end either, whatever else is wrong with its line.
func TestT33_AnEndlessHeredocIsAnError(t *testing.T) {
	t.Parallel()
	for begin, says := range map[string]string{
		"append INBOX <<END\n${nope}\n": "at most 256 MiB",
		"append INBOX <<END \"x\n":      "no closing quote",
	} {
		input := &longLines{left: 2 * MaxLiteral}
		_, err := testParser().Read(NewScript(io.MultiReader(strings.NewReader(begin), input)))
		var fault *SyntaxError
		if !errors.As(err, &fault) || fault.Line != 1 || !fault.OutOfStep || !strings.Contains(fault.Msg, says) {
			t.Errorf("%q: error %.200q", begin, err)
		}
		if took := 2*MaxLiteral - input.left; took > MaxLiteral+2<<20 {
			t.Errorf("%q: %d MiB were read", begin, took>>20)
		}
	}
}

// longLines is so many bytes in lines of 1 MiB.
type longLines struct{ left int }

var longLine = strings.Repeat("x", 1<<20-1) + "\n"

func (r *longLines) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := copy(p, longLine[-r.left&(1<<20-1):])
	r.left -= n
	return n, nil
}

// longInput is a line of so many bytes.
type longInput struct{ left int }

func (r *longInput) Read(p []byte) (int, error) {
	n := min(len(p), r.left)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range p[:n] {
		p[i] = 'x'
	}
	r.left -= n
	return n, nil
}

// A literal's announced size costs nothing before its bytes are there.
func TestLiteralIsNotAllocatedAhead(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := readAll("append INBOX {268435456}\nabc")
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "after 3 of 268435456 bytes") {
		t.Errorf("error %v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
		t.Errorf("%d bytes allocated for three", got)
	}
}

// Cost grows with the line, not with its square; memory shows it without a clock.
func TestLinesCostTheirLength(t *testing.T) {
	lines := map[string]string{
		"one word":     "select " + strings.Repeat("x", 1<<20),
		"many words":   "x" + strings.Repeat(" a", 1<<17),
		"deep group":   "x " + strings.Repeat("(", 1<<19) + strings.Repeat(")", 1<<19),
		"quoted":       `x "` + strings.Repeat(`\"`, 1<<19) + `"`,
		"escapes":      `x $'` + strings.Repeat(`\x41`, 1<<18) + `'`,
		"variables":    "x " + strings.Repeat("${uid}", 1<<17),
		"many lines":   "x (" + strings.Repeat("a\n", 1<<18) + ")",
		"brackets":     "x " + strings.Repeat("[", 1<<20),
		"braces":       "x " + strings.Repeat("{1", 1<<19),
		"open quotes":  "x (" + strings.Repeat(`" `, 1<<19) + ")",
		"angle words":  "x" + strings.Repeat(" <", 1<<17),
		"heredoc":      "append <<E\n" + strings.Repeat("a\n", 1<<19) + "E",
		"after a file": "setmetadata (" + strings.Repeat(" <f", 1<<14) + ")",
	}
	for name, script := range lines {
		t.Run(name, func(t *testing.T) {
			src := NewScript(strings.NewReader(script))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			line, err := testParser().Read(src)
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			// A word is about 100 bytes and slices double as they grow; a square would be thousands.
			if per := (after.TotalAlloc - before.TotalAlloc) / uint64(len(script)); per > 300 {
				t.Errorf("%d bytes allocated per byte of %d words", per, len(line.Words))
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	p := testParser()
	for name, text := range map[string]string{
		"fetch": `fetch 1:* (FLAGS UID BODY.PEEK[HEADER.FIELDS (DATE FROM SUBJECT)]) > out`,
		"8MB":   "uid fetch " + strings.Repeat("123456,", 1<<20) + "7 FLAGS",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Parse(text, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
