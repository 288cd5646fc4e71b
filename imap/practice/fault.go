package practice

import (
	"bytes"
	"io"
	"net"
	"strings"
	"time"

	"imapsh/imap/wire"
)

// A Fault is a way in which a server can be broken or hostile, for tests and
// for teaching what that looks like. Get one from [Faults] or [FindFault]; each
// is a server that works but for one thing, unless its summary says otherwise.
type Fault struct {
	Name    string // as in --demo=fault:NAME
	Summary string // what goes wrong, in a sentence

	options func(*Options)                   // changes the server's options
	script  Script                           // is played in place of a session
	conn    func(*Server, net.Conn) net.Conn // wraps the connection
	line    func([]byte) []byte              // changes a line that is sent; literals are left alone
	greet   string                           // is sent in place of the greeting
	command func(*session, *call) bool       // acts in place of a command when it returns true
	literal func(*session, *call)            // acts in place of asking for a literal
}

// FindFault finds a fault by name.
func FindFault(name string) (Fault, bool) {
	for _, f := range Faults() {
		if f.Name == name {
			return f, true
		}
	}
	return Fault{}, false
}

// fault is the server's fault; an empty one when it has none.
func (s *Server) fault() *Fault {
	if s.opts.Fault == nil {
		return &Fault{}
	}
	return s.opts.Fault
}

// raw sends bytes as they are; "$tag" in them stands for the tag.
func (s *session) raw(c *call, text string) {
	s.out.WriteString(strings.ReplaceAll(text, "$tag", c.tag))
	s.flush()
}

// A lineChanger changes the lines of a stream of responses and leaves their
// literals alone.
type lineChanger struct {
	w       io.Writer
	change  func([]byte) []byte
	pending []byte // a line without its end yet
	literal int64  // bytes of a literal to come
}

func (l *lineChanger) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		if l.literal > 0 {
			k := min(l.literal, int64(len(p)))
			if _, err := l.w.Write(p[:k]); err != nil {
				return 0, err
			}
			l.literal -= k
			p = p[k:]
			continue
		}
		end := bytes.IndexByte(p, '\n') + 1
		if end == 0 {
			l.pending = append(l.pending, p...)
			break
		}
		line := append(l.pending, p[:end]...)
		p = p[end:]
		if err := l.send(line); err != nil {
			return 0, err
		}
		l.pending = l.pending[:0]
	}
	return n, nil
}

func (l *lineChanger) send(line []byte) error {
	text := bytes.TrimRight(line, "\r\n")
	if h, found, err := wire.TrailingLiteral(text); found && err == nil {
		l.literal = h.Size
	}
	_, err := l.w.Write(l.change(line))
	return err
}

// slowConn sends one byte at a time.
type slowConn struct {
	net.Conn
	wait func()
}

func (c *slowConn) Write(p []byte) (int, error) {
	for i := range p {
		c.wait()
		if _, err := c.Conn.Write(p[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(p), nil
}

// pause waits as long as a fault wants to; tests have Options.Pause.
func (s *Server) pause(d time.Duration) {
	if s.opts.Pause != nil {
		s.opts.Pause(d)
		return
	}
	time.Sleep(d)
}
