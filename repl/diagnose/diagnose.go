// Package diagnose finds out which layer keeps a user from reading mail: it goes
// from the server's name to a round trip in the open session, and says of each
// step whether it worked, how long it took, and what to do if it did not.
//
// It changes nothing on the server, opens connections of its own, and never
// prints: each [Step] is handed to the caller, who masks and gates it.
package diagnose

import (
	"context"
	"errors"
	"time"

	"imapsh/imap"
	"imapsh/imap/certificate"
	"imapsh/imap/dial"
)

// Status says how a step went.
type Status string

// How a step can go.
const (
	OK      Status = "ok"
	Warning Status = "warning" // works, but should be looked at
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// A Layer is what a step is about.
type Layer string

// The layers, from the bottom.
const (
	Name       Layer = "name"
	Address    Layer = "address"
	TLS        Layer = "tls"
	Greeting   Layer = "greeting"
	Capability Layer = "capability"
	StartTLS   Layer = "starttls"
	Mechanisms Layer = "mechanisms"
	Login      Layer = "login"
	Mail       Layer = "mail" // what the user finds: namespaces, quota, rights
	RoundTrip  Layer = "round trip"
	OtherPort  Layer = "other port"
)

// A Step is one thing that was tried.
type Step struct {
	Layer   Layer
	Status  Status
	Detail  string        // what was found, with the server's words in it
	Advice  string        // what to do; "" where there is nothing
	Elapsed time.Duration // 0 where it means nothing
}

// A Target is what is to be diagnosed.
type Target struct {
	Server  dial.Server
	Options imap.Options
	// Name is the host as the user named it.
	Name string
	// NoSTARTTLS keeps a connection that begins in the clear so, Demand wants it
	// encrypted whatever the server offers.
	NoSTARTTLS, Demand bool
	// Other is the server on the other usual port, to be looked at as well; nil
	// for none.
	Other *dial.Server
	// LogIn logs the user in and says how; nil if nobody is to be logged in.
	LogIn func(ctx context.Context, c *imap.Client) (how string, err error)
	// Demo opens the connection in place of Server; nil as a rule.
	Demo func(ctx context.Context) (*imap.Client, error)
	// Report is given each step as soon as it is done.
	Report func(Step)
}

// Run goes through the layers and returns what the first that failed failed
// with; nil if mail can be read, whatever warnings there are.
func (t *Target) Run(ctx context.Context) error {
	c, err := t.connect(ctx)
	if err == nil {
		err = t.session(ctx, c)
		_ = c.Close() // the session's failure is the one to tell
	}
	if t.Other != nil && ctx.Err() == nil {
		t.other(ctx)
	}
	return err
}

// ok reports a step that worked.
func (t *Target) ok(layer Layer, start time.Time, detail string) {
	s := Step{Layer: layer, Status: OK, Detail: detail}
	if !start.IsZero() {
		s.Elapsed = time.Since(start)
	}
	t.Report(s)
}

// warn reports a step that worked and should be looked at.
func (t *Target) warn(layer Layer, detail, advice string) {
	t.Report(Step{Layer: layer, Status: Warning, Detail: detail, Advice: advice})
}

func (t *Target) skip(layer Layer, why string) {
	t.Report(Step{Layer: layer, Status: Skipped, Detail: why})
}

// fail reports a step that failed, and returns its error.
func (t *Target) fail(layer Layer, start time.Time, err error) error {
	s := Step{Layer: layer, Status: Failed, Detail: err.Error(), Advice: Advice(err)}
	if !start.IsZero() {
		s.Elapsed = time.Since(start)
	}
	t.Report(s)
	return err
}

// Advice is what a failure to reach a server suggests; "" if nothing.
func Advice(err error) string {
	var tls *certificate.Error
	var network *dial.Error
	switch {
	case errors.As(err, &tls):
		return tls.Advice
	case errors.As(err, &network):
		return network.Advice
	}
	return ""
}
