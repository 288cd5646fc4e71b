// Package proxytest runs small proxies for tests. They connect every name to
// one address, so that a test can speak of hosts that do not exist, and of ones
// that are not on this machine.
package proxytest

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// A Proxy is a running proxy.
type Proxy struct {
	Addr string // host:port

	to             string
	user, password string
	mu             sync.Mutex
	asked          []string
}

// Asked returns the addresses the proxy was asked to connect to.
func (p *Proxy) Asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.asked...)
}

// SOCKS5 runs a proxy of RFC 1928 that connects to the address to, whatever it
// is asked for. With a user it demands the password of RFC 1929.
func SOCKS5(t testing.TB, to, user, password string) *Proxy {
	return run(t, &Proxy{to: to, user: user, password: password}, (*Proxy).socks)
}

// HTTP runs a proxy that knows CONNECT alone.
func HTTP(t testing.TB, to, user, password string) *Proxy {
	return run(t, &Proxy{to: to, user: user, password: password}, (*Proxy).connect)
}

func run(t testing.TB, p *Proxy, greet func(*Proxy, net.Conn) (net.Conn, error)) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.Addr = l.Addr().String()
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(nc, greet)
		}
	}()
	return p
}

func (p *Proxy) serve(nc net.Conn, greet func(*Proxy, net.Conn) (net.Conn, error)) {
	defer nc.Close()
	server, err := greet(p, nc)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		defer server.Close()
		_, _ = io.Copy(server, nc)
	}()
	_, _ = io.Copy(nc, server)
}

// dial connects to the one address there is.
func (p *Proxy) dial(asked string) (net.Conn, error) {
	p.mu.Lock()
	p.asked = append(p.asked, asked)
	p.mu.Unlock()
	return net.Dial("tcp", p.to)
}

var errRefused = errors.New("refused")

func (p *Proxy) socks(nc net.Conn) (net.Conn, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(nc, head); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(nc, make([]byte, head[1])); err != nil {
		return nil, err
	}
	if p.user == "" {
		nc.Write([]byte{5, 0})
	} else if err := p.socksLogin(nc); err != nil {
		return nil, err
	}
	request := make([]byte, 5)
	if _, err := io.ReadFull(nc, request); err != nil {
		return nil, err
	}
	size := map[byte]int{1: 4 - 1, 3: int(request[4]), 4: 16 - 1}[request[3]]
	rest := make([]byte, size+2)
	if _, err := io.ReadFull(nc, rest); err != nil {
		return nil, err
	}
	host := string(rest[:size])
	if request[3] != 3 {
		host = net.IP(append([]byte{request[4]}, rest[:size]...)).String()
	}
	server, err := p.dial(fmt.Sprintf("%s:%d", host, int(rest[size])<<8|int(rest[size+1])))
	if err != nil {
		nc.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
		return nil, err
	}
	nc.Write([]byte{5, 0, 0, 1, 127, 0, 0, 1, 0, 0})
	return server, nil
}

func (p *Proxy) socksLogin(nc net.Conn) error {
	nc.Write([]byte{5, 2})
	login := make([]byte, 512)
	n, err := nc.Read(login)
	if err != nil {
		return err
	}
	want := fmt.Sprintf("\x01%c%s%c%s", len(p.user), p.user, len(p.password), p.password)
	if string(login[:n]) != want {
		nc.Write([]byte{1, 1})
		return errRefused
	}
	nc.Write([]byte{1, 0})
	return nil
}

// tunnel keeps what was read ahead of the head.
type tunnel struct {
	net.Conn
	r io.Reader
}

func (t *tunnel) Read(b []byte) (int, error) { return t.r.Read(b) }

func (p *Proxy) connect(nc net.Conn) (net.Conn, error) {
	r := bufio.NewReader(nc)
	request, authorized := "", p.user == ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		line = strings.TrimRight(line, "\r\n")
		switch token, isAuth := strings.CutPrefix(line, "Proxy-Authorization: Basic "); {
		case request == "":
			request = line
		case isAuth:
			plain, _ := base64.StdEncoding.DecodeString(token)
			authorized = string(plain) == p.user+":"+p.password
		}
		if line == "" {
			break
		}
	}
	if !authorized {
		io.WriteString(nc, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
		return nil, errRefused
	}
	server, err := p.dial(strings.Fields(request)[1])
	if err != nil {
		io.WriteString(nc, "HTTP/1.1 502 Bad Gateway\r\n\r\n")
		return nil, err
	}
	io.WriteString(nc, "HTTP/1.1 200 Connection established\r\nVia: a test\r\n\r\n")
	return &tunnel{server, server}, nil
}
