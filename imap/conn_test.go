package imap

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// A timeline is a socket in simulated time: its reads and writes move the
// clock to the next event or deadline, so that no test waits.
type timeline struct {
	net.Conn
	now      time.Duration // since the start of time
	readBy   time.Duration // 0: none
	writeBy  time.Duration
	events   []moment
	timeouts int // reads and writes that a deadline ended
	takes    []int
}

// A moment is something that happens while a read blocks: bytes arrive, or the
// client does something.
type moment struct {
	at    time.Duration
	bytes int
	do    func()
}

var startOfTime = time.Unix(1_000_000_000, 0)

func sinceStart(t time.Time) time.Duration {
	if t.IsZero() {
		return 0
	}
	return t.Sub(startOfTime)
}

func (l *timeline) SetReadDeadline(t time.Time) error  { l.readBy = sinceStart(t); return nil }
func (l *timeline) SetWriteDeadline(t time.Time) error { l.writeBy = sinceStart(t); return nil }

func (l *timeline) Read([]byte) (int, error) {
	for {
		if l.readBy != 0 && (len(l.events) == 0 || l.readBy <= l.events[0].at) {
			l.now = max(l.now, l.readBy)
			l.timeouts++
			return 0, os.ErrDeadlineExceeded
		}
		if len(l.events) == 0 {
			return 0, io.EOF // would block for ever
		}
		e := l.events[0]
		l.events = l.events[1:]
		l.now = max(l.now, e.at)
		if e.do != nil {
			e.do()
		}
		if e.bytes > 0 {
			return e.bytes, nil
		}
	}
}

// Write takes what takes says, in turn: each a number of bytes that needs as
// many seconds; below zero it blocks.
func (l *timeline) Write(p []byte) (int, error) {
	total := 0
	for len(p) > 0 {
		if len(l.takes) == 0 {
			return total + len(p), nil
		}
		n := l.takes[0]
		end := l.now + time.Duration(max(n, -n))*time.Second
		if l.writeBy != 0 && end > l.writeBy {
			l.timeouts++
			spent := int(max(l.writeBy-l.now, 0) / time.Second)
			if n < 0 {
				l.takes[0] += spent
			} else {
				l.takes[0] -= spent
			}
			l.now = max(l.now, l.writeBy)
			return total, os.ErrDeadlineExceeded
		}
		l.takes, l.now = l.takes[1:], end
		if n > 0 {
			n = min(n, len(p))
			p, total = p[n:], total+n
		}
	}
	return total, nil
}

func newTimeline(idle time.Duration, events ...moment) (*timeline, *conn) {
	l := &timeline{events: events, now: time.Second}
	return l, &conn{Conn: l, idle: idle, paceFrom: -1, now: func() time.Time { return startOfTime.Add(l.now) }}
}

const s = time.Second

func TestConnIdleTimeout(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		run  func(c *conn, l *timeline) []moment
		ends time.Duration // when the read ends
		err  error         // nil: bytes came
		most int           // wake-ups by a deadline
	}{
		{"nobody waits: for ever", func(*conn, *timeline) []moment { return nil }, 1 * s, io.EOF, 0},
		{"a command waits: after the idle time", func(c *conn, _ *timeline) []moment {
			c.wait(true)
			return nil
		}, 61 * s, os.ErrDeadlineExceeded, 1},
		{"bytes come in time", func(c *conn, _ *timeline) []moment {
			c.wait(true)
			return []moment{{at: 50 * s, bytes: 1}}
		}, 50 * s, nil, 0},
		{"the waiting begins while a read is under way", func(c *conn, _ *timeline) []moment {
			return []moment{{at: 3600 * s, do: func() { c.wait(true) }}}
		}, 3660 * s, os.ErrDeadlineExceeded, 1},
		{"the waiting ends: no time-out, one wake-up", func(c *conn, _ *timeline) []moment {
			c.wait(true)
			return []moment{{at: 10 * s, do: func() { c.wait(false) }}, {at: 7200 * s, bytes: 1}}
		}, 7200 * s, nil, 1},
		{"an earlier command's deadline is no time-out", func(c *conn, _ *timeline) []moment {
			c.wait(true)
			return []moment{{at: 10 * s, do: func() { c.wait(false) }}, {at: 50 * s, do: func() { c.wait(true) }}}
		}, 110 * s, os.ErrDeadlineExceeded, 2},
		{"what is written puts it off", func(c *conn, l *timeline) []moment {
			c.wait(true)
			return []moment{{at: 40 * s, do: func() { write(c) }}, {at: 80 * s, do: func() { write(c) }}}
		}, 140 * s, os.ErrDeadlineExceeded, 3},
		{"the absolute deadline comes first", func(c *conn, l *timeline) []moment {
			c.until(startOfTime.Add(30 * s))
			c.wait(true)
			return nil
		}, 30 * s, errPhase, 1},
		{"the absolute deadline is set while waiting", func(c *conn, l *timeline) []moment {
			c.wait(true)
			return []moment{{at: 10 * s, do: func() { c.until(startOfTime.Add(20 * s)) }}}
		}, 20 * s, errPhase, 1},
		{"the absolute deadline has passed", func(c *conn, l *timeline) []moment {
			c.until(startOfTime.Add(1))
			c.wait(true)
			return []moment{{at: 90 * s, bytes: 1}}
		}, 1 * s, errPhase, 1},
		{"the absolute deadline is taken back", func(c *conn, l *timeline) []moment {
			c.until(startOfTime.Add(30 * s))
			c.wait(true)
			return []moment{{at: 20 * s, do: func() { c.until(time.Time{}) }}}
		}, 61 * s, os.ErrDeadlineExceeded, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l, c := newTimeline(60 * s)
			l.events = row.run(c, l)
			_, err := c.Read(make([]byte, 10))
			if !errors.Is(err, row.err) || (err == nil) != (row.err == nil) || errors.Is(err, errPhase) != errors.Is(row.err, errPhase) {
				t.Errorf("%v, want %v", err, row.err)
			}
			if l.now != row.ends || l.timeouts > row.most {
				t.Errorf("ended at %v after %d wake-ups, want %v and at most %d", l.now, l.timeouts, row.ends, row.most)
			}
		})
	}
}

func write(c *conn) {
	if _, err := c.Write([]byte("x")); err != nil {
		panic(err)
	}
}

// A server that sends a byte now and then defeats an idle time-out, but not
// the absolute one.
func TestConnDribbleEndsAtTheAbsoluteDeadline(t *testing.T) {
	t.Parallel()
	l, c := newTimeline(60 * s)
	for i := range 1000 {
		l.events = append(l.events, moment{at: time.Duration(30*i) * s, bytes: 1})
	}
	c.until(startOfTime.Add(600 * s))
	c.wait(true)
	for {
		if _, err := c.Read(make([]byte, 10)); err != nil {
			if !errors.Is(err, errPhase) || l.now != 600*s {
				t.Errorf("ended at %v: %v", l.now, err)
			}
			return
		}
	}
}

// A long answer does not set a deadline for each of its reads.
func TestConnSetsFewDeadlines(t *testing.T) {
	t.Parallel()
	l, c := newTimeline(60 * s)
	for i := range 10000 {
		l.events = append(l.events, moment{at: s + time.Duration(i)*time.Millisecond, bytes: 1})
	}
	counted := &countingConn{Conn: l}
	c.Conn = counted
	c.wait(true)
	for range 10000 {
		if _, err := c.Read(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
	}
	if counted.sets > 2 {
		t.Errorf("%d deadlines set for 10000 reads", counted.sets)
	}
}

type countingConn struct {
	net.Conn
	sets int
}

func (c *countingConn) SetReadDeadline(t time.Time) error {
	c.sets++
	return c.Conn.SetReadDeadline(t)
}

func TestConnWithoutTimeouts(t *testing.T) {
	t.Parallel()
	l, c := newTimeline(0, moment{at: 1e6 * s, bytes: 1})
	c.wait(true)
	if n, err := c.Read(make([]byte, 10)); n != 1 || err != nil || l.timeouts > 0 {
		t.Errorf("%d, %v, %d time-outs", n, err, l.timeouts)
	}
	l.takes = []int{-1e6, 1}
	if n, err := c.Write([]byte("x")); n != 1 || err != nil {
		t.Errorf("write: %d, %v", n, err)
	}
}

func TestConnWriteTimeout(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		bytes int
		takes []int
		wrote int
		ends  time.Duration
		err   error
	}{
		{"taken at once", 100, nil, 100, 1 * s, nil},
		{"nothing is taken", 100, []int{-1000}, 0, 61 * s, os.ErrDeadlineExceeded},
		{"slow, but it goes on", 100, []int{50, 50}, 100, 101 * s, nil},
		{"it stops half-way", 100, []int{50, -1000}, 50, 121 * s, os.ErrDeadlineExceeded},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l, c := newTimeline(60 * s)
			l.takes = row.takes
			n, err := c.Write([]byte(strings.Repeat("x", row.bytes)))
			if n != row.wrote || !errors.Is(err, row.err) {
				t.Errorf("%d bytes, %v; want %d, %v", n, err, row.wrote, row.err)
			}
			// Progress is seen when a deadline passes, so the end may be late by
			// one idle time, never early.
			if l.now < row.ends || l.now > row.ends+60*s {
				t.Errorf("ended at %v, want %v", l.now, row.ends)
			}
			if got := c.written.Load(); got != int64(n) {
				t.Errorf("%d bytes counted", got)
			}
		})
	}
}

// A write soon after another must not inherit what is left of its time.
func TestConnWriteGetsItsFullTime(t *testing.T) {
	t.Parallel()
	l, c := newTimeline(60 * s)
	write(c)
	l.now += 29 * s
	l.takes = []int{-50, 1}
	if n, err := c.Write([]byte("x")); n != 1 || err != nil {
		t.Errorf("after %v: %d, %v", l.now, n, err)
	}
}

// TLS bounds its farewell itself.
func TestConnLeavesADeadlineFromAboveAlone(t *testing.T) {
	t.Parallel()
	l, c := newTimeline(60 * s)
	if err := c.SetWriteDeadline(startOfTime.Add(6 * s)); err != nil {
		t.Fatal(err)
	}
	l.takes = []int{-1000}
	if _, err := c.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) || l.now != 6*s {
		t.Errorf("ended at %v: %v", l.now, err)
	}
}

// The deadline that a socket has must be the one that was meant last, whoever
// comes to set it at the same time.
func TestConnDeadlinesRace(t *testing.T) {
	t.Parallel()
	slow := &lockedDeadline{}
	c := &conn{Conn: slow, idle: time.Nanosecond}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 2000 {
				c.wait(i%2 == 0)
				c.mu.Lock()
				c.arm(c.deadline(int64(i)), int64(i))
				c.mu.Unlock()
			}
		})
	}
	wg.Wait()
	if got := slow.at.UnixNano(); !slow.at.IsZero() && got != c.readBy || slow.at.IsZero() && c.readBy != 0 {
		t.Errorf("the socket has %v, the connection believes %v", got, c.readBy)
	}
}

type lockedDeadline struct {
	net.Conn
	at time.Time // guarded by conn.mu, which is what is tested
}

func (l *lockedDeadline) SetReadDeadline(t time.Time) error { l.at = t; return nil }

// T06: a byte now and then defeats the idle time-out, but not for ever.
func TestT06_AResponseThatComesByteByByteIsATimeout(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		piece int           // bytes
		every time.Duration // between them
		count int           // how many there are
		ends  time.Duration // 0: all of them are read
	}{
		{"a byte every 0.4 s", 1, 400 * time.Millisecond, 1000, 301 * s},
		{"a byte just before each idle time-out", 1, 59 * s, 1000, 301 * s},
		{"a long literal over a slow line", 16 << 10, 30 * s, 1000, 0},
		{"a short response in pieces", 10, 50 * s, 4, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l, c := newTimeline(60 * s)
			for i := range row.count {
				l.events = append(l.events, moment{at: s + time.Duration(i+1)*row.every, bytes: row.piece})
			}
			c.wait(true)
			for range row.count {
				c.pace(true)
				if _, err := c.Read(make([]byte, row.piece)); err != nil {
					if !errors.Is(err, errPace) || !errors.Is(err, os.ErrDeadlineExceeded) || row.ends == 0 || l.now != row.ends {
						t.Errorf("%v at %v, want one at %v", err, l.now, row.ends)
					}
					return
				}
			}
			if row.ends != 0 {
				t.Errorf("no time-out until %v", l.now)
			}
		})
	}
	t.Run("between responses there is none", func(t *testing.T) {
		t.Parallel()
		l, c := newTimeline(60 * s)
		c.wait(true)
		for i := range 100 {
			l.events = append(l.events, moment{at: s + time.Duration(i+1)*50*s, bytes: 20})
			c.pace(false)
			c.pace(true)
			if _, err := c.Read(make([]byte, 20)); err != nil {
				t.Fatal(err)
			}
		}
	})
}
