package program

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"imapsh/imap/certificate/certificatetest"
	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
)

// attempt is one run of the program that wants to get in somewhere.
type attempt struct {
	args []string
	env  []string
}

// run runs the program, in a home of its own, and returns its exit status and all
// that it printed.
func (a attempt) run(t *testing.T, args ...string) (code int, output string) {
	t.Helper()
	path, err := exec.LookPath("imapsh")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, append(args, a.args...)...)
	home := t.TempDir()
	cmd.Dir, cmd.Stdin = home, strings.NewReader("noop\n")
	cmd.Env = append([]string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR")}, a.env...)
	cmd.SysProcAttr = withoutTerminal()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

// faulty is a practice server with a fault.
func faulty(t *testing.T, name string) practice.Options {
	t.Helper()
	fault, ok := practice.FindFault(name)
	if !ok {
		t.Fatalf("no fault is called %s", name)
	}
	return practice.Options{Fault: &fault}
}

// TestWhatKeepsOneOut has a row for each thing that can be wrong between a user and
// the mail: the layer that diagnose names, what it and a plain login say, and the
// exit status of both.
func TestWhatKeepsOneOut(t *testing.T) {
	t.Parallel()
	ca := certificatetest.New(t, "a test's authority")
	other := certificatetest.New(t, "another authority")
	day := 24 * time.Hour
	cert := func(l certificatetest.Leaf) *tls.Certificate {
		c := ca.Issue(t, l)
		return &c
	}
	foreign := other.Issue(t, certificatetest.Leaf{})
	good := cert(certificatetest.Leaf{})
	for _, row := range []struct {
		name     string
		server   practice.Options
		implicit bool
		script   practice.Script // in place of a server
		address  string          // in place of both
		env      []string
		args     []string
		layer    string // "": all is well
		says     string
		code     int
	}{
		{name: "all is well", server: practice.Options{Certificate: good}},
		{name: "all is well with TLS from the start", server: practice.Options{Certificate: good}, implicit: true},
		{name: "nothing listens", address: "127.0.0.1:1", layer: "address", says: "connection refused", code: 6},
		{name: "no such host", address: "nosuch.invalid:143", layer: "name", says: "nosuch.invalid", code: 6},
		{name: "an expired certificate", server: practice.Options{Certificate: cert(certificatetest.Leaf{From: -20 * day, To: -10 * day})}, implicit: true, layer: "tls", says: "expired", code: 7},
		{name: "a certificate of the future", server: practice.Options{Certificate: cert(certificatetest.Leaf{From: 10 * day, To: 20 * day})}, implicit: true, layer: "tls", says: "not yet valid", code: 7},
		{name: "a certificate for somebody else", server: practice.Options{Certificate: cert(certificatetest.Leaf{Names: []string{"mail.example.com"}})}, implicit: true, layer: "tls", says: "it is for mail.example.com, not for", code: 7},
		{name: "a self-signed certificate", server: practice.Options{Certificate: cert(certificatetest.Leaf{SelfSigned: true})}, implicit: true, layer: "tls", says: "self-signed", code: 7},
		{name: "an unknown issuer", server: practice.Options{Certificate: &foreign}, implicit: true, layer: "tls", says: "--pin sha256:", code: 7},
		{name: "an unknown issuer after STARTTLS", server: practice.Options{Certificate: &foreign}, layer: "starttls", says: "another authority", code: 7},
		{name: "another certificate than the pinned", server: practice.Options{Certificate: good}, implicit: true, args: []string{"--pin", "sha256:" + strings.Repeat("00", 32)}, layer: "tls", says: "pin", code: 7},
		{name: "STARTTLS refused", server: faulty(t, "starttls-refused"), layer: "starttls", says: "STARTTLS refused", code: 7},
		{name: "STARTTLS not offered", server: practice.Options{NoTLS: true}, args: []string{"--tls", "starttls"}, layer: "starttls", says: "does not offer STARTTLS", code: 7},
		{name: "bytes injected before the handshake", server: faulty(t, "starttls-injection"), layer: "starttls", says: "in the clear behind its OK to STARTTLS", code: 7},
		{name: "PREAUTH where STARTTLS is demanded", server: practice.Options{PreAuth: "alice"}, args: []string{"--tls", "starttls"}, layer: "starttls", says: "PREAUTH", code: 7},
		{name: "no TLS after STARTTLS", server: faulty(t, "starttls-garbage"), layer: "starttls", says: "TLS", code: 7},
		{name: "LOGINDISABLED", server: faulty(t, "login-disabled"), args: []string{"--auth", "login"}, layer: "login", says: "LOGINDISABLED", code: 8},
		{name: "a wrong password", server: practice.Options{Certificate: good}, env: []string{"IMAPSH_PASSWORD=incorrect"}, layer: "login", says: "[AUTHENTICATIONFAILED] Authentication failed: SCRAM-SHA-256-PLUS refused: invalid-proof, the password is wrong", code: 8},
		{name: "an empty password", server: practice.Options{Certificate: good}, args: []string{"--password-command", "echo"}, layer: "login", says: "printed nothing", code: 8},
		{name: "a password of 1 000 characters", server: practice.Options{Certificate: good}, env: []string{"IMAPSH_PASSWORD=" + strings.Repeat("x", 1000)}, layer: "login", says: "AUTHENTICATIONFAILED", code: 8},
		{name: "no password and nobody to ask", server: practice.Options{Certificate: good}, env: []string{"IMAPSH_PASSWORD="}, layer: "login", says: "IMAPSH_PASSWORD or use --password-command", code: 8},
		{name: "a token command that fails", server: practice.Options{Certificate: good}, env: []string{"IMAPSH_PASSWORD="}, args: []string{"--token-command", "echo no token >&2; exit 3"}, layer: "login", says: "exit status 3", code: 8},
		{name: "a token command that prints two lines", server: practice.Options{Certificate: good}, env: []string{"IMAPSH_PASSWORD="}, args: []string{"--token-command", "echo one; echo two"}, layer: "login", says: "line", code: 8},
		{name: "a token command that hangs", server: practice.Options{Certificate: good}, env: []string{"IMAPSH_PASSWORD="}, args: []string{"--timeout", "1s", "--token-command", "sleep 60"}, layer: "login", says: "did not end within 1s", code: 8},
		{name: "a token command beside a password", server: practice.Options{Certificate: good}, args: []string{"--token-command", "exit 4"}, layer: "login", says: "exit status 4", code: 8},
		{name: "a password command that fails", server: practice.Options{Certificate: good}, args: []string{"--password-command", "exit 5"}, layer: "login", says: "exit status 5", code: 8},
		{name: "a mechanism that is not offered", server: practice.Options{Certificate: good}, args: []string{"--auth", "EXTERNAL"}, layer: "login", says: "server offers SCRAM-SHA-256-PLUS", code: 8},
		{name: "not allowed to act as somebody else", server: practice.Options{Certificate: good}, args: []string{"--as", "bob"}, layer: "login", says: "AUTHORIZATIONFAILED", code: 8},
		{name: "silence in place of a greeting", script: practice.Script{practice.Silence()}, args: []string{"--timeout", "200ms"}, layer: "greeting", says: "timeout in the greeting", code: 6},
		{name: "a password in clear off this machine", script: practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1] hi\r\n"), practice.Silence()}, args: []string{"--tls", "none", "--auth", "CRAM-MD5"}, layer: "login", says: "CRAM-MD5", code: 8},
		{name: "HTTP", script: practice.Script{practice.Send("HTTP/1.1 400 Bad Request\r\n\r\n"), practice.Silence()}, layer: "greeting", says: "HTTP/1.1 400 Bad Request", code: 6},
		{name: "SMTP", script: practice.Script{practice.Send("220 mail.example.com ESMTP\r\n"), practice.Silence()}, layer: "greeting", says: "220 mail.example.com ESMTP", code: 6},
		{name: "BYE in place of a greeting", script: practice.Script{practice.Send("* BYE too many connections\r\n"), practice.Silence()}, layer: "greeting", says: "too many connections", code: 6},
		{name: "cut in the greeting", script: practice.Script{practice.Send("* OK [CAP"), practice.Cut()}, layer: "greeting", says: "EOF", code: 6},
		{name: "no IMAP4 among the capabilities", script: practice.Script{practice.Send("* OK [CAPABILITY POP3] hi\r\n"), practice.Silence()}, layer: "greeting", says: "POP3", code: 6},
		{name: "cut during the handshake", script: practice.Script{practice.Receive(1), practice.Cut()}, implicit: true, layer: "tls", says: "", code: 7},
		{name: "TLS 1.1 only", script: practice.Script{practice.StartTLS(&tls.Config{Certificates: []tls.Certificate{*good}, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10})}, implicit: true, layer: "tls", says: "1.", code: 7},
		{name: "plain text on the port of TLS", script: practice.Script{practice.Send("* OK hello\r\n"), practice.Silence()}, implicit: true, layer: "tls", says: "", code: 7},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			scheme, address := "imap", row.address
			if row.implicit {
				scheme = "imaps"
			}
			listen := func() string {
				switch {
				case address != "":
					return address
				case row.script != nil:
					return play(t, row.script)
				}
				return listenTLS(t, row.server, row.implicit)
			}
			try := attempt{env: row.env, args: append(row.args, "--ca", ca.File(t))}
			if row.env == nil {
				try.env = []string{"IMAPSH_PASSWORD=alicepw"}
			}
			code, out := try.run(t, fmt.Sprintf("%s://alice@%s", scheme, listen()))
			if code != row.code || !strings.Contains(out, row.says) {
				t.Errorf("a login exits with %d, not %d, or does not say %q:\n%s", code, row.code, row.says, out)
			}
			code, out = try.run(t, "diagnose", fmt.Sprintf("%s://alice@%s", scheme, listen()))
			if layer := failedLayer(out); code != row.code || layer != row.layer || !strings.Contains(out, row.says) {
				t.Errorf("diagnose exits with %d, not %d, names %q, not %q, or does not say %q:\n%s", code, row.code, layer, row.layer, row.says, out)
			}
		})
	}
}

// listenTLS serves a practice server, with TLS from the start or not.
func listenTLS(t *testing.T, opts practice.Options, implicit bool) string {
	t.Helper()
	srv := practice.New(opts)
	t.Cleanup(srv.Close)
	addr, err := srv.Listen("127.0.0.1:0", implicit)
	if err != nil {
		t.Fatal(err)
	}
	return addr.String()
}

// failedLayer is the layer of the first step that failed.
func failedLayer(diagnosis string) string {
	for line := range strings.Lines(diagnosis) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "FAILED" {
			return f[1]
		}
	}
	return ""
}

// Passwords are what they are, whatever they hold.
func TestPasswordsOfEveryShape(t *testing.T) {
	t.Parallel()
	for _, password := range []string{`say "please"`, `back\slash`, "with blanks ", "Größe und 鍵", strings.Repeat("long ", 200), "***", "a'b", "{5}"} {
		for _, mech := range []string{"login", "PLAIN", "SCRAM-SHA-256", "CRAM-MD5"} {
			t.Run(mech+" "+password[:min(len(password), 12)], func(t *testing.T) {
				t.Parallel()
				srv := practice.New(practice.Options{NoTLS: true})
				t.Cleanup(srv.Close)
				srv.Store().AddUser("carol", store.UserOptions{Password: password})
				addr, err := srv.Listen("127.0.0.1:0", false)
				if err != nil {
					t.Fatal(err)
				}
				trace := filepath.Join(t.TempDir(), "trace")
				try := attempt{env: []string{"IMAPSH_PASSWORD=" + password}, args: []string{"--auth", mech, "--trace", trace, "-v"}}
				code, out := try.run(t, "imap://carol@"+addr.String())
				if code != 0 {
					t.Fatalf("exits with %d:\n%s", code, out)
				}
				wire, err := os.ReadFile(trace)
				if err != nil {
					t.Fatal(err)
				}
				if password != "***" && strings.Contains(out+string(wire), password) {
					t.Error("the password is shown")
				}
			})
		}
	}
}

// A server that does not answer at all ends a connection attempt in time: the
// timeout is the program's own, so only that it ends is seen here.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	try := attempt{args: []string{"--connect-timeout", "200ms", "--timeout", "200ms"}}
	code, out := try.run(t, "imap://"+l.Addr().String())
	if code != 6 || !strings.Contains(out, "timeout in the greeting") {
		t.Errorf("exits with %d:\n%s", code, out)
	}
}
