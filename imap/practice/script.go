package practice

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"time"
)

// A Script is a peer written by hand: what it waits for and what it sends, byte
// for byte, right or wrong. A test uses it where no server would do what the
// test needs.
//
//	practice.Script{
//		practice.Send("* OK hello\r\n"),
//		practice.Expect(`\S+ NOOP`),
//		practice.Send("$tag OK done\r\n"),
//		practice.Cut(),
//	}
type Script []Step

// A Step is one thing a [Script] does.
type Step struct {
	name string
	run  func(*scriptConn) error
}

// scriptConn is a running script.
type scriptConn struct {
	conn net.Conn
	rd   *bufio.Reader
	tag  string // first word of the last line that was expected
}

var errCut = errors.New("the script cut the connection")

// Expect waits for a line that the regular expression matches whole. Its first
// word is the tag that "$tag" stands for in what is sent afterwards.
func Expect(pattern string) Step {
	return Step{"expect " + pattern, func(s *scriptConn) error {
		line, err := s.rd.ReadString('\n')
		if err != nil {
			return fmt.Errorf("got %q: %w", line, err)
		}
		line = strings.TrimRight(line, "\r\n")
		s.tag, _, _ = strings.Cut(line, " ")
		fits, err := regexp.MatchString("^(?:"+pattern+")$", line)
		if err == nil && !fits {
			err = fmt.Errorf("got %q", line)
		}
		return err
	}}
}

// Receive waits for n bytes, whatever they are.
func Receive(n int64) Step {
	return Step{fmt.Sprintf("receive %d bytes", n), func(s *scriptConn) error {
		_, err := io.CopyN(io.Discard, s.rd, n)
		return err
	}}
}

// Send sends bytes as they are. "$tag" in them stands for the tag of the last
// line that was expected.
func Send(text string) Step {
	return Step{fmt.Sprintf("send %.40q", text), func(s *scriptConn) error {
		_, err := io.WriteString(s.conn, strings.ReplaceAll(text, "$tag", s.tag))
		return err
	}}
}

// Forever sends the same bytes until the peer goes away, which is no error.
func Forever(text string) Step {
	return Step{fmt.Sprintf("send %.40q forever", text), func(s *scriptConn) error {
		block := []byte(strings.Repeat(text, 1+(16<<10)/len(text)))
		for {
			if _, err := s.conn.Write(block); err != nil {
				return errCut
			}
		}
	}}
}

// Repeat does steps n times.
func Repeat(n int, steps ...Step) Step {
	return Step{fmt.Sprintf("repeat %d times", n), func(s *scriptConn) error {
		for range n {
			if err := s.play(steps); err != nil {
				return err
			}
		}
		return nil
	}}
}

// Wait goes on when something can be received from c: a test's way to say when.
func Wait(c <-chan struct{}) Step {
	return Step{"wait", func(*scriptConn) error {
		<-c
		return nil
	}}
}

// Delay goes on after a while.
func Delay(d time.Duration) Step {
	return Step{fmt.Sprintf("wait %v", d), func(*scriptConn) error {
		time.Sleep(d)
		return nil
	}}
}

// Call calls f in its turn.
func Call(f func()) Step {
	return Step{"call", func(*scriptConn) error {
		f()
		return nil
	}}
}

// StartTLS goes on in TLS, as a server.
func StartTLS(config *tls.Config) Step {
	return Step{"start TLS", func(s *scriptConn) error {
		t := tls.Server(s.conn, config)
		if err := t.Handshake(); err != nil {
			return err
		}
		s.conn, s.rd = t, bufio.NewReader(t)
		return nil
	}}
}

// Obey answers every further command OK, with the untagged data that its name
// makes necessary, until LOGOUT or the end. It knows of no literals.
func Obey() Step { return Step{"obey", (*scriptConn).obey} }

// Silence reads and says nothing until the peer goes away.
func Silence() Step {
	return Step{"be silent", func(s *scriptConn) error {
		_, err := io.Copy(io.Discard, s.rd)
		return err
	}}
}

// Cut closes the connection without a word.
func Cut() Step {
	return Step{"cut", func(*scriptConn) error { return errCut }}
}

func (s *scriptConn) play(steps []Step) error {
	for i, step := range steps {
		switch err := step.run(s); {
		case errors.Is(err, errCut):
			return err
		case err != nil:
			return fmt.Errorf("step %d, %s: %w", i+1, step.name, err)
		}
	}
	return nil
}

func (s *scriptConn) obey() error {
	for {
		line, err := s.rd.ReadString('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		answer := ""
		switch strings.ToUpper(words[1]) {
		case "CAPABILITY":
			answer = "* CAPABILITY IMAP4rev1\r\n"
		case "SELECT", "EXAMINE":
			answer = "* FLAGS ()\r\n* 0 EXISTS\r\n* 0 RECENT\r\n"
		case "LOGOUT":
			answer = "* BYE bye\r\n"
		}
		if _, err := io.WriteString(s.conn, answer+words[0]+" OK done\r\n"); err != nil {
			return err
		}
		if answer == "* BYE bye\r\n" {
			return nil
		}
	}
}

// Serve plays the script on a connection and closes it. The error names the
// step that failed; nil means that all was as written.
func (sc Script) Serve(c net.Conn) error {
	defer c.Close()
	s := &scriptConn{conn: c, rd: bufio.NewReader(c)}
	if err := s.play(sc); err != nil && !errors.Is(err, errCut) {
		return err
	}
	return nil
}

// Pipe plays the script on a connection in memory and returns the client's end
// of it. What Serve returned can be received from done.
func (sc Script) Pipe() (client net.Conn, done <-chan error) {
	client, server := pipe()
	result := make(chan error, 1)
	go func() { result <- sc.Serve(server) }()
	return client, result
}

// Listen plays the script for the first connection to a loopback port and
// returns the address. Close ends the listening.
func (sc Script) Listen() (addr net.Addr, done <-chan error, closer io.Closer, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, nil, err
	}
	result := make(chan error, 1)
	go func() {
		c, err := l.Accept()
		if err == nil {
			err = sc.Serve(c)
		}
		result <- err
	}()
	return l.Addr(), result, l, nil
}
