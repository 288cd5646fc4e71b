package seed

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// loadEML reads a folder of .eml files. Those directly in it are INBOX, those
// in folders below are mailboxes of that name. Arrival is the Date header, or
// the file's time.
func loadEML(root string) ([]Mailbox, error) {
	if err := needFolder(root); err != nil {
		return nil, err
	}
	boxes := make(map[string]*Mailbox)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.Type().IsRegular() || !strings.EqualFold(filepath.Ext(path), ".eml") {
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
		name := mailboxOf(root, filepath.Dir(path))
		if boxes[name] == nil {
			boxes[name] = new(Mailbox)
		}
		boxes[name].Messages = append(boxes[name].Messages, fileMessage(path, info, head.SentTime(info.ModTime()), nil))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(boxes) == 0 {
		return nil, fmt.Errorf("there is no .eml file in %s", root)
	}
	return finish(boxes), nil
}

// mailboxOf names the mailbox for a folder at or below root.
func mailboxOf(root, dir string) string {
	rel, err := filepath.Rel(root, dir)
	if err != nil || rel == "." {
		return "INBOX"
	}
	return inboxName(filepath.ToSlash(rel))
}
