package main

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
