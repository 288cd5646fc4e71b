//go:build unix

package ptytest

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"imapsh/repl/lineedit/vt"
)

// Patience is how long a test waits for the screen to show something before it
// gives up. No test is faster or slower for it.
const Patience = 30 * time.Second

// Options say what a terminal is like. The zero value is one of 80 × 24.
type Options struct {
	Cols, Rows int
	Unsized    bool            // the terminal does not tell its size
	Pipes      func(*exec.Cmd) // changes the program's files after they were made the terminal
}

// A Terminal is a program in a terminal, and what that shows.
type Terminal struct {
	Cmd    *exec.Cmd
	Screen *vt.Screen
	File   *os.File // our side: what is written is typed

	t      *testing.T
	silent chan struct{} // closed when nothing more will be written

	mu    sync.Mutex
	news  chan struct{} // closed and renewed with each piece of output
	sent  bytes.Buffer  // everything the program wrote
	ended bool          // and will write no more
	wait  sync.Once
	err   error // how the program ended
}

// Start starts cmd in a terminal, which is its controlling one. The program is
// killed at the end of the test.
func Start(t *testing.T, cmd *exec.Cmd, o Options) *Terminal {
	t.Helper()
	if o.Cols == 0 {
		o.Cols, o.Rows = 80, 24
	}
	s := &Terminal{
		Cmd: cmd, Screen: vt.New(o.Cols, o.Rows), t: t,
		news: make(chan struct{}), silent: make(chan struct{}),
	}
	var tty *os.File
	s.File, tty = open(t)
	if !o.Unsized {
		s.setSize(o.Cols, o.Rows)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if o.Pipes != nil {
		o.Pipes(cmd)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	go s.watch()
	t.Cleanup(s.end)
	return s
}

// open makes a terminal: our side and the program's.
func open(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	// The package's own calls left it in blocking mode, in which Close waits for
	// the Read that watch is in.
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	master.Close()
	_ = unix.SetNonblock(fd, true)
	return os.NewFile(uintptr(fd), "pty"), tty
}

// watch shows what the program writes.
func (s *Terminal) watch() {
	buf := make([]byte, 1<<16)
	for {
		n, err := s.File.Read(buf)
		_, _ = s.Screen.Write(buf[:n])
		s.mu.Lock()
		s.sent.Write(buf[:n])
		s.ended = err != nil
		close(s.news)
		s.news = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			close(s.silent)
			return
		}
	}
}

func (s *Terminal) end() {
	_ = s.Cmd.Process.Kill()
	_ = s.Reap()
	s.File.Close()
	if s.t.Failed() {
		row, col := s.Screen.Cursor()
		s.t.Logf("cursor at %d,%d of\n%s", row, col, s.Screen)
	}
}

// Reap waits for the program to end, however long that takes.
func (s *Terminal) Reap() error {
	s.wait.Do(func() { s.err = s.Cmd.Wait() })
	return s.err
}

// Until waits for cond to hold of what is on the screen.
func (s *Terminal) Until(what string, cond func() bool) {
	s.t.Helper()
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		news, ended := s.news, s.ended
		s.mu.Unlock()
		if cond() {
			return
		}
		if ended {
			s.t.Fatalf("the program ended before: %s\nits output: %q", what, s.Output())
		}
		select {
		case <-news:
		case <-deadline.C:
			s.t.Fatalf("not seen: %s", what)
		}
	}
}

// Shows waits for the screen to be exactly this, and checks that nothing was
// sent that a terminal may not understand.
func (s *Terminal) Shows(want string) {
	s.t.Helper()
	s.Until("\n"+want, func() bool { return s.Screen.String() == want })
	s.Clean()
}

// Ends waits for the screen to end with this, and checks what was sent.
func (s *Terminal) Ends(want string) {
	s.t.Helper()
	s.Until("… "+want, func() bool { return strings.HasSuffix(s.Screen.String(), want) })
	s.Clean()
}

// Has waits for the screen to hold this somewhere.
func (s *Terminal) Has(want string) {
	s.t.Helper()
	s.Until("… "+want+" …", func() bool { return strings.Contains(s.Screen.String(), want) })
}

// Clean checks that nothing was sent that a terminal may not understand.
func (s *Terminal) Clean() {
	s.t.Helper()
	if u := s.Screen.Unknown(); len(u) > 0 {
		s.t.Errorf("sent to the terminal: %v", u)
	}
}

// CursorAt waits for the cursor to be there, counted from 0.
func (s *Terminal) CursorAt(row, col int) {
	s.t.Helper()
	s.Until("cursor", func() bool { r, c := s.Screen.Cursor(); return r == row && c == col })
}

// Press presses keys.
func (s *Terminal) Press(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		if _, err := io.WriteString(s.File, k); err != nil {
			s.t.Fatal(err)
		}
	}
}

// Resize changes the terminal's size, as a person drags a window's corner.
func (s *Terminal) Resize(cols, rows int) {
	s.t.Helper()
	s.Screen.Resize(cols, rows)
	s.setSize(cols, rows)
}

func (s *Terminal) setSize(cols, rows int) {
	s.t.Helper()
	s.control(func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(cols), Row: uint16(rows)})
	})
}

// control calls f with the terminal's file descriptor.
func (s *Terminal) control(f func(fd int) error) {
	s.t.Helper()
	raw, err := s.File.SyscallConn()
	if err != nil {
		s.t.Fatal(err)
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil || failed != nil {
		s.t.Fatal(err, failed)
	}
}

// Output is all that the program wrote so far.
func (s *Terminal) Output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.String()
}

// Cooked tells whether the terminal is in the mode a program finds it in.
func (s *Terminal) Cooked() bool {
	var mode *unix.Termios
	s.control(func(fd int) (err error) {
		mode, err = unix.IoctlGetTermios(fd, getTermios)
		return err
	})
	const on = unix.ICANON | unix.ECHO | unix.ISIG
	return mode.Lflag&on == on
}

// Exits waits for the program to end, and checks that the terminal is as it was.
func (s *Terminal) Exits() error {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.Reap() }()
	select {
	case err := <-done:
		<-s.silent // all it wrote is on the screen
		if !s.Cooked() {
			s.t.Error("the terminal was not restored")
		}
		if s.Screen.Mode("?2004") {
			s.t.Error("bracketed paste was left on")
		}
		return err
	case <-time.After(Patience):
		_ = s.Cmd.Process.Signal(syscall.SIGQUIT) // a Go program says where it is stuck
		<-s.silent
		s.t.Fatalf("the program does not end:\n%s", s.Output())
		return nil
	}
}
