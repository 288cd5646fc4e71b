//go:build unix

package lineedit

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// source reads a file descriptor in a way that another goroutine can end. It
// uses select(2), which unlike poll(2) works on terminals everywhere, and has no
// timer unless asked.
type source struct {
	fd, wakeFD   int
	wakeR, wakeW *os.File // never closed by hand: a read may still be under way
}

func newSource(f *os.File) (*source, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	s := &source{fd: int(f.Fd()), wakeFD: int(r.Fd()), wakeR: r, wakeW: w}
	if max(s.fd, s.wakeFD) >= unix.FD_SETSIZE {
		r.Close()
		w.Close()
		return nil, errors.New("too many open files to read the keyboard")
	}
	return s, nil
}

// wake makes a read under way, or else the next one, return errWoken.
func (s *source) wake() { s.wakeW.Write([]byte{0}) }

// read waits for bytes, but not longer than timeout unless that is 0. A terminal
// that hung up is io.EOF.
func (s *source) read(p []byte, timeout time.Duration) (int, error) {
	for {
		var set unix.FdSet
		set.Set(s.fd)
		set.Set(s.wakeFD)
		var tv *unix.Timeval
		if timeout > 0 {
			v := unix.NsecToTimeval(int64(timeout))
			tv = &v
		}
		n, err := unix.Select(max(s.fd, s.wakeFD)+1, &set, nil, nil, tv)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return 0, io.EOF
		case n == 0:
			return 0, errTimeout
		case set.IsSet(s.wakeFD):
			var b [64]byte
			s.wakeR.Read(b[:])
			return 0, errWoken
		}
		n, err = unix.Read(s.fd, p)
		switch {
		case err == unix.EINTR || err == unix.EAGAIN:
			continue
		case err != nil || n <= 0:
			return 0, io.EOF
		}
		return n, nil
	}
}
