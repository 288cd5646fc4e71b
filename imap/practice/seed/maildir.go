package seed

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"imapsh/imap/utf7"
)

// loadMaildir reads a Maildir: INBOX from its cur and new, and a mailbox from
// each folder below that has them, be it ".Work.2026" (Maildir++) or
// "Work/2026". Arrival is the file's time. Where there is no such folder it
// returns no mailbox.
func loadMaildir(root string) ([]Mailbox, error) {
	boxes := make(map[string]*Mailbox)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			return nil
		}
		switch d.Name() {
		case "cur", "new", "tmp":
			if path != root {
				return fs.SkipDir
			}
		}
		if !isMaildir(path) {
			return nil
		}
		b, err := readMaildir(path)
		if err != nil {
			return err
		}
		name := maildirName(root, path)
		if same := boxes[name]; same != nil { // the folder itself, and one called INBOX in it
			b.Messages = append(same.Messages, b.Messages...)
		}
		boxes[name] = b
		return nil
	})
	return finish(boxes), err
}

func isMaildir(dir string) bool {
	for _, sub := range []string{"cur", "new"} {
		if info, err := os.Stat(filepath.Join(dir, sub)); err == nil && info.IsDir() {
			return true
		}
	}
	return false
}

// maildirName gives the name of a folder in UTF-8. Where levels are separated
// by dots, names are in modified UTF-7.
func maildirName(root, dir string) string {
	name := mailboxOf(root, dir)
	if rest, ok := strings.CutPrefix(name, "."); ok {
		name = strings.ReplaceAll(rest, ".", Delimiter)
	}
	if decoded, err := utf7.Decode(name); err == nil {
		name = decoded
	}
	return inboxName(name)
}

func readMaildir(dir string) (*Mailbox, error) {
	box := new(Mailbox)
	keywords, err := readKeywords(filepath.Join(dir, "dovecot-keywords"))
	if err != nil {
		return nil, err
	}
	for _, sub := range []string{"cur", "new"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, d := range entries {
			if !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") {
				continue
			}
			info, err := d.Info()
			if err != nil {
				return nil, err
			}
			path := filepath.Join(dir, sub, d.Name())
			box.Messages = append(box.Messages, fileMessage(path, info, info.ModTime(), maildirFlags(d.Name(), keywords)))
		}
	}
	return box, nil
}

// maildirFlags reads the letters behind ":2,", where Windows has ";2," or
// "!2,". A small letter is a keyword of the folder.
func maildirFlags(file string, keywords map[rune]string) []string {
	i := strings.LastIndex(file, "2,")
	if i < 1 || !strings.ContainsRune(":;!", rune(file[i-1])) {
		return nil
	}
	var flags []string
	for _, c := range file[i+2:] {
		name := keywords[c]
		switch c {
		case 'D':
			name = `\Draft`
		case 'F':
			name = `\Flagged`
		case 'P':
			name = "$Forwarded"
		case 'R':
			name = `\Answered`
		case 'S':
			name = `\Seen`
		case 'T':
			name = `\Deleted`
		}
		if name != "" {
			flags = append(flags, name)
		}
	}
	return flags
}

// readKeywords reads Dovecot's list of keywords: lines such as "0 Work", where
// 0 is the letter a. There need be none.
func readKeywords(path string) (map[rune]string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names := make(map[rune]string)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		number, name, _ := strings.Cut(lines.Text(), " ")
		if n, err := strconv.Atoi(number); err == nil && n >= 0 && n < 26 {
			names['a'+rune(n)] = name
		}
	}
	return names, lines.Err()
}
