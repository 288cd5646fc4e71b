package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// newStore makes a store with alice and bob, and n messages in alice's INBOX.
func newStore(t *testing.T, n int) (*Store, *User) {
	t.Helper()
	s := New(Options{Now: func() time.Time { return now }})
	s.AddUser("alice", UserOptions{Password: "pw"})
	s.AddUser("bob", UserOptions{})
	alice := s.Login("alice")
	for i := range n {
		body := NewBody(fmt.Appendf(nil, "Subject: %d\r\n\r\n", i))
		if _, err := s.Append(alice, "INBOX", []NewMessage{{Body: body}}); err != nil {
			t.Fatal(err)
		}
	}
	return s, alice
}

func open(t *testing.T, s *Store, u *User) *View {
	t.Helper()
	v, err := s.Open(u, "INBOX", false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

var everything = Want{Flags: true, Expunge: true, New: true}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want [%s]", err, code)
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t, 0)
	if pw, ok := s.Password("alice"); !ok || pw != "pw" {
		t.Errorf("got %q, %v", pw, ok)
	}
	for _, name := range []string{"bob", "nobody", ""} {
		if _, ok := s.Password(name); ok {
			t.Errorf("%q can log in with a password", name)
		}
	}
	if s.Login("nobody") != nil {
		t.Error("nobody can log in")
	}
}

func TestViewNumbering(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 5)
	a, b := open(t, s, alice), open(t, s, s.Login("alice"))
	if _, err := a.StoreFlags([]int{2, 4}, FlagChange{Op: AddFlags, Flags: Flags{System: Deleted}, Silent: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Expunge(nil); err != nil {
		t.Fatal(err)
	}
	got := a.Sync(everything).Expunged
	if want := []Expunged{{4, 4}, {2, 2}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for n, uid := range map[int]uint32{1: 1, 2: 3, 3: 5} {
		if a.UID(n) != uid || a.Number(uid) != n {
			t.Errorf("message %d has UID %d, UID %d number %d", n, a.UID(n), uid, a.Number(uid))
		}
	}
	// The other session keeps its numbers until it may be told.
	held := b.Sync(Want{Flags: true, New: true})
	if len(held.Expunged) > 0 || b.Len() != 5 || b.UID(4) != 4 || !b.Message(4).Gone {
		t.Errorf("got %+v, %d messages", held, b.Len())
	}
	if c := b.Sync(everything); len(c.Expunged) != 2 || b.Len() != 3 {
		t.Errorf("got %+v, %d messages", c, b.Len())
	}
	if c := b.Sync(everything); len(c.Expunged) != 0 || len(c.Flags) != 0 || c.New != 0 {
		t.Errorf("told twice: %+v", c)
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 3)
	v := open(t, s, alice)
	for uid, want := range map[uint32]int{0: 1, 1: 1, 2: 2, 3: 3, 4: 4, 99: 4} {
		if got := v.From(uid); got != want {
			t.Errorf("From(%d) is %d, want %d", uid, got, want)
		}
	}
}

func TestRecentBelongsToOneSession(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 2)
	examined, err := s.Open(alice, "INBOX", true)
	if err != nil {
		t.Fatal(err)
	}
	a, b := open(t, s, alice), open(t, s, alice)
	for name, tc := range map[string]struct {
		v    *View
		want int
	}{"examined": {examined, 2}, "first": {a, 2}, "second": {b, 0}} {
		if got := tc.v.About().Recent; got != tc.want {
			t.Errorf("%s: %d are recent, want %d", name, got, tc.want)
		}
	}
}

func TestVanished(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 10)
	v := open(t, s, alice)
	for _, n := range []int{9, 5, 4, 3} {
		v.StoreFlags([]int{n}, FlagChange{Op: AddFlags, Flags: Flags{System: Deleted}})
		v.Expunge([]int{n})
	}
	if got := v.Vanished(0); got != nil {
		t.Errorf("UIDs that the session still sees: %v", got)
	}
	v.Sync(everything)
	if got, want := v.Vanished(0), []Range{{3, 5}, {9, 9}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := v.Vanished(v.ModSeq()); got != nil {
		t.Errorf("since now: %v", got)
	}
	if got, want := v.Vanished(v.ModSeq()-1), []Range{{3, 3}}; !slices.Equal(got, want) {
		t.Errorf("since the last change: got %v, want %v", got, want)
	}
	v.box.gone.lost = v.ModSeq() // as if the log had been cut
	if got, want := v.Vanished(0), []Range{{3, 5}, {9, 9}}; !slices.Equal(got, want) {
		t.Errorf("from the gaps: got %v, want %v", got, want)
	}
}

func TestExpungeLogIsBounded(t *testing.T) {
	t.Parallel()
	var l expungeLog
	for i := range maxGone + 10 {
		l.add(uint32(i+1), uint64(i+1))
	}
	if len(l.uids) > maxGone || l.lost == 0 || l.uids[0] != uint32(l.lost)+1 || len(l.uids) != len(l.modseq) {
		t.Errorf("%d UIDs from %d, lost up to %d", len(l.uids), l.uids[0], l.lost)
	}
}

func TestModSeqRises(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 2)
	v := open(t, s, alice)
	last := v.ModSeq()
	rises := func(what string, change func()) {
		change()
		if now := v.ModSeq(); now <= last {
			t.Errorf("%s: %d after %d", what, now, last)
		} else {
			last = now
		}
	}
	rises("append", func() { s.Append(alice, "INBOX", []NewMessage{{Body: NewBody(nil)}}) })
	rises("flags", func() { v.StoreFlags([]int{1}, FlagChange{Op: AddFlags, Flags: Flags{System: Deleted}}) })
	rises("expunge", func() { v.Expunge(nil) })
	rises("seen", func() { v.MarkSeen(2) })
	before := v.ModSeq()
	v.StoreFlags([]int{2}, FlagChange{Op: AddFlags, Flags: Flags{System: Seen}})
	if v.ModSeq() != before {
		t.Error("a STORE that changes nothing raises the counter")
	}
}

func TestFlagsAreCompared(t *testing.T) {
	t.Parallel()
	var f Flags
	for _, name := range []string{`\seen`, "$Work", "$WORK", `\Deleted`} {
		if !f.ParseFlag(name) {
			t.Errorf("%s is refused", name)
		}
	}
	if got, want := f.Names(), []string{`\Deleted`, `\Seen`, "$Work"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, name := range []string{`\Recent`, `\*`, `\Foo`, `\`} {
		if f.ParseFlag(name) {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestKeywordLimit(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 1)
	v := open(t, s, alice)
	for i := range maxKeywords {
		f := Flags{Keywords: []string{fmt.Sprint("k", i)}}
		if _, err := v.StoreFlags([]int{1}, FlagChange{Op: ReplaceFlags, Flags: f}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := v.StoreFlags([]int{1}, FlagChange{Op: AddFlags, Flags: Flags{Keywords: []string{"more"}}})
	wantCode(t, err, "LIMIT")
	_, err = v.StoreFlags([]int{1}, FlagChange{Op: AddFlags, Flags: Flags{Keywords: []string{"K1"}}})
	if err != nil {
		t.Errorf("a keyword that is known: %v", err)
	}
}

func TestLazyBody(t *testing.T) {
	t.Parallel()
	loads, broken := 0, true
	b := LazyBody(-1, func() ([]byte, error) {
		loads++
		if broken {
			return nil, errors.New("gone")
		}
		return []byte("text"), nil
	})
	if b.Size() != 0 {
		t.Error("a body that cannot be loaded has a size")
	}
	if _, err := b.Bytes(); err == nil {
		t.Error("a body that cannot be loaded has text")
	}
	broken = false
	for range 3 {
		if text, err := b.Bytes(); err != nil || string(text) != "text" || b.Size() != 4 {
			t.Errorf("got %q, %v, size %d", text, err, b.Size())
		}
	}
	if loads != 3 {
		t.Errorf("loaded %d times", loads)
	}
	known := LazyBody(7, func() ([]byte, error) { t.Error("loaded for its size"); return nil, nil })
	if known.Size() != 7 {
		t.Errorf("size %d", known.Size())
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 0)
	for name, code := range map[string]string{
		"":                             "CANNOT",
		"/x":                           "CANNOT",
		"x//y":                         "CANNOT",
		"a\x1bb":                       "CANNOT",
		"a\u0085b":                     "CANNOT",
		"a\xffb":                       "CANNOT",
		strings.Repeat("x", 1001):      "CANNOT",
		strings.Repeat("x/", 60) + "x": "CANNOT",
		"inbox":                        "ALREADYEXISTS",
		"Shared/x":                     "NOPERM",
		"Other Users":                  "CANNOT",
		"Other Users/bob":              "CANNOT",
		"Other Users/bob/x":            "NOPERM",
	} {
		_, err := s.Create(alice, name, nil)
		wantCode(t, err, code)
	}
	for _, name := range []string{"x", "inbox/y", "日本語", "a&b", "x y", `"`, "x/"} {
		if _, err := s.Create(alice, name, nil); err != nil && name != "x/" {
			t.Errorf("%q: %v", name, err)
		}
	}
	if got := s.Canonical(alice, "inBOX/y"); got != "INBOX/y" {
		t.Errorf("got %q", got)
	}
}

// Parents come right before their children, INBOX first, whatever the bytes.
func TestEntriesOrder(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 0)
	for _, name := range []string{"a-b", "a/b", "a", "a b", "z", "INBOX/x", "a/b/c/d", "A", "!"} {
		if _, err := s.Create(alice, name, nil); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, e := range s.Entries(alice) {
		got = append(got, fmt.Sprintf("%s:%t:%t", e.Name, e.Exists, e.Children))
	}
	want := []string{
		"INBOX:true:true", "INBOX/x:true:false", "!:true:false", "A:true:false", "a:true:true",
		"a/b:true:true", "a/b/c:false:true", "a/b/c/d:true:false", "a b:true:false", "a-b:true:false", "z:true:false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
}

// What one user can make the store hold is bounded.
func TestStoreIsBounded(t *testing.T) {
	t.Parallel()
	s, alice := newStore(t, 1)
	wantCode(t, s.CheckAppend(alice, "INBOX", maxStored), "LIMIT")
	if err := s.CheckAppend(alice, "INBOX", maxStored/2); err != nil {
		t.Error(err)
	}
	for n := 1; n < maxBoxes; n++ {
		if _, err := s.Create(alice, fmt.Sprint("b", n), nil); err != nil {
			t.Fatal(n, err)
		}
	}
	_, err := s.Create(alice, "another", nil)
	wantCode(t, err, "LIMIT")
	for n := 1; n < maxEntries; n++ { // one is alice's own
		if err := s.SetACL(alice, "INBOX", fmt.Sprint("u", n), 0, Read); err != nil {
			t.Fatal(n, err)
		}
	}
	wantCode(t, s.SetACL(alice, "INBOX", "another", 0, Read), "LIMIT")
	if err := s.SetACL(alice, "INBOX", "u1", 0, Lookup); err != nil {
		t.Error(err)
	}
}
