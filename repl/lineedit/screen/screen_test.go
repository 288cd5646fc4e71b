package screen_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"imapsh/repl/lineedit/screen"
	"imapsh/repl/lineedit/vt"
)

func cells(text string) []screen.Cell { return screen.Cells(nil, text, "", nil) }

// line is a prompt and a line with the cursor after n cells of the whole.
func line(text string, cursor int) screen.Content {
	return screen.Content{Lead: cells(text), Cursor: cursor}
}

func below(rows ...string) func(int, int) [][]screen.Cell {
	return func(_, room int) [][]screen.Cell {
		var out [][]screen.Cell
		for _, r := range rows[:min(len(rows), room)] {
			out = append(out, cells(r))
		}
		return out
	}
}

func TestDraw(t *testing.T) {
	t.Parallel()
	end := func(s string) screen.Content { return line(s, len(cells(s))) }
	for _, tt := range []struct {
		name       string
		cols, rows int
		steps      []screen.Content
		want       string
		row, col   int
	}{
		{"one line", 10, 5, []screen.Content{end("> ab")}, "> ab", 0, 4},
		{"typing", 10, 5, []screen.Content{end("> "), end("> a"), end("> ab")}, "> ab", 0, 4},
		{"deleting", 10, 5, []screen.Content{end("> abc"), end("> a")}, "> a", 0, 3},
		{"a full row", 5, 5, []screen.Content{end("> abc")}, "> abc", 1, 0},
		{"wrapped", 5, 5, []screen.Content{end("> abcdefgh")}, "> abc\ndefgh", 2, 0},
		{"typed over the edge", 5, 5, []screen.Content{end("> ab"), end("> abc"), end("> abcd")}, "> abc\nd", 1, 1},
		{"back from the second row", 5, 5, []screen.Content{end("> abcd"), end("> ab")}, "> ab", 0, 4},
		{"cursor in the first row", 5, 5, []screen.Content{end("> abcdef"), line("> abcdef", 3)}, "> abc\ndef", 0, 3},
		{"same character inserted at the edge", 5, 5, []screen.Content{line("aaaaa", 2), line("aaaaaa", 3)}, "aaaaa\na", 0, 3},
		{"wide character at the edge", 5, 5, []screen.Content{end("> ab箱")}, "> ab\n箱", 1, 2},
		{"wide characters", 20, 5, []screen.Content{line("> 箱箱a", 3)}, "> 箱箱a", 0, 4},
		{"combining", 20, 5, []screen.Content{end("> e\u0301x")}, "> e\u0301x", 0, 4},
		{"combining at the edge", 4, 5, []screen.Content{end("> ae\u0301x")}, "> ae\u0301\nx", 1, 1},
		{"line ends", 10, 5, []screen.Content{end("> ab\ncd")}, "> ab\ncd", 1, 2},
		{"cursor on a line end", 10, 5, []screen.Content{line("> ab\ncd", 4)}, "> ab\ncd", 0, 4},
		{"tab", 20, 5, []screen.Content{end("> a\tb")}, "> a     b", 0, 9},
		{"longer than the screen, at its end", 4, 3, []screen.Content{end("aaaabbbbccccddddee")}, "cccc\ndddd\nee", 2, 2},
		{"longer than the screen, at its beginning", 4, 3, []screen.Content{end("aaaabbbbccccddddee"), line("aaaabbbbccccddddee", 0)}, "aaaa\nbbbb\ncccc", 0, 0},
		{"rows below", 10, 5, []screen.Content{{Lead: cells("> a"), Cursor: 3, Below: below("one", "two")}}, "> a\none\ntwo", 0, 3},
		{"rows below go", 10, 5, []screen.Content{{Lead: cells("> a"), Cursor: 3, Below: below("one", "two")}, end("> ab")}, "> ab", 0, 4},
		{"rows below are cut", 5, 5, []screen.Content{{Lead: cells("> a"), Cursor: 3, Below: below("a long one")}}, "> a\na lo…", 0, 3},
		{"no more rows below than fit", 10, 3, []screen.Content{{Lead: cells("> a"), Cursor: 3, Below: below("1", "2", "3", "4")}}, "> a\n1\n2", 0, 3},
		{"a screen of one row is the line's", 10, 1, []screen.Content{{Lead: cells("> a"), Cursor: 3, Below: below("1")}}, "> a", 0, 3},
		{"ghost", 10, 5, []screen.Content{{Lead: cells("> a"), Cursor: 3, Ghost: cells("bc")}}, "> abc", 0, 3},
		{"ghost is cut to the row", 8, 5, []screen.Content{{Lead: cells("> a"), Cursor: 3, Ghost: cells("bcdefgh")}}, "> abcde", 0, 3},
		{"ghost is cut before a wide character", 8, 5, []screen.Content{{Lead: cells("> a"), Cursor: 3, Ghost: cells("bcd箱")}}, "> abcd", 0, 3},
		{"no ghost unless at the end", 10, 5, []screen.Content{{Lead: cells("> a"), Cursor: 2, Ghost: cells("bc")}}, "> a", 0, 2},
		{"no size known", 0, 0, []screen.Content{end("> a")}, "> a", 0, 3},
		{"one column", 1, 5, []screen.Content{end("箱a")}, "", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := screen.New(tt.cols, tt.rows)
			cols, rows := s.Size()
			term := vt.New(cols, rows)
			for _, c := range tt.steps {
				s.Draw(c)
				term.Write(s.Take())
			}
			if tt.cols == 1 { // only that it does not hang
				return
			}
			if got := term.String(); got != tt.want {
				t.Errorf("screen:\n%s\nwant:\n%s", got, tt.want)
			}
			if r, c := term.Cursor(); r != tt.row || c != tt.col {
				t.Errorf("cursor at %d,%d, want %d,%d", r, c, tt.row, tt.col)
			}
			if u := term.Unknown(); len(u) > 0 {
				t.Errorf("sent %v", u)
			}
		})
	}
}

// A drawing made step by step looks like one made at once, whatever the steps.
func TestDrawEqualsDrawingAnew(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(seed, 1))
			cols, rows := 2+rnd.IntN(20), 1+rnd.IntN(8)
			s, term := screen.New(cols, rows), vt.New(cols, rows)
			for step := range 40 {
				c := randomContent(rnd)
				s.Draw(c)
				term.Write(s.Take())
				anew, want := screen.New(cols, rows), vt.New(cols, rows)
				if scrolls(c, cols, rows) { // what part is shown depends on what was
					anew = nil
				} else {
					anew.Draw(c)
					want.Write(anew.Take())
				}
				if anew != nil && !strings.HasSuffix(term.String(), want.String()) {
					t.Fatalf("step %d, %d×%d: screen:\n%s\nwant at its end:\n%s", step, cols, rows, term, want)
				}
				_, got := term.Cursor()
				if _, col := want.Cursor(); anew != nil && got != col {
					t.Fatalf("step %d: cursor in column %d, want %d", step, got, col)
				}
			}
		})
	}
}

func randomContent(rnd *rand.Rand) screen.Content {
	letters := []string{"a", "b", "箱", "e\u0301", "\t", "\n", "字", "c", " ", "😀"}
	var b strings.Builder
	for range rnd.IntN(40) {
		b.WriteString(letters[rnd.IntN(len(letters))])
	}
	c := screen.Content{Lead: cells("> " + b.String())}
	for i := range c.Lead {
		c.Lead[i].Style = []string{"", "1", "32"}[rnd.IntN(3)]
	}
	c.Cursor = rnd.IntN(len(c.Lead) + 1)
	if rnd.IntN(2) == 0 {
		c.Ghost = screen.Cells(nil, "ghost", "2", nil)
	}
	if rnd.IntN(2) == 0 {
		c.Below = below("menu one", "menu two", "menu three")
	}
	return c
}

// scrolls tells whether c is longer than the screen.
func scrolls(c screen.Content, cols, rows int) bool {
	s, term := screen.New(cols, 500), vt.New(cols, 500)
	c.Lead = append([]screen.Cell(nil), c.Lead...)
	s.Draw(c)
	term.Write(s.Take())
	return strings.Count(term.String(), "\n")+3 > rows
}

func TestOneByteForOneCharacter(t *testing.T) {
	t.Parallel()
	s := screen.New(80, 24)
	s.Draw(line("> abc", 5))
	s.Take()
	s.Draw(line("> abcd", 6))
	if got := string(s.Take()); got != "d" {
		t.Errorf("typing d wrote %q", got)
	}
	long := "> " + strings.Repeat("x", 1000)
	s.Draw(line(long, len(long)))
	if got := len(s.Take()); got > 1050 {
		t.Errorf("1000 characters wrote %d bytes", got)
	}
	s.Draw(screen.Content{Lead: cells(long), Cursor: len(long), Ghost: screen.Cells(nil, " mailbox", "2", nil)})
	s.Take()
	s.Draw(screen.Content{Lead: cells(long + " "), Cursor: len(long) + 1, Ghost: screen.Cells(nil, "mailbox", "2", nil)})
	if got := string(s.Take()); got != " " {
		t.Errorf("typing into the ghost wrote %q", got)
	}
}

func TestPrintAboveTheLine(t *testing.T) {
	t.Parallel()
	s, term := screen.New(10, 6), vt.New(10, 6)
	c := line("> abcdefghijkl", 5)
	s.Draw(c)
	s.Print("one\ntwo\n")
	s.Draw(c)
	term.Write(s.Take())
	if got, want := term.String(), "one\ntwo\n> abcdefgh\nijkl"; got != want {
		t.Errorf("screen:\n%s\nwant:\n%s", got, want)
	}
	if r, c := term.Cursor(); r != 2 || c != 5 {
		t.Errorf("cursor at %d,%d", r, c)
	}
}

func TestFinish(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"short", "> a", "> a\nnext"},
		{"to the edge", "> abcdefgh", "> abcdefgh\nnext"},
		{"empty", "", "\nnext"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, term := screen.New(10, 6), vt.New(10, 6)
			s.Draw(screen.Content{Lead: cells(tt.text), Ghost: cells("ghost"), Below: below("menu")})
			s.Finish(line(tt.text, 0))
			s.Draw(line("next", 4))
			term.Write(s.Take())
			if got := term.String(); got != tt.want {
				t.Errorf("screen:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func TestResizeLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{10, 6}, {40, 6}, {7, 3}, {20, 2}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			s, term := screen.New(20, 6), vt.New(20, 6)
			text := "> abcdefghijklmnopqrstuvwxyz"
			s.Print("before\n")
			s.Draw(screen.Content{Lead: cells(text), Cursor: 26, Below: below("menu one", "menu two")})
			term.Write(s.Take())
			term.Resize(size[0], size[1])
			s.Resize(size[0], size[1], false)
			s.Draw(line(text, 26))
			term.Write(s.Take())
			got := term.String()
			if strings.Contains(got, "menu") || strings.Count(got, "> a") > 1 {
				t.Errorf("residue:\n%s", got)
			}
			if joined := strings.ReplaceAll(got, "\n", ""); size[1] >= 6 && joined != "before"+text {
				t.Errorf("screen:\n%s", got)
			}
		})
	}
}

func TestCells(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in, want string
		width          int
	}{
		{"ASCII", "abc", "a|b|c", 3},
		{"wide", "箱a", "箱|a", 3},
		{"combining", "ae\u0301b", "a|e\u0301|b", 3},
		{"two combining", "q\u0307\u0323x", "q\u0307\u0323|x", 2},
		{"emoji", "😀", "😀", 2},
		{"family", "👩\u200d👩\u200d👧x", "👩\u200d👩\u200d👧|x", 3},
		{"flag", "🇩🇪", "🇩🇪", 2},
		{"emoji made by a selector", "❤\ufe0f", "❤\ufe0f", 2},
		{"escape character", "a\x1b[31mb", `a|\|x|1|b|[|3|1|m|b`, 10},
		{"C1", "\u009b", `\|x|9|b`, 4},
		{"bidirectional control", "a\u202eb", `a|\|u|2|0|2|e|b`, 8},
		{"no UTF-8", "a\xffb", `a|\|x|f|f|b`, 6},
		{"DEL and NUL", "\x7f\x00", `\|x|7|f|\|x|0|0`, 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := cells(tt.in)
			var parts []string
			for _, c := range got {
				parts = append(parts, c.Text)
			}
			if s := strings.Join(parts, "|"); s != tt.want {
				t.Errorf("%q: %s, want %s", tt.in, s, tt.want)
			}
			if w := screen.Width(got); w != tt.width {
				t.Errorf("%q: width %d, want %d", tt.in, w, tt.width)
			}
		})
	}
}

func TestCellsAskTheGate(t *testing.T) {
	t.Parallel()
	gate := func(s string) string { return strings.ReplaceAll(s, "ß", "<\x1b\n>") }
	var b strings.Builder
	for _, c := range screen.Cells(nil, "aß", "", gate) {
		b.WriteString(c.Text)
	}
	if got, want := b.String(), `a<\x1b>`; got != want {
		t.Errorf("got %q, want %q: what a gate lets through is still no control character", got, want)
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		cols int
		want string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"箱箱", 3, "箱…"},
		{"箱箱箱", 4, "箱…"},
		{"abc", 1, "…"},
		{"abc", 0, ""},
	} {
		var b strings.Builder
		for _, c := range screen.Cut(cells(tt.in), tt.cols) {
			b.WriteString(c.Text)
		}
		if b.String() != tt.want {
			t.Errorf("%q cut to %d: %q, want %q", tt.in, tt.cols, b.String(), tt.want)
		}
	}
}

func FuzzCells(f *testing.F) {
	f.Add("a\x1b[31m箱e\u0301\xff\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		s, term := screen.New(7, 5), vt.New(7, 5)
		c := screen.Cells(nil, text, "", nil)
		s.Draw(screen.Content{Lead: c, Cursor: len(c)})
		term.Write(s.Take())
		if u := term.Unknown(); len(u) > 0 {
			t.Fatalf("%q sent %v", text, u)
		}
	})
}
