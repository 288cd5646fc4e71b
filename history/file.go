package history

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"imapsh/history/private"
)

// maxRead is how much of a file is read, from its end: a history that has run
// wild must not fill the memory.
const maxRead = 64 << 20

// load reads the file. It takes no lock: rows are whole once their LF is
// there, and a trimmed file appears under its name all at once.
func (h *History) load() error {
	f, err := private.Open(h.path, os.O_RDONLY)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	text, err := readTail(f, info.Size())
	if err != nil {
		return err
	}
	h.synced, h.rows = info, strings.Count(text, "\n")
	h.show(parse(newest(text, h.limit)))
	return nil
}

// readTail reads the first size bytes of the file at once or, when they are
// too many, the whole rows at their end.
func readTail(f *os.File, size int64) (string, error) {
	from := max(0, size-maxRead)
	b := make([]byte, size-from)
	n, err := f.ReadAt(b, from)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	text := string(b[:n])
	if from > 0 {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text, nil
}

// inSync says whether the file is as it was after our last read or write.
func (h *History) inSync(info os.FileInfo) bool {
	return h.synced != nil && os.SameFile(info, h.synced) &&
		info.Size() == h.synced.Size() && info.ModTime().Equal(h.synced.ModTime())
}

// save appends an entry to the file and trims it when that is due.
func (h *History) save(e entry) error {
	f, locked, err := h.openLocked()
	if err != nil {
		return err
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return err
	}
	var row []byte
	if torn, err := endsTorn(f, before.Size()); err != nil {
		return err
	} else if torn {
		row = append(row, cancel, '\n')
	}
	h.dirty = true
	if _, err := f.Write(appendRow(row, e)); err != nil {
		return err
	}
	h.rows++
	inSync := h.inSync(before) || h.synced == nil && before.Size() == 0
	if inSync {
		if h.synced, err = f.Stat(); err != nil {
			return err
		}
	}
	if locked && h.rows > h.ceiling() {
		h.rows = h.limit
		// An error is let pass: a file that cannot be trimmed (its directory
		// is read-only) takes rows still, and the next attempt comes when it
		// has grown as much again.
		_ = h.trim(f, inSync)
	}
	return nil
}

// endsTorn says whether the file's last row lacks its LF.
func endsTorn(f *os.File, size int64) (bool, error) {
	if size == 0 {
		return false, nil
	}
	var last [1]byte
	_, err := f.ReadAt(last[:], size-1)
	return last[0] != '\n', err
}

// openLocked opens the file for appending, creates it if need be, and locks
// it. Where the system has no locks, locked is false.
func (h *History) openLocked() (f *os.File, locked bool, err error) {
	for deadline := time.Now().Add(h.patience); ; {
		if f, err = create(h.path, 0); err != nil {
			return nil, false, err
		}
		locked, err = lock(f)
		if err == nil && (!locked || hasName(f, h.path)) {
			return f, locked, nil
		}
		f.Close()
		// Either another shell is at work, or it has just put a trimmed file
		// in the place of the one we opened: once more.
		if err != nil && !errors.Is(err, errHeld) {
			return nil, false, &fs.PathError{Op: "lock", Path: h.path, Err: err}
		}
		if time.Now().After(deadline) {
			return nil, false, &fs.PathError{Op: "lock", Path: h.path, Err: errHeld}
		}
		time.Sleep(time.Millisecond)
	}
}

// errHeld is why a lock cannot be had now.
var errHeld = errors.New("another program holds the lock")

func hasName(f *os.File, path string) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(path)
	return err == nil && os.SameFile(info, named)
}

// trim replaces the file f, which is locked, by one with the newest rows.
func (h *History) trim(f *os.File, inSync bool) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	text, err := readTail(f, info.Size())
	if err != nil {
		return err
	}
	rows := strings.Count(text, "\n")
	if rows <= h.ceiling() {
		h.rows = rows
		return nil // another shell has trimmed it
	}
	temporary := h.path + ".new"
	if err := writeNew(temporary, newest(text, h.limit)); err != nil {
		return err
	}
	if err := replace(temporary, h.path, f); err != nil {
		os.Remove(temporary)
		return err
	}
	if inSync {
		h.synced, err = os.Lstat(h.path)
	}
	return err
}

// writeNew writes a file that others must not read and waits for the disk. One
// of that name is left from a crash, since whoever writes it holds the lock.
func writeNew(path, text string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := create(path, os.O_EXCL)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
	}
	return err
}

// create opens the file for appending; it and the directories above it come
// into being as needed, for the user alone.
func create(path string, more int) (*os.File, error) {
	flag := os.O_RDWR | os.O_APPEND | os.O_CREATE | more
	f, err := private.Open(path, flag)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		f, err = private.Open(path, flag)
	}
	return f, err
}

// syncFile waits until the file's contents are on the disk.
func syncFile(path string) error {
	f, err := private.Open(path, os.O_RDWR)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
