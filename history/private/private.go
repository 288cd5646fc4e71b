// Package private opens files that hold what a user did: his alone, whatever the
// umask, and files, never a link, FIFO, device or directory that stands in their
// place. It is for the history and the trace. It never makes directories and
// knows nothing of what is in the files.
package private

import (
	"fmt"
	"io/fs"
	"os"
)

// Open opens a regular file and nothing else, without waiting; flag is that of
// [os.OpenFile]. One that is opened with os.O_CREATE may be read and written by
// its owner alone from then on, though it existed, unless the system refuses that:
// then it is opened as it is. The error is a [*fs.PathError],
// which says what stands there if it is no regular file.
//
// It looks before, because opening some devices acts, and after, because what it
// saw may have changed.
func Open(path string, flag int) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil {
		if err := regular(path, info); err != nil {
			return nil, err
		}
	}
	return open(path, flag)
}

func open(path string, flag int) (*os.File, error) {
	f, err := os.OpenFile(path, flag|openFlags, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = regular(path, info)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	// The umask can take bits away, and an older file may be open to others.
	if flag&os.O_CREATE != 0 && info.Mode().Perm() != 0o600 {
		_ = f.Chmod(0o600) // not every file system has modes
	}
	return f, nil
}

func regular(path string, info os.FileInfo) error {
	kind := ""
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "a directory"
	case mode&fs.ModeSymlink != 0:
		kind = "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a FIFO"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	default:
		kind = "no regular file"
	}
	return &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("is %s, where a regular file is needed", kind)}
}
