package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"imapsh/imap/auth/server"
)

// accounts is a Lookup of one account.
type accounts struct{ user, password, token string }

func (a accounts) Password(user string) (string, bool) { return a.password, user == a.user }
func (a accounts) Token(token string) (string, bool)   { return a.user, token == a.token && token != "" }

// converse lets the two halves talk as package imap would, and returns what the server made of it.
func converse(t testing.TB, m Mechanism, s server.Mechanism) (user, authzid string, err error) {
	t.Helper()
	ir, hasIR, err := m.Start()
	if err != nil {
		return "", "", err
	}
	response := ir
	if !hasIR {
		response = nil
	}
	for range 10 {
		challenge, done, user, authzid, err := s.Next(response)
		switch {
		case err != nil:
			return "", "", err
		case done:
			return user, authzid, m.Done()
		}
		if response, err = m.Next(challenge); err != nil {
			return "", "", err
		}
		if response == nil {
			response = []byte{}
		}
	}
	t.Fatal("the exchange does not end")
	return "", "", nil
}

func passwordMechanisms() []string {
	return []string{
		"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS",
	}
}

// TestPasswordShapes logs in with every mechanism and every kind of password, with and without SASL-IR, and fails to
// with another one.
func TestPasswordShapes(t *testing.T) {
	t.Parallel()
	client, srv := handshake(t, tls.VersionTLS13, x509.ECDSAWithSHA256)
	for _, p := range []struct{ name, user, password string }{
		{"simple", "alice", "secret"},
		{"quotes", "alice", `pa"ss"`},
		{"backslash", "alice", `pa\ss\`},
		{"blanks", "alice", "  pass  word "},
		{"equals and comma", "a=l,ic=e", "x=y,z=,"},
		{"non-ASCII", "grüße", "pässwörd-密码"},
		{"no-break space", "alice", "pass word"},
		{"compatibility letters", "alice", "ﬁne"},
		{"emoji, which SASLprep refuses", "alice", "🔑🔒"},
		{"both writing directions, which SASLprep refuses", "alice", "abc\u05d0\u05d1 1"},
		{"control characters, which SASLprep refuses", "alice", "a\x07b\tc"},
		{"Latin-1 bytes, which are no UTF-8", "alice", "p\xe4ss"},
		{"only a soft hyphen", "alice", "\u00ad"},
		{"1000 characters", "alice", strings.Repeat("0123456789", 100)},
		{"1000 characters non-ASCII", "alice", strings.Repeat("ä", 1000)},
		{"empty", "alice", ""},
		{"an asterisk", "alice", "*"},
		{"the user name", "alice", "alice"},
	} {
		for _, mech := range passwordMechanisms() {
			t.Run(p.name+"/"+mech, func(t *testing.T) {
				t.Parallel()
				conn := Security{Encrypted: true, TLS: client}
				config := srv
				config.Lookup = accounts{user: p.user, password: p.password}
				for _, wrap := range []func(Mechanism) Mechanism{func(m Mechanism) Mechanism { return m }, WithoutIR} {
					for _, wrong := range []bool{false, true} {
						cred := Credentials{User: p.user, Password: p.password, HasPassword: true}
						if wrong {
							cred.Password += "x"
						}
						m, err := Select(nil, mech, cred, conn)
						if err != nil {
							t.Fatal(err)
						}
						s, err := server.New(mech, config)
						if err != nil {
							t.Fatal(err)
						}
						user, authzid, err := converse(t, wrap(m), s)
						switch {
						case wrong && !errors.Is(err, server.ErrCredentials):
							t.Errorf("wrong password: %q, %v", user, err)
						case !wrong && (err != nil || user != p.user || authzid != p.user):
							t.Errorf("logged in as %q for %q: %v", user, authzid, err)
						}
					}
				}
			})
		}
	}
}

func TestActingAsSomeoneElse(t *testing.T) {
	t.Parallel()
	client, srv := handshake(t, tls.VersionTLS13, x509.ECDSAWithSHA256)
	srv.Lookup = accounts{user: "master", password: "secret", token: "tokentoken"}
	srv.ClientUser = "master"
	for _, mech := range []string{
		"PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "EXTERNAL", "OAUTHBEARER", "XOAUTH2",
	} {
		for _, may := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/%v", mech, may), func(t *testing.T) {
				t.Parallel()
				config := srv
				config.MayActAs = func(user, authzid string) bool { return may && user == "master" && authzid == "a,b=c" }
				m, err := Select(nil, mech, Credentials{
					User: "master", AuthzID: "a,b=c", Password: "secret", Token: "tokentoken", HasCertificate: true,
				}, Security{Encrypted: true, TLS: client})
				if err != nil {
					t.Fatal(err)
				}
				s, err := server.New(mech, config)
				if err != nil {
					t.Fatal(err)
				}
				user, authzid, err := converse(t, m, s)
				switch {
				case may && (err != nil || user != "master" || authzid != "a,b=c"):
					t.Errorf("%q for %q, %v", user, authzid, err)
				case !may && !errors.Is(err, server.ErrAuthorization):
					t.Errorf("%q for %q, %v; want ErrAuthorization", user, authzid, err)
				}
			})
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for _, mech := range []string{"OAUTHBEARER", "XOAUTH2"} {
		for _, token := range []string{"right-token", "wrong-token"} {
			t.Run(mech+"/"+token, func(t *testing.T) {
				t.Parallel()
				m, err := Select(nil, mech, Credentials{User: "alice", Token: token, Host: "h", Port: 993}, Security{Loopback: true})
				if err != nil {
					t.Fatal(err)
				}
				s, err := server.New(mech, server.Config{Lookup: accounts{user: "alice", token: "right-token"}})
				if err != nil {
					t.Fatal(err)
				}
				user, _, err := converse(t, m, s)
				if token == "right-token" {
					if err != nil || user != "alice" || m.Failure() != nil {
						t.Errorf("%q, %v, %v", user, err, m.Failure())
					}
					return
				}
				var refusal *OAuthError
				if !errors.Is(err, server.ErrCredentials) || !errors.As(m.Failure(), &refusal) || refusal.Scope != "mail" {
					t.Errorf("%v, %v", err, m.Failure())
				}
			})
		}
	}
}

func TestExternalAndAnonymous(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mech, clientUser, want string
		err                    error
	}{
		{"EXTERNAL", "alice", "alice", nil},
		{"EXTERNAL", "", "", server.ErrCredentials},
		{"ANONYMOUS", "", "anonymous", nil},
	} {
		m, err := Select(nil, c.mech, Credentials{HasCertificate: true}, Security{Encrypted: true})
		if err != nil {
			t.Fatal(err)
		}
		s, err := server.New(c.mech, server.Config{Lookup: accounts{}, ClientUser: c.clientUser})
		if err != nil {
			t.Fatal(err)
		}
		if user, _, err := converse(t, m, s); user != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %q, %v", c.mech, user, err)
		}
	}
}

// TestChannelBinding binds SCRAM to real TLS connections, and fails when the two ends are not of one connection.
func TestChannelBinding(t *testing.T) {
	t.Parallel()
	c13, s13 := handshake(t, tls.VersionTLS13, x509.ECDSAWithSHA256)
	other, _ := handshake(t, tls.VersionTLS13, x509.ECDSAWithSHA256)
	c12, s12 := handshake(t, tls.VersionTLS12, x509.ECDSAWithSHA384)
	for _, c := range []struct {
		name, binding, flag string
		client              *tls.ConnectionState
		config              server.Config
		fails               string
	}{
		{"TLS 1.3", "", "p=tls-exporter,", c13, s13, ""},
		{"TLS 1.3, the certificate's hash", BindingServerEnd, "p=tls-server-end-point,", c13, s13, ""},
		{"TLS 1.2", "", "p=tls-server-end-point,", c12, s12, ""},
		{"a man in the middle", "", "p=tls-exporter,", other, s13, "channel-bindings-dont-match"},
		{"a man in the middle with his own certificate", BindingServerEnd, "p=tls-server-end-point,", other, s13, "channel-bindings-dont-match"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, mech := range []string{"SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"} {
				m, err := Select([]string{mech}, Auto, Credentials{User: "alice", Password: "secret"},
					Security{Encrypted: true, TLS: c.client, Binding: c.binding})
				if err != nil {
					t.Fatal(err)
				}
				config := c.config
				config.Lookup = accounts{user: "alice", password: "secret"}
				s, err := server.New(mech, config)
				if err != nil {
					t.Fatal(err)
				}
				spy := &spying{Mechanism: m}
				user, _, err := converse(t, spy, s)
				if !strings.HasPrefix(spy.first, c.flag) {
					t.Errorf("%s: first message %q, want flag %q", mech, spy.first, c.flag)
				}
				if c.fails == "" {
					if err != nil || user != "alice" {
						t.Errorf("%s: %q, %v", mech, user, err)
					}
					continue
				}
				var refusal *SCRAMError
				if err == nil || !errors.As(m.Failure(), &refusal) || refusal.Code != c.fails {
					t.Errorf("%s: %v, %v; want %s", mech, err, m.Failure(), c.fails)
				}
			}
		})
	}
}

// spying remembers the first message.
type spying struct {
	Mechanism
	first string
}

func (s *spying) Start() ([]byte, bool, error) {
	ir, hasIR, err := s.Mechanism.Start()
	s.first = string(ir)
	return ir, hasIR, err
}

// TestDowngrade strikes -PLUS from the list on its way to the client.
func TestDowngrade(t *testing.T) {
	t.Parallel()
	client, config := handshake(t, tls.VersionTLS13, x509.ECDSAWithSHA256)
	config.Lookup = accounts{user: "alice", password: "secret"}
	for _, c := range []struct {
		name    string
		offered []string
		wanted  string
		tls     *tls.ConnectionState
		plus    bool // the server did offer it
		flag    string
		fails   bool
	}{
		{"struck from the list", []string{"SCRAM-SHA-256"}, Auto, client, true, "y,,", true},
		{"never offered", []string{"SCRAM-SHA-256"}, Auto, client, false, "y,,", false},
		{"no TLS here", []string{"SCRAM-SHA-256"}, Auto, nil, true, "n,,", false},
		{"offered, the plain one wanted", []string{"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"}, "scram-sha-256", client, true, "n,,", false},
		{"the list is not known", nil, "SCRAM-SHA-256", client, true, "n,,", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := Select(c.offered, c.wanted, Credentials{User: "alice", Password: "secret"},
				Security{Encrypted: true, TLS: c.tls})
			if err != nil {
				t.Fatal(err)
			}
			config := config
			config.OffersPlus = c.plus
			s, err := server.New("SCRAM-SHA-256", config)
			if err != nil {
				t.Fatal(err)
			}
			spy := &spying{Mechanism: m}
			_, _, err = converse(t, spy, s)
			if !strings.HasPrefix(spy.first, c.flag) {
				t.Errorf("first message %q, want flag %q", spy.first, c.flag)
			}
			var refusal *SCRAMError
			if noticed := errors.As(m.Failure(), &refusal) && refusal.Code == "server-does-support-channel-binding"; noticed != c.fails {
				t.Errorf("noticed %v, want %v: %v", noticed, c.fails, m.Failure())
			}
			if (err != nil) != c.fails {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestBindings checks which types a connection has and what their data is, by RFC 9266 §2 and RFC 5929 §4.1.
func TestBindings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		version   uint16
		algorithm x509.SignatureAlgorithm
		want      []string
		hash      crypto.Hash
	}{
		{"TLS 1.3, SHA-256", tls.VersionTLS13, x509.ECDSAWithSHA256, []string{BindingExporter, BindingServerEnd}, crypto.SHA256},
		{"TLS 1.2, SHA-384", tls.VersionTLS12, x509.ECDSAWithSHA384, []string{BindingServerEnd}, crypto.SHA384},
		{"TLS 1.2, SHA-512", tls.VersionTLS12, x509.ECDSAWithSHA512, []string{BindingServerEnd}, crypto.SHA512},
		{"TLS 1.3, Ed25519", tls.VersionTLS13, x509.PureEd25519, []string{BindingExporter}, 0},
		{"TLS 1.2, Ed25519", tls.VersionTLS12, x509.PureEd25519, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, _ := handshake(t, c.version, c.algorithm)
			if got := Bindings(client); !slices.Equal(got, c.want) {
				t.Fatalf("types %v, want %v", got, c.want)
			}
			if slices.Contains(c.want, BindingExporter) {
				got, err := bind(BindingExporter, client)
				want, err2 := client.ExportKeyingMaterial("EXPORTER-Channel-Binding", []byte{}, 32)
				if err != nil || err2 != nil || string(got.Data) != string(want) {
					t.Errorf("tls-exporter: %v %v", err, err2)
				}
			}
			if c.hash != 0 {
				got, err := bind(BindingServerEnd, client)
				if err != nil || string(got.Data) != string(sum(c.hash, client.PeerCertificates[0].Raw)) {
					t.Errorf("tls-server-end-point: %v", err)
				}
			}
			if _, err := bind("tls-unique", client); err == nil {
				t.Error("tls-unique is accepted")
			}
		})
	}
	// A certificate signed with SHA-1 is hashed with SHA-256.
	old := &tls.ConnectionState{HandshakeComplete: true, Version: tls.VersionTLS12}
	old.PeerCertificates = []*x509.Certificate{{Raw: []byte("certificate"), SignatureAlgorithm: x509.SHA1WithRSA}}
	if got, err := bind(BindingServerEnd, old); err != nil || string(got.Data) != string(sum(crypto.SHA256, []byte("certificate"))) {
		t.Errorf("SHA-1: %v", err)
	}
	if got := Bindings(nil); got != nil {
		t.Errorf("without TLS: %v", got)
	}
}

func sum(h crypto.Hash, data []byte) []byte {
	switch h {
	case crypto.SHA384:
		s := sha512.Sum384(data)
		return s[:]
	case crypto.SHA512:
		s := sha512.Sum512(data)
		return s[:]
	}
	s := sha256.Sum256(data)
	return s[:]
}

// handshake makes a TLS connection in memory and returns what each end knows of it.
func handshake(t testing.TB, version uint16, algorithm x509.SignatureAlgorithm) (*tls.ConnectionState, server.Config) {
	t.Helper()
	leaf, cert := certificate(t, algorithm)
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	left, right := net.Pipe()
	defer left.Close()
	defer right.Close()
	client := tls.Client(left, &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: version, MaxVersion: version})
	srv := tls.Server(right, &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: version, MaxVersion: version, SessionTicketsDisabled: true,
	})
	failed := make(chan error, 1)
	go func() { failed <- srv.Handshake() }()
	if err := client.Handshake(); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	ours, theirs := client.ConnectionState(), srv.ConnectionState()
	return &ours, server.Config{TLS: &theirs, Certificate: leaf}
}

func certificate(t testing.TB, algorithm x509.SignatureAlgorithm) (*x509.Certificate, tls.Certificate) {
	t.Helper()
	var key crypto.Signer
	var err error
	if algorithm == x509.PureEd25519 {
		_, key, err = ed25519.GenerateKey(rand.Reader)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "localhost"},
		DNSNames:              []string{"localhost"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(time.Hour),
		SignatureAlgorithm:    algorithm,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return leaf, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}
