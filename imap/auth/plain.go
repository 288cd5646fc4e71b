package auth

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/emersion/go-sasl"
)

// oneShot is a mechanism that says everything in its first message: PLAIN, EXTERNAL, ANONYMOUS.
type oneShot struct {
	exchange
	client sasl.Client
}

func (m *oneShot) Start() ([]byte, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, err
	}
	_, ir, err := m.client.Start()
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", m.name, err)
	}
	m.complete = true
	return m.sent(ir), true, nil
}

// Next never answers: nothing is left to say, and a secret is sent once.
func (m *oneShot) Next(challenge []byte) ([]byte, error) { return nil, m.take(challenge) }

// newPlain is PLAIN (RFC 4616): authorization identity, user name and password with NULs between them.
func newPlain(cred Credentials) (Mechanism, error) {
	if err := noNUL("PLAIN", cred); err != nil {
		return nil, err
	}
	m := &oneShot{client: sasl.NewPlainClient(cred.AuthzID, cred.User, cred.Password)}
	m.exchange = exchange{name: "PLAIN", describe: describePlain}
	m.keep(cred.Password)
	return m, nil
}

// noNUL refuses what a NUL would cut in two.
func noNUL(mechanism string, cred Credentials) error {
	fields := []struct{ name, value string }{
		{"user name", cred.User},
		{"authorization identity", cred.AuthzID},
		{"password", cred.Password},
	}
	for _, f := range fields {
		if strings.IndexByte(f.value, 0) >= 0 {
			return &CredentialError{Mechanism: mechanism, Reason: "the " + f.name + " holds a NUL"}
		}
	}
	return nil
}

func describePlain(msg []byte, fromServer bool) Description {
	const title = "PLAIN message"
	if fromServer {
		return describeUnknown("PLAIN challenge", msg, true)
	}
	first := bytes.IndexByte(msg, 0)
	if first < 0 || bytes.Count(msg, []byte{0}) != 2 {
		return describeUnknown(title, msg, false)
	}
	second := first + 1 + bytes.IndexByte(msg[first+1:], 0)
	t := dissect(title, msg)
	if first > 0 {
		t.part(first, "authorization identity", "whom to act as", false)
	}
	t.separator(1)
	t.part(second, "user name", "who authenticates", false)
	t.separator(1)
	t.part(len(msg), "password", "as it is, which is why PLAIN wants TLS", true)
	return t.d
}

// newExternal is EXTERNAL (RFC 4422 appendix A): TLS has shown who we are, the message says only whom to act as.
func newExternal(cred Credentials) (Mechanism, error) {
	if err := noNUL("EXTERNAL", Credentials{AuthzID: cred.AuthzID}); err != nil {
		return nil, err
	}
	m := &oneShot{client: sasl.NewExternalClient(cred.AuthzID)}
	m.exchange = exchange{name: "EXTERNAL", describe: describeExternal}
	return m, nil
}

func describeExternal(msg []byte, fromServer bool) Description {
	if fromServer {
		return describeUnknown("EXTERNAL challenge", msg, true)
	}
	if len(msg) == 0 {
		return Description{Title: "EXTERNAL message (empty: act as whom the client certificate names)"}
	}
	return describeWhole("EXTERNAL message", "authorization identity", "whom to act as", msg, false)
}

// newAnonymous is ANONYMOUS (RFC 4505): guest access, with a word about who calls.
func newAnonymous(cred Credentials) (Mechanism, error) {
	if len(cred.Trace) > 255 || strings.ContainsFunc(cred.Trace, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return nil, &CredentialError{
			Mechanism: "ANONYMOUS",
			Reason:    "the trace text must have at most 255 bytes and no control characters",
		}
	}
	m := &oneShot{client: sasl.NewAnonymousClient(cred.Trace)}
	m.exchange = exchange{name: "ANONYMOUS", describe: describeAnonymous}
	return m, nil
}

func describeAnonymous(msg []byte, fromServer bool) Description {
	if fromServer {
		return describeUnknown("ANONYMOUS challenge", msg, true)
	}
	if len(msg) == 0 {
		return Description{Title: "ANONYMOUS message (empty: no trace text)"}
	}
	return describeWhole("ANONYMOUS message", "trace text", "who calls, for the server's log; proves nothing", msg, false)
}
