package server

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xdg-go/scram"
	"github.com/xdg-go/stringprep"
)

const defaultIterations = 4096 // the least RFC 7677 §4 allows; enough to practise with

// scramServer is SCRAM (RFC 5802, RFC 7677). The library checks the proof; the salted keys are made for each exchange,
// because the accounts hold passwords.
type scramServer struct {
	name    string
	config  Config
	hash    scram.HashGeneratorFcn
	conv    *scram.ServerConversation
	asked   bool
	refused error // set once "e=" was sent: the client's next response is the acknowledgement
}

func newSCRAM(name string, c Config) (Mechanism, error) {
	m := &scramServer{name: name, config: c, hash: scram.SHA256}
	if strings.HasPrefix(name, "SCRAM-SHA-1") {
		m.hash = scram.SHA1
	}
	if m.plus() && len(c.bindings()) == 0 {
		return nil, errors.New(name + " needs TLS to bind to")
	}
	return m, nil
}

func (m *scramServer) plus() bool { return strings.HasSuffix(m.name, "-PLUS") }

func (m *scramServer) Next(response []byte) ([]byte, bool, string, string, error) {
	switch {
	case m.refused != nil:
		return fail(m.refused)
	case m.conv != nil && m.conv.Done():
		return m.end(response)
	case m.conv == nil && response == nil && !m.asked:
		m.asked = true
		return ask([]byte{})
	case m.conv == nil:
		if err := m.start(string(response)); err != nil {
			return fail(err)
		}
	}
	challenge, err := m.conv.Step(string(response))
	switch {
	case err != nil && challenge == "":
		m.refused = &SyntaxError{m.name, err.Error()}
		return fail(m.refused)
	case err != nil:
		m.refused = fmt.Errorf("%w (%s)", ErrCredentials, challenge)
	}
	return ask([]byte(challenge))
}

// end comes after the server's signature was sent: the client acknowledges with an empty response (RFC 5802 §5).
func (m *scramServer) end(response []byte) ([]byte, bool, string, string, error) {
	m.refused = &SyntaxError{m.name, "the exchange is over"}
	if len(response) > 0 || !m.conv.Valid() {
		return fail(m.refused)
	}
	return m.config.finish(m.conv.Username(), m.conv.AuthzID())
}

// start picks the channel binding the client's first message asks for.
func (m *scramServer) start(first string) error {
	server, err := m.hash.NewServer(m.lookup)
	if err != nil {
		return err
	}
	if m.config.Nonce != nil {
		server.WithNonceGenerator(m.config.Nonce)
	}
	flag, _, _ := strings.Cut(first, ",")
	typ, binds := strings.CutPrefix(flag, "p=")
	switch {
	case binds && !m.plus():
		m.refused = &SyntaxError{m.name, "channel binding needs the -PLUS mechanism"}
		return m.refused
	case m.plus():
		m.conv = server.NewConversationWithChannelBindingRequired(m.config.binding(typ))
	case m.config.OffersPlus:
		m.conv = server.NewConversationWithChannelBinding(m.config.binding(""))
	default:
		m.conv = server.NewConversation()
	}
	return nil
}

// lookup derives the keys of an account.
func (m *scramServer) lookup(user string) (scram.StoredCredentials, error) {
	password, ok := m.config.Lookup.Password(user)
	if !ok {
		return scram.StoredCredentials{}, ErrCredentials
	}
	if p, err := stringprep.SASLprep.Prepare(password); err == nil && p != "" {
		password = p
	}
	client, err := m.hash.NewClientUnprepped(user, password, "")
	if err != nil {
		return scram.StoredCredentials{}, err
	}
	salt := m.config.Salt
	if salt == nil {
		salt = make([]byte, 16)
		rand.Read(salt)
	}
	iterations := m.config.Iterations
	if iterations == 0 {
		iterations = defaultIterations
	}
	return client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: string(salt), Iters: iterations})
}

// bindings lists the channel bindings of this connection.
func (c Config) bindings() []scram.ChannelBinding {
	if c.TLS == nil {
		return nil
	}
	var all []scram.ChannelBinding
	if c.TLS.Version >= tls.VersionTLS13 {
		if b, err := scram.NewTLSExporterBinding(c.TLS); err == nil {
			all = append(all, b)
		}
	}
	if c.Certificate != nil {
		own := &tls.ConnectionState{}
		own.PeerCertificates = append(own.PeerCertificates, c.Certificate)
		if b, err := scram.NewTLSServerEndpointBinding(own); err == nil {
			all = append(all, b)
		}
	}
	return all
}

// binding is the one of that type, or the first, which the library then finds to be of another type than asked for.
func (c Config) binding(typ string) scram.ChannelBinding {
	all := c.bindings()
	i := slices.IndexFunc(all, func(b scram.ChannelBinding) bool { return string(b.Type) == typ })
	switch {
	case i >= 0:
		return all[i]
	case len(all) > 0:
		return all[0]
	}
	return scram.ChannelBinding{}
}
