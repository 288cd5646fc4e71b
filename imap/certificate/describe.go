package certificate

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// A Report is what a handshake agreed on and whom it met.
type Report struct {
	Version     string        `json:"version"`
	Cipher      string        `json:"cipher"`
	KeyExchange string        `json:"key_exchange,omitempty"`
	ALPN        string        `json:"alpn,omitempty"`
	ServerName  string        `json:"server_name,omitempty"`
	Resumed     bool          `json:"resumed"`
	Verified    bool          `json:"verified"` // by an authority
	Chain       []Certificate `json:"chain"`    // the server's own first
}

// A Certificate is one certificate of a chain, in words.
type Certificate struct {
	Subject     string    `json:"subject"`
	Names       []string  `json:"names,omitempty"`
	Issuer      string    `json:"issuer"`
	Key         string    `json:"key"`
	Signature   string    `json:"signature"`
	NotBefore   time.Time `json:"not_before"`
	NotAfter    time.Time `json:"not_after"`
	DaysLeft    int       `json:"days_left"` // whole days; below 0: expired so long ago
	Fingerprint string    `json:"fingerprint"`
	left        time.Duration
}

// Describe reports on a connection.
func Describe(cs *tls.ConnectionState, now time.Time) Report {
	r := Report{
		Version: tls.VersionName(cs.Version), Cipher: tls.CipherSuiteName(cs.CipherSuite), ALPN: cs.NegotiatedProtocol,
		ServerName: cs.ServerName, Resumed: cs.DidResume, Verified: len(cs.VerifiedChains) > 0,
	}
	if cs.CurveID != 0 {
		r.KeyExchange = cs.CurveID.String()
	}
	for _, c := range cs.PeerCertificates {
		r.Chain = append(r.Chain, describe(c, now))
	}
	return r
}

func describe(c *x509.Certificate, now time.Time) Certificate {
	left := c.NotAfter.Sub(now)
	return Certificate{
		Subject: c.Subject.String(), Names: Names(c), Issuer: c.Issuer.String(), Key: key(c),
		Signature: c.SignatureAlgorithm.String(), NotBefore: c.NotBefore, NotAfter: c.NotAfter,
		DaysLeft: int(left / (24 * time.Hour)), Fingerprint: Fingerprint(c).String(), left: left,
	}
}

func key(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d bits", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return c.PublicKeyAlgorithm.String()
}

// Lines is the report for people, one fact a line.
func (r Report) Lines() []string {
	lines := []string{"version      " + r.Version, "cipher       " + r.Cipher}
	for _, f := range [][2]string{{"key exchange", r.KeyExchange}, {"server name", r.ServerName}} {
		if f[1] != "" {
			lines = append(lines, fmt.Sprintf("%-12s %s", f[0], f[1]))
		}
	}
	lines = append(lines, "ALPN         "+orNone(r.ALPN))
	for i, c := range r.Chain {
		lines = append(lines, fmt.Sprintf("certificate %d of %d", i+1, len(r.Chain)))
		lines = append(lines, c.lines()...)
	}
	return lines
}

func (c *Certificate) lines() []string {
	left := span(c.left) + " left"
	if c.left < 0 {
		left = "expired " + span(-c.left) + " ago"
	}
	lines := []string{"  subject    " + orNone(c.Subject)}
	if len(c.Names) > 0 {
		lines = append(lines, "  names      "+strings.Join(c.Names, ", "))
	}
	return append(lines,
		"  issuer     "+orNone(c.Issuer),
		"  key        "+c.Key+", signed with "+c.Signature,
		"  valid      "+day(c.NotBefore)+" to "+day(c.NotAfter)+", "+left,
		"  pin        "+c.Fingerprint)
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
