package imap

import (
	"context"
	"time"
)

// idleRenewal is how long one IDLE may last: servers may log a client out after
// 30 minutes (RFC 2177 §3).
const idleRenewal = 29 * time.Minute

// Idle lets the server speak (RFC 2177 §3) until stop is closed: each response
// goes to h as it comes. The command is renewed before the server could take
// the client for dead. A refusal is an error. own marks an IDLE that the user
// did not ask for.
func (c *Client) Idle(ctx context.Context, h *Handler, stop <-chan struct{}, own bool) (*Result, error) {
	c.command.Lock()
	defer c.command.Unlock()
	for {
		r, renew, err := c.idleOnce(ctx, h, stop, own)
		if err != nil || !renew {
			return r, err
		}
		own = true
	}
}

// idleExchange lets an OK end the command only once DONE was sent.
type idleExchange struct{ done bool }

func (x *idleExchange) opening() []string { return nil }

func (x *idleExchange) next([]byte) answer { return answer{} }

func (x *idleExchange) sent(*answer) {}

func (x *idleExchange) abandon() {}

func (x *idleExchange) satisfied() bool { return x.done }

func (c *Client) idleOnce(ctx context.Context, h *Handler, stop <-chan struct{}, own bool) (r *Result, renew bool, err error) {
	x := &idleExchange{}
	cmd := simple("IDLE", LoggedIn)
	cmd.exchange, cmd.noIsError, cmd.Own = x, ReasonNo, own
	chunks, f, err := c.prepare(cmd, h)
	if err != nil {
		return nil, false, err
	}
	cancel := context.AfterFunc(ctx, func() { c.fail(abortWrap(context.Cause(ctx), "IDLE interrupted")) })
	defer cancel()
	c.launch(f)
	if c.write(f, chunks) == nil && c.granted(f) {
		renew = c.idle(f, stop)
		c.done(f, x)
	}
	<-f.done
	r, err = c.conclude(ctx, f)
	return r, renew, err
}

// granted waits for the "+" and reports whether it came.
func (c *Client) granted(f *flight) bool {
	select {
	case <-f.cont:
		c.conn.wait(false) // silence is what one expects now
		return true
	case <-f.done:
		return false
	}
}

// idle waits until it is time to say DONE, and reports whether to go on
// afterwards.
func (c *Client) idle(f *flight, stop <-chan struct{}) (renew bool) {
	timer := time.NewTimer(idleRenewal)
	defer timer.Stop()
	select {
	case <-stop:
	case <-f.done:
	case <-timer.C:
		return true
	}
	return false
}

// done ends the IDLE.
func (c *Client) done(f *flight, x *idleExchange) {
	select {
	case <-f.done:
		return
	default:
	}
	c.mu.Lock()
	x.done, f.written = true, true
	c.mu.Unlock()
	c.conn.wait(true)
	c.sentLine([]byte("DONE"))
	_ = c.writeBytes(f.cmd.Label(), []byte("DONE\r\n")) // its failure ends the flight
}
