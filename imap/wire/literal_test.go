package wire_test

import (
	"errors"
	"math"
	"testing"

	"imapsh/imap/wire"
)

func TestTrailingLiteral(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, in string
		want     wire.LiteralHeader
		ok       bool
	}{
		{"alone", "{5}", wire.LiteralHeader{Size: 5}, true},
		{"empty literal", "a {0}", wire.LiteralHeader{Size: 0, Offset: 2}, true},
		{"non-synchronising", "a {5+}", wire.LiteralHeader{Size: 5, NonSync: true, Offset: 2}, true},
		{"binary", "a ~{5}", wire.LiteralHeader{Size: 5, Binary: true, Offset: 2}, true},
		{"binary, non-synchronising", "a ~{5+}", wire.LiteralHeader{Size: 5, Binary: true, NonSync: true, Offset: 2}, true},
		{"right behind text", "a{5}", wire.LiteralHeader{Size: 5, Offset: 1}, true},
		{"largest", "{9223372036854775807}", wire.LiteralHeader{Size: math.MaxInt64}, true},
		{"behind a quoted string", `"a" {5}`, wire.LiteralHeader{Size: 5, Offset: 4}, true},
		{"behind an escaped quote", `"a\"" {5}`, wire.LiteralHeader{Size: 5, Offset: 6}, true},
		{"behind a backslash", `"a\\" {5}`, wire.LiteralHeader{Size: 5, Offset: 6}, true},
		{"behind a flag", `\Seen {5}`, wire.LiteralHeader{Size: 5, Offset: 6}, true},
		{"in a quoted string", `"a {5}`, wire.LiteralHeader{}, false},
		{"in a quoted string with an escaped quote", `"a\" {5}`, wire.LiteralHeader{}, false},
		{"nothing", "", wire.LiteralHeader{}, false},
		{"no number", "a {}", wire.LiteralHeader{}, false},
		{"plus alone", "a {+}", wire.LiteralHeader{}, false},
		{"two pluses", "a {5++}", wire.LiteralHeader{}, false},
		{"a minus", "a {-5}", wire.LiteralHeader{}, false},
		{"letters", "a {5a}", wire.LiteralHeader{}, false},
		{"not at the end", "{5} a", wire.LiteralHeader{}, false},
		{"no opening brace", "5}", wire.LiteralHeader{}, false},
	} {
		got, ok, err := wire.TrailingLiteral([]byte(row.in))
		if got != row.want || ok != row.ok || err != nil {
			t.Errorf("%s: %+v, %v, %v; want %+v, %v", row.name, got, ok, err, row.want, row.ok)
		}
		if ok {
			if head := string(got.AppendTo(nil)); head != row.in[got.Offset:] {
				t.Errorf("%s: written again it is %s", row.name, head)
			}
		}
	}
}

func TestTrailingLiteralTooLarge(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"a {9223372036854775808}", "a {18446744073709551616}", "a {99999999999999999999999999+}"} {
		_, ok, err := wire.TrailingLiteral([]byte(in))
		var syntax *wire.SyntaxError
		if !ok || !errors.As(err, &syntax) || syntax.Offset != 3 {
			t.Errorf("%s: %v, %v", in, ok, err)
		}
	}
}

func TestParseNumber(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		in    string
		limit uint64
		want  uint64
		ok    bool
	}{
		{"0", 9, 0, true},
		{"10", 10, 10, true},
		{"11", 10, 0, false},
		{"0000000000000000000000000000001", 10, 1, true},
		{"4294967295", math.MaxUint32, math.MaxUint32, true},
		{"4294967296", math.MaxUint32, 0, false},
		{"18446744073709551615", math.MaxUint64, math.MaxUint64, true},
		{"18446744073709551616", math.MaxUint64, 0, false},
		{"36893488147419103232", math.MaxUint64, 0, false},
		{"5", 3, 0, false},
		{"", 9, 0, false},
		{"1 ", 9, 0, false},
		{"+1", 9, 0, false},
		{"-1", 9, 0, false},
		{"١", 9, 0, false},
	} {
		got, ok := wire.ParseNumber([]byte(row.in), row.limit)
		if got != row.want || ok != row.ok {
			t.Errorf("%q up to %d: %d, %v", row.in, row.limit, got, ok)
		}
	}
}
