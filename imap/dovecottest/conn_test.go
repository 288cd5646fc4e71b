package dovecottest_test

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// conn speaks just enough IMAP to ask a server one thing after another.
type conn struct {
	t        *testing.T
	raw      net.Conn
	r        *bufio.Reader
	tag      int
	greeting string
}

func dial(t *testing.T, addr string, config *tls.Config) *conn {
	t.Helper()
	raw, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if config != nil {
		raw = tls.Client(raw, config)
	}
	return newConn(t, raw)
}

func newConn(t *testing.T, raw net.Conn) *conn {
	t.Helper()
	t.Cleanup(func() { raw.Close() })
	_ = raw.SetDeadline(time.Now().Add(30 * time.Second))
	c := &conn{t: t, raw: raw, r: bufio.NewReader(raw)}
	c.greeting = c.line()
	return c
}

func (c *conn) line() string {
	c.t.Helper()
	line, err := c.r.ReadString('\n')
	if err != nil && (err != io.EOF || line == "") {
		c.t.Fatalf("read: %v (after %q)", err, line)
	}
	return strings.TrimRight(line, "\r\n")
}

func (c *conn) send(line string) {
	c.t.Helper()
	if _, err := io.WriteString(c.raw, line+"\r\n"); err != nil {
		c.t.Fatal(err)
	}
}

// do sends a command, with answers for the server's continuations, and returns
// every line that came, the tagged one last and without its tag.
func (c *conn) do(command string, answers ...string) []string {
	c.t.Helper()
	c.tag++
	tag := fmt.Sprintf("t%d ", c.tag)
	c.send(tag + command)
	var lines []string
	for {
		line := c.line()
		if text, ok := strings.CutPrefix(line, tag); ok {
			return append(lines, text)
		}
		lines = append(lines, line)
		if strings.HasPrefix(line, "+") {
			if len(answers) == 0 {
				c.t.Fatalf("%s: unexpected %q", command, line)
			}
			c.send(answers[0])
			answers = answers[1:]
		}
	}
}

// ok does the same and fails unless the verdict is OK.
func (c *conn) ok(command string, answers ...string) string {
	c.t.Helper()
	lines := c.do(command, answers...)
	if !strings.HasPrefix(lines[len(lines)-1], "OK") {
		c.t.Fatalf("%s: %q", command, lines)
	}
	return strings.Join(lines, "\n")
}

func (c *conn) starttls(config *tls.Config) {
	c.t.Helper()
	c.ok("STARTTLS")
	c.raw = tls.Client(c.raw, config)
	c.r = bufio.NewReader(c.raw)
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
