package program

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A process is the program with pipes for stdin, stdout and stderr.
type process struct {
	t     *testing.T
	name  string // in failures
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines chan string // of stdout and stderr
	said  strings.Builder
}

// launch starts the program. It is killed at the end of the test.
func launch(t *testing.T, name string, args ...string) *process {
	t.Helper()
	path, err := exec.LookPath("imapsh")
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, name: name, cmd: exec.Command(path, args...), lines: make(chan string, 1000)}
	home := t.TempDir()
	p.cmd.Env = append(os.Environ(), "HOME="+home, "IMAPSH_PASSWORD=alicepw", "GORACE=halt_on_error=1")
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout, p.cmd.Stderr = in, in
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	go func() {
		for scan := bufio.NewScanner(out); scan.Scan(); {
			p.lines <- scan.Text()
		}
		out.Close()
		close(p.lines)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it may have ended
		_ = p.cmd.Wait()
	})
	return p
}

// expect reads lines up to one that the expression matches, and returns its
// first group or all of it.
func (p *process) expect(pattern string) string {
	p.t.Helper()
	re := regexp.MustCompile(pattern)
	timeout := time.After(time.Minute) // only a failure takes so long
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				p.t.Fatalf("%s ended without %s; it said:\n%s", p.name, pattern, p.said.String())
			}
			p.said.WriteString(line + "\n")
			if m := re.FindStringSubmatch(line); m != nil {
				return m[len(m)-1]
			}
		case <-timeout:
			p.t.Fatalf("%s never said %s, but:\n%s", p.name, pattern, p.said.String())
		}
	}
}

// types gives the program a line.
func (p *process) types(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.stdin, line+"\n"); err != nil {
		p.t.Fatal(err)
	}
}

// ends waits for the program's end, which must be a good one.
func (p *process) ends() {
	p.t.Helper()
	for line := range p.lines {
		p.said.WriteString(line + "\n")
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("%s: %v; it said:\n%s", p.name, err, p.said.String())
	}
}

// TestTwoShells attaches two shells to one server. Each sees the messages that
// the other adds and removes, and the flags it sets.
func TestTwoShells(t *testing.T) {
	t.Parallel()
	server := launch(t, "the server", "serve", "--listen", "127.0.0.1:0", "--profile", "modern")
	url := strings.Replace(server.expect(`^imap://127\.0\.0\.1:\d+$`), "//", "//alice@", 1)
	attach := func(name string) *process {
		p := launch(t, name, "--no-rc", "--tls", "none", "--insecure-auth", "-f", "-", url)
		p.types("select Drafts")
		p.expect(`READ-WRITE`)
		return p
	}
	first, second := attach("the first shell"), attach("the second shell")
	for _, turn := range []struct{ acts, sees *process }{{first, second}, {second, first}} {
		turn.acts.types(`append Drafts (\Seen) NIL 'Subject: news'`)
		turn.acts.expect(`APPENDUID`)
		turn.sees.types("noop")
		turn.sees.expect(`^· 3 EXISTS`)

		turn.acts.types(`store 3 +FLAGS (\Deleted work)`)
		turn.acts.expect(`^OK Store`)
		turn.sees.types("noop")
		turn.sees.expect(`^· 3 FETCH .*\\Deleted.*work`)

		turn.acts.types(`uid expunge 6:99`)
		turn.acts.expect(`^OK .*completed`)
		turn.sees.types("noop")
		turn.sees.expect(`^· 3 EXPUNGE`)
	}
	for _, p := range []*process{first, second} {
		p.types("logout")
		p.stdin.Close()
		p.ends()
	}
	if runtime.GOOS != "windows" { // which knows no such signal
		if err := server.cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		server.ends()
	}
}

// TestServeEnds ends the server by a signal: whoever is connected is told, and
// its exit status is 0.
func TestServeEnds(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // it knows no such signal
	}
	server := launch(t, "the server", "serve")
	url := strings.Replace(server.expect(`^imap://127\.0\.0\.1:\d+$`), "//", "//alice@", 1)
	client := launch(t, "the shell", "--no-rc", "--tls", "none", "--insecure-auth", "-f", "-", url)
	client.types("noop")
	client.expect(`^OK NOOP`)
	client.types("idle 60")
	if err := server.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	server.ends()
	client.expect(`BYE:? Server is shutting down`)
}
