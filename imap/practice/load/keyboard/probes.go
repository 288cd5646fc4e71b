//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A prober knows the programs and the server.
type prober struct {
	dir               string
	shell, bare, bash string // paths; bash may be ""
	address           string
}

// A probe is one row of the table.
type probe struct {
	name, title, goal string
	measure           func(*prober) (finding, error)
}

// A finding is what a probe found, in words, and whether that is good enough.
type finding struct {
	shell, others string
	met           bool
}

var probes = []probe{
	{"prompt", "prompt, not connected", "≤ 1.2 × bare Go", (*prober).promptOffline},
	{"connected", "prompt, connected and logged in", "≤ 1.2 × bare Go", (*prober).promptConnected},
	{"echo", "a key's echo, bytes and writes for each", "one write a key", (*prober).echo},
	{"tab", "Tab in 200 000 known mailboxes", "≤ 1 ms", (*prober).tab},
	{"paste", "a paste of 2 000 characters", "≤ 15 ms, about a byte a byte", (*prober).paste},
	{"history", "100 000 lines of history, added to the start", "≤ 20 ms", (*prober).history},
	{"first", "first row of a long answer that pauses after it", "≤ 100 ms", (*prober).firstRow},
	{"interrupt", "Ctrl-C during a body of 4 GiB", "answered within 100 ms", (*prober).interrupt},
	{"idle", "wake-ups in 3 s at the prompt", "none", (*prober).idle},
}

// starts is how often a start is measured.
const starts = 15

// offline starts the shell without a server.
func (p *prober) offline(args ...string) (*terminal, error) {
	return open(p.environment(), append([]string{p.shell, "--no-rc"}, args...)...)
}

// connected starts the shell logged in to the server.
func (p *prober) connected() (*terminal, error) {
	return open(append(p.environment(), "IMAPSH_PASSWORD=p"), p.shell, "--no-rc", "--no-history", "imap://u@"+p.address)
}

func (p *prober) environment() []string {
	return []string{"HOME=" + p.dir, "IMAPSH_HISTORY=" + filepath.Join(p.dir, "history")}
}

// ready waits for the first prompt and a moment more.
func ready(t *terminal, err error) (*terminal, error) {
	if err != nil {
		return nil, err
	}
	if _, err := t.wait(0, prompted); err != nil {
		t.close()
		return nil, fmt.Errorf("no prompt: %w", err)
	}
	_, err = t.quiet(0, 200*time.Millisecond)
	return t, err
}

// untilPrompt is the median time that programs take from their start to their
// prompt; they take turns.
func untilPrompt(programs ...func() (*terminal, error)) ([]time.Duration, error) {
	times := make([][]time.Duration, len(programs))
	for range starts {
		for i, start := range programs {
			t, err := start()
			if err != nil {
				return nil, err
			}
			at, err := t.wait(0, prompted)
			t.close()
			if err != nil {
				return nil, fmt.Errorf("no prompt: %w", err)
			}
			times[i] = append(times[i], at.Sub(t.started))
		}
	}
	medians := make([]time.Duration, len(programs))
	for i := range times {
		medians[i] = median(times[i])
	}
	return medians, nil
}

func (p *prober) promptOffline() (finding, error) {
	programs := []func() (*terminal, error){
		func() (*terminal, error) { return p.offline("--no-history") },
		func() (*terminal, error) { return open(nil, p.bare) },
	}
	if p.bash != "" {
		programs = append(programs, p.openBash)
	}
	times, err := untilPrompt(programs...)
	if err != nil {
		return finding{}, err
	}
	f := finding{shell: ms(times[0]), others: "bare Go " + ms(times[1]), met: times[0] <= times[1]*12/10}
	if p.bash != "" {
		f.others += ", bash " + ms(times[2])
	}
	return f, nil
}

func (p *prober) openBash() (*terminal, error) {
	return open([]string{"HOME=" + p.dir, "PS1=bash> "}, p.bash, "--norc", "--noprofile", "-i")
}

func (p *prober) promptConnected() (finding, error) {
	times, err := untilPrompt(p.connected, func() (*terminal, error) { return open(nil, p.bare, p.address) })
	if err != nil {
		return finding{}, err
	}
	return finding{shell: ms(times[0]), others: "bare Go " + ms(times[1]), met: times[0] <= times[1]*12/10}, nil
}

// history compares starts with and without a long history.
func (p *prober) history() (finding, error) {
	file := filepath.Join(p.dir, "history")
	defer os.Remove(file)
	var lines strings.Builder
	for n := range 100_000 {
		fmt.Fprintf(&lines, "fetch %d (FLAGS UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])\n", n)
	}
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		return finding{}, err
	}
	times, err := untilPrompt(
		func() (*terminal, error) { return p.offline() },
		func() (*terminal, error) { return p.offline("--no-history") },
	)
	if err != nil {
		return finding{}, err
	}
	return finding{
		shell: ms(times[0] - times[1]), others: "without history " + ms(times[1]),
		met: times[0]-times[1] <= 20*time.Millisecond,
	}, nil
}

// idle counts wake-ups while nothing happens.
func (p *prober) idle() (finding, error) {
	t, err := ready(p.connected())
	if err != nil {
		return finding{}, err
	}
	defer t.close()
	time.Sleep(time.Second) // what the start left to do
	before, err := wakeups(t.command.Process.Pid)
	if err != nil {
		return finding{}, err
	}
	time.Sleep(3 * time.Second)
	after, err := wakeups(t.command.Process.Pid)
	return finding{shell: fmt.Sprint(after - before), met: after == before}, err
}

func median(list []time.Duration) time.Duration {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/1e6) }
