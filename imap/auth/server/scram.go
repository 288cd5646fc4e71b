package server

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"imapsh/imap/auth/scram"
)

const defaultIterations = 4096 // the least RFC 7677 §4 allows; enough to practise with

// scramServer is SCRAM (RFC 5802, RFC 7677). The keys are made for each exchange, because the accounts hold passwords.
type scramServer struct {
	name   string
	config Config
	hash   scram.Hash

	asked   bool  // for the first message, which did not come with the command
	refused error // set once "e=" was sent: the client's next response is the acknowledgement
	valid   bool  // the proof was good: the next response acknowledges the signature

	user, authzid string
	header        string // GS2 header of the client's first message
	binding       scram.Binding
	nonce         string // both sides' together
	said          string // client-first-message-bare and server-first-message, the beginning of AuthMessage
	keys          scram.Keys
}

func newSCRAM(name string, c Config) (Mechanism, error) {
	hash, known := scram.HashOf(name)
	if !known {
		return nil, errors.New(name + " is not known here")
	}
	m := &scramServer{name: name, config: c, hash: hash}
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
	case m.valid && len(response) > 0:
		return fail(m.malformed("the exchange is over"))
	case m.valid: // the client acknowledges with an empty response (RFC 5802 §5)
		return m.config.finish(m.user, m.authzid)
	case m.said != "":
		return m.final(string(response))
	case response == nil && !m.asked:
		m.asked = true
		return ask([]byte{})
	}
	return m.first(string(response))
}

// malformed ends the exchange.
func (m *scramServer) malformed(why string) error {
	m.refused = &SyntaxError{m.name, why}
	return m.refused
}

// refuse says why in SCRAM's own way (RFC 5802 §7, server-error-value), and ends the exchange after the client has
// answered.
func (m *scramServer) refuse(code string) ([]byte, bool, string, string, error) {
	m.refused = fmt.Errorf("%w (e=%s)", ErrCredentials, code)
	return ask([]byte("e=" + code))
}

// first answers the client-first-message.
func (m *scramServer) first(msg string) ([]byte, bool, string, string, error) {
	fields := strings.SplitN(msg, ",", 4)
	if len(fields) < 4 {
		return fail(m.malformed("the client's first message is not n,,n=user,r=nonce"))
	}
	flag, actAs, name, rest := fields[0], fields[1], fields[2], fields[3]
	m.header = flag + "," + actAs + ","
	user, named := strings.CutPrefix(name, "n=")
	nonce, hasNonce := strings.CutPrefix(rest, "r=")
	nonce, _, _ = strings.Cut(nonce, ",") // extensions may follow
	authzid, acts := strings.CutPrefix(actAs, "a=")
	switch {
	case strings.HasPrefix(name, "m="):
		return fail(m.malformed("extensions are not supported"))
	case !named || !hasNonce || nonce == "" || actAs != "" && !acts:
		return fail(m.malformed("the client's first message is not n,,n=user,r=nonce"))
	}
	var readable bool
	if m.user, readable = scram.DecodeName(user); !readable {
		return m.refuse("invalid-username-encoding")
	}
	if m.authzid, readable = scram.DecodeName(authzid); !readable {
		return m.refuse("invalid-encoding")
	}
	code, err := m.bind(flag)
	switch {
	case err != nil:
		return fail(err)
	case code != "":
		return m.refuse(code)
	}
	return m.challenge(name+","+rest, nonce)
}

// bind looks at the flag with which the client's first message begins (RFC 5802 §6), and returns the error to send, or
// the one that ends the exchange.
func (m *scramServer) bind(flag string) (code string, err error) {
	typ, binds := strings.CutPrefix(flag, "p=")
	switch {
	case binds && !m.plus():
		return "", m.malformed("channel binding needs the -PLUS mechanism")
	case binds:
		all := m.config.bindings()
		i := slices.IndexFunc(all, func(b scram.Binding) bool { return b.Type == typ })
		if i < 0 {
			return "unsupported-channel-binding-type", nil
		}
		m.binding = all[i]
	case flag != "n" && flag != "y":
		return "", m.malformed("the GS2 flag is none of n, y and p=")
	case m.plus(), flag == "y" && m.config.OffersPlus && len(m.config.bindings()) > 0:
		return "server-does-support-channel-binding", nil // somebody between us took the -PLUS from the list
	}
	return "", nil
}

// challenge is the server-first-message.
func (m *scramServer) challenge(bare, nonce string) ([]byte, bool, string, string, error) {
	password, ok := m.config.Lookup.Password(m.user)
	if !ok {
		return m.refuse("unknown-user")
	}
	if p, ok := scram.Prepare(password); ok && p != "" {
		password = p
	}
	salt, iterations, own := m.config.Salt, m.config.Iterations, rand.Text
	if salt == nil {
		salt = make([]byte, 16)
		rand.Read(salt)
	}
	if iterations == 0 {
		iterations = defaultIterations
	}
	if m.config.Nonce != nil {
		own = m.config.Nonce
	}
	var err error
	if m.keys, err = scram.NewKeys(m.hash, password, salt, iterations); err != nil {
		return fail(err)
	}
	m.nonce = nonce + own()
	challenge := "r=" + m.nonce + ",s=" + base64.StdEncoding.EncodeToString(salt) + ",i=" + strconv.Itoa(iterations)
	m.said = bare + "," + challenge
	return ask([]byte(challenge))
}

// final checks the client-final-message.
func (m *scramServer) final(msg string) ([]byte, bool, string, string, error) {
	at := max(strings.LastIndexByte(msg, ','), 0)
	without, last := msg[:at], strings.TrimPrefix(msg[at:], ",")
	fields := strings.Split(without, ",") // extensions may stand between nonce and proof
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "c=") || !strings.HasPrefix(fields[1], "r=") || !strings.HasPrefix(last, "p=") {
		return fail(m.malformed("the client's final message is not c=binding,r=nonce,p=proof"))
	}
	bound, err := base64.StdEncoding.DecodeString(fields[0][2:])
	proof, err2 := base64.StdEncoding.DecodeString(last[2:])
	if err := errors.Join(err, err2); err != nil {
		return fail(m.malformed(err.Error()))
	}
	message := m.said + "," + without
	switch {
	case !hmac.Equal(bound, append([]byte(m.header), m.binding.Data...)):
		return m.refuse("channel-bindings-dont-match")
	case fields[1][2:] != m.nonce:
		return m.refuse("other-error")
	case !m.keys.Proves(proof, message):
		return m.refuse("invalid-proof")
	}
	m.valid = true
	return ask([]byte("v=" + base64.StdEncoding.EncodeToString(m.keys.Signature(message))))
}

// bindings lists the channel bindings of this connection.
func (c Config) bindings() []scram.Binding {
	if c.TLS == nil {
		return nil
	}
	var all []scram.Binding
	if c.TLS.Version >= tls.VersionTLS13 {
		if b, err := scram.NewExporterBinding(c.TLS); err == nil {
			all = append(all, b)
		}
	}
	if c.Certificate != nil {
		if b, err := scram.NewServerEndBinding(c.Certificate); err == nil {
			all = append(all, b)
		}
	}
	return all
}
