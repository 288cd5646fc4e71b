package wire_test

import (
	"math"
	"testing"

	"imapsh/imap/wire"
)

const most = math.MaxUint32

func TestParseSet(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, in, want string // want "" means refused
		count          uint64 // where * is the largest number there is
	}{
		{"one number", "7", "7", 1},
		{"a range", "2:4", "2:4", 3},
		{"a falling range", "4:2", "4:2", 3},
		{"star", "*", "*", 1},
		{"up to star", "4294967290:*", "4294967290:*", 6},
		{"star first", "*:4294967290", "*:4294967290", 6},
		{"star to star", "*:*", "*", 1},
		{"a list", "1,3:5,7", "1,3:5,7", 5},
		{"a range of one", "5:5", "5", 1},
		{"named twice", "1:2,2:3", "1:2,2:3", 4},
		{"four billion", "1:4294967295", "1:4294967295", 4294967295},
		{"four billion and star", "1:*", "1:*", 4294967295},
		{"four billion twice", "1:*,1:*", "1:*,1:*", 2 * 4294967295},
		{"RFC 3501's example", "2,4:7,9,12:*", "2,4:7,9,12:*", 1 + 4 + 1 + (most - 11)},
		{"nothing", "", "", 0},
		{"zero", "0", "", 0},
		{"a range from zero", "0:1", "", 0},
		{"2^32", "4294967296", "", 0},
		{"2^64 and one", "18446744073709551617", "", 0},
		{"negative", "-1", "", 0},
		{"a comma at the end", "1,", "", 0},
		{"a comma at the beginning", ",1", "", 0},
		{"two commas", "1,,2", "", 0},
		{"a colon at the end", "1:", "", 0},
		{"three numbers in a range", "1:2:3", "", 0},
		{"a blank", "1, 2", "", 0},
		{"letters", "a", "", 0},
		{"two stars", "**", "", 0},
		{"SEARCHRES", "$", "", 0},
	} {
		set, err := wire.ParseSet([]byte(row.in))
		if (err != nil) != (row.want == "") || set.String() != row.want || set.Count(most) != row.count {
			t.Errorf("%s: %s, %d numbers, %v", row.name, set, set.Count(most), err)
		}
	}
}

func TestSetContains(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		set   string
		most  uint32
		n     uint32
		holds bool
	}{
		{"1:*", most, most, true},
		{"1:4294967295", 5, 4000000000, true},
		{"2:4", 9, 1, false},
		{"2:4", 9, 2, true},
		{"4:2", 9, 3, true},
		{"2:4", 9, 5, false},
		{"1,7", 9, 7, true},
		{"*", 9, 9, true},
		{"*", 9, 8, false},
		{"500:*", 9, 9, true}, // n:* always names the last message (RFC 3501 §6.4.8)
		{"500:*", 9, 8, false},
	} {
		set, err := wire.ParseSet([]byte(row.set))
		if err != nil || set.Contains(row.n, row.most) != row.holds {
			t.Errorf("%s of %d has %d: %v, %v", row.set, row.most, row.n, !row.holds, err)
		}
	}
	if wire.Set(nil).Contains(1, 9) {
		t.Error("nothing contains something")
	}
}

func TestSetAdd(t *testing.T) {
	t.Parallel()
	for want, numbers := range map[string][]uint32{
		"":                          nil,
		"5":                         {5},
		"1:3,7,9:10":                {1, 2, 3, 7, 9, 10},
		"4294967294:4294967295":     {most - 1, most},
		"4294967295,*":              {most, wire.Star},
		"4294967295,1":              {most, 1},
		"9,1:2":                     {9, 1, 2},
		"1:2,2:3":                   {1, 2, 2, 3},
		"1,3,5,7,9,11,13,15,17,19":  {1, 3, 5, 7, 9, 11, 13, 15, 17, 19},
		"1:2,4:5,7:8,10:11,13:4000": append([]uint32{1, 2, 4, 5, 7, 8, 10, 11}, rising(13, 4000)...),
	} {
		var set wire.Set
		for _, n := range numbers {
			set = set.Add(n)
		}
		if got := set.String(); got != want {
			t.Errorf("%v: %s, want %s", numbers[:min(len(numbers), 12)], got, want)
		}
	}
}

func rising(from, to uint32) []uint32 {
	var out []uint32
	for n := from; n <= to; n++ {
		out = append(out, n)
	}
	return out
}
