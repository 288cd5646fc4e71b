package certificate

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// explainChain finds all that is wrong with a chain, where crypto/x509 stops at
// the first thing.
func explainChain(bad *tls.CertificateVerificationError, name string, roots *x509.CertPool, now time.Time) *Error {
	chain := bad.UnverifiedCertificates
	x := &examination{leaf: chain[0], chain: chain, name: name, roots: roots, now: now}
	x.dates()
	x.names()
	x.issuer()
	if len(x.faults) == 0 {
		x.add(WrongUse, "%v", bad.Err)
	}
	pin := Fingerprint(x.leaf).String()
	return &Error{
		Msg: fmt.Sprintf("the certificate of %s is not to be trusted: %s. It is %s, issued by %s, valid from %s to %s, %s",
			name, strings.Join(x.words, "; "), subject(x.leaf), issuer(x.leaf), day(x.leaf.NotBefore), day(x.leaf.NotAfter), pin),
		Advice: strings.Join(append(x.advice, "to trust this one certificate, once you have checked its fingerprint: --pin "+pin), "; "),
		Faults: x.faults, Chain: chain, Err: bad,
	}
}

// examination collects what is wrong with a certificate.
type examination struct {
	leaf   *x509.Certificate
	chain  []*x509.Certificate
	name   string
	roots  *x509.CertPool
	now    time.Time
	faults []Fault
	words  []string
	advice []string
}

func (x *examination) add(f Fault, format string, args ...any) {
	x.faults = append(x.faults, f)
	x.words = append(x.words, fmt.Sprintf(format, args...))
}

func (x *examination) dates() {
	switch {
	case x.now.After(x.leaf.NotAfter):
		x.add(Expired, "it expired %s, %s ago", day(x.leaf.NotAfter), span(x.now.Sub(x.leaf.NotAfter)))
	case x.now.Before(x.leaf.NotBefore):
		x.add(NotYetValid, "it is not yet valid: not before %s, in %s", day(x.leaf.NotBefore), span(x.leaf.NotBefore.Sub(x.now)))
		x.advice = append(x.advice, "is this machine's clock right? It says "+x.now.Format(time.RFC3339))
	}
}

func (x *examination) names() {
	if x.leaf.VerifyHostname(x.name) == nil {
		return
	}
	x.add(WrongName, "it is for %s, not for %s", names(x.leaf), x.name)
	for _, n := range x.leaf.DNSNames {
		if !strings.HasPrefix(n, "*") && n != "" {
			x.advice = append(x.advice, "if the server you mean is "+n+", connect to that name or give --servername "+n)
			break
		}
	}
}

// issuer judges who signed, at a time when the certificate was valid.
func (x *examination) issuer() {
	opts := x509.VerifyOptions{Roots: x.roots, CurrentTime: x.validTime(), Intermediates: x509.NewCertPool()}
	for _, c := range x.chain[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := x.leaf.Verify(opts)
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var insecure x509.InsecureAlgorithmError
	var system x509.SystemRootsError
	switch {
	case err == nil:
	case weak(x.leaf.SignatureAlgorithm), errors.As(err, &insecure):
		x.add(Weak, "its signature (%s) is of a kind that can be forged", x.leaf.SignatureAlgorithm)
	case errors.As(err, &system):
		x.add(UnknownIssuer, "this machine's list of authorities cannot be read: %v", err)
		x.advice = append(x.advice, "install the system's CA certificates, set SSL_CERT_FILE, or give --ca FILE")
	case errors.As(err, &unknown):
		x.unknownIssuer()
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		x.add(Expired, "the certificate of its issuer, %s, has expired", issuer(x.leaf))
	case errors.As(err, &invalid) && invalid.Reason == x509.IncompatibleUsage:
		x.add(WrongUse, "it was not made for servers")
	default:
		x.add(WrongUse, "%s", strings.TrimPrefix(err.Error(), "x509: "))
	}
}

func (x *examination) unknownIssuer() {
	top := x.chain[len(x.chain)-1]
	switch {
	case selfSigned(x.leaf):
		x.add(SelfSigned, "it is self-signed: nobody but the server itself vouches for it")
		x.advice = append(x.advice, "if you have the certificate as a file: --ca FILE")
	case !selfSigned(top):
		x.add(UnknownIssuer, "it was issued by %s, who is not among the trusted authorities", issuer(top))
		x.advice = append(x.advice, fmt.Sprintf(
			"if that is your own authority, give its certificate with --ca FILE; if it is a public one, the server fails to send the certificate of %s along", issuer(top)))
	default:
		x.add(UnknownIssuer, "its authority, %s, is not among the trusted ones", subject(top))
		x.advice = append(x.advice, "if that is your own authority, give its certificate with --ca FILE")
	}
}

// validTime is now, or the moment nearest to it at which the certificate was
// valid.
func (x *examination) validTime() time.Time {
	switch {
	case x.now.After(x.leaf.NotAfter):
		return x.leaf.NotAfter
	case x.now.Before(x.leaf.NotBefore):
		return x.leaf.NotBefore
	}
	return x.now
}

func selfSigned(c *x509.Certificate) bool {
	return bytes.Equal(c.RawIssuer, c.RawSubject) && c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

func weak(a x509.SignatureAlgorithm) bool {
	switch a {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}

// names lists whom a certificate is for. The common name counts no longer (RFC
// 9525 §2).
func names(c *x509.Certificate) string {
	list := Names(c)
	if len(list) == 0 {
		return "nobody (no names in it but the subject " + subject(c) + ", which does not count)"
	}
	const most = 10
	if n := len(list); n > most {
		list = append(list[:most:most], fmt.Sprintf("and %d more", n-most))
	}
	return strings.Join(list, ", ")
}

// Names are the host names and addresses that a certificate is for.
func Names(c *x509.Certificate) []string {
	list := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		list = append(list, net.IP(ip).String())
	}
	return list
}

func subject(c *x509.Certificate) string { return orNameless(c.Subject.String()) }

func issuer(c *x509.Certificate) string { return orNameless(c.Issuer.String()) }

func orNameless(name string) string {
	if name == "" {
		return "someone without a name"
	}
	return name
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// span is a length of time in the unit that matters.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}
