package repl

import (
	"encoding/json"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/auth"
	"imapsh/imap/certificate"
	"imapsh/repl/render"
)

// tlsReport is what \tls shows.
type tlsReport struct {
	certificate.Report
	Trust    string   `json:"trust"`
	Bindings []string `json:"channel_bindings"`
}

// TLS implements [command.Connection].
func (s *Session) TLS() error {
	if s.client == nil {
		return notConnected(`\tls`)
	}
	cs := s.client.TLS()
	if cs == nil {
		return &imap.Error{Reason: imap.ReasonUsage, Msg: "the connection is not encrypted; starttls encrypts it, and imaps:// does from the start"}
	}
	r := tlsReport{certificate.Describe(cs, time.Now()), s.server.trusted(), auth.Bindings(cs)}
	if s.renderer.Format == render.JSON {
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		s.Echo(string(b))
		return nil
	}
	bindings := "none"
	if len(r.Bindings) > 0 {
		bindings = strings.Join(r.Bindings, ", ")
	}
	s.Say(strings.Join(append(r.Lines(), "trust        "+r.Trust, "bindings     "+bindings), "\n") + "\n")
	return nil
}

// trusted says why the server's certificate was believed.
func (srv *server) trusted() string {
	switch {
	case srv.trust.Pin != "":
		return "it is the pinned certificate"
	case srv.trust.Insecure:
		return "NOT VERIFIED (--insecure): anybody may be at the other end"
	case srv.trust.CAFile != "":
		return "verified by the authorities in " + srv.trust.CAFile
	case srv.demo:
		return "verified by the authority that the practice server made when it started"
	}
	return "verified by the system's authorities"
}
