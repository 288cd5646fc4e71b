//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A stage is what the contestants perform on: the programs, built into a
// folder of its own, and the running server.
type stage struct {
	dir     string            // temporary, removed at the end
	program map[string]string // name -> path, of those there are
	missing map[string]string // name -> why it is not there

	plain, secure string // the server's addresses
	cert          string // file with its certificate
	server        *exec.Cmd
	serverIn      io.Closer // the server ends when this is closed
}

const loadRoom = "./imap/practice/load"

// newStage builds and finds the programs and starts the server. shell is a
// ready imapsh, or "" to build one.
func newStage(shell string) (*stage, error) {
	dir, err := os.MkdirTemp("", "imapsh-bench-")
	if err != nil {
		return nil, err
	}
	s := &stage{dir: dir, program: map[string]string{}, missing: map[string]string{}, cert: filepath.Join(dir, "cert.pem")}
	for _, name := range []string{"server", "floor", "measure"} {
		if err := s.build(name, ".", loadRoom+"/"+name); err != nil {
			s.close()
			return nil, err
		}
	}
	s.optional("go-imap", s.build("go-imap", "imap/practice/peers", "./go-imap"))
	if shell != "" {
		s.program["imapsh"] = shell
	} else {
		s.optional("imapsh", s.build("imapsh", ".", "."))
	}
	s.find("curl", "curl")
	s.find("nc", "nc")
	s.findPython()
	if err := s.serve(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stage) build(name, module, pkg string) error {
	path := filepath.Join(s.dir, name)
	// As it is released: see the Makefile's build.
	cmd := exec.Command("go", "build", "-C", module, "-trimpath", "-ldflags", "-s -w", "-o", path, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	s.program[name] = path
	return nil
}

func (s *stage) optional(name string, err error) {
	if err != nil {
		s.missing[name] = "does not build"
		fmt.Fprintln(os.Stderr, err)
	}
}

func (s *stage) find(name, file string) {
	path, err := exec.LookPath(file)
	if err != nil {
		s.missing[name] = "not installed"
		return
	}
	s.program[name] = path
}

// findPython finds the interpreter itself: what the path names may be a script
// that looks for it, whose time is not imaplib's.
func (s *stage) findPython() {
	out, err := exec.Command("python3", "-c", "import sys, imaplib; print(sys.executable)").Output()
	if err != nil {
		s.missing["imaplib"] = "not installed"
		return
	}
	s.program["imaplib"] = strings.TrimSpace(string(out))
}

// serve starts the server and learns its addresses.
func (s *stage) serve() error {
	s.server = exec.Command(s.program["server"], "-cert", s.cert)
	s.server.Stderr = os.Stderr
	in, err := s.server.StdinPipe()
	if err != nil {
		return err
	}
	s.serverIn = in
	out, err := s.server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.server.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	for s.plain == "" || s.secure == "" {
		if !lines.Scan() {
			return fmt.Errorf("the server did not say where it listens: %w", lines.Err())
		}
		switch kind, address, _ := strings.Cut(lines.Text(), " "); kind {
		case "imap":
			s.plain = address
		case "imaps":
			s.secure = address
		}
	}
	return nil
}

// close ends the server and removes the folder.
func (s *stage) close() {
	if s.serverIn != nil {
		s.serverIn.Close()
		s.server.Wait()
	}
	os.RemoveAll(s.dir)
}

// versions names what is compared, for the document.
func (s *stage) versions() string {
	list := []string{version("go", "env", "GOVERSION")}
	if python := s.program["imaplib"]; python != "" {
		list = append(list, version(python, "--version"))
	}
	list = append(list, "go-imap "+strings.TrimPrefix(
		version("go", "list", "-C", "imap/practice/peers", "-m", "github.com/emersion/go-imap/v2"), "github.com/emersion/go-imap/v2 "))
	if curl := s.program["curl"]; curl != "" {
		list = append(list, strings.Join(strings.Fields(version(curl, "--version"))[:2], " "))
	}
	return strings.Join(list, ", ")
}

// version is the first line that a command prints.
func version(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return name + " (unknown version)"
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line)
}
