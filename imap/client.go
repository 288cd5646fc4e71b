package imap

import (
	"context"
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"imapsh/imap/secret"
	"imapsh/imap/wire"
)

const masked = secret.Masked

// DefaultTimeout is how long a command may wait without a byte arriving.
const DefaultTimeout = 60 * time.Second

// Options are what a [Client] is made with. The zero value is usable.
type Options struct {
	Host       string        // the server's name, for TLS and for messages
	TLS        *tls.Config   // for STARTTLS; nil means verification by the system's roots
	Limits     wire.Limits   // what the server may make us keep
	Timeout    time.Duration // no byte for so long is an abort; 0: DefaultTimeout, < 0: never
	LoginTime  time.Duration // bound on greeting, STARTTLS and login as a whole; 0: 2 × Timeout
	AllowClear bool          // let passwords cross a network unencrypted
	Secrets    *secret.Set   // values masked in log, trace and errors; may be nil
	Tracer     Tracer        // sees everything from the greeting on; may be nil
	LogSize    int           // commands the log keeps; 0: DefaultLogSize
	// Notify is called on the reading goroutine with each untagged response
	// that comes while no command runs. It must not call the client's commands.
	Notify func(Entry)
	// Closed is called once, on the reading goroutine, when the connection is
	// lost while no command runs.
	Closed func(error)
	// Crashing, if not nil, is called when a goroutine of the client panics, before
	// that ends the program: the time to put a terminal back.
	Crashing func()
	// Now replaces time.Now for dates in arguments; nil means time.Now.
	Now func() time.Time
	// AskCapability asks for the capabilities at connect even where the greeting
	// told them, as imaplib does. A server may answer a login otherwise.
	AskCapability bool
}

// A Client is one session with an IMAP server. Its methods may be called from
// any goroutine; commands run one after another.
type Client struct {
	opts    Options
	conn    *conn
	rd      *wire.Reader // the reading goroutine's
	secrets *secret.Set
	log     *Log
	tracer  atomic.Pointer[Tracer]
	traceMu sync.Mutex

	command sync.Mutex // held by the command that is being written or run
	current atomic.Pointer[flight]

	// The reading goroutine's own:
	midway    bool    // within a response
	unasked   int64   // bytes that nobody asked for since unaskedIn began
	unaskedIn *flight // may be nil: between commands

	mu         sync.Mutex // guards all below
	layer      net.Conn   // the top layer: plain, TLS or DEFLATE
	state      State
	err        error // why the connection is gone
	queue      []*flight
	store      store
	caps       capabilities
	mailbox    MailboxState
	last       MailboxState // what mailbox was when the connection went
	enabled    map[string]bool
	strays     int // continuations that nobody waited for
	tls        bool
	tlsConn    *tls.Conn // nil without TLS, or where a layer below hides it
	compressed bool
	foreign    map[string]bool // tags that went out through Send
	tagBase    string
	tags       int
	wantRO     bool // the mailbox was opened read-only on purpose
	newRO      bool // READ-ONLY has come and the next command must be told
	greeted    chan struct{}
	raw        *rawMode
	ended      chan struct{} // closed when the reading goroutine has ended
	greeting
}

// greeting is what the server said first.
type greeting struct {
	Type string // OK or PREAUTH
	Text []byte
}

// New makes a client of an open connection, waits for the greeting and learns
// the capabilities. TLS on connect is the caller's: hand in a *tls.Conn. On
// failure the connection is closed.
func New(ctx context.Context, nc net.Conn, opts Options) (*Client, error) {
	c := newClient(nc, opts)
	lg := c.log.begin("open", false, time.Now())
	c.event(Event{Kind: Begin, Text: []byte("open")})
	go c.read()
	stop := context.AfterFunc(ctx, func() { c.fail(abortWrap(context.Cause(ctx), "waiting for the greeting")) })
	defer stop()
	if err := c.connect(ctx, lg); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func newClient(nc net.Conn, opts Options) *Client {
	switch {
	case opts.Timeout == 0:
		opts.Timeout = DefaultTimeout
	case opts.Timeout < 0:
		opts.Timeout = 0
	}
	if opts.LoginTime == 0 {
		opts.LoginTime = 2 * opts.Timeout
	}
	if opts.Secrets == nil {
		opts.Secrets = &secret.Set{}
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.LogSize == 0 {
		opts.LogSize = DefaultLogSize
	}
	cn := &conn{Conn: nc, idle: opts.Timeout, paceFrom: -1}
	c := &Client{
		opts: opts, conn: cn, layer: cn, secrets: opts.Secrets,
		log: newLog(opts.LogSize, opts.Secrets), state: StateLogout,
		greeted: make(chan struct{}), ended: make(chan struct{}), tagBase: newTagBase(),
	}
	c.tlsConn, c.tls = tlsUnder(nc)
	c.rd = wire.NewReader(cn, opts.Limits)
	c.rd.OnFill(c.beforeRead)
	c.rd.SetTap(tap{c})
	c.SetTracer(opts.Tracer)
	return c
}

// tlsUnder finds the TLS layer of a connection that was handed in.
func tlsUnder(nc net.Conn) (*tls.Conn, bool) {
	tc, ok := nc.(*tls.Conn)
	return tc, ok
}

// newTagBase is imaplib's: four random letters, so that an answer cannot be
// prepared before the command is known. The runtime's own ChaCha8 is random
// enough for 16 bits that the first command shows to everybody, and is there
// without asking the system.
func newTagBase() string {
	var b [4]byte
	for i := range b {
		b[i] = 'A' + byte(rand.IntN(16))
	}
	return string(b[:])
}

// NextTag returns a tag that was not used yet, for a line sent by hand.
func (c *Client) NextTag() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	tag := fmt.Sprint(c.tagBase, c.tags)
	c.tags++
	return tag
}

// connect waits for the greeting and makes sure that this is an IMAP server.
func (c *Client) connect(ctx context.Context, lg *logged) error {
	c.conn.wait(true)
	c.boundPhase()
	<-c.greeted
	c.mu.Lock()
	err, known := c.err, c.caps.known
	c.mu.Unlock()
	if err == nil && (!known || c.opts.AskCapability) {
		_, err = c.refreshCapabilities(ctx)
	}
	c.endPhase()
	c.conn.wait(false)
	c.log.end(lg, err != nil, c.conn.written.Load(), c.conn.read.Load())
	c.event(Event{Kind: End})
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store.drop("OK")
	c.store.drop("PREAUTH")
	c.store.drop("CAPABILITY")
	c.caps.aside = nil // imaplib's constructor leaves none of it to response()
	if !c.caps.isIMAP4() {
		return failf(ReasonNetwork, "server not IMAP4 compliant: it offers %s", c.caps.list())
	}
	return nil
}

// boundPhase puts greeting, TLS and login under an absolute deadline, since a
// byte now and then defeats the idle one.
func (c *Client) boundPhase() {
	if c.opts.LoginTime > 0 {
		c.conn.until(time.Now().Add(c.opts.LoginTime))
	}
}

func (c *Client) endPhase() { c.conn.until(time.Time{}) }

// Greeting returns the type, OK or PREAUTH, and the text of the greeting.
func (c *Client) Greeting() (typ string, text []byte) { return c.greeting.Type, c.greeting.Text }

// State returns where the session stands.
func (c *Client) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Err returns why the connection is gone, or nil while it stands.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Log returns the record of the last commands.
func (c *Client) Log() *Log { return c.log }

// Secrets returns the set of values that are masked wherever they are shown.
func (c *Client) Secrets() *secret.Set { return c.secrets }

// Limits returns the limits in force.
func (c *Client) Limits() wire.Limits { return c.opts.Limits.WithDefaults() }

// BytesRead and BytesWritten count what passed the socket.
func (c *Client) BytesRead() int64 { return c.conn.read.Load() }

// BytesWritten counts what was written to the socket.
func (c *Client) BytesWritten() int64 { return c.conn.written.Load() }

// TakeLost returns how many stored responses were dropped for want of room
// since the last call.
func (c *Client) TakeLost() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.store.lost
	c.store.lost = 0
	return n
}

// Close closes the connection without a word to the server and waits for the
// reading goroutine. Closing twice is harmless.
func (c *Client) Close() error {
	c.fail(&Error{Class: ClassAbort, Reason: ReasonNetwork, Msg: "connection closed"})
	<-c.ended
	return nil
}

// fail makes err the reason why the connection is gone, unless there is one
// already, closes it, and ends whatever waits.
func (c *Client) fail(err error) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	c.err = c.maskedError(err)
	c.state = StateLogout
	c.last, c.mailbox = c.mailbox, MailboxState{}
	queue := c.queue
	c.queue = nil
	c.current.Store(nil)
	layer := c.layer
	raw := c.raw
	c.mu.Unlock()
	if raw != nil {
		raw.close()
	}
	if err != error(errLoggedOut) {
		_ = c.conn.Close() // first the socket: a TLS close could block on a dead peer
	}
	_ = layer.Close()
	for _, f := range queue {
		f.complete(Completion{}, c.err)
	}
}

// maskedError makes sure that no server's echo carries a secret into an error.
func (c *Client) maskedError(err error) error {
	e, ok := err.(*Error)
	if !ok {
		return err
	}
	if text := e.Error(); c.secrets.MaskString(text) != text {
		return &Error{Class: e.Class, Reason: e.Reason, Msg: c.secrets.MaskString(text)}
	}
	return e
}
