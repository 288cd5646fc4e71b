//go:build unix

package lineedit_test

import (
	"io"
	"os"
	"os/exec"
	"testing"

	"imapsh/repl/lineedit/ptytest"
)

// session is the helper in a terminal.
type session struct {
	*ptytest.Terminal
	t   *testing.T
	ctl *os.File // what the helper is told beside the keyboard
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
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctlR, ctlW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Dir = t.TempDir()
	// XTERM_VERSION: the model does not rewrap lines, and neither does xterm.
	cmd.Env = append([]string{
		helperEnv + "=" + o.helper, "TERM=xterm-256color", "XTERM_VERSION=1", "TMPDIR=" + cmd.Dir,
		"PATH=" + os.Getenv("PATH"), "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"),
	}, o.env...)
	cmd.ExtraFiles = []*os.File{ctlR}
	s := &session{t: t, ctl: ctlW}
	s.Terminal = ptytest.Start(t, cmd, ptytest.Options{Cols: o.cols, Rows: o.rows, Unsized: o.unsized, Pipes: o.pipes})
	ctlR.Close()
	t.Cleanup(func() { ctlW.Close() })
	return s
}

// prompt waits for the first prompt.
func (s *session) prompt() *session {
	s.t.Helper()
	s.Ends("ready\n>")
	return s
}

func (s *session) tell(command string) {
	s.t.Helper()
	if _, err := io.WriteString(s.ctl, command+"\n"); err != nil {
		s.t.Fatal(err)
	}
}

const (
	enter    = ptytest.Enter
	tab      = ptytest.Tab
	backTab  = ptytest.BackTab
	esc      = ptytest.Escape
	up       = ptytest.Up
	down     = ptytest.Down
	right    = ptytest.Right
	left     = ptytest.Left
	home     = ptytest.Home
	end      = ptytest.End
	del      = ptytest.Delete
	pageUp   = ptytest.PageUp
	pageDown = ptytest.PageDown
	bs       = ptytest.Backspace
)

func ctrl(c byte) string    { return ptytest.Ctrl(c) }
func alt(c string) string   { return ptytest.Alt(c) }
func paste(s string) string { return ptytest.Paste(s) }
