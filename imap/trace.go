package imap

import (
	"fmt"
	"time"

	"imapsh/imap/wire"
)

// EventKind tells the events of a trace apart.
type EventKind uint8

// The events of a trace.
const (
	SentLine        EventKind = iota // Text went out
	SentLiteral                      // a literal of Size bytes went out
	ReceivedLine                     // Text came in
	ReceivedLiteral                  // a literal of Size bytes comes in
	Note                             // a remark of the client's own
	Begin                            // a command begins; Text is its name
	End                              // the command has ended
	Stored                           // Text was stored under a name
)

// An Event is one thing that happened at the wire. Text has no CRLF, its
// secrets are masked, and it is valid only during the call.
type Event struct {
	Kind EventKind
	Time time.Time
	Text []byte
	Size int64
	Own  bool // Begin: the client acts of its own accord
}

// A Tracer is shown everything that passes the wire, as it passes. It is
// called by one goroutine at a time and must not call the client.
type Tracer interface{ Trace(Event) }

// tap is where the trace sits: the wire's reader and the client's writer call
// it, and it feeds the log and whoever traces.
type tap struct{ c *Client }

func (t tap) Line(line []byte) {
	c := t.c
	now := c.conn.readTime()
	c.log.add(now, false, line)
	if tr := c.tracer.Load(); tr != nil {
		c.emit(*tr, Event{Kind: ReceivedLine, Time: now, Text: c.secrets.Mask(line)})
	}
}

func (t tap) Literal(size int64) {
	if tr := t.c.tracer.Load(); tr != nil {
		t.c.emit(*tr, Event{Kind: ReceivedLiteral, Time: t.c.conn.readTime(), Size: size})
	}
}

// sent records a chunk that is about to be written.
func (c *Client) sent(chunk *wire.Chunk) {
	text := chunk.Masked(masked)
	c.sentLine(text[:len(text)-len("\r\n")])
}

func (c *Client) sentLine(text []byte) {
	now := time.Now()
	text = c.secrets.Mask(text)
	c.log.add(now, true, text)
	if tr := c.tracer.Load(); tr != nil {
		c.emit(*tr, Event{Kind: SentLine, Time: now, Text: text})
	}
}

func (c *Client) sentLiteral(size int64) {
	if tr := c.tracer.Load(); tr != nil {
		c.emit(*tr, Event{Kind: SentLiteral, Time: time.Now(), Size: size})
	}
}

// note adds a remark to the log and the trace.
func (c *Client) note(format string, args ...any) {
	text := []byte("# " + fmt.Sprintf(format, args...))
	now := time.Now()
	text = c.secrets.Mask(text)
	c.log.add(now, false, text)
	if tr := c.tracer.Load(); tr != nil {
		c.emit(*tr, Event{Kind: Note, Time: now, Text: text[2:]})
	}
}

// explain adds remarks on what passed the wire to the trace. The log keeps the
// first, which is the summary.
func (c *Client) explain(lines []string) {
	tr := c.tracer.Load()
	now := time.Now()
	for i, line := range lines {
		text := c.secrets.Mask([]byte("# " + line))
		if i == 0 {
			c.log.add(now, false, text)
		}
		if tr != nil {
			c.emit(*tr, Event{Kind: Note, Time: now, Text: text[2:]})
		}
	}
}

func (c *Client) event(e Event) {
	if tr := c.tracer.Load(); tr != nil {
		e.Time = time.Now()
		c.emit(*tr, e)
	}
}

// emit serialises the writer's and the reader's events.
func (c *Client) emit(t Tracer, e Event) {
	c.traceMu.Lock()
	defer c.traceMu.Unlock()
	t.Trace(e)
}

// SetTracer has t see everything from now on; nil ends that.
func (c *Client) SetTracer(t Tracer) {
	if t == nil {
		c.tracer.Store(nil)
		return
	}
	c.tracer.Store(&t)
}
