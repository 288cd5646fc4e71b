package repl

import (
	"net"
	"net/url"
	"strings"
)

// parseTarget reads a URL, a host or host:port. A bare host means TLS.
func (s *Session) parseTarget(target string) (server, error) {
	var srv server
	var err error
	if strings.Contains(target, "://") {
		srv, err = s.parseURL(target)
	} else {
		srv, err = parseHost(target)
	}
	if err != nil {
		return srv, err
	}
	if s.cfg.User != "" {
		srv.user = s.cfg.User
	}
	if s.cfg.TLS != "" {
		srv.tls = s.cfg.TLS
	}
	return srv, nil
}

func (s *Session) parseURL(target string) (server, error) {
	u, err := url.Parse(target)
	if err != nil {
		return server{}, &usageError{"the URL cannot be read: " + s.secrets.MaskString(strings.TrimPrefix(err.Error(), "parse "))}
	}
	srv := server{host: u.Hostname(), port: u.Port(), mailbox: strings.TrimPrefix(u.Path, "/")}
	switch strings.ToLower(u.Scheme) {
	case "imaps":
		srv.tls = "implicit"
	case "imap":
	default:
		return srv, &usageError{"a URL of the shell begins with imaps:// or imap://, not " + u.Scheme + "://"}
	}
	if srv.host == "" {
		return srv, &usageError{"the URL names no host"}
	}
	if srv.port == "" {
		srv.port = map[bool]string{true: "993", false: "143"}[srv.tls == "implicit"]
	}
	if u.User != nil {
		srv.user = u.User.Username()
		if i := strings.Index(strings.ToUpper(srv.user), ";AUTH="); i >= 0 {
			srv.user = srv.user[:i]
		}
	}
	return srv, nil
}

func parseHost(target string) (server, error) {
	if target == "" {
		return server{}, &usageError{"a host is missing"}
	}
	host, port, err := net.SplitHostPort(target)
	if err != nil {
		return server{host: strings.Trim(target, "[]"), port: "993", tls: "implicit"}, nil
	}
	if port == "993" {
		return server{host: host, port: port, tls: "implicit"}, nil
	}
	return server{host: host, port: port}, nil
}
