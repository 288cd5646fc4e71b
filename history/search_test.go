package history

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		label, line, query string
		want               string
		ok                 bool
	}{
		{"in the middle", "select INBOX", "ect", "ect", true},
		{"lower case finds any case", "SELECT Inbox", "select i", "SELECT I", true},
		{"upper case is exact", "select inbox", "INBOX", "", false},
		{"upper case, there", "select INBOX", "INBOX", "INBOX", true},
		{"mixed case is exact", "select inbox", "Inbox", "", false},
		{"the first of two", "noop NOOP", "noop", "noop", true},
		{"at the end", "select INBOX", "x", "X", true},
		{"not there", "noop", "check", "", false},
		{"longer than the line", "no", "noop", "", false},
		{"a false start", "aab", "ab", "ab", true},
		{"empty query", "noop", "", "", true},
		{"empty line", "", "a", "", false},
		{"both empty", "", "", "", true},
		{"other letters", "select ÄRGER", "ärg", "ÄRG", true},
		{"another length in lower case", "x \u212Aelvin", "kel", "\u212Ael", true},
		{"ASCII query over other letters", "select Ärger", "ger", "ger", true},
		{"punctuation", `store 1 +FLAGS (\Seen)`, `(\s`, `(\S`, true},
		{"invalid UTF-8", "a\xffb", "\xffb", "\xffb", true},
	} {
		start, end, ok := Match(row.line, row.query)
		if ok != row.ok || ok && row.line[start:end] != row.want {
			t.Errorf("%s: Match(%q, %q) = %d, %d, %v, want %q", row.label, row.line, row.query, start, end, ok, row.want)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	h := open(t, "", Options{})
	add(t, h, "select INBOX", "noop", "SELECT Sent", "fetch 1 (\nUID)")
	for _, row := range []struct {
		label, query string
		before       int
		want         []int // match after match
	}{
		{"newest first", "select", h.Len(), []int{2, 0}},
		{"exact case", "SELECT", h.Len(), []int{2}},
		{"from further back", "select", 2, []int{0}},
		{"from beyond the end", "noop", 99, []int{1}},
		{"the second line of an entry", "uid", h.Len(), []int{3}},
		{"across the line end", "(\nuid", h.Len(), []int{3}},
		{"everything", "", h.Len(), []int{3, 2, 1, 0}},
		{"nothing", "zzz", h.Len(), nil},
		{"nothing before the first", "select", 0, nil},
		{"negative", "select", -5, nil},
	} {
		var got []int
		for i, ok := h.Search(row.query, row.before); ok; i, ok = h.Search(row.query, i) {
			got = append(got, i)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: Search(%q, %d) finds %v, want %v", row.label, row.query, row.before, got, row.want)
		}
	}
}

func TestBestPrefix(t *testing.T) {
	t.Parallel()
	h := open(t, "", Options{Profile: "other"})
	add(t, h, "status INBOX (MESSAGES)")
	h.SetProfile("own")
	add(t, h, "select INBOX", "select Sent", "fetch 1 (\nUID)", "fetch 1", "noop")
	for _, row := range []struct{ label, prefix, want string }{
		{"the newest", "sel", "select Sent"},
		{"an older one", "select I", "select INBOX"},
		{"another profile's when there is no own", "st", "status INBOX (MESSAGES)"},
		{"own before another profile's", "s", "select Sent"},
		{"nothing to add", "noop", ""},
		{"case counts", "SEL", ""},
		{"no entry of several lines", "fetch 1 ", ""},
		{"nothing typed", "", ""},
		{"not there", "zzz", ""},
	} {
		if got, ok := h.BestPrefix(row.prefix); got != row.want || ok != (row.want != "") {
			t.Errorf("%s: BestPrefix(%q) = %q, %v, want %q", row.label, row.prefix, got, ok, row.want)
		}
	}
}

// FuzzMatch: what is found is there, and the search is right to give up.
func FuzzMatch(f *testing.F) {
	f.Add("SELECT Inbox", "inbox")
	f.Add("x \u212Aelvin \u0130", "kelvin i")
	f.Fuzz(func(t *testing.T, line, query string) {
		start, end, ok := Match(line, query)
		if !ok {
			if strings.Contains(line, query) {
				t.Fatalf("Match(%q, %q) finds nothing", line, query)
			}
			return
		}
		if start < 0 || end < start || end > len(line) {
			t.Fatalf("Match(%q, %q) = %d, %d", line, query, start, end)
		}
		if utf8.ValidString(query) && utf8.RuneCountInString(line[start:end]) != utf8.RuneCountInString(query) {
			t.Fatalf("Match(%q, %q) = %q", line, query, line[start:end])
		}
	})
}
