package practice

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"

	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

// A session is one connection. Its fields belong to the goroutine of talk.
type session struct {
	srv    *Server
	number int      // counts connections, from 1
	conn   net.Conn // as accepted; TLS and compression are in rd and out
	tls    *tls.Conn
	rd     *wire.Reader
	out    *bufio.Writer
	buf    []byte // the response being written

	compressed bool
	deflate    flusher // nil without compression

	user    *store.User
	tree    *store.Store // the server's store, once somebody is logged in
	view    *store.View  // nil: no mailbox is selected
	enabled enabled
	saved   []uint32       // UIDs of the last SEARCH RETURN (SAVE) (RFC 5182)
	watcher *store.Watcher // nil: nobody asked for events
	notify  *notification  // nil: NOTIFY was not used
	bad     int            // bad commands in a row
	// reserved is what the command being read or answered has of the server's
	// maxInFlight, bytes.
	reserved int64
	secret   bool // what the client says belongs to a login, and is not traced
	ended    bool // the session is over: LOGOUT, BYE, an error
}

// enabled is what ENABLE and its like switched on for this connection.
type enabled struct {
	rev2, utf8, condstore, qresync, metadata bool
}

type flusher interface{ Flush() error }

// talk speaks on a connection until it ends.
func (srv *Server) talk(c net.Conn, implicitTLS bool) {
	if srv.crowded() {
		c.SetWriteDeadline(time.Now().Add(time.Second))
		io.WriteString(c, "* BYE Too many connections.\r\n")
		return
	}
	f := srv.fault()
	if f.script != nil {
		f.script.Serve(c)
		return
	}
	if f.conn != nil {
		c = f.conn(srv, c)
	}
	s := &session{srv: srv, conn: c, number: int(srv.count.Add(1))}
	s.rd = wire.NewReader(c, wire.Limits{Line: maxLine, Nesting: maxNesting})
	s.out = bufio.NewWriter(s.output(c))
	s.rd.OnFill(s.beforeRead)
	if implicitTLS {
		if err := s.startTLS(); err != nil {
			return
		}
	}
	defer s.deselect()
	defer s.unwatch()
	s.limitWrite()
	s.greet()
	for !s.ended {
		s.next()
	}
	s.flush()
}

// beforeRead sends what is written before waiting for the client, so that
// pipelined commands cost one write.
func (s *session) beforeRead() {
	s.flush()
	s.limitWait()
}

// limitWait lets the client be silent for as long as it may: not at all once the
// server shuts down.
func (s *session) limitWait() {
	s.conn.SetReadDeadline(time.Now().Add(s.srv.opts.IdleTimeout))
	if s.srv.isClosed() { // asked behind the deadline, or Shutdown's could be lost
		s.conn.SetReadDeadline(past())
	}
}

func (s *session) flush() {
	err := s.out.Flush()
	if s.deflate != nil && err == nil {
		err = s.deflate.Flush()
	}
	if err != nil {
		s.ended = true
	}
}

// limitWrite bounds how long a client that does not read may keep the next
// answer waiting.
func (s *session) limitWrite() {
	s.conn.SetWriteDeadline(time.Now().Add(s.srv.opts.IdleTimeout))
}

// greet sends the greeting (RFC 3501 §7.1).
func (s *session) greet() {
	if f := s.srv.fault(); f.greet != "" {
		s.out.WriteString(f.greet)
		return
	}
	text := s.srv.opts.Greeting
	if name := s.srv.opts.PreAuth; name != "" {
		st := s.srv.Store()
		st.AddUser(name, store.UserOptions{})
		s.login(st.Login(name))
		if text == "" {
			text = "Logged in as " + name
		}
		s.line("* PREAUTH [CAPABILITY ", s.capabilityList(), "] ", text)
		return
	}
	if text == "" {
		text = "imapsh practice server ready."
	}
	s.line("* OK [CAPABILITY ", s.capabilityList(), "] ", text)
}

// next reads and answers one command.
func (s *session) next() {
	defer s.release()
	s.secret = false
	if s.notify != nil && s.rd.Buffered() == 0 && !s.awaitInput() {
		return
	}
	c, err := s.readCommand()
	s.limitWrite()
	switch {
	case err == nil:
		s.answer(c)
	case errors.Is(err, errAnswered):
	default:
		s.hangUp(err)
	}
}

// hangUp ends the session because the connection cannot go on.
func (s *session) hangUp(err error) {
	var limit *wire.LimitError
	switch {
	case isTimeout(err) && s.srv.isClosed():
		s.bye("Server is shutting down.")
	case isTimeout(err):
		s.bye("Disconnected for inactivity.")
	case errors.As(err, &limit):
		s.bye("Input " + err.Error() + ".")
	}
	s.ended = true
}

func (s *session) bye(text string) {
	s.line("* BYE ", text)
	s.ended = true
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

// login makes the session u's.
func (s *session) login(u *store.User) {
	s.forget()
	s.user = u
	s.tree = s.srv.Store()
}

// forget drops all that belongs to a user.
func (s *session) forget() {
	s.deselect()
	s.unwatch()
	s.notify = nil
	s.enabled = enabled{}
	s.user, s.tree = nil, nil
}

// deselect leaves the selected mailbox, if there is one.
func (s *session) deselect() {
	if s.view != nil {
		s.view.Close()
		s.view = nil
	}
	s.saved = nil
}

func (s *session) has(capability string) bool { return s.srv.features.has(capability) }
