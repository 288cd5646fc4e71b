package server

import (
	"encoding/json"
	"strings"

	"github.com/emersion/go-sasl"
)

// scope is what the error challenges name as the scope that would do.
const scope = "mail"

// oauthBearer is OAUTHBEARER (RFC 7628). The library parses the message and makes the error challenge.
type oauthBearer struct {
	server        sasl.Server
	failed        bool
	refused       error
	user, authzid string
}

func newOAuthBearer(c Config) Mechanism {
	m := &oauthBearer{}
	m.server = sasl.NewOAuthBearerServer(func(o sasl.OAuthBearerOptions) *sasl.OAuthBearerError {
		m.user, m.authzid, m.refused = c.token(o.Token, unescape(o.Username))
		if m.refused != nil {
			return &sasl.OAuthBearerError{Status: "invalid_token", Schemes: "bearer", Scope: scope}
		}
		return nil
	})
	return m
}

func (m *oauthBearer) Next(response []byte) ([]byte, bool, string, string, error) {
	if m.failed { // whatever the client acknowledges with; the library would panic at an empty line
		if m.refused == nil {
			m.refused = &SyntaxError{"OAUTHBEARER", "the message is malformed"}
		}
		return fail(m.refused)
	}
	challenge, done, err := m.server.Next(response)
	switch {
	case err != nil:
		return fail(&SyntaxError{"OAUTHBEARER", err.Error()})
	case !done:
		m.failed = len(challenge) > 0
		return ask(challenge)
	}
	return nil, true, m.user, m.authzid, nil
}

// unescape undoes the escapes of a GS2 header (RFC 5801 §4), which the library leaves in.
func unescape(name string) string {
	return strings.NewReplacer("=2C", ",", "=3D", "=").Replace(name)
}

// token finds out whose token it is, and whether that user may open the mailbox asked for.
func (c Config) token(token, wanted string) (user, authzid string, err error) {
	user, ok := c.Lookup.Token(token)
	if !ok {
		return "", "", ErrCredentials
	}
	authzid, err = c.authorize(user, wanted)
	return user, authzid, err
}

// xoauth2 is Google's and Microsoft's XOAUTH2.
type xoauth2 struct {
	config  Config
	asked   bool
	over    bool
	refused error
}

func (m *xoauth2) Next(response []byte) ([]byte, bool, string, string, error) {
	switch {
	case m.refused != nil:
		err := m.refused
		m.refused, m.over = nil, true
		return fail(err)
	case m.over:
		return fail(&SyntaxError{"XOAUTH2", "the exchange is over"})
	case response == nil && !m.asked:
		m.asked = true
		return ask([]byte{})
	}
	m.over = true
	wanted, token, ok := parseXOAuth2(string(response))
	if !ok {
		return fail(&SyntaxError{"XOAUTH2", "the message is not user=NAME^Aauth=Bearer TOKEN^A^A"})
	}
	user, authzid, err := m.config.token(token, wanted)
	if err == nil {
		return nil, true, user, authzid, nil
	}
	m.refused = err
	challenge, err := json.Marshal(map[string]string{"status": "401", "schemes": "bearer", "scope": scope})
	if err != nil {
		return fail(err)
	}
	return ask(challenge)
}

func parseXOAuth2(msg string) (user, token string, ok bool) {
	fields := strings.Split(msg, "\x01")
	if len(fields) != 4 || fields[2] != "" || fields[3] != "" {
		return "", "", false
	}
	user, okUser := strings.CutPrefix(fields[0], "user=")
	token, okToken := strings.CutPrefix(fields[1], "auth=Bearer ")
	return user, token, okUser && okToken
}
