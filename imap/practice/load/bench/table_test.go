//go:build unix

package main

import "testing"

// ran is an entry with the costs of its rounds.
func ran(name string, costs ...cost) entry { return entry{name: name, costs: costs} }

func TestVerdict(t *testing.T) {
	t.Parallel()
	floor := ran("floor", cost{1, 5}, cost{4, 5}, cost{2, 5})
	for _, test := range []struct {
		name  string
		entry entry
		ratio float64
		want  string
	}{
		{"no goal", ran("text", cost{1, 5}, cost{4, 5}, cost{2, 5}), 1, ""},
		{"met", ran("text", cost{1, 8}, cost{5, 9}, cost{3, 7}).within("floor", 1.5, 8), 1.25, "met"},
		{"too slow", ran("text", cost{2, 5}, cost{4, 5}, cost{4, 5}).within("floor", 1.5, 8), 2, "not met"},
		{"too large", ran("text", cost{1, 9}, cost{4, 9}, cost{2, 5}).within("floor", 1.5, 8), 1, "not met"},
		{"any size", ran("text", cost{1, 9}, cost{4, 9}, cost{2, 5}).within("floor", 1.5, 0), 1, "met"},
		{"failed", entry{name: "text", note: "exit status 1"}.within("floor", 1.5, 0), 0, "not measured"},
		{"nobody to compare with", ran("text", cost{1, 5}).within("imaplib", 1.5, 0), 1, "not measured"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := row{entries: []entry{floor, test.entry}}
			if got := r.verdict(&r.entries[1]); got != test.want {
				t.Errorf("verdict %q, want %q", got, test.want)
			}
			if got := r.entries[1].ratio(r.find("floor")); got != test.ratio {
				t.Errorf("ratio %v, want %v", got, test.ratio)
			}
		})
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		costs []cost
		want  float64
	}{
		{"none", nil, 0},
		{"odd", []cost{{cpu: 3}, {cpu: 1}, {cpu: 2}}, 2},
		{"even", []cost{{cpu: 4}, {cpu: 1}, {cpu: 2}, {cpu: 3}}, 2.5},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := entry{costs: test.costs}
			if got := e.cpu(); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
