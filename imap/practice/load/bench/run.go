//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// patience is how long one run of one contestant may take.
const patience = 2 * time.Minute

// A cost is what one run of a process took.
type cost struct {
	cpu    float64 // user and system seconds
	memory float64 // peak resident MiB
}

// run runs an entry once with its standard output in the file out.
func (s *stage) run(e *entry, out string) (cost, error) {
	if e.saves != "" {
		os.Remove(e.saves)
		syscall.Sync() // so that nobody pays for what the one before left to be written
	}
	stdout, err := os.Create(out)
	if err != nil {
		return cost{}, err
	}
	defer stdout.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, s.program["measure"], e.args...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	var stderr bytes.Buffer
	c.Stdout, c.Stderr = stdout, &stderr
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1"}
	if e.script != "" {
		script, err := os.Open(e.script)
		if err != nil {
			return cost{}, err
		}
		defer script.Close()
		c.Stdin = script
	}
	report, write, err := os.Pipe()
	if err != nil {
		return cost{}, err
	}
	defer report.Close()
	c.ExtraFiles = []*os.File{write}
	err = c.Run()
	write.Close()
	if ctx.Err() != nil {
		return cost{}, fmt.Errorf("not done after %v", patience)
	}
	if err != nil {
		return cost{}, fmt.Errorf("%w: %s", err, lastLine(stderr.String()))
	}
	var user, system, elapsed, memory int64
	var status int
	if _, err := fmt.Fscan(report, &user, &system, &elapsed, &memory, &status); err != nil {
		return cost{}, err
	}
	if status != 0 {
		return cost{}, fmt.Errorf("exit status %d: %s", status, lastLine(stderr.String()))
	}
	return cost{cpu: float64(user+system) / 1e6, memory: float64(memory) / (1 << 20)}, nil
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// check runs an entry once with its output kept, and sees that it did its
// work: who prints nothing is not fast.
func (s *stage) check(e *entry) error {
	if e.missing != "" {
		return errors.New(e.missing)
	}
	out := filepath.Join(s.dir, "out")
	defer os.Remove(out)
	if e.prints == 0 && e.size == 0 && e.sends == 0 {
		return nil
	}
	before, err := s.commands()
	if err != nil {
		return err
	}
	if _, err := s.run(e, out); err != nil {
		return err
	}
	after, err := s.commands()
	if err != nil {
		return err
	}
	if sent := after - before - 1; sent < e.sends { // one was ours
		return fmt.Errorf("only %d commands sent, at least %d expected", sent, e.sends)
	}
	if err := atLeast(out, e.prints, "printed"); err != nil {
		return err
	}
	return atLeast(e.saves, e.size, "saved")
}

// commands asks the server how many commands it has had.
func (s *stage) commands() (int64, error) {
	conn, err := net.Dial("tcp", s.plain)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "a XCOUNT\r\n"); err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if count, found := strings.CutPrefix(lines.Text(), "* XCOUNT "); found {
			return strconv.ParseInt(count, 10, 64)
		}
	}
	return 0, errors.Join(io.ErrUnexpectedEOF, lines.Err())
}

func atLeast(path string, size int64, done string) error {
	if size == 0 {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Size() < size {
		return fmt.Errorf("only %d bytes %s, at least %d expected", info.Size(), done, size)
	}
	return nil
}

// contest checks every entry of a row and then lets them take turns.
func (s *stage) contest(r *row, rounds int) {
	fmt.Fprintf(os.Stderr, "%s:", r.name)
	playing := []*entry{}
	for i := range r.entries {
		e := &r.entries[i]
		if err := s.check(e); err != nil {
			e.note = err.Error()
			continue
		}
		playing = append(playing, e)
	}
	out := filepath.Join(s.dir, "out")
	if r.discard {
		out = os.DevNull
	}
	for round := range rounds * max(r.often, 1) {
		fmt.Fprintf(os.Stderr, " %d", round+1)
		for k := range playing {
			e := playing[(k+round)%len(playing)]
			c, err := s.run(e, out)
			if err != nil {
				e.note = err.Error()
				c.cpu = 0
			}
			e.costs = append(e.costs, c)
		}
	}
	for _, e := range playing {
		if e.saves != "" {
			os.Remove(e.saves)
		}
		if e.note != "" {
			e.costs = nil
		}
	}
	fmt.Fprintln(os.Stderr)
}

// cpu and memory are the medians of an entry's runs.
func (e *entry) cpu() float64 {
	return median(e.costs, func(_ int, c cost) float64 { return c.cpu })
}

func (e *entry) memory() float64 {
	return median(e.costs, func(_ int, c cost) float64 { return c.memory })
}

// ratio is the median of the rounds' ratios of CPU time to another entry's.
func (e *entry) ratio(other *entry) float64 {
	if other == nil || len(other.costs) < len(e.costs) {
		return 0
	}
	return median(e.costs, func(i int, c cost) float64 { return c.cpu / max(other.costs[i].cpu, 1e-6) })
}

// median is 0 where there are no runs.
func median(costs []cost, of func(int, cost) float64) float64 {
	if len(costs) == 0 {
		return 0
	}
	var values []float64
	for i, c := range costs {
		values = append(values, of(i, c))
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
