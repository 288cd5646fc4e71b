package message

import (
	"slices"
	"testing"
	"time"
)

func item(num uint32, raw string) Item {
	return Item{Num: num, Arrival: time.Date(2026, 1, 1, 0, 0, int(num), 0, time.UTC), Message: Parse([]byte(raw))}
}

func nums(items []Item) []uint32 {
	var out []uint32
	for _, it := range items {
		out = append(out, it.Num)
	}
	return out
}

func TestSort(t *testing.T) {
	t.Parallel()
	items := []Item{
		item(1, "From: Zoe <anna@x>\r\nTo: \"Ärger, A\" <m@x>\r\nCc: B@x\r\nSubject: Re: banana\r\nDate: 31 Dec 2000 16:01:33 -0800\r\n\r\n1234"),
		item(2, "From: bob@x\r\nTo: m@x\r\nCc: a@x\r\nSubject: [list] apple\r\nDate: 1 Jan 2001 00:01:32 +0000\r\n\r\n12"),
		item(3, "From: Anna <zoe@x>\r\nTo: group: b@x;\r\nSubject: Banana (fwd)\r\nDate: 1 Jan 2001 00:01:33 +0000\r\n\r\n1"),
		item(4, "Subject: =?utf-8?q?=C3=84pfel?=\r\n\r\n"),
	}
	for _, tt := range []struct {
		name string
		by   []Criterion
		want []uint32
	}{
		{"arrival", []Criterion{{Key: SortArrival}}, []uint32{1, 2, 3, 4}},
		{"reverse arrival", []Criterion{{SortArrival, true}}, []uint32{4, 3, 2, 1}},
		{"date in UTC, the arrival for want of a date", []Criterion{{Key: SortDate}}, []uint32{2, 1, 3, 4}},
		{"reverse leaves the tie-break alone", []Criterion{{SortDate, true}}, []uint32{4, 1, 3, 2}},
		{"subject, an umlaut behind its letter", []Criterion{{Key: SortSubject}}, []uint32{2, 4, 1, 3}},
		{"subject, reverse size", []Criterion{{Key: SortSubject}, {SortSize, true}}, []uint32{2, 4, 1, 3}},
		{"subject, size", []Criterion{{Key: SortSubject}, {Key: SortSize}}, []uint32{2, 4, 3, 1}},
		{"from goes by the local part", []Criterion{{Key: SortFrom}}, []uint32{4, 1, 2, 3}},
		{"display from goes by the name", []Criterion{{Key: SortDisplayFrom}}, []uint32{4, 3, 2, 1}},
		{"to", []Criterion{{Key: SortTo}}, []uint32{4, 3, 1, 2}},
		{"display to", []Criterion{{Key: SortDisplayTo}}, []uint32{4, 1, 3, 2}},
		{"cc", []Criterion{{Key: SortCc}}, []uint32{3, 4, 2, 1}},
		{"size", []Criterion{{Key: SortSize}}, []uint32{4, 2, 3, 1}},
		{"none", nil, []uint32{1, 2, 3, 4}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := slices.Clone(items)
			slices.Reverse(got)
			Sort(got, tt.by)
			if !slices.Equal(nums(got), tt.want) {
				t.Errorf("got %v, want %v", nums(got), tt.want)
			}
		})
	}
}

func TestSortKeyNames(t *testing.T) {
	t.Parallel()
	for k := SortArrival; k <= SortDisplayTo; k++ {
		if got, ok := ParseSortKey(k.String()); !ok || got != k {
			t.Errorf("%s: got %v, %v", k, got, ok)
		}
	}
	if k, ok := ParseSortKey("displayfrom"); !ok || k != SortDisplayFrom {
		t.Errorf("displayfrom: got %v, %v", k, ok)
	}
	if _, ok := ParseSortKey("REVERSE"); ok {
		t.Error("REVERSE is no key")
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, a, b string }{
		{"ASCII", "Hello", "hELLO"},
		{"Latin", "grüße", "GRÜßE"},
		{"composed and decomposed", "é", "e\u0301"},
		{"Greek", "Σίσυφος", "ΣΊΣΥΦΟΣ"},
		{"digraph", "ǆ", "Ǆ"},
		{"wide", "ＡＢＣ", "abc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if Fold(tt.a) != Fold(tt.b) {
				t.Errorf("%q and %q differ: %q, %q", tt.a, tt.b, Fold(tt.a), Fold(tt.b))
			}
		})
	}
	if Fold("a") == Fold("b") || Fold("ä") == Fold("a") {
		t.Error("different letters are equal")
	}
}
