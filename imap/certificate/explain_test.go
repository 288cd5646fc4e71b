package certificate_test

import (
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"imapsh/imap/certificate"
	"imapsh/imap/certificate/certificatetest"
)

const day = 24 * time.Hour

// handshake connects a client to a server and returns what the client came to.
func handshake(t *testing.T, client, server *tls.Config) (*tls.ConnectionState, error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		nc, err := l.Accept()
		if err != nil {
			return
		}
		defer nc.Close()
		if server == nil { // a peer that speaks first, and no TLS
			nc.Write([]byte("* OK IMAP4rev1 ready\r\n"))
			return
		}
		tc := tls.Server(nc, server)
		_ = tc.Handshake()
		_, _ = tc.Read(make([]byte, 1))
	}()
	nc, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	tc := tls.Client(nc, client)
	err = tc.Handshake()
	cs := tc.ConnectionState()
	nc.Close()
	<-ended
	return &cs, err
}

func TestExplain(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "Test Authority")
	stranger := certificatetest.New(t, "Strange Authority")
	for _, row := range []struct {
		name   string
		leaf   certificatetest.Leaf
		by     *certificatetest.Authority
		max    uint16
		faults []certificate.Fault
		words  []string
		advice string
	}{
		{
			"expired",
			certificatetest.Leaf{From: -10 * day, To: -3*day - time.Hour},
			ca, 0,
			[]certificate.Fault{certificate.Expired},
			[]string{"it expired", "3 days ago", "Test Authority"},
			"--pin sha256:",
		},
		{
			"not yet valid",
			certificatetest.Leaf{From: 5*day + time.Hour, To: 10 * day},
			ca, 0,
			[]certificate.Fault{certificate.NotYetValid},
			[]string{"not yet valid: not before", "in 5 days"},
			"clock right",
		},
		{
			"wrong name",
			certificatetest.Leaf{Names: []string{"mail.example.com", "*.example.com"}},
			ca, 0,
			[]certificate.Fault{certificate.WrongName},
			[]string{"for mail.example.com, *.example.com, not for localhost"},
			"--servername mail.example.com",
		},
		{
			"no name",
			certificatetest.Leaf{Name: "localhost", Names: []string{}},
			ca, 0,
			[]certificate.Fault{certificate.WrongName},
			[]string{"for nobody", "CN=localhost"},
			"--pin",
		},
		{
			"self-signed",
			certificatetest.Leaf{SelfSigned: true},
			ca, 0,
			[]certificate.Fault{certificate.SelfSigned},
			[]string{"self-signed"},
			"--ca FILE",
		},
		{
			"unknown issuer",
			certificatetest.Leaf{},
			stranger, 0,
			[]certificate.Fault{certificate.UnknownIssuer},
			[]string{"issued by CN=Strange Authority, who is not"},
			"--ca FILE",
		},
		{
			"made for clients",
			certificatetest.Leaf{Client: true},
			ca, 0,
			[]certificate.Fault{certificate.WrongUse},
			[]string{"not made for servers"},
			"--pin",
		},
		{
			"all at once",
			certificatetest.Leaf{From: -10 * day, To: -3 * day, Names: []string{"x.test"}},
			stranger, 0,
			[]certificate.Fault{certificate.Expired, certificate.WrongName, certificate.UnknownIssuer},
			nil, "--pin",
		},
		{
			"TLS 1.1",
			certificatetest.Leaf{},
			ca, tls.VersionTLS11,
			[]certificate.Fault{certificate.OldTLS},
			[]string{"1.2 is the oldest"},
			"updated",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			server := &tls.Config{Certificates: []tls.Certificate{row.by.Issue(t, row.leaf)}, MaxVersion: row.max, MinVersion: tls.VersionTLS10}
			client := &tls.Config{ServerName: "localhost", RootCAs: ca.Pool, MinVersion: tls.VersionTLS12}
			_, err := handshake(t, client, server)
			err = certificate.Explain(err, "localhost", ca.Pool, time.Now())
			var e *certificate.Error
			if !errors.As(err, &e) {
				t.Fatalf("no explanation of %v", err)
			}
			if !slices.Equal(e.Faults, row.faults) {
				t.Errorf("faults are %q, want %q", e.Faults, row.faults)
			}
			for _, w := range row.words {
				if !strings.Contains(e.Msg, w) {
					t.Errorf("%q lacks %q", e.Msg, w)
				}
			}
			if !strings.Contains(e.Advice, row.advice) {
				t.Errorf("advice %q lacks %q", e.Advice, row.advice)
			}
			if len(e.Chain) > 0 && !strings.Contains(e.Advice, certificate.Fingerprint(e.Chain[0]).String()) {
				t.Errorf("advice %q does not name the pin", e.Advice)
			}
		})
	}
}

func TestExplainNoTLS(t *testing.T) {
	t.Parallel()
	_, err := handshake(t, &tls.Config{ServerName: "localhost"}, nil)
	var e *certificate.Error
	if !errors.As(certificate.Explain(err, "localhost", nil, time.Now()), &e) || !slices.Equal(e.Faults, []certificate.Fault{certificate.NoTLS}) {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(e.Advice, "imap://") {
		t.Errorf("advice %q", e.Advice)
	}
}

func TestPin(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "Test Authority")
	cert := ca.Issue(t, certificatetest.Leaf{Names: []string{"elsewhere.test"}, From: -9 * day, To: -8 * day})
	server := &tls.Config{Certificates: []tls.Certificate{cert}}
	right := certificate.Fingerprint(cert.Leaf)
	wrong := right
	wrong[0] ^= 1
	for _, row := range []struct {
		name string
		pin  string
		ok   bool
	}{
		{"the certificate's", right.String(), true},
		{"in upper case", strings.ToUpper(right.String()), true},
		{"another", wrong.String(), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			pin, err := certificate.ParsePin(row.pin)
			if err != nil {
				t.Fatal(err)
			}
			cfg := &tls.Config{ServerName: "localhost"}
			pin.Apply(cfg)
			cs, err := handshake(t, cfg, server)
			var e *certificate.Error
			switch {
			case row.ok && err != nil:
				t.Fatal(err)
			case row.ok:
				if got := strings.Join(certificate.Describe(cs, time.Now()).Lines(), "\n"); !strings.Contains(got, right.String()) || !strings.Contains(got, "expired 8 days ago") {
					t.Errorf("the description is\n%s", got)
				}
			case !errors.As(err, &e) || !strings.Contains(e.Msg, right.String()) || !strings.Contains(e.Advice, right.String()):
				t.Errorf("got %v, want the two fingerprints", err)
			}
		})
	}
}

func TestParsePinRefuses(t *testing.T) {
	t.Parallel()
	for name, pin := range map[string]string{
		"empty": "", "no algorithm": strings.Repeat("ab", 32), "another algorithm": "sha1:" + strings.Repeat("ab", 20),
		"short": "sha256:abcd", "no digits": "sha256:" + strings.Repeat("xy", 32),
	} {
		if p, err := certificate.ParsePin(pin); err == nil {
			t.Errorf("%s: accepted as %s", name, p)
		}
	}
}
