//go:build unix

// Command screen makes docs/screen.png and docs/screen.txt: what a person sees of
// the shell on the practice server, from keys pressed in a terminal of its own.
//
//	go run ./docs/screen        # from the top of the repository; make screen does that
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/creack/pty"

	"imapsh/repl/lineedit/vt"
)

const (
	cols, rows = 88, 38
	patience   = 20 * time.Second
)

// A step presses keys and waits until the screen ends with a text.
type step struct{ keys, until string }

const (
	tab   = "\t"
	enter = "\r"
)

// steps are what the person does.
var steps = []step{
	{"", "alice@demo>"},
	{"sel" + tab + "inb" + tab, "> select INBOX"},
	{enter, "alice@demo INBOX 23>"},
	{"fetch 2 (UID BODY.PEEK[TE" + tab + ")", "BODY.PEEK[TEXT])"},
	{enter, "alice@demo INBOX 23>"},
	{"search unseen from carol" + enter, "alice@demo INBOX 23>"},
	{"stor 1 +FLAGS \\Deleted" + enter, "alice@demo INBOX 23>"},
	{"store 18 +FLAGS (\\" + tab, "Flagged"},
}

func main() {
	if err := run("docs"); err != nil {
		fmt.Fprintln(os.Stderr, "screen:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	tmp, err := os.MkdirTemp("", "imapsh-screen-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	program := filepath.Join(tmp, "imapsh")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	screen, err := play(exec.Command(program, "--demo", "--no-rc", "--no-history"), tmp)
	if err != nil {
		return err
	}
	transcript := "$ imapsh --demo\n" + steady(strings.TrimPrefix(screen.Scrolled()+"\n"+screen.String(), "\n")) + "\n"
	if err := os.WriteFile(filepath.Join(dir, "screen.txt"), []byte(transcript), 0o644); err != nil {
		return err
	}
	return writePNG(screen, filepath.Join(dir, "screen.png"))
}

// steady leaves out what differs from one run to the next.
func steady(text string) string {
	text = regexp.MustCompile(`\d+\.\d ms`).ReplaceAllString(text, "0.1 ms")
	return regexp.MustCompile(`UIDVALIDITY \d+`).ReplaceAllString(text, "UIDVALIDITY 1")
}

// play presses the keys and returns the screen at their end.
func play(cmd *exec.Cmd, home string) (*vt.Screen, error) {
	cmd.Env = []string{"HOME=" + home, "TERM=xterm-256color", "XTERM_VERSION=1", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: rows, Cols: cols})
	if err != nil {
		return nil, err
	}
	defer file.Close()
	defer func() {
		_ = cmd.Process.Kill() // it is only looked at
		_ = cmd.Wait()
	}()
	screen := vt.New(cols, rows)
	news := make(chan struct{}, 1)
	go func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := file.Read(buf)
			_, _ = screen.Write(buf[:n])
			select {
			case news <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
	for _, s := range steps {
		if _, err := file.WriteString(s.keys); err != nil {
			return nil, err
		}
		if err := wait(screen, news, s); err != nil {
			return nil, err
		}
	}
	return screen, nil
}

// wait waits until the screen is calm and shows what it should.
func wait(screen *vt.Screen, news <-chan struct{}, s step) error {
	const calm = 300 * time.Millisecond
	deadline := time.After(patience)
	for {
		select {
		case <-news:
		case <-time.After(calm):
			if strings.Contains(lastRows(screen), s.until) {
				return nil
			}
		case <-deadline:
			return errors.New("not seen: " + s.until + "\n" + screen.String())
		}
	}
}

// lastRows is the screen from the row of the cursor on.
func lastRows(screen *vt.Screen) string {
	row, _ := screen.Cursor()
	all := strings.Split(screen.String(), "\n")
	return strings.Join(all[min(row, len(all)-1):], "\n")
}
