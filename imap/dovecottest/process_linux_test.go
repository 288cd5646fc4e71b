package dovecottest_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"imapsh/imap/dovecottest"
)

// A test program that is killed takes its Dovecot along.
func TestKilledTestLeavesNothing(t *testing.T) {
	t.Parallel()
	const role = "DOVECOTTEST_TO_BE_KILLED"
	if os.Getenv(role) != "" {
		srv, err := dovecottest.Open()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("\nserver", srv.Addr, srv.Dir)
		select {} // until killed
	}
	dovecottest.Require(t)
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledTestLeavesNothing$")
	cmd.Env = append(os.Environ(), role+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	var addr, dir string
	for lines := bufio.NewScanner(out); addr == "" && lines.Scan(); {
		if f := strings.Fields(lines.Text()); len(f) == 3 && f[0] == "server" {
			addr, dir = f[1], f[2]
		}
	}
	if addr == "" {
		t.Fatal("the other test program started no server")
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	text, err := os.ReadFile(filepath.Join(dir, "run", "master.pid"))
	if err != nil {
		t.Fatal(err)
	}
	group, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	dial(t, addr, nil).ok("LOGOUT") // so that there is a login process too
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	deadline := time.After(30 * time.Second)
	for tick := time.Tick(20 * time.Millisecond); ; {
		if err := syscall.Kill(-group, 0); err == syscall.ESRCH {
			return // nobody of that group is left
		}
		select {
		case <-tick:
		case <-deadline:
			_ = syscall.Kill(-group, syscall.SIGKILL)
			t.Fatal("dovecot outlived the test program")
		}
	}
}
