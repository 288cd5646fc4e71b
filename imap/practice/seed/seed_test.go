package seed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"imapsh/imap/practice/message"
)

// all calls f with every mailbox of the demo.
func all(m Mail, f func(owner string, box Mailbox)) {
	for _, u := range m.Users {
		for _, b := range u.Mailboxes {
			f(u.Name, b)
		}
	}
	for _, b := range m.Shared {
		f("", b)
	}
}

func body(t *testing.T, m Message) []byte {
	t.Helper()
	b, err := m.Body()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFirstMessage(t *testing.T) {
	t.Parallel()
	inbox := Demo().Users[0].Mailboxes[0]
	if inbox.Name != "INBOX" || inbox.Messages[0].UID != 101 {
		t.Fatalf("%s begins with UID %d", inbox.Name, inbox.Messages[0].UID)
	}
	got := string(message.Parse(body(t, inbox.Messages[0])).Text())
	if want := "Hello, world\r\nBye\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for i, m := range inbox.Messages[:5] {
		if text := message.Parse(body(t, m)).Text(); bytes.Count(text, []byte("\n")) > 6 {
			t.Errorf("message %d is too long for a first look: %q", i+1, text)
		}
	}
}

func TestMailboxes(t *testing.T) {
	t.Parallel()
	boxes, messages := 0, 0
	seen := make(map[string]bool)
	all(Demo(), func(owner string, b Mailbox) {
		boxes++
		messages += len(b.Messages)
		if key := owner + "\x00" + b.Name; seen[key] {
			t.Errorf("%s is there twice", b.Name)
		} else {
			seen[key] = true
		}
		if key := owner + "\x00" + b.SpecialUse; b.SpecialUse != "" && seen[key] {
			t.Errorf("%s of %s is there twice", b.SpecialUse, owner)
		} else {
			seen[key] = true
		}
		last := uint32(0)
		var arrival time.Time
		for _, m := range b.Messages {
			if m.UID <= last || m.Internal.Before(arrival) {
				t.Errorf("%s: UID %d of %v comes after UID %d of %v", b.Name, m.UID, m.Internal, last, arrival)
			}
			last, arrival = m.UID, m.Internal
		}
	})
	if boxes < 20 || messages < 60 {
		t.Errorf("only %d messages in %d mailboxes", messages, boxes)
	}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	ids := make(map[string]bool)
	used := make(map[string]int)
	all(Demo(), func(owner string, b Mailbox) {
		for _, m := range b.Messages {
			if m.Size > soundSize {
				continue // TestRecording looks at that one
			}
			raw := body(t, m)
			where := b.Name + " " + string(bytes.SplitN(raw, []byte("\r\n"), 2)[0])
			if m.Size != int64(len(raw)) {
				t.Errorf("%s: size %d, but %d octets", where, m.Size, len(raw))
			}
			if n := bytes.Count(raw, []byte("\r\n")); n != bytes.Count(raw, []byte("\n")) || n != bytes.Count(raw, []byte("\r")) {
				t.Errorf("%s: line ends are not all CRLF", where)
			}
			if m.Internal.IsZero() {
				t.Errorf("%s: no internal date", where)
			}
			checkHeader(t, where, raw, m.Internal)
			p := message.Parse(raw)
			if id := p.MessageID(); id != "" && ids[id] {
				t.Errorf("%s: the ID %s is there twice", where, id)
			} else {
				ids[id] = true
			}
			for _, kind := range strings.Fields(`"calendar" "report" "digest" "signed" "rfc822" "related" "flowed" "iso-2022-jp" "koi8-r" "windows-1252" "x-telegraph-1844" filename*`) {
				if strings.Contains(strings.ToLower(string(p.AppendBodyStructure(nil, message.Classic))), kind) {
					used[kind]++
				}
			}
		}
	})
	if len(used) != 12 {
		t.Errorf("some kinds of messages are missing: only %v", used)
	}
}

// checkHeader holds that dates have the right weekday and that mail is not
// older than its arrival says.
func checkHeader(t *testing.T, where string, raw []byte, internal time.Time) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return
	}
	date, err := m.Header.Date()
	if err != nil {
		return // a draft
	}
	if !strings.HasPrefix(m.Header.Get("Date"), date.Format("Mon, ")) {
		t.Errorf("%s: %s is a %s", where, m.Header.Get("Date"), date.Weekday())
	}
	if internal.Before(date) {
		t.Errorf("%s: arrived %v before it was sent %v", where, internal, date)
	}
}

// TestFiles holds that every file is a message of some mailbox.
func TestFiles(t *testing.T) {
	t.Parallel()
	var want, got []string
	fs.WalkDir(files, "mail", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			want = append(want, path)
		}
		return err
	})
	for _, boxes := range [][]box{aliceMain(), aliceOdd(), bob(), admin(), shared()} {
		for _, b := range boxes {
			for _, l := range b.letters {
				got = append(got, "mail/"+l.file+".eml")
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("files and letters differ:\n%q\n%q", want, got)
	}
}

func TestRecording(t *testing.T) {
	t.Parallel()
	raw, err := recording()
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(raw)) != recordingSize() {
		t.Errorf("%d octets, announced %d", len(raw), recordingSize())
	}
	sound, err := message.Parse(raw).Binary([]int{2})
	if err != nil || len(sound) != soundSize || !bytes.HasPrefix(sound, []byte("RIFF")) {
		t.Fatalf("attachment of %d octets, %q, %v", len(sound), sound[:min(4, len(sound))], err)
	}
	sum := sha256.Sum256(raw)
	if got, want := hex.EncodeToString(sum[:8]), "b0cc39258e564588"; got != want {
		t.Errorf("the recording has changed: %s, want %s", got, want)
	}
}

func TestAtticIsNearlyFull(t *testing.T) {
	t.Parallel()
	all(Demo(), func(_ string, b Mailbox) {
		if b.Name != "Archive/Attic" {
			return
		}
		var size int64
		for _, m := range b.Messages {
			size += m.Size
		}
		if limit := b.Quota.Storage << 10; size*100 < limit*85 || size > limit-1024 {
			t.Errorf("%d octets of %d", size, limit)
		}
	})
}

func TestToCRLF(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"a\nb\n", "a\r\nb\r\n"},
		{"a\r\nb\r\n", "a\r\nb\r\n"},
		{"a\n\nb", "a\r\n\r\nb"},
		{"a\rb\n", "a\rb\r\n"},
		{"a\r", "a\r"},
		{"\n", "\r\n"},
	} {
		if got := string(toCRLF([]byte(tt.in))); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}
