package practice

import (
	"bytes"

	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

// What a client may use up. What the mail itself may use up is in package store.
const (
	// maxLine is the longest command line; RFC 7162 §4 asks for 8192 at least.
	maxLine = 64 << 10
	// maxNesting is the deepest nesting of parentheses in a command.
	maxNesting = 100
	// maxBad is how many bad commands in a row a client may send, as in Dovecot.
	maxBad = 20

	maxEarlyLiteral = 8 << 10   // before login, bytes
	maxLiteral      = 1 << 20   // as an ordinary argument, bytes
	maxArguments    = 4 << 20   // all of a command that stores no message, bytes
	maxMessage      = 64 << 20  // of APPEND, bytes
	maxCommand      = 256 << 20 // all of a command that stores messages, bytes
	maxInFlight     = 512 << 20 // long literals of all clients' commands that are not answered yet, bytes
)

// readCommand reads the next command with its literals. A command that is
// refused on the way is answered, and the error is errAnswered.
func (s *session) readCommand() (*call, error) {
	line, err := s.readLine()
	if err != nil {
		return nil, err
	}
	c := &call{text: bytes.Clone(line)}
	err = s.begin(c)
	s.secret = isLogin(c)
	if err != nil {
		if c.tag == "" {
			c.tag = "*"
		}
		return nil, s.reject(c, line, err)
	}
	if err := s.readLiterals(c); err != nil {
		return nil, err
	}
	return c, s.begin(c)
}

// begin reads the tag and the name, and leaves the decoder at the arguments.
func (s *session) begin(c *call) error {
	c.d = wire.NewDecoder(c.text, maxNesting).In("command")
	c.tag = string(c.d.Tag())
	c.d.SP()
	c.name = c.d.Keyword()
	if c.d.Err() == nil && c.name == "UID" {
		c.uid = true
		c.d.SP()
		c.name = "UID " + c.d.Keyword()
	}
	c.cmd = s.lookup(c.name)
	return c.d.Err()
}

// readLine reads a line and returns it without its CRLF. A line that ends in LF
// alone comes from a person with telnet, who should learn what is wrong.
func (s *session) readLine() ([]byte, error) {
	for {
		line, err := s.rd.ReadRawLine()
		if err != nil {
			return nil, err
		}
		if n := len(line) - 2; n >= 0 && line[n] == '\r' {
			s.traceSent(line[:n])
			return line[:n], nil
		}
		s.traceSent(line[:len(line)-1])
		s.line("* BAD A line must end in CRLF, this one ended in LF alone.")
		if s.bad++; s.bad >= maxBad {
			s.bye("Too many invalid IMAP commands.")
			return nil, errAnswered
		}
	}
}

// readLiterals gathers the literals that the command announces, and the lines
// behind them.
func (s *session) readLiterals(c *call) error {
	line := c.text
	for {
		h, found, err := wire.TrailingLiteral(line)
		if err != nil {
			return s.reject(c, nil, err)
		}
		if !found {
			return nil
		}
		if no := s.acceptLiteral(c, h); no != nil {
			return s.reject(c, line, no)
		}
		if f := s.srv.fault(); f.literal != nil && !h.NonSync {
			f.literal(s, c)
			return errAnswered
		}
		if !h.NonSync {
			s.line("+ OK")
		}
		c.text = append(c.text, '\r', '\n')
		if c.text, err = s.rd.ReadBytes(c.text, h.Size); err != nil {
			return err
		}
		more, err := s.readLine()
		if err != nil {
			return err
		}
		start := len(c.text)
		c.text = append(c.text, more...)
		line = c.text[start:]
	}
}

// acceptLiteral says why a literal is not wanted, before its bytes are sent.
func (s *session) acceptLiteral(c *call, h wire.LiteralHeader) error {
	if err := s.allowed(c); err != nil {
		return err
	}
	stores := c.cmd.stores
	switch {
	case h.NonSync && !s.has("LITERAL+") && !s.has("LITERAL-"):
		return badError("Non-synchronizing literals need LITERAL+ or LITERAL-")
	case h.NonSync && !s.has("LITERAL+") && h.Size > 4096: // RFC 7888 §5
		return badError("Non-synchronizing literals may have 4096 bytes at most (LITERAL-)")
	case h.Binary && !s.has("BINARY") && !s.enabled.utf8:
		return badError("Literal8 needs BINARY")
	case s.user == nil && h.Size > maxEarlyLiteral, stores == nil && h.Size > maxLiteral:
		return badError("Literal is too large")
	case h.Size > maxMessage:
		return &store.Error{Code: "TOOBIG", Text: "Message is too large."}
	case stores == nil && int64(len(c.text))+h.Size > maxArguments, int64(len(c.text))+h.Size > maxCommand:
		return &store.Error{Code: "LIMIT", Text: "Command is too large."}
	case stores != nil:
		if err := stores(s, c, h.Size); err != nil {
			return err
		}
	}
	return s.reserve(h.Size)
}

// reserve takes room for a literal that is longer than a line may be, until the
// command is answered.
func (s *session) reserve(size int64) error {
	if size <= maxLine {
		return nil
	}
	if s.srv.inFlight.Add(size) > maxInFlight {
		s.srv.inFlight.Add(-size)
		return &store.Error{Code: "LIMIT", Text: "Others are sending too much at the moment, try again later."}
	}
	s.reserved += size
	return nil
}

// release gives back the room of the command that was read last.
func (s *session) release() {
	s.srv.inFlight.Add(-s.reserved)
	s.reserved = 0
}

// reject answers a command before it is read to its end. What the client sends
// all the same, the bytes behind {n+}, is read over (RFC 7888 §3); line is the
// last line that was read.
func (s *session) reject(c *call, line []byte, why error) error {
	for {
		h, found, err := wire.TrailingLiteral(line)
		if err != nil || !found || !h.NonSync {
			break
		}
		if h.Size > maxCommand {
			s.bye("Literal is too large.")
			return errAnswered
		}
		s.rd.OpenLiteral(h.Size)
		if err := s.rd.SkipLiteral(); err != nil {
			return err
		}
		if line, err = s.readLine(); err != nil {
			return err
		}
	}
	c.cmd = &command{run: func(*session, *call) (string, error) { return "", why }, states: anyState, holds: true}
	s.answer(c)
	return errAnswered
}
