package imap

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"imapsh/imap/certificate"
	"imapsh/imap/wire"
)

// maxStrays is how many continuations that nobody waits for are read over.
const maxStrays = 10

// read is the reading goroutine: it reads and parses for as long as the
// connection lives.
func (c *Client) read() {
	defer close(c.ended)
	c.guarded(c.readOn)
}

// guarded calls f, and tells of its panic, which is not recovered: the trace is that
// of its cause.
func (c *Client) guarded(f func()) {
	panics := true
	defer func() {
		if panics && c.opts.Crashing != nil {
			c.opts.Crashing()
		}
	}()
	f()
	panics = false
}

func (c *Client) readOn() {
	var p wire.Response
	for {
		c.midway = false
		err := c.rd.Wait()
		c.midway = true
		if err == nil {
			if raw := c.rawReads(); raw != nil {
				err = c.serveRaw(raw)
			} else {
				err = c.readOne(&p)
			}
		}
		if err != nil {
			c.lost(err)
			return
		}
		if c.Err() != nil {
			return
		}
	}
}

// readOne reads one response and does with it what has to be done.
func (c *Client) readOne(p *wire.Response) error {
	if err := c.rd.ReadResponse(p); err != nil {
		return err
	}
	if p.Lenient != 0 {
		c.note("read over: %s", p.Lenient)
	}
	switch p.Kind {
	case wire.Continuation:
		return c.continuation(p)
	case wire.Tagged:
		return c.tagged(p)
	}
	select {
	case <-c.greeted:
		return c.untagged(p)
	default:
		return c.greet(p)
	}
}

// lost ends the session for a failure of the connection or the protocol, and
// names the place.
func (c *Client) lost(err error) {
	place := "between commands"
	f := c.current.Load()
	if f != nil {
		place = "in the answer to " + f.cmd.Label()
	}
	idle := f == nil
	select {
	case <-c.greeted:
	default:
		place, idle = "in the greeting", false
		err = noGreeting(err)
		defer close(c.greeted)
	}
	news := c.Err() == nil // not our own doing
	c.fail(lostError(err, place))
	if news && idle && c.opts.Closed != nil {
		c.opts.Closed(c.Err())
	}
}

// noGreeting makes what cannot be read as a greeting an error of imaplib's: the
// peer is no IMAP server, and trying again would not change that.
func noGreeting(err error) error {
	var syntax *wire.SyntaxError
	if !errors.As(err, &syntax) || bytes.HasPrefix(syntax.Line, []byte("* ")) {
		return err
	}
	return failf(ReasonNetwork, "no IMAP greeting, the peer said %q", clip(syntax.Line))
}

func lostError(err error, place string) error {
	var e *Error
	var syntax *wire.SyntaxError
	var op *net.OpError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &op) && op.Op == "remote error": // TLS 1.3 judges our certificate after the handshake
		err = certificate.Explain(err, "", nil, time.Now())
		return &Error{Class: ClassAbort, Reason: ReasonTLS, Msg: "TLS ended " + place, Err: err}
	case errors.Is(err, errPhase):
		return abortf("timeout %s: the server took too long altogether", place)
	case errors.Is(err, errPace):
		return abortf("timeout %s: the server sends too slowly to go on waiting", place)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return abortf("timeout %s: the server was silent for too long", place)
	case err == io.EOF:
		return abortf("socket error: EOF %s: the server closed the connection", place)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return abortWrap(err, "socket error: EOF %s", place)
	case errors.As(err, &syntax):
		return abortf("unexpected response %s: %v in %q", place, syntax, clip(syntax.Line))
	}
	return abortWrap(err, "%s", place)
}

// clip shortens a line for a message.
func clip(line []byte) []byte {
	const most = 120
	if len(line) > most {
		return append(append([]byte(nil), line[:most]...), "…"...)
	}
	return line
}

// greet takes the first response, which must be OK, PREAUTH or BYE (RFC 3501
// §7.1).
func (c *Client) greet(p *wire.Response) error {
	text := bytes.Clone(p.Text)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch p.Type {
	case "OK":
		c.state = StateNonAuth
	case "PREAUTH":
		c.state = StateAuth
	case "BYE":
		return abortf("the server refused the connection: BYE %s", text)
	default:
		return failf(ReasonNetwork, "no IMAP greeting, the peer said %q", clip(p.Line))
	}
	c.greeting = greeting{p.Type, text}
	if code, ok := wire.ParseCode(text); ok && strings.EqualFold(string(code.Name), "CAPABILITY") {
		c.caps.set(code.Data)
	}
	close(c.greeted)
	return nil
}

// untagged does what an untagged response asks for and passes it on: to the
// running command if it is its data, else to the store.
func (c *Client) untagged(p *wire.Response) error {
	f := c.current.Load()
	if f != nil && (f.cmd.owns(p.Type) && f.cmd.result != resultKept) {
		return c.ownData(f, p)
	}
	if err := c.observe(p); err != nil {
		return err
	}
	if f != c.unaskedIn { // a new command, a new count
		c.unasked, c.unaskedIn = 0, f
	}
	entry, size, err := readEntry(p, c.Limits().Unasked-c.unasked)
	if err != nil {
		return err
	}
	c.unasked += size
	if entry.Status { // for people, as in fill
		entry.Items[0].Text = c.secrets.Mask(entry.Items[0].Text)
	}
	c.mu.Lock()
	c.store.put(entry)
	c.mu.Unlock()
	c.event(Event{Kind: Stored, Text: []byte(entry.Type)})
	switch {
	case f != nil:
		f.show(func() { f.handler.other(entry) })
	case c.opts.Notify != nil && c.Err() == nil: // what comes after the end is no news
		c.opts.Notify(entry)
	}
	if p.Type == "BYE" {
		return c.bye(f, entry)
	}
	return nil
}

// ownData hands a command its own data.
func (c *Client) ownData(f *flight, p *wire.Response) error {
	if p.Type != "FETCH" && p.Type != "LIST" {
		if err := c.observe(p); err != nil {
			return err
		}
	}
	data := f.handler.data()
	var err error
	f.show(func() {
		switch {
		case data == nil:
			err = f.gather(p)
		case f.herr == nil:
			f.herr = data(p)
		}
	})
	if err != nil {
		return err
	}
	return p.Drain()
}

func (f *flight) gather(p *wire.Response) error {
	for i, o := range f.cmd.Owns {
		if o == p.Type {
			if f.data[i] == nil {
				f.data[i] = &Data{}
			}
			return f.data[i].addResponse(p)
		}
	}
	return p.Drain()
}

// bye ends the session, as a BYE that was not asked for does even if an OK
// follows. After LOGOUT it is the result.
func (c *Client) bye(f *flight, e Entry) error {
	text := e.Items[len(e.Items)-1].Text
	if f != nil && f.cmd.expectBye {
		c.mu.Lock()
		d := c.store.pop("BYE")
		c.queue = nil
		c.current.Store(nil)
		c.mu.Unlock()
		status := Completion{Type: "BYE", Text: text, Line: e.Line}
		for it := range d.All() {
			status.Text = bytes.Clone(it.Text)
		}
		f.complete(status, nil)
		c.fail(errLoggedOut)
		return nil
	}
	return abortf("the server said BYE: %s", text)
}

// tagged completes the command that the line's tag names.
func (c *Client) tagged(p *wire.Response) error {
	status := Completion{Type: p.Type, Text: bytes.Clone(p.Text), Line: bytes.Clone(p.Line)}
	c.mu.Lock()
	f := c.take(string(p.Tag))
	early := f != nil && !f.written && p.Type == "OK"
	if f != nil {
		c.store.addCode(p.Type, c.secrets.Mask(status.Text))
	}
	c.mu.Unlock()
	if f == nil && c.isForeign(string(p.Tag)) {
		c.note("the answer to a line that was sent by hand was dropped: %s", p.Line)
		return nil
	}
	if f == nil {
		return abortf("unexpected tagged response %q", clip(p.Line))
	}
	if early {
		err := abortf("the server said OK to %s before it was sent whole", f.cmd.Label())
		f.complete(Completion{}, err)
		return err
	}
	if err := p.Drain(); err != nil {
		f.complete(Completion{}, lostError(err, "in the answer to "+f.cmd.Label()))
		return err
	}
	err := c.finish(f, &status)
	f.complete(status, err)
	c.yield(f)
	if err != nil && ClassOf(err) == ClassAbort {
		return err
	}
	return nil
}

// take removes the flight with this tag from the queue.
func (c *Client) take(tag string) *flight {
	for i, f := range c.queue {
		if f.tag != tag {
			continue
		}
		c.queue = append(c.queue[:i:i], c.queue[i+1:]...)
		if len(c.queue) > 0 {
			c.current.Store(c.queue[0])
		} else {
			c.current.Store(nil)
			c.conn.wait(false)
		}
		return f
	}
	return nil
}

// finish lets the tagged line take effect before anything more is read.
func (c *Client) finish(f *flight, s *Completion) error {
	if err := c.observeCode(s.Type, s.Text); err != nil {
		return err
	}
	f.show(f.handler.pause)
	if f.cmd.finish != nil {
		return f.cmd.finish(c, s)
	}
	return nil
}

// continuation hands "+" to the command that waits for it.
func (c *Client) continuation(p *wire.Response) error {
	f := c.current.Load()
	c.mu.Lock()
	waited := f != nil && f.waits
	if waited {
		f.waits = false
		f.written = f.written && f.cmd.exchange == nil // an answer is owed before an OK
	} else {
		c.strays++
	}
	strays := c.strays
	c.mu.Unlock()
	if waited {
		f.cont <- bytes.Clone(p.Text)
		return nil
	}
	c.note("a continuation that nobody waits for was ignored")
	if strays > maxStrays {
		return abortf("the server sent %d continuations that nobody waited for", strays)
	}
	return nil
}

// beforeRead lets the running command's consumer flush before the network may
// have to be waited for.
func (c *Client) beforeRead() {
	if f := c.current.Load(); f != nil {
		f.show(f.handler.pause)
	}
	c.conn.pace(c.midway)
}

// observe keeps track of what untagged responses say about the session.
func (c *Client) observe(p *wire.Response) error {
	switch p.Type {
	case "EXISTS", "RECENT", "EXPUNGE", "VANISHED", "FLAGS":
		c.mu.Lock()
		c.mailbox.observe(p)
		c.mu.Unlock()
	case "CAPABILITY":
		c.mu.Lock()
		c.caps.set(p.Text)
		c.mu.Unlock()
	case "ENABLED":
		c.mu.Lock()
		c.enable(strings.Fields(string(p.Text)))
		c.mu.Unlock()
	case "OK", "NO", "BAD":
		return c.observeCode(p.Type, p.Text)
	}
	return nil
}

// observeCode keeps track of what response codes say about the session.
func (c *Client) observeCode(typ string, text []byte) error {
	code, ok := wire.ParseCode(text)
	if !ok {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch name := strings.ToUpper(string(code.Name)); name {
	case "CAPABILITY":
		if typ == "OK" {
			c.caps.set(code.Data)
		}
	case "READ-ONLY":
		if c.state == StateSelected && !c.wantRO && !c.selecting() {
			c.newRO, c.mailbox.ReadOnly = true, true
		}
	default:
		c.mailbox.observeCode(name, code.Data)
	}
	return nil
}

// selecting reports whether the running command opens a mailbox.
func (c *Client) selecting() bool {
	return len(c.queue) > 0 && c.queue[0].cmd.result == resultKept
}

// refreshCapabilities asks for the capabilities of the client's own accord.
// The answer is kept aside for response(), so that it does not join the data of
// a later CAPABILITY command.
func (c *Client) refreshCapabilities(ctx context.Context) (*Result, error) {
	cmd := Capability()
	cmd.Own = true
	r, err := c.do(ctx, cmd, nil)
	if err != nil {
		return r, err
	}
	for it, err := range r.Data.All() {
		if err != nil {
			break
		}
		c.mu.Lock()
		c.caps.aside = bytes.Clone(it.Text)
		c.mu.Unlock()
	}
	if r.Data == nil {
		return r, failf(ReasonNetwork, "no CAPABILITY response from server")
	}
	return r, nil
}

// A MailboxState is what is known of the open mailbox from what the server
// said of it.
type MailboxState struct {
	Name           string // as it was asked for, in UTF-8; "" if none is open
	ReadOnly       bool
	Examined       bool // read-only because it was opened so on purpose
	Exists         uint32
	Recent         uint32
	UIDValidity    uint32
	UIDNext        uint32
	Flags          []string
	PermanentFlags []string
}

func (m *MailboxState) observe(p *wire.Response) {
	n, _ := strconv.ParseUint(string(p.Number), 10, 32) // digits were checked by wire
	switch p.Type {
	case "EXISTS":
		m.Exists = uint32(n)
	case "RECENT":
		m.Recent = uint32(n)
	case "EXPUNGE":
		m.Exists -= min(m.Exists, 1)
	case "VANISHED":
		if set, err := wire.ParseSet(p.Text); err == nil { // (EARLIER) fails, and does not count
			m.Exists -= uint32(min(uint64(m.Exists), set.Count(0)))
		}
	case "FLAGS":
		m.Flags = flagList(p.Text)
	}
}

func (m *MailboxState) observeCode(name string, data []byte) {
	switch name {
	case "UIDVALIDITY":
		m.UIDValidity = number32(data)
	case "UIDNEXT":
		m.UIDNext = number32(data)
	case "PERMANENTFLAGS":
		m.PermanentFlags = flagList(data)
	}
}

func number32(b []byte) uint32 {
	n, _ := wire.ParseNumber(b, 1<<32-1)
	return uint32(n)
}

func flagList(b []byte) []string {
	var flags []string
	d := wire.NewDecoder(b, 0)
	d.List(func() { flags = append(flags, string(d.Flag())) })
	return flags
}

// Mailbox returns what is known of the open mailbox.
func (c *Client) Mailbox() MailboxState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mailbox
}

// LastMailbox returns what was known of the mailbox that was open when the
// connection was lost or closed; its name is "" if none was.
func (c *Client) LastMailbox() MailboxState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}
