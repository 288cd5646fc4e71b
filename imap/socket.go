package imap

import (
	"bytes"
	"net"
)

// rawMode hands the stream to the caller of ReadLine and ReadBytes instead of
// parsing it: imaplib's readline and read.
type rawMode struct {
	requests chan rawRequest
	quit     chan struct{} // closed when raw mode ends
	left     chan struct{} // closed when the reading goroutine has left it
	serving  bool          // the reading goroutine is in serve; guarded by Client.mu
}

// rawRequest wants n bytes, or a line if n is below zero.
type rawRequest struct {
	n     int64
	reply chan rawReply
}

type rawReply struct {
	data []byte
	err  error
}

func (m *rawMode) close() {
	select {
	case <-m.quit:
	default:
		close(m.quit)
	}
}

// rawReads returns the raw mode if it is on, on the reading goroutine.
func (c *Client) rawReads() *rawMode {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.raw != nil {
		c.raw.serving = true
	}
	return c.raw
}

// serveRaw answers requests until raw mode ends, and drops what was not asked
// for by then.
func (c *Client) serveRaw(m *rawMode) error {
	defer close(m.left)
	for {
		select {
		case req := <-m.requests:
			data, err := c.rawRead(req.n)
			req.reply <- rawReply{data, err}
			if err != nil {
				return err
			}
		case <-m.quit:
			if b := c.rd.TakeBuffered(); len(b) > 0 {
				c.note("%d bytes that nobody read were dropped", len(b))
			}
			return nil
		}
	}
}

func (c *Client) rawRead(n int64) ([]byte, error) {
	if n >= 0 {
		return c.rd.ReadBytes(nil, n)
	}
	line, err := c.rd.ReadRawLine()
	if err != nil {
		return nil, err
	}
	tap{c}.Line(bytes.TrimRight(line, "\r\n"))
	return bytes.Clone(line), nil
}

// endRaw leaves raw mode and waits until the reading goroutine has left it, so
// that it cannot drop the answer to the next command. c.mu is held.
func (c *Client) endRaw() {
	m := c.raw
	if m == nil {
		return
	}
	c.raw = nil
	m.close()
	if m.serving {
		c.mu.Unlock()
		<-m.left
		c.mu.Lock()
	}
}

// startRaw enters raw mode unless it is on.
func (c *Client) startRaw() (*rawMode, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return nil, &Error{Class: ClassAbort, Reason: ReasonNetwork, Msg: "not connected", Err: c.err}
	}
	if c.raw == nil {
		c.raw = &rawMode{
			requests: make(chan rawRequest), quit: make(chan struct{}), left: make(chan struct{}),
		}
	}
	return c.raw, nil
}

// Send writes data as it is, without CRLF. From now on what the server says
// waits for ReadLine and ReadBytes; the next command drops what is left of it.
func (c *Client) Send(data []byte) error {
	c.command.Lock()
	defer c.command.Unlock()
	if _, err := c.startRaw(); err != nil {
		return err
	}
	c.log.begin("send", false, c.opts.Now())
	for line := range bytes.Lines(data) {
		c.sentLine(bytes.TrimRight(line, "\r\n"))
		c.addForeign(line)
	}
	return c.writeBytes("what was given to send", data)
}

// addForeign remembers the tag of a line sent by hand: its answer may come long
// after raw mode has ended.
func (c *Client) addForeign(line []byte) {
	tag, _, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(" "))
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.foreign == nil {
		c.foreign = make(map[string]bool)
	}
	c.foreign[string(tag)] = true
}

func (c *Client) isForeign(tag string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.foreign[tag]
}

// ReadLine reads one line off the connection, with its CRLF.
func (c *Client) ReadLine() ([]byte, error) { return c.readRaw(-1) }

// ReadBytes reads n bytes off the connection, at most what a gathered literal
// may have.
func (c *Client) ReadBytes(n int64) ([]byte, error) {
	if limit := c.Limits().Gathered; n < 0 || n > limit {
		return nil, usagef("read takes a number of bytes from 0 to %d", limit)
	}
	return c.readRaw(n)
}

func (c *Client) readRaw(n int64) ([]byte, error) {
	c.command.Lock()
	defer c.command.Unlock()
	m, err := c.startRaw()
	if err != nil {
		return nil, err
	}
	c.conn.wait(true)
	defer c.conn.wait(false)
	req := rawRequest{n, make(chan rawReply, 1)}
	select {
	case m.requests <- req:
	case <-m.quit:
		return nil, c.Err()
	}
	r := <-req.reply
	if r.err != nil {
		<-c.ended
		return nil, c.Err()
	}
	return r.data, nil
}

// Shutdown closes the connection without a word: imaplib's shutdown.
func (c *Client) Shutdown() error { return c.Close() }

// Addrs returns the local and the remote address of the connection.
func (c *Client) Addrs() (local, remote net.Addr) { return c.conn.LocalAddr(), c.conn.RemoteAddr() }
