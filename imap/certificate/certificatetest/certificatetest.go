// Package certificatetest makes certificate authorities and certificates, right
// and wrong ones, for tests.
package certificatetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf8"
)

// An Authority signs certificates.
type Authority struct {
	Cert *x509.Certificate
	Pool *x509.CertPool
	key  *ecdsa.PrivateKey
}

// New makes an authority of this name.
func New(t testing.TB, name string) *Authority {
	t.Helper()
	key := newKey(t)
	cert := sign(t, &x509.Certificate{
		Subject: called(name), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Now().Add(-100 * 24 * time.Hour), NotAfter: time.Now().Add(1000 * 24 * time.Hour),
	}, nil, key, key)
	a := &Authority{Cert: cert, Pool: x509.NewCertPool(), key: key}
	a.Pool.AddCert(cert)
	return a
}

// File writes the authority's certificate as PEM into a folder of the test.
func (a *Authority) File(t testing.TB) string {
	t.Helper()
	return write(t, "ca.pem", "CERTIFICATE", a.Cert.Raw)
}

// called is the subject of this name. One that is no UTF-8 is a TeletexString, which
// may hold any byte.
func called(name string) pkix.Name {
	if utf8.ValidString(name) {
		return pkix.Name{CommonName: name}
	}
	value := asn1.RawValue{Tag: asn1.TagT61String, Bytes: []byte(name)}
	return pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: value}}}
}

// Leaf says what a certificate is like. The zero value is right in every way
// for localhost and 127.0.0.1.
type Leaf struct {
	Name       string   // the common name
	Names      []string // the hosts it is for
	From, To   time.Duration
	SelfSigned bool
	Client     bool
}

// Issue makes a certificate with its key.
func (a *Authority) Issue(t testing.TB, l Leaf) tls.Certificate {
	t.Helper()
	if l.Names == nil {
		l.Names = []string{"localhost", "127.0.0.1"}
	}
	if l.Name == "" {
		l.Name = "a test's server"
	}
	if l.To == 0 {
		l.From, l.To = -24*time.Hour, 90*24*time.Hour
	}
	use := x509.ExtKeyUsageServerAuth
	if l.Client {
		use = x509.ExtKeyUsageClientAuth
	}
	template := &x509.Certificate{
		Subject: called(l.Name), ExtKeyUsage: []x509.ExtKeyUsage{use}, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: time.Now().Add(l.From), NotAfter: time.Now().Add(l.To),
	}
	for _, n := range l.Names {
		if ip := net.ParseIP(n); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, n)
		}
	}
	key := newKey(t)
	parent, signer := a.Cert, a.key
	if l.SelfSigned {
		parent, signer = nil, key
	}
	cert := sign(t, template, parent, key, signer)
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}
}

// Files writes a certificate and its key as PEM into a folder of the test.
func Files(t testing.TB, c tls.Certificate) (certFile, keyFile string) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "cert.pem", "CERTIFICATE", c.Certificate[0]), write(t, "key.pem", "PRIVATE KEY", der)
}

func write(t testing.TB, name, kind string, der []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sign makes a certificate of template; parent nil is one signed by itself.
func sign(t testing.TB, template, parent *x509.Certificate, key, signer *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = serial
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}
