package practice_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
)

// Other people's clients work with the server. Where one is not installed its
// test is skipped, unless IMAPSH_REQUIRE is 1 in the environment: then it fails.

// program finds a program that a Debian package brings.
func program(t *testing.T, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("IMAPSH_REQUIRE") == "1":
		t.Fatalf("IMAPSH_REQUIRE=1 demands %s (apt-get install %s)", name, debian)
	default:
		t.Skipf("no %s (apt-get install %s)", name, debian)
	}
	return path
}

// A host is a practice server on two ports of the loopback interface.
type host struct {
	*practice.Server
	port, tlsPort string
	ca            string // the file of its authority
}

// listen starts a server with the demo's mail.
func listen(t *testing.T, o practice.Options) host {
	t.Helper()
	h := host{Server: practice.New(o), ca: filepath.Join(t.TempDir(), "ca.pem")}
	t.Cleanup(h.Close)
	port := func(implicitTLS bool) string {
		addr, err := h.Listen("127.0.0.1:0", implicitTLS)
		if err != nil {
			t.Fatal(err)
		}
		return strconv.Itoa(addr.(*net.TCPAddr).Port)
	}
	h.port, h.tlsPort = port(false), port(true)
	pem, err := h.PEM()
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, h.ca, string(pem))
	return h
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// client is a command with a home of its own. It is killed after a minute.
func client(t *testing.T, home, program string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm", "LC_ALL=C.UTF-8", "TZ=UTC"}
	return cmd
}

// run runs a command that must end well, and returns what it printed.
func run(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(cmd.Path), err, out)
	}
	return string(out)
}

// TestImaplib runs a session of Python's imaplib that calls each of its
// commands.
func TestImaplib(t *testing.T) {
	t.Parallel()
	python := program(t, "python3", "python3")
	h := listen(t, practice.Options{})
	script, err := filepath.Abs("testdata/imaplib_session.py")
	if err != nil {
		t.Fatal(err)
	}
	run(t, client(t, t.TempDir(), python, script, "127.0.0.1", h.port, h.tlsPort, h.ca))
}

// box is what alice has in a mailbox: texts with LF line ends, by UID order, and
// their flags.
func (h host) box(t *testing.T, name string) (texts []string, flags []store.Flags) {
	t.Helper()
	v, err := h.Store().Open(h.Store().Login("alice"), name, true)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for n := 1; n <= v.Len(); n++ {
		m := v.Message(n)
		text, err := m.Body.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, strings.ReplaceAll(string(text), "\r\n", "\n"))
		flags = append(flags, m.Flags)
	}
	return texts, flags
}

// change opens one of alice's mailboxes for f.
func (h host) change(t *testing.T, name string, f func(*store.View) error) {
	t.Helper()
	v, err := h.Store().Open(h.Store().Login("alice"), name, false)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if err := f(v); err != nil {
		t.Fatal(err)
	}
}
