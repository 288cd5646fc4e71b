//go:build unix

package practice_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/creack/pty"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
)

// muttrc makes neomutt ask nothing and run from its first key to its last.
const muttrc = `
set imap_user=alice
set imap_pass=alicepw
set ssl_starttls=yes
set ssl_force_tls=yes
set certificate_file=%s
set folder=imap://localhost:%s/
set mbox_type=mbox
set quit=yes
set delete=yes
set move=no
set confirmcreate=no
set confirmappend=no
set wait_key=no
set mark_old=no
set sleep_time=0
`

// TestNeomutt lets neomutt read every message of a mailbox into a file, copy and
// move messages on the server, bring messages there, and delete some.
func TestNeomutt(t *testing.T) {
	t.Parallel()
	neomutt := program(t, "neomutt", "neomutt")
	h, home := listen(t, practice.Options{}), t.TempDir()
	writeFile(t, filepath.Join(home, "muttrc"), fmt.Sprintf(muttrc, h.ca, h.port))
	mutt := func(mailbox, keys string) { h.mutt(t, home, neomutt, mailbox, keys) }

	work, _ := h.box(t, "Work")
	mutt("=Work", `<tag-pattern>~A<enter><tag-prefix><copy-message>saved<enter><quit>`)
	saved, err := os.ReadFile(filepath.Join(home, "saved"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range work {
		_, body, _ := strings.Cut(text, "\n\n")
		if !strings.Contains(string(saved), body) {
			t.Errorf("neomutt did not save the message with %.60q", body)
		}
	}
	if n := strings.Count("\n"+string(saved), "\nFrom "); n != len(work) {
		t.Errorf("neomutt saved %d messages of %d", n, len(work))
	}

	// Two messages into a mailbox that is not there yet (COPY answered with
	// TRYCREATE, CREATE, COPY), then one of them is moved (EXPUNGE).
	mutt("=Work", `<tag-pattern>~F|~p<enter><first-entry><tag-entry><tag-prefix><copy-message>=New/mail<enter><quit>`)
	filed, flags := h.box(t, "New/mail")
	if !slices.ContainsFunc(flags, func(f store.Flags) bool { return f.System&store.Flagged != 0 }) {
		t.Errorf("neomutt copied %d messages, and none is flagged", len(filed))
	}
	mutt("=Work", `<last-entry><save-message>=New/mail<enter><quit>`)
	h.has(t, "New/mail", len(filed)+1)
	h.has(t, "Work", len(work)-1)

	// The file into a mailbox (APPEND).
	archive, _ := h.box(t, "Archive")
	mutt("saved", `<tag-pattern>~A<enter><tag-prefix><copy-message>=Archive<enter><quit>`)
	h.has(t, "Archive", len(archive)+len(work))

	sent, _ := h.box(t, "Sent")
	mutt("=Sent", `<delete-pattern>~s "come home"<enter><quit>`)
	h.has(t, "Sent", len(sent)-1)
}

// TestNeomuttComesBack lets neomutt remember a mailbox (QRESYNC, RFC 7162) and
// come back to it when others have changed it.
func TestNeomuttComesBack(t *testing.T) {
	t.Parallel()
	neomutt := program(t, "neomutt", "neomutt")
	h, home := listen(t, practice.Options{}), t.TempDir()
	writeFile(t, filepath.Join(home, "muttrc"), fmt.Sprintf(muttrc, h.ca, h.port)+
		"set header_cache="+home+"/cache\nset imap_condstore=yes\nset imap_qresync=yes\n")
	if err := os.Mkdir(filepath.Join(home, "cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	h.mutt(t, home, neomutt, "=Work", `<quit>`)
	h.change(t, "Work", func(v *store.View) error {
		if _, err := v.StoreFlags([]int{1, 3}, store.FlagChange{Op: store.AddFlags, Flags: store.Flags{System: store.Deleted}}); err != nil {
			return err
		}
		if _, err := v.StoreFlags([]int{2}, store.FlagChange{Op: store.AddFlags, Flags: store.Flags{System: store.Flagged}}); err != nil {
			return err
		}
		_, err := v.Expunge(nil)
		return err
	})
	left, _ := h.box(t, "Work")
	h.mutt(t, home, neomutt, "=Work", `<tag-pattern>~F<enter><tag-prefix><copy-message>=Flagged<enter><tag-pattern>~A<enter><tag-prefix><copy-message>saved<enter><quit>`)
	saved, err := os.ReadFile(filepath.Join(home, "saved"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count("\n"+string(saved), "\nFrom "); n != len(left) {
		t.Errorf("neomutt sees %d messages of %d", n, len(left))
	}
	h.has(t, "Flagged", 1)
}

// has holds that one of alice's mailboxes has n messages.
func (h host) has(t *testing.T, name string, n int) {
	t.Helper()
	if texts, _ := h.box(t, name); len(texts) != n {
		t.Errorf("%s has %d messages, want %d", name, len(texts), n)
	}
}

// mutt runs neomutt in a terminal: it opens the mailbox, and takes the keys as
// typed.
func (h host) mutt(t *testing.T, home, program, mailbox, keys string) {
	t.Helper()
	cmd := client(t, home, program, "-n", "-F", "muttrc", "-f", mailbox, "-e", "push '"+keys+"'")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	screen, _ := io.ReadAll(tty) // ends with an error: the terminal is gone
	if err := cmd.Wait(); err != nil {
		t.Fatalf("neomutt: %v\n%q", err, screen)
	}
}
