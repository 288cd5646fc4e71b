package practice

import (
	"crypto/subtle"

	"imapsh/imap/practice/store"
)

func loginCommands() map[string]command {
	return map[string]command{
		"LOGIN":          {states: notAuth, run: (*session).loginCommand},
		"UNAUTHENTICATE": {states: loggedIn, needs: "UNAUTHENTICATE", run: bare((*session).unauthenticate)},
		"PROXYAUTH":      {states: auth, needs: "X-SUN-IMAP", run: (*session).proxyauth},
	}
}

// loginDisabled reports whether passwords are refused because the connection is
// not encrypted (RFC 3501 §6.2.3).
func (s *session) loginDisabled() bool { return s.srv.opts.RequireTLS && s.tls == nil }

var (
	privacyRequired = &store.Error{
		Code: "PRIVACYREQUIRED",
		Text: "Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
	}
	authenticationFailed = &store.Error{Code: "AUTHENTICATIONFAILED", Text: "Authentication failed."}
	authorizationFailed  = &store.Error{Code: "AUTHORIZATIONFAILED", Text: "Not authorized to act for that user."}
)

// loginCommand is LOGIN (RFC 3501 §6.2.3).
func (s *session) loginCommand(c *call) (string, error) {
	c.d.SP()
	name := string(c.d.AString())
	c.d.SP()
	password := string(c.d.AString())
	if err := c.end(); err != nil {
		return "", err
	}
	if s.loginDisabled() {
		return "", privacyRequired
	}
	if !s.srv.checkPassword(name, password) {
		return "", authenticationFailed
	}
	return s.loggedInAs(name)
}

func (srv *Server) checkPassword(name, password string) bool {
	want, ok := srv.Store().Password(name)
	return ok && subtle.ConstantTimeCompare([]byte(want), []byte(password)) == 1
}

// loggedInAs finishes a login; the capabilities come with it (RFC 3501 §6.2.2).
func (s *session) loggedInAs(name string) (string, error) {
	s.login(s.srv.Store().Login(name))
	return "[CAPABILITY " + s.capabilityList() + "] Logged in", nil
}

// actFor is authcid's wish to act as authzid (RFC 4616 §2). Only an
// administrator may act for another, who must exist.
func (s *session) actFor(authcid, authzid string) (string, error) {
	if authzid == "" || authzid == authcid {
		return authcid, nil
	}
	st := s.srv.Store()
	if u := st.User(authcid); u == nil || !u.Admin() || st.User(authzid) == nil {
		return "", authorizationFailed
	}
	return authzid, nil
}

// proxyauth is PROXYAUTH, by which an administrator of a Netscape or Sun server
// becomes another user.
func (s *session) proxyauth(c *call) (string, error) {
	c.d.SP()
	name := string(c.d.AString())
	if err := c.end(); err != nil {
		return "", err
	}
	if _, err := s.actFor(s.user.Name(), name); err != nil {
		return "", err
	}
	s.login(s.srv.Store().Login(name))
	return "", nil
}

// unauthenticate is UNAUTHENTICATE (RFC 8437 §3): everything the session set is
// forgotten, TLS and compression stay.
func (s *session) unauthenticate(*call) (string, error) {
	s.forget()
	return "[CAPABILITY " + s.capabilityList() + "] Returned to not authenticated state", nil
}

// isLogin tells of a command whose arguments can be a password.
func isLogin(c *call) bool { return c.name == "LOGIN" || c.name == "AUTHENTICATE" }
