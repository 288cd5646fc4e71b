package dial

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/net/proxy"
)

// ParseProxy reads the URL of a proxy: socks5://[user:password@]host[:port],
// http:// or https:// for CONNECT. Errors do not repeat it, since it may hold a
// password.
func ParseProxy(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return nil, errors.New("--proxy: a proxy is socks5://host:port or http://host:port")
	}
	switch u.Scheme {
	case "socks5", "socks5h", "http", "https":
		return u, nil
	}
	return nil, fmt.Errorf("--proxy: socks5, http and https proxies are known, not %q", u.Scheme)
}

// proxyAddress adds the usual port.
func proxyAddress(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if port == "" {
		port = "1080"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// throughProxy has a proxy connect to the server. The proxy looks the name up.
func (s *Server) throughProxy(ctx context.Context) (net.Conn, error) {
	nc, err := s.askProxy(ctx)
	if err == nil {
		return &proxied{nc, proxiedAddr(s.Address() + " through " + s.Proxy.Redacted())}, nil
	}
	var known *Error
	if errors.As(err, &known) || ctx.Err() != nil {
		return nil, err
	}
	return nil, &Error{
		Msg:    fmt.Sprintf("cannot reach %s through the proxy %s: %s", s.Address(), s.Proxy.Redacted(), plain(err)),
		Advice: "is the proxy running, and does it allow connections to port " + s.Port + "?", Err: err,
	}
}

func (s *Server) askProxy(ctx context.Context) (net.Conn, error) {
	u := s.Proxy
	if u.Scheme == "http" || u.Scheme == "https" {
		return connectThrough(ctx, u, s.Address())
	}
	var auth *proxy.Auth
	if u.User != nil {
		password, _ := u.User.Password()
		auth = &proxy.Auth{User: u.User.Username(), Password: password}
	}
	d, err := proxy.SOCKS5("tcp", proxyAddress(u), auth, tcp())
	if err != nil {
		return nil, err
	}
	return d.(proxy.ContextDialer).DialContext(ctx, "tcp", s.Address())
}

// proxied is a connection through a proxy. Its remote address is the server's:
// a proxy on this machine does not make the server a local one.
type proxied struct {
	net.Conn
	remote proxiedAddr
}

func (c *proxied) RemoteAddr() net.Addr { return c.remote }

type proxiedAddr string

func (proxiedAddr) Network() string  { return "proxy" }
func (a proxiedAddr) String() string { return string(a) }

// connectThrough asks an HTTP proxy for a tunnel (RFC 9110 §9.3.6).
func connectThrough(ctx context.Context, u *url.URL, address string) (net.Conn, error) {
	nc, err := tcp().DialContext(ctx, "tcp", proxyAddress(u))
	if err != nil {
		return nil, err
	}
	raw := nc
	stop := context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if u.Scheme == "https" {
		nc = tls.Client(nc, &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12})
	}
	if err = tunnel(nc, u, address); err != nil {
		_ = nc.Close() // the first error is the one to tell
		return nil, err
	}
	return nc, nil
}

func tunnel(nc net.Conn, u *url.URL, address string) error {
	request := "CONNECT " + address + " HTTP/1.1\r\nHost: " + address + "\r\n"
	if u.User != nil {
		password, _ := u.User.Password()
		request += "Proxy-Authorization: Basic " +
			base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)) + "\r\n"
	}
	if _, err := io.WriteString(nc, request+"\r\n"); err != nil {
		return err
	}
	head, err := readHead(nc)
	if err != nil {
		return err
	}
	version, status, ok := strings.Cut(head, " ")
	switch {
	case !ok || !strings.HasPrefix(version, "HTTP/1."):
		return &Error{Msg: fmt.Sprintf("the proxy %s does not speak HTTP: it said %q", u.Redacted(), head), Advice: "is it a socks5:// proxy?"}
	case strings.HasPrefix(status, "2"):
		return nil
	case strings.HasPrefix(status, "407"):
		return &Error{Msg: "the proxy " + u.Redacted() + " wants a user and a password, or others: " + status, Advice: "--proxy http://user:password@host:port"}
	}
	return &Error{Msg: fmt.Sprintf("the proxy %s refuses to connect to %s: %s", u.Redacted(), address, status)}
}

// readHead reads an answer up to its empty line, and no further: what follows
// is the server's. It returns the first line.
func readHead(r io.Reader) (string, error) {
	const most = 16 << 10
	var head []byte
	var b [1]byte
	for !bytes.HasSuffix(head, []byte("\r\n\r\n")) && !bytes.HasSuffix(head, []byte("\n\n")) {
		if len(head) > most {
			return "", errors.New("its answer has no end")
		}
		n, err := r.Read(b[:])
		switch {
		case n > 0:
			head = append(head, b[0])
		case errors.Is(err, io.EOF) && len(head) == 0:
			return "", errors.New("it closed the connection")
		case errors.Is(err, os.ErrDeadlineExceeded):
			return "", err
		case errors.Is(err, io.EOF):
			return firstLine(head), nil
		case err != nil:
			return "", err
		}
	}
	return firstLine(head), nil
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return strings.TrimRight(string(line), "\r")
}
