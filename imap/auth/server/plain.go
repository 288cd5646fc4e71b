package server

import (
	"errors"

	"github.com/emersion/go-sasl"
)

// oneShot is a mechanism where the client says everything at once. The library takes the message apart.
type oneShot struct {
	name          string
	server        sasl.Server
	user, authzid string
	refused       error // what our check said, which the library passes on but does not mark
}

func (m *oneShot) Next(response []byte) ([]byte, bool, string, string, error) {
	challenge, done, err := m.server.Next(response)
	switch {
	case m.refused != nil:
		return fail(m.refused)
	case err != nil:
		return fail(&SyntaxError{m.name, err.Error()})
	case !done:
		return ask(challenge)
	}
	return nil, true, m.user, m.authzid, nil
}

// accept remembers who logged in, or why not.
func (m *oneShot) accept(c Config, user, authzid string, err error) error {
	if err == nil {
		_, _, m.user, m.authzid, err = c.finish(user, authzid)
	}
	m.refused = err
	return err
}

// newPlain is PLAIN (RFC 4616).
func newPlain(c Config) Mechanism {
	m := &oneShot{name: "PLAIN"}
	m.server = sasl.NewPlainServer(func(authzid, user, password string) error {
		return m.accept(c, user, authzid, c.authenticate(user, password))
	})
	return m
}

// newExternal is EXTERNAL (RFC 4422 appendix A).
func newExternal(c Config) Mechanism {
	m := &oneShot{name: "EXTERNAL"}
	m.server = sasl.NewExternalServer(func(authzid string) error {
		if c.ClientUser == "" {
			return m.accept(c, "", "", errors.Join(ErrCredentials, errors.New("no client certificate")))
		}
		return m.accept(c, c.ClientUser, authzid, nil)
	})
	return m
}

// newAnonymous is ANONYMOUS (RFC 4505). The user is called anonymous, whatever the trace text says.
func newAnonymous() Mechanism {
	m := &oneShot{name: "ANONYMOUS", user: "anonymous", authzid: "anonymous"}
	m.server = sasl.NewAnonymousServer(func(string) error { return nil })
	return m
}

// login is the obsolete mechanism LOGIN: two questions, two answers.
type login struct {
	config Config
	step   int
	user   string
}

func (m *login) Next(response []byte) ([]byte, bool, string, string, error) {
	if m.step == 0 && response == nil {
		m.step = 1
		return ask([]byte("Username:"))
	}
	switch m.step {
	case 0, 1: // some clients send the user name as initial response
		m.step, m.user = 2, string(response)
		return ask([]byte("Password:"))
	case 2:
		m.step = 3
		if err := m.config.authenticate(m.user, string(response)); err != nil {
			return fail(err)
		}
		return m.config.finish(m.user, "")
	}
	return fail(&SyntaxError{"LOGIN", "the exchange is over"})
}
