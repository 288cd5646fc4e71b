package dial_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"imapsh/imap"
	"imapsh/imap/certificate/certificatetest"
	"imapsh/imap/dial"
	"imapsh/imap/dial/proxytest"
	"imapsh/imap/practice"
)

// serve runs the practice server and returns its address.
func serve(t *testing.T, opts practice.Options, implicit bool) (srv *practice.Server, host, port string) {
	t.Helper()
	srv = practice.New(opts)
	t.Cleanup(srv.Close)
	addr, err := srv.Listen("127.0.0.1:0", implicit)
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ = net.SplitHostPort(addr.String())
	return srv, host, port
}

// greets makes sure that an IMAP server is at the other end.
func greets(t *testing.T, nc net.Conn, err error) *imap.Client {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	c, err := imap.New(t.Context(), nc, imap.Options{Host: "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestProxies(t *testing.T) {
	t.Parallel()
	_, host, port := serve(t, practice.Options{}, false)
	to := net.JoinHostPort(host, port)
	for _, row := range []struct {
		name, scheme   string
		run            func(testing.TB, string, string, string) *proxytest.Proxy
		user, password string
		userinfo       string
		fails          string
	}{
		{"SOCKS5", "socks5://", proxytest.SOCKS5, "", "", "", ""},
		{"SOCKS5 with a password", "socks5://", proxytest.SOCKS5, "u", "pw", "u:pw@", ""},
		{"SOCKS5 with a wrong password", "socks5://", proxytest.SOCKS5, "u", "pw", "u:no@", "through the proxy"},
		{"HTTP", "http://", proxytest.HTTP, "", "", "", ""},
		{"HTTP with a password", "http://", proxytest.HTTP, "u", "pw", "u:pw@", ""},
		{"HTTP without the password", "http://", proxytest.HTTP, "u", "pw", "", "407"},
		{"HTTP spoken to SOCKS5", "http://", proxytest.SOCKS5, "", "", "", "in time"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := row.run(t, to, row.user, row.password)
			u, err := dial.ParseProxy(row.scheme + row.userinfo + p.Addr)
			if err != nil {
				t.Fatal(err)
			}
			s := dial.Server{Host: "mail.test", Port: "143", Proxy: u}
			if row.fails == "in time" {
				s.Timeout = 100 * time.Millisecond
			}
			nc, err := s.Dial(t.Context())
			if row.fails != "" {
				if err == nil || imap.ClassOf(err) != imap.ClassAbort || !strings.Contains(err.Error(), row.fails) {
					t.Fatalf("got %v, want an abort that says %q", err, row.fails)
				}
				if strings.Contains(err.Error(), "pw") || strings.Contains(err.Error(), "u:no") {
					t.Errorf("the error holds the password: %v", err)
				}
				return
			}
			c := greets(t, nc, err)
			if got := strings.Join(p.Asked(), " "); got != "mail.test:143" {
				t.Errorf("the proxy was asked for %q", got)
			}
			if c.Loopback() {
				t.Error("a server behind a proxy on this machine counts as local")
			}
		})
	}
}

func TestParseProxyRefuses(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"no scheme": "u:sekrit@localhost:1080", "no host": "socks5://", "another kind": "socks4://u:sekrit@h:1", "garbage": "http://u:sekrit@[::1",
	} {
		u, err := dial.ParseProxy(s)
		if err == nil {
			t.Errorf("%s: accepted as %v", name, u)
		} else if strings.Contains(err.Error(), "sekrit") {
			t.Errorf("%s: the error holds the password: %v", name, err)
		}
	}
}

func TestUnixSocket(t *testing.T) {
	t.Parallel()
	srv, _, _ := serve(t, practice.Options{}, false)
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	go srv.Serve(l)
	s := dial.Server{Unix: path}
	nc, err := s.Dial(t.Context())
	if c := greets(t, nc, err); !c.Loopback() {
		t.Error("a Unix socket does not count as local")
	}
}

func TestProgram(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // the programs below are Unix's
	}
	s := dial.Server{Program: func() *exec.Cmd {
		return exec.Command("/bin/sh", "-c", `printf '* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n'; read tag rest; printf '%s OK done\r\n' "$tag"; read x`)
	}}
	nc, err := s.Dial(t.Context())
	c := greets(t, nc, err)
	if _, err := c.Do(t.Context(), imap.Noop(), nil); err != nil {
		t.Fatal(err)
	}
	if !c.Loopback() {
		t.Error("a pipe does not count as local")
	}
}

func TestProgramThatFails(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return
	}
	s := dial.Server{Program: func() *exec.Cmd { return exec.Command("/bin/sh", "-c", "exit 3") }}
	nc, err := s.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = imap.New(t.Context(), nc, imap.Options{})
	if err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v, want the exit status", err)
	}
	s.Program = func() *exec.Cmd { return exec.Command("/nonexistent/program") }
	if _, err := s.Dial(t.Context()); err == nil || !strings.Contains(err.Error(), "--exec") {
		t.Errorf("got %v", err)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "Test Authority")
	cert := ca.Issue(t, certificatetest.Leaf{Names: []string{"elsewhere.test"}})
	_, tlsHost, tlsPort := serve(t, practice.Options{Certificate: &cert}, true)
	_, plainHost, plainPort := serve(t, practice.Options{}, false)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, gonePort, _ := net.SplitHostPort(gone.Addr().String())
	gone.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	_, silentPort, _ := net.SplitHostPort(silent.Addr().String())
	for _, row := range []struct {
		name   string
		server dial.Server
		reason imap.Reason
		words  string
	}{
		{"no such host", dial.Server{Host: "no-such-host.invalid", Port: "143"}, imap.ReasonNetwork, "no-such-host.invalid"},
		{"refused", dial.Server{Host: "127.0.0.1", Port: gonePort}, imap.ReasonNetwork, "connection refused"},
		{"no socket", dial.Server{Unix: filepath.Join(t.TempDir(), "none")}, imap.ReasonNetwork, "no such file"},
		{"wrong name", dial.Server{Host: tlsHost, Port: tlsPort, Implicit: true}, imap.ReasonTLS, "elsewhere.test"},
		{"no TLS there", dial.Server{Host: plainHost, Port: plainPort, Implicit: true}, imap.ReasonTLS, "does not speak TLS"},
		{"silence", dial.Server{Host: "127.0.0.1", Port: silentPort, Implicit: true, Timeout: 100 * time.Millisecond}, imap.ReasonNetwork, "silent in the TLS handshake"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			trust := dial.Trust{CAFile: ca.File(t)}
			config, err := trust.Config(row.server.Host)
			if err != nil {
				t.Fatal(err)
			}
			row.server.TLS = config
			nc, err := row.server.Dial(t.Context())
			if err == nil {
				nc.Close()
				t.Fatal("connected")
			}
			reason, _ := imap.ReasonOf(err)
			if reason != row.reason || imap.ClassOf(err) != imap.ClassAbort || !strings.Contains(err.Error(), row.words) {
				t.Errorf("reason %d, class %v: %v", reason, imap.ClassOf(err), err)
			}
		})
	}
}

// Silence on the port of TLS has a likely cause, on others it has none.
func TestNoGreeting(t *testing.T) {
	t.Parallel()
	silence := &imap.Error{Class: imap.ClassAbort, Reason: imap.ReasonNetwork, Msg: "timeout in the greeting"}
	for _, row := range []struct {
		server dial.Server
		err    error
		advice string
	}{
		{dial.Server{Host: "h", Port: "993"}, silence, "imaps://h"},
		{dial.Server{Host: "h", Port: "993"}, nil, ""},
		{dial.Server{Host: "h", Port: "993"}, context.Canceled, ""},
		{dial.Server{Host: "h", Port: "993", Implicit: true}, silence, ""},
		{dial.Server{Host: "h", Port: "993", Unix: "/run/imap"}, silence, ""},
		{dial.Server{Host: "h", Port: "143"}, silence, ""},
	} {
		got := row.server.NoGreeting(row.err)
		var explained *dial.Error
		switch {
		case row.advice == "" && got != row.err:
			t.Errorf("%+v: %v became %v", row.server, row.err, got)
		case row.advice == "":
		case !errors.As(got, &explained) || !strings.Contains(explained.Advice, row.advice) || !errors.Is(got, row.err):
			t.Errorf("%+v: %v does not say %q", row.server, got, row.advice)
		case got.Error() != row.err.Error() || imap.ClassOf(got) != imap.ClassAbort:
			t.Errorf("%v became %v", row.err, got)
		}
	}
}

func TestInterrupt(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		nc, err := l.Accept()
		if err == nil {
			_, _ = nc.Read(make([]byte, 1)) // the handshake has begun
			cancel()
			_, _ = io.Copy(io.Discard, nc)
		}
	}()
	host, port, _ := net.SplitHostPort(l.Addr().String())
	cfg, err := (&dial.Trust{}).Config(host)
	if err != nil {
		t.Fatal(err)
	}
	s := dial.Server{Host: host, Port: port, Implicit: true, TLS: cfg}
	if _, err := s.Dial(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

func TestTrustRefuses(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "Test Authority")
	certFile, keyFile := certificatetest.Files(t, ca.Issue(t, certificatetest.Leaf{Client: true}))
	_, otherKey := certificatetest.Files(t, ca.Issue(t, certificatetest.Leaf{Client: true}))
	for _, row := range []struct {
		name  string
		trust dial.Trust
		words string
	}{
		{"no CA file", dial.Trust{CAFile: "/nonexistent/ca"}, "--ca: /nonexistent/ca: no such file"},
		{"CA file without a certificate", dial.Trust{CAFile: keyFile}, "holds no certificate"},
		{"bad pin", dial.Trust{Pin: "sha256:12"}, "--pin"},
		{"key alone", dial.Trust{KeyFile: keyFile}, "--key without --cert"},
		{"no certificate file", dial.Trust{CertFile: "/nonexistent/cert"}, "no such file"},
		{"another key", dial.Trust{CertFile: certFile, KeyFile: otherKey}, "do not make a pair"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if _, err := row.trust.Config("localhost"); err == nil || !strings.Contains(err.Error(), row.words) {
				t.Errorf("got %v, want %q in it", err, row.words)
			}
		})
	}
}
