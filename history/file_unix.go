//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package history

import (
	"errors"
	"os"
	"syscall"
)

// lock takes the file's lock until it is closed, or returns errHeld. Where the
// file system has no locks it returns false.
func lock(f *os.File) (locked bool, err error) {
	for {
		switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, errHeld
		case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
			return false, nil
		default:
			return false, err
		}
	}
}

// replace gives the new file the path of the old one, which is open as f. The
// lock goes with f, so others wait and then find that the name has moved on.
func replace(newPath, path string, _ *os.File) error {
	return os.Rename(newPath, path)
}
