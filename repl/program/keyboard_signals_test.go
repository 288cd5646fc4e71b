//go:build unix

package program

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"imapsh/imap/practice"
	"imapsh/repl/lineedit/ptytest"
)

// A moment of a session at the keyboard at which a signal may come. How it is
// reached begins with the start of the program.
type moment struct {
	name  string
	reach func(t *testing.T, start func(args ...string) *shell) *shell
	broke string // what a signal that ends the program makes it say
	ctrlC string // what SIGINT makes it show at last
	resum string // what is shown once more, or still is, when the program goes on
}

// reached is a step that says so.
func reached() (step practice.Step, there <-chan struct{}) {
	c := make(chan struct{})
	return practice.Call(func() { close(c) }), c
}

// waitFor waits for what the server has seen.
func (s *shell) waitFor(there <-chan struct{}) {
	s.t.Helper()
	select {
	case <-there:
	case <-time.After(ptytest.Patience):
		s.t.Fatal("the server does not see what it should")
	}
}

// inBox is how a moment with an open mailbox is reached, in which a line was typed
// and the server got it. The server says no more.
func inBox(line string, answer ...practice.Step) func(*testing.T, func(...string) *shell) *shell {
	return func(t *testing.T, start func(...string) *shell) *shell {
		step, there := reached()
		s := start("--no-history", "imap://"+selected(t, append(answer, step, practice.Silence())...)+"/INBOX")
		s.Ends("127.0.0.1 INBOX[ro] 9>")
		s.line(line)
		s.waitFor(there)
		return s
	}
}

// typing is how a moment is reached in which keys were pressed at the prompt.
func typing(until string, keys ...string) func(*testing.T, func(...string) *shell) *shell {
	return func(_ *testing.T, start func(...string) *shell) *shell {
		s := start("--no-history", "--demo")
		s.Ends("alice@demo>")
		s.Press(keys...)
		s.Has(until)
		return s
	}
}

// saving is how that moment is reached once there is something in the file.
func saving(reach func(*testing.T, func(...string) *shell) *shell) func(*testing.T, func(...string) *shell) *shell {
	return func(t *testing.T, start func(...string) *shell) *shell {
		s := reach(t, start)
		s.Has("FETCH · 1 item · 300 kB of 6 MB") // after half a second
		return s
	}
}

var moments = []moment{
	{"at the prompt", typing("> noop", "noop"), "", "> noop^C\nalice@demo>", "> noop"},
	{"in the completion menu", typing("Recordings", "exa", ptytest.Tab, ptytest.Tab, ptytest.Tab), "", "^C\nalice@demo>", "> examine"},
	{"in a continuation", typing("\n    (>", "fetch 1 (", ptytest.Enter), "", "^C\nalice@demo>", "\n    (>"},
	{"at a question", typing("Type yes or its name:", "delete INBOX", ptytest.Enter), "", "^C\nerror: ", "Type yes or its name:"},
	{"in the pager", typing("q ends --", "help", ptytest.Enter), "", "\nalice@demo>", "\n-- more: a key for a page, Enter a line, q ends --"},
	{"in IDLE", typing("listening; Enter or Ctrl-C ends it", "idle", ptytest.Enter), "", "OK Idle completed", ""},
	{"in a program", typing("\nzzz", "!echo zzz; exec sleep 1000", ptytest.Enter), "", "", ""},
	{"at a password", func(t *testing.T, start func(...string) *shell) *shell {
		_, address := serve(t, practice.Options{NoTLS: true})
		s := start("--no-history", "imap://bob@"+address)
		s.Ends("Password for bob@127.0.0.1:")
		return s
	}, "", "", "Password for bob@127.0.0.1:"},
	{"connecting", func(t *testing.T, start func(...string) *shell) *shell {
		step, there := reached()
		s := start("--no-history", "imap://"+play(t, practice.Script{step, practice.Silence()}))
		s.waitFor(there)
		return s
	}, "connecting was interrupted by a signal", "", ""},
	{"in a command", inBox("check", practice.Expect(`\S+ CHECK`)), "abort: CHECK interrupted: by a signal", "interrupted, reading the rest", ""},
	{
		"in a long answer", inBox("fetch 1 BODY[]", practice.Expect(`\S+ FETCH .*`), practice.Send("* 1 FETCH (BODY[] {6000000}\r\n"+strings.Repeat("x\r\n", 1000))),
		"abort: FETCH interrupted: by a signal", "interrupted, reading the rest", "",
	},
	{
		"while saving", saving(inBox("fetch 1 BODY[] > m.eml", practice.Expect(`\S+ FETCH .*`), practice.Send("* 1 FETCH (BODY[] {6000000}\r\n"+strings.Repeat("x\r\n", 100_000)))),
		"m.eml is incomplete: ", "interrupted, reading the rest", "",
	},
}

// atKeyboard starts the program in a terminal of its own, with no password in the
// environment.
func atKeyboard(t *testing.T) func(args ...string) *shell {
	return func(args ...string) *shell { return terminal{env: []string{"IMAPSH_PASSWORD="}}.start(t, args...) }
}

// TestT28_SignalsAtTheKeyboard ends the program by a signal at each moment: the
// terminal is as it was, the exit status is the signal's, and what was broken off is
// named.
func TestT28_SignalsAtTheKeyboard(t *testing.T) {
	t.Parallel()
	for _, m := range moments {
		for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(m.name+" "+sig.String(), func(t *testing.T) {
				t.Parallel()
				s := m.reach(t, atKeyboard(t))
				if err := s.Cmd.Process.Signal(sig); err != nil {
					t.Fatal(err)
				}
				_ = s.Exits() // whose status is looked at
				if code := s.Cmd.ProcessState.ExitCode(); code != 128+int(sig) {
					t.Errorf("exits with %d: %s", code, s.Output())
				}
				if !strings.Contains(s.Screen.String(), m.broke) {
					t.Errorf("does not say %q", m.broke)
				}
			})
		}
	}
}

// A SIGINT from elsewhere is what Ctrl-C is.
func TestSIGINTAtTheKeyboard(t *testing.T) {
	t.Parallel()
	for _, m := range moments {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			s := m.reach(t, atKeyboard(t))
			if m.name == "in a program" {
				return // Ctrl-C is the program's: TestProgramsHaveTheTerminal
			}
			if err := s.Cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if m.ctrlC != "" {
				s.Has(m.ctrlC)
				return
			}
			_ = s.Exits() // whose status is looked at
			if code := s.Cmd.ProcessState.ExitCode(); code != 128+int(syscall.SIGINT) {
				t.Errorf("exits with %d", code)
			}
		})
	}
}

// TestSuspended stops the program at each moment, by its key and by a signal from
// elsewhere, and continues it as a shell does: it goes on where it was.
func TestSuspended(t *testing.T) {
	t.Parallel()
	for _, m := range moments {
		for _, how := range []string{"Ctrl-Z", "SIGTSTP", "SIGSTOP"} {
			t.Run(m.name+" "+how, func(t *testing.T) {
				t.Parallel()
				home := t.TempDir()
				bash := exec.Command("bash", "--norc", "--noprofile", "-i")
				bash.Dir = home
				bash.Env = []string{
					"HOME=" + home, "TERM=xterm-256color", "XTERM_VERSION=1", "PATH=" + os.Getenv("PATH"), "PS1=bash: ",
					"GORACE=atexit_sleep_ms=0", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"),
				}
				s := m.reach(t, func(args ...string) *shell {
					s := &shell{ptytest.Start(t, bash, ptytest.Options{Cols: 100, Rows: 30}), t}
					s.Ends("bash:")
					s.line(`sh -c 'echo $$ >pid; exec imapsh "$@"' imapsh '` + strings.Join(args, `' '`) + `'`)
					return s
				})
				text, err := os.ReadFile(filepath.Join(home, "pid"))
				if err != nil {
					t.Fatal(err)
				}
				pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
				if err != nil {
					t.Fatal(err)
				}
				switch how {
				case "Ctrl-Z":
					s.Press(ptytest.Ctrl('Z'))
				case "SIGTSTP":
					err = syscall.Kill(-pid, syscall.SIGTSTP)
				case "SIGSTOP":
					err = syscall.Kill(-pid, syscall.SIGSTOP)
				}
				if err != nil {
					t.Fatal(err)
				}
				s.Until("bash's prompt", func() bool {
					_, after, _ := strings.Cut(s.Screen.String(), "Stopped")
					return strings.Contains(after, "\nbash:")
				})
				s.line("fg")
				told := func() []string { // what comes behind each time that bash tells of the job
					return strings.Split(s.Screen.Scrolled()+"\n"+s.Screen.String(), "sh -c ")
				}
				const times = 4 // typed, stopped, continued
				s.Until("fg", func() bool { return len(told()) == times })
				if m.resum != "" {
					s.Until("… fg … "+m.resum, func() bool { return strings.Contains(told()[times-1], m.resum) })
					if s.Cooked() {
						t.Error("the terminal is not in raw mode again")
					}
				}
				if m.ctrlC != "" {
					if err := syscall.Kill(pid, syscall.SIGINT); err != nil { // the key may find bash still there
						t.Fatal(err)
					}
					s.Has(m.ctrlC)
					s.Until("raw mode", func() bool { return !s.Cooked() })
				}
			})
		}
	}
}

// A reader that goes away is an error at the keyboard, not the end: that would
// leave the terminal in raw mode.
func TestPipeBreaksAtTheKeyboard(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := terminal{pipes: func(c *exec.Cmd) { c.Stdout = w }}.demo(t)
	w.Close()
	r.Close()
	s.line("list")
	s.Has("broken pipe")
	s.Ends("\nalice@demo>")
	s.Press(ptytest.Ctrl('D'))
	_ = s.Exits() // that the terminal is as it was is looked at there
	if code := s.Cmd.ProcessState.ExitCode(); code < 0 {
		t.Errorf("ended by a signal: %v", s.Cmd.ProcessState)
	}
}

// Ctrl-C that comes together with the line, or before anything can be typed, is
// for the command all the same.
func TestCtrlCTypedAhead(t *testing.T) {
	t.Parallel()
	address := selected(t, practice.Expect(`\S+ CHECK`), practice.Silence())
	s := terminal{}.opened(t, address)
	s.Press("check" + ptytest.Enter + ctrlC)
	s.Has("\ninterrupted, reading the rest; Ctrl-C again closes")
	s.Press(ctrlC)
	s.Ends("\nabort: CHECK interrupted: by Ctrl-C\n\\reconnect connects again\nimapsh>")
	s.bye()
}

// A line that the server has seen is in the history, whatever happens then.
func TestKilledAtTheKeyboard(t *testing.T) {
	t.Parallel()
	step, there := reached()
	address := selected(t, practice.Expect(`\S+ CHECK`), practice.Send("$tag OK checked\r\n"), practice.Expect(`\S+ NOOP`), step, practice.Silence())
	home := t.TempDir()
	s := terminal{home: home}.start(t, "imap://"+address+"/INBOX")
	s.Ends("127.0.0.1 INBOX[ro] 9>")
	s.line("check")
	s.Has("\nOK checked")
	s.line("noop")
	s.waitFor(there)
	if err := s.Cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.Reap() // it says "killed"
	for _, line := range []string{"check", "noop"} {
		if h := remains(t, home)["history"]; !strings.Contains(h, line+"\n") {
			t.Errorf("%q is not in the history: %q", line, h)
		}
	}
}
