//go:build unix

package program

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"imapsh/imap/practice"
)

// A victim is the program, with a script, to which something is done while it
// runs.
type victim struct {
	script string
	open   bool   // the script's end does not come
	scheme string // imap if empty
	peer   practice.Script
	args   []string
	env    []string
	home   string
}

// when runs the program, does something once c is closed, and returns how it
// ended.
func (v victim) when(t *testing.T, c <-chan struct{}, do func(*os.Process)) (code int, output string) {
	t.Helper()
	path, err := exec.LookPath("imapsh")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, append([]string{cmp.Or(v.scheme, "imap") + "://" + play(t, v.peer)}, v.args...)...)
	cmd.Dir, cmd.Stdin = v.home, strings.NewReader(v.script)
	if v.open {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		defer w.Close()
		if _, err := w.WriteString(v.script); err != nil {
			t.Fatal(err)
		}
		cmd.Stdin = r
	}
	cmd.Env = append([]string{"HOME=" + v.home, "PATH=" + os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR")}, v.env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-c
	do(cmd.Process)
	_ = cmd.Wait() // how it ended is what is looked at
	return cmd.ProcessState.ExitCode(), out.String()
}

// TestT34_WhatASignalBreaksOffIsNamed ends a script by a signal at each stage: the
// exit status is the signal's, what was broken off is said, and a partial file is
// called incomplete.
func TestT34_WhatASignalBreaksOffIsNamed(t *testing.T) {
	t.Parallel()
	const pre = "* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"
	for _, stage := range []struct {
		name   string
		victim victim
		says   string
		peer   func(reached practice.Step) practice.Script
	}{
		{"handshake", victim{script: "noop\n", scheme: "imaps"}, "connecting was interrupted by", func(reached practice.Step) practice.Script {
			return practice.Script{practice.Receive(1), reached, practice.Silence()}
		}},
		{"greeting", victim{script: "noop\n"}, "connecting was interrupted by", func(reached practice.Step) practice.Script {
			return practice.Script{reached, practice.Silence()}
		}},
		{"login", victim{script: "login alice secret\n"}, "line 1: abort: LOGIN interrupted", func(reached practice.Step) practice.Script {
			return practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1] hi\r\n"), practice.Expect(`\S+ LOGIN .*`), reached, practice.Silence()}
		}},
		{"authentication", victim{script: "authenticate plain alice secret\n"}, "line 1: abort: AUTHENTICATE interrupted", func(reached practice.Step) practice.Script {
			return practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"), practice.Expect(`\S+ AUTHENTICATE PLAIN`), practice.Send("+ \r\n"), practice.Expect(`.*`), reached, practice.Silence()}
		}},
		{"input", victim{script: "noop\n", open: true}, "", func(reached practice.Step) practice.Script {
			return practice.Script{practice.Send(pre), practice.Expect(`\S+ NOOP`), practice.Send("$tag OK done\r\n"), reached, practice.Silence()}
		}},
		{"command", victim{script: "noop\nnoop\n"}, "line 1: abort: NOOP interrupted", func(reached practice.Step) practice.Script {
			return practice.Script{practice.Send(pre), practice.Expect(`\S+ NOOP`), reached, practice.Silence()}
		}},
		{"saving", victim{script: "select INBOX\nfetch 1 BODY.PEEK[] > f\n"}, "line 2: abort: FETCH interrupted", func(reached practice.Step) practice.Script {
			return practice.Script{
				practice.Send(pre), practice.Expect(`\S+ SELECT INBOX`), practice.Send("* 1 EXISTS\r\n$tag OK done\r\n"),
				practice.Expect(`\S+ FETCH .*`), practice.Send("* 1 FETCH (BODY[] {200000}\r\n" + strings.Repeat("x", 100000)), reached, practice.Silence(),
			}
		}},
	} {
		for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(stage.name+" "+sig.String(), func(t *testing.T) {
				t.Parallel()
				there := make(chan struct{})
				v := stage.victim
				v.home, v.args = t.TempDir(), []string{"--keep-going", "--timeout", "10s"} // what is not broken off ends by that
				v.peer = stage.peer(practice.Call(func() { close(there) }))
				code, out := v.when(t, there, func(p *os.Process) { _ = p.Signal(sig) })
				if code != 128+int(sig) || !strings.Contains(out, stage.says) {
					t.Errorf("exits with %d:\n%s", code, out)
				}
			})
		}
	}
}

// TestKilledWhileSaving kills the program where nothing can be done about it, at each
// point of a series of downloads: what it had gone on from is whole, and so is what it
// had been told to save before.
func TestKilledWhileSaving(t *testing.T) {
	t.Parallel()
	const messages = 4
	body := strings.Repeat("x", 99_998) + "\r\n"
	header := fmt.Sprintf("* 1 FETCH (BODY[] {%d}\r\n", len(body))
	// point is how far the last FETCH comes.
	for point, last := range map[string]practice.Script{
		"the command": nil,
		"the literal": {practice.Send(header + body[:len(body)/2])},
		"the verdict": {practice.Send(header + body + ")\r\n")},
	} {
		for _, how := range []string{"fetch 1 BODY.PEEK[] > f%d", "fetch 1 BODY.PEEK[]\n\\save f%d"} {
			for whole := range messages {
				t.Run(fmt.Sprintf("%s of %d, %s", point, whole, how), func(t *testing.T) {
					t.Parallel()
					home, script := t.TempDir(), "select INBOX\n"
					for i := range messages {
						script += fmt.Sprintf(how+"\n", i)
					}
					step, there := reached()
					fetch := practice.Expect(`\S+ FETCH .*`)
					peer := practice.Script{
						practice.Send("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"), practice.Expect(`\S+ SELECT INBOX`), practice.Send("* 1 EXISTS\r\n$tag OK done\r\n"),
						practice.Repeat(whole, fetch, practice.Send(header+body+")\r\n$tag OK fetched\r\n")),
						fetch,
					}
					peer = append(append(peer, last...), step, practice.Silence())
					v := victim{script: script, peer: peer, home: home}
					_, out := v.when(t, there, func(p *os.Process) { _ = p.Kill() })
					for i := range whole {
						if b, err := os.ReadFile(filepath.Join(home, fmt.Sprintf("f%d", i))); string(b) != body {
							t.Errorf("f%d has %d bytes, %v\n%s", i, len(b), err, out)
						}
					}
				})
			}
		}
	}
}
