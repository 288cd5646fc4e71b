//go:build unix

package program

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"imapsh/imap/practice"
	"imapsh/repl"
)

// panicking is the program with a stdout that panics at a word.
func panicking() {
	f, err := repl.ParseFlags(os.Args[1:])
	if err != nil {
		panic(err)
	}
	cfg := f.Config
	cfg.Stdin, cfg.Stdout, cfg.Stderr, cfg.Getenv = os.Stdin, explosive{}, os.Stderr, os.Getenv
	cfg.StdinTerminal, cfg.StdoutTerminal, cfg.StderrTerminal = true, true, true
	session, err := repl.New(cfg)
	if err != nil {
		panic(err)
	}
	os.Exit(session.Main(context.Background()))
}

const blast = "BLAST"

type explosive struct{}

func (explosive) Write(p []byte) (int, error) {
	if strings.Contains(string(p), blast+"\n") {
		panic("a word that panics")
	}
	return os.Stdout.Write(p)
}

// TestT31_ACrashTellsNoSecret ends the program in the ways that make a Go program
// print where its goroutines are, while it has a secret or is sending it. The
// terminal is as it was, no core is left, and what is printed has no secret.
func TestT31_ACrashTellsNoSecret(t *testing.T) {
	t.Parallel()
	// atLogin lets nobody in: the secret is on its way.
	atLogin := func(mech string, before ...practice.Step) func(practice.Step) practice.Script {
		return func(reached practice.Step) practice.Script {
			sc := append(practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=" + mech + "] hi\r\n"), practice.Expect(`\S+ (AUTHENTICATE|LOGIN) .*`)}, before...)
			return append(sc, reached, practice.Silence())
		}
	}
	// within lets one in, and answers a FETCH with what the panicking program cannot bear.
	within := func(reached practice.Step) practice.Script {
		return practice.Script{
			practice.Send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n"), practice.Expect(`\S+ AUTHENTICATE PLAIN .*`), practice.Send("$tag OK [CAPABILITY IMAP4rev1] in\r\n"),
			reached, practice.Expect(`\S+ EXAMINE .*`), practice.Send("* 1 EXISTS\r\n$tag OK done\r\n"),
			practice.Expect(`\S+ FETCH .*`), practice.Send("* 1 FETCH (BODY[] {7}\r\n" + blast + "\r\n)\r\n"), practice.Silence(),
		}
	}
	signal := func(sig syscall.Signal) func(*shell) {
		return func(s *shell) {
			if err := s.Cmd.Process.Signal(sig); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	typed := func(lines ...string) func(*shell) {
		return func(s *shell) {
			for _, l := range lines {
				s.Ends(">")
				s.line(l)
			}
		}
	}
	for _, row := range []struct {
		name, auth string
		peer       func(practice.Step) practice.Script
		do         func(*shell)
	}{
		{"a panic where the answer is read", "PLAIN", within, typed("examine INBOX", "fetch 1 BODY[]")},
		{"a panic where the line is run", "PLAIN", within, typed(`\echo ` + blast)},
		{"Ctrl-\\ in a command", "PLAIN", func(reached practice.Step) practice.Script {
			return append(within(practice.Repeat(0))[:4], practice.Expect(`\S+ NOOP`), reached, practice.Silence())
		}, func(s *shell) { s.Press("\x1c") }},
		{"SIGQUIT at the prompt", "PLAIN", within, func(s *shell) { s.Ends(">"); signal(syscall.SIGQUIT)(s) }},
		{"SIGQUIT in PLAIN", "PLAIN", atLogin("PLAIN"), signal(syscall.SIGQUIT)},
		{"SIGABRT in LOGIN", "login", atLogin("PLAIN"), signal(syscall.SIGABRT)},
		{"SIGQUIT in SCRAM", "SCRAM-SHA-256", atLogin("SCRAM-SHA-256"), signal(syscall.SIGQUIT)},
		{"SIGQUIT in CRAM-MD5", "CRAM-MD5", atLogin("CRAM-MD5", practice.Send("+ PDFAYT4=\r\n"), practice.Expect(".*")), signal(syscall.SIGQUIT)},
		{"SIGQUIT in OAUTHBEARER", "OAUTHBEARER", atLogin("OAUTHBEARER"), signal(syscall.SIGQUIT)},
		{"SIGABRT in XOAUTH2", "XOAUTH2", atLogin("XOAUTH2"), signal(syscall.SIGABRT)},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			secret, home := awkward, t.TempDir()
			file := filepath.Join(home, "secret")
			args := []string{"--auth", row.auth, "--password-file", file}
			if strings.Contains(row.auth, "OAUTH") {
				secret = base64.StdEncoding.EncodeToString([]byte(awkward)) + ".t0ken"
				args = []string{"--auth", row.auth, "--token-command", "cat " + file}
			}
			if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			step, there := reached()
			args = append(args, "imap://carol@"+play(t, row.peer(step)))
			s := terminal{program: "panicking", cols: 200, rows: 50, home: home, env: []string{"IMAPSH_PASSWORD=", "GOTRACEBACK=all"}, cores: true}.start(t, args...)
			if strings.HasSuffix(row.name, "in a command") {
				typed("noop")(s)
			}
			s.waitFor(there)
			row.do(s)
			_ = s.Exits() // that the terminal is as it was is looked at there
			status := s.Cmd.ProcessState.Sys().(syscall.WaitStatus)
			if !strings.Contains(s.Output(), "goroutine ") || status.ExitStatus() != 2 {
				t.Errorf("did not crash, %v: %q", s.Cmd.ProcessState, s.Output())
			}
			if left, err := filepath.Glob(filepath.Join(home, "*core*")); status.CoreDump() || len(left) > 0 {
				t.Errorf("left a core: %v %v", left, err)
			}
			for how, leak := range coats(secret) {
				if strings.Contains(s.Output(), leak) {
					t.Errorf("tells the secret %s", how)
				}
			}
		})
	}
}
