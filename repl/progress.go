package repl

import (
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"imapsh/imap"
	"imapsh/imap/wire"
	"imapsh/repl/render"
)

// Work that takes longer than patience shows how far it is, and again after
// each pace.
const (
	patience = 500 * time.Millisecond
	pace     = 200 * time.Millisecond
)

// work is what a command has done so far.
type work struct {
	what       string
	begun      time.Time
	client     *imap.Client // nil while connecting
	sent, read int64        // when it began

	items   atomic.Int64
	literal atomic.Int64 // size of the literal that comes, or came last
	from    atomic.Int64 // what of the bytes read came before it
}

// working shows on the status line how far a command is, until it is done.
func (s *Session) working(what string, c *imap.Client) (w *work, done func()) {
	w = &work{what: what, client: c}
	if c != nil {
		w.sent, w.read = c.BytesWritten(), c.BytesRead()
	}
	w.begun = time.Now()
	s.work.Store(w)
	if !s.status.Active() {
		return w, func() { s.work.Store(nil) }
	}
	s.status.Clear()
	quit, ended := make(chan struct{}), make(chan struct{})
	s.beside(func() {
		defer close(ended)
		timer := time.NewTimer(patience)
		defer timer.Stop()
		for {
			select {
			case <-quit:
				return
			case <-timer.C:
				s.status.Show(s.progress(w))
				timer.Reset(pace)
			}
		}
	})
	return w, func() {
		close(quit)
		<-ended
		s.work.Store(nil)
		s.status.Clear()
	}
}

// note counts a response, before it is read to its end.
func (w *work) note(p *wire.Response) {
	w.items.Add(1)
	if p.HasLiteral {
		w.from.Store(w.client.BytesRead() - int64(p.Body().Buffered()))
		w.literal.Store(p.Literal.Size)
	}
}

// progress is what the status line says.
func (s *Session) progress(w *work) string {
	parts := []string{w.what}
	items := w.items.Load()
	if s.muted.Load() {
		parts[0], items = "interrupted, reading the rest; Ctrl-C again closes", 0
	}
	if w.client != nil {
		parts = append(parts, w.done(items)...)
	}
	parts = append(parts, time.Since(w.begun).Truncate(time.Second).String())
	return render.GateLine(strings.Join(parts, " · "))
}

// done is how much came and went.
func (w *work) done(items int64) []string {
	var parts []string
	switch items {
	case 0:
	case 1:
		parts = append(parts, "1 item")
	default:
		parts = append(parts, grouped(items)+" items")
	}
	read, sent := w.client.BytesRead()-w.read, w.client.BytesWritten()-w.sent
	size := w.literal.Load()
	const worthTelling = 64 << 10
	switch part := w.client.BytesRead() - w.from.Load(); {
	case size > worthTelling && part < size && !w.client.Compressed():
		parts = append(parts, render.Bytes(part)+" of "+render.Bytes(size))
	case read > worthTelling:
		parts = append(parts, render.Bytes(read))
	case sent > worthTelling:
		parts = append(parts, render.Bytes(sent)+" sent")
	case len(parts) == 0:
		parts = append(parts, "waiting for the server")
	}
	return parts
}

// grouped is a number with its digits in groups of three.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + " " + text[i:]
	}
	return text
}
