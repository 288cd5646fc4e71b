package certificate

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// A Pin is the SHA-256 fingerprint of a server's certificate, which is what
// `openssl x509 -fingerprint -sha256` prints.
type Pin [sha256.Size]byte

const pinPrefix = "sha256:"

// Fingerprint is the pin of a certificate.
func Fingerprint(cert *x509.Certificate) Pin { return sha256.Sum256(cert.Raw) }

// ParsePin reads sha256:HEX, in any case, with or without colons between the
// bytes.
func ParsePin(s string) (Pin, error) {
	var p Pin
	if len(s) < len(pinPrefix) || !strings.EqualFold(s[:len(pinPrefix)], pinPrefix) {
		return p, errors.New("a pin is sha256: and the 64 hexadecimal digits of the certificate's fingerprint")
	}
	digits := strings.ReplaceAll(s[len(pinPrefix):], ":", "")
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != len(p) {
		return p, fmt.Errorf("a pin has 64 hexadecimal digits after sha256:, this one has %d characters", len(digits))
	}
	copy(p[:], b)
	return p, nil
}

// String is the form that ParsePin reads: sha256: and lower-case digits.
func (p Pin) String() string { return pinPrefix + hex.EncodeToString(p[:]) }

// Apply makes a configuration trust the pinned certificate and no other,
// whatever its name, dates and issuer are.
func (p Pin) Apply(cfg *tls.Config) {
	cfg.InsecureSkipVerify = true // in favour of a stricter check
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		if len(cs.PeerCertificates) == 0 {
			return errors.New("the server showed no certificate")
		}
		if got := Fingerprint(cs.PeerCertificates[0]); got != p {
			return &Error{
				Msg: fmt.Sprintf("the server's certificate is not the pinned one: it is %s, pinned is %s. It is for %s",
					got, p, names(cs.PeerCertificates[0])),
				Advice: "if the server has a new certificate and you have checked its fingerprint, give the new pin: --pin " + got.String(),
				Faults: []Fault{WrongPin}, Chain: cs.PeerCertificates,
			}
		}
		return nil
	}
}
