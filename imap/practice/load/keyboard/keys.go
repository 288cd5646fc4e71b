//go:build unix

package main

import (
	"fmt"
	"strings"
	"time"
)

const (
	ctrlC, ctrlU = "\x03", "\x15"
	// calm is how long nothing must come before what a key shows is complete.
	calm = 60 * time.Millisecond
)

// A keystroke is what one key, or one paste, brought.
type keystroke struct {
	first, last time.Duration // until the first and the last byte shown
	bytes       int
}

// stroke presses keys and waits until what they show is complete.
func stroke(t *terminal, keys string) (keystroke, error) {
	mark, begin, err := t.press(keys)
	if err != nil {
		return keystroke{}, err
	}
	first, err := t.wait(mark, something)
	if err != nil {
		return keystroke{}, err
	}
	last, err := t.quiet(mark, calm)
	return keystroke{first.Sub(begin), last.Sub(begin), t.mark() - mark}, err
}

// echo types a line key by key.
func (p *prober) echo() (finding, error) {
	t, err := ready(p.connected())
	if err != nil {
		return finding{}, err
	}
	defer t.close()
	times, bytes, calls, err := typing(t)
	if err != nil {
		return finding{}, err
	}
	// The system counts a call again that a signal of the runtime has interrupted,
	// so it is one that is nearest, not one exactly.
	f := finding{shell: fmt.Sprintf("%s, %.1f bytes", ms(times), bytes), met: calls > 0 && calls < 1.5}
	if calls > 0 {
		f.shell += fmt.Sprintf(", %.2f writes", calls)
	}
	if p.bash != "" {
		b, err := ready(p.openBash())
		if err != nil {
			return f, nil
		}
		defer b.close()
		if times, bytes, calls, err := typing(b); err == nil {
			f.others = fmt.Sprintf("bash %s, %.1f bytes, %.2f writes", ms(times), bytes, calls)
		}
	}
	return f, nil
}

// typing is the median time until a key shows, and the bytes and write calls
// of the mean key; calls are 0 where they cannot be counted.
func typing(t *terminal) (until time.Duration, bytes, calls float64, err error) {
	const line = "search NIL since 1-Jan-2020 from ada"
	pid := t.command.Process.Pid
	before, countErr := writes(pid)
	var times []time.Duration
	for _, key := range line {
		s, err := stroke(t, string(key))
		if err != nil {
			return 0, 0, 0, err
		}
		times = append(times, s.first)
		bytes += float64(s.bytes) / float64(len(line))
	}
	if after, err := writes(pid); err == nil && countErr == nil {
		calls = float64(after-before) / float64(len(line))
	}
	return median(times), bytes, calls, nil
}

// tab completes among all mailboxes, once a LIST has made them known.
func (p *prober) tab() (finding, error) {
	t, err := ready(p.connected())
	if err != nil {
		return finding{}, err
	}
	defer t.close()
	if err := command(t, `list "" * > /dev/null`); err != nil {
		return finding{}, err
	}
	var first, last []time.Duration
	for _, prefix := range []string{"Archive_0", "Lists_01", "Travel_", "Projects_000/I", "Projects_000/A"} {
		if _, err := stroke(t, "select "+prefix); err != nil {
			return finding{}, err
		}
		s, err := stroke(t, "\t")
		if err != nil {
			return finding{}, err
		}
		if s.bytes <= 1 { // a bell
			return finding{}, fmt.Errorf("nothing offered for %s", prefix)
		}
		first, last = append(first, s.first), append(last, s.last)
		if _, err := stroke(t, ctrlU); err != nil {
			return finding{}, err
		}
	}
	return finding{
		shell: fmt.Sprintf("%s to the first byte, %s to the last", ms(median(first)), ms(median(last))),
		met:   median(first) <= time.Millisecond,
	}, nil
}

// command types a line and waits for the next prompt.
func command(t *terminal, line string) error {
	mark, _, err := t.press(line + "\r")
	if err != nil {
		return err
	}
	_, err = t.wait(mark, func(output []byte) bool {
		_, after, entered := strings.Cut(string(output), "\n")
		return entered && prompted([]byte("\n"+after))
	})
	if err != nil {
		return err
	}
	_, err = t.quiet(mark, 200*time.Millisecond)
	return err
}

// paste pastes one long line, as a terminal with bracketed paste does.
func (p *prober) paste() (finding, error) {
	const size = 2000
	text := "\x1b[200~append INBOX NIL NIL " + strings.Repeat("abcdefghi ", size/10)[:size-22] + "\x1b[201~"
	t, err := ready(p.connected())
	if err != nil {
		return finding{}, err
	}
	defer t.close()
	s, err := stroke(t, text)
	if err != nil {
		return finding{}, err
	}
	f := finding{shell: fmt.Sprintf("%s, %d bytes", ms(s.last), s.bytes), met: s.last <= 15*time.Millisecond && s.bytes <= size*3/2}
	if p.bash != "" {
		b, err := ready(p.openBash())
		if err != nil {
			return f, nil
		}
		defer b.close()
		if s, err := stroke(b, text); err == nil {
			f.others = fmt.Sprintf("bash %s, %d bytes", ms(s.last), s.bytes)
		}
	}
	return f, nil
}

// firstRow asks for an answer whose rest the server holds back for a while.
func (p *prober) firstRow() (finding, error) {
	t, err := ready(p.connected())
	if err != nil {
		return finding{}, err
	}
	defer t.close()
	if err := command(t, "examine slow-1000"); err != nil {
		return finding{}, err
	}
	mark, begin, err := t.press("fetch 1:* (FLAGS UID)\r")
	if err != nil {
		return finding{}, err
	}
	at, err := t.wait(mark, holds("UID 1000001")) // the first message's
	if err != nil {
		return finding{}, err
	}
	return finding{shell: ms(at.Sub(begin)), met: at.Sub(begin) <= 100*time.Millisecond}, nil
}

// interrupt presses Ctrl-C while a body streams that takes seconds, so that
// its end is not mistaken for the answer.
func (p *prober) interrupt() (finding, error) {
	t, err := ready(p.connected())
	if err != nil {
		return finding{}, err
	}
	defer t.close()
	if err := command(t, "examine one-1-4294967296"); err != nil {
		return finding{}, err
	}
	asked, _, err := t.press("fetch 1 BODY[] > /dev/null\r")
	if err != nil {
		return finding{}, err
	}
	time.Sleep(100 * time.Millisecond)
	if _, answer, _ := strings.Cut(string(t.since(asked)), "\n"); prompted([]byte(answer)) {
		return finding{}, fmt.Errorf("the command was over before Ctrl-C: %s", t.tail())
	}
	mark, begin, err := t.press(ctrlC)
	if err != nil {
		return finding{}, err
	}
	at, err := t.wait(mark, holds("interrupted"))
	if err != nil {
		return finding{}, err
	}
	prompt, err := t.wait(mark, prompted)
	if err != nil {
		return finding{}, err
	}
	return finding{
		shell: fmt.Sprintf("%s, the prompt after %s", ms(at.Sub(begin)), ms(prompt.Sub(begin))),
		met:   at.Sub(begin) <= 100*time.Millisecond,
	}, nil
}
