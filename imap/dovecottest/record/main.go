// Command record writes down what Python's imaplib prints for each of the
// shell's commands against Dovecot, for tests that compare the shell's "tuple"
// view with it.
//
//	go run ./imap/dovecottest/record [-dir repl/testdata/imaplib] [SCENARIO…]
//
// It needs Dovecot and Python 3.9 to 3.13. Every scenario meets a server of its
// own with the mail of dovecottest.WithSeed; a test that replays one does the
// same. What differs from run to run is replaced by dovecottest.Normalize.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"imapsh/imap/dovecottest"
)

//go:embed imaplib_scenarios.py
var scenarios string

const head = `# imaplib's scenario %q, recorded by "make transcript": a command of
# imapsh, then what Python prints for it. See imap/dovecottest/record.
`

func main() {
	dir := flag.String("dir", filepath.Join("repl", "testdata", "imaplib"), "where the transcripts are")
	python := flag.String("python", "python3", "the interpreter")
	flag.Parse()
	if err := record(*dir, *python, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

func record(dir, python string, names []string) error {
	if len(names) == 0 {
		list, err := run(python, "--list")
		if err != nil {
			return err
		}
		names = strings.Fields(list)
	}
	for _, name := range names {
		text, err := recordOne(dir, python, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		path := filepath.Join(dir, name+".txt")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
		fmt.Println(path)
	}
	return nil
}

func recordOne(dir, python, name string) (string, error) {
	srv, err := dovecottest.Open(dovecottest.WithSeed())
	if err != nil {
		return "", err
	}
	defer srv.Close()
	out, err := run(python, name, srv.Host, strconv.Itoa(srv.Port), srv.CAFile, filepath.Join(dir, "message.eml"))
	if err != nil {
		return "", err
	}
	lines := strings.Split(out, "\n")
	for i, line := range lines {
		lines[i] = dovecottest.Normalize(line)
	}
	return fmt.Sprintf(head, name) + strings.Join(lines, "\n"), nil
}

// run calls the scenarios' program.
func run(python string, args ...string) (string, error) {
	cmd := exec.Command(python, append([]string{"-c", scenarios}, args...)...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8", "TZ=UTC")
	out, err := cmd.Output()
	return string(out), err
}
