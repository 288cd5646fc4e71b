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
// waits, and leave it before a line is run, or to ask for mailboxes that a Tab
// wants to know.

// An ear is what a connection does while the prompt waits.
type ear struct {
	stop   chan struct{} // closed to say DONE
	done   chan struct{} // closed when it is over
	wanted chan struct{} // there are mailboxes to ask for
	cancel context.CancelFunc
}

// ask has the mailboxes asked for that are wanted; false if nobody listens.
func (e *ear) ask() bool {
	if e == nil {
		return false
	}
	select {
	case e.wanted <- struct{}{}:
	default: // it is about to look already
	}
	return true
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
	for _, l := range s.links {
		if !l.live() || l.ear != nil || l.client.State() == imap.StateNonAuth {
			continue
		}
		if s.settings.live && l.deaf != l.client && !l.client.Has("IDLE") {
			l.deaf = l.client
			s.renderer.Remark(fmt.Sprintf("%s does not offer IDLE; noop asks what is new", l.name()))
		}
		s.startListening(ctx, l, s.settings.live && l.deaf != l.client)
	}
}

// startListening lets a connection wait with the prompt, in IDLE or not.
func (s *Session) startListening(ctx context.Context, l *link, live bool) {
	ctx, cancel := context.WithCancel(ctx)
	e := &ear{stop: make(chan struct{}), done: make(chan struct{}), wanted: make(chan struct{}, 1), cancel: cancel}
	l.ear = e
	c := l.client
	s.beside(func() {
		defer close(e.done)
		for {
			pause := make(chan struct{})
			go func() {
				defer close(pause)
				select {
				case <-e.stop:
				case <-e.wanted:
				}
			}()
			if live && !s.idleWhile(ctx, l, c, pause) {
				live = false
			}
			<-pause
			select {
			case <-e.stop:
				return
			default:
			}
			l.boxes.list(ctx, c, e.stop, s.editor.Update)
		}
	})
}

// idleWhile is in IDLE until pause is closed; false if that cannot be done.
func (s *Session) idleWhile(ctx context.Context, l *link, c *imap.Client, pause <-chan struct{}) bool {
	res, err := c.Idle(ctx, &imap.Handler{Other: func(news imap.Entry) { s.notify(l, news) }}, pause, true)
	res.Close()
	var failed *imap.Error
	switch {
	case err == nil:
		return true
	case errors.As(err, &failed) && failed.Reason == imap.ReasonNo:
		l.deaf = c
		s.editor.Print(lineedit.Plain(s.label(l) + err.Error() + "; noop asks what is new"))
	default:
		s.failed(l, err)
	}
	return false
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
