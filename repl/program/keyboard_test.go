//go:build unix

package program

import (
	"os"
	"os/exec"
	"testing"

	"imapsh/imap/practice"
	"imapsh/repl/lineedit/ptytest"
)

// shell is the program in a terminal.
type shell struct {
	*ptytest.Terminal
	t *testing.T
}

// terminal says what the shell is started in and with.
type terminal struct {
	program    string // imapsh if ""
	cols, rows int
	cores      bool   // the system may write as large a core as it likes
	home       string // a new one if ""
	env        []string
	pipes      func(*exec.Cmd)
}

// start starts the shell in this terminal.
func (o terminal) start(t *testing.T, args ...string) *shell {
	t.Helper()
	if o.home == "" {
		o.home = t.TempDir()
	}
	if o.program == "" {
		o.program = "imapsh"
	}
	path, err := exec.LookPath(o.program)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	if o.cores {
		cmd = exec.Command("/bin/sh", append([]string{"-c", `ulimit -S -c "$(ulimit -H -c)"; exec "$0" "$@"`, path}, args...)...)
	}
	cmd.Dir = o.home
	// XTERM_VERSION: the model does not rewrap lines, and neither does xterm.
	cmd.Env = append([]string{
		"HOME=" + o.home, "TERM=xterm-256color", "XTERM_VERSION=1", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + o.home,
		"IMAPSH_PASSWORD=alicepw", "GORACE=halt_on_error=1 atexit_sleep_ms=0", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"),
	}, o.env...)
	return &shell{ptytest.Start(t, cmd, ptytest.Options{Cols: o.cols, Rows: o.rows, Pipes: o.pipes}), t}
}

// demo starts the shell on the practice server, and waits for its prompt.
func (o terminal) demo(t *testing.T, args ...string) *shell {
	t.Helper()
	s := o.start(t, append([]string{"--demo"}, args...)...)
	s.Ends("alice@demo>")
	return s
}

// line types a line and Enter.
func (s *shell) line(text string) {
	s.t.Helper()
	s.Press(text, ptytest.Enter)
}

func TestPrompt(t *testing.T) {
	t.Parallel()
	_, address := serve(t, practice.Options{NoTLS: true})
	s := terminal{}.start(t)
	s.Ends("imapsh>")
	s.line(`\connect imap://` + address)
	s.Ends("\n127.0.0.1>")
	s.line("login alice alicepw")
	s.Ends("\nalice@127.0.0.1>")
	s.line("examine INBOX")
	s.Ends("\nalice@127.0.0.1 INBOX[ro] 23>")
	s.line("select Sent")
	s.Ends("\nalice@127.0.0.1 Sent 3>")
	s.line("unselect")
	s.Ends("\nalice@127.0.0.1>")
	s.line("logout")
	s.Ends("\nimapsh>")
	s.Press(ptytest.Ctrl('D'))
	if err := s.Exits(); err != nil {
		t.Error(err)
	}
}

func TestPromptOfOnesOwn(t *testing.T) {
	t.Parallel()
	s := terminal{}.demo(t)
	s.line(`\set prompt '%i:%u/%h/%m%r %n %t %% %q%! $ '`)
	s.Ends("\n1:alice/demo/  AUTH % %q $")
	s.line("examine INBOX")
	s.Ends("\n1:alice/demo/INBOX[ro] 23 SELECTED % %q $")
	s.line(`\set prompt`)
	s.Ends("\nalice@demo INBOX[ro] 23>")
}

func TestPromptFitsANarrowTerminal(t *testing.T) {
	t.Parallel()
	s := terminal{cols: 30, rows: 40}.demo(t)
	s.line("examine INBOX")
	s.Ends("\nINBOX[ro] 23>")
	s.line("examine Projects/2026/Q1/Staplers/Lost/Found?")
	s.Ends("\n>")
}
