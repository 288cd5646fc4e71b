package words

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// Whatever comes: no panic, an end, spans inside the text that leave nothing out, a picture of two lines.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"select \"Sent Items\" > out\n", "append INBOX (\\Seen) {5}\nhello\n", "setmetadata \"\" (/p <<E /q {3+}\nx\nE\nabc)",
		"fetch 1 (BODY[HEADER.FIELDS (A\r\nB)]) | x", "-@2 \\raw a \"${x", "login $'\\x00\\'' '${x}' \"${q}\"", "search (${evil} ${items} \"${q}\")",
		"\xef\xbb\xbf# c\n!ls\n", "append <~/m <'a b' <$'\\x41' ~{1}\n\x00", "x )", "fetch 1 BODY[\"]\"]<0.1>", "@0 x\n@2\n-", "a\x00b", "\xff\xfe",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		src := NewScript(strings.NewReader(script))
		for {
			line, err := testParser().Read(src)
			if errors.Is(err, io.EOF) {
				break
			}
			if line == nil {
				line = &Line{}
			}
			checkParsed(t, line, err)
			if err != nil {
				break
			}
		}
		// What completion does: any text, no source.
		line, err := testParser().Parse(script, nil)
		checkParsed(t, line, err)
		for _, w := range line.Words {
			for _, inner := range Inner(line.Text, w.Span) {
				if inner.Span.Start < w.Span.Start || inner.Span.End > w.Span.End || inner.Span.Start >= inner.Span.End {
					t.Fatalf("%q: inner span %+v of %+v", line.Text, inner.Span, w.Span)
				}
			}
		}
	})
}

func checkParsed(t *testing.T, line *Line, err error) {
	t.Helper()
	var fault *SyntaxError
	var incomplete *IncompleteError
	switch {
	case err == nil:
		checkSpans(t, line)
		for _, w := range line.Words {
			if w.Open {
				t.Fatalf("%q: word %+v is open in a whole line", line.Text, w)
			}
		}
	case errors.As(err, &fault):
		if fault.Offset < 0 || fault.Offset > len(fault.Text) {
			t.Fatalf("offset %d in %q", fault.Offset, fault.Text)
		}
		picture := fault.Picture(40)
		if strings.Count(picture, "\n") != 1 || strings.ContainsAny(picture, "\x00\x1b\r\t") {
			t.Fatalf("picture %q", picture)
		}
		top, caret, _ := strings.Cut(picture, "\n")
		if textWidth(top) > 40 || len(caret) > 40+1 {
			t.Fatalf("picture too wide: %q", picture)
		}
	case !errors.As(err, &incomplete):
		t.Fatalf("%q: unexpected error %v", line.Text, err)
	}
	pos := 0
	for i, w := range line.Words {
		if w.Span.Start < pos || w.Span.End < w.Span.Start || w.Span.End > len(line.Text) {
			t.Fatalf("%q: word %d: span %+v, %v", line.Text, i, w.Span, err)
		}
		pos = w.Span.End
	}
}
