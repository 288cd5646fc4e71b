package auth

import (
	"crypto/tls"
	"errors"
	"fmt"

	"imapsh/imap/auth/scram"
)

// Channel binding types.
const (
	BindingExporter  = scram.BindingExporter
	BindingServerEnd = scram.BindingServerEnd
)

// Bindings lists the channel binding types that can be used on a TLS connection, the one to prefer first. It is empty
// for no TLS and for a TLS 1.2 connection whose certificate has a signature without a hash of its own (Ed25519).
func Bindings(cs *tls.ConnectionState) []string {
	var types []string
	for _, t := range []string{BindingExporter, BindingServerEnd} {
		if _, err := bind(t, cs); err == nil {
			types = append(types, t)
		}
	}
	return types
}

// bind computes the channel binding data of a connection.
func bind(typ string, cs *tls.ConnectionState) (scram.Binding, error) {
	switch {
	case cs == nil || !cs.HandshakeComplete:
		return scram.Binding{}, errors.New("channel binding needs TLS")
	case typ == BindingExporter:
		return scram.NewExporterBinding(cs)
	case typ == BindingServerEnd && len(cs.PeerCertificates) == 0:
		return scram.Binding{}, errors.New("tls-server-end-point needs a certificate")
	case typ == BindingServerEnd:
		return scram.NewServerEndBinding(cs.PeerCertificates[0])
	case typ == "tls-unique":
		return scram.Binding{}, errors.New("tls-unique is not safe and not supported")
	}
	return scram.Binding{}, fmt.Errorf("unknown channel binding type %q", typ)
}

// chooseBinding takes the type the user named, or the best this connection has.
func chooseBinding(conn Security) (scram.Binding, error) {
	if conn.Binding != "" {
		return bind(conn.Binding, conn.TLS)
	}
	types := Bindings(conn.TLS)
	if len(types) == 0 {
		return scram.Binding{}, errors.New("this connection has nothing to bind to: it needs TLS")
	}
	return bind(types[0], conn.TLS)
}
