package diagnose_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"imapsh/imap"
	"imapsh/imap/certificate/certificatetest"
	"imapsh/imap/dial"
	"imapsh/imap/practice"
	"imapsh/repl/diagnose"
)

// serve is a practice server on one port.
func serve(t *testing.T, opts practice.Options, implicit bool) (host, port string) {
	t.Helper()
	srv := practice.New(opts)
	t.Cleanup(srv.Close)
	addr, err := srv.Listen("127.0.0.1:0", implicit)
	if err != nil {
		t.Fatal(err)
	}
	if host, port, err = net.SplitHostPort(addr.String()); err != nil {
		t.Fatal(err)
	}
	return host, port
}

// logIn logs alice in with the LOGIN command.
func logIn(password string) func(context.Context, *imap.Client) (string, error) {
	return func(ctx context.Context, c *imap.Client) (string, error) {
		r, err := c.Do(ctx, imap.Login(imap.AString("alice"), password), nil)
		r.Close()
		return "as alice", err
	}
}

// TestSteps says what each layer is found to be like, from what stands at the other
// end.
func TestSteps(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "a test's authority")
	good := ca.Issue(t, certificatetest.Leaf{})
	ending := ca.Issue(t, certificatetest.Leaf{From: -time.Hour, To: 3*24*time.Hour + time.Hour})
	trusting := &tls.Config{RootCAs: ca.Pool, ServerName: "localhost"}
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, nowhere, _ := net.SplitHostPort(gone.Addr().String())
	gone.Close()
	for _, row := range []struct {
		name     string
		server   practice.Options
		implicit bool
		tls      *tls.Config
		other    func(t *testing.T) (port string, implicit bool)
		target   diagnose.Target
		steps    string // layer:status, in order
		says     []string
		fails    bool
	}{
		{
			name: "all is well", server: practice.Options{Certificate: &good}, implicit: true, target: diagnose.Target{LogIn: logIn("alicepw")},
			steps: "name:skipped address:ok tls:ok greeting:ok capability:ok mechanisms:ok login:ok capability:ok mail:ok mail:ok mail:ok mail:ok round trip:ok",
			says:  []string{"TLS 1.3", "localhost, 127.0.0.1", "a test's authority", "days left", "after login also", "NAMESPACE", "as alice", "INBOX (MESSAGES 23", "lrwst", "NOOP"},
		},
		{
			name: "nobody to log in", server: practice.Options{Certificate: &good},
			steps: "name:skipped address:ok greeting:ok capability:ok tls:ok mechanisms:ok login:skipped round trip:ok",
			says:  []string{"name a user in the URL or with -u"},
		},
		{
			name: "a wrong password", server: practice.Options{Certificate: &good}, implicit: true, target: diagnose.Target{LogIn: logIn("wrong")}, fails: true,
			steps: "name:skipped address:ok tls:ok greeting:ok capability:ok mechanisms:ok login:failed",
			says:  []string{"AUTHENTICATIONFAILED"},
		},
		{
			name: "a certificate that ends soon", server: practice.Options{Certificate: &ending}, implicit: true,
			steps: "name:skipped address:ok tls:warning greeting:ok capability:ok mechanisms:ok login:skipped round trip:ok",
			says:  []string{"3 days left", "must be renewed soon"},
		},
		{
			name: "nothing verified", server: practice.Options{Certificate: &good}, implicit: true, tls: &tls.Config{InsecureSkipVerify: true},
			steps: "name:skipped address:ok tls:warning greeting:ok capability:ok mechanisms:ok login:skipped round trip:ok",
			says:  []string{"NOT VERIFIED", "--pin"},
		},
		{
			name: "no STARTTLS", server: practice.Options{NoTLS: true},
			steps: "name:skipped address:ok greeting:ok capability:ok starttls:warning mechanisms:ok login:skipped round trip:ok",
			says:  []string{"not offered", "try imaps://localhost"},
		},
		{
			name: "no STARTTLS, which is demanded", server: practice.Options{NoTLS: true}, target: diagnose.Target{Demand: true}, fails: true,
			steps: "name:skipped address:ok greeting:ok capability:ok starttls:failed",
		},
		{
			name: "let in at once", server: practice.Options{NoTLS: true, PreAuth: "alice"},
			steps: "name:skipped address:ok greeting:ok capability:ok starttls:warning login:skipped mail:ok mail:ok mail:ok mail:ok round trip:ok",
			says:  []string{"PREAUTH"},
		},
		{
			name: "the other port, in clear", server: practice.Options{Certificate: &good}, implicit: true,
			other: func(t *testing.T) (string, bool) {
				_, port := serve(t, practice.Options{Certificate: &good}, false)
				return port, false
			},
			steps: "name:skipped address:ok tls:ok greeting:ok capability:ok mechanisms:ok login:skipped round trip:ok other port:ok",
			says:  []string{"works: STARTTLS, TLS 1.3"},
		},
		{
			name: "the other port, with TLS", server: practice.Options{Certificate: &good},
			other: func(t *testing.T) (string, bool) {
				_, port := serve(t, practice.Options{Certificate: &good}, true)
				return port, true
			},
			steps: "name:skipped address:ok greeting:ok capability:ok tls:ok mechanisms:ok login:skipped round trip:ok other port:ok",
			says:  []string{"works: TLS 1.3"},
		},
		{
			name: "the other port, without STARTTLS", server: practice.Options{Certificate: &good}, implicit: true,
			other: func(t *testing.T) (string, bool) {
				_, port := serve(t, practice.Options{NoTLS: true}, false)
				return port, false
			},
			steps: "name:skipped address:ok tls:ok greeting:ok capability:ok mechanisms:ok login:skipped round trip:ok other port:warning",
			says:  []string{"does not offer STARTTLS", "can be read on the way"},
		},
		{
			name: "nothing at the other port", server: practice.Options{Certificate: &good}, implicit: true,
			other: func(*testing.T) (string, bool) { return nowhere, false },
			steps: "name:skipped address:ok tls:ok greeting:ok capability:ok mechanisms:ok login:skipped round trip:ok other port:warning",
			says:  []string{"connection refused"},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if row.tls == nil {
				row.tls = trusting
			}
			host, port := serve(t, row.server, row.implicit)
			target := row.target
			target.Name = "localhost"
			target.Server = dial.Server{Host: host, Port: port, Implicit: row.implicit, TLS: row.tls}
			target.Options = imap.Options{Host: "localhost", TLS: row.tls}
			if row.other != nil {
				other := target.Server
				other.Port, other.Implicit = row.other(t)
				target.Other = &other
			}
			var steps []string
			var said strings.Builder
			target.Report = func(s diagnose.Step) {
				steps = append(steps, string(s.Layer)+":"+string(s.Status))
				said.WriteString(s.Detail + "\n" + s.Advice + "\n")
				if s.Status == diagnose.Failed && s.Detail == "" {
					t.Errorf("%s failed without a word", s.Layer)
				}
			}
			err := target.Run(t.Context())
			if (err != nil) != row.fails {
				t.Errorf("ends with %v", err)
			}
			if got := strings.Join(steps, " "); got != row.steps {
				t.Errorf("the steps are\n%s, not\n%s", got, row.steps)
			}
			for _, want := range row.says {
				if !strings.Contains(said.String(), want) {
					t.Errorf("%q is not in\n%s", want, said.String())
				}
			}
		})
	}
}

// Without an address nothing else is tried.
func TestNoName(t *testing.T) {
	t.Parallel()
	var steps []diagnose.Step
	target := diagnose.Target{
		Name: "nosuch.invalid", Server: dial.Server{Host: "nosuch.invalid", Port: "993"},
		Report: func(s diagnose.Step) { steps = append(steps, s) },
	}
	err := target.Run(t.Context())
	if reason, _ := imap.ReasonOf(err); reason != imap.ReasonNetwork || len(steps) != 1 || steps[0].Layer != diagnose.Name || steps[0].Advice == "" {
		t.Errorf("%v; %+v", err, steps)
	}
}

// Who has had enough is not told about the other port.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	host, port := serve(t, practice.Options{NoTLS: true}, false)
	ctx, cancel := context.WithCancel(t.Context())
	var last diagnose.Step
	target := diagnose.Target{
		Name: host, Server: dial.Server{Host: host, Port: port}, Other: &dial.Server{Host: host, Port: port}, Options: imap.Options{Host: host},
		LogIn: func(ctx context.Context, _ *imap.Client) (string, error) {
			cancel()
			return "", ctx.Err()
		},
		Report: func(s diagnose.Step) { last = s },
	}
	if err := target.Run(ctx); !errors.Is(err, context.Canceled) || last.Layer != diagnose.Login {
		t.Errorf("%v; the last step is %+v", err, last)
	}
}
