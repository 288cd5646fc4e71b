package auth

import (
	"crypto/tls"
	"fmt"
	"io"
)

// Credentials is what is at hand to authenticate with. Printing it shows no secret.
type Credentials struct {
	User    string // who authenticates
	AuthzID string // whom to act as; empty: the user itself

	Password    string
	HasPassword bool // the password is known though it is empty
	Token       string

	// HasCertificate says that TLS sent a client certificate, which EXTERNAL relies on.
	HasCertificate bool

	// AskPassword and AskToken get a secret that is not there yet. Select calls one of them, once, when nothing that is
	// at hand will do and the secret may be sent; nil: there is no one to ask.
	AskPassword func() (string, error)
	AskToken    func() (string, error)

	Host  string // the server as the user named it, and its port: OAUTHBEARER sends them
	Port  int
	Trace string // ANONYMOUS: who calls

	nonce func() string // tests fix SCRAM's nonce
}

// Format keeps the secrets out of every %v, panic and test log.
func (c Credentials) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "credentials of %q", c.User)
	if c.AuthzID != "" {
		fmt.Fprintf(f, " for %q", c.AuthzID)
	}
	for _, h := range c.have()[min(1, len(c.have())):] {
		io.WriteString(f, ", "+h)
	}
}

// actAs is the one whose mailbox is wanted.
func (c Credentials) actAs() string {
	if c.AuthzID != "" {
		return c.AuthzID
	}
	return c.User
}

func (c Credentials) hasPassword() bool { return c.HasPassword || c.Password != "" }

// have names what is at hand.
func (c Credentials) have() []string {
	var have []string
	for _, h := range []struct {
		name string
		is   bool
	}{
		{"user", c.User != ""},
		{"password", c.hasPassword()},
		{"token", c.Token != ""},
		{"client certificate", c.HasCertificate},
	} {
		if h.is {
			have = append(have, h.name)
		}
	}
	return have
}

// Security is what is known of the connection.
type Security struct {
	Encrypted     bool // TLS, verified or not
	Loopback      bool // the connection does not leave this machine: loopback, a Unix socket, a pipe
	AllowInsecure bool // the user allows secrets in clear

	// Unverified says that the server's certificate was not checked, so that anyone may be at the other end. It only
	// changes the order in which Auto tries mechanisms.
	Unverified bool

	TLS     *tls.ConnectionState // nil without TLS
	Binding string               // the channel binding type for -PLUS; empty: the best
}

// CheckClear refuses with an [*InsecureError] when what (a SASL mechanism, or LOGIN for the command of that name) would
// reveal a secret on this connection. Mechanisms it does not know count as revealing.
func CheckClear(what string, conn Security) error {
	if conn.Encrypted || conn.Loopback || conn.AllowInsecure || !Reveals(what) {
		return nil
	}
	return &InsecureError{What: what}
}
