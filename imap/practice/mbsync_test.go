package practice_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
	"imapsh/imap/utf7"
)

// mbsyncConfig synchronizes all of alice's own mail with a Maildir: over TLS,
// both ways.
const mbsyncConfig = `
IMAPAccount practice
Host localhost
Port %s
User alice
Pass alicepw
SSLType IMAPS
CertificateFile %s

IMAPStore server
Account practice

MaildirStore here
Path %[3]s/mail/
Inbox %[3]s/mail/INBOX
SubFolders Verbatim

Channel all
Far :server:
Near :here:
Patterns * "!Other Users/*" !Shared/* !Recordings
Create Both
Expunge Both
CopyArrivalDate yes
SyncState *
`

// TestMbsync lets isync pull all mail into a Maildir, and then carry changes
// both ways: new messages, flags, and removals; in every profile.
func TestMbsync(t *testing.T) {
	t.Parallel()
	mbsync := program(t, "mbsync", "isync")
	for _, profile := range practice.Profiles() {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			synchronize(t, mbsync, profile)
		})
	}
}

func synchronize(t *testing.T, mbsync, profile string) {
	h, home := listen(t, practice.Options{Profile: profile}), t.TempDir()
	writeFile(t, filepath.Join(home, "config"), fmt.Sprintf(mbsyncConfig, h.tlsPort, h.ca, home))
	if err := os.Mkdir(filepath.Join(home, "mail"), 0o700); err != nil {
		t.Fatal(err)
	}
	pull := func() { run(t, client(t, home, mbsync, "-c", "config", "all")) }

	pull()
	boxes := []string{"INBOX", "Work", "Sent Items", "Übungen", "R&D", "Lists/golang/nuts", "日本語/手紙", `a "quoted" name`, `back\slash`, "[Gmail]/Spam"}
	for _, name := range boxes {
		h.agrees(t, home, name)
	}
	before, _ := h.box(t, "Work")

	// Both sides change.
	letter := "From: alice@example.org\nSubject: from the Maildir\n\nHello\n"
	writeFile(t, filepath.Join(home, "mail", "Work", "new", "1.test.host"), letter)
	files := maildirFiles(t, home, "Work")
	gone, flagged := fileOf(t, files, before[0]), fileOf(t, files, before[1])
	if err := os.Rename(gone, gone+"T"); err != nil { // \Deleted
		t.Fatal(err)
	}
	if err := os.Rename(flagged, strings.TrimSuffix(flagged, "S")+"FS"); err != nil {
		t.Fatal(err)
	}
	h.change(t, "Work", func(v *store.View) error {
		if _, err := v.StoreFlags([]int{3}, store.FlagChange{Op: store.AddFlags, Flags: store.Flags{System: store.Answered}}); err != nil {
			return err
		}
		if _, err := v.StoreFlags([]int{4}, store.FlagChange{Op: store.AddFlags, Flags: store.Flags{System: store.Deleted}}); err != nil {
			return err
		}
		_, err := v.Expunge(nil)
		return err
	})
	if _, err := h.Store().Append(h.Store().Login("alice"), "Work", []store.NewMessage{{
		Body: store.NewBody([]byte("Subject: from the server\r\n\r\nHello\r\n")),
	}}); err != nil {
		t.Fatal(err)
	}

	pull()
	h.agrees(t, home, "Work")
	texts, flags := h.box(t, "Work")
	for text, want := range map[string]bool{
		letter: true, "Subject: from the server\n\nHello\n": true, before[0]: false, before[3]: false, before[2]: true,
	} {
		if got := slices.ContainsFunc(texts, func(s string) bool { return withoutTUID(s) == text }); got != want {
			t.Errorf("on the server, %q: %v, want %v", text, got, want)
		}
	}
	if i := slices.Index(texts, before[1]); i < 0 || flags[i].System&store.Flagged == 0 {
		t.Error("the flag set in the Maildir did not reach the server")
	}
	file := fileOf(t, maildirFiles(t, home, "Work"), before[2])
	if _, letters, _ := strings.Cut(filepath.Base(file), ":2,"); !strings.Contains(letters, "R") {
		t.Errorf("the flag set on the server did not reach the Maildir: %s", file)
	}
}

// agrees holds that a mailbox and its copy in the Maildir have the same
// messages.
func (h host) agrees(t *testing.T, home, name string) {
	t.Helper()
	want, _ := h.box(t, name)
	for i := range want {
		want[i] = withoutTUID(want[i])
	}
	got := slices.Sorted(maps.Values(maildirFiles(t, home, name)))
	slices.Sort(want)
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("%s: %d messages in the Maildir, %d on the server, or they differ", name, len(got), len(want))
	}
}

// maildirFiles are the messages of a folder of mbsync's, by path.
func maildirFiles(t *testing.T, home, name string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, sub := range []string{"cur", "new"} {
		dir := filepath.Join(home, "mail", filepath.FromSlash(utf7.Encode(name)), sub)
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[path] = withoutTUID(string(text))
		}
	}
	return files
}

func fileOf(t *testing.T, files map[string]string, text string) string {
	t.Helper()
	for path, have := range files {
		if have == text {
			return path
		}
	}
	t.Fatalf("no file has %q", text)
	return ""
}

// withoutTUID takes away the header field by which mbsync finds again what it
// copied.
func withoutTUID(text string) string {
	before, rest, found := strings.Cut(text, "X-TUID: ")
	if !found {
		return text
	}
	_, after, _ := strings.Cut(rest, "\n")
	return before + after
}
