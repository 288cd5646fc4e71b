package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"imapsh/imap/auth/scram"
)

const (
	// MinIterations and MaxIterations bound SCRAM's iteration count: below, a recorded login is cheap to crack (the
	// floor of RFC 7677 §4); above, a server could keep the client computing for minutes.
	MinIterations = 4096
	MaxIterations = 10_000_000

	maxSalt = 1024 // bytes
)

// scramClient is SCRAM (RFC 5802, RFC 7677), with or without channel binding. What the server says is checked in full (the
// bounds of the iteration count, extensions, the shape of its first message) before anything expensive is done.
type scramClient struct {
	exchange
	hash     scram.Hash
	password string        // prepared
	bare     string        // client-first-message-bare: name and nonce
	header   string        // gs2-header
	binding  scram.Binding // none but for -PLUS

	nonce     string // ours
	signature []byte // what the server must answer
	proven    bool   // it has
}

// newSCRAM makes the mechanism called name. With noPlus, the server is known to offer no -PLUS mechanism; where this
// connection could have been bound, the GS2 flag says so, and a server that did offer one notices that it was struck from
// the list on the way (RFC 5802 §6).
func newSCRAM(name string, cred Credentials, conn Security, noPlus bool) (Mechanism, error) {
	if err := noNUL(name, cred); err != nil {
		return nil, err
	}
	hash, known := scram.HashOf(name)
	if !known {
		return nil, fmt.Errorf("%s is not known here", name)
	}
	m := &scramClient{hash: hash, password: prepared(cred.Password), nonce: rand.Text()}
	m.exchange = exchange{name: name, limit: 2, describe: describeSCRAM}
	m.keep(cred.Password, m.password)
	if cred.nonce != nil {
		m.nonce = cred.nonce()
	}
	flag := "n"
	switch {
	case isPlus(name):
		cb, err := chooseBinding(conn)
		if err != nil {
			return nil, &CredentialError{Mechanism: name, Reason: err.Error()}
		}
		m.binding, flag = cb, "p="+cb.Type
	case noPlus && len(Bindings(conn.TLS)) > 0:
		flag = "y"
	}
	actAs := ""
	if cred.AuthzID != "" {
		actAs = "a=" + scram.EncodeName(prepared(cred.AuthzID))
	}
	m.header = flag + "," + actAs + ","
	m.bare = "n=" + scram.EncodeName(prepared(cred.User)) + ",r=" + m.nonce
	return m, nil
}

func isPlus(name string) bool { return strings.HasSuffix(name, "-PLUS") }

// prepared applies SASLprep and leaves alone what it refuses, see the package comment.
func prepared(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			if p, ok := scram.Prepare(s); ok && p != "" {
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
	return m.sent([]byte(m.header + m.bare)), true, nil
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
	return m.verify(string(challenge))
}

// final answers the server-first-message with the proof. It computes the server's signature, too, so that it is known as
// a secret before it comes in: what the trace records of a line, it records before the line is understood.
func (m *scramClient) final(challenge string) ([]byte, error) {
	first, reason := parseServerFirst(challenge, m.nonce)
	if reason != "" {
		return nil, m.bad(reason)
	}
	keys, err := scram.NewKeys(m.hash, m.password, first.salt, first.iterations)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.name, err)
	}
	bound := base64.StdEncoding.EncodeToString(append([]byte(m.header), m.binding.Data...))
	final := "c=" + bound + ",r=" + first.nonce
	message := m.bare + "," + challenge + "," + final
	m.signature = keys.Signature(message)
	m.keep(base64.StdEncoding.EncodeToString(m.signature))
	return m.sent([]byte(final + ",p=" + base64.StdEncoding.EncodeToString(keys.Proof(message)))), nil
}

// verify checks the server-final-message: only who knows the password's keys can have signed the exchange.
func (m *scramClient) verify(challenge string) ([]byte, error) {
	verifier, ok := strings.CutPrefix(challenge, "v=")
	if !ok {
		return nil, m.bad("the server's last message is neither its signature nor an error")
	}
	verifier, _, _ = strings.Cut(verifier, ",") // extensions may follow
	theirs, err := base64.StdEncoding.DecodeString(verifier)
	if err != nil || !hmac.Equal(theirs, m.signature) {
		return nil, m.bad("the server's signature is wrong: it does not know the password, do not trust it")
	}
	m.complete, m.proven = true, true
	return []byte{}, nil
}

func (m *scramClient) Done() error {
	err := m.exchange.Done()
	if errors.Is(err, ErrEarlyOK) || err == nil && !m.proven {
		return fmt.Errorf("%s: %w", m.name, ErrUnproven)
	}
	return err
}

// serverFirst is what a server-first-message says (RFC 5802 §7).
type serverFirst struct {
	nonce      string // both sides' together
	salt       []byte
	iterations int
}

// parseServerFirst also says what is wrong with the message, if anything.
func parseServerFirst(msg, nonce string) (first serverFirst, reason string) {
	fields := strings.Split(msg, ",")
	for _, f := range fields {
		if strings.HasPrefix(f, "m=") {
			return first, "server demands an extension (m=) that is not known here"
		}
	}
	if len(fields) < 3 || !strings.HasPrefix(fields[0], "r=") || !strings.HasPrefix(fields[1], "s=") ||
		!strings.HasPrefix(fields[2], "i=") {
		return first, "the server's first message is not r=nonce,s=salt,i=count"
	}
	first.nonce = fields[0][2:]
	theirs, ours := strings.CutPrefix(first.nonce, nonce)
	switch {
	case !ours:
		return first, "the server's nonce does not begin with ours: this is an answer to someone else's login"
	case theirs == "":
		return first, "the server adds nothing to our nonce"
	case strings.ContainsFunc(theirs, func(r rune) bool { return r <= ' ' || r > '~' }):
		return first, "the server's nonce holds an unprintable character"
	}
	var err error
	first.salt, err = base64.StdEncoding.DecodeString(fields[1][2:])
	if err != nil || len(first.salt) == 0 || len(first.salt) > maxSalt {
		return first, "the server's salt is empty, too long or no base64"
	}
	first.iterations, reason = parseIterations(fields[2][2:])
	return first, reason
}

func parseIterations(digits string) (n int, reason string) {
	if digits == "" || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return 0, "the server's iteration count is no number"
	}
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil || n > MaxIterations:
		return 0, fmt.Sprintf("server asks for more than %d iterations, which would only keep this machine busy", MaxIterations)
	case n < MinIterations:
		return 0, fmt.Sprintf("server asks for %d iterations; fewer than %d make the password cheap to guess", n, MinIterations)
	}
	return n, ""
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
