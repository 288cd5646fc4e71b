package practice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"imapsh/imap/practice/seed"
	"imapsh/imap/practice/store"
)

// Options says what server [New] makes. The zero value is the one of --demo:
// everything switched on, seeded mail, greeting OK.
type Options struct {
	// Profile chooses what is announced and understood: one of [Profiles],
	// "everything" when empty.
	Profile string
	// Capabilities, when not nil, replaces the profile's: capability tokens,
	// SASL mechanisms as AUTH=NAME. STARTTLS and LOGINDISABLED come by
	// themselves.
	Capabilities []string

	// Mail is what is in the server at the start; when nil that of [seed.Demo].
	Mail *seed.Mail
	// Seed, when not nil, fills the store in place of Mail.
	Seed func(*store.Store)
	// Delimiter is the hierarchy delimiter, '/' when 0.
	Delimiter byte

	// Greeting is the text of the greeting.
	Greeting string
	// PreAuth, when set, is the user who is logged in from the start
	// (RFC 3501 §7.1.4). He is made if the seed has no such user.
	PreAuth string
	// RequireTLS refuses passwords before TLS: LOGINDISABLED (RFC 3501 §6.2.3).
	RequireTLS bool
	// NoTLS leaves out STARTTLS.
	NoTLS bool
	// Certificate is the server's; when nil one is made at the first
	// handshake, signed by an authority that [Server.CertPool] holds.
	Certificate *tls.Certificate

	// Fault, when not nil, makes the server misbehave; see [Faults].
	Fault *Fault
	// IdleTimeout ends a session that says nothing for so long, 30 minutes
	// when 0 (RFC 3501 §5.4).
	IdleTimeout time.Duration
	// MaxConnections is how many clients may be connected at once, 4096 when 0.
	// Those above are told BYE.
	MaxConnections int
	// Now is the clock, time.Now when nil.
	Now func() time.Time
	// Trace, when not nil, is told each line that a client or the server says,
	// with "C: " or "S: " before it, and the number of the connection, from 1.
	// Passwords, literals and most of a long line are left out. It is called by
	// several sessions at once.
	Trace func(connection int, line string)
	// Pause is how a slow fault waits, time.Sleep when nil.
	Pause func(time.Duration)
}

// A Server is a practice server. Make it with [New].
type Server struct {
	opts     Options
	features features

	seedOnce  sync.Once
	store     *store.Store
	tableOnce sync.Once
	table     map[string]command
	identity  identity

	inFlight atomic.Int64 // bytes, see maxInFlight
	count    atomic.Int64 // connections so far

	mu        sync.Mutex
	closed    bool
	listeners map[net.Listener]struct{}
	conns     map[net.Conn]struct{}
	running   sync.WaitGroup
}

// New makes a server. It costs next to nothing: mail is made when somebody logs
// in, a certificate when somebody asks for TLS. An unknown profile falls back
// to "everything"; [Options.Check] finds that beforehand.
func New(o Options) *Server {
	if o.Fault != nil && o.Fault.options != nil {
		o.Fault.options(&o)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.IdleTimeout == 0 {
		o.IdleTimeout = 30 * time.Minute
	}
	if o.MaxConnections == 0 {
		o.MaxConnections = 4096
	}
	s := &Server{
		opts:      o,
		listeners: map[net.Listener]struct{}{},
		conns:     map[net.Conn]struct{}{},
	}
	var err error
	if s.features, err = newFeatures(o.Profile, o.Capabilities); err != nil {
		s.features, _ = newFeatures("", nil)
	}
	s.identity.fixed = o.Certificate
	return s
}

// Check says what is wrong with the options.
func (o Options) Check() error {
	_, err := newFeatures(o.Profile, o.Capabilities)
	return err
}

// Store returns the server's mail, for tests that look at it or change it
// behind the sessions' backs.
func (s *Server) Store() *store.Store {
	s.seedOnce.Do(func() {
		o := store.Options{Delimiter: s.opts.Delimiter, Now: s.opts.Now}
		switch {
		case s.opts.Seed != nil:
			s.store = store.New(o)
			s.opts.Seed(s.store)
		case s.opts.Mail != nil:
			s.store = planted(o, *s.opts.Mail)
		default:
			s.store = planted(o, seed.Demo())
		}
	})
	return s.store
}

// ErrClosed is what a server says once [Server.Close] was called.
var ErrClosed = errors.New("practice server is closed")

// Pipe returns the client's end of a new connection in memory.
func (s *Server) Pipe() net.Conn {
	client, server := pipe()
	if !s.begin(server) {
		server.Close()
		return client
	}
	go func() {
		defer s.end(server)
		s.talk(server, false)
	}()
	return client
}

// ServeConn speaks IMAP on a connection until it ends, and closes it.
func (s *Server) ServeConn(c net.Conn) {
	if !s.begin(c) {
		c.Close()
		return
	}
	defer s.end(c)
	s.talk(c, false)
}

// Listen begins to serve on a TCP address such as "127.0.0.1:0", with TLS from
// the first byte when implicitTLS is set, and returns the address in use.
func (s *Server) Listen(addr string, implicitTLS bool) (net.Addr, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	go s.serve(l, implicitTLS)
	return l.Addr(), nil
}

// Serve accepts connections until the listener or the server is closed. It
// returns [ErrClosed] in the latter case.
func (s *Server) Serve(l net.Listener) error { return s.serve(l, false) }

func (s *Server) serve(l net.Listener, implicitTLS bool) error {
	if !s.beginListener(l) {
		l.Close()
		return ErrClosed
	}
	defer s.endListener(l)
	for {
		c, err := l.Accept()
		if err != nil {
			if s.isClosed() {
				return ErrClosed
			}
			return err
		}
		if !s.begin(c) {
			c.Close()
			return ErrClosed
		}
		go func() {
			defer s.end(c)
			s.talk(c, implicitTLS)
		}()
	}
}

// Close ends every listener and every connection and waits for the sessions.
func (s *Server) Close() {
	s.stop(func(c net.Conn) { c.Close() })
	s.running.Wait()
}

// Shutdown is Close with manners: each client is told BYE once its command is
// answered (RFC 3501 §7.1.5). Those that have not gone when ctx is done are cut
// off.
func (s *Server) Shutdown(ctx context.Context) {
	s.stop(func(c net.Conn) { c.SetReadDeadline(past()) })
	gone := make(chan struct{})
	go func() {
		s.running.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-ctx.Done():
	}
	s.Close()
}

// past is a deadline that has run out.
func past() time.Time { return time.Unix(1, 0) }

// stop lets nobody in any more, and does with each connection what is asked.
func (s *Server) stop(end func(net.Conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for l := range s.listeners {
		l.Close()
	}
	for c := range s.conns {
		end(c)
	}
}

func (s *Server) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

func (s *Server) beginListener(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.listeners[l] = struct{}{}
	return true
}

func (s *Server) endListener(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

func (s *Server) begin(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.conns[c] = struct{}{}
	s.running.Add(1)
	return true
}

// crowded reports whether there are more connections than there may be.
func (s *Server) crowded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns) > s.opts.MaxConnections
}

func (s *Server) end(c net.Conn) {
	c.Close()
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.running.Done()
}

// CertPool holds the authority that signed the server's certificate, for
// clients that verify it under the name localhost. It makes the certificate if
// need be, and is nil where Options.Certificate was given.
func (s *Server) CertPool() (*x509.CertPool, error) { return s.identity.pool() }
