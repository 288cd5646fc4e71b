package practice

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"imapsh/imap/auth/server"
	"imapsh/imap/practice/store"
)

func authenticateCommands() map[string]command {
	return map[string]command{
		"AUTHENTICATE": {states: notAuth, run: (*session).authenticate},
	}
}

// maxResponse is the longest SASL response, in base64.
const maxResponse = 16 << 10

// accounts is the store as the SASL mechanisms see it. The token of a user is
// "token-" and the name.
type accounts struct{ srv *Server }

func (a accounts) Password(user string) (string, bool) { return a.srv.Store().Password(user) }

func (a accounts) Token(token string) (string, bool) {
	name, ok := strings.CutPrefix(token, "token-")
	return name, ok && a.srv.Store().User(name) != nil
}

// saslConfig is what the mechanisms need to know of this connection.
func (s *session) saslConfig() server.Config {
	c := server.Config{
		Lookup: accounts{s.srv},
		MayActAs: func(user, authzid string) bool {
			_, err := s.actFor(user, authzid)
			return err == nil
		},
	}
	if s.tls != nil {
		state := s.tls.ConnectionState()
		c.TLS = &state
		c.Certificate = s.srv.identity.leaf()
		c.OffersPlus = true
		if len(state.PeerCertificates) > 0 {
			c.ClientUser = state.PeerCertificates[0].Subject.CommonName
		}
	}
	return c
}

// offersMechanism reports whether a mechanism can be used on this connection.
// Those that show the password wait for TLS where that is required.
func (s *session) offersMechanism(name string) bool {
	if !slices.Contains(s.srv.features.auth, name) {
		return false
	}
	switch name {
	case "PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2":
		if s.loginDisabled() {
			return false
		}
	}
	return s.tls == nil && !strings.HasSuffix(name, "-PLUS") && name != "EXTERNAL" ||
		s.tls != nil && slices.Contains(server.Names(s.saslConfig()), name)
}

// authenticate is AUTHENTICATE (RFC 3501 §6.2.2), with an initial response by
// RFC 4959.
func (s *session) authenticate(c *call) (string, error) {
	c.d.SP()
	name := c.d.Keyword()
	var response []byte
	if c.d.Accept(' ') {
		rest := c.d.Rest()
		initial, err := decodeResponse(rest)
		switch {
		case !s.has("SASL-IR"):
			return "", badError("Initial responses need SASL-IR")
		case err != nil:
			return "", err
		}
		if bytes.Equal(rest, []byte("=")) {
			initial = []byte{}
		}
		response = initial
	}
	if err := c.d.Err(); err != nil {
		return "", err
	}
	if s.loginDisabled() && (name == "PLAIN" || name == "LOGIN") {
		return "", privacyRequired
	}
	if !s.offersMechanism(name) {
		return "", &store.Error{Text: "Unsupported authentication mechanism."}
	}
	mech, err := server.New(name, s.saslConfig())
	if err != nil {
		return "", &store.Error{Text: "Unsupported authentication mechanism."}
	}
	return s.exchange(mech, response)
}

// exchange goes through the challenges of a mechanism.
func (s *session) exchange(mech server.Mechanism, response []byte) (string, error) {
	for {
		challenge, done, _, authzid, err := mech.Next(response)
		switch {
		case err != nil:
			return "", saslError(err)
		case done:
			return s.authenticatedAs(authzid)
		}
		s.line("+ ", base64.StdEncoding.EncodeToString(challenge))
		line, err := s.readLine()
		if err != nil {
			s.hangUp(err)
			return "", errAnswered
		}
		if string(line) == "*" {
			return "", badError("Authentication aborted by client")
		}
		if response, err = decodeResponse(line); err != nil {
			return "", err
		}
	}
}

func decodeResponse(line []byte) ([]byte, error) {
	if len(line) > maxResponse {
		return nil, badError("SASL response is too long")
	}
	if string(line) == "=" {
		return []byte{}, nil
	}
	text, err := base64.StdEncoding.DecodeString(string(line))
	if err != nil {
		return nil, badError("Invalid base64 data in SASL response")
	}
	return append([]byte{}, text...), nil
}

func saslError(err error) error {
	var syntax *server.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return badError(syntax.Error())
	case errors.Is(err, server.ErrAuthorization):
		return authorizationFailed
	}
	return authenticationFailed
}

// authenticatedAs makes the session a user's. The one of ANONYMOUS is made when
// it comes.
func (s *session) authenticatedAs(name string) (string, error) {
	if name == store.Anonymous {
		s.srv.Store().AddUser(name, store.UserOptions{})
	}
	return s.loggedInAs(name)
}

// fakeSCRAM is the SCRAM of a fault: it takes the client's first message, asks
// for these parameters and refuses whatever comes.
func (s *session) fakeSCRAM(c *call, parameters string) {
	first := ""
	if words := strings.Fields(string(c.text)); len(words) > 3 {
		first = words[3]
	} else {
		s.raw(c, "+ \r\n")
		first = s.nextLine()
	}
	text, _ := base64.StdEncoding.DecodeString(first)
	_, nonce, _ := strings.Cut(string(text), ",r=")
	answer := "r=" + nonce + "srv,s=c2FsdHNhbHQ=," + parameters
	s.raw(c, "+ "+base64.StdEncoding.EncodeToString([]byte(answer))+"\r\n")
	s.nextLine()
	s.raw(c, "$tag NO [AUTHENTICATIONFAILED] No\r\n")
}

// nextLine reads a line, empty when the connection is over.
func (s *session) nextLine() string {
	line, err := s.readLine()
	if err != nil {
		s.hangUp(err)
	}
	return string(line)
}
