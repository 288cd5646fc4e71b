package imap

import (
	"context"
	"errors"

	"imapsh/imap/wire"
)

// ErrNotAhead says that a command cannot be sent before the answers to earlier ones
// have come, because what follows its first bytes depends on the server.
var ErrNotAhead = errors.New("cannot be sent ahead")

// Ahead is a command that was sent and whose answer is still to come.
type Ahead struct {
	c *Client
	f *flight
}

// Start sends a command and does not wait for its answer: others may be sent behind
// it (RFC 9051 §5.5). Each must be waited for, in the order they were sent, before
// the client is used for anything else. Whether a command means the same behind
// others is for the caller to know; one with a literal or an exchange is refused with
// [ErrNotAhead]. The handler is called as [Client.Do] calls it.
func (c *Client) Start(cmd *Command, h *Handler) (*Ahead, error) {
	c.command.Lock()
	defer c.command.Unlock()
	chunks, f, err := c.prepare(cmd, h)
	if err != nil {
		return nil, err
	}
	if !canGoAhead(cmd, chunks) {
		return nil, ErrNotAhead
	}
	f.turn, f.wrote = make(chan struct{}), int64(len(chunks[0].Text))
	c.mu.Lock()
	first := len(c.queue) == 0
	c.mu.Unlock()
	if first {
		c.handOver(f)
	}
	c.launch(f)
	_ = c.write(f, chunks) // what fails here has ended the flight
	return &Ahead{c, f}, nil
}

func canGoAhead(cmd *Command, chunks []wire.Chunk) bool {
	return len(chunks) == 1 && chunks[0].Body == nil && cmd.exchange == nil && cmd.after == nil
}

// Wait waits for the answer and returns what Do would have returned. shown is called
// with that before the answers to the commands behind this one are read, so that
// they come in order. If ctx ends first, the connection is closed.
func (a *Ahead) Wait(ctx context.Context, shown func(*Result, error)) {
	stop := context.AfterFunc(ctx, func() {
		a.c.fail(abortWrap(context.Cause(ctx), "%s interrupted", a.f.cmd.Label()))
	})
	defer stop()
	<-a.f.done
	defer close(a.f.turn)
	shown(a.c.conclude(ctx, a.f))
}

// yield waits until a command that was sent ahead has been shown, and hands the next
// one what is stored for it. It is for the reading goroutine.
func (c *Client) yield(f *flight) {
	if f.turn == nil {
		return
	}
	<-f.turn
	if next := c.current.Load(); next != nil && next.turn != nil {
		next.read = c.conn.read.Load()
		next.show(func() { c.handOver(next) })
	}
}
