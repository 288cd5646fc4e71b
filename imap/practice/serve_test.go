package practice_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"imapsh/imap/practice"
)

// TestServeMain runs the program and talks to both of its ports.
func TestServeMain(t *testing.T) {
	t.Parallel()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	status := make(chan int)
	go func() {
		args := []string{"--tls-listen", "127.0.0.1:0", "--profile", "modern", "--ca", ca}
		status <- practice.ServeMain(ctx, args, in, io.Discard)
	}()
	lines := bufio.NewReader(out)
	address := func(scheme string) string {
		line, err := lines.ReadString('\n')
		addr, ok := strings.CutPrefix(strings.TrimSpace(line), scheme)
		if err != nil || !ok {
			t.Fatalf("got %q, %v, want %s…", line, err, scheme)
		}
		return addr
	}
	plain, secure := address("imap://"), address("imaps://")
	talk := func(c net.Conn) {
		p := &peer{t: t, conn: c, rd: bufio.NewReader(c)}
		p.talk(`
			S: * OK «.*»
			C: a LOGIN alice alicepw
			S: a OK «.*LITERAL-.*»
			C: b STATUS INBOX (MESSAGES)
			S: * STATUS INBOX (MESSAGES 2«\d»)
			S: b OK Status completed.
			C: c LOGOUT
			S... c OK Logout completed.
		`)
	}
	c, err := net.Dial("tcp", plain)
	if err != nil {
		t.Fatal(err)
	}
	talk(c)
	pem, err := os.ReadFile(ca)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	s, err := tls.Dial("tcp", secure, &tls.Config{RootCAs: pool})
	if err != nil {
		t.Fatal(err)
	}
	talk(s)
	stop()
	if got := <-status; got != 0 {
		t.Errorf("exit status %d", got)
	}
}

func TestServeMainRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, want string
		status     int
		args       []string
	}{
		{"unknown flag", "flag provided but not defined: -frob; imapsh serve --help lists the flags", 1, []string{"--frob"}},
		{"unknown profile", `unknown profile "x"`, 1, []string{"--profile", "x"}},
		{"unknown fault", `no fault is called "x"`, 1, []string{"--fault", "x"}},
		{"no such mail", "cannot load mail: ", 1, []string{"--demo-mailbox", "/nowhere"}},
		{"surplus word", `unexpected argument "x"`, 1, []string{"x"}},
		{"no such address", "256.0.0.1", 1, []string{"--listen", "256.0.0.1:0"}},
		{"every address", "--allow-remote", 1, []string{"--listen", ":0"}},
		{"an address others can reach", "other machines can reach 0.0.0.0:0", 1, []string{"--listen", "0.0.0.0:0"}},
		{"the same with TLS", "--allow-remote", 1, []string{"--tls-listen", "[::]:0"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			if got := practice.ServeMain(t.Context(), tc.args, &out, &errs); got != tc.status {
				t.Errorf("exit status %d, want %d", got, tc.status)
			}
			if !strings.Contains(errs.String(), tc.want) {
				t.Errorf("got %q, want %q in it", errs.String(), tc.want)
			}
		})
	}
	var out bytes.Buffer
	if got := practice.ServeMain(t.Context(), []string{"--help"}, &out, io.Discard); got != 0 || !strings.HasPrefix(out.String(), "usage: imapsh serve") {
		t.Errorf("--help: status %d, output %q", got, out.String())
	}
	out.Reset()
	if got := practice.ServeMain(t.Context(), []string{"--fault", "list"}, &out, io.Discard); got != 0 || strings.Count(out.String(), "\n") != len(practice.Faults()) {
		t.Errorf("--fault list: status %d, output %q", got, out.String())
	}
}

// Clients are told when the server goes: in a command, in IDLE, before login.
func TestShutdown(t *testing.T) {
	t.Parallel()
	srv := practice.New(practice.Options{Seed: testSeed})
	quiet, idling := dial(t, srv), login(t, srv, "alice")
	quiet.talk(`S: * OK «.*»`)
	idling.talk(`
		C: a IDLE
		S: + idling
	`)
	ended := make(chan struct{})
	go func() {
		srv.Shutdown(t.Context())
		close(ended)
	}()
	for _, p := range []*peer{quiet, idling} {
		p.talk(`
			S: * BYE Server is shutting down.
			EOF
		`)
	}
	<-ended
	if _, err := io.ReadAll(srv.Pipe()); err != nil {
		t.Errorf("a connection after the end: %v", err)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	srv := practice.New(practice.Options{Seed: testSeed})
	p := login(t, srv, "alice")
	p.talk(`
		C: a IDLE
		S: + idling
	`)
	srv.Close()
	p.talk(`EOF`)
	if _, err := io.ReadAll(srv.Pipe()); err != nil {
		t.Errorf("a connection to a closed server: %v", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := srv.Serve(l); err != practice.ErrClosed {
		t.Errorf("Serve of a closed server: %v", err)
	}
}
