package auth

import (
	"crypto/tls"
	"errors"
	"fmt"

	"github.com/xdg-go/scram"
)

// Channel binding types. tls-unique is not among them: TLS 1.3 has none, and below it the type is broken unless the
// extended master secret was negotiated.
const (
	BindingExporter  = "tls-exporter"         // RFC 9266: keying material of this TLS 1.3 connection
	BindingServerEnd = "tls-server-end-point" // RFC 5929 §4: a hash of the server's certificate
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
func bind(typ string, cs *tls.ConnectionState) (scram.ChannelBinding, error) {
	switch {
	case cs == nil || !cs.HandshakeComplete:
		return scram.ChannelBinding{}, errors.New("channel binding needs TLS")
	case typ == BindingExporter && cs.Version < tls.VersionTLS13:
		return scram.ChannelBinding{}, errors.New("tls-exporter needs TLS 1.3")
	case typ == BindingExporter:
		return scram.NewTLSExporterBinding(cs)
	case typ == BindingServerEnd:
		return scram.NewTLSServerEndpointBinding(cs)
	case typ == "tls-unique":
		return scram.ChannelBinding{}, errors.New("tls-unique is not safe and not supported")
	}
	return scram.ChannelBinding{}, fmt.Errorf("unknown channel binding type %q", typ)
}

// chooseBinding takes the type the user named, or the best this connection has.
func chooseBinding(conn Security) (scram.ChannelBinding, error) {
	if conn.Binding != "" {
		return bind(conn.Binding, conn.TLS)
	}
	types := Bindings(conn.TLS)
	if len(types) == 0 {
		return scram.ChannelBinding{}, errors.New("this connection has nothing to bind to: it needs TLS")
	}
	return bind(types[0], conn.TLS)
}
