package auth

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"imapsh/imap/secret"
)

const (
	// MaxChallenge is the size in bytes, after base64, above which no challenge is looked at.
	MaxChallenge = 64 << 10

	// maxManual is how many challenges a person may answer in one exchange.
	maxManual = 100
)

// Mechanism is the client's side of one SASL exchange (RFC 4422 §3). It serves one attempt and one goroutine.
type Mechanism interface {
	// Name is the mechanism's name as it goes on the wire, for example SCRAM-SHA-256-PLUS.
	Name() string

	// Start begins the exchange. With hasIR the mechanism speaks first: ir (which may be empty) goes out with the
	// command where the server has SASL-IR (RFC 4959); for other servers see [WithoutIR]. A second Start is an error.
	Start() (ir []byte, hasIR bool, err error)

	// Next answers a challenge. An error ends the exchange: the caller sends "*" and reports it.
	Next(challenge []byte) (response []byte, err error)

	// Done is asked after a tagged OK. Its error means that the server said OK before the exchange was complete
	// ([ErrEarlyOK]), after it had announced a failure, or without proving that it knows the password
	// ([ErrUnproven]); the connection must not be used further.
	Done() error

	// Failure is what the server said during the exchange about why it will refuse, decoded: an [*OAuthError] or a
	// [*ScramError]. It is nil when nothing was said. It is asked after a tagged NO.
	Failure() error

	// Describe takes a message of this exchange apart for a reader, with every secret replaced. It accepts any bytes.
	// What it cannot take apart of the client's own messages counts as secret.
	Describe(msg []byte, fromServer bool) Description

	// Secrets lists the values that must be masked wherever they turn up, in any encoding: the password or token, and
	// what was derived from it so far. It grows during the exchange. Empty values are left out.
	Secrets() []string
}

// exchange is what every mechanism here is built on: the counting, the state of the exchange and its secrets.
type exchange struct {
	name     string
	limit    int // how many challenges the mechanism can make sense of
	taken    int
	started  bool
	complete bool  // our last message has been handed out, an OK may follow
	dead     error // set once the exchange was ended by us
	failure  error
	secrets  []string
	mask     *secret.Set // the same, to look for
	describe func(msg []byte, fromServer bool) Description
}

func (x *exchange) Name() string { return x.name }

func (x *exchange) Failure() error { return x.failure }

func (x *exchange) Secrets() []string { return slices.Clone(x.secrets) }

// Format keeps secrets out of every %v, panic and test log.
func (x *exchange) Format(f fmt.State, _ rune) { io.WriteString(f, x.name+" exchange") }

func (x *exchange) Describe(msg []byte, fromServer bool) Description {
	d := x.describe(msg, fromServer)
	if masked := x.mask.Mask(msg); fromServer && !d.HasSecret() && !bytes.Equal(masked, msg) {
		return describeEcho(x.name, masked, len(msg))
	}
	d.maskValues(msg, x.mask)
	return d
}

func (x *exchange) Done() error {
	switch {
	case x.dead != nil:
		return x.dead
	case x.failure != nil:
		return fmt.Errorf("%s: server said OK after it had announced a failure: %w", x.name, x.failure)
	case !x.complete:
		return fmt.Errorf("%s: %w", x.name, ErrEarlyOK)
	}
	return nil
}

// begin makes sure that one value serves one attempt.
func (x *exchange) begin() error {
	if x.started {
		return fmt.Errorf("%s: this exchange was started before; take a new one for a new attempt", x.name)
	}
	x.started = true
	return nil
}

// take counts a challenge and refuses what no mechanism could want.
func (x *exchange) take(challenge []byte) error {
	if x.dead != nil {
		return x.dead
	}
	if !x.started {
		return x.bad("challenge before the exchange was started")
	}
	if len(challenge) > MaxChallenge {
		return x.bad(fmt.Sprintf("challenge of %d bytes, more than %d", len(challenge), MaxChallenge))
	}
	if x.taken >= x.limit {
		return x.bad(x.surplus())
	}
	x.taken++
	return nil
}

func (x *exchange) surplus() string {
	switch {
	case x.limit == 0:
		return "server asks again after it has been told everything"
	case x.limit == 1:
		return "server goes on asking after its one challenge"
	}
	return fmt.Sprintf("server goes on asking after %d challenges", x.limit)
}

// bad ends the exchange.
func (x *exchange) bad(reason string) error {
	x.dead = &ChallengeError{Mechanism: x.name, Reason: reason}
	return x.dead
}

// keep adds values to mask.
func (x *exchange) keep(values ...string) {
	if x.mask == nil {
		x.mask = &secret.Set{}
	}
	for _, v := range values {
		if v != "" && !slices.Contains(x.secrets, v) {
			x.secrets = append(x.secrets, v)
			x.mask.Add(v)
		}
	}
}

// sent remembers the secrets of a message that is about to leave.
func (x *exchange) sent(msg []byte) []byte {
	for _, p := range x.describe(msg, false).Parts {
		if p.Secret {
			x.keep(string(msg[p.Start:p.End]))
		}
	}
	return msg
}

// WithoutIR makes a mechanism that speaks first wait for the server's empty challenge, which is how it goes with
// servers that lack SASL-IR. A mechanism where the server speaks first is returned as it is.
func WithoutIR(m Mechanism) Mechanism {
	return &deferred{Mechanism: m}
}

type deferred struct {
	Mechanism
	ir      []byte
	waiting bool
	dead    error
}

func (d *deferred) Start() ([]byte, bool, error) {
	ir, hasIR, err := d.Mechanism.Start()
	d.ir, d.waiting = ir, hasIR
	return nil, false, err
}

func (d *deferred) Next(challenge []byte) ([]byte, error) {
	if d.dead != nil {
		return nil, d.dead
	}
	if !d.waiting {
		return d.Mechanism.Next(challenge)
	}
	if len(challenge) > 0 {
		d.dead = &ChallengeError{Mechanism: d.Name(), Reason: "the first challenge must be empty"}
		return nil, d.dead
	}
	d.waiting = false
	return bytes.Clone(d.ir), nil
}

func (d *deferred) Done() error {
	if d.dead != nil {
		return d.dead
	}
	if d.waiting {
		return fmt.Errorf("%s: %w", d.Name(), ErrEarlyOK)
	}
	return d.Mechanism.Done()
}

// Format keeps secrets out of every %v, panic and test log.
func (d *deferred) Format(f fmt.State, _ rune) { io.WriteString(f, d.Name()+" exchange") }
