package repl

import (
	"context"
	"errors"
	"fmt"

	"imapsh/imap"
	"imapsh/repl/lineedit"
)

// Most servers say what is new only when they are asked, or in IDLE. With \set
// live on the connections are in IDLE (RFC 2177) for as long as the prompt
// waits, and leave it before a line is run.

// An ear is a connection's IDLE while the prompt waits.
type ear struct {
	stop   chan struct{} // closed to say DONE
	done   chan struct{} // closed when it is over
	cancel context.CancelFunc
}

// setLive is \set live.
func (s *Session) setLive(value string) error {
	if s.editor == nil {
		return s.errorf(`live is for a prompt that waits; in a script idle N listens for N seconds`)
	}
	for _, l := range s.links {
		l.deaf = nil // it may be worth another try
	}
	return s.Option("live", value)
}

// listen lets every connection that can listen while the prompt waits.
func (s *Session) listen(ctx context.Context) {
	if !s.settings.live {
		return
	}
	for _, l := range s.links {
		switch {
		case !l.live() || l.ear != nil || l.deaf == l.client, l.client.State() == imap.StateNonAuth:
		case !l.client.Has("IDLE"):
			l.deaf = l.client
			s.renderer.Remark(fmt.Sprintf("%s does not offer IDLE; noop asks what is new", l.name()))
		default:
			s.startListening(ctx, l)
		}
	}
}

// startListening begins to listen to a connection.
func (s *Session) startListening(ctx context.Context, l *link) {
	ctx, cancel := context.WithCancel(ctx)
	e := &ear{stop: make(chan struct{}), done: make(chan struct{}), cancel: cancel}
	l.ear = e
	c := l.client
	go func() {
		defer close(e.done)
		res, err := c.Idle(ctx, &imap.Handler{Other: func(news imap.Entry) { s.notify(l, news) }}, e.stop, true)
		res.Close()
		var failed *imap.Error
		switch {
		case err == nil:
		case errors.As(err, &failed) && failed.Reason == imap.ReasonNo:
			l.deaf = c
			s.editor.Print(lineedit.Plain(s.label(l) + err.Error() + "; noop asks what is new"))
		default:
			s.failed(l, err)
		}
	}()
}

// stopListening ends what listen began, and returns when the connections are
// free for commands. If ctx ends first, they are closed.
func (s *Session) stopListening(ctx context.Context) {
	for _, l := range s.links {
		if l.ear != nil {
			close(l.ear.stop)
		}
	}
	for _, l := range s.links {
		if l.ear == nil {
			continue
		}
		select {
		case <-l.ear.done:
		case <-ctx.Done():
			l.ear.cancel()
			<-l.ear.done
		}
		l.ear.cancel()
		l.ear = nil
	}
}
