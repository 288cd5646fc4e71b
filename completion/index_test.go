package completion

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// listed makes an index of names with / between levels.
func listed(t *testing.T, names ...string) *Index {
	t.Helper()
	ix := NewIndex()
	for _, name := range names {
		if !ix.Add(Mailbox{Name: name, Delim: '/'}) {
			t.Fatalf("no room for %q", name)
		}
	}
	return ix
}

func namesOf(f found) []string {
	var names []string
	for _, e := range f.entries {
		names = append(names, e.name)
	}
	return names
}

func TestLookup(t *testing.T) {
	t.Parallel()
	ix := listed(t, "Zebra", "INBOX", "Archive", "Archive/2024", "Archive/2025/Q1", "archive2", "Entw&APw-rfe", "Entw&APw-rfe/alt", "Lists/go-nuts", "AT&-T", "b&r")
	ix.Add(Mailbox{Name: "#news.comp.mail", Delim: '.'})
	ix.Add(Mailbox{Name: "flat/name"})
	for _, row := range []struct {
		typed, want string
	}{
		{"", "INBOX #news Archive archive2 AT&T b&r Entwürfe flat/name Lists Zebra"},
		{"arch", "Archive archive2"},
		{"ARCHIVE", "Archive archive2"},
		{"archive/", "Archive/2024 Archive/2025"},
		{"archive/2025/q", "Archive/2025/Q1"},
		{"i", "INBOX"},
		{"inb", "INBOX"},
		{"ENTWÜ", "Entwürfe"},
		{"entwürfe/", "Entwürfe/alt"},
		{"#news.", "#news.comp"},
		{"#news.comp.", "#news.comp.mail"},
		{"flat/", "flat/name"},
		{"at&", "AT&T"},
		{"nothing", ""},
		{"nothing/at/all", ""},
	} {
		t.Run(row.typed, func(t *testing.T) {
			t.Parallel()
			f := ix.lookup(row.typed, 100)
			if got := strings.Join(namesOf(f), " "); got != row.want || f.total != len(f.entries) {
				t.Errorf("lookup(%q) = %s, total %d, want %s", row.typed, got, f.total, row.want)
			}
			for _, e := range f.entries {
				if !hasPrefixFold(e.name, f.common) {
					t.Errorf("%q does not begin with %q", e.name, f.common)
				}
			}
		})
	}
}

func TestLookupLimit(t *testing.T) {
	t.Parallel()
	ix := NewIndex()
	for i := range 500 {
		ix.Add(Mailbox{Name: fmt.Sprintf("user.x%03d.sub", i), Delim: '.'})
	}
	ix.Add(Mailbox{Name: "user.xyz", Delim: '.'})
	f := ix.lookup("user.x", 10)
	if len(f.entries) != 10 || f.total != 501 || f.common != "user.x" {
		t.Errorf("%d of %d, common %q", len(f.entries), f.total, f.common)
	}
	if f := ix.lookup("user.x1", 10); f.total != 100 || f.common != "user.x1" || f.entries[0].name != "user.x100" || !f.entries[0].below {
		t.Errorf("%d, common %q, first %+v", f.total, f.common, f.entries[0])
	}
}

func TestContaining(t *testing.T) {
	t.Parallel()
	ix := listed(t, "Archive/2024/Invoices", "Archive/2025/invoices (old)", "Rechnungen", "Übung", "Invoices/x")
	for _, row := range []struct{ typed, want string }{
		{"voice", "Archive/2024/Invoices Archive/2025/invoices (old)"}, // Invoices itself is only a level
		{"archive/2025/OLD", "Archive/2025/invoices (old)"},
		{"nung", "Rechnungen"},
		{"BUNG", "Übung"},
		{"übu", "Übung"},
		{"archive/nung", ""},
	} {
		if got := strings.Join(namesOf(ix.containing(row.typed, 10)), " "); got != row.want {
			t.Errorf("containing(%q) = %s, want %s", row.typed, got, row.want)
		}
	}
}

func TestWanted(t *testing.T) {
	t.Parallel()
	ix := NewIndex()
	check := func(typed string, want ...string) {
		t.Helper()
		if got := ix.lookup(typed, 10).wanted; !slices.Equal(got, want) {
			t.Errorf("lookup(%q) wants %q, not %q", typed, got, want)
		}
	}
	check("", "")
	check("Archive/", "") // no delimiter is known yet
	ix.Add(Mailbox{Name: "Archive", Delim: '/', Attr: HasChildren})
	ix.Add(Mailbox{Name: "Leaf", Delim: '/', Attr: HasNoChildren})
	check("Entwürfe/a", "Entw&APw-rfe/")
	ix.MarkComplete("Entw&APw-rfe/") // nothing came
	check("Entwürfe/a", "")
	ix.MarkComplete("")
	check("Entwürfe/a")
	check("Arc")
	check("archive/2", "Archive/")
	check("Leaf/")
	if got := ix.Unfetched(10); !slices.Equal(got, []string{"Archive/"}) {
		t.Errorf("Unfetched = %q", got)
	}
	ix.Add(Mailbox{Name: "Archive/2024", Delim: '/', Attr: HasNoChildren})
	ix.MarkComplete("Archive/")
	check("archive/2")
	if !ix.IsComplete("Archive/") || ix.IsComplete("Leaf/") || !ix.IsComplete("") {
		t.Error("IsComplete")
	}
	ix.Forget("Archive/")
	ix.Add(Mailbox{Name: "Archive/2025", Delim: '/'})
	check("archive/2", "Archive/")
	if got := namesOf(ix.lookup("archive/", 10)); len(got) != 2 {
		t.Errorf("while asking again: %q", got)
	}
	ix.MarkComplete("Archive/")
	if got := namesOf(ix.lookup("archive/", 10)); !slices.Equal(got, []string{"Archive/2025"}) {
		t.Errorf("after asking again: %q", got)
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(ix *Index)
		want   string
	}{
		{"remove a leaf", func(ix *Index) { ix.Remove("b/c") }, "INBOX a a/x b"},
		{"remove a parent", func(ix *Index) { ix.Remove("b") }, "INBOX a a/x b/c"},
		{"remove the last below a mere level", func(ix *Index) { ix.Remove("b"); ix.Remove("b/c") }, "INBOX a a/x"},
		{"remove what is unknown", func(ix *Index) { ix.Remove("zzz/y") }, "INBOX a a/x b b/c"},
		{"rename with what is below", func(ix *Index) { ix.Rename("b", "d/e") }, "INBOX a a/x d/e d/e/c"},
		{"rename below itself", func(ix *Index) { ix.Rename("b", "b/b") }, "INBOX a a/x b/b b/c"},
		{"rename to what exists as a level", func(ix *Index) { ix.Add(Mailbox{Name: "n/m", Delim: '/'}); ix.Rename("b", "n") }, "INBOX a a/x n n/m"},
		{"rename INBOX", func(ix *Index) { ix.Rename("inbox", "old") }, "INBOX a a/x b b/c old"},
		{"INBOX in another case", func(ix *Index) { ix.Add(Mailbox{Name: "Inbox", Delim: '/'}) }, "INBOX a a/x b b/c"},
		{"remove inbox in another case", func(ix *Index) { ix.Remove("Inbox") }, "a a/x b b/c"},
		{"a name that ends in its delimiter", func(ix *Index) { ix.Add(Mailbox{Name: "z/", Delim: '/'}) }, "INBOX a a/x b b/c z"},
		{"reset", (*Index).Reset, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			ix := listed(t, "INBOX", "a", "a/x", "b", "b/c")
			row.change(ix)
			var got []string
			for i := uint32(1); i < ix.used; i++ {
				if ix.at(i).flags&isListed != 0 {
					got = append(got, ix.path(i))
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != row.want || ix.Len() != len(got) {
				t.Errorf("%d: %s, want %s", ix.Len(), strings.Join(got, " "), row.want)
			}
		})
	}
}

// The treaps stay in order and keep count, whatever is added and removed.
func TestIndexAgainstModel(t *testing.T) {
	t.Parallel()
	ix := NewIndex()
	model := map[string]bool{}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		name := fmt.Sprintf("N%d/m%d", r.IntN(30), r.IntN(100))
		if r.IntN(3) == 0 {
			ix.Remove(name)
			delete(model, name)
		} else {
			ix.Add(Mailbox{Name: name, Delim: '/'})
			model[name] = true
		}
	}
	var got []string
	for i := range 30 {
		f := ix.lookup(fmt.Sprintf("n%d/", i), 1000)
		if f.total != len(f.entries) || !slices.IsSortedFunc(f.entries, func(a, b entry) int { return compareNames(a.name, b.name) }) {
			t.Fatalf("level %d: total %d, %q", i, f.total, namesOf(f))
		}
		got = append(got, namesOf(f)...)
	}
	if len(got) != len(model) || ix.Len() != len(model) {
		t.Fatalf("%d names, Len %d, want %d", len(got), ix.Len(), len(model))
	}
	for _, name := range got {
		if !model[name] {
			t.Errorf("%s is not there", name)
		}
	}
}

func TestIndexMemory(t *testing.T) {
	t.Parallel()
	ix := NewIndex()
	names := 0
	for i := range 200_000 {
		name := fmt.Sprintf("user/user%06d", i)
		if i%4 == 0 {
			name = fmt.Sprintf("Projects/%d/%d", i/1000, i)
		}
		names += len(name)
		ix.Add(Mailbox{Name: name, Delim: '/'})
	}
	if over := (ix.Size() - names) / ix.Len(); over > 40 {
		t.Errorf("%d bytes a mailbox over the names", over)
	}
}

func TestIndexBounds(t *testing.T) {
	t.Parallel()
	ix := NewIndex()
	refused := 0
	for i := range 10_000_000 {
		if !ix.Add(Mailbox{Name: fmt.Sprintf("user/folder%09d", i), Delim: '/'}) {
			refused++
			if refused > 1000 {
				break
			}
		}
	}
	if !ix.Full() || ix.Len() < 250_000 || ix.Size() > 32<<20 {
		t.Errorf("%d mailboxes in %d MB, full: %v", ix.Len(), ix.Size()>>20, ix.Full())
	}
	long := strings.Repeat("n", 4000)
	for i := range 20_000 {
		ix.Add(Mailbox{Name: fmt.Sprintf("long/%s%d", long, i), Delim: '/'})
	}
	if ix.Size() > 64<<20 {
		t.Errorf("%d MB with long names", ix.Size()>>20)
	}
}

func TestNamesAreCompacted(t *testing.T) {
	t.Parallel()
	ix := NewIndex()
	name := strings.Repeat("x", 4000)
	for i := range 3 * MaxNames / 4000 {
		wire := fmt.Sprintf("%s%06d", name, i)
		if !ix.Add(Mailbox{Name: wire}) {
			t.Fatalf("no room at %d", i)
		}
		ix.Remove(wire)
	}
	if ix.Size() > 64<<20 || ix.Len() != 0 {
		t.Errorf("%d MB, %d names", ix.Size()>>20, ix.Len())
	}
}

func big(n int) *Index {
	ix := NewIndex()
	for i := range n {
		ix.Add(Mailbox{Name: fmt.Sprintf("user%d/Folder %06d", i%7, i*7919%n), Delim: '/'})
		ix.Add(Mailbox{Name: fmt.Sprintf("Flat%06d", i*7919%n), Delim: '/'})
	}
	return ix
}

func BenchmarkIndexAdd(b *testing.B) {
	ix := NewIndex()
	names := make([]string, 200_000)
	for i := range names {
		names[i] = fmt.Sprintf("user/Folder %06d", i*7919%len(names))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ix.Add(Mailbox{Name: names[i%len(names)], Delim: '/'})
	}
}

func BenchmarkIndexLookup(b *testing.B) {
	ix := big(100_000)
	for _, typed := range []string{"flat", "flat0123", "user3/", "nothing"} {
		b.Run(typed, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ix.lookup(typed, maxListed)
			}
		})
	}
	b.Run("containing 777", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ix.containing("777", maxListed)
		}
	})
}
