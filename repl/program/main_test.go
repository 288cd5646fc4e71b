package program

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	_ "imapsh/repl" // what the program is made of: after a change there go test must not take results from its cache
)

// TestMain builds the program and puts it into the PATH, beside what the tests use of
// this binary.
func TestMain(m *testing.M) {
	testscript.Main(withProgram{m}, map[string]func(){"measured": measured, "panicking": panicking})
}

// withProgram runs tests with imapsh in the PATH, built with the race detector if the
// tests are.
type withProgram struct{ m *testing.M }

// Run implements testscript's TestingM.
func (w withProgram) Run() int {
	// What this binary ignores, as beneath nohup, the programs it starts ignore too, and
	// what it follows they do not: the tests of hangups mean a shell that is hung up.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	dir, err := os.MkdirTemp("", "imapsh-program-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	args := []string{"build", "-o", dir + string(filepath.Separator)}
	if raceEnabled {
		args = append(args, "-race")
	}
	if out, err := exec.Command("go", append(args, "imapsh")...).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	if err := os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return w.m.Run()
}
