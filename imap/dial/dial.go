// Package dial reaches a server: over TCP with TLS or without, a Unix socket, a
// program's standard input and output, or a proxy. It says in words which layer
// failed and what to try.
//
// It speaks no IMAP, asks nobody anything, reads no environment, and never falls
// back from TLS to none or from a proxy to a direct connection.
package dial

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"syscall"
	"time"

	"imapsh/imap"
	"imapsh/imap/certificate"
)

// DefaultTimeout bounds connecting: name, address, proxy and TLS together.
const DefaultTimeout = 30 * time.Second

// A Server says how a server is reached. Program wins over Unix, and Unix over
// Host and Port.
type Server struct {
	Host string
	Port string
	Unix string // path of a socket
	// Program makes a program that speaks IMAP on its standard input and output.
	Program func() *exec.Cmd
	Proxy   *url.URL // socks5, http or https; nil: none

	Implicit bool        // TLS from the first byte
	TLS      *tls.Config // for Implicit

	Timeout time.Duration // 0: DefaultTimeout
}

// An Error says why a server could not be reached.
type Error struct {
	Msg    string // what happened, in a sentence
	Advice string // what to do about it; may be empty
	Err    error
}

func (e *Error) Error() string { return e.Msg }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Address is host:port, or the path of the socket.
func (s *Server) Address() string {
	switch {
	case s.Program != nil:
		return "the program"
	case s.Unix != "":
		return s.Unix
	}
	return net.JoinHostPort(s.Host, s.Port)
}

// Dial opens the connection, up to and with TLS where it is implicit. Errors are
// of type [*imap.Error], with a [*Error] or [*certificate.Error] inside.
func (s *Server) Dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	nc, err := s.Connect(ctx)
	if err != nil || !s.Implicit {
		return nc, err
	}
	tc, err := s.Handshake(ctx, nc)
	if err != nil {
		return nil, err
	}
	return tc, nil
}

func (s *Server) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	timeout := s.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	return context.WithTimeout(ctx, timeout)
}

// Connect opens the connection without TLS.
func (s *Server) Connect(ctx context.Context) (net.Conn, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	nc, err := s.connect(ctx)
	if err != nil {
		return nil, s.Failure(ctx, err)
	}
	return nc, nil
}

// Failure says in words why there is no connection, or no address.
func (s *Server) Failure(ctx context.Context, err error) error {
	return &imap.Error{Class: imap.ClassAbort, Reason: imap.ReasonNetwork, Err: s.explain(ctx, err)}
}

// NoGreeting adds to a failure to read a greeting in the clear, where that is
// likely, that the port is one for TLS: its server waits for the client.
func (s *Server) NoGreeting(err error) error {
	if err == nil || s.Implicit || s.Port != "993" || s.Unix != "" || s.Program != nil || errors.Is(err, context.Canceled) {
		return err
	}
	reason, _ := imap.ReasonOf(err)
	return &imap.Error{
		Class: imap.ClassOf(err), Reason: reason,
		Err: &Error{Msg: err.Error(), Advice: "port 993 is for TLS from the first byte: imaps://" + s.Host, Err: err},
	}
}

func (s *Server) connect(ctx context.Context) (net.Conn, error) {
	switch {
	case s.Program != nil:
		return start(s.Program())
	case s.Unix != "":
		return (&net.Dialer{}).DialContext(ctx, "unix", s.Unix)
	case s.Proxy != nil:
		return s.throughProxy(ctx)
	}
	return tcp().DialContext(ctx, "tcp", s.Address())
}

// tcp tries all addresses of a name, the two families at the same time (RFC
// 8305), and notices within minutes when a silent peer is gone.
func tcp() *net.Dialer {
	return &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 2 * time.Minute, Interval: 30 * time.Second, Count: 4,
	}}
}

// Handshake puts an open connection under TLS. On failure it is closed.
func (s *Server) Handshake(ctx context.Context, nc net.Conn) (*tls.Conn, error) {
	tc := tls.Client(nc, s.TLS)
	err := tc.HandshakeContext(ctx)
	if err == nil {
		return tc, nil
	}
	_ = nc.Close() // the handshake's error is the one to tell
	reason := imap.ReasonTLS
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		reason = imap.ReasonNetwork
		err = &Error{
			Msg:    fmt.Sprintf("timeout: %s was silent in the TLS handshake", s.Address()),
			Advice: "a port that begins in the clear, such as 143, wants imap:// (or --tls starttls)", Err: err,
		}
	case ctx.Err() != nil:
		err, reason = ctx.Err(), imap.ReasonNetwork
	default:
		err = certificate.Explain(err, s.TLS.ServerName, s.TLS.RootCAs, time.Now())
	}
	return nil, &imap.Error{
		Class: imap.ClassAbort, Reason: reason, Msg: "TLS handshake with " + s.Address() + " failed", Err: err,
	}
}

// explain says in words why there is no connection.
func (s *Server) explain(ctx context.Context, err error) error {
	var known *Error
	var dns *net.DNSError
	at := s.Address()
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return &Error{
			Msg:    "no answer from " + at + " in time",
			Advice: "a firewall may drop the packets, or the address is wrong; --connect-timeout D waits longer", Err: err,
		}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &dns) && dns.IsNotFound:
		return &Error{Msg: "no such host: " + dns.Name, Advice: "is the name right, and does this machine's resolver know it?", Err: err}
	case errors.As(err, &dns):
		return &Error{Msg: "the address of " + dns.Name + " cannot be found: " + dns.Err, Advice: "is the network up?", Err: err}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &Error{Msg: "cannot connect to " + at + ": connection refused", Advice: s.refusedAdvice(), Err: err}
	}
	return &Error{Msg: "cannot connect to " + at + ": " + plain(err), Err: err}
}

func (s *Server) refusedAdvice() string {
	switch {
	case s.Unix != "" || s.Program != nil:
		return "is the server running?"
	case s.Port == "993":
		return "nothing listens there; imap://" + s.Host + " tries port 143 with STARTTLS"
	case s.Port == "143":
		return "nothing listens there; imaps://" + s.Host + " tries port 993 with TLS"
	}
	return "nothing listens there; is the port right?"
}

// plain leaves out of a dial error what the message says anyway.
func plain(err error) string {
	var op *net.OpError
	var sys *os.SyscallError
	switch {
	case errors.As(err, &sys):
		return sys.Err.Error()
	case errors.As(err, &op):
		return op.Err.Error()
	}
	return err.Error()
}
