package history

import (
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		label, text string
		want        []entry
	}{
		{"empty", "", nil},
		{"one row", "p\tnoop\n", []entry{{"p", "noop"}}},
		{"no profile", "\tnoop\n", []entry{{"", "noop"}}},
		{"no TAB, as written by hand", "noop\n", []entry{{"", "noop"}}},
		{"a TAB in the line", "p\ta\tb\n", []entry{{"p", "a\tb"}}},
		{"backslashes as they are", `p	store 1 +FLAGS \nope` + "\n", []entry{{"p", `store 1 +FLAGS \nope`}}},
		{"escaped", `p		a\nb\\c\r\t\x1b\x7F` + "\n", []entry{{"p", "a\nb\\c\r\t\x1b\x7f"}}},
		{"no escapes after all", `p		a\b \x \xg0 \x4 \` + "\n", []entry{{"p", `a\b \x \xg0 \x4 \`}}},
		{"torn", "p\ta\np\tb", []entry{{"p", "a"}}},
		{"only a torn row", "p\ta", nil},
		{"torn and cancelled", "p\ta\np\tfetch\x18\np\tb\n", []entry{{"p", "a"}, {"p", "b"}}},
		{"NULs from a crash", "\x00\x00\x00p\ta\np\tb\n", []entry{{"p", "b"}}},
		{"empty rows", "\n\n\t\n\t\t\np\n", []entry{{"", "p"}}},
		{"an editor's line ends", "p\ta\r\np\tb\r\n", []entry{{"p", "a"}, {"p", "b"}}},
		{"invalid UTF-8", "\xff\t\xfe\n", []entry{{"\xff", "\xfe"}}},
	} {
		if got := parse(row.text); !slices.Equal(got, row.want) {
			t.Errorf("%s: parse(%q) = %q, want %q", row.label, row.text, got, row.want)
		}
	}
}

// FuzzParse reads any file: what comes out can be written and read again.
func FuzzParse(f *testing.F) {
	f.Add("p\tnoop\n\tstore 1 +FLAGS \\Seen\np\t\ta\\nb\\\\c\\x1b\n")
	f.Add("p\ttorn\x18\n\x00\x00\nno TAB\r\np\t\t\\x\\xg\\")
	f.Fuzz(func(t *testing.T, text string) {
		entries := parse(text)
		if rows := strings.Count(text, "\n"); len(entries) > rows {
			t.Fatalf("%d entries in %d rows", len(entries), rows)
		}
		var again []byte
		for i := range entries {
			if entries[i].line == "" {
				t.Fatalf("entry %d of %q is empty", i, text)
			}
			entries[i].profile = cleanProfile(entries[i].profile)
			again = appendRow(again, entries[i])
		}
		if got := parse(string(again)); !slices.Equal(got, entries) {
			t.Fatalf("%q is written as %q and read as %q", entries, again, got)
		}
	})
}

// FuzzRow writes any entry: one row, without a control character but TAB.
func FuzzRow(f *testing.F) {
	f.Add("alice@demo", "fetch 1 (\n\tUID)\r\\")
	f.Add("", "\t\x00\x18\x7f\xff")
	f.Fuzz(func(t *testing.T, profile, line string) {
		e := entry{cleanProfile(profile), line}
		if line == "" {
			return // never added
		}
		row := string(appendRow(nil, e))
		if body := strings.TrimSuffix(row, "\n"); strings.ContainsFunc(body, mustEscape) || len(body) != len(row)-1 {
			t.Fatalf("%q is written as %q", line, row)
		}
		if got := parse(row); !slices.Equal(got, []entry{e}) {
			t.Fatalf("%q is written as %q and read as %q", e, row, got)
		}
	})
}
