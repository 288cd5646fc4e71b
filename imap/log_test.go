package imap

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"imapsh/imap/secret"
)

// texts lists the lines of a command's record, what was left out in between.
func texts(c LogCommand) []string {
	var out []string
	for _, l := range c.First {
		out = append(out, l.Text)
	}
	if c.Omitted > 0 {
		out = append(out, fmt.Sprintf("(%d left out)", c.Omitted))
	}
	for _, l := range c.Last {
		out = append(out, l.Text)
	}
	return out
}

// weigh is how many bytes a log holds.
func weigh(l *Log) int {
	n := 0
	for _, c := range l.commands {
		n += commandOverhead + len(c.Name) + cap(c.head) + cap(c.tail) + cap(c.old)
	}
	return n
}

func TestLogKeepsTheLastCommands(t *testing.T) {
	t.Parallel()
	now := time.Unix(1, 0)
	l := newLog(3, nil)
	l.add(now, true, []byte("before any command"))
	for i := range 5 {
		c := l.begin(fmt.Sprint("CMD", i), i == 4, now)
		l.add(now, true, fmt.Append(nil, "sent ", i))
		l.add(now.Add(time.Second), false, fmt.Append(nil, "got ", i))
		l.end(c, i == 3, 10, 20)
	}
	got := l.Commands()
	if len(got) != 3 || got[0].Name != "CMD2" || got[2].Name != "CMD4" {
		t.Fatalf("kept %+v", got)
	}
	last := got[2]
	if want := []LogLine{{now, true, "sent 4"}, {now.Add(time.Second), false, "got 4"}}; len(last.First) != 2 ||
		!last.First[0].Time.Equal(want[0].Time) || last.First[0].Text != want[0].Text || !last.First[0].Sent ||
		!last.First[1].Time.Equal(want[1].Time) || last.First[1].Text != want[1].Text || last.First[1].Sent {
		t.Errorf("lines %+v", last.First)
	}
	if !last.Own || got[1].Own || !got[1].Failed || last.Failed || last.Sent != 10 || last.Received != 20 {
		t.Errorf("records %+v", got)
	}
	l.Resize(1)
	if got := l.Commands(); len(got) != 1 || got[0].Name != "CMD4" {
		t.Errorf("after a resize %+v", got)
	}
	l.Resize(0)
	if l.begin("X", false, now); len(l.Commands()) != 1 {
		t.Error("a log of size 0 keeps less than a command")
	}
}

func TestLogNamesWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	now := time.Unix(1, 0)
	const lines = 100000
	l := newLog(DefaultLogSize, nil)
	l.begin("FETCH", false, now)
	l.add(now, true, []byte("t FETCH 1:* FLAGS"))
	for i := range lines {
		l.add(now, false, fmt.Appendf(nil, "* %d FETCH (FLAGS ())", i))
	}
	c := l.Commands()[0]
	if n := len(c.First) + c.Omitted + len(c.Last); n != lines+1 {
		t.Errorf("%d + %d + %d lines of %d", len(c.First), c.Omitted, len(c.Last), lines+1)
	}
	if c.Omitted == 0 || len(c.First) < 50 || len(c.Last) < 50 {
		t.Errorf("%d, %d left out, %d", len(c.First), c.Omitted, len(c.Last))
	}
	if got := c.Last[len(c.Last)-1].Text; got != fmt.Sprintf("* %d FETCH (FLAGS ())", lines-1) {
		t.Errorf("the last line is %s", got)
	}
	first := c.Last[0].Text
	if want := fmt.Sprintf("* %d FETCH (FLAGS ())", len(c.First)-1+c.Omitted); first != want {
		t.Errorf("behind what was left out comes %s, want %s", first, want)
	}
	l.add(now, false, []byte("* SEARCH "+strings.Repeat("1234567 ", 1<<20)))
	c = l.Commands()[0]
	line := c.Last[len(c.Last)-1].Text
	var left int
	mark := strings.Index(line, "…")
	if _, err := fmt.Sscanf(line[mark:], "… [%d bytes left out]", &left); err != nil || left+mark != 9+8<<20 {
		t.Errorf("a long line became %q, %v", line[mark:], err)
	}
}

func TestLogNeverHoldsMoreThanItMay(t *testing.T) {
	t.Parallel()
	now := time.Unix(1, 0)
	for _, size := range []int{1, 2, 10, 100, 5000} {
		l := newLog(size, nil)
		for i := range 500 {
			l.begin(strings.Repeat("X", i%200), false, now)
			for j := range 1 + i%40 {
				l.add(now, j == 0, []byte(strings.Repeat("y", i*j%9000)))
			}
			if got := weigh(l); got > maxLogBytes {
				t.Fatalf("size %d: %d bytes after %d commands", size, got, i)
			}
		}
		if len(l.commands) < min(size, 60) {
			t.Errorf("size %d: only %d commands kept", size, len(l.commands))
		}
	}
}

func TestLogHoldsItsBoundThroughResizes(t *testing.T) {
	t.Parallel()
	now := time.Unix(1, 0)
	l := newLog(1, nil)
	for _, size := range []int{1, 10, 2, 100, 1, 50} {
		l.Resize(size)
		for range size {
			l.begin("X", false, now)
			for range 2000 {
				l.add(now, false, []byte(strings.Repeat("y", 200)))
			}
		}
		if got := weigh(l); got > maxLogBytes {
			t.Errorf("size %d: %d bytes", size, got)
		}
	}
}

func TestLogMasksWhatItShows(t *testing.T) {
	t.Parallel()
	now := time.Unix(1, 0)
	secrets := &secret.Set{}
	l := newLog(1, secrets) // 64 KiB a line at most
	secrets.Add("hunter22")
	l.begin("XLOGIN hunter22", false, now)
	l.add(now, false, []byte("* NO you said hunter22"))
	for shift := range 40 {
		l.add(now, false, []byte(strings.Repeat("x", 64<<10-100+shift)+"hunter22"+strings.Repeat("y", 1000)))
	}
	secrets.Add("learnt later")
	l.add(now, false, []byte("learnt later"))
	for _, c := range l.Commands() {
		if strings.Contains(c.Name, "hunter") {
			t.Errorf("the name is %s", c.Name)
		}
		for _, text := range texts(c) {
			if strings.Contains(text, "hunt") || strings.Contains(text, "learnt") {
				t.Errorf("…%s", text[max(0, len(text)-120):])
			}
		}
	}
}
