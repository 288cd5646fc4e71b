package seed

import (
	"io/fs"
	"path/filepath"
	"strings"
)

// loadEML reads a folder of .eml files, or one such file as INBOX. Those
// directly in the folder are INBOX, those in folders below are mailboxes of that
// name. Arrival is the Date header, or the file's time. Where there is no such
// file it returns no mailbox.
func loadEML(root string) ([]Mailbox, error) {
	boxes := make(map[string]*Mailbox)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.Type().IsRegular() || !isEML(path) {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		head, err := readHead(path)
		if err != nil {
			return err
		}
		name := "INBOX"
		if path != root {
			name = mailboxOf(root, filepath.Dir(path))
		}
		if boxes[name] == nil {
			boxes[name] = new(Mailbox)
		}
		boxes[name].Messages = append(boxes[name].Messages, fileMessage(path, info, head.SentTime(info.ModTime()), nil))
		return nil
	})
	return finish(boxes), err
}

func isEML(path string) bool { return strings.EqualFold(filepath.Ext(path), ".eml") }

// mailboxOf names the mailbox for a folder at or below root.
func mailboxOf(root, dir string) string {
	rel, err := filepath.Rel(root, dir)
	if err != nil || rel == "." {
		return "INBOX"
	}
	return inboxName(filepath.ToSlash(rel))
}
