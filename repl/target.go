package repl

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"imapsh/imap/dial"
	"imapsh/repl/profile"
)

// server is where a session is connected, how one gets in there, and as whom.
type server struct {
	demo    bool
	profile string // its name; "" for none
	host    string
	port    string
	unix    string // a socket's path
	exec    string // a program to speak with
	proxy   *url.URL
	tls     string // implicit, starttls, none; "" for starttls where offered
	trust   dial.Trust

	user    string
	actAs   string
	auth    string // a SASL mechanism or login; "" for the strongest
	secrets sources
	guest   bool // nobody is to be logged in: imaplib's open
	byHand  bool // logged in with answers typed by hand, which cannot be repeated
	entered bool // logged in

	compress  bool
	readOnly  bool // the profile forbids changes
	color     string
	onConnect []string

	timeout        time.Duration // 0: the flags'
	connectTimeout time.Duration

	open place // what the URL points at
}

// place is what a URL points at behind the server (RFC 5092 §5): a mailbox, or
// a message or a part of one in it.
type place struct {
	mailbox     string
	uidValidity string
	uid         string
	section     string
	partial     string // start.length
}

// clone is a copy that may be changed: once a session uses a server, the prompt reads
// it from other goroutines.
func (srv *server) clone() *server {
	c := *srv
	return &c
}

// portNumber is the port as a number, 0 if it has none.
func (srv *server) portNumber() int {
	n, _ := strconv.Atoi(srv.port)
	return n
}

// local reports whether the server is reached without a network address.
func (srv *server) local() bool { return srv.demo || srv.unix != "" || srv.exec != "" }

// parseTarget reads what names a server: a profile, a URL, or a host with or
// without a port. The flags of the command line are added.
func (s *Session) parseTarget(target string) (*server, error) {
	p, ok := s.profiles[target]
	srv := &server{}
	var err error
	switch {
	case ok:
		srv, err = s.fromProfile(target, p)
	case target == "" && (s.cfg.Unix != "" || s.cfg.Exec != ""):
		srv.host = "localhost"
	case target == "":
		err = &usageError{"a host, a URL or a profile is missing"}
	default:
		srv, err = s.parseURL(target)
	}
	if err == nil {
		err = s.addFlags(srv)
	}
	if err == nil {
		srv.defaults()
	}
	return srv, err
}

// defaults fills in what nobody said: the port, and no STARTTLS on what does
// not leave this machine and has no name to verify.
func (srv *server) defaults() {
	if srv.local() && srv.tls == "" {
		srv.tls = "none"
	}
	if srv.port == "" {
		srv.port = "143"
		if srv.tls == "implicit" {
			srv.port = "993"
		}
	}
}

// fromProfile makes a server of a profile of config.toml.
func (s *Session) fromProfile(name string, p *profile.Profile) (*server, error) {
	srv := &server{host: "localhost"}
	var err error
	if p.URL != "" {
		if srv, err = s.parseURL(p.URL); err != nil {
			return srv, fmt.Errorf("profile %s: %w", name, err)
		}
	}
	srv.profile = name
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&srv.user, p.User},
		{&srv.actAs, p.As},
		{&srv.auth, p.Auth},
		{&srv.tls, p.TLS},
		{&srv.unix, p.Unix},
		{&srv.exec, p.Exec},
		{&srv.trust.CAFile, p.CA},
		{&srv.trust.CertFile, p.Cert},
		{&srv.trust.KeyFile, p.Key},
		{&srv.trust.ServerName, p.ServerName},
		{&srv.trust.Pin, p.Pin},
		{&srv.color, p.Color},
		{&srv.secrets.command, p.PasswordCommand},
		{&srv.secrets.file, p.PasswordFile},
		{&srv.secrets.tokenCommand, p.TokenCommand},
	} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if p.Password != "" {
		s.secrets.Add(p.Password)
		srv.secrets.password, srv.secrets.known = p.Password, true
	}
	srv.compress, srv.readOnly, srv.onConnect = p.Compress, p.ReadOnly, p.OnConnect
	srv.timeout, srv.connectTimeout = time.Duration(p.Timeout), time.Duration(p.ConnectTimeout)
	return srv, s.addProxy(srv, p.Proxy)
}

// addFlags adds what the command line says. Whom to trust and how to get out of
// here holds for every connection. Who we are, and what belongs to one server,
// goes with the server of the command line, or with the first one there is: a
// password must not follow the user to another server.
func (s *Session) addFlags(srv *server) error {
	c := &s.cfg
	set := func(to *string, from string) {
		if from != "" {
			*to = from
		}
	}
	set(&srv.trust.CAFile, c.CAFile)
	srv.trust.Insecure = c.Insecure
	srv.compress = srv.compress || c.Compress
	if c.ReadWrite && srv.readOnly {
		return &usageError{fmt.Sprintf("profile %s is read_only, which --rw contradicts", srv.profile)}
	}
	if err := s.addProxy(srv, c.Proxy); err != nil || s.flagsTaken {
		return err
	}
	set(&srv.user, c.User)
	set(&srv.actAs, c.ActAs)
	set(&srv.auth, c.Auth)
	set(&srv.trust.CertFile, c.CertFile)
	set(&srv.trust.KeyFile, c.KeyFile)
	set(&srv.trust.ServerName, c.ServerName)
	set(&srv.trust.Pin, c.Pin)
	set(&srv.unix, c.Unix)
	set(&srv.exec, c.Exec)
	set(&srv.tls, c.TLS)
	srv.secrets.add(c)
	return nil
}

func (s *Session) addProxy(srv *server, proxy string) error {
	if proxy == "" {
		return nil
	}
	u, err := dial.ParseProxy(proxy)
	if err != nil {
		return &usageError{err.Error()}
	}
	if password, ok := u.User.Password(); ok {
		s.secrets.Add(password)
	}
	srv.proxy = u
	return nil
}

// parseURL reads a URL of RFC 5092, or what stands for one: a host, host:port,
// user@host. A bare host means TLS. No error repeats the text, which may hold a
// password.
func (s *Session) parseURL(target string) (*server, error) {
	srv := &server{}
	scheme, rest, isURL := strings.Cut(target, "://")
	switch {
	case !isURL:
		rest = target
	case strings.EqualFold(scheme, "imaps"):
		srv.tls = "implicit"
	case !strings.EqualFold(scheme, "imap"):
		return srv, &usageError{"a URL of the shell begins with imaps:// or imap://, not " + strconv.Quote(scheme+"://")}
	}
	authority, path, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		if err := s.parseUser(srv, authority[:at]); err != nil {
			return srv, err
		}
		authority = authority[at+1:]
	}
	if err := srv.parseHost(authority); err != nil {
		if colon, at := strings.Index(rest, ":"), strings.LastIndex(rest, "@"); 0 <= colon && colon < at {
			s.secrets.Add(rest[colon+1 : at])
			err = &usageError{"the URL cannot be read; a / in a user or password is written %2F, an @ %40"}
		}
		return srv, err
	}
	if !isURL && (srv.port == "" || srv.port == "993") {
		srv.tls = "implicit"
	}
	return srv, srv.parsePath(path)
}

// parseUser reads what stands before the @: user, password, and the mechanism
// (RFC 5092 §3.2). The password is known as a secret from here on.
func (s *Session) parseUser(srv *server, text string) error {
	text, auth, hasAuth := cutFold(text, ";AUTH=")
	user, password, hasPassword := strings.Cut(text, ":")
	if hasPassword {
		s.secrets.Add(password) // as it is written, whatever is wrong with it
	}
	var err error
	for _, part := range []*string{&user, &password, &auth} {
		if *part, err = url.PathUnescape(*part); err != nil {
			return &usageError{"before the @ of the URL stands a % without two hexadecimal digits; a % is written %25"}
		}
	}
	srv.user = user
	if hasAuth && auth != "*" {
		srv.auth = auth
	}
	if hasPassword {
		s.secrets.Add(password)
		srv.secrets.password, srv.secrets.known, srv.secrets.inURL = password, true, true
	}
	return nil
}

// cutFold is strings.Cut that does not mind the separator's case.
func cutFold(s, sep string) (before, after string, found bool) {
	for i := 0; i+len(sep) <= len(s); i++ { // ToUpper may change the length
		if strings.EqualFold(s[i:i+len(sep)], sep) {
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}

// parseHost reads host, host:port, an address, or one in brackets with a port.
func (srv *server) parseHost(text string) error {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"), ""
	}
	switch n, portErr := strconv.ParseUint(port, 10, 16); {
	case host == "":
		return &usageError{"the URL names no host"}
	case strings.ContainsAny(host, " \t\r\n\x00[]<>\"\\^`{|}"):
		return &usageError{"the URL's host holds a character that no host has"}
	case err == nil && (portErr != nil || n == 0):
		return &usageError{"the URL's port is no number from 1 to 65535"}
	}
	srv.host, srv.port = host, port
	return nil
}

// parsePath reads what stands behind the server: the mailbox, and a message in
// it (RFC 5092 §5 and §6).
func (srv *server) parsePath(path string) error {
	path, search, hasSearch := strings.Cut(path, "?")
	if hasSearch {
		return &usageError{"a search in a URL is not understood; open the mailbox, then: search " + search}
	}
	parts := strings.Split(path, "/;")
	mailbox, validity, _ := cutFold(parts[0], ";UIDVALIDITY=")
	srv.open.uidValidity = validity
	var err error
	if strings.Contains(mailbox, ";") {
		return &usageError{"a message in a URL is /mailbox/;UID=n; a ; in a mailbox's name is written %3B"}
	}
	if srv.open.mailbox, err = url.PathUnescape(strings.TrimSuffix(mailbox, "/")); err != nil {
		return &usageError{"the URL's mailbox has a % without two hexadecimal digits; a % is written %25"}
	}
	for _, part := range parts[1:] {
		name, value, _ := strings.Cut(part, "=")
		value, err = url.PathUnescape(strings.TrimSuffix(value, "/"))
		switch name = strings.ToUpper(name); {
		case err != nil:
			return &usageError{"the URL's " + name + " has a % without two hexadecimal digits"}
		case name == "UID":
			srv.open.uid = value
		case name == "SECTION":
			srv.open.section = value
		case name == "PARTIAL":
			srv.open.partial = value
		default:
			return &usageError{"a URL can have ;UID=, ;SECTION= and ;PARTIAL= behind the mailbox, not ;" + name}
		}
	}
	if srv.open.uid == "" && (srv.open.section != "" || srv.open.partial != "") {
		return &usageError{"the URL has a ;SECTION= or ;PARTIAL= of no message: /;UID=n comes before"}
	}
	return srv.open.check()
}

// check refuses what would be more than it says, as it goes into a command:
// numbers that are none, a section with an end in it, a name of two lines.
func (p *place) check() error {
	switch {
	case strings.ContainsAny(p.mailbox, "\r\n\x00"):
		return &usageError{"the URL's mailbox has a line end or NUL in its name, which no mailbox can have"}
	case strings.ContainsAny(p.section, "[]\r\n\x00"):
		return &usageError{"the URL's SECTION is what stands between [ and ] in BODY[…], such as 1.2 or HEADER"}
	}
	for name, value := range map[string]string{"UIDVALIDITY": p.uidValidity, "UID": p.uid} {
		if _, err := strconv.ParseUint(value, 10, 32); value != "" && err != nil {
			return &usageError{"the URL's " + name + " is no number"}
		}
	}
	if p.partial == "" {
		return nil
	}
	start, length, _ := strings.Cut(p.partial, ".")
	for _, n := range []string{start, length} {
		if _, err := strconv.ParseUint(n, 10, 63); err != nil {
			return &usageError{"the URL's PARTIAL is start.length, two numbers"}
		}
	}
	return nil
}
