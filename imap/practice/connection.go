package practice

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/tls"
	"io"
	"strings"
	"time"

	"imapsh/imap/practice/inflate"
	"imapsh/imap/practice/store"
)

func connectionCommands() map[string]command {
	return map[string]command{
		"CAPABILITY": {states: anyState, run: bare((*session).capability)},
		"NOOP":       {states: anyState, run: bare((*session).noop)},
		"LOGOUT":     {states: anyState, run: bare((*session).logout)},
		"ID":         {states: anyState, needs: "ID", run: (*session).id},
		"STARTTLS":   {states: notAuth, run: bare((*session).starttls)},
		"ENABLE":     {states: loggedIn, needs: "ENABLE", run: (*session).enable},
		"COMPRESS":   {states: loggedIn, needs: "COMPRESS=DEFLATE", run: (*session).compress},
	}
}

// capability is CAPABILITY (RFC 3501 §6.1.1).
func (s *session) capability(*call) (string, error) {
	s.line("* CAPABILITY ", s.capabilityList())
	return "", nil
}

// noop is NOOP (RFC 3501 §6.1.2); what is new is told behind every command.
func (s *session) noop(*call) (string, error) { return "", nil }

// logout is LOGOUT (RFC 3501 §6.1.3).
func (s *session) logout(c *call) (string, error) {
	s.line("* BYE Logging out")
	s.deselect()
	s.ended = true
	return "", nil
}

// id is ID (RFC 2971): at most 30 pairs, names up to 30 bytes, values up to
// 1024.
func (s *session) id(c *call) (string, error) {
	c.d.SP()
	if !c.d.AcceptWord("NIL") {
		pairs := 0
		c.d.List(func() {
			name := c.d.String()
			c.d.SP()
			value, _ := c.d.NString()
			if pairs++; pairs > 30 || len(name) > 30 || len(value) > 1024 {
				c.refuse(badError("ID takes 30 pairs at most, names of 30 bytes, values of 1024"))
			}
		})
	}
	if err := c.end(); err != nil {
		return "", err
	}
	s.line(`* ID ("name" "imapsh practice server" "vendor" "imapsh")`)
	return "ID completed.", nil
}

// tlsOffered reports whether STARTTLS is there.
func (srv *Server) tlsOffered() bool { return !srv.opts.NoTLS }

// starttls is STARTTLS (RFC 3501 §6.2.1, RFC 9051 §6.2.1).
func (s *session) starttls(c *call) (string, error) {
	switch {
	case s.tls != nil:
		return "", badError("TLS is already active")
	case !s.srv.tlsOffered():
		return "", badError("TLS is not available")
	}
	// Commands sent in clear behind STARTTLS may be an attacker's: they are
	// thrown away (RFC 9051 §6.2.1).
	s.rd.TakeBuffered()
	s.tagged(c, "OK", "Begin TLS negotiation now.")
	s.flush()
	if err := s.startTLS(); err != nil {
		s.ended = true
	}
	return "", errAnswered
}

func (s *session) startTLS() error {
	config, err := s.srv.identity.config()
	if err != nil {
		return err
	}
	t := tls.Server(s.conn, config)
	s.conn.SetDeadline(time.Now().Add(time.Minute))
	if err := t.Handshake(); err != nil {
		return err
	}
	s.conn.SetDeadline(time.Time{})
	s.tls = t
	s.rd.SetSource(t)
	s.out.Reset(s.output(t))
	return nil
}

// stream is the connection below compression.
func (s *session) stream() io.ReadWriter {
	if s.tls != nil {
		return s.tls
	}
	return s.conn
}

// compress is COMPRESS DEFLATE (RFC 4978).
func (s *session) compress(c *call) (string, error) {
	c.d.SP()
	method := c.d.Keyword()
	if err := c.end(); err != nil {
		return "", err
	}
	switch {
	case method != "DEFLATE":
		return "", badError("Unknown compression mechanism")
	case s.compressed:
		return "", &store.Error{Code: "COMPRESSIONACTIVE", Text: "COMPRESSION already enabled."}
	}
	s.tagged(c, "OK", "Begin compression.")
	s.flush()
	early := s.rd.TakeBuffered() // compressed already (RFC 4978 §3)
	s.rd.SetSource(inflate.NewReader(io.MultiReader(bytes.NewReader(early), s.stream())))
	w := newDeflater(s.stream())
	s.deflate = w
	s.out = bufio.NewWriter(s.output(w))
	s.compressed = true
	return "", errAnswered
}

func newDeflater(w io.Writer) *flate.Writer {
	d, err := flate.NewWriter(w, flate.DefaultCompression)
	if err != nil {
		panic(err) // only for a level that does not exist
	}
	return d
}

// enable is ENABLE (RFC 5161). What is unknown or needs no enabling is left out
// of the answer.
func (s *session) enable(c *call) (string, error) {
	var names []string
	for ok := true; ok; ok = c.d.Peek() == ' ' {
		c.d.SP()
		names = append(names, c.d.Keyword())
	}
	if err := c.end(); err != nil {
		return "", err
	}
	var on []string
	for _, name := range names {
		if name == "IMAP4REV2" {
			name = "IMAP4rev2" // announced in this spelling
		}
		if s.has(name) && s.enableOne(name) {
			on = append(on, name)
		}
	}
	s.line(strings.TrimSuffix("* ENABLED "+strings.Join(on, " "), " "))
	return "Enabled.", nil
}

func (s *session) enableOne(name string) bool {
	switch name {
	case "CONDSTORE":
		s.enableCondstore()
	case "QRESYNC": // implies CONDSTORE (RFC 7162 §3.2.3)
		s.enableCondstore()
		s.enabled.qresync = true
	case "UTF8=ACCEPT": // RFC 9755 §3
		s.enabled.utf8 = true
	case "IMAP4rev2": // RFC 9051 §6.3.1
		s.enabled.rev2 = true
	case "METADATA": // RFC 5464 §4.1
		s.enabled.metadata = true
		s.watch()
	default:
		return false
	}
	return true
}

// enableCondstore switches CONDSTORE on. In a selected mailbox the client has
// to learn where its counter stands (RFC 7162 §3.1.2.1).
func (s *session) enableCondstore() {
	if s.enabled.condstore || !s.has("CONDSTORE") {
		return
	}
	s.enabled.condstore = true
	if s.view != nil {
		s.line("* OK [HIGHESTMODSEQ ", itoa(s.view.ModSeq()), "] Highest")
	}
}
