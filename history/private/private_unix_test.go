//go:build unix

package private

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestT30_NothingElseIsOpened puts what is no file of the user's in the place of
// one: before, which Open sees, and between its look and its opening, which open
// is told here.
func TestT30_NothingElseIsOpened(t *testing.T) {
	t.Parallel()
	const appending = os.O_CREATE | os.O_WRONLY | os.O_APPEND
	for name, put := range map[string]func(path string) error{
		"a FIFO":          func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a directory":     func(path string) error { return os.Mkdir(path, 0o700) },
		"a symbolic link": func(path string) error { return os.Symlink("/dev/null", path) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "x")
			if err := put(path); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(path, appending); err == nil || !strings.Contains(err.Error(), "is "+name) {
				t.Errorf("before: %v", err)
			}
			for _, flag := range []int{appending, os.O_RDWR} {
				if f, err := open(path, flag); err == nil {
					f.Close()
					t.Errorf("between: opened with flag %x", flag)
				}
			}
		})
	}
}

func TestModes(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x")
	for _, before := range []os.FileMode{0, 0o644, 0o666} {
		if before != 0 {
			if err := os.Chmod(path, before); err != nil {
				t.Fatal(err)
			}
		}
		f, err := Open(path, os.O_CREATE|os.O_WRONLY)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := f.Stat(); err != nil || info.Mode() != 0o600 {
			t.Errorf("after %v: %v, %v", before, info.Mode(), err)
		}
		f.Close()
	}
}
