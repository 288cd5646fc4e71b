//go:build unix

package program

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"imapsh/imap/practice"
	"imapsh/repl/lineedit/ptytest"
)

const historyFile = ".local/state/imapsh/history"

func TestHistoryIsKept(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	s := terminal{home: home}.start(t, "--demo=login")
	s.Ends("\ndemo>")
	s.line("login alice alicepw")
	s.Ends("\nalice@demo>")
	s.line(" status INBOX (MESSAGES)")
	s.Ends("\nalice@demo>")
	s.line("examine INBOX")
	s.Ends(" INBOX[ro] 23>")
	s.line("examine INBOX")
	s.Ends(" INBOX[ro] 23>")
	s.line("fetch 1 (FLAGS")
	s.Ends("\n    (>")
	s.line("UID)")
	s.Has("\nOK Fetch completed")
	s.Ends(" INBOX[ro] 23>")
	s.bye()

	path := filepath.Join(home, historyFile)
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v: want a file of mode 0600", st, err)
	}
	if b, _ := os.ReadFile(path); strings.Contains(string(b), "alicepw") {
		t.Errorf("the password is in the file: %q", b)
	}

	s = terminal{home: home}.demo(t)
	s.line(`\history`)
	s.Has("    1  login alice ***\n    2  examine INBOX\n    3  fetch 1 (FLAGS\n       UID)\n    4  \\history\n")
	s.Ends("\nalice@demo>")
	s.Press(ptytest.Up, ptytest.Up)
	s.Ends("> fetch 1 (FLAGS\nUID)")
	s.Press(ptytest.Up)
	s.Ends("> examine INBOX [(parameters)]") // with its hint
	s.Press(ptytest.Ctrl('U'), ptytest.Ctrl('R'), "flags")
	s.Ends("\nsearch 'flags': fetch 1 (FLAGS\nUID)")
	row := strings.Count(s.Screen.String(), "\n") - 1
	if style := s.Screen.StyleAt(row, strings.Index("search 'flags': fetch 1 (FLAGS", "FLAGS")); style == "" {
		t.Error("what was found is not highlighted")
	}
	s.Press(ctrlC)
	s.line(`\history /^ex/`)
	s.Has("\\history /^ex/\n    2  examine INBOX\n")
	s.Ends("\nalice@demo>")
	s.bye()
}

// Two shells at once lose nothing of each other.
func TestHistoryOfTwoShells(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	one, two := terminal{home: home}.demo(t), terminal{home: home}.demo(t)
	for _, line := range []string{`\echo a`, `\echo b`, `\echo c`} {
		for i, s := range []*shell{one, two} {
			s.line(line + string(rune('1'+i)))
			s.Ends("\n" + strings.TrimPrefix(line, `\echo `) + string(rune('1'+i)) + "\nalice@demo>")
		}
	}
	one.bye()
	two.bye()
	b, err := os.ReadFile(filepath.Join(home, historyFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a1", "a2", "b1", "b2", "c1", "c2"} {
		if strings.Count(string(b), `\echo `+want) != 1 && strings.Count(string(b), `echo `+want) != 1 {
			t.Errorf("%s is not there once: %q", want, b)
		}
	}
}

func TestNoHistory(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	s := terminal{home: home}.demo(t, "--no-history")
	s.line("noop")
	s.Has("\nOK")
	s.Ends("\nalice@demo>")
	s.Press(ptytest.Up)
	s.Ends("\nalice@demo> noop")
	s.Press(ctrlC)
	s.bye()
	if _, err := os.Stat(filepath.Join(home, historyFile)); err == nil {
		t.Error("a history was written")
	}
}

// A history that cannot be kept is told of once, and the shell goes on.
func TestHistoryThatCannotBeKept(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		make func(path string) error
	}{
		{"a directory in its place", func(path string) error { return os.MkdirAll(path, 0o700) }},
		{"a file in place of its directory", func(path string) error {
			return os.WriteFile(filepath.Dir(path), nil, 0o600)
		}},
		{"a device", func(path string) error { return os.Symlink("/dev/full", path) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			path := filepath.Join(home, "state", "history")
			if err := os.MkdirAll(filepath.Dir(filepath.Dir(path)), 0o700); err != nil {
				t.Fatal(err)
			}
			if tt.name != "a file in place of its directory" {
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if err := tt.make(path); err != nil {
				t.Fatal(err)
			}
			s := terminal{home: home, env: []string{"IMAPSH_HISTORY=" + path}}.demo(t)
			for range 3 {
				s.line("noop")
				s.Ends("\nalice@demo>")
			}
			s.line(`\echo end`)
			s.Ends("\nend\nalice@demo>")
			if n := strings.Count(s.Screen.String(), "history is kept in memory only"); n != 1 {
				t.Errorf("told %d times, not once", n)
			}
			s.Press(ptytest.Up, ptytest.Up)
			s.Ends("\nalice@demo> noop")
			s.Press(ctrlC)
			s.bye()
		})
	}
}

// Each profile sees its own lines first.
func TestHistoryOfAProfile(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	config := filepath.Join(home, "config.toml")
	_, address := serve(t, practice.Options{NoTLS: true})
	text := fmt.Sprintf("[profile.work]\nurl = %q\n[profile.home]\nurl = %[1]q\n", "imap://alice@"+address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	start := func(profile string) *shell {
		s := terminal{home: home, env: []string{"IMAPSH_CONFIG=" + config}}.start(t, profile)
		s.Ends("\nalice@127.0.0.1>")
		return s
	}
	for _, profile := range []string{"work", "home"} {
		s := start(profile)
		s.line(`\echo of ` + profile)
		s.Has("\nof " + profile + "\n")
		s.bye()
	}
	s := start("work")
	s.Press(ptytest.Up)
	s.Ends(`> \echo of work`)
	s.Press(ctrlC)
	s.bye()
}
