package imap

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// conn is the socket under every layer. It keeps the time-outs: while a
// command waits, no byte for idle is an error; while none does, a read may
// take for ever. An absolute deadline bounds a phase in which a peer that sends
// a byte now and then would defeat the idle time-out.
type conn struct {
	net.Conn
	idle     time.Duration // 0: none
	waiting  atomic.Bool   // somebody waits for an answer
	since    atomic.Int64  // when the waiting began; all times in unix nanoseconds
	absolute atomic.Int64  // the absolute deadline; 0: none
	readBy   atomic.Int64  // the read deadline the socket has; 0: none
	writeBy  int64         // the write deadline the socket has
	lastRead atomic.Int64  // when bytes last arrived
	read     atomic.Int64
	written  atomic.Int64
}

// readTime is when the bytes now being parsed arrived.
func (c *conn) readTime() time.Time { return time.Unix(0, c.lastRead.Load()) }

// wait says whether a command waits for an answer. A read that is under way
// gets a deadline, unless an earlier command left it one that will do: setting
// deadlines for every command would cost more than parsing its answer.
func (c *conn) wait(on bool) {
	if on {
		now := time.Now().UnixNano()
		c.since.Store(now)
		c.waiting.Store(true)
		if c.readBy.Load() <= now {
			c.setReadBy(c.deadline(now))
		}
		return
	}
	c.waiting.Store(false)
}

// until sets the absolute deadline of what waits now; the zero time ends it.
func (c *conn) until(t time.Time) {
	if t.IsZero() {
		c.absolute.Store(0)
		return
	}
	c.absolute.Store(t.UnixNano())
	c.setReadBy(c.deadline(time.Now().UnixNano()))
}

// deadline is when a read must have brought something if it began, or was
// first waited for, at start; 0 means never.
func (c *conn) deadline(start int64) int64 {
	if !c.waiting.Load() {
		return 0
	}
	var t int64
	if c.idle > 0 {
		t = max(start, c.since.Load()) + int64(c.idle)
	}
	if abs := c.absolute.Load(); abs != 0 && (t == 0 || abs < t) {
		t = abs
	}
	return t
}

func (c *conn) setReadBy(t int64) {
	c.readBy.Store(t)
	var when time.Time
	if t != 0 {
		when = time.Unix(0, t)
	}
	_ = c.SetReadDeadline(when) // fails on a dead socket only, which Read reports
}

// Read implements net.Conn. A deadline that passes while nobody waits, or that
// was an earlier command's, is no error: layers above never see it.
func (c *conn) Read(p []byte) (int, error) {
	for {
		start := time.Now().UnixNano()
		c.renew(start)
		n, err := c.Conn.Read(p)
		if n > 0 {
			c.lastRead.Store(time.Now().UnixNano())
			c.read.Add(int64(n))
			return n, err
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) || c.expired(start) {
			return n, err
		}
		c.setReadBy(c.deadline(start))
	}
}

// expired reports whether a read that began at start has waited its full time.
func (c *conn) expired(start int64) bool {
	t := c.deadline(start)
	return t != 0 && time.Now().UnixNano() >= t
}

// renew moves the read deadline on, but not for every read of a long answer:
// up to a second early does no harm, since Read then looks again.
func (c *conn) renew(now int64) {
	want, have := c.deadline(now), c.readBy.Load()
	if have > now && (want == 0 || have <= want && want-have < int64(time.Second)) {
		return
	}
	if want != have {
		c.setReadBy(want)
	}
}

// Write implements net.Conn. What the peer does not take within the idle time
// is a time-out; the deadline is moved on once half of it is spent.
func (c *conn) Write(p []byte) (int, error) {
	if now := time.Now().UnixNano(); c.idle > 0 && c.writeBy-now < int64(c.idle)/2 {
		c.writeBy = now + int64(c.idle)
		if err := c.SetWriteDeadline(time.Unix(0, c.writeBy)); err != nil {
			return 0, err
		}
	}
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}
