package dovecottest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"imapsh/imap/utf7"
)

// A Mailbox is put into a user's account with everything that a client can see
// of it, so that two servers filled alike answer alike.
type Mailbox struct {
	// Name is UTF-8, with "/" between its levels whatever the server's separator
	// is, and without the namespace's prefix.
	Name string
	// UIDValidity is 1700000000 when 0. UIDNext is one more than the last UID
	// when 0.
	UIDValidity, UIDNext uint32
	Subscribed           bool
	// ACL gives rights to identifiers: "user=alice": "lrs", "anyone": "lr". The
	// owner has all rights unless "owner" says otherwise.
	ACL      map[string]string
	Messages []Message
}

// A Message is one mail with its attributes.
type Message struct {
	// UID is one more than the one before when 0.
	UID uint32
	// Flags are system flags and at most 26 different keywords a mailbox.
	Flags []string
	// Recent puts it where a mail transport would: \Recent for the first session
	// that sees it. It has no other flags then.
	Recent bool
	// Date is the internal date, to the second; when zero, 2024-01-01 00:00 UTC
	// and a minute for each UID.
	Date time.Time
	// Raw is the message. A lone LF is sent as CRLF.
	Raw string
}

const (
	defaultUIDValidity = 1700000000
	// Mailboxes made while the server runs get this UIDVALIDITY and the ones
	// after it, instead of the time.
	firstUIDValidity = 1710000000
)

var errMailboxName = errors.New(`a mailbox level holds "." or is empty, which Dovecot cannot keep in a Maildir`)

// MailboxName is what a client calls the mailbox of this name in UTF-8: with the
// server's prefix and separator.
func (s *Server) MailboxName(name string) string {
	if !strings.EqualFold(name, "INBOX") {
		name = s.mailboxes.prefix + name
	}
	return strings.ReplaceAll(name, "/", s.mailboxes.separator)
}

// mailboxDir is where Maildir++ keeps it: ~/Maildir/.Level1.Level2.
func (s *Server) mailboxDir(user, name string) (string, error) {
	root := filepath.Join(s.home(user), "Maildir")
	if strings.EqualFold(name, "INBOX") {
		return root, nil
	}
	levels := strings.Split(name, "/")
	for _, level := range levels {
		if level == "" || strings.Contains(level, ".") {
			return "", fmt.Errorf("mailbox %q: %w", name, errMailboxName)
		}
	}
	return filepath.Join(root, "."+utf7.Encode(strings.Join(levels, "."))), nil
}

// addMail writes mailboxes as Dovecot would have left them.
func (s *Server) addMail(user string, mailboxes []Mailbox) error {
	root := filepath.Join("mail", user, "Maildir")
	version := fmt.Sprintf("%08x", firstUIDValidity-1)
	if err := s.writeFile(filepath.Join(root, "dovecot-uidvalidity"), version); err != nil {
		return err
	}
	// The name of this empty file is what Dovecot counts with.
	if err := s.writeFile(filepath.Join(root, "dovecot-uidvalidity."+version), ""); err != nil {
		return err
	}
	subscriptions := "V\t2\n\n"
	for _, m := range mailboxes {
		if err := s.addMailbox(user, m); err != nil {
			return err
		}
		if m.Subscribed {
			subscriptions += strings.ReplaceAll(utf7.Encode(m.Name), "/", "\t") + "\n"
		}
	}
	return s.writeFile(filepath.Join(root, "subscriptions"), subscriptions)
}

func (s *Server) addMailbox(user string, m Mailbox) error {
	dir, err := s.mailboxDir(user, m.Name)
	if err != nil {
		return err
	}
	if err := s.mkMaildir(dir); err != nil {
		return err
	}
	relative, err := filepath.Rel(s.Dir, dir)
	if err != nil {
		return err
	}
	var list strings.Builder
	keywords := map[string]byte{}
	var uid uint32
	for _, message := range m.Messages {
		if uid = cmp.Or(message.UID, uid+1); uid == 0 {
			return errors.New("too many messages")
		}
		if message.Date.IsZero() {
			message.Date = time.Date(2024, 1, 1, 0, int(uid), 0, 0, time.UTC)
		}
		base := fmt.Sprintf("%d.M%dP1.imapsh", message.Date.Unix(), uid)
		if err := s.writeMessage(dir, base, message, keywords); err != nil {
			return fmt.Errorf("mailbox %s, uid %d: %w", m.Name, uid, err)
		}
		fmt.Fprintf(&list, "%d :%s\n", uid, base)
	}
	// Version 3 of the list: UIDVALIDITY, UIDNEXT, the mailbox's GUID.
	head := fmt.Sprintf("3 V%d N%d G%032x\n", cmp.Or(m.UIDValidity, defaultUIDValidity),
		max(m.UIDNext, uid+1), s.counter.Add(1))
	if err := s.writeFile(filepath.Join(relative, "dovecot-uidlist"), head+list.String()); err != nil {
		return err
	}
	if len(keywords) > 0 {
		text := ""
		for _, keyword := range slices.SortedFunc(maps.Keys(keywords), func(a, b string) int {
			return cmp.Compare(keywords[a], keywords[b])
		}) {
			text += fmt.Sprintf("%d %s\n", keywords[keyword]-'a', keyword)
		}
		if err := s.writeFile(filepath.Join(relative, "dovecot-keywords"), text); err != nil {
			return err
		}
	}
	return s.writeACL(user, relative, m.ACL)
}

func (s *Server) mkMaildir(dir string) error {
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := s.mkdir(filepath.Join(dir, sub)); err != nil {
			return err
		}
	}
	return nil
}

// writeACL writes the mailbox's rights, and for whom it is worth looking into
// the owner's mailboxes.
func (s *Server) writeACL(owner, dir string, acl map[string]string) error {
	if len(acl) == 0 {
		return nil
	}
	text := ""
	for _, who := range slices.Sorted(maps.Keys(acl)) {
		text += who + " " + acl[who] + "\n"
		key := ""
		if user, ok := strings.CutPrefix(who, "user="); ok {
			key = "shared/shared-boxes/user/" + user + "/" + owner
		} else if who == "anyone" {
			key = "shared/shared-boxes/anyone/" + owner
		}
		if key != "" {
			if err := s.appendFile("shared-mailboxes", key+"\n1\n"); err != nil {
				return err
			}
		}
	}
	return s.writeFile(filepath.Join(dir, "dovecot-acl"), text)
}

// writeMessage writes it into tmp first, as a mail transport must, so that a
// running server never sees half of it.
func (s *Server) writeMessage(dir, base string, m Message, keywords map[string]byte) error {
	letters, err := flagLetters(m.Flags, keywords)
	if err != nil {
		return err
	}
	target := filepath.Join(dir, "cur", base+":2,"+letters)
	if m.Recent {
		if letters != "" {
			return errors.New("a recent message has no other flags")
		}
		target = filepath.Join(dir, "new", base)
	}
	temporary := filepath.Join(dir, "tmp", base)
	if err := os.WriteFile(temporary, []byte(m.Raw), 0o600); err != nil {
		return err
	}
	if err := os.Chtimes(temporary, m.Date, m.Date); err != nil {
		return err
	}
	if err := s.owner.own(temporary); err != nil {
		return err
	}
	return os.Rename(temporary, target)
}

// flagLetters are what a Maildir's file name tells: a capital for a system flag,
// a small letter for a keyword, whose number goes into the map.
func flagLetters(flags []string, keywords map[string]byte) (string, error) {
	system := map[string]byte{
		`\Draft`: 'D', `\Flagged`: 'F', `\Answered`: 'R', `\Seen`: 'S', `\Deleted`: 'T',
	}
	var letters []byte
	for _, flag := range flags {
		letter, ok := system[flag]
		if !ok {
			letter, ok = keywords[flag]
		}
		if !ok {
			if strings.HasPrefix(flag, `\`) || keywords == nil || len(keywords) == 26 {
				return "", fmt.Errorf("flag %s cannot be kept in a file name", flag)
			}
			letter = 'a' + byte(len(keywords))
			keywords[flag] = letter
		}
		letters = append(letters, letter)
	}
	slices.Sort(letters)
	return string(letters), nil
}

// Deliver puts a message into a mailbox of the running server, as a mail
// transport would: sessions that idle are told. Its UID is the server's to
// choose; without a Date it is dated now.
func (s *Server) Deliver(user, mailbox string, m Message) error {
	dir, err := s.mailboxDir(user, mailbox)
	if err != nil {
		return err
	}
	if err := s.mkMaildir(dir); err != nil {
		return err
	}
	if m.Date.IsZero() {
		m.Date = time.Now()
	}
	base := fmt.Sprintf("%d.M%dP2.imapsh", time.Now().Unix(), s.counter.Add(1))
	return s.writeMessage(dir, base, m, nil)
}
