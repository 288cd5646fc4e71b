// Package server holds the server's side of the SASL mechanisms, so that a practice server can be logged in to with each
// of them. It is the counterpart the client's mechanisms are tested against, and nothing to guard real mail with: it needs
// passwords in clear and answers as plainly as it can about what went wrong.
//
// Like package auth it deals in plain bytes. It never touches a socket or base64, and it does not import the client side.
package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrCredentials says that user, password or token are wrong: NO [AUTHENTICATIONFAILED].
	ErrCredentials = errors.New("user name or password is wrong")

	// ErrAuthorization says that the user may not act as whom it asked for: NO [AUTHORIZATIONFAILED].
	ErrAuthorization = errors.New("not allowed to act as this user")
)

// SyntaxError says that a response does not fit the mechanism: BAD.
type SyntaxError struct {
	Mechanism string
	Reason    string
}

func (e *SyntaxError) Error() string { return e.Mechanism + ": " + e.Reason }

// Mechanism is the server's side of one exchange.
type Mechanism interface {
	// Next takes the client's response and gives the next challenge, or ends the exchange: with done the user is logged
	// in (and acts as authzid, which is never empty then); with an error it is not. The first response is nil when the
	// command came without an initial response, and empty but not nil when it came with "=".
	Next(response []byte) (challenge []byte, done bool, user, authzid string, err error)
}

// Lookup knows the accounts.
type Lookup interface {
	Password(user string) (password string, ok bool)
	Token(token string) (user string, ok bool)
}

// Config is what the mechanisms of a server share, and what is known of one connection.
type Config struct {
	Lookup Lookup

	// MayActAs reports whether user may act as authzid. Nil: everyone only as itself.
	MayActAs func(user, authzid string) bool

	TLS         *tls.ConnectionState // nil without TLS
	Certificate *x509.Certificate    // the server's own, for tls-server-end-point

	// ClientUser is whom the client's certificate names, for EXTERNAL; empty: none.
	ClientUser string

	// OffersPlus says that -PLUS mechanisms were offered on this connection, so that a client which believes the
	// contrary must be told of the downgrade.
	OffersPlus bool

	Iterations int           // of SCRAM; 0: 4096
	Salt       []byte        // of SCRAM; nil: random
	Nonce      func() string // SCRAM's, CRAM-MD5's; nil: random
	Host       string        // stands in CRAM-MD5's challenge; empty: localhost
}

// Names lists the mechanisms that can work on a connection.
func Names(c Config) []string {
	var names []string
	if len(c.bindings()) > 0 {
		names = append(names, "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS")
	}
	names = append(names, "SCRAM-SHA-256", "SCRAM-SHA-1", "OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN", "CRAM-MD5")
	if c.ClientUser != "" {
		names = append(names, "EXTERNAL")
	}
	return append(names, "ANONYMOUS")
}

// New starts an exchange with the mechanism called name, in any case.
func New(name string, c Config) (Mechanism, error) {
	switch name = strings.ToUpper(name); name {
	case "PLAIN":
		return newPlain(c), nil
	case "LOGIN":
		return &login{config: c}, nil
	case "CRAM-MD5":
		return &cramMD5{config: c}, nil
	case "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS":
		return newSCRAM(name, c)
	case "OAUTHBEARER":
		return newOAuthBearer(c), nil
	case "XOAUTH2":
		return &xoauth2{config: c}, nil
	case "EXTERNAL":
		return newExternal(c), nil
	case "ANONYMOUS":
		return newAnonymous(), nil
	}
	return nil, fmt.Errorf("mechanism %s is not known", name)
}

// authenticate checks a password.
func (c Config) authenticate(user, password string) error {
	if want, ok := c.Lookup.Password(user); !ok || want != password {
		return ErrCredentials
	}
	return nil
}

// authorize decides whom user acts as.
func (c Config) authorize(user, authzid string) (string, error) {
	switch {
	case authzid == "" || authzid == user:
		return user, nil
	case c.MayActAs != nil && c.MayActAs(user, authzid):
		return authzid, nil
	}
	return "", ErrAuthorization
}

// finish is the end of an exchange that has shown who the user is.
func (c Config) finish(user, authzid string) (_ []byte, done bool, _, _ string, err error) {
	authzid, err = c.authorize(user, authzid)
	if err != nil {
		return nil, false, "", "", err
	}
	return nil, true, user, authzid, nil
}

// ask goes on with a challenge, fail ends without success.
func ask(challenge []byte) ([]byte, bool, string, string, error) {
	return challenge, false, "", "", nil
}

func fail(err error) ([]byte, bool, string, string, error) {
	return nil, false, "", "", err
}
