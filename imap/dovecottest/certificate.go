package dovecottest

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
	"path/filepath"
	"testing"
	"time"
)

// An authority signs the server's certificate and those of clients.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority() (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := certificate("imapsh test authority")
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &authority{cert, key}, err
}

// sign makes a key and a certificate for it, both as PEM.
func (a *authority) sign(template *x509.Certificate) (certPEM, keyPEM []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return encodePEM("CERTIFICATE", der), encodePEM("PRIVATE KEY", keyDER), nil
}

func certificate(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
}

func encodePEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func (s *Server) writeCertificates() error {
	a, err := newAuthority()
	if err != nil {
		return err
	}
	s.authority = a
	s.RootCAs = x509.NewCertPool()
	s.RootCAs.AddCert(a.cert)
	s.CAFile = filepath.Join(s.Dir, "ca.pem")
	if err := s.writeFile("ca.pem", string(encodePEM("CERTIFICATE", a.cert.Raw))); err != nil {
		return err
	}
	server := certificate("localhost")
	server.DNSNames = []string{"localhost"}
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(127, 0, 0, 2), net.IPv6loopback}
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	certPEM, keyPEM, err := a.sign(server)
	if err != nil {
		return err
	}
	if err := s.writeFile("server.pem", string(certPEM)); err != nil {
		return err
	}
	return s.writeFile("server.key", string(keyPEM))
}

// ClientCertificate makes a certificate that logs the user in with SASL EXTERNAL
// over TLS.
func (s *Server) ClientCertificate(user string) (tls.Certificate, error) {
	certPEM, keyPEM, err := s.signClient(user)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(certPEM, keyPEM)
}

// ClientCertificateFiles writes such a certificate and its key as PEM files into
// a folder of the test.
func (s *Server) ClientCertificateFiles(t testing.TB, user string) (certFile, keyFile string) {
	t.Helper()
	certPEM, keyPEM, err := s.signClient(user)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return writeTestFile(t, dir, "client.pem", certPEM), writeTestFile(t, dir, "client.key", keyPEM)
}

func (s *Server) signClient(user string) (certPEM, keyPEM []byte, err error) {
	client := certificate(user)
	client.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return s.authority.sign(client)
}
