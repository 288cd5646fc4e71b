package practice

import (
	"math/rand/v2"
	"slices"
	"testing"

	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

func TestSpans(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		set  wire.Set
		want spans
	}{
		{"none", nil, nil},
		{"in order", wire.Set{{Lo: 1, Hi: 2}, {Lo: 5, Hi: 7}}, spans{{1, 2}, {5, 7}}},
		{"out of order, touching", wire.Set{{Lo: 5, Hi: 7}, {Lo: 3, Hi: 4}, {Lo: 1, Hi: 1}}, spans{{1, 1}, {3, 7}}},
		{"overlapping", wire.Set{{Lo: 1, Hi: 9}, {Lo: 2, Hi: 3}, {Lo: 8, Hi: 12}}, spans{{1, 12}}},
		{"up to the highest number", wire.Set{{Lo: 1, Hi: 1<<32 - 1}, {Lo: 7, Hi: 1<<32 - 1}}, spans{{1, 1<<32 - 1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := spansOf(tt.set, 20); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// What spans hold is what the set holds, number by number.
func TestSpansHoldTheSet(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var set wire.Set
		for range r.IntN(6) {
			set = append(set, wire.Range{Lo: uint32(1 + r.IntN(30)), Hi: uint32(1 + r.IntN(30))})
		}
		all := spansOf(set, 30)
		run := store.Range{From: uint32(1 + r.IntN(15)), To: uint32(15 + r.IntN(15))}
		inside := all.within(run)
		for n := uint32(1); n <= 32; n++ {
			want := set.Contains(n, 30)
			if all.contains(n) != want {
				t.Fatalf("%v holds %d: %v", set, n, want)
			}
			want = want && n >= run.From && n <= run.To
			if got := slices.ContainsFunc(inside, func(k wire.Range) bool { return k.Lo <= n && n <= k.Hi }); got != want {
				t.Fatalf("%v within %v holds %d: %v", set, run, n, want)
			}
		}
	}
}
