// Command floor is the least a client can do that understands what it reads:
// it sends commands, finds every token of the answers, allocates nothing while
// it does, and writes the bytes out where a shell prints. Its time and memory
// are the measure that the shell's are held against.
//
//	floor -examine flags-100000 127.0.0.1:1143 'FETCH 1:* (FLAGS UID)' >answer
//
// It is no IMAP client: it believes that the server is the load server.
package main

import (
	"bufio"
	"compress/flate"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

type options struct {
	user, examine, literals             string
	repeat                              int
	ahead, secure, compressed, counting bool
}

func main() {
	var o options
	flag.StringVar(&o.user, "user", "u", "user to log in as")
	flag.StringVar(&o.examine, "examine", "", "mailbox to open")
	flag.StringVar(&o.literals, "literals", "", "write the literals to this file and print nothing")
	flag.IntVar(&o.repeat, "repeat", 1, "how often to send the commands")
	flag.BoolVar(&o.ahead, "ahead", false, "send all commands without waiting for their answers")
	flag.BoolVar(&o.secure, "tls", false, "use TLS, without verification")
	flag.BoolVar(&o.compressed, "compress", false, "use COMPRESS=DEFLATE")
	flag.BoolVar(&o.counting, "count", false, "print the number of tokens on stderr")
	flag.Parse()
	if flag.NArg() < 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(o, flag.Arg(0), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func run(o options, address string, commands []string) error {
	var conn net.Conn
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if o.secure {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	}
	c := &client{s: NewScanner(conn), w: conn}
	if _, _, err := c.s.Response(); err != nil { // the greeting
		return err
	}
	setup := []string{"a LOGIN " + o.user + " p\r\n"}
	if o.examine != "" {
		setup = append(setup, "a EXAMINE "+o.examine+"\r\n")
	}
	if o.compressed {
		setup = append(setup, "a COMPRESS DEFLATE\r\n")
	}
	for _, command := range setup {
		if err := c.do([]byte(command), 1); err != nil {
			return err
		}
	}
	if o.compressed {
		if err := c.compress(conn); err != nil {
			return err
		}
	}
	if err := c.open(o.literals); err != nil {
		return err
	}
	if err := c.work(commands, o); err != nil {
		return err
	}
	c.s.Out = nil
	if o.counting {
		fmt.Fprintln(os.Stderr, c.s.Found, "tokens")
	}
	return c.do([]byte("a LOGOUT\r\n"), 1)
}

type client struct {
	s *Scanner
	w io.Writer
}

// open sets where the scanner writes: standard output, or literals to a file.
func (c *client) open(literals string) error {
	c.s.Out = os.Stdout
	if literals == "" {
		return nil
	}
	f, err := os.Create(literals)
	c.s.Out, c.s.LiteralsOnly = f, true
	return err
}

// work sends the commands as often as the options say.
func (c *client) work(commands []string, o options) error {
	var lines [][]byte
	for _, command := range commands {
		lines = append(lines, []byte("a "+command+"\r\n"))
	}
	if o.ahead {
		all := strings.Repeat("a "+strings.Join(commands, "\r\na ")+"\r\n", o.repeat)
		return c.do([]byte(all), o.repeat*len(commands))
	}
	for range o.repeat {
		for _, line := range lines {
			if err := c.do(line, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// do sends bytes and reads up to the given number of tagged responses.
func (c *client) do(line []byte, answers int) error {
	if _, err := c.w.Write(line); err != nil {
		return err
	}
	for answers > 0 {
		tokens, tagged, err := c.s.Response()
		if err != nil {
			return err
		}
		if tagged {
			answers--
			if len(tokens) < 2 || string(c.s.Bytes(tokens[1])) != "OK" {
				return errors.New("the server did not say OK")
			}
		}
	}
	return nil
}

// compress puts DEFLATE between the client and the connection.
func (c *client) compress(conn net.Conn) error {
	z, err := flate.NewWriter(conn, flate.BestSpeed)
	if err != nil {
		return err
	}
	c.s = NewScanner(flate.NewReader(bufio.NewReaderSize(conn, bufferSize)))
	c.w = flushing{z}
	return nil
}

// flushing is a compressor that sends what it is given at once.
type flushing struct{ *flate.Writer }

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.Writer.Write(p)
	if err != nil {
		return n, err
	}
	return n, f.Flush()
}
