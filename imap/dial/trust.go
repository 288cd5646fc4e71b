package dial

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"imapsh/imap/certificate"
)

// Trust says which server is believed and who we are to it. The zero value
// believes the system's authorities.
type Trust struct {
	CAFile     string // authorities to believe in place of the system's, in PEM
	CertFile   string // a certificate of our own, in PEM
	KeyFile    string // its key; "" if it is in CertFile too
	ServerName string // the name the certificate must have; "" for the host
	Pin        string // the one certificate to believe, sha256:HEX
	Insecure   bool   // believe anybody
}

// Config makes the TLS configuration for a host. Files are read now; an error
// says which flag named what could not be used.
func (t *Trust) Config(host string) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: host, InsecureSkipVerify: t.Insecure}
	if t.ServerName != "" {
		cfg.ServerName = t.ServerName
	}
	if t.CAFile != "" {
		pem, err := os.ReadFile(t.CAFile)
		if err != nil {
			return nil, fmt.Errorf("--ca: %w", plainPath(err))
		}
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("--ca: %s holds no certificate in PEM form", t.CAFile)
		}
	}
	if t.Pin != "" {
		pin, err := certificate.ParsePin(t.Pin)
		if err != nil {
			return nil, fmt.Errorf("--pin: %w", err)
		}
		pin.Apply(cfg)
	}
	return cfg, t.ownCertificate(cfg)
}

// ownCertificate reads the certificate to show to the server.
func (t *Trust) ownCertificate(cfg *tls.Config) error {
	if t.CertFile == "" {
		if t.KeyFile != "" {
			return errors.New("--key without --cert: the server is shown a certificate and its key is used")
		}
		return nil
	}
	keyFile := t.KeyFile
	if keyFile == "" {
		keyFile = t.CertFile
	}
	cert, err := tls.LoadX509KeyPair(t.CertFile, keyFile)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("--cert, --key: %w", plainPath(err))
	case err != nil:
		return fmt.Errorf("--cert %s and --key %s do not make a pair: %w", t.CertFile, keyFile, err)
	}
	cfg.Certificates = []tls.Certificate{cert}
	return nil
}

// plainPath is a file's error without the name of the system call.
func plainPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return err
}
