package practice

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"sync"
	"time"
)

// identity is the server's certificate, made when it is first needed.
type identity struct {
	fixed *tls.Certificate // the one given in the options

	once      sync.Once
	err       error
	made      tls.Certificate
	authority *x509.Certificate
}

// config is the TLS configuration for one handshake. A client certificate is
// asked for, never demanded, and not verified: SASL EXTERNAL takes its common
// name for the user (RFC 4422 App. A).
func (i *identity) config() (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, ClientAuth: tls.RequestClientCert}
	if i.fixed != nil {
		c.Certificates = []tls.Certificate{*i.fixed}
		return c, nil
	}
	if err := i.make(); err != nil {
		return nil, err
	}
	c.Certificates = []tls.Certificate{i.made}
	return c, nil
}

// TLSConfig is what the server uses, for a [Script] that speaks TLS.
func (s *Server) TLSConfig() (*tls.Config, error) { return s.identity.config() }

// leaf is the server's own certificate, for channel binding (RFC 5929 §4).
func (i *identity) leaf() *x509.Certificate {
	c := i.fixed
	if c == nil {
		c = &i.made
	}
	if len(c.Certificate) == 0 {
		return nil
	}
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		return nil
	}
	return leaf
}

func (i *identity) pool() (*x509.CertPool, error) {
	if i.fixed != nil {
		return nil, nil
	}
	if err := i.make(); err != nil {
		return nil, err
	}
	p := x509.NewCertPool()
	p.AddCert(i.authority)
	return p, nil
}

// PEM returns the certificate of the authority in PEM, for clients that read it
// from a file. It is nil where Options.Certificate was given.
func (s *Server) PEM() ([]byte, error) {
	if s.identity.fixed != nil {
		return nil, nil
	}
	if err := s.identity.make(); err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.identity.authority.Raw}), nil
}

func (i *identity) make() error {
	i.once.Do(func() { i.err = i.issue() })
	return i.err
}

// issue makes an authority and a certificate for this machine's own names.
func (i *identity) issue() error {
	now := time.Now()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	root := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "imapsh practice authority"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.AddDate(1, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	if err != nil {
		return err
	}
	if i.authority, err = x509.ParseCertificate(der); err != nil {
		return err
	}
	leafKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: "localhost"},
		NotBefore:    root.NotBefore,
		NotAfter:     root.NotAfter,
		DNSNames:     []string{"localhost", "demo"}, // the shell calls --demo so
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err = x509.CreateCertificate(rand.Reader, leaf, i.authority, leafKey.Public(), key)
	if err != nil {
		return err
	}
	i.made = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: leafKey}
	return nil
}
