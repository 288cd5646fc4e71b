package seed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"imapsh/imap/practice/message"
)

// headerLimit is how much of a message is looked at for its date and flags.
const headerLimit = 64 << 10

// Load describes the mail at path as alice's, read-only, for a server without
// other mail; bob and admin are there with an empty INBOX. There may lie an mbox
// file (each message behind a "From " line), an .eml file (one message), a
// Maildir (a folder with cur and new, folders below are mailboxes), or a folder
// of .eml files (folders below are mailboxes).
//
// It reads what it needs for dates and flags, and a message when its Body is
// called. It writes nothing, ever. An error names the path and says what was
// expected there; it is an error too when there is no message at all.
func Load(path string) (Mail, error) {
	boxes, err := loadBoxes(path)
	if err != nil {
		return Mail{}, fmt.Errorf("cannot load mail: %w", err)
	}
	if !slices.ContainsFunc(boxes, func(b Mailbox) bool { return len(b.Messages) > 0 }) {
		return Mail{}, fmt.Errorf("cannot load mail: %s is empty, there is no message in it", path)
	}
	m := Demo()
	m.Shared = nil
	for i := range m.Users {
		m.Users[i].Quota = Quota{}
		m.Users[i].Mailboxes = []Mailbox{{Name: "INBOX", Subscribed: true}}
	}
	m.Users[0].Mailboxes, m.Users[0].ReadOnly = boxes, true
	return m, nil
}

// loadBoxes reads what lies at path, whatever kind of mail it is.
func loadBoxes(path string) ([]Mailbox, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.Mode().IsRegular() && isEML(path):
		return loadEML(path)
	case info.Mode().IsRegular():
		return loadMbox(path)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is neither a file nor a folder", path)
	}
	root, err := filepath.EvalSymlinks(path) // WalkDir follows none
	if err != nil {
		return nil, err
	}
	boxes, err := loadMaildir(root)
	if len(boxes) == 0 && err == nil {
		boxes, err = loadEML(root)
	}
	if len(boxes) == 0 && err == nil {
		err = fmt.Errorf("%s is no Maildir (there is no cur and no new in it or below) and holds no .eml file; to read an mbox, name the file", path)
	}
	return boxes, err
}

// finish puts the mailboxes in order, INBOX first, and numbers their messages
// by arrival. Of no mailboxes it makes none.
func finish(boxes map[string]*Mailbox) []Mailbox {
	if len(boxes) == 0 {
		return nil
	}
	if boxes["INBOX"] == nil {
		boxes["INBOX"] = &Mailbox{}
	}
	var list []Mailbox
	for name, b := range boxes {
		b.Name, b.Subscribed, b.SpecialUse = name, true, specialUse(name)
		slices.SortStableFunc(b.Messages, func(x, y Message) int { return x.Internal.Compare(y.Internal) })
		for i := range b.Messages {
			b.Messages[i].UID = uint32(i + 1)
		}
		list = append(list, *b)
	}
	slices.SortFunc(list, func(x, y Mailbox) int {
		if (x.Name == "INBOX") != (y.Name == "INBOX") {
			if x.Name == "INBOX" {
				return -1
			}
			return 1
		}
		return strings.Compare(x.Name, y.Name)
	})
	return list
}

// specialUse guesses the use of a mailbox from its name, as most programs do.
func specialUse(name string) string {
	switch strings.ToLower(name) {
	case "sent", "drafts", "trash", "junk", "archive":
		return `\` + strings.ToUpper(name[:1]) + strings.ToLower(name[1:])
	case "spam":
		return `\Junk`
	}
	return ""
}

// inboxName gives a folder's name the spelling that INBOX needs.
func inboxName(name string) string {
	if strings.EqualFold(name, "INBOX") {
		return "INBOX"
	}
	return name
}

// readRange reads a part of a file that has not changed since it was loaded.
func readRange(path string, want os.FileInfo, from, size int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() != want.Size() || !info.ModTime().Equal(want.ModTime()) {
		return nil, fmt.Errorf("%s has changed since it was loaded; start again to see it", path)
	}
	b := make([]byte, size)
	if _, err := f.ReadAt(b, from); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return b, nil
}

// readHead reads the beginning of a file, for its header.
func readHead(path string) (*message.Message, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, headerLimit))
	return message.Parse(b), err
}

// field returns a header field of a message, unfolded as far as it matters
// here.
func field(m *message.Message, name string) string {
	b, _ := m.Section(message.Section{Kind: message.HeaderFields, Fields: []string{name}})
	_, value, _ := bytes.Cut(b, []byte{':'})
	return strings.Join(strings.Fields(string(value)), " ")
}

// fileMessage is a message that is a file of its own. Its size with CRLF line
// ends is not known before it is read.
func fileMessage(path string, info os.FileInfo, arrival time.Time, flags []string) Message {
	return Message{Flags: flags, Internal: arrival, Size: -1, Body: func() ([]byte, error) {
		b, err := readRange(path, info, 0, info.Size())
		return toCRLF(b), err
	}}
}
