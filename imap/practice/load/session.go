package load

import (
	"bufio"
	"compress/flate"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// capabilities are announced in the greeting and to CAPABILITY.
const capabilities = "IMAP4rev1 LITERAL+ SASL-IR COMPRESS=DEFLATE IDLE NAMESPACE ID ENABLE UNSELECT AUTH=PLAIN"

// maxCommand is the length in bytes of the longest command, literals included.
const maxCommand = 1 << 20

// slowPause is how long a slow mailbox keeps back all but its first response.
const slowPause = 500 * time.Millisecond

// A session is one connection: the commands come in by r, small replies
// gather in w until the client waits, and answers are written past them.
type session struct {
	conn     net.Conn
	r        *bufio.Reader
	w        *bufio.Writer
	deflater *flate.Writer // between w and conn, nil before COMPRESS
	server   *Server

	mailbox Mailbox
	boxes   int
	tree    map[string]int // mailbox name -> number, made when LIST asks below a level
}

func newSession(conn net.Conn, server *Server) *session {
	return &session{
		conn: conn, server: server, boxes: DefaultMailboxes,
		r: bufio.NewReaderSize(conn, 64<<10), w: bufio.NewWriterSize(conn, 64<<10),
	}
}

// run greets and answers until LOGOUT or the connection's end.
func (s *session) run() {
	s.line("* OK [CAPABILITY " + capabilities + "] load server ready")
	for {
		if s.r.Buffered() == 0 && s.flush() != nil {
			return
		}
		line, err := s.command()
		if err != nil {
			return
		}
		s.server.commands.Add(1)
		if !s.answer(line) {
			s.flush()
			return
		}
	}
}

// line adds one line to what is sent at the next flush.
func (s *session) line(text string) {
	s.w.WriteString(text)
	s.w.WriteString("\r\n")
}

// flush sends what has gathered.
func (s *session) flush() error {
	if s.w.Buffered() == 0 {
		return nil
	}
	if s.deflater != nil {
		s.deflater.Reset(s.conn) // refer to nothing before: an answer may have come between
	}
	if err := s.w.Flush(); err != nil {
		return err
	}
	if s.deflater != nil {
		return s.deflater.Flush()
	}
	return nil
}

// send sends a workload's answer after what has gathered.
func (s *session) send(l workload) error {
	if err := s.flush(); err != nil {
		return err
	}
	a := s.server.answers.get(l)
	if s.deflater != nil {
		return a.writeDeflated(s.conn)
	}
	return a.writeTo(s.conn)
}

// command reads one command without its CRLF. A literal stands in it as a
// quoted string.
func (s *session) command() (string, error) {
	var whole strings.Builder
	for {
		part, err := s.r.ReadString('\n')
		if err != nil {
			return "", err
		}
		part = strings.TrimRight(part, "\r\n")
		size, wait, ok := literalSize(part)
		if !ok {
			whole.WriteString(part)
			return whole.String(), nil
		}
		if whole.Len()+len(part)+size > maxCommand {
			return "", bufio.ErrTooLong
		}
		if wait {
			s.line("+ go on")
			if err := s.flush(); err != nil {
				return "", err
			}
		}
		literal := make([]byte, size)
		if _, err := io.ReadFull(s.r, literal); err != nil {
			return "", err
		}
		whole.WriteString(part[:strings.LastIndexByte(part, '{')])
		whole.WriteString(quote(string(literal)))
	}
}

// literalSize tells whether a line ends in {n} or {n+}, and if the client
// waits for a continuation.
func literalSize(line string) (size int, wait, ok bool) {
	open := strings.LastIndexByte(line, '{')
	if open < 0 || !strings.HasSuffix(line, "}") {
		return 0, false, false
	}
	digits := line[open+1 : len(line)-1]
	digits, now := strings.CutSuffix(digits, "+")
	size, err := strconv.Atoi(digits)
	if err != nil || size < 0 || size > maxCommand {
		return 0, false, false
	}
	return size, !now, true
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// compress puts DEFLATE on both directions, after the reply was sent plain.
func (s *session) compress() {
	if s.flush() != nil {
		return
	}
	s.deflater, _ = flate.NewWriter(s.conn, flate.BestSpeed) // the level is a legal one
	s.w.Reset(s.deflater)
	s.r = bufio.NewReaderSize(flate.NewReader(s.r), 64<<10)
}
