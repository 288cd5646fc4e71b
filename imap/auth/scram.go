package auth

import (
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xdg-go/scram"
	"github.com/xdg-go/stringprep"
)

const (
	// MinIterations and MaxIterations bound SCRAM's iteration count: below, a recorded login is cheap to crack (the
	// floor of RFC 7677 §4); above, a server could keep the client computing for minutes.
	MinIterations = 4096
	MaxIterations = 10_000_000

	maxSalt = 1024 // bytes
)

// scramClient is SCRAM (RFC 5802, RFC 7677), with or without channel binding. The library computes; what it leaves open
// (the upper bound of the iteration count, extensions, the shape of the server's first message) is checked here, before
// anything expensive is done.
type scramClient struct {
	exchange
	client *scram.Client
	conv   *scram.ClientConversation
	first  string // our first message
	nonce  string // ours, from that message
}

// newSCRAM makes the mechanism called name. With noPlus, the server is known to offer no -PLUS mechanism; where this
// connection could have been bound, the GS2 flag says so, and a server that did offer one notices that it was struck from
// the list on the way (RFC 5802 §6).
func newSCRAM(name string, cred Credentials, conn Security, noPlus bool) (Mechanism, error) {
	if err := noNUL(name, cred); err != nil {
		return nil, err
	}
	client, err := scramHash(name).NewClientUnprepped(prepared(cred.User), prepared(cred.Password), prepared(cred.AuthzID))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if cred.nonce != nil {
		client.WithNonceGenerator(cred.nonce)
	}
	m := &scramClient{client: client}
	m.exchange = exchange{name: name, limit: 2, describe: describeSCRAM}
	m.keep(cred.Password, prepared(cred.Password))
	switch {
	case isPlus(name):
		cb, err := chooseBinding(conn)
		if err != nil {
			return nil, &CredentialError{Mechanism: name, Reason: err.Error()}
		}
		m.conv = client.NewConversationWithChannelBinding(cb)
	case noPlus && len(Bindings(conn.TLS)) > 0:
		m.conv = client.NewConversationAdvertisingChannelBinding()
	default:
		m.conv = client.NewConversation()
	}
	return m, nil
}

func isPlus(name string) bool { return strings.HasSuffix(name, "-PLUS") }

// scramHash is the hash a mechanism is named after.
func scramHash(name string) scram.HashGeneratorFcn {
	switch strings.TrimSuffix(name, "-PLUS") {
	case "SCRAM-SHA-1":
		return scram.SHA1
	case "SCRAM-SHA-512":
		return scram.SHA512
	}
	return scram.SHA256
}

// prepared applies SASLprep and leaves alone what it refuses, see the package comment.
func prepared(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			if p, err := stringprep.SASLprep.Prepare(s); err == nil && p != "" {
				return p
			}
			break
		}
	}
	return s
}

func (m *scramClient) Start() ([]byte, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, err
	}
	first, err := m.conv.Step("")
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", m.name, err)
	}
	m.first, m.nonce = first, first[strings.LastIndex(first, ",r=")+3:]
	return m.sent([]byte(first)), true, nil
}

func (m *scramClient) Next(challenge []byte) ([]byte, error) {
	if err := m.take(challenge); err != nil {
		return nil, err
	}
	if m.failure != nil {
		return nil, m.bad("server goes on asking after it has announced a failure")
	}
	if code, ok := strings.CutPrefix(string(challenge), "e="); ok {
		code, _, _ = strings.Cut(code, ",")
		m.failure = &SCRAMError{Mechanism: m.name, Code: excerpt([]byte(code), m.mask)}
		return []byte{}, nil
	}
	if m.taken == 1 {
		return m.final(string(challenge))
	}
	return m.verify(challenge)
}

// final answers the server-first-message with the proof.
func (m *scramClient) final(challenge string) ([]byte, error) {
	if reason := checkServerFirst(challenge, m.nonce); reason != "" {
		return nil, m.bad(reason)
	}
	final, err := m.conv.Step(challenge)
	if err != nil {
		return nil, m.bad("the server's first message is malformed")
	}
	m.expect(challenge, final)
	return m.sent([]byte(final)), nil
}

// expect computes the server's signature (RFC 5802 §3), so that it is known as a secret before it comes in: what the
// trace records of a line, it records before the line is understood.
func (m *scramClient) expect(challenge, final string) {
	fields := strings.Split(challenge, ",")
	salt, err := base64.StdEncoding.DecodeString(fields[1][2:])
	iterations, err2 := strconv.Atoi(fields[2][2:])
	if err != nil || err2 != nil {
		return // impossible: checkServerFirst has read both
	}
	keys, err := m.client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: string(salt), Iters: iterations})
	if err != nil {
		return // impossible: the library has just computed these keys and remembers them
	}
	bare := m.first[strings.Index(m.first, ",n=")+1:]
	mac := hmac.New(scramHash(m.name), keys.ServerKey)
	mac.Write([]byte(bare + "," + challenge + "," + final[:strings.LastIndex(final, ",p=")]))
	m.keep(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// verify checks the server-final-message: only who knows the password's keys can have signed the exchange.
func (m *scramClient) verify(challenge []byte) ([]byte, error) {
	if !strings.HasPrefix(string(challenge), "v=") {
		return nil, m.bad("the server's last message is neither its signature nor an error")
	}
	if _, err := m.conv.Step(string(challenge)); err != nil {
		return nil, m.bad("the server's signature is wrong: it does not know the password, do not trust it")
	}
	m.complete = true
	return []byte{}, nil
}

func (m *scramClient) Done() error {
	err := m.exchange.Done()
	if errors.Is(err, ErrEarlyOK) || err == nil && !m.conv.Valid() {
		return fmt.Errorf("%s: %w", m.name, ErrUnproven)
	}
	return err
}

// checkServerFirst says what is wrong with a server-first-message (RFC 5802 §7), or nothing.
func checkServerFirst(msg, nonce string) string {
	fields := strings.Split(msg, ",")
	for _, f := range fields {
		if strings.HasPrefix(f, "m=") {
			return "server demands an extension (m=) that is not known here"
		}
	}
	if len(fields) < 3 || !strings.HasPrefix(fields[0], "r=") || !strings.HasPrefix(fields[1], "s=") ||
		!strings.HasPrefix(fields[2], "i=") {
		return "the server's first message is not r=nonce,s=salt,i=count"
	}
	theirs, ours := strings.CutPrefix(fields[0][2:], nonce)
	switch {
	case !ours:
		return "the server's nonce does not begin with ours: this is an answer to someone else's login"
	case theirs == "":
		return "the server adds nothing to our nonce"
	case strings.ContainsFunc(theirs, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "the server's nonce holds an unprintable character"
	}
	salt, err := base64.StdEncoding.DecodeString(fields[1][2:])
	if err != nil || len(salt) == 0 || len(salt) > maxSalt {
		return "the server's salt is empty, too long or no base64"
	}
	return checkIterations(fields[2][2:])
}

func checkIterations(digits string) string {
	if digits == "" || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return "the server's iteration count is no number"
	}
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil || n > MaxIterations:
		return fmt.Sprintf("server asks for more than %d iterations, which would only keep this machine busy", MaxIterations)
	case n < MinIterations:
		return fmt.Sprintf("server asks for %d iterations; fewer than %d make the password cheap to guess", n, MinIterations)
	}
	return ""
}

// SCRAMError is the reason a server gave for refusing (RFC 5802 §7, server-error-value).
type SCRAMError struct {
	Mechanism string
	Code      string // "invalid-proof", "unknown-user", …
}

func (e *SCRAMError) Error() string {
	s := e.Mechanism + " refused: " + e.Code
	if m := e.meaning(); m != "" {
		s += ", " + m
	}
	return s
}

func (e *SCRAMError) meaning() string {
	switch e.Code {
	case "invalid-proof":
		return "the password is wrong"
	case "unknown-user":
		return "no such user, or none that can use this mechanism"
	case "channel-bindings-dont-match":
		return "client and server do not see the same TLS connection: a proxy in between ends TLS, or someone listens"
	case "server-does-support-channel-binding":
		return "the server offers -PLUS, but that did not reach us: someone in between may have removed it"
	case "channel-binding-not-supported", "unsupported-channel-binding-type":
		return "the server cannot bind to this connection that way; try another binding type or the mechanism without -PLUS"
	case "invalid-username-encoding", "invalid-encoding":
		return "the server cannot read the user name as we encoded it"
	case "extensions-not-supported":
		return "the server refuses an extension"
	case "no-resources":
		return "the server is out of resources, try later"
	case "other-error":
		return "the server does not say why"
	}
	return ""
}
