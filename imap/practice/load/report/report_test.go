package report

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	t.Parallel()
	table := Table{Head: []string{"work", "CPU s"}}
	table.Add("größer", "1")
	table.Add("x", "22")
	for _, test := range []struct{ name, got, want string }{
		{"Markdown", table.Markdown(), "| work | CPU s |\n|---|---|\n| größer | 1 |\n| x | 22 |\n"},
		{"text", table.String(), "work    CPU s\ngrößer  1\nx       22\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.got != test.want {
				t.Errorf("got\n%s\nwant\n%s", test.got, test.want)
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, document, want string }{
		{"empty", "a\n<!-- t -->\n<!-- /t -->\nb\n", "a\n<!-- t -->\nnew\n<!-- /t -->\nb\n"},
		{"replaced", "<!-- t -->\nold\nolder\n<!-- /t -->\n", "<!-- t -->\nnew\n<!-- /t -->\n"},
		{"another between", "<!-- s -->\n1\n<!-- /s -->\n<!-- t -->\n<!-- /t -->\n", "<!-- s -->\n1\n<!-- /s -->\n<!-- t -->\nnew\n<!-- /t -->\n"},
		{"no markers", "a\n", ""},
		{"no end", "<!-- t -->\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "doc.md")
			if err := os.WriteFile(path, []byte(test.document), 0o600); err != nil {
				t.Fatal(err)
			}
			err := Update(path, "t", "\nnew\n\n")
			if (err == nil) != (test.want != "") {
				t.Fatalf("error %v", err)
			}
			got, readErr := os.ReadFile(path)
			if readErr != nil {
				t.Fatal(readErr)
			}
			if err == nil && string(got) != test.want || err != nil && string(got) != test.document {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

func TestCharts(t *testing.T) {
	t.Parallel()
	bars := Bars{
		Title: "ratios <of> CPU", Series: []string{"a&b", "c"}, Base: 1, Mark: 1.5, Unit: "×",
		Groups: []Group{{"first", []float64{30, 0.3}}, {"second", []float64{0, 1}}},
	}
	lines := Lines{Title: "growth", XLabel: "messages", YLabel: "ns", Lines: []Line{{"a", []float64{100, 1e4}, []float64{300, 320}, false}}}
	for _, test := range []struct {
		name, svg string
		count     map[string]int // occurrences of a piece of text
	}{
		{"bars", bars.SVG(), map[string]int{"<rect": 2 + 3, "30×<": 1, "0.3×<": 1, "ratios &lt;of&gt; CPU": 2, `class="mark"`: 1}},
		{"bars without values", Bars{Base: 1}.SVG(), map[string]int{"<rect": 0, `class="mark"`: 0}},
		{"lines", lines.SVG(), map[string]int{"<circle": 2, "<polyline": 1, ">10k<": 1, ">1k<": 2, ">messages<": 1}},
		{"lines without points", Lines{}.SVG(), map[string]int{"<circle": 0}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for decoder := xml.NewDecoder(strings.NewReader(test.svg)); ; {
				if _, err := decoder.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
			for piece, want := range test.count {
				if got := strings.Count(test.svg, piece); got != want {
					t.Errorf("%q is there %d times, want %d", piece, got, want)
				}
			}
			if strings.Contains(test.svg, "NaN") || strings.Contains(test.svg, "Inf") {
				t.Error("a coordinate is no number")
			}
		})
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                string
		value, below, above float64
	}{{"between", 3, 2, 5}, {"on it", 20, 20, 20}, {"last step", 70, 50, 100}, {"small", 0.3, 0.2, 0.5}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if b, a := below(test.value), above(test.value); math.Abs(b-test.below) > 1e-9 || math.Abs(a-test.above) > 1e-9 {
				t.Errorf("%v lies between %v and %v, want %v and %v", test.value, b, a, test.below, test.above)
			}
		})
	}
}

func TestScale(t *testing.T) {
	t.Parallel()
	s := newScale([]float64{30, 2000})
	for _, test := range []struct {
		name     string
		v, where float64
	}{{"left end", 10, 0}, {"middle", 1000, 2.0 / 3}, {"right end", 10_000, 1}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := s.at(test.v); got < test.where-1e-9 || got > test.where+1e-9 {
				t.Errorf("%v is at %v, want %v", test.v, got, test.where)
			}
		})
	}
}
