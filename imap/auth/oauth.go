package auth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-sasl"

	"imapsh/imap/secret"
)

// oauth is OAUTHBEARER (RFC 7628) or XOAUTH2 (its forerunner at Google and Microsoft): one message with a bearer token.
// A refusal comes as a challenge holding JSON; after the acknowledgement the mechanism prescribes comes the tagged NO.
type oauth struct {
	exchange
	first []byte
	ack   []byte
	token string
	now   func() time.Time
}

func newOAuthBearer(cred Credentials) (Mechanism, error) {
	const name = "OAUTHBEARER"
	if err := checkOAuth(name, cred); err != nil {
		return nil, err
	}
	_, ir, err := sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{
		Username: saslName(cred.actAs()), Token: cred.Token, Host: cred.Host, Port: cred.Port,
	}).Start()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	// The library ends the exchange at the error challenge; RFC 7628 §3.2.3 wants %x01 first, so Next is ours.
	return newOAuth(name, ir, []byte{1}, cred.Token, describeOAuthBearer), nil
}

// saslName escapes what would end a GS2 header's field (RFC 5801 §4); the library leaves that to its caller.
func saslName(name string) string {
	return strings.NewReplacer("=", "=3D", ",", "=2C").Replace(name)
}

func newXOAuth2(cred Credentials) (Mechanism, error) {
	const name = "XOAUTH2"
	if err := checkOAuth(name, cred); err != nil {
		return nil, err
	}
	ir := []byte("user=" + cred.actAs() + "\x01auth=Bearer " + cred.Token + "\x01\x01")
	return newOAuth(name, ir, []byte{}, cred.Token, describeXOAuth2), nil
}

func newOAuth(name string, first, ack []byte, token string, describe func([]byte, bool) Description) *oauth {
	m := &oauth{first: first, ack: ack, token: token, now: time.Now}
	m.exchange = exchange{name: name, limit: 1, describe: describe}
	m.keep(token)
	return m
}

// checkOAuth refuses what would break out of its field.
func checkOAuth(mechanism string, cred Credentials) error {
	for _, c := range []byte(cred.Token) {
		if c <= ' ' || c > '~' {
			return &CredentialError{mechanism, "the token holds a blank, a line end or another character no token has"}
		}
	}
	if strings.ContainsAny(cred.actAs()+cred.Host, "\x00\x01") {
		return &CredentialError{mechanism, "the user name or host holds a control character"}
	}
	return nil
}

func (m *oauth) Start() ([]byte, bool, error) {
	if err := m.begin(); err != nil {
		return nil, false, err
	}
	m.complete = true
	return m.sent(m.first), true, nil
}

func (m *oauth) Next(challenge []byte) ([]byte, error) {
	if err := m.take(challenge); err != nil {
		return nil, err
	}
	if len(challenge) == 0 {
		return nil, m.bad("server asks again for the token; a secret is sent once")
	}
	e := parseOAuthError(challenge, m.mask)
	e.Mechanism, e.now = m.name, m.now()
	e.Token, e.TokenReadable = InspectToken(m.token)
	m.failure = e
	return bytes.Clone(m.ack), nil
}

// OAuthError is the reason a server gave for refusing a token (RFC 7628 §3.2.2).
type OAuthError struct {
	Mechanism string
	Status    string // "invalid_token", or an HTTP status such as "401"
	Scope     string // a scope that would do
	Schemes   string // XOAUTH2: the authentication schemes that would do
	Discovery string // RFC 7628: the URL of the OpenID configuration
	Raw       string // the challenge, printable, cut at 1024 bytes

	Token         TokenInfo
	TokenReadable bool // the token is a JWT and Token is filled in

	now time.Time
}

func (e *OAuthError) Error() string {
	var b strings.Builder
	b.WriteString(e.Mechanism + " refused")
	if e.Status == "" {
		b.WriteString(": " + e.Raw)
	} else {
		b.WriteString(": status " + e.Status)
	}
	for _, f := range [][2]string{{"scope", e.Scope}, {"schemes", e.Schemes}, {"discovery", e.Discovery}} {
		if f[1] != "" {
			fmt.Fprintf(&b, ", %s %s", f[0], f[1])
		}
	}
	if e.TokenReadable {
		b.WriteString("; the token is a JWT, " + e.Token.Describe(e.now))
	}
	return b.String()
}

// parseOAuthError reads the challenge's JSON leniently: servers send numbers for strings, and some no JSON at all.
func parseOAuthError(challenge []byte, set *secret.Set) *OAuthError {
	e := &OAuthError{Raw: excerpt(bytes.TrimSpace(challenge), set)}
	var fields map[string]json.RawMessage
	if json.Unmarshal(challenge, &fields) != nil {
		return e
	}
	for name, field := range map[string]*string{
		"status": &e.Status, "scope": &e.Scope, "schemes": &e.Schemes, "openid-configuration": &e.Discovery,
	} {
		raw := fields[name]
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw) // a number, as it is written
		}
		*field = excerpt([]byte(text), set)
	}
	return e
}

func describeOAuthBearer(msg []byte, fromServer bool) Description {
	const title = "OAUTHBEARER message"
	switch {
	case fromServer:
		return describeOAuthChallenge("OAUTHBEARER", msg)
	case string(msg) == "\x01":
		return describeWhole("OAUTHBEARER acknowledgement", "acknowledgement",
			"the error has been read, the server may now say NO", msg, false)
	}
	flag := bytes.IndexByte(msg, ',')
	if flag < 0 {
		return describeUnknown(title, msg, false)
	}
	second := bytes.IndexByte(msg[flag+1:], ',')
	if string(msg[:flag]) != "n" || second < 0 {
		return describeUnknown(title, msg, false)
	}
	t := dissect(title, msg)
	t.part(flag, "GS2 flag", "no channel binding", false)
	t.separator(1)
	if second > 0 {
		t.part(flag+1+second, "authorization identity", "whose mailbox the token is for", false)
	}
	t.separator(1)
	t.oauthFields()
	return t.d
}

func describeXOAuth2(msg []byte, fromServer bool) Description {
	switch {
	case fromServer:
		return describeOAuthChallenge("XOAUTH2", msg)
	case len(msg) == 0:
		return Description{Title: "XOAUTH2 acknowledgement (empty: the error has been read, the server may now say NO)"}
	}
	t := dissect("XOAUTH2 message", msg)
	t.oauthFields()
	return t.d
}

// oauthFields takes apart the key=value fields, which end with ^A. Only fields known to be harmless are shown.
func (t *dissector) oauthFields() {
	for t.at < len(t.msg) {
		rest := t.msg[t.at:]
		n := bytes.IndexByte(rest, 1)
		if n < 0 {
			n = len(rest)
		}
		field, end := rest[:n], t.at+n
		key, _, _ := strings.Cut(string(field), "=")
		switch {
		case n == 0:
		case key == "user" && end > t.at+len(key):
			t.part(end, "user name", "whose mailbox the token is for", false)
		case key == "host" && end > t.at+len(key):
			t.part(end, "host", "the server as the user named it", false)
		case key == "port" && end > t.at+len(key):
			t.part(end, "port", "", false)
		case strings.HasPrefix(string(field), "auth=Bearer "):
			t.part(t.at+len("auth=Bearer "), "scheme", "a bearer token follows: whoever holds it is let in", false)
			t.part(end, "token", tokenMeaning(string(t.msg[t.at:end])), true)
		default:
			t.part(end, "field", "", true)
		}
		t.separator(1)
	}
}

func tokenMeaning(token string) string {
	info, ok := InspectToken(token)
	if !ok {
		return "opaque"
	}
	return "a JWT, " + info.Describe(time.Time{})
}

func describeOAuthChallenge(mechanism string, msg []byte) Description {
	if len(msg) == 0 {
		return Description{Title: mechanism + " challenge (empty)"}
	}
	e := parseOAuthError(msg, nil)
	e.Mechanism = mechanism
	return describeWhole(mechanism+" error challenge", "reason", e.Error(), msg, false)
}
