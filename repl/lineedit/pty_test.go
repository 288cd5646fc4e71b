//go:build unix

package lineedit_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"imapsh/repl/lineedit/vt"
)

// patience is how long a test waits for the screen to show something before it
// gives up. No test is faster or slower for it.
const patience = 30 * time.Second

// session is the helper in a terminal, and what that shows.
type session struct {
	t      *testing.T
	cmd    *exec.Cmd
	pty    *os.File
	screen *vt.Screen
	ctl    *os.File
	silent chan struct{} // closed when nothing more will be written

	mu    sync.Mutex
	news  chan struct{} // closed and renewed with each piece of output
	sent  bytes.Buffer  // everything the helper wrote
	ended bool          // and will write no more
	wait  sync.Once
	err   error // how the helper ended
}

type options struct {
	helper     string
	cols, rows int
	unsized    bool // the terminal does not tell its size
	env        []string
	pipes      func(*exec.Cmd) // changes its files
}

func start(t *testing.T, o options) *session {
	t.Helper()
	if o.helper == "" {
		o.helper = "shell"
	}
	if o.cols == 0 {
		o.cols, o.rows = 80, 24
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctlR, ctlW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, screen: vt.New(o.cols, o.rows), ctl: ctlW, news: make(chan struct{}), silent: make(chan struct{})}
	s.cmd = exec.Command(self)
	s.cmd.Dir = t.TempDir()
	// XTERM_VERSION: the model does not rewrap lines, and neither does xterm.
	s.cmd.Env = append([]string{
		helperEnv + "=" + o.helper, "TERM=xterm-256color", "XTERM_VERSION=1", "TMPDIR=" + s.cmd.Dir,
		"PATH=" + os.Getenv("PATH"), "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"),
	}, o.env...)
	s.cmd.ExtraFiles = []*os.File{ctlR}
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
	unix.SetNonblock(fd, true)
	s.pty = os.NewFile(uintptr(fd), "pty")
	if !o.unsized {
		s.setSize(o.cols, o.rows)
	}
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty, tty, tty
	s.cmd.SysProcAttr = controlling(tty)
	if o.pipes != nil {
		o.pipes(s.cmd)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctlR.Close()
	tty.Close()
	go s.watch()
	t.Cleanup(s.end)
	return s
}

// watch shows what the helper writes.
func (s *session) watch() {
	buf := make([]byte, 1<<16)
	for {
		n, err := s.pty.Read(buf)
		s.screen.Write(buf[:n])
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

func (s *session) end() {
	s.ctl.Close()
	s.cmd.Process.Kill()
	s.reap()
	s.pty.Close()
	if s.t.Failed() {
		row, col := s.screen.Cursor()
		s.t.Logf("cursor at %d,%d of\n%s", row, col, s.screen)
	}
}

func (s *session) reap() error {
	s.wait.Do(func() { s.err = s.cmd.Wait() })
	return s.err
}

// until waits for cond to hold of what is on the screen.
func (s *session) until(what string, cond func() bool) {
	s.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		news, ended := s.news, s.ended
		s.mu.Unlock()
		if cond() {
			return
		}
		if ended {
			s.t.Fatalf("the helper ended before: %s", what)
		}
		select {
		case <-news:
		case <-deadline.C:
			s.t.Fatalf("not seen: %s", what)
		}
	}
}

// shows waits for the screen to be exactly this, and checks that nothing was sent
// that a terminal may not understand.
func (s *session) shows(want string) {
	s.t.Helper()
	s.until("\n"+want, func() bool { return s.screen.String() == want })
	s.clean()
}

// ends waits for the screen to end with this.
func (s *session) ends(want string) {
	s.t.Helper()
	s.until("… "+want, func() bool { return strings.HasSuffix(s.screen.String(), want) })
	s.clean()
}

func (s *session) has(want string) {
	s.t.Helper()
	s.until("… "+want+" …", func() bool { return strings.Contains(s.screen.String(), want) })
}

func (s *session) clean() {
	s.t.Helper()
	if u := s.screen.Unknown(); len(u) > 0 {
		s.t.Errorf("sent to the terminal: %v", u)
	}
}

func (s *session) cursor(row, col int) {
	s.t.Helper()
	s.until("cursor", func() bool { r, c := s.screen.Cursor(); return r == row && c == col })
}

// prompt waits for the first prompt.
func (s *session) prompt() *session {
	s.t.Helper()
	s.ends("ready\n>")
	return s
}

// press sends keys.
func (s *session) press(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		if _, err := io.WriteString(s.pty, k); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *session) tell(command string) {
	s.t.Helper()
	if _, err := io.WriteString(s.ctl, command+"\n"); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) resize(cols, rows int) {
	s.t.Helper()
	s.screen.Resize(cols, rows)
	s.setSize(cols, rows)
}

func (s *session) setSize(cols, rows int) {
	s.t.Helper()
	s.control(func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(cols), Row: uint16(rows)})
	})
}

// control calls f with the terminal's file descriptor.
func (s *session) control(f func(fd int) error) {
	s.t.Helper()
	raw, err := s.pty.SyscallConn()
	if err != nil {
		s.t.Fatal(err)
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil || failed != nil {
		s.t.Fatal(err, failed)
	}
}

// output is what the helper wrote so far.
func (s *session) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.String()
}

// cooked tells whether the terminal is in the mode a program finds it in.
func (s *session) cooked() bool {
	var mode *unix.Termios
	s.control(func(fd int) (err error) {
		mode, err = unix.IoctlGetTermios(fd, getTermios)
		return err
	})
	const on = unix.ICANON | unix.ECHO | unix.ISIG
	return mode.Lflag&on == on
}

// exits waits for the helper to end, and checks that the terminal is as it was.
func (s *session) exits() error {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.reap() }()
	select {
	case err := <-done:
		<-s.silent // all it wrote is on the screen
		if !s.cooked() {
			s.t.Error("the terminal was not restored")
		}
		if s.screen.Mode("?2004") {
			s.t.Error("bracketed paste was left on")
		}
		return err
	case <-time.After(patience):
		s.t.Fatal("the helper does not end")
		return nil
	}
}

// The keys, as xterm sends them.
const (
	enter    = "\r"
	tab      = "\t"
	backTab  = "\x1b[Z"
	esc      = "\x1b"
	up       = "\x1b[A"
	down     = "\x1b[B"
	right    = "\x1b[C"
	left     = "\x1b[D"
	home     = "\x1b[H"
	end      = "\x1b[F"
	del      = "\x1b[3~"
	pageUp   = "\x1b[5~"
	pageDown = "\x1b[6~"
	bs       = "\x7f"
)

func ctrl(c byte) string    { return string(rune(c & 0x1f)) }
func alt(c string) string   { return esc + c }
func paste(s string) string { return "\x1b[200~" + s + "\x1b[201~" }
