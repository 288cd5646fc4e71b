package program

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"imapsh/docs"
	"imapsh/imap"
	"imapsh/repl/command"
)

// before is what an example wants to have happened.
var before = map[string]string{
	"delete":         "create Old",
	"rename":         "create Old",
	"move":           "create Archive2",
	"unsubscribe":    "subscribe Archive",
	"proxyauth":      "login admin adminpw",
	"setquota":       "login admin adminpw",
	"readline":       `send $'x1 NOOP\r\n'`,
	"read":           `send $'x1 NOOP\r\n'`,
	`\tls`:           "starttls",
	`\show`:          "select INBOX\nfetch 1 BODY[TEXT]",
	`\save`:          "select INBOX\nfetch 1 BODY[TEXT]",
	`\unset`:         `\set box INBOX`,
	"uid":            "select INBOX",
	"uid expunge":    "select INBOX",
	"getmetadata":    `setmetadata INBOX /private/comment "a comment"`,
	"unauthenticate": "noop",
}

// atGreeting are the commands that are shown before anybody logs in.
var atGreeting = map[string]bool{"proxyauth": true, "setquota": true, `\tls`: true}

// notRun says why an example cannot be tried on the practice server.
var notRun = map[string]string{
	"open":      "connects to a server on its port",
	`\connect`:  "connects to a server by its name",
	`\diagnose`: "connects to a server by its name",
	`\history`:  "a script has no history",
}

// TestExamples runs what help shows.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, sp := range command.All() {
		t.Run(sp.Name, func(t *testing.T) {
			t.Parallel()
			switch {
			case len(sp.Examples) == 0:
				t.Errorf("%s has no example", sp.Name)
			case sp.Summary == "":
				t.Errorf("%s has no summary", sp.Name)
			case sp.States != 0 && sp.RFC == "" && sp.Needs == "" && !sp.Local && !knownWithoutRFC[sp.Name]:
				t.Errorf("%s names no RFC", sp.Name)
			}
			if notRun[sp.Name] != "" {
				return
			}
			for _, ex := range sp.Examples {
				runExample(t, sp, ex.Line)
			}
		})
	}
}

// knownWithoutRFC are commands of the client that no RFC describes.
var knownWithoutRFC = map[string]bool{"xatom": true, `\auth`: true, `\raw`: true}

func runExample(t *testing.T, sp *command.Spec, line string) {
	t.Helper()
	demo, script := "--demo", ""
	switch {
	case sp.States == imap.InNonAuth || atGreeting[sp.Name]:
		demo = "--demo=login"
	case sp.States == imap.InSelected:
		script = "select INBOX\n"
	}
	if b := before[sp.Name]; b != "" {
		script += b + "\n"
	}
	script += line + "\n"
	if code, out := runScript(t, script, demo); code != 0 {
		t.Errorf("%s\nexits with %d:\n%s", script, code, out)
	}
}

// runScript runs the program on a script, in a directory of its own.
func runScript(t *testing.T, script string, args ...string) (code int, output string) {
	t.Helper()
	path, err := exec.LookPath("imapsh")
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	for name, text := range map[string]string{"morning.imap": "noop\n", "letter.txt": "Subject: x\n\nx\n", "mail.eml": "Subject: x\n\nx\n"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Stdin = home, strings.NewReader(script)
	cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR")}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

var promptLine = regexp.MustCompile(`(?m)^    (?:alice@)?demo[^>\n]*> (.*)$`)

// TestTutorial types what the tutorial shows.
func TestTutorial(t *testing.T) {
	t.Parallel()
	text, _ := docs.Page("tutorial")
	beforeLogin, byHand, ok := strings.Cut(text, "## Logging in by hand")
	if !ok {
		t.Fatal("the tutorial has no part about logging in")
	}
	for part, demo := range map[string]string{beforeLogin: "--demo", byHand: "--demo=login"} {
		var script strings.Builder
		for _, m := range promptLine.FindAllStringSubmatch(part, -1) {
			script.WriteString(m[1] + "\n")
		}
		if script.Len() == 0 {
			t.Fatal("the tutorial shows nothing")
		}
		if code, out := runScript(t, script.String(), demo); code != 0 {
			t.Errorf("exits with %d:\n%s", code, out)
		}
	}
}
