package seed

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// write makes a file below dir, with the folders to it.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// loaded is a message for comparison.
type loaded struct{ body, flags, date string }

func load(t *testing.T, path string) map[string][]loaded {
	t.Helper()
	m, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string][]loaded)
	if got := m.Users[0].Mailboxes[0].Name; got != "INBOX" {
		t.Errorf("the first mailbox is %s", got)
	}
	for _, b := range m.Users[0].Mailboxes {
		out[b.Name] = nil
		for i, msg := range b.Messages {
			raw := body(t, msg)
			if msg.Size >= 0 && msg.Size != int64(len(raw)) {
				t.Errorf("%s %d: size %d of %q (%d octets)", b.Name, i+1, msg.Size, raw, len(raw))
			}
			if msg.UID != uint32(i+1) {
				t.Errorf("%s %d: UID %d", b.Name, i+1, msg.UID)
			}
			out[b.Name] = append(out[b.Name], loaded{string(raw), strings.Join(msg.Flags, " "), msg.Internal.UTC().Format(time.RFC3339)})
		}
	}
	return out
}

func compare(t *testing.T, got, want map[string][]loaded) {
	t.Helper()
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("surplus mailbox %q", name)
		}
	}
	for name, w := range want {
		if g, ok := got[name]; !ok || !slices.Equal(g, w) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, g, w)
		}
	}
}

func TestLoadMbox(t *testing.T) {
	t.Parallel()
	const first = "From a@b Mon Jan  5 09:00:00 2026\n"
	at := func(s string) string { return "2026-01-0" + s + ":00:00Z" }
	for _, tt := range []struct {
		name, file string
		want       []loaded
	}{
		{"one", first + "Subject: x\n\nbody\n\n", []loaded{{"Subject: x\r\n\r\nbody\r\n", "", at("5T09")}}},
		{"no empty line at the end", first + "Subject: x\n\nbody", []loaded{{"Subject: x\r\n\r\nbody", "", at("5T09")}}},
		{"CRLF", "From a@b Mon Jan  5 09:00:00 2026\r\nSubject: x\r\n\r\nbody\r\n\r\n", []loaded{{"Subject: x\r\n\r\nbody\r\n", "", at("5T09")}}},
		{
			"two, one of them without a body", first + "Subject: x\n\nFrom c@d Tue Jan  6 09:00 2026\nSubject: y\n\nbody\n\n",
			[]loaded{{"Subject: x\r\n\r\n", "", at("5T09")}, {"Subject: y\r\n\r\nbody\r\n", "", at("6T09")}},
		},
		{"zone before the year", "From a@b Mon Jan  5 09:00:00 UTC 2026\n\nx\n", []loaded{{"\r\nx\r\n", "", at("5T09")}}},
		{"time of the Date header", "From -\nDate: 7 Jan 2026 10:00:00 +0100\n\nx\n\n", []loaded{{"Date: 7 Jan 2026 10:00:00 +0100\r\n\r\nx\r\n", "", at("7T09")}}},
		{
			"quoted From", first + "\n>From here\n>>From there\nFrom now on\n\nFrom then on\n> From\n\n",
			[]loaded{{"\r\nFrom here\r\n>From there\r\nFrom now on\r\n\r\nFrom then on\r\n> From\r\n", "", at("5T09")}},
		},
		{
			"empty lines belong to the body but for the last", first + "\nx\n\n\n\n" + first + "\ny\n",
			[]loaded{{"\r\nx\r\n\r\n\r\n", "", at("5T09")}, {"\r\ny\r\n", "", at("5T09")}},
		},
		{
			"flags", first + "Status: RO\nX-Status: AF\nX-Keywords: Work $Junk\n\n\n",
			[]loaded{{"Status: RO\r\nX-Status: AF\r\nX-Keywords: Work $Junk\r\n\r\n", `\Seen \Answered \Flagged Work $Junk`, at("5T09")}},
		},
		{"flags of Thunderbird", first + "X-Mozilla-Status: 000d\n\n\n", []loaded{{"X-Mozilla-Status: 000d\r\n\r\n", `\Seen \Flagged \Deleted`, at("5T09")}}},
		{
			"by arrival", "From c@d Tue Jan  6 09:00 2026\n\ny\n\n" + first + "\nx\n\n",
			[]loaded{{"\r\nx\r\n", "", at("5T09")}, {"\r\ny\r\n", "", at("6T09")}},
		},
		{
			"a line longer than the buffer", first + "\n" + strings.Repeat("a", headerLimit-1) + "\r\n" + strings.Repeat("b", 2*headerLimit) + "\n\n",
			[]loaded{{"\r\n" + strings.Repeat("a", headerLimit-1) + "\r\n" + strings.Repeat("b", 2*headerLimit) + "\r\n", "", at("5T09")}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, t.TempDir(), "box", tt.file)
			compare(t, load(t, path), map[string][]loaded{"INBOX": tt.want})
		})
	}
}

func TestLoadMaildir(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	when := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	for i, f := range []string{
		"cur/1.x.host!2,FRS", "new/2.x.host", "cur/3.x.host;2,DPTab", "tmp/4.x.host", "cur/.hidden",
		".Sent/cur/1.x;2,S", ".Lists.golang/new/1.x", ".Entw&APw-rfe/cur/1.x", ".Bad&Name/cur/1.x", "Work/2026/cur/1.x", ".Empty/new/.keep",
	} {
		path := write(t, dir, f, "Subject: "+f+"\n\n")
		if err := os.Chtimes(path, when, when.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "dovecot-keywords", "0 Work\n1 $Junk\n")
	one := func(name, flags string, minute int) []loaded {
		return []loaded{{"Subject: " + name + "\r\n\r\n", flags, when.Add(time.Duration(minute) * time.Minute).Format(time.RFC3339)}}
	}
	want := map[string][]loaded{
		"INBOX": slices.Concat(
			one("cur/1.x.host!2,FRS", `\Flagged \Answered \Seen`, 0),
			one("new/2.x.host", "", 1),
			one("cur/3.x.host;2,DPTab", `\Draft $Forwarded \Deleted Work $Junk`, 2)),
		"Sent":         one(".Sent/cur/1.x;2,S", `\Seen`, 5),
		"Lists/golang": one(".Lists.golang/new/1.x", "", 6),
		"Entwürfe":     one(".Entw&APw-rfe/cur/1.x", "", 7),
		"Bad&Name":     one(".Bad&Name/cur/1.x", "", 8),
		"Work/2026":    one("Work/2026/cur/1.x", "", 9),
		"Empty":        nil,
	}
	compare(t, load(t, dir), want)
	m, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range m.Users[0].Mailboxes {
		if (b.Name == "Sent") != (b.SpecialUse == `\Sent`) {
			t.Errorf("%s has the use %q", b.Name, b.SpecialUse)
		}
	}
}

func TestMaildirFlags(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ file, want string }{
		{"1.M2P3.host,S=10,W=11:2,FS", `\Flagged \Seen`},
		{"1.x:2,", ""},
		{"1.x:1,S", ""},
		{"1.x", ""},
		{"2,S", ""},
		{"1.x:2,SzZ", `\Seen`},
	} {
		if got := strings.Join(maildirFlags(tt.file, map[rune]string{'a': "Work"}), " "); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.file, got, tt.want)
		}
	}
}

func TestLoadEML(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "b.eml", "Date: 6 Jan 2026 09:00:00 +0000\n\nb\n")
	write(t, dir, "a.EML", "Date: 5 Jan 2026 09:00:00 +0000\r\n\r\na\r\n")
	write(t, dir, "notes.txt", "no mail\n")
	write(t, dir, "Work/2026/c.eml", "Date: 7 Jan 2026 09:00:00 +0000\n\nc\n")
	path := write(t, dir, "inbox/d.eml", "\nd\n")
	if err := os.Chtimes(path, time.Time{}, time.Date(2026, 1, 8, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	compare(t, load(t, dir), map[string][]loaded{
		"INBOX": {
			{"Date: 5 Jan 2026 09:00:00 +0000\r\n\r\na\r\n", "", "2026-01-05T09:00:00Z"},
			{"Date: 6 Jan 2026 09:00:00 +0000\r\n\r\nb\r\n", "", "2026-01-06T09:00:00Z"},
			{"\r\nd\r\n", "", "2026-01-08T09:00:00Z"},
		},
		"Work/2026": {{"Date: 7 Jan 2026 09:00:00 +0000\r\n\r\nc\r\n", "", "2026-01-07T09:00:00Z"}},
	})
}

func TestLoadUsers(t *testing.T) {
	t.Parallel()
	m, err := Load(write(t, t.TempDir(), "box", "From a@b Mon Jan  5 09:00:00 2026\n\nx\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Users) != 3 || m.Users[0].Name != "alice" || m.Shared != nil {
		t.Errorf("got %+v", m)
	}
	for i, u := range m.Users {
		own := i == 0 // alice's
		if len(u.Mailboxes) != 1 || len(u.Mailboxes[0].Messages) > 0 != own || u.ReadOnly != own || u.Quota != (Quota{}) {
			t.Errorf("%s has %+v", u.Name, u)
		}
	}
}

// TestLoadTwoInboxes loads a Maildir that has mail in itself and in a folder
// called INBOX.
func TestLoadTwoInboxes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "cur/1.a:2,S", "Subject: here\n\n")
	write(t, dir, "Inbox/new/2.b", "Subject: there\n\n")
	if got := load(t, dir)["INBOX"]; len(got) != 2 {
		t.Errorf("INBOX has %q", got)
	}
}

// TestLoadOneFile loads an .eml file, and a folder that is reached by a link.
func TestLoadOneFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := write(t, dir, "mail/one.eml", "Date: 6 Jan 2026 09:00:00 +0000\n\nb\n")
	want := map[string][]loaded{"INBOX": {{"Date: 6 Jan 2026 09:00:00 +0000\r\n\r\nb\r\n", "", "2026-01-06T09:00:00Z"}}}
	compare(t, load(t, path), want)
	link := filepath.Join(dir, "link")
	if err := os.Symlink("mail", link); err == nil { // not everybody may make one on Windows
		compare(t, load(t, link), want)
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := write(t, dir, "notes/notes.txt", "no mail\n")
	write(t, dir, "empty/cur/.keep", "")
	for _, tt := range []struct{ name, path, want string }{
		{"no such path", filepath.Join(dir, "no"), filepath.Join(dir, "no")},
		{"a file as a folder", filepath.Join(text, "no"), "notes.txt"},
		{"a file of something else", text, `notes.txt is no mbox file, since it does not begin with a "From " line, and its name does not end in .eml`},
		{"a folder of something else", filepath.Dir(text), "notes is no Maildir (there is no cur and no new in it or below) and holds no .eml file; to read an mbox, name the file"},
		{"an empty file", write(t, dir, "box", ""), "box is empty, there is no message in it"},
		{"an empty Maildir", filepath.Join(dir, "empty"), "empty is empty, there is no message in it"},
		{"a device", os.DevNull, "is neither a file nor a folder"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Load(tt.path); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// TestLoadedFileChanges holds that a message is never cut out of the wrong
// place.
func TestLoadedFileChanges(t *testing.T) {
	t.Parallel()
	path := write(t, t.TempDir(), "box", "From a@b Mon Jan  5 09:00:00 2026\n\nx\n\n")
	m, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	msg := m.Users[0].Mailboxes[0].Messages[0]
	if err := os.WriteFile(path, []byte("something else"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := msg.Body(); err == nil || !strings.Contains(err.Error(), "has changed since it was loaded") {
		t.Errorf("got %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if b, err := msg.Body(); err == nil {
		t.Errorf("got %q of a file that is gone", b)
	}
}

func FuzzScanMbox(f *testing.F) {
	f.Add("From a@b Mon Jan  5 09:00:00 2026\nSubject: x\n\n>From y\n\nFrom - \n\n")
	f.Add("From \r\n\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		letters, err := scanMbox(strings.NewReader(text))
		if err != nil {
			return
		}
		at := int64(0)
		for _, l := range letters {
			if l.start < at || l.end < l.start || l.end > int64(len(text)) {
				t.Fatalf("letter %+v of %d octets after %d", l, len(text), at)
			}
			at = l.end
			if got := toCRLF(unquoteFrom([]byte(text[l.start:l.end]))); int64(len(got)) != l.size {
				t.Fatalf("size %d, but %q", l.size, got)
			}
		}
	})
}
