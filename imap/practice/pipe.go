package practice

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// pipeBuffer is how many bytes wait in one direction before a writer blocks,
// about as many as a socket holds.
const pipeBuffer = 64 << 10

// pipe returns the two ends of a connection in memory. Unlike [net.Pipe] it
// buffers, as a socket does: two peers that both write before they read do not
// block each other.
func pipe() (a, b net.Conn) {
	up, down := newHalf(), newHalf()
	return &pipeConn{in: down, out: up, name: "client"}, &pipeConn{in: up, out: down, name: "server"}
}

type pipeConn struct {
	in, out *half
	name    string
}

func (c *pipeConn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *pipeConn) Write(p []byte) (int, error) { return c.out.write(p) }

// Close ends both directions. What was written before can still be read.
func (c *pipeConn) Close() error {
	c.out.close()
	c.in.abandon()
	return nil
}

// CloseWrite ends the direction to the other side, as a TCP connection's does.
func (c *pipeConn) CloseWrite() error {
	c.out.close()
	return nil
}

func (c *pipeConn) LocalAddr() net.Addr  { return pipeAddr(c.name) }
func (c *pipeConn) RemoteAddr() net.Addr { return pipeAddr("practice") }

func (c *pipeConn) SetDeadline(t time.Time) error {
	c.in.reading.set(c.in, t)
	c.out.writing.set(c.out, t)
	return nil
}

func (c *pipeConn) SetReadDeadline(t time.Time) error {
	c.in.reading.set(c.in, t)
	return nil
}

func (c *pipeConn) SetWriteDeadline(t time.Time) error {
	c.out.writing.set(c.out, t)
	return nil
}

type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return string(a) }

// half is one direction of a pipe.
type half struct {
	mu      sync.Mutex
	moved   sync.Cond // something changed: bytes, an end, a deadline
	buf     []byte
	ended   bool // the writer is done: EOF once buf is empty
	dropped bool // the reader is gone
	reading deadline
	writing deadline
}

func newHalf() *half {
	h := &half{}
	h.moved.L = &h.mu
	return h
}

func (h *half) read(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.dropped:
			return 0, net.ErrClosed
		case h.reading.passed:
			return 0, os.ErrDeadlineExceeded
		case len(h.buf) > 0:
			n := copy(p, h.buf)
			h.buf = h.buf[:copy(h.buf, h.buf[n:])]
			h.moved.Broadcast()
			return n, nil
		case h.ended:
			return 0, io.EOF
		case len(p) == 0:
			return 0, nil
		}
		h.moved.Wait()
	}
}

var errPipeClosed = errors.New("the other end is closed")

func (h *half) write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	total := 0
	for {
		switch {
		case h.ended:
			return total, net.ErrClosed
		case h.dropped:
			return total, errPipeClosed
		case h.writing.passed:
			return total, os.ErrDeadlineExceeded
		case len(p) == 0:
			return total, nil
		case len(h.buf) < pipeBuffer:
			n := min(len(p), pipeBuffer-len(h.buf))
			h.buf = append(h.buf, p[:n]...)
			p = p[n:]
			total += n
			h.moved.Broadcast()
			continue
		}
		h.moved.Wait()
	}
}

func (h *half) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
	h.moved.Broadcast()
}

func (h *half) abandon() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.dropped = true
	h.moved.Broadcast()
}

// A deadline ends the waiting of one side of a half.
type deadline struct {
	timer  *time.Timer
	passed bool
	turn   int // which call of set the timer belongs to
}

func (d *deadline) set(h *half, t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	d.turn++
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	d.passed = false
	if t.IsZero() {
		return
	}
	wait := time.Until(t)
	if wait <= 0 {
		d.passed = true
		h.moved.Broadcast()
		return
	}
	turn := d.turn
	d.timer = time.AfterFunc(wait, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if d.turn == turn {
			d.passed = true
			h.moved.Broadcast()
		}
	})
}
