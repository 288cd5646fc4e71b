package imap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"imapsh/imap/wire"
)

// A Handler is shown what arrives while its command runs, on the goroutine
// that reads, in the order of arrival. It must be quick or block on purpose:
// nothing more is read meanwhile. Each function may be nil.
type Handler struct {
	// Begin is called first, when it is the command's turn.
	Begin func()
	// Stored is called, before the command is sent, with each response that was
	// kept under the name of the command's own data: imaplib joins the two. It is
	// of use with Data only.
	Stored func(e Entry)
	// Data is called for each untagged response that is the command's own. It
	// may read the literals through p; what it leaves is skipped. After an error
	// it is not called again, the answer is read to its end, and Do returns it.
	// Without Data the command's data is gathered in the Result.
	Data func(p *wire.Response) error
	// Other is called for each other untagged response, which is also kept in
	// the untagged store.
	Other func(e Entry)
	// Pause is called before the client may have to wait for the network: the
	// time to flush what is buffered.
	Pause func()
}

func (h *Handler) data() func(*wire.Response) error {
	if h == nil {
		return nil
	}
	return h.Data
}

func (h *Handler) other(e Entry) {
	if h != nil && h.Other != nil {
		h.Other(e)
	}
}

func (h *Handler) pause() {
	if h != nil && h.Pause != nil {
		h.Pause()
	}
}

// A Completion is a tagged line: OK, NO or BAD and its text.
type Completion struct {
	Type string
	Text []byte // with the response code
	Line []byte // the whole line, without CRLF
}

// A Result is what a command came to: imaplib's (type, data) and, beside it,
// the tagged line.
type Result struct {
	Type string // OK or NO; BYE for logout; what was asked for in Response
	// Data is imaplib's list. nil is imaplib's [None].
	Data *Data
	// More is the second list of GETQUOTAROOT; Pair says that there are two.
	More       *Data
	Pair       bool
	Completion Completion
	Elapsed    time.Duration
	Sent       int64 // bytes on the wire
	Received   int64
}

// Close frees the data.
func (r *Result) Close() {
	if r != nil {
		r.Data.Close()
		r.More.Close()
	}
}

// flight is a command on its way.
type flight struct {
	cmd     *Command
	tag     string
	handler *Handler
	data    []*Data // gathered own data, one for each of cmd.Owns
	herr    error   // what the handler failed with
	cont    chan []byte
	done    chan struct{}
	status  Completion
	err     error
	written bool // the command is completely sent; guarded by Client.mu
	waits   bool // a continuation is waited for; guarded by Client.mu
	log     *logged
	start   time.Time
	sent    int64
	read    int64
	wrote   int64         // bytes of a command that was sent ahead
	turn    chan struct{} // closed once a command that was sent ahead has been shown; else nil

	showing sync.Mutex // held by the reading goroutine while it is with the handler
	over    bool       // who gave the handler has it back; guarded by showing
	within  bool       // the reading goroutine's: it is with the handler
}

// show calls do, which does something with the handler or the data, unless the
// command's end has come: Do does not return before it is back. It is for the
// reading goroutine, which may call it again from within.
func (f *flight) show(do func()) {
	if f.within {
		do()
		return
	}
	f.showing.Lock()
	defer f.showing.Unlock()
	if f.over {
		return
	}
	f.within = true
	defer func() { f.within = false }()
	do()
}

// leave returns when the reading goroutine is not with the handler, and will not be
// any more. Where the connection was closed it may have been.
func (f *flight) leave() {
	f.showing.Lock()
	f.over = true
	f.showing.Unlock()
}

func (f *flight) complete(s Completion, err error) {
	f.status, f.err = s, err
	close(f.done)
}

// Do runs a command to its end. With a handler for data the command's own goes
// there and Result.Data is the tagged text; without one it is gathered as
// imaplib does. A NO is a result, not an error, save for the commands whose
// purpose it defeats. If ctx ends first, the connection is closed.
//
// Errors are of type [*Error], except what a handler returned.
func (c *Client) Do(ctx context.Context, cmd *Command, h *Handler) (*Result, error) {
	c.command.Lock()
	defer c.command.Unlock()
	return c.do(ctx, cmd, h)
}

// do is Do for callers that hold c.command.
func (c *Client) do(ctx context.Context, cmd *Command, h *Handler) (*Result, error) {
	chunks, f, err := c.prepare(cmd, h)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.fail(abortWrap(context.Cause(ctx), "%s interrupted", cmd.Label())) })
	defer stop()
	c.handOver(f)
	c.launch(f)
	if err := c.write(f, chunks); err == nil {
		c.converse(f)
	}
	<-f.done
	return c.conclude(ctx, f)
}

// prepare checks that the command may be sent and makes it ready.
func (c *Client) prepare(cmd *Command, h *Handler) ([]wire.Chunk, *flight, error) {
	if err := c.mayStart(cmd); err != nil {
		return nil, nil, err
	}
	if cmd.ready != nil {
		if err := cmd.ready(c); err != nil {
			return nil, nil, err
		}
	}
	tag := c.NextTag()
	chunks, err := cmd.encode(tag, c.Mode())
	if err != nil {
		return nil, nil, err
	}
	if cmd.start != nil {
		cmd.start(c)
	}
	f := &flight{
		cmd: cmd, tag: tag, handler: h, data: make([]*Data, len(cmd.Owns)),
		cont: make(chan []byte, 1), done: make(chan struct{}),
	}
	return chunks, f, nil
}

func (c *Client) mayStart(cmd *Command) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		if err := cmd.legal(StateLogout); err != nil && c.err == error(errLoggedOut) && cmd.States != Connected {
			return err // after a logout imaplib speaks of the state, not of the connection
		}
		return &Error{Class: ClassAbort, Reason: ReasonNetwork, Msg: "not connected", Err: c.err}
	}
	if err := cmd.legal(c.state); err != nil {
		return err
	}
	c.endRaw()
	if c.err != nil {
		return c.err
	}
	c.store.drop("OK")
	c.store.drop("NO")
	c.store.drop("BAD")
	if c.newRO && !cmd.expectBye {
		c.newRO = false
		return &Error{Class: ClassReadOnly, Reason: ReasonReadOnly, Msg: "mailbox status changed to READ-ONLY; the command was not sent"}
	}
	return nil
}

// launch makes f the command whose answer is awaited.
func (c *Client) launch(f *flight) {
	f.start = time.Now()
	f.sent, f.read = c.conn.written.Load(), c.conn.read.Load()
	f.log = c.log.begin(f.cmd.Label(), f.cmd.Own, f.start)
	c.event(Event{Kind: Begin, Text: []byte(f.cmd.Label()), Own: f.cmd.Own})
	c.mu.Lock()
	err := c.err
	if err == nil {
		c.queue = append(c.queue, f)
		c.current.Store(c.queue[0])
	}
	c.mu.Unlock()
	if err != nil {
		f.complete(Completion{}, err)
		return
	}
	c.conn.wait(true)
}

// write sends the chunks, waiting for "+" where it must. An error has ended
// the flight already.
func (c *Client) write(f *flight, chunks []wire.Chunk) error {
	for i := range chunks {
		ch := &chunks[i]
		last := i == len(chunks)-1
		c.sent(ch)
		if x := f.cmd.exchange; x != nil && last {
			c.explain(x.opening())
		}
		c.setWaits(f, ch.Wait, last)
		if err := c.writeBytes(f.cmd.Label(), ch.Text); err != nil {
			return err
		}
		if ch.Wait {
			select {
			case <-f.cont:
			case <-f.done: // NO or BAD in place of "+": the literal is not sent
				return io.EOF
			}
		}
		if ch.Body != nil {
			if err := c.writeLiteral(f.cmd.Label(), ch); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Client) setWaits(f *flight, waits, last bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waits = waits || last && f.cmd.exchange != nil
	f.written = last && (f.cmd.exchange == nil || f.cmd.exchange.satisfied())
}

// writeBytes sends a piece of what; its failure ends the session.
func (c *Client) writeBytes(what string, b []byte) error {
	if _, err := c.layer.Write(b); err != nil {
		err := abortWrap(err, "sending %s", what)
		c.fail(err)
		return err
	}
	return nil
}

func (c *Client) writeLiteral(what string, ch *wire.Chunk) error {
	c.sentLiteral(ch.Header.Size)
	n, err := io.CopyBuffer(onlyWriter{c.layer}, ch.Body, make([]byte, min(ch.Header.Size+1, 256<<10)))
	if err == nil && n == ch.Header.Size {
		return nil
	}
	if err == nil {
		err = ErrChanged
	}
	e := abortWrap(err, "sending %s: literal of %d bytes broke off after %d", what, ch.Header.Size, n)
	if errors.Is(err, ErrChanged) {
		e.Reason = ReasonLocal
	}
	c.fail(e)
	return e
}

// onlyWriter hides ReadFrom, which would wrap the promised size in a reader of
// its own.
type onlyWriter struct{ io.Writer }

// An exchange answers the continuations of a command that is a conversation.
type exchange interface {
	// opening explains to the reader of a trace what the command itself says.
	opening() []string
	// next answers a challenge. It may take seconds to compute.
	next(challenge []byte) answer
	// sent is told that an answer is about to leave.
	sent(a *answer)
	// abandon is told that the command ended while next was still at work, which
	// goes on by itself.
	abandon()
	// satisfied reports whether an OK may come now.
	satisfied() bool
}

// An answer is what an exchange says to a challenge.
type answer struct {
	text  []byte   // without CRLF
	shown []byte   // what a trace may show of text
	heard []string // the challenge, explained
	said  []string // the answer, explained
	err   error    // ends the exchange once text is sent
}

// converse answers continuations until the command has ended.
func (c *Client) converse(f *flight) {
	x := f.cmd.exchange
	if x == nil {
		return
	}
	for {
		select {
		case challenge := <-f.cont:
			a, ok := c.answer(f, challenge)
			if !ok {
				x.abandon()
				return
			}
			if c.say(f, a) != nil {
				return
			}
		case <-f.done:
			return
		}
	}
}

// answer computes the answer to a challenge, unless the command ends meanwhile:
// a password's key may take seconds, and Ctrl-C must not wait for it.
func (c *Client) answer(f *flight, challenge []byte) (a *answer, ok bool) {
	ready := make(chan *answer, 1)
	go c.guarded(func() {
		a := f.cmd.exchange.next(challenge)
		ready <- &a
	})
	select {
	case a := <-ready:
		return a, true
	case <-f.done:
		return nil, false
	}
}

// say sends an answer. From now on the server may say OK, or ask again.
func (c *Client) say(f *flight, a *answer) error {
	c.explain(a.heard)
	if a.err != nil {
		c.note("%v", a.err)
	}
	x := f.cmd.exchange
	x.sent(a)
	c.mu.Lock()
	f.waits, f.written = a.err == nil, x.satisfied() // after "*" nothing more is answered
	c.mu.Unlock()
	c.sentLine(a.shown)
	c.explain(a.said)
	return c.writeBytes(f.cmd.Label(), append(a.text, '\r', '\n'))
}

// conclude makes the result of a command that has ended.
func (c *Client) conclude(ctx context.Context, f *flight) (*Result, error) {
	f.leave()
	r := &Result{
		Type: f.status.Type, Completion: f.status, Elapsed: time.Since(f.start),
		Sent: c.conn.written.Load() - f.sent, Received: c.conn.read.Load() - f.read,
	}
	if f.turn != nil {
		r.Sent = f.wrote // others were sent meanwhile
	}
	err := f.err
	if err == nil {
		err = c.settle(f, r)
	}
	c.log.end(f.log, err != nil || r.Type == "NO", r.Sent, r.Received)
	c.event(Event{Kind: End})
	if err == nil && f.cmd.after != nil {
		err = f.cmd.after(ctx, c, r)
	}
	if err == nil {
		err = f.herr
	}
	return r, err
}

// settle applies imaplib's rules to the tagged line.
func (c *Client) settle(f *flight, r *Result) error {
	c.fill(f, r)
	switch f.status.Type {
	case "BAD":
		if f.cmd.explain != nil {
			if why := f.cmd.explain(); why != nil { // we broke it off, which is all that the server says
				e := failf(f.cmd.noIsError, "%s broken off: %s", f.cmd.Label(), c.maskedText(f.status.Text))
				e.Err = why
				return e
			}
		}
		reason := ReasonBad
		if f.cmd.noIsError == ReasonTLS { // without TLS nothing goes on
			reason = ReasonTLS
		}
		return failf(reason, "%s command error: BAD %s", f.cmd.Label(), c.maskedText(f.status.Text))
	case "NO":
		if reason := f.cmd.noIsError; reason != 0 {
			e := failf(reason, "%s refused: %s", f.cmd.Label(), c.maskedText(f.status.Text))
			if f.cmd.explain != nil {
				e.Err = f.cmd.explain()
			}
			if e.Err != nil { // which is added behind a colon
				e.Msg = strings.TrimSuffix(e.Msg, ".")
			}
			return e
		}
	}
	return nil
}

func (c *Client) maskedText(text []byte) string { return c.secrets.MaskString(string(text)) }

// fill puts imaplib's data into the result.
func (c *Client) fill(f *flight, r *Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A text is for people, who may read over a shoulder: a secret that the server
	// repeats is masked. Data goes out as it came.
	text := c.secrets.Mask(f.status.Text)
	r.Data = textData(text)
	if f.status.Type == "NO" || f.status.Type == "BAD" {
		for i, d := range f.data {
			c.store.addData(f.cmd.Owns[i], d)
			d.Close()
		}
		if f.cmd.result == resultPair {
			r.More, r.Pair = textData(text), true
		}
		return
	}
	switch f.cmd.result {
	case resultTagged:
	case resultKept:
		r.Data = c.store.get(f.cmd.Owns[0])
	case resultPair:
		r.Data, r.More, r.Pair = c.owned(f, 0), c.owned(f, 1), true
	case resultOwned:
		if f.handler.data() != nil {
			return
		}
		r.Data = c.owned(f, 0)
		for i := 1; i < len(f.cmd.Owns) && r.Data == nil; i++ {
			r.Data = c.owned(f, i)
		}
	case resultBye:
		r.Type, r.Data = f.status.Type, textData(text)
	}
}

// owned pops what is stored under the i-th owned name and joins what the
// command itself brought.
func (c *Client) owned(f *flight, i int) *Data {
	stored, own := c.store.pop(f.cmd.Owns[i]), f.data[i]
	if stored == nil {
		return own
	}
	if own == nil {
		return stored
	}
	for it, err := range own.All() {
		if err != nil {
			stored.err = err
			break
		}
		stored.add(it)
	}
	own.Close()
	return stored
}

// handOver begins a command's turn, and gives a handler that streams what is stored under the command's own
// name. What gathers finds it there at the end.
func (c *Client) handOver(f *flight) {
	if f.handler != nil && f.handler.Begin != nil {
		f.handler.Begin()
	}
	if f.handler.data() == nil || f.cmd.result != resultOwned {
		return
	}
	c.mu.Lock()
	entries := c.store.take(f.cmd.Owns[0])
	c.mu.Unlock()
	for _, e := range entries {
		if f.handler.Stored != nil {
			f.handler.Stored(e)
		}
	}
}

// Response pops what is stored under code, imaplib's response(). The result's
// type is code as given; without data it is nil. As in imaplib, NO spelt so
// reads as a refusal and yields nothing, and what is stored under it stays.
func (c *Client) Response(code string) *Result {
	if code == "NO" {
		return &Result{Type: code}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	name := string(bytes.ToUpper([]byte(code)))
	r := &Result{Type: code, Data: c.store.pop(name)}
	if r.Data == nil && name == "CAPABILITY" && c.caps.aside != nil {
		r.Data, c.caps.aside = textData(c.caps.aside), nil
	}
	return r
}

// StoredNames returns the names under which something is stored, with counts.
func (c *Client) StoredNames() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	names := make(map[string]int, len(c.store.count))
	for name, n := range c.store.count {
		if n > 0 {
			names[name] = n
		}
	}
	return names
}

// String describes the status for people.
func (s Completion) String() string { return fmt.Sprintf("%s %s", s.Type, s.Text) }
