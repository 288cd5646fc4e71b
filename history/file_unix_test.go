//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package history

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be another shell: with the variable set it
// adds lines to the file named there, tells of each, and ends.
func TestMain(m *testing.M) {
	path := os.Getenv("HISTORY_TEST_FILE")
	if path == "" {
		os.Exit(m.Run())
	}
	if os.Getenv("HISTORY_TEST_DISK") == "full" {
		signal.Ignore(syscall.SIGXFSZ)
		full := syscall.Rlimit{Cur: 1000, Max: 1000} // bytes in a file
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
			panic(err)
		}
	}
	count, _ := strconv.Atoi(os.Getenv("HISTORY_TEST_COUNT"))
	limit, _ := strconv.Atoi(os.Getenv("HISTORY_TEST_LIMIT"))
	h, err := Open(path, Options{Profile: "p", Limit: limit})
	h.patience = time.Hour // the machine may be busy
	for i := range count {
		if e := h.Add(shellLine(os.Getpid(), i)); e != nil {
			err = errors.Join(err, e)
		}
		fmt.Println(i)
	}
	if err := errors.Join(err, h.Close()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// shellLine is long and of two lines, so that a part of it shows.
func shellLine(pid, i int) string {
	return fmt.Sprintf("shell %d line %d (\n%s end)", pid, i, strings.Repeat("x", 300))
}

func otherShell(path string, count, limit int) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "HISTORY_TEST_FILE="+path, fmt.Sprint("HISTORY_TEST_COUNT=", count), fmt.Sprint("HISTORY_TEST_LIMIT=", limit))
	cmd.Stderr = os.Stderr
	return cmd
}

func TestProcessesAtOnce(t *testing.T) {
	t.Parallel()
	const shells, lines = 4, 50
	path := tempPath(t)
	var running []*exec.Cmd
	for range shells {
		cmd := otherShell(path, lines, 1000)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	next := map[string]int{} // by shell, the line to come
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	for _, line := range open(t, path, Options{Profile: "p"}).All() {
		var pid, i int
		if _, err := fmt.Sscanf(line, "shell %d line %d", &pid, &i); err != nil || line != shellLine(pid, i) {
			t.Fatalf("a line nobody wrote: %q", line)
		}
		if key := fmt.Sprint(pid); next[key] != i {
			t.Errorf("shell %d: line %d, want %d", pid, i, next[key])
		} else {
			next[key]++
		}
	}
	for _, cmd := range running {
		if got := next[fmt.Sprint(cmd.Process.Pid)]; got != lines {
			t.Errorf("shell %d: %d lines, want %d", cmd.Process.Pid, got, lines)
		}
	}
}

// TestKilledWhileWriting kills shells in the middle of their work, at the time
// they trim too: every line they said was saved is whole in the file.
func TestKilledWhileWriting(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	for round := range 5 {
		cmd := otherShell(path, 1<<30, 100)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := bufio.NewScanner(out)
		last := -1
		for said.Scan() {
			last, _ = strconv.Atoi(said.Text())
			if last == 300*round+7 {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = cmd.Wait() // it says "killed"
		h := open(t, path, Options{Profile: "p", Limit: 5000})
		found := false
		for _, line := range h.All() {
			var pid, i int
			if _, err := fmt.Sscanf(line, "shell %d line %d", &pid, &i); err != nil || line != shellLine(pid, i) {
				t.Fatalf("a line nobody wrote: %q", line)
			}
			found = found || pid == cmd.Process.Pid && i == last
		}
		if !found {
			t.Errorf("round %d: line %d, which was saved, is not there", round, last)
		}
		add(t, h, "noop") // the lock is free
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoRegularFile(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		label, want string
		make        func(path string) error
	}{
		{"FIFO", "is a FIFO", func(path string) error { return syscall.Mkfifo(path, 0o600) }},
		{"link to a device", "is a symbolic link", func(path string) error { return os.Symlink("/dev/null", path) }},
		{"link to a file", "is a symbolic link", func(path string) error { return os.Symlink(os.Args[0], path) }},
		{"link to nothing", "is a symbolic link", func(path string) error { return os.Symlink(path+"2", path) }},
	} {
		path := tempPath(t)
		if err := row.make(path); err != nil {
			t.Fatal(err)
		}
		before, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		h, err := Open(path, Options{})
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: Open: %v, want %q", row.label, err, row.want)
		}
		add(t, h, "a")
		wantAll(t, h, "a")
		after, err := os.Lstat(path)
		if err != nil || after.Mode() != before.Mode() {
			t.Errorf("%s: mode is now %v, %v", row.label, after, err)
		}
	}
}

func TestDevice(t *testing.T) {
	t.Parallel()
	h, err := Open("/dev/null", Options{})
	if err == nil || !strings.Contains(err.Error(), "is a device") {
		t.Errorf("Open: %v", err)
	}
	add(t, h, "a")
	wantAll(t, h, "a")
}

func TestFIFOInPlaceOfTheFileLater(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	h := open(t, path, Options{})
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.Add("a"); err == nil { // and does not wait for a reader
		t.Error("Add to a FIFO is no error")
	}
	add(t, h, "b")
}

// TestMode cannot be parallel: the umask is the process's.
func TestMode(t *testing.T) {
	for _, row := range []struct {
		label string
		umask int
		old   os.FileMode // of a file that is there already, 0 for none
	}{
		{"umask 0", 0, 0},
		{"umask 022", 0o022, 0},
		{"umask that takes everything", 0o777, 0},
		{"a file others may read", 0o022, 0o644},
		{"a file others may write", 0, 0o666},
	} {
		t.Run(row.label, func(t *testing.T) {
			path := tempPath(t)
			if row.old != 0 {
				write(t, path, "\told\n")
				if err := os.Chmod(path, row.old); err != nil {
					t.Fatal(err)
				}
			}
			defer syscall.Umask(syscall.Umask(row.umask))
			h := open(t, path, Options{Limit: 2})
			for i := range 30 { // the trimmed file has the mode too
				add(t, h, fmt.Sprint(i))
				info, err := os.Stat(path)
				if err != nil || info.Mode() != 0o600 {
					t.Fatalf("after %d lines: mode %v, %v", i+1, info.Mode(), err)
				}
			}
		})
	}
}

func TestUnwritable(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	write(t, path, "\told\n")
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	h := open(t, path, Options{})
	wantAll(t, h, "old")
	err := h.Add("a")
	if os.Geteuid() != 0 && !errors.Is(err, os.ErrPermission) { // root may write anything
		t.Errorf("Add: %v", err)
	}
	add(t, h, "b")
	wantAll(t, h, "old", "a", "b")
}

// TestDiskFull has the system take a part of a row and no more: that is one
// error, and the next shell gets over what it left.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	cmd := otherShell(path, 10, 1000)
	cmd.Env = append(cmd.Env, "HISTORY_TEST_DISK=full")
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); err == nil || strings.Count(said.String(), "in memory only") != 1 {
		t.Errorf("%v, %q", err, said.String())
	}
	if got := read(t, path); len(got) != 1000 || strings.HasSuffix(got, "\n") {
		t.Fatalf("the file holds %d bytes, want 1000 with a torn row", len(got))
	}
	pid := cmd.Process.Pid
	h := open(t, path, Options{Profile: "p"})
	add(t, h, "noop")
	want := []string{shellLine(pid, 0), shellLine(pid, 1), shellLine(pid, 2), "noop"}
	wantAll(t, h, want...)
	wantAll(t, open(t, path, Options{Profile: "p"}), want...)
}

func TestLockHeldByAnother(t *testing.T) {
	t.Parallel()
	path := tempPath(t)
	write(t, path, "\told\n")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if locked, err := lock(f); !locked || err != nil {
		t.Fatalf("lock: %v, %v", locked, err)
	}
	h := open(t, path, Options{}) // reading needs no lock
	h.patience = 0
	if err := h.Add("a"); !errors.Is(err, errHeld) {
		t.Errorf("Add: %v", err)
	}
	add(t, h, "b")
	wantAll(t, h, "old", "a", "b")
	if got := read(t, path); got != "\told\n" {
		t.Errorf("the file holds %q", got)
	}
}
