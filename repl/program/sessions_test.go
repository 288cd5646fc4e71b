package program

import (
	"strings"
	"testing"

	"imapsh/imap/practice"
)

// Several servers in one shell: each line goes to the session in use, or to the one
// that it names.
func TestSessions(t *testing.T) {
	t.Parallel()
	_, first := serve(t, practice.Options{NoTLS: true})
	_, second := serve(t, practice.Options{NoTLS: true})
	script := strings.Join([]string{
		`\connect imap://` + second, // the password is the first server's, and not sent to another
		"login alice alicepw",
		"select INBOX",
		"@1 status INBOX (MESSAGES)",
		`\use 1`,
		"select INBOX",
		"@2 fetch 1 (UID)",
		`\sessions`,
		`\use 2`,
		"logout",
		"-noop",
		`\use 1`,
		"fetch 1 (UID)",
	}, "\n")
	try := attempt{env: []string{"IMAPSH_PASSWORD=alicepw"}, args: []string{"--keep-going", "-c", `\echo start`}}
	var args []string
	for line := range strings.Lines(script) {
		args = append(args, "-c", strings.TrimSuffix(line, "\n"))
	}
	code, out := try.run(t, append(args, "imap://alice@"+first)...)
	if code != 0 {
		t.Errorf("exits with %d", code)
	}
	for _, want := range []string{"INBOX (MESSAGES 23)", "1 (UID 101)", "alice@127.0.0.1", "not connected"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in the output", want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

// After an abort \reconnect logs in again, opens the mailbox again, and says what may
// have changed.
func TestReconnect(t *testing.T) {
	t.Parallel()
	_, address := serve(t, practice.Options{NoTLS: true})
	try := attempt{env: []string{"IMAPSH_PASSWORD=alicepw"}}
	code, out := try.run(
		t, "imap://alice@"+address,
		"-c", "select INBOX", "-c", "shutdown", "-c", "-noop", "-c", `\reconnect`, "-c", "fetch 1 (UID)", "-c", `\state`,
	)
	if code != 0 || !strings.Contains(out, "not connected") || !strings.Contains(out, "1 (UID 101)") || !strings.Contains(out, "INBOX") {
		t.Errorf("exits with %d:\n%s", code, out)
	}
}

// What others did to the mailbox in the meantime is said.
func TestReconnectSaysWhatChanged(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, says string
		lines      []string
	}{
		{"new mail", "INBOX is open again: 24 messages, 23 before", []string{"select INBOX", "@2 select INBOX", "@2 copy 1 INBOX"}},
		{"another mailbox of that name", "UIDs from before mean nothing any more", []string{"create Box", "select Box", "@2 delete Box", "@2 create Box"}},
		{"a mailbox that is gone", "SELECT refused: [NONEXISTENT]", []string{"create Box", "select Box", "@2 delete Box"}},
		{"nothing", "INBOX is open again and as it was", []string{"examine INBOX"}},
		{"nobody was logged in", "nobody was logged in", []string{"logout", `\connect imap://ADDRESS`}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, address := serve(t, practice.Options{NoTLS: true})
			args := []string{"-y", "--keep-going", "-c", `\connect imap://` + address, "-c", "login alice alicepw", "-c", `\use 1`}
			for _, line := range row.lines {
				args = append(args, "-c", strings.ReplaceAll(line, "ADDRESS", address))
			}
			_, out := attempt{env: []string{"IMAPSH_PASSWORD=alicepw"}}.run(t, append(args, "-c", "shutdown", "-c", `\reconnect`, "-c", "noop", "imap://alice@"+address)...)
			if !strings.Contains(out, row.says) || !strings.Contains(out, "\nOK NOOP completed.") {
				t.Errorf("it does not say %q, or the session does not go on:\n%s", row.says, out)
			}
		})
	}
}
