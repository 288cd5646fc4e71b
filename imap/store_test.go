package imap

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// pyData writes Data as imaplib would print it.
func pyData(t *testing.T, d *Data) string {
	t.Helper()
	if d == nil {
		return "[None]"
	}
	var items []string
	for it, err := range d.All() {
		if err != nil {
			t.Fatal(err)
		}
		if it.IsPair() {
			items = append(items, fmt.Sprintf("(%q, %q)", it.Text, it.Literal))
		} else {
			items = append(items, fmt.Sprintf("%q", it.Text))
		}
	}
	if len(items) != d.Len() {
		t.Errorf("%d items of %d", len(items), d.Len())
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// storeOf stores every response of a session.
func storeOf(t *testing.T, session string) *store {
	t.Helper()
	s := &store{}
	r := wire.NewReader(strings.NewReader(session), wire.Limits{})
	var p wire.Response
	for r.ReadResponse(&p) == nil {
		e, _, err := readEntry(&p, 1<<40)
		if err != nil {
			t.Fatal(err)
		}
		s.put(e)
	}
	return s
}

func TestStoreKeepsAsImaplib(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, session, pop, want string }{
		{"a name", "* FLAGS (a b)\r\n", "FLAGS", `["(a b)"]`},
		{"nothing under it", "* FLAGS (a b)\r\n", "EXISTS", "[None]"},
		{"a number", "* 5 EXISTS\r\n", "EXISTS", `["5"]`},
		{"a number and data", "* 5 FETCH (UID 7)\r\n", "FETCH", `["5 (UID 7)"]`},
		{"no data", "* SEARCH\r\n", "SEARCH", `[""]`},
		{"several, in order", "* 1 RECENT\r\n* OK x\r\n* 2 RECENT\r\n", "RECENT", `["1", "2"]`},
		{"a literal makes a pair", "* 1 FETCH (BODY[] {3}\r\nabc FLAGS ())\r\n", "FETCH", `[("1 (BODY[] {3}", "abc"), " FLAGS ())"]`},
		{"two literals", "* X {1}\r\na {2}\r\nbc\r\n", "X", `[("{1}", "a"), (" {2}", "bc"), ""]`},
		{"an empty literal", "* X {0}\r\n\r\n", "X", `[("{0}", ""), ""]`},
		{"a status text", "* OK [ALERT] hi\r\n", "OK", `["[ALERT] hi"]`},
		{"a code without data", "* OK [ALERT] hi\r\n", "ALERT", `[""]`},
		{"a code with data", "* OK [UIDVALIDITY 5] ok\r\n", "UIDVALIDITY", `["5"]`},
		{"a code of a NO", "* NO [TRYCREATE] no\r\n", "TRYCREATE", `[""]`},
		{"a code of a BAD", "* BAD [X 1] no\r\n", "X", `["1"]`},
		{"no code of a BYE", "* BYE [ALERT] hi\r\n", "ALERT", "[None]"},
		{"no code of a PREAUTH", "* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n", "CAPABILITY", "[None]"},
		{"a code in lower case", "* OK [uidnext 5] ok\r\n", "UIDNEXT", `["5"]`},
		{"flags with brackets", "* OK [PERMANENTFLAGS (a]b \\*)] ok\r\n", "PERMANENTFLAGS", `["(a]b \\*)"]`},
		// imaplib's expression runs to the last bracket of the line.
		{"a bracket in the text", "* OK [UIDNEXT 5] see [1]\r\n", "UIDNEXT", `["5] see [1"]`},
		{"lower case types", "* 3 exists\r\n", "EXISTS", `["3"]`},
		{"no status", "* [COPYUID 1 2 3] ok\r\n", "COPYUID", `["1 2 3"]`},
	} {
		s := storeOf(t, row.session)
		if got := pyData(t, s.get(row.pop)); got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
		if got := pyData(t, s.pop(row.pop)); got != row.want {
			t.Errorf("%s: popped %s, want %s", row.name, got, row.want)
		}
		if got := s.pop(row.pop); got != nil {
			t.Errorf("%s: popped twice: %s", row.name, pyData(t, got))
		}
	}
}

// sound compares a store's sums with what it holds.
func sound(t *testing.T, s *store) {
	t.Helper()
	bytes, count := 0, map[string]int{}
	for i := range s.entries {
		bytes += s.entries[i].size()
		count[s.entries[i].Type]++
	}
	if s.bytes != bytes || fmt.Sprint(s.count) != fmt.Sprint(count) && len(s.entries) > 0 {
		t.Errorf("sums are %d, %v; the entries make %d, %v", s.bytes, s.count, bytes, count)
	}
	if s.bytes > maxStoredBytes || len(s.entries) > maxStoredEntries {
		t.Errorf("%d bytes in %d entries", s.bytes, len(s.entries))
	}
}

func TestStoreBounds(t *testing.T) {
	t.Parallel()
	text := func(n int) Entry { return Entry{Type: "X", Items: []Item{{Text: []byte(strings.Repeat("x", n))}}} }
	first := Entry{Type: "FIRST", Items: []Item{{Text: []byte("1")}}}
	for _, row := range []struct {
		name  string
		fill  func(s *store)
		lost  int
		first bool // FIRST is still there
		xs    int
	}{
		{"little", func(s *store) { s.add(text(10)) }, 0, true, 1},
		{"as many entries as it keeps", func(s *store) {
			for range maxStoredEntries - 1 {
				s.add(text(1))
			}
		}, 0, true, maxStoredEntries - 1},
		{"more entries", func(s *store) {
			for range maxStoredEntries + 4 {
				s.add(text(1))
			}
		}, 5, false, maxStoredEntries},
		{"as many bytes", func(s *store) { s.add(text(maxStoredBytes - 1)) }, 0, true, 1},
		{"more bytes: the oldest go", func(s *store) { s.add(text(maxStoredBytes)) }, 1, false, 1},
		{"more bytes by and by", func(s *store) {
			for range 20 {
				s.add(text(maxStoredBytes / 10))
			}
		}, 11, false, 10},
		{"one too large goes alone", func(s *store) { s.add(text(maxStoredBytes + 1)) }, 1, true, 0},
		{"one that was cut", func(s *store) { s.add(Entry{Type: "X", Cut: true}) }, 1, true, 0},
		{"a new name each time", func(s *store) {
			for i := range 3 * maxStoredEntries {
				s.add(Entry{Type: fmt.Sprint("N", i), Items: []Item{{}}})
			}
		}, 2*maxStoredEntries + 1, false, 0},
	} {
		s := &store{}
		s.add(first)
		row.fill(s)
		sound(t, s)
		if s.lost != row.lost || s.has("FIRST") != row.first || s.count["X"] != row.xs {
			t.Errorf("%s: lost %d, first %v, %d left; want %d, %v, %d", row.name, s.lost, s.has("FIRST"), s.count["X"], row.lost, row.first, row.xs)
		}
		if len(s.count) > maxStoredEntries {
			t.Errorf("%s: %d names are counted", row.name, len(s.count))
		}
		s.drop("X")
		sound(t, s)
		s.reset()
		if s.lost != row.lost || len(s.entries) != 0 || s.bytes != 0 {
			t.Errorf("%s: a reset leaves %+v", row.name, s)
		}
	}
}

// What nobody asked for must not fill the memory while it is read.
func TestStoreTakesNoMoreThanItKeeps(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	for _, row := range []struct {
		name, in string
		cut      bool
		items    int
	}{
		{"a small literal", "* X {3}\r\nabc\r\n", false, 2},
		{"a literal of its size", fmt.Sprintf("* X {%d}\r\n%s\r\n", mib, strings.Repeat("x", mib)), true, 1},
		{"many small literals", "* X" + strings.Repeat(" {1}\r\nx", 40000) + "\r\n", true, -1},
		{"some, then a large one", fmt.Sprintf("* X {1}\r\nx {%d}\r\n%s\r\n", mib, strings.Repeat("x", mib)), true, 2},
	} {
		r := wire.NewReader(strings.NewReader(row.in+"* NEXT\r\n"), wire.Limits{})
		var p wire.Response
		if err := r.ReadResponse(&p); err != nil {
			t.Fatal(err)
		}
		e, _, err := readEntry(&p, 1<<40)
		if err != nil || e.Cut != row.cut || row.items >= 0 && len(e.Items) != row.items || len(e.Items) == 0 {
			t.Errorf("%s: %v, cut %v, %d items", row.name, err, e.Cut, len(e.Items))
		}
		if e.size() > maxStoredBytes {
			t.Errorf("%s: %d bytes were taken", row.name, e.size())
		}
		if err := r.ReadResponse(&p); err != nil || p.Type != "NEXT" {
			t.Errorf("%s: then %s, %v", row.name, p.Type, err)
		}
	}
	r := wire.NewReader(strings.NewReader("* X {101}\r\n"), wire.Limits{Gathered: 100})
	var p wire.Response
	if err := r.ReadResponse(&p); err != nil {
		t.Fatal(err)
	}
	var limit *wire.LimitError
	if _, _, err := readEntry(&p, 1<<40); !errors.As(err, &limit) {
		t.Errorf("a literal above the limit: %v", err)
	}
}

func TestStoreTakesARefusedCommandsData(t *testing.T) {
	t.Parallel()
	s := &store{}
	s.addData("FETCH", nil)
	d := NewData(Item{Text: []byte("1 (X {1}"), Literal: []byte("a")}, Item{Text: []byte(")")})
	s.addData("FETCH", d)
	if got := pyData(t, s.pop("FETCH")); got != `[("1 (X {1}", "a"), ")"]` {
		t.Error(got)
	}
}
