package history

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFileIsReadable(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{Profile: "alice@demo"})
	add(t, h, `store 1 +FLAGS \Seen`, "fetch 1 (FLAGS\n\tUID)")
	h.SetProfile("")
	add(t, h, "noop")
	const want = "alice@demo\tstore 1 +FLAGS \\Seen\n" +
		"alice@demo\t\tfetch 1 (FLAGS\\n\\tUID)\n" +
		"\tnoop\n"
	if got := read(t, path); got != want {
		t.Errorf("the file holds %q, want %q", got, want)
	}
}

func TestInMemoryOnly(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	h := open(t, "", Options{Profile: "p"})
	add(t, h, "a")
	if changed, err := h.Refresh(); changed || err != nil {
		t.Errorf("Refresh() = %v, %v", changed, err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	wantAll(t, h, "a")
	if names := dirNames(t, dir); names != nil {
		t.Errorf("files were made: %q", names)
	}
}

func TestNothingIsMadeBeforeTheFirstLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := open(t, filepath.Join(dir, "state", "imapsh", "history"), Options{})
	if names := dirNames(t, dir); names != nil {
		t.Errorf("files were made: %q", names)
	}
	add(t, h, "a") // makes the directories
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	if got := read(t, filepath.Join(dir, "state", "imapsh", "history")); got != "\ta\n" {
		t.Errorf("the file holds %q", got)
	}
}

func TestAddAfterClose(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{})
	add(t, h, "a")
	for range 2 {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
	add(t, h, "b")
	wantAll(t, h, "a", "b")
	if got := read(t, path); got != "\ta\n" {
		t.Errorf("the file holds %q", got)
	}
}

func TestTwoShells(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	one, two := open(t, path, Options{Profile: "p"}), open(t, path, Options{Profile: "p"})
	add(t, one, "1a")
	add(t, two, "2a")
	add(t, one, "1b", "1c")
	add(t, two, "2b")
	wantAll(t, one, "1a", "1b", "1c")
	wantAll(t, two, "2a", "2b")
	both := []string{"1a", "2a", "1b", "1c", "2b"}
	for label, h := range map[string]*History{"one": one, "two": two} {
		if changed, err := h.Refresh(); !changed || err != nil {
			t.Errorf("%s: first Refresh() = %v, %v", label, changed, err)
		}
		if changed, err := h.Refresh(); changed || err != nil {
			t.Errorf("%s: second Refresh() = %v, %v", label, changed, err)
		}
		wantAll(t, h, both...)
	}
	add(t, one, "1d")
	if changed, err := one.Refresh(); changed || err != nil {
		t.Errorf("Refresh() after our own line = %v, %v", changed, err)
	}
	wantAll(t, open(t, path, Options{}), append(both, "1d")...)
}

func TestTheSameLineInTwoShells(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	one, two := open(t, path, Options{Profile: "p"}), open(t, path, Options{Profile: "p"})
	add(t, one, "noop")
	add(t, two, "noop")
	wantAll(t, open(t, path, Options{Profile: "p"}), "noop")
}

func TestTwoShellsTrim(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	one, two := open(t, path, Options{Limit: 10}), open(t, path, Options{Limit: 10})
	for i := range 100 {
		add(t, one, fmt.Sprint("one ", i))
		add(t, two, fmt.Sprint("two ", i))
	}
	want := []string{}
	for i := 95; i < 100; i++ {
		want = append(want, fmt.Sprint("one ", i), fmt.Sprint("two ", i))
	}
	wantAll(t, open(t, path, Options{Limit: 10}), want...)
	if rows := strings.Count(read(t, path), "\n"); rows > 10+2*16 {
		t.Errorf("%d rows in the file", rows)
	}
	if changed, err := one.Refresh(); !changed || err != nil {
		t.Errorf("Refresh() = %v, %v", changed, err)
	}
	wantAll(t, one, want...)
}

func TestFileRemovedMeanwhile(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{})
	add(t, h, "a")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if changed, err := h.Refresh(); changed || err != nil {
		t.Errorf("Refresh() = %v, %v", changed, err)
	}
	add(t, h, "b")
	wantAll(t, h, "a", "b")
	if got := read(t, path); got != "\tb\n" {
		t.Errorf("the file holds %q", got)
	}
}

// TestTornAtEveryByte ends the file where a crash may have ended a write, and
// goes on from there.
func TestTornAtEveryByte(t *testing.T) {
	t.Parallel()
	const first, second = "p\tselect INBOX\n", "p\t\tfetch 1 (\\nFLAGS)\n"
	lines := []string{"select INBOX", "fetch 1 (\nFLAGS)"}
	whole := first + second
	for cut := range len(whole) + 1 {
		kept := 0
		if cut >= len(first) {
			kept = 1
		}
		if cut == len(whole) {
			kept = 2
		}
		path := tempPath(t)
		write(t, path, whole[:cut])
		h := open(t, path, Options{Profile: "p"})
		if got := h.All(); !slices.Equal(got, lines[:kept]) {
			t.Errorf("cut at %d: %q, want %q", cut, got, lines[:kept])
		}
		add(t, h, "noop")
		want := append(slices.Clone(lines[:kept]), "noop")
		if got := open(t, path, Options{Profile: "p"}).All(); !slices.Equal(got, want) {
			t.Errorf("cut at %d, then a line: %q, want %q", cut, got, want)
		}
		again := read(t, path) // and the write after a crash may be cut as well
		for cut2 := cut; cut2 < len(again); cut2++ {
			write(t, path, again[:cut2])
			add(t, open(t, path, Options{Profile: "p"}), "check")
			want := append(slices.Clone(lines[:kept]), "check")
			if got := open(t, path, Options{Profile: "p"}).All(); !slices.Equal(got, want) {
				t.Errorf("cut at %d and %d: %q, want %q", cut, cut2, got, want)
			}
		}
	}
}

func TestCrashWhileTrimming(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	write(t, path+".new", "p\thalf a fi")
	h := open(t, path, Options{Profile: "p", Limit: 2})
	for i := range 30 {
		add(t, h, fmt.Sprint(i))
	}
	wantAll(t, open(t, path, Options{Profile: "p", Limit: 2}), "28", "29")
	if names := dirNames(t, filepath.Dir(path)); !slices.Equal(names, []string{"history"}) {
		t.Errorf("files in the directory: %q", names)
	}
}

func TestTrimThatCannotBe(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	if err := os.MkdirAll(filepath.Join(path+".new", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	h := open(t, path, Options{Profile: "p", Limit: 2})
	for i := range 60 {
		add(t, h, fmt.Sprint(i)) // fails when any Add does
	}
	if rows := strings.Count(read(t, path), "\n"); rows != 60 {
		t.Errorf("%d rows in the file, want all 60", rows)
	}
}

func TestDirectoryInPlaceOfTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h, err := Open(dir, Options{})
	if err == nil || !strings.Contains(err.Error(), "in memory only") || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("Open: %v", err)
	}
	add(t, h, "a", "b") // and no further error
	wantAll(t, h, "a", "b")
}

func TestFailedWriteIsReportedOnce(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{})
	add(t, h, "a")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := h.Add("b"); err == nil {
		t.Error("Add to a directory is no error")
	}
	add(t, h, "c")
	if changed, err := h.Refresh(); changed || err != nil {
		t.Errorf("Refresh() = %v, %v", changed, err)
	}
	if err := h.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
	wantAll(t, h, "a", "b", "c")
}

func TestRefreshOfAnUnreadableFile(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{})
	add(t, h, "a")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if changed, err := h.Refresh(); changed || err == nil {
		t.Errorf("Refresh() = %v, %v", changed, err)
	}
	add(t, h, "b")
	wantAll(t, h, "a", "b")
}

func TestCloseReportsAFileThatIsGone(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{})
	add(t, h, "a")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Close() = %v", err)
	}
}

func TestParentIsAFile(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	write(t, path, "")
	h, err := Open(filepath.Join(path, "history"), Options{})
	if err == nil {
		err = h.Add("a") // systems differ in when they notice
	}
	if err == nil {
		t.Error("a file in a file is no error")
	}
	add(t, h, "b")
}

func TestHugeFileIsReadFromItsEnd(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	write(t, path, "\told\n")
	if err := os.Truncate(path, maxRead+100); err != nil { // a hole: no disk is used
		t.Fatal(err)
	}
	h := open(t, path, Options{Limit: 5})
	wantAll(t, h)
	add(t, h, "new")
	wantAll(t, open(t, path, Options{Limit: 5}), "new")
}
