package history

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock takes the file's lock until it is closed, or returns errHeld. The byte
// that is locked lies far behind the text, because a locked one cannot be read
// by others.
func lock(f *os.File) (locked bool, err error) {
	far := &windows.Overlapped{OffsetHigh: 1 << 30}
	err = windows.LockFileEx(windows.Handle(f.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, far)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return false, errHeld
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, windows.ERROR_INVALID_FUNCTION):
		return false, nil
	}
	return false, err
}

// replace gives the new file the path of the old one, which is open as f. An
// open file cannot be replaced here, so it is closed first; a row that another
// shell adds in that moment is lost. A file that is open elsewhere stays, too
// long, until a later time.
func replace(newPath, path string, f *os.File) error {
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(newPath, path); err != nil {
		if errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED) {
			return os.Remove(newPath)
		}
		return err
	}
	return nil
}
