//go:build unix

package program

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"imapsh/imap/practice"
)

// measured runs a program and says on stderr what its largest resident size was,
// in KiB. It is a program of its own in tests: a process begins with the size of
// the one that starts it, and a test's is large.
func measured() {
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = cmd.Run() // its status is passed on
	peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "darwin" {
		peak /= 1024
	}
	fmt.Fprintf(os.Stderr, "\npeak %d\n", peak)
	os.Exit(cmd.ProcessState.ExitCode())
}

// ceiling is what the program may ever have resident, in MiB, unless its user asks
// it to gather.
const ceiling = 64

// TestT38_MemoryAndTimeAreBounded runs the program as it is released against servers
// that want to exhaust it.
func TestT38_MemoryAndTimeAreBounded(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "imapsh")
	if out, err := exec.Command("go", "build", "-o", program, "imapsh").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const pre = "* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] hi\r\n"
	send, expect, forever := practice.Send, practice.Expect, practice.Forever
	inNoop := func(steps ...practice.Step) practice.Script {
		return append(practice.Script{send(pre), expect(`\S+ NOOP`)}, steps...)
	}
	inFetch := func(steps ...practice.Step) practice.Script {
		return append(practice.Script{send(pre), expect(`\S+ SELECT INBOX`), send("* 3 EXISTS\r\n$tag OK done\r\n"), expect(`\S+ FETCH .*`)}, steps...)
	}
	const fetch = "select INBOX\nfetch 1 BODY.PEEK[]\n"
	for _, row := range []struct {
		name, script string
		peer         practice.Script
		code         int
		says         string
	}{
		{"a greeting without an end", "noop\n", practice.Script{send("* OK "), forever("x")}, 6, "longer than the limit"},
		{"a line without an end", "noop\n", inNoop(send("* OK "), forever("x")), 6, "longer than the limit"},
		{"a string without an end", fetch, inFetch(send(`* 1 FETCH (ENVELOPE ("`), forever("abc ")), 6, "longer than the limit"},
		{"20 million parentheses", "noop\n", inNoop(send("* 1 FETCH "), forever("(")), 6, "longer than the limit"},
		{"10 million parentheses", fetch, inFetch(send("* 1 FETCH (BODY "), practice.Repeat(1000, send(strings.Repeat("(", 10000))), send("\r\n$tag OK done\r\n")), 0, ""},
		{"a literal of 2^63 bytes", fetch, inFetch(send("* 1 FETCH (BODY[] {9223372036854775808}\r\nabc"), practice.Silence()), 6, "2^63"},
		{"a literal of 2^63-1 bytes that nobody asked for", "noop\n", inNoop(send("* 1 FETCH (BODY[] {9223372036854775807}\r\nabc"), practice.Silence()), 6, "limit"},
		{"a literal of 256 MiB", fetch, inFetch(send("* 1 FETCH (BODY[] {268435456}\r\n"), practice.Repeat(4096, send(strings.Repeat("x", 65536))), send(")\r\n$tag OK done\r\n")), 0, ""},
		{"literals without an end", "noop\n", inNoop(send("* 1 FETCH (X"), forever(" {1}\r\na")), 6, "nobody asked for"},
		{"data nobody asked for without an end", "noop\n", inNoop(forever("* OK [XFLOOD 12] still there\r\n")), 6, "nobody asked for"},
		{"continuations without an end", "noop\n", inNoop(forever("+ go\r\n")), 6, "11 continuations"},
		{"a million names", "list\n", practice.Script{send(pre), expect(`\S+ LIST .*`), practice.Repeat(1000, send(strings.Repeat("* LIST () \"/\" mailbox\r\n", 1000))), send("$tag OK done\r\n")}, 0, ""},
		{"a capability of 15 MiB", "capability\n\\caps\n", practice.Script{send(pre), expect(`\S+ CAPABILITY`), send("* CAPABILITY IMAP4rev1" + strings.Repeat(" a", 15<<19) + "\r\n$tag OK done\r\n")}, 0, ""},
		{"sets of four billion", "select INBOX\nuid search 1:*\nuid copy 1:* x\nnoop\n", practice.Script{
			send(pre), expect(`\S+ SELECT INBOX`), send("* 3 EXISTS\r\n$tag OK done\r\n"),
			expect(`\S+ UID SEARCH .*`), send("* ESEARCH (TAG \"$tag\") UID ALL 1:4294967295\r\n* SEARCH 1\r\n$tag OK done\r\n"),
			expect(`\S+ UID COPY .*`), send("$tag OK [COPYUID 1 1:4294967295 1:4294967295] done\r\n"),
			expect(`\S+ NOOP`), send("* VANISHED 1:4294967295\r\n$tag OK done\r\n"),
		}, 0, ""},
		{"a DEFLATE bomb of one line", "compress DEFLATE\nnoop\n", practice.Script{send(pre), expect(`\S+ COMPRESS .*`), send("$tag OK go\r\n" + bomb(t, "* OK "+strings.Repeat("x", 32<<20))), practice.Silence()}, 6, "longer than the limit"},
		{"DEFLATE blocks that hold nothing", "compress DEFLATE\nnoop\n", practice.Script{send(pre), expect(`\S+ COMPRESS .*`), send("$tag OK go\r\n"), forever("\x00\x00\x00\xff\xff")}, 6, "hold nothing"},
	} {
		t.Run(row.name, func(t *testing.T) {
			cmd := exec.Command("measured", program, "--timeout", "30s", "imap://"+play(t, row.peer))
			home := t.TempDir()
			cmd.Dir, cmd.Stdin = home, strings.NewReader(row.script)
			cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0"}
			said := &ending{}
			cmd.Stdout, cmd.Stderr = io.Discard, said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			stuck := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() }) // only a failure takes so long
			defer stuck.Stop()
			_ = cmd.Wait()
			_, text, ok := strings.Cut(said.String(), "\npeak ")
			text, _, _ = strings.Cut(text, "\n") // a test that measures coverage says so behind it
			peak, err := strconv.Atoi(text)
			if !ok || err != nil {
				t.Fatalf("no peak in %q", said)
			}
			t.Logf("%d MiB", peak>>10)
			if peak>>10 > ceiling {
				t.Errorf("%d MiB were resident", peak>>10)
			}
			if code := cmd.ProcessState.ExitCode(); code != row.code || !strings.Contains(said.String(), row.says) {
				t.Errorf("exits with %d: %s", code, said)
			}
		})
	}
}

// ending keeps the last 4 KiB of what is written.
type ending struct{ b []byte }

func (e *ending) Write(p []byte) (int, error) {
	e.b = append(e.b, p...)
	e.b = e.b[max(len(e.b)-4096, 0):]
	return len(p), nil
}

func (e *ending) String() string { return string(e.b) }

// bomb is text, compressed.
func bomb(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
