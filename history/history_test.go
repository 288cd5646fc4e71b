package history

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// open opens a history that must be fine.
func open(t *testing.T, path string, o Options) *History {
	t.Helper()
	h, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func add(t *testing.T, h *History, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if err := h.Add(line); err != nil {
			t.Fatalf("Add(%q): %v", line, err)
		}
	}
}

func wantAll(t *testing.T, h *History, want ...string) {
	t.Helper()
	if got := h.All(); !slices.Equal(got, want) {
		t.Errorf("All() = %q, want %q", got, want)
	}
}

func tempPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "history")
}

func TestKeep(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		label, line string
		want        bool
	}{
		{"a command", "noop", true},
		{"a meta-command", `\caps`, true},
		{"a trailing blank", "noop ", true},
		{"other letters", "über", true},
		{"nothing", "", false},
		{"a leading blank", " login alice x", false},
		{"a leading TAB", "\tnoop", false},
		{"a line end", "\n", false},
	} {
		if got := Keep(row.line); got != row.want {
			t.Errorf("%s: Keep(%q) = %v", row.label, row.line, got)
		}
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		label     string
		add, want []string
	}{
		{"in order", []string{"a", "b", "c"}, []string{"a", "b", "c"}},
		{"no line twice in a row", []string{"a", "a", "b", "a"}, []string{"a", "b", "a"}},
		{"kept out", []string{"a", " secret", "", "a"}, []string{"a"}},
		{"trailing line ends go", []string{"a\r\n", "a", "\n"}, []string{"a"}},
		{"several lines are one entry", []string{"fetch 1 (\n  UID)", "b"}, []string{"fetch 1 (\n  UID)", "b"}},
		{"case counts", []string{"noop", "NOOP"}, []string{"noop", "NOOP"}},
		{"backslashes", []string{`store 1 +FLAGS \Seen`, `\\n`}, []string{`store 1 +FLAGS \Seen`, `\\n`}},
		{"control characters", []string{"a\x1b[2J\x00\x18\x7f\t", "a\tb", "x\r\ny\\z"}, []string{"a\x1b[2J\x00\x18\x7f\t", "a\tb", "x\r\ny\\z"}},
		{"invalid UTF-8", []string{"a\xff\xfe", "ü\u0085\u2028"}, []string{"a\xff\xfe", "ü\u0085\u2028"}},
		{"looks like an escape", []string{"a\nb\\n\\x41\\", `a\nb`}, []string{"a\nb\\n\\x41\\", `a\nb`}},
	} {
		path := tempPath(t)
		memory, saved := open(t, "", Options{}), open(t, path, Options{Profile: "alice@demo"})
		add(t, memory, row.add...)
		add(t, saved, row.add...)
		for where, h := range map[string]*History{"in memory": memory, "while saving": saved, "read again": open(t, path, Options{Profile: "alice@demo"})} {
			if got := h.All(); !slices.Equal(got, row.want) {
				t.Errorf("%s, %s: %q, want %q", row.label, where, got, row.want)
			}
		}
	}
}

func TestAtAndLen(t *testing.T) {
	t.Parallel()
	h := open(t, "", Options{})
	if h.Len() != 0 || h.At(0) != "" || h.At(-1) != "" {
		t.Error("an empty history has entries")
	}
	add(t, h, "a", "b")
	if h.Len() != 2 || h.At(0) != "a" || h.At(1) != "b" || h.At(2) != "" {
		t.Errorf("Len() = %d, At: %q %q %q", h.Len(), h.At(0), h.At(1), h.At(2))
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{Profile: "work"})
	add(t, h, "w1", "both")
	h.SetProfile("home")
	add(t, h, "both", "h1")
	h.SetProfile("work")
	add(t, h, "both", "w2") // "both" is the last line of work already
	for _, row := range []struct {
		label, profile string
		own            int
		want           []string
	}{
		{"own lines last", "work", 2, []string{"both", "h1", "w1", "both", "w2"}},
		{"the other's lines last", "home", 3, []string{"w1", "both", "w2", "both", "h1"}},
		{"a new profile has the others' lines", "new", 4, []string{"w1", "both", "h1", "w2"}},
		{"no profile: as typed", "", 0, []string{"w1", "both", "h1", "w2"}},
	} {
		h := open(t, path, Options{Profile: row.profile})
		if got := h.All(); !slices.Equal(got, row.want) || h.Own() != row.own {
			t.Errorf("%s: All() = %q, Own() = %d, want %q, %d", row.label, got, h.Own(), row.want, row.own)
		}
	}
	h = open(t, path, Options{Profile: "new"})
	add(t, h, "w2") // the newest line there is, but another profile's
	wantAll(t, h, "w1", "both", "h1", "w2", "w2")
	if h.Own() != 4 {
		t.Errorf("Own() = %d, want 4", h.Own())
	}
}

func TestProfileNames(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	for _, name := range []string{"a\tb", "line\nend", "ü@höst", "\x00\x18"} {
		add(t, open(t, path, Options{Profile: name}), "line of "+name)
		h := open(t, path, Options{Profile: name})
		if got := h.At(h.Own()); got != "line of "+name {
			t.Errorf("profile %q: own line is %q", name, got)
		}
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{Limit: 20})
	most := 0
	for i := range 200 {
		add(t, h, fmt.Sprint("line ", i))
		most = max(most, h.Len())
	}
	if most != 36 { // the limit and 16 above it
		t.Errorf("at most %d entries in memory, want 36", most)
	}
	if got := h.At(h.Len() - 1); got != "line 199" {
		t.Errorf("the newest is %q", got)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if rows := strings.Count(string(text), "\n"); rows < 20 || rows > 36 {
		t.Errorf("%d rows in the file, want 20 to 36", rows)
	}
	again := open(t, path, Options{Limit: 20})
	if again.Len() != 20 || again.At(0) != "line 180" {
		t.Errorf("read again: %d entries from %q", again.Len(), again.At(0))
	}
	if names := dirNames(t, filepath.Dir(path)); !slices.Equal(names, []string{"history"}) {
		t.Errorf("files in the directory: %q", names)
	}
}

func TestDefaultLimit(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	var text strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&text, "p\tline %d\n", i)
	}
	write(t, path, text.String())
	h := open(t, path, Options{Profile: "p"})
	if h.Len() != DefaultLimit || h.At(0) != "line 90000" {
		t.Errorf("%d entries from %q", h.Len(), h.At(0))
	}
	add(t, h, "one more") // the file is far above the limit: now it is trimmed
	if got := strings.Count(read(t, path), "\n"); got != DefaultLimit {
		t.Errorf("%d rows after the trim, want %d", got, DefaultLimit)
	}
	if changed, err := h.Refresh(); changed || err != nil {
		t.Errorf("Refresh after our own trim: %v, %v", changed, err)
	}
	if got := open(t, path, Options{Profile: "p"}); got.At(got.Len()-1) != "one more" || got.At(0) != "line 90001" {
		t.Errorf("read again: %q to %q", got.At(0), got.At(got.Len()-1))
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	h := open(t, tempPath(t), Options{Profile: "p"})
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 25 {
				if err := h.Add(fmt.Sprintf("%d %d", g, i)); err != nil {
					t.Error(err)
				}
				h.Search("9", h.Len())
				h.BestPrefix("1 ")
				if _, err := h.Refresh(); err != nil {
					t.Error(err)
				}
				h.At(h.Own())
			}
		})
	}
	wg.Wait()
	if h.Len() != 100 {
		t.Errorf("Len() = %d, want 100", h.Len())
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func dirNames(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
