//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"time"

	"github.com/creack/pty"
)

// A terminal is a program in a pseudo-terminal of 80×24, with all it has
// written and when each piece came.
type terminal struct {
	file    *os.File
	command *exec.Cmd
	started time.Time

	mu     sync.Mutex
	output []byte
	pieces []piece
	ended  bool
	more   chan struct{} // closed and replaced whenever something came
}

// A piece is what one read brought.
type piece struct {
	end int // of the output with it
	at  time.Time
}

const patience = 20 * time.Second

// open starts a program. env is added to a small environment.
func open(env []string, args ...string) (*terminal, error) {
	t := &terminal{command: exec.Command(args[0], args[1:]...), more: make(chan struct{})}
	t.command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8", "PAGER=cat"}, env...)
	t.started = time.Now()
	file, err := pty.StartWithSize(t.command, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		return nil, err
	}
	t.file = file
	go t.read()
	return t, nil
}

// read gathers the output until the program ends, and answers the question
// for the cursor's place, which some line editors ask.
func (t *terminal) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := t.file.Read(buf)
		now := time.Now()
		if bytes.Contains(buf[:n], []byte("\x1b[6n")) {
			t.file.WriteString("\x1b[1;1R")
		}
		t.mu.Lock()
		t.output = append(t.output, buf[:n]...)
		t.pieces = append(t.pieces, piece{len(t.output), now})
		t.ended = err != nil
		close(t.more)
		t.more = make(chan struct{})
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// close ends the program.
func (t *terminal) close() {
	t.command.Process.Kill()
	t.command.Wait()
	t.file.Close()
}

// mark is the place in the output where it now ends.
func (t *terminal) mark() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.output)
}

// since is the output from a mark on.
func (t *terminal) since(mark int) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.output[mark:])
}

// press sends keys and tells where the output was and what time it is.
func (t *terminal) press(keys string) (mark int, at time.Time, err error) {
	mark, at = t.mark(), time.Now()
	_, err = t.file.WriteString(keys)
	return mark, at, err
}

// wait waits until the output since a mark is as wanted and tells when it became so.
func (t *terminal) wait(mark int, wanted func([]byte) bool) (time.Time, error) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	next := 0
	for {
		t.mu.Lock()
		for ; next < len(t.pieces); next++ {
			if p := t.pieces[next]; p.end > mark && wanted(t.output[mark:p.end]) {
				t.mu.Unlock()
				return p.at, nil
			}
		}
		more, ended := t.more, t.ended
		t.mu.Unlock()
		if ended {
			return time.Time{}, fmt.Errorf("it ended: %s", t.tail())
		}
		select {
		case <-more:
		case <-deadline.C:
			return time.Time{}, fmt.Errorf("nothing of the kind within %v: %s", patience, t.tail())
		}
	}
}

// quiet waits until nothing has come for a while and tells when the last came.
func (t *terminal) quiet(mark int, while time.Duration) (time.Time, error) {
	for {
		t.mu.Lock()
		more := t.more
		last := t.pieces[max(0, len(t.pieces)-1):]
		t.mu.Unlock()
		select {
		case <-more:
		case <-time.After(while):
			if len(last) == 0 || last[0].end <= mark {
				return time.Time{}, errors.New("nothing was shown")
			}
			return last[0].at, nil
		}
	}
}

// tail is the last line of the output without control sequences, for messages.
func (t *terminal) tail() string {
	lines := bytes.Split(bytes.TrimSpace(plain(t.since(0))), []byte("\n"))
	return fmt.Sprintf("%.100q", lines[len(lines)-1])
}

// plain takes the control sequences out of output.
func plain(output []byte) []byte {
	return regexp.MustCompile(`\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b[=>()][0-9A-Za-z]?|\r`).ReplaceAll(output, nil)
}

// prompted tells whether the last line of output holds a prompt's end.
func prompted(output []byte) bool {
	text := plain(output)
	line := text[bytes.LastIndexByte(text, '\n')+1:]
	return bytes.ContainsAny(line, ">$#")
}

// something tells whether there is any output.
func something(output []byte) bool { return len(output) > 0 }

// holds makes a test for a text in the output.
func holds(text string) func([]byte) bool {
	return func(output []byte) bool { return bytes.Contains(plain(output), []byte(text)) }
}
