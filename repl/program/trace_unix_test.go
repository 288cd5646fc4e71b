//go:build unix

package program

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestT30_ATraceIsItsOwnersAlone has a trace written under every umask, over files
// that others may read, and to what is no file.
func TestT30_ATraceIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	fifo := func(path string) error { // somebody reads it, so that to open it is not to wait
		err := syscall.Mkfifo(path, 0o600)
		if err == nil {
			var f *os.File
			f, err = os.OpenFile(path, os.O_RDWR, 0)
			t.Cleanup(func() { f.Close() })
		}
		return err
	}
	for _, row := range []struct {
		name, limits string
		there        func(path string) error // nil: nothing is
		code         int
		says         string
	}{
		{"umask 0", "umask 0", nil, 0, ""},
		{"umask that takes everything", "umask 777", nil, 0, ""},
		{"a file others may read", "umask 0", func(path string) error { return os.WriteFile(path, nil, 0o666) }, 0, ""},
		{"FIFO", "umask 77", fifo, 1, "is a FIFO, where a regular file is needed"},
		{"directory", "umask 77", func(path string) error { return os.Mkdir(path, 0o700) }, 1, "is a directory"},
		{"link to a file", "umask 77", func(path string) error { return os.Symlink("../elsewhere", path) }, 1, "is a symbolic link"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "trace")
			if row.there != nil {
				if err := row.there(path); err != nil {
					t.Fatal(err)
				}
			}
			code, out := limited(t, row.limits, "noop\n", "--demo", "--trace", path)
			if code != row.code || !strings.Contains(out, row.says) {
				t.Errorf("exits with %d: %s", code, out)
			}
			if row.code != 0 {
				return
			}
			info, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode() != 0o600 || info.Size() == 0 {
				t.Errorf("mode %v, %d bytes", info.Mode(), info.Size())
			}
		})
	}
}

// A trace that cannot be written is said to be incomplete once, and the session
// goes on; another one is another one.
func TestT30_ATraceThatCannotBeWrittenIsSaidOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	full := filepath.Join(dir, "full")
	if err := os.WriteFile(full, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "other")
	if err := os.Link(full, other); err != nil {
		t.Fatal(err)
	}
	code, out := limited(t, "ulimit -f 1", "noop\nnoop\n\\trace "+other+"\nnoop\nnoop\n", "--demo", "--trace", full)
	if code != 0 || strings.Count(out, "the trace is incomplete") != 2 || strings.Count(out, "OK N") != 4 {
		t.Errorf("exits with %d: %s", code, out)
	}
}

// limited runs a script in a program whose shell has set a limit before.
func limited(t *testing.T, limit, script string, args ...string) (code int, output string) {
	t.Helper()
	home := t.TempDir()
	cmd := exec.Command("sh", append([]string{"-c", limit + ` && exec imapsh "$@"`, "sh"}, args...)...)
	cmd.Dir, cmd.Stdin, cmd.SysProcAttr = home, strings.NewReader(script), withoutTerminal()
	cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0"}
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}
