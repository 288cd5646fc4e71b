//go:build unix

package program

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"imapsh/imap/practice"
	"imapsh/repl/lineedit/ptytest"
)

// What terminals and servers can be like, and the shell must bear.

func TestTenColumns(t *testing.T) {
	t.Parallel()
	s := terminal{cols: 10, rows: 60, env: []string{"NO_COLOR=1"}}.start(t, "--demo", "-q")
	s.Ends(">")
	s.line("noop")
	s.Ends("> noop\n>")
	s.line("examine INBOX")
	s.Ends("\n  23\n>")
	s.line("fetch 1 UID")
	s.Ends("\n> fetch 1\nUID\n  1 (UID 1\n01)\n>")
	s.Press("ex\tx\t", ctrlC)
	s.Ends("\n>")
	s.line("nosuch")
	s.Has("\nerror:\nunknown\ncommand\nnosuch; to\n")
	s.Ends("\n>")
	s.Clean()
	s.bye()
}

// Without a terminal that can be drawn on the shell works line by line and sends
// nothing but text.
func TestPlainTerminals(t *testing.T) {
	t.Parallel()
	for _, term := range []string{"TERM=dumb", "TERM="} {
		t.Run(term, func(t *testing.T) {
			t.Parallel()
			s := terminal{env: []string{term}}.start(t, "--demo", "--no-history")
			s.Ends("\nalice@demo>")
			s.line(`\timing off`)
			s.line("examine INBOX")
			s.Ends("\nOK [READ-ONLY] Examine completed. · 1 item\nalice@demo INBOX[ro] 23>")
			s.line("fetch 2 BODY[TEXT]")
			s.Ends("> fetch 2 BODY[TEXT]\n  2 (BODY[TEXT] {89}\n" +
				"  │ The soup today is lentil. The soup tomorrow is what is left of it.\n  │ One o'clock?\n  │\n  │ Bob\n  )\n" +
				"OK Fetch completed. · 1 item · 89 B literal\nalice@demo INBOX[ro] 23>")
			s.Press(ctrlC)
			s.Ends("> ^C\nalice@demo INBOX[ro] 23>")
			s.bye()
			if out := s.Output(); strings.ContainsAny(out, "\x1b\a") {
				t.Errorf("an escape sequence was sent: %q", out)
			}
		})
	}
}

// NO_COLOR takes the colours and nothing else.
func TestNoColor(t *testing.T) {
	t.Parallel()
	s := terminal{env: []string{"NO_COLOR=1"}}.demo(t)
	s.line("nosuch")
	s.Has("error: unknown command nosuch")
	s.line("noop")
	s.Has("\nOK")
	s.Ends("\nalice@demo>")
	s.bye()
	for _, part := range strings.Split(s.Output(), "\x1b[")[1:] {
		params, _, _ := strings.Cut(part, "m")
		if strings.Trim(params, "0123456789;") == "" && strings.Trim(params, "0;") != "" {
			t.Errorf("a colour was sent: ESC [ %sm", params)
		}
	}
}

// With stdout in a pipe the person sees the prompt on stderr; what is in the
// pipe is data.
func TestOutputInAPipe(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := terminal{pipes: func(c *exec.Cmd) { c.Stdout = w }}.demo(t)
	w.Close()
	s.line("examine INBOX")
	s.Ends("INBOX[ro] 23>")
	s.line("fetch 1:2 UID")
	s.Has("OK Fetch completed")
	s.Ends("INBOX[ro] 23>")
	s.Press(ptytest.Ctrl('D'))
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(data), "23\n1 (UID 101)\n2 (UID 102)\n"; got != want {
		t.Errorf("in the pipe: %q, want %q", got, want)
	}
	if err := s.Exits(); err != nil {
		t.Error(err)
	}
}

// With stdin a pipe it is a script, though stdout is a terminal: no prompt.
func TestInputInAPipe(t *testing.T) {
	t.Parallel()
	s := terminal{pipes: func(c *exec.Cmd) {
		c.Stdin = strings.NewReader("\\timing off\nexamine INBOX\nfetch 1 UID\n")
		c.SysProcAttr.Ctty = 1
	}}.start(t, "--demo")
	s.Has("\n  1 (UID 101)\nOK Fetch completed. · 1 item")
	if err := s.Reap(); err != nil {
		t.Error(err)
	}
	if strings.Contains(s.Output(), "demo>") {
		t.Errorf("a script was prompted: %q", s.Output())
	}
}

// A name from outside cannot do anything to the terminal, in a list or in
// the prompt.
func TestHostileMailboxNames(t *testing.T) {
	t.Parallel()
	address := play(t, practice.Script{
		practice.Send("* PREAUTH [CAPABILITY IMAP4rev1 UTF8=ACCEPT] ready\r\n"), practice.Expect(`\S+ LIST .*`),
		practice.Send("* LIST () \"/\" {17}\r\nbad\x1b]0;owned\x07\nbox\r\n* LIST () \"/\" \"\xe2\x80\xaeevil\"\r\n$tag OK listed\r\n"),
		practice.Expect(`\S+ EXAMINE .*`), practice.Send("* 1 EXISTS\r\n$tag OK [READ-ONLY] in \x1b[31m\r\n"), practice.Obey(),
	})
	s := terminal{}.start(t, "imap://"+address)
	s.Ends("127.0.0.1>")
	s.line(`list "" *`)
	s.Has("bad.]0;owned..bo")
	s.Has(`\u202eevil`)
	s.Ends("\n127.0.0.1>")
	s.line("examine \u202eevil")
	s.Has(`in \x1b[31m`)
	s.Ends("\n127.0.0.1 \\u202eevil[ro] 1>")
	s.Clean()
	if out := s.Output(); strings.Contains(out, "owned\x07") || strings.Contains(out, "\u202e") || strings.Contains(out, "\x1b]0") {
		t.Errorf("it reached the terminal: %q", out)
	}
	s.bye()
}

func TestPasteOf100KB(t *testing.T) {
	t.Parallel()
	s := terminal{}.demo(t, "--no-history")
	before := s.Screen.Written()
	text := `\echo ` + strings.Repeat("0123456789abcdef", 6400) + "end"
	go io.WriteString(s.File, ptytest.Paste(text+"\n"))
	s.Ends("def" + "end")
	if n := s.Screen.Written() - before; n > 2*len(text) {
		t.Errorf("%d bytes pasted were drawn with %d", len(text), n)
	}
	s.Press(ptytest.Enter)
	s.Ends("end\nalice@demo>")
	s.bye()
}

// What is pasted runs only after Enter, line by line.
func TestPasteRunsNothingByItself(t *testing.T) {
	t.Parallel()
	s := terminal{}.demo(t, "--no-history")
	s.Press(ptytest.Paste("\\echo one\n\\echo two\ttabs\n"))
	s.Ends("alice@demo> \\echo one\n\\echo two       tabs")
	s.Press(ptytest.Enter)
	s.Ends("\none\ntwo tabs\nalice@demo>")
	s.bye()
}

// In a shell with job control Ctrl-Z suspends, at the prompt and in the midst of a
// command, and fg goes on where one was.
func TestCtrlZ(t *testing.T) {
	t.Parallel()
	more := make(chan struct{})
	address := selected(
		t, practice.Expect(`\S+ FETCH 1 FLAGS`), practice.Send("* 1 FETCH (FLAGS ())\r\n"),
		practice.Wait(more), practice.Send("$tag OK fetched\r\n"), practice.Obey(),
	)
	bash := exec.Command("bash", "--norc", "--noprofile", "-i")
	bash.Env = []string{"HOME=" + t.TempDir(), "TERM=xterm-256color", "XTERM_VERSION=1", "PATH=" + os.Getenv("PATH"), "PS1=bash: "}
	s := &shell{ptytest.Start(t, bash, ptytest.Options{}), t}
	s.Ends("bash:")
	s.line("imapsh --no-history imap://" + address + "/INBOX")
	s.Ends("\n127.0.0.1 INBOX[ro] 9>")
	s.Press("fetch 1 FL")
	s.Ends("> fetch 1 FL [(modifiers)]")
	s.Press(ptytest.Ctrl('Z'))
	s.Has("Stopped")
	s.Ends("\nbash:")
	s.line("fg")
	s.Has("\nimapsh --no-history")
	s.Ends("\n127.0.0.1 INBOX[ro] 9> fetch 1 FL [(modifiers)]")
	s.line("AGS")
	s.Has("\n  1 (FLAGS ())")
	s.Press(ptytest.Ctrl('Z'))
	s.Until("stopped twice", func() bool { return strings.Count(s.Screen.String(), "Stopped") == 2 })
	s.Ends("\nbash:")
	s.line("fg")
	more <- struct{}{}
	s.Has("\nOK fetched · 1 item")
	s.Ends("\n127.0.0.1 INBOX[ro] 9>")
	s.Press("noo", ptytest.Left, "x", ctrlC)
	s.Ends("\n127.0.0.1 INBOX[ro] 9>")
	s.Press(ptytest.Ctrl('D'))
	s.Ends("\nbash:")
}

// tmux has ideas of its own about wide characters.
func TestWideCharactersInTmux(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("IMAPSH_REQUIRE") == "1" {
			t.Fatal("tmux is required: ", err)
		}
		return
	}
	path, err := exec.LookPath("imapsh")
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	tmux := func(args ...string) string {
		out, err := exec.Command("tmux", append([]string{"-S", home + "/tmux", "-f", "/dev/null", "-u"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	tmux("new-session", "-d", "-x", "40", "-y", "12", "env HOME="+home+" NO_COLOR=1 "+path+" --demo --no-history -q")
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", home+"/tmux", "kill-server").Run() })
	shows := func(want string) {
		t.Helper()
		got := ""
		for deadline := time.Now().Add(ptytest.Patience); time.Now().Before(deadline); {
			if got = strings.TrimRight(tmux("capture-pane", "-p"), " \n"); got == want {
				return
			}
		}
		t.Fatalf("tmux shows:\n%s\nwant:\n%s", got, want)
	}
	shows("alice@demo>")
	tmux("send-keys", "-l", "\\echo 日本語 한글 😀 日本語 日本語")
	shows("alice@demo> \\echo 日本語 한글 😀 日本語\n日本語")
	tmux("send-keys", "Home", "Right", "Right", "Right", "Right", "Right", "Right", "Delete", "End", "BSpace")
	shows("alice@demo> \\echo 本語 한글 😀 日本語 日\n本")
	tmux("send-keys", "Enter")
	shows("alice@demo> \\echo 本語 한글 😀 日本語 日\n本\n本語 한글 😀 日本語 日本\nalice@demo>")
	tmux("send-keys", "C-d")
	for deadline := time.Now().Add(ptytest.Patience); time.Now().Before(deadline); {
		if exec.Command("tmux", "-S", home+"/tmux", "has-session").Run() != nil {
			return // the shell has ended, and tmux with it
		}
	}
	t.Error("Ctrl-D did not end the shell")
}
