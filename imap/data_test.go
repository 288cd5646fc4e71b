package imap

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"

	"imapsh/imap/wire"
)

// fetched gathers every response of a session.
func fetched(session string, limits wire.Limits) (*Data, error) {
	d := &Data{}
	r := wire.NewReader(strings.NewReader(session), limits)
	var p wire.Response
	for r.ReadResponse(&p) == nil {
		if err := d.addResponse(&p); err != nil {
			return d, err
		}
	}
	return d, nil
}

func TestDataInMemoryAndInAFile(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	const big = spillSize - 1000
	for _, row := range []struct {
		name    string
		literal int // size of a literal before the others
		spilled bool
	}{
		{"in memory", 10, false},
		{"in memory to the brim", big, false},
		{"in a file", spillSize + 1, true},
	} {
		session := fmt.Sprintf("* 1 FETCH (A {%d}\r\n%s)\r\n", row.literal, strings.Repeat("x", row.literal)) +
			"* 2 FETCH (B {0}\r\n C {2}\r\nyz)\r\n* 3 FETCH (FLAGS ())\r\n"
		d, err := fetched(session, wire.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if (d.file != nil) != row.spilled {
			t.Errorf("%s: in a file is %v", row.name, d.file != nil)
		}
		for turn := range 2 {
			got := strings.Replace(pyData(t, d), strings.Repeat("x", row.literal), "…", 1)
			want := fmt.Sprintf(`[("1 (A {%d}", "…"), ")", ("2 (B {0}", ""), (" C {2}", "yz"), ")", "3 (FLAGS ())"]`, row.literal)
			if got != want {
				t.Errorf("%s, turn %d: %.200s", row.name, turn, got)
			}
		}
		d.add(Item{Text: []byte("more")})
		if got := pyData(t, d); !strings.HasSuffix(got, `"3 (FLAGS ())", "more"]`) {
			t.Errorf("%s: after adding: …%s", row.name, got[len(got)-60:])
		}
		d.Close()
		d.Close()
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestDataOfAllSizes puts items of sizes around those of chunks in, and takes them out.
func TestDataOfAllSizes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	text := []byte(strings.Repeat("0123456789abcdef", chunkSize/8))
	sizes := []int{0, 1, 20, 127, 128, chunkSize - 30, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize}
	for range 50 {
		d := &Data{}
		var want []Item
		for range random.IntN(20) {
			it := Item{Text: text[:sizes[random.IntN(len(sizes))]]}
			if random.IntN(2) == 0 {
				it.Literal = text[:sizes[random.IntN(len(sizes))]]
			}
			want = append(want, it)
			d.add(it)
		}
		n := 0
		for it, err := range d.All() {
			if err != nil || !bytes.Equal(it.Text, want[n].Text) || !bytes.Equal(it.Literal, want[n].Literal) || it.IsPair() != want[n].IsPair() {
				t.Fatalf("item %d of %d: %d and %d bytes, %v; want %d and %d", n, len(want), len(it.Text), len(it.Literal), err, len(want[n].Text), len(want[n].Literal))
			}
			n++
		}
		if n != len(want) {
			t.Fatalf("%d items of %d", n, len(want))
		}
		d.Close()
	}
}

// A hundred literals of a megabyte must not be held in memory together.
func TestDataSpills(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	body := strings.Repeat("x", 1<<20)
	r := wire.NewReader(strings.NewReader(strings.Repeat(fmt.Sprintf("* 1 FETCH (A {%d}\r\n%s)\r\n", len(body), body), 50)), wire.Limits{})
	d := &Data{}
	defer d.Close()
	var p wire.Response
	for r.ReadResponse(&p) == nil {
		if err := d.addResponse(&p); err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	if kept := d.size + cap(d.mem); d.Len() != 100 || kept > 3*spillSize {
		t.Errorf("%d items, %d bytes in memory", d.Len(), kept)
	}
	n := 0
	for it, err := range d.All() {
		if err != nil {
			t.Fatal(err)
		}
		if it.IsPair() && string(it.Literal) == body {
			n++
		}
	}
	if n != 50 {
		t.Errorf("%d literals came back", n)
	}
}

// Without room for a file the answer is read to its end all the same, in
// constant memory, and the failure is said.
func TestDataWithoutRoom(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/missing")
	body := strings.Repeat("x", spillSize+1)
	session := strings.Repeat(fmt.Sprintf("* 1 FETCH (A {%d}\r\n%s)\r\n", len(body), body), 2) + "* NEXT\r\n"
	r := wire.NewReader(strings.NewReader(session), wire.Limits{})
	d := &Data{}
	var p wire.Response
	for range 2 {
		if err := r.ReadResponse(&p); err != nil {
			t.Fatal(err)
		}
		if err := d.addResponse(&p); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.ReadResponse(&p); err != nil || p.Type != "NEXT" {
		t.Errorf("out of step: %v", err)
	}
	if kept := d.size + len(d.mem); kept > 1000 {
		t.Errorf("%d bytes were kept", kept)
	}
	var failed error
	for _, err := range d.All() {
		failed = err
	}
	if !errors.Is(failed, os.ErrNotExist) || !strings.Contains(failed.Error(), "temporary file") {
		t.Errorf("the failure is %v", failed)
	}
	d.Close()
}

func TestDataLimit(t *testing.T) {
	t.Parallel()
	var limit *wire.LimitError
	if _, err := fetched("* 1 FETCH (A {9}\r\n012345678)\r\n", wire.Limits{Gathered: 9}); err != nil {
		t.Error(err)
	}
	_, err := fetched("* 1 FETCH (A {10}\r\n0123456789)\r\n", wire.Limits{Gathered: 9})
	if !errors.As(err, &limit) || limit.Limit != 9 {
		t.Error(err)
	}
}

func TestDataOfNothing(t *testing.T) {
	t.Parallel()
	var none *Data
	for range none.All() {
		t.Error("None has an item")
	}
	none.Close()
	if none.Len() != 0 || pyData(t, &Data{}) != "[]" {
		t.Error("None or [] is not empty")
	}
	d := NewData(Item{Text: []byte("a")}, Item{Text: []byte("b {1}"), Literal: []byte("c")})
	for it := range d.All() {
		if !bytes.Equal(it.Text, []byte("a")) {
			t.Errorf("first item %q", it.Text)
		}
		break
	}
}
