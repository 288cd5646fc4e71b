package auth

import (
	"fmt"
	"slices"
	"strings"
)

// Auto is the name that stands for the strongest mechanism that fits.
const Auto = "auto"

// need is what a mechanism authenticates with.
type need int

const (
	needNothing need = iota
	needPassword
	needToken
	needCertificate
)

// Names lists the mechanisms that are built in, strongest first.
func Names() []string {
	return append(order(Security{Encrypted: true}), "ANONYMOUS")
}

// order is the order in which Auto tries: who reveals least comes first. A certificate reveals nothing; SCRAM nothing
// either, and with -PLUS it notices a man in the middle; then tokens, which expire; then passwords in clear.
//
// CRAM-MD5 has two places. Where nobody has checked who the server is or others can listen, it stands before everything
// that hands over a secret as it is. On verified TLS it stands last: it protects nothing that TLS does not, makes the
// server keep passwords in clear, and is often advertised where the accounts cannot use it.
func order(conn Security) []string {
	names := []string{
		"EXTERNAL",
		"SCRAM-SHA-256-PLUS", "SCRAM-SHA-512-PLUS", "SCRAM-SHA-1-PLUS",
		"SCRAM-SHA-256", "SCRAM-SHA-512", "SCRAM-SHA-1",
	}
	open := []string{"OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN"}
	if conn.Encrypted && !conn.Unverified {
		return append(append(names, open...), "CRAM-MD5")
	}
	return append(append(names, "CRAM-MD5"), open...)
}

// family is the mechanism's name, or SCRAM for all of that family that are built in; empty for one that is not.
func family(name string) string {
	switch name {
	case "PLAIN", "LOGIN", "CRAM-MD5", "OAUTHBEARER", "XOAUTH2", "EXTERNAL", "ANONYMOUS":
		return name
	case "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-512-PLUS":
		return "SCRAM"
	}
	return ""
}

// Reveals reports whether a mechanism shows its secret to whoever can read the connection. The unknown ones do.
func Reveals(name string) bool {
	name = strings.ToUpper(name)
	switch name {
	case "CRAM-MD5", "DIGEST-MD5", "EXTERNAL", "ANONYMOUS", "GSSAPI", "GSS-SPNEGO", "NTLM", "KERBEROS_V4", "OTP", "SKEY":
		return false
	}
	return !strings.HasPrefix(name, "SCRAM-") && !strings.HasPrefix(name, "GS2-")
}

// needs is what the mechanism authenticates with.
func needs(name string) need {
	switch family(name) {
	case "EXTERNAL":
		return needCertificate
	case "ANONYMOUS":
		return needNothing
	case "OAUTHBEARER", "XOAUTH2":
		return needToken
	}
	return needPassword
}

// Select makes the mechanism to authenticate with.
//
// Offered are the server's mechanisms (with or without "AUTH="); nil means that they are not known, and then every
// mechanism wanted by name is taken to be offered. Wanted is a mechanism's name in any case, or [Auto] (or empty) for the
// strongest that is offered, has what it needs, and may be used on this connection; ANONYMOUS is never chosen so.
//
// A secret that is missing is asked for last, and only when it may be sent. Errors: [*InsecureError] when all that stands
// in the way is a connection in clear; [*NoMechanismError] when nothing fits; [*CredentialError] when a name or secret
// cannot be carried; whatever the asking returns.
func Select(offered []string, wanted string, cred Credentials, conn Security) (Mechanism, error) {
	s := selection{known: offered != nil, cred: cred, conn: conn}
	for _, o := range offered {
		s.offered = append(s.offered, strings.TrimPrefix(strings.ToUpper(o), "AUTH="))
	}
	if wanted == "" || strings.EqualFold(wanted, Auto) {
		s.wanted = Auto
		return s.auto()
	}
	s.wanted = strings.ToUpper(wanted)
	return s.named()
}

// selection is one call of Select.
type selection struct {
	offered []string
	known   bool
	wanted  string
	cred    Credentials
	conn    Security
	reasons []string
}

func (s *selection) named() (Mechanism, error) {
	if family(s.wanted) == "" {
		s.reasons = append(s.reasons, s.wanted+" is not built in; its answers can be typed by hand")
		return nil, s.none()
	}
	if s.known && !slices.Contains(s.offered, s.wanted) {
		s.reasons = append(s.reasons, "the server does not offer it")
		return nil, s.none()
	}
	if reason := s.lacks(s.wanted, true); reason != "" {
		s.reasons = append(s.reasons, reason)
		return nil, s.none()
	}
	if err := CheckClear(s.wanted, s.conn); err != nil {
		return nil, err
	}
	return s.build(s.wanted)
}

// auto goes through the order twice: first with what is at hand, then with what can be asked for.
func (s *selection) auto() (Mechanism, error) {
	var refused error
	for _, ask := range []bool{false, true} {
		s.reasons = nil
		for _, name := range order(s.conn) {
			if !slices.Contains(s.offered, name) {
				continue
			}
			if reason := s.lacks(name, ask); reason != "" {
				s.reasons = append(s.reasons, reason)
				continue
			}
			if err := CheckClear(name, s.conn); err != nil {
				if refused == nil {
					refused = err
				}
				continue
			}
			return s.build(name)
		}
	}
	if refused != nil {
		return nil, refused
	}
	return nil, s.none()
}

func (s *selection) none() error {
	return &NoMechanismError{Wanted: s.wanted, Offered: s.offered, Have: s.cred.have(), Reasons: s.reasons}
}

// lacks says what a mechanism needs and does not have, or nothing.
func (s *selection) lacks(name string, ask bool) string {
	switch needs(name) {
	case needCertificate:
		if !s.cred.HasCertificate && (s.wanted == Auto || !s.conn.Loopback) {
			return name + " needs a client certificate"
		}
		return ""
	case needToken:
		if s.cred.Token == "" && (!ask || s.cred.AskToken == nil) {
			return name + " needs a token"
		}
		if name == "XOAUTH2" && s.cred.actAs() == "" {
			return name + " needs a user name"
		}
		return ""
	case needNothing:
		return ""
	}
	acting := s.cred.AuthzID != "" && s.cred.AuthzID != s.cred.User
	switch {
	case s.cred.User == "":
		return name + " needs a user name"
	case !s.cred.hasPassword() && (!ask || s.cred.AskPassword == nil):
		return name + " needs a password"
	case acting && (name == "LOGIN" || name == "CRAM-MD5"):
		return name + " cannot act as someone else"
	case isPlus(name):
		if _, err := chooseBinding(s.conn); err != nil {
			return fmt.Sprintf("%s: %v", name, err)
		}
	}
	return ""
}

// build asks for the secret where it is still missing and builds the mechanism.
func (s *selection) build(name string) (Mechanism, error) {
	var err error
	switch cred := &s.cred; {
	case needs(name) == needPassword && !cred.hasPassword():
		cred.Password, err = cred.AskPassword()
	case needs(name) == needToken && cred.Token == "":
		cred.Token, err = cred.AskToken()
	}
	if err != nil {
		return nil, err
	}
	switch family(name) {
	case "PLAIN":
		return newPlain(s.cred)
	case "LOGIN":
		return newLogin(s.cred)
	case "CRAM-MD5":
		return newCRAMMD5(s.cred)
	case "OAUTHBEARER":
		return newOAuthBearer(s.cred)
	case "XOAUTH2":
		return newXOAuth2(s.cred)
	case "EXTERNAL":
		return newExternal(s.cred)
	case "ANONYMOUS":
		return newAnonymous(s.cred)
	}
	return newSCRAM(name, s.cred, s.conn, s.known && !slices.ContainsFunc(s.offered, isPlus))
}
