package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// A Fault is one thing that is wrong with a certificate or a handshake.
type Fault string

// What can be wrong.
const (
	Expired       Fault = "expired"
	NotYetValid   Fault = "not yet valid"
	WrongName     Fault = "wrong name"
	SelfSigned    Fault = "self-signed"
	UnknownIssuer Fault = "unknown issuer"
	Weak          Fault = "weak"        // a signature that can be forged
	WrongUse      Fault = "wrong use"   // not a server's certificate, or its issuer must not sign
	WrongPin      Fault = "wrong pin"   // not the certificate that was pinned
	NoTLS         Fault = "no TLS"      // the peer speaks something else
	OldTLS        Fault = "old TLS"     // nothing newer than TLS 1.1
	Refused       Fault = "refused"     // the server ended the handshake
	OurOwn        Fault = "client cert" // the server wants, or does not like, a certificate of ours
)

// An Error says why a handshake failed. It holds the server's words: gate them.
type Error struct {
	Msg    string // what is wrong, in a sentence
	Advice string // what to do about it; may be empty
	Faults []Fault
	Chain  []*x509.Certificate // as the server sent it; nil if it did not come so far
	Err    error               // what crypto/tls said; may be nil
}

func (e *Error) Error() string { return e.Msg }

// Unwrap returns what crypto/tls said.
func (e *Error) Unwrap() error { return e.Err }

// Explain says in words why a handshake failed. name is the name the
// certificate should have had, roots the authorities that were trusted, nil for
// the system's. An error it does not recognise, such as a time-out, is returned
// as it is.
func Explain(err error, name string, roots *x509.CertPool, now time.Time) error {
	var known *Error
	var bad *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.As(err, &bad) && len(bad.UnverifiedCertificates) > 0:
		return explainChain(bad, name, roots, now)
	case errors.As(err, &record):
		return noTLS(record, err)
	}
	if e := explainAlert(err, name); e != nil {
		return e
	}
	return err
}

// noTLS explains an answer that is no TLS record.
func noTLS(record tls.RecordHeaderError, err error) *Error {
	said := string(record.RecordHeader[:])
	e := &Error{
		Msg:    fmt.Sprintf("the peer does not speak TLS on this port: its answer begins with %q", said),
		Advice: "a port that begins in the clear, such as 143, wants imap:// (or --tls starttls)",
		Faults: []Fault{NoTLS}, Err: err,
	}
	if strings.HasPrefix(said, "HTTP") {
		e.Advice = "this is a web server; is the port right?"
	}
	return e
}

// alerts are what a server says when it ends a handshake (RFC 8446 §6.2), by
// the words of crypto/tls, which keeps their numbers to itself.
var alerts = []struct {
	words, msg, advice string
	fault              Fault
}{
	{
		"protocol version not supported", "the server speaks no version of TLS that is safe: 1.2 is the oldest",
		"its TLS library must be updated, or its ssl_min_protocol raised", OldTLS,
	},
	{
		"unsupported protocol version", "the server speaks no version of TLS that is safe: 1.2 is the oldest",
		"its TLS library must be updated, or its ssl_min_protocol raised", OldTLS,
	},
	{
		"certificate required", "the server wants a certificate from us and got none",
		"give one with --cert FILE and --key FILE", OurOwn,
	},
	{
		"handshake failure", "the server found nothing in common with us: no cipher, or it wants a certificate from us",
		"if it wants a certificate: --cert FILE and --key FILE", Refused,
	},
	{
		"unrecognized name", "the server does not know itself by the name we asked for",
		"ask for the name it has: --servername NAME", Refused,
	},
	{"unknown certificate authority", "the server does not know who issued the certificate we showed it", "see --cert", OurOwn},
	{"bad certificate", "the server refuses the certificate we showed it", "see --cert and --key", OurOwn},
	{"unsupported certificate", "the server cannot use the certificate we showed it", "see --cert", OurOwn},
	{"revoked certificate", "the certificate we showed the server has been revoked", "see --cert", OurOwn},
	{"expired certificate", "the certificate we showed the server has expired", "see --cert", OurOwn},
	{"unknown certificate", "the server refuses the certificate we showed it", "see --cert and --key", OurOwn},
	{"weak signature", "the server's certificate has a signature or key that can be forged", "", Weak},
}

// explainAlert recognises what ended a handshake before any certificate was
// judged; nil if it does not.
func explainAlert(err error, name string) *Error {
	var op *net.OpError
	remote := errors.As(err, &op) && op.Op == "remote error"
	text := err.Error()
	for _, a := range alerts {
		if strings.Contains(text, a.words) && (remote || a.fault == OldTLS) {
			e := &Error{Msg: a.msg, Advice: a.advice, Faults: []Fault{a.fault}, Err: err}
			if a.words == "unrecognized name" {
				e.Msg = fmt.Sprintf("the server does not know itself by the name %s", name)
			}
			return e
		}
	}
	switch {
	case remote:
		return &Error{Msg: "the server ended the handshake: " + op.Err.Error(), Faults: []Fault{Refused}, Err: err}
	case errors.Is(err, io.EOF):
		return &Error{
			Msg:    "the server closed the connection in the handshake",
			Advice: "a port that begins in the clear, such as 143, wants imap:// (or --tls starttls)",
			Faults: []Fault{Refused}, Err: err,
		}
	}
	return nil
}
