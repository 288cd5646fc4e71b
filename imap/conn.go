package imap

import (
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// conn is the socket under every layer. It keeps the time-outs: while a
// command waits, no byte either way for idle is an error; while none does, a
// read may take for ever. An absolute deadline bounds a phase in which a peer
// that sends a byte now and then would defeat the idle time-out.
type conn struct {
	net.Conn
	idle time.Duration    // 0: none
	now  func() time.Time // nil: time.Now

	mu       sync.Mutex // guards the deadlines and the setting of them; all in unix nanoseconds
	waiting  bool       // somebody waits for an answer
	since    int64      // when the waiting began, or a write last got on
	absolute int64      // the absolute deadline; 0: none
	paceBy   int64      // when the response under way must have got on; 0: none is
	paceFrom int64      // how many bytes had been read when paceBy was set; -1: it is not
	readBy   int64      // the read deadline the socket has; 0: none
	writeBy  int64      // the write deadline the socket has; 0: none
	farewell bool       // a layer above has set the write deadline: it is closing

	lastRead atomic.Int64 // when bytes last arrived
	read     atomic.Int64
	written  atomic.Int64
}

// errPhase says that the absolute deadline has passed. It is an
// os.ErrDeadlineExceeded, too.
var errPhase error = lateError("took too long altogether")

// errPace says that a response came too slowly. It is an
// os.ErrDeadlineExceeded, too.
var errPace error = lateError("came too slowly")

type lateError string

func (e lateError) Error() string      { return string(e) }
func (lateError) Timeout() bool        { return true }
func (lateError) Temporary() bool      { return false }
func (lateError) Is(target error) bool { return target == os.ErrDeadlineExceeded }

func (c *conn) clock() int64 {
	if c.now != nil {
		return c.now().UnixNano()
	}
	return time.Now().UnixNano()
}

// readTime is when the bytes now being parsed arrived.
func (c *conn) readTime() time.Time { return time.Unix(0, c.lastRead.Load()) }

// wait says whether a command waits for an answer. A read that is under way
// gets a deadline, unless an earlier command left it one that will do.
func (c *conn) wait(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = on
	if on {
		c.since = c.clock()
		if c.paceBy != 0 { // what came before nobody waited for
			c.paceBy = c.since + slowest*int64(c.idle)
		}
		c.arm(c.deadline(c.since), c.since)
	}
}

// A response that comes byte by byte never leaves the idle time-out a chance.
// Once it has begun, each paceBytes of it must come within slowest idle times.
const (
	paceBytes = 64 << 10
	slowest   = 5
)

// pace is told, before something more is read, whether a response is under way.
// It is called on the reading goroutine alone, which alone changes paceFrom.
func (c *conn) pace(midway bool) {
	read := c.read.Load()
	switch {
	case c.idle == 0, !midway && c.paceFrom < 0, midway && c.paceFrom >= 0 && read-c.paceFrom < paceBytes:
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paceBy, c.paceFrom = 0, -1
	if midway {
		c.paceBy, c.paceFrom = c.clock()+slowest*int64(c.idle), read
	}
}

// until sets the absolute deadline of what waits now or next; the zero time
// ends it.
func (c *conn) until(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.absolute = 0
	if !t.IsZero() {
		c.absolute = t.UnixNano()
	}
	if c.waiting {
		now := c.clock()
		c.arm(c.deadline(now), now)
	}
}

// deadline is when a read must have brought something if it began at start; 0
// means never. c.mu is held.
func (c *conn) deadline(start int64) int64 {
	if !c.waiting {
		return 0
	}
	t := c.earlier(max(start, c.since))
	if c.paceBy != 0 && (t == 0 || c.paceBy < t) {
		t = c.paceBy
	}
	return t
}

// earlier is the idle time after start or the absolute deadline.
func (c *conn) earlier(start int64) int64 {
	var t int64
	if c.idle > 0 {
		t = start + int64(c.idle)
	}
	if c.absolute != 0 && (t == 0 || c.absolute < t) {
		t = c.absolute
	}
	return t
}

// arm gives the socket a read deadline that is not later than want. One that is
// earlier will do, since Read then looks again: setting a deadline for each
// read of a long answer would cost more than parsing it. c.mu is held.
func (c *conn) arm(want, now int64) {
	if have := c.readBy; have == want || have > now && (want == 0 || have < want) {
		return
	}
	c.setReadBy(want)
}

func (c *conn) setReadBy(t int64) {
	c.readBy = t
	_ = c.SetReadDeadline(timeOf(t)) // fails on a dead socket only, which Read reports
}

func timeOf(t int64) time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.Unix(0, t)
}

// Read implements net.Conn. A deadline that passes while nobody waits, or that
// was an earlier command's, is no error: layers above never see it.
func (c *conn) Read(p []byte) (int, error) {
	start := c.clock()
	c.mu.Lock()
	c.arm(c.deadline(start), start)
	c.mu.Unlock()
	for {
		n, err := c.Conn.Read(p)
		if n > 0 {
			c.lastRead.Store(c.clock())
			c.read.Add(int64(n))
			return n, err
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if late := c.late(start); late != nil {
			return 0, late
		}
	}
}

// late returns an error if a read that began at start has had its full time,
// else it gives the socket the deadline that it has left.
func (c *conn) late(start int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock()
	t := c.deadline(start)
	switch {
	case t == 0 || now < t:
		c.setReadBy(t)
		return nil
	case t == c.absolute:
		return errPhase
	case t == c.paceBy:
		return errPace
	}
	return os.ErrDeadlineExceeded
}

// SetWriteDeadline implements net.Conn for the layers above: TLS, which bounds
// the time that its farewell may take.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.farewell = true
	return c.Conn.SetWriteDeadline(t)
}

// Write implements net.Conn. It is a time-out if the peer takes nothing for the
// idle time; a slow one may take its time for as long as it takes something.
func (c *conn) Write(p []byte) (int, error) {
	total := 0
	start := c.clock()
	for {
		if !c.armWrite(start) {
			return total, os.ErrDeadlineExceeded
		}
		n, err := c.Conn.Write(p[total:])
		total += n
		c.written.Add(int64(n))
		if n > 0 {
			start = c.gotOn()
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) || c.leaves() {
			return total, err
		}
	}
}

// gotOn takes note that the peer has taken something.
func (c *conn) gotOn() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.since = c.clock()
	return c.since
}

func (c *conn) leaves() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.farewell
}

// armWrite gives the socket a write deadline, as arm does for reads, and
// reports whether there is time left.
func (c *conn) armWrite(start int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.farewell {
		return true
	}
	now, want := c.clock(), c.earlier(start)
	switch have := c.writeBy; {
	case want != 0 && want <= now:
		return false
	case have == want || have > now && have < want:
		return true
	}
	c.writeBy = want
	_ = c.Conn.SetWriteDeadline(timeOf(want)) // fails on a dead socket only, which Write reports
	return true
}
