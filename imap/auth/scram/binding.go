package scram

import (
	"crypto"
	_ "crypto/sha256" // the hashes of certificates
	_ "crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
)

// The channel binding types. tls-unique is not among them: TLS 1.3 has none, and below it the type is broken unless the
// extended master secret was negotiated.
const (
	BindingExporter  = "tls-exporter"         // RFC 9266: keying material of this TLS 1.3 connection
	BindingServerEnd = "tls-server-end-point" // RFC 5929 §4: a hash of the server's certificate
)

// Binding is what ties an exchange to the TLS connection it runs in; the zero value is none.
type Binding struct {
	Type string // as in the GS2 header: p=tls-exporter
	Data []byte
}

// NewExporterBinding is the keying material of a TLS 1.3 connection (RFC 9266 §4.2), the same on both sides of it.
func NewExporterBinding(cs *tls.ConnectionState) (Binding, error) {
	if cs.Version < tls.VersionTLS13 {
		return Binding{}, errors.New("tls-exporter needs TLS 1.3")
	}
	data, err := cs.ExportKeyingMaterial("EXPORTER-Channel-Binding", nil, 32)
	if err != nil {
		return Binding{}, fmt.Errorf("keying material: %w", err)
	}
	return Binding{BindingExporter, data}, nil
}

// NewServerEndBinding is a hash of the server's certificate (RFC 5929 §4.1): by the hash of the certificate's signature,
// or SHA-256 where that is weaker. A signature without a hash of its own (Ed25519) is an error.
func NewServerEndBinding(cert *x509.Certificate) (Binding, error) {
	var h crypto.Hash
	switch cert.SignatureAlgorithm {
	case x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1,
		x509.SHA256WithRSA, x509.SHA256WithRSAPSS, x509.ECDSAWithSHA256, x509.DSAWithSHA256:
		h = crypto.SHA256
	case x509.SHA384WithRSA, x509.SHA384WithRSAPSS, x509.ECDSAWithSHA384:
		h = crypto.SHA384
	case x509.SHA512WithRSA, x509.SHA512WithRSAPSS, x509.ECDSAWithSHA512:
		h = crypto.SHA512
	default:
		return Binding{}, fmt.Errorf("a certificate signed with %v has nothing to bind to", cert.SignatureAlgorithm)
	}
	d := h.New()
	d.Write(cert.Raw)
	return Binding{BindingServerEnd, d.Sum(nil)}, nil
}
