package command

import (
	"context"
	"strconv"

	"imapsh/imap"
)

var socketSpecs = []Spec{
	{
		Name: "send", Group: "The socket itself", States: imap.Connected, Local: true,
		Summary:  "send bytes as they are; no CRLF is added",
		Details:  "Afterwards what the server says waits for readline and read; the next ordinary command drops what is left.",
		Args:     []Arg{{Name: "data", Role: Text}},
		Examples: []Example{{`send $'x1 NOOP\r\n'`, "no line end is added"}},
		Run: func(_ context.Context, s Session, a *Args) error {
			c := s.Client()
			if c == nil {
				return errNotConnected
			}
			return c.Send([]byte(a.Text("data")))
		},
	},
	{
		Name: "readline", Group: "The socket itself", States: imap.Connected, Local: true,
		Summary:  "read one line off the connection",
		Examples: []Example{{"readline", "one line, with its line end"}},
		Run: func(_ context.Context, s Session, _ *Args) error {
			c := s.Client()
			if c == nil {
				return errNotConnected
			}
			b, err := c.ReadLine()
			if err != nil {
				return err
			}
			return s.Bytes(b)
		},
	},
	{
		Name: "read", Group: "The socket itself", States: imap.Connected, Local: true,
		Summary:  "read a number of bytes off the connection",
		Args:     []Arg{{Name: "n", Role: Number}},
		Examples: []Example{{"read 4", "the next four bytes"}},
		Run: func(_ context.Context, s Session, a *Args) error {
			c := s.Client()
			if c == nil {
				return errNotConnected
			}
			n, err := strconv.ParseInt(a.Text("n"), 10, 64)
			if err != nil || n < 0 {
				return a.errorf("n", "read takes a number of bytes, not %s", a.Text("n"))
			}
			b, err := c.ReadBytes(n)
			if err != nil {
				return err
			}
			return s.Bytes(b)
		},
	},
	{
		Name: "socket", Group: "The socket itself", States: imap.Connected, Local: true,
		Summary:  "show the connection's addresses and its encryption",
		Examples: []Example{{"socket", "who is connected to whom, and how it is encrypted"}},
		Run: func(_ context.Context, s Session, _ *Args) error {
			c := s.Client()
			if c == nil {
				return errNotConnected
			}
			return s.Socket()
		},
	},
	{
		Name: "shutdown", Group: "The socket itself", States: imap.Connected, Local: true,
		Summary:  "close the connection without a word",
		Examples: []Example{{"shutdown", "the server is not told"}},
		Run: func(_ context.Context, s Session, _ *Args) error {
			c := s.Client()
			if c == nil {
				return errNotConnected
			}
			return c.Shutdown()
		},
	},
}
