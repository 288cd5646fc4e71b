package practice_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"imapsh/imap/practice"
)

// everyCommand is a session that touches what the faults touch.
const everyCommand = "a1 CAPABILITY\r\na2 ID NIL\r\na3 LOGIN alice alicepw\r\na4 ENABLE CONDSTORE\r\n" +
	"a5 EXAMINE INBOX\r\na6 FETCH 1 (FLAGS RFC822.SIZE BODY[])\r\na7 SEARCH ALL\r\na8 NOOP\r\na9 LIST \"\" *\r\n" +
	"b1 STARTTLS\r\nb2 LOGOUT\r\n"

func TestFaults(t *testing.T) {
	t.Parallel()
	list := practice.Faults()
	if len(list) < 25 {
		t.Errorf("%d faults, want 25 or more", len(list))
	}
	seen := map[string]bool{}
	well := answers(t, practice.Options{})
	for _, f := range list {
		if seen[f.Name] || f.Name == "" || f.Summary == "" {
			t.Errorf("fault %q is named twice or has no summary", f.Name)
		}
		seen[f.Name] = true
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			got := answers(t, practice.Options{Fault: &f, Pause: func(time.Duration) {}})
			if got == well && !hidden(f.Name) {
				t.Errorf("the session is answered as by a server without fault")
			}
		})
	}
}

// hidden names the faults that the session of the test does not meet: those of
// TLS, compression, SASL and literals. They have tests of their own.
func hidden(name string) bool {
	for _, prefix := range []string{"deflate-", "sasl-", "scram-", "oauth-", "literal-refused", "literal-early", "tls-", "slow-", "starttls-", "bye-in-idle"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// answers plays the session and returns the beginning of what comes back.
func answers(t *testing.T, o practice.Options) string {
	t.Helper()
	conn := newServer(t, o).Pipe()
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	go func() {
		io.WriteString(conn, everyCommand)
		conn.(interface{ CloseWrite() error }).CloseWrite()
	}()
	text, _ := io.ReadAll(io.LimitReader(conn, 1<<20))
	return string(text)
}

// The faults that TestFaults does not meet.

func TestSlowAnswers(t *testing.T) {
	t.Parallel()
	var waited []time.Duration
	o := faulty(t, "slow-answers")
	o.Pause = func(d time.Duration) { waited = append(waited, d) }
	dial(t, newServer(t, o)).talk(`
		S: * OK «.*»
		C: a NOOP
		S: a OK NOOP completed.
		C: b LOGOUT
		S: * BYE Logging out
		S: b OK Logout completed.
		EOF
	`)
	if len(waited) != 2 || waited[0] != 3*time.Second {
		t.Errorf("waited %v", waited)
	}
}

func TestByeInIdle(t *testing.T) {
	t.Parallel()
	login(t, newServer(t, faulty(t, "bye-in-idle")), "alice").talk(`
		C: a IDLE
		S: + idling
		S: * BYE You have idled enough.
		EOF
	`)
}

func TestLiteralFaults(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"literal-refused":  "b NO No literals today",
		"literal-early-ok": "b OK Done already",
	} {
		p := login(t, newServer(t, faulty(t, name)), "alice")
		p.send("b APPEND INBOX {5}\r\n")
		p.expect(want)
	}
}

func faulty(t *testing.T, name string) practice.Options {
	t.Helper()
	f, ok := practice.FindFault(name)
	if !ok {
		t.Fatalf("no fault is called %s", name)
	}
	return practice.Options{Fault: &f, Pause: func(time.Duration) {}}
}

func TestSASLFaults(t *testing.T) {
	t.Parallel()
	first := b64("n,,n=alice,r=abc")
	for name, script := range map[string]string{
		"sasl-endless": `
			C: a AUTHENTICATE PLAIN
			S: + bW9yZQ==
			C: eA==
			S: + bW9yZQ==
			C: *
			S: a BAD cancelled
		`,
		"sasl-garbage": `
			C: a AUTHENTICATE PLAIN
			S: + %%%
			C: *
			S: a NO «.*»
		`,
		"scram-expensive": `
			C: a AUTHENTICATE SCRAM-SHA-256 ` + first + `
			S: + ` + b64("r=abcsrv,s=c2FsdHNhbHQ=,i=4000000000") + `
			C: *
			S: a NO «.*»
		`,
		"scram-cheap": `
			C: a AUTHENTICATE SCRAM-SHA-1
			S> + \r\n
			C: ` + first + `
			S: + ` + b64("r=abcsrv,s=c2FsdHNhbHQ=,i=1") + `
			C: *
			S: a NO «.*»
		`,
		"oauth-error": `
			C: a AUTHENTICATE XOAUTH2 eA==
			S: + «[A-Za-z0-9=]+»
			C: 
			S: a NO «.*»
		`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := dial(t, newServer(t, faulty(t, name)))
			p.talk(`S: * OK «.*»`)
			p.talk(script)
		})
	}
}

func TestTLSFaults(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"starttls-injection": `
			S: * OK «.*STARTTLS.*»
			C: a STARTTLS
			S: a OK Begin TLS negotiation now.
			S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected
		`,
		"starttls-refused": `
			S: * OK «.*STARTTLS.*»
			C: a STARTTLS
			S: a NO Not today
		`,
		"starttls-garbage": `
			S: * OK «.*STARTTLS.*»
			C: a STARTTLS
			S: a OK Begin TLS negotiation now.
			S: no TLS here
		`,
		"starttls-missing": `
			S: * OK [CAPABILITY «(?:[^S]|S[^T]|ST[^A])*»
			C: a STARTTLS
			S: a BAD «.*»
		`,
		"starttls-preauth": `
			S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome back
			C: a NOOP
			S: a OK done
		`,
		"login-disabled": `
			S: * OK «.*LOGINDISABLED.*»
			C: a LOGIN alice alicepw
			S: a NO [PRIVACYREQUIRED] «.*»
		`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dial(t, newServer(t, faulty(t, name))).talk(script)
		})
	}
}

func TestTLSCut(t *testing.T) {
	t.Parallel()
	srv := newServer(t, faulty(t, "tls-cut"))
	p := dial(t, srv)
	p.talk(`S: * OK «.*»`)
	p.secure(srv)
	p.talk(`
		C: a LOGIN alice alicepw
		S: a OK «.*»
		C: b NOOP
	`)
	if _, err := io.ReadAll(p.rd); err != io.ErrUnexpectedEOF {
		t.Errorf("got %v, want a truncation that TLS notices", err)
	}
}

// The stream inflates for as long as somebody reads it.
func TestDeflateBomb(t *testing.T) {
	t.Parallel()
	p := login(t, newServer(t, faulty(t, "deflate-bomb")), "alice")
	p.talk(`
		C: c COMPRESS DEFLATE
		S: c OK Begin compression.
	`)
	p.compress()
	if n, err := io.CopyN(io.Discard, p.rd, 1<<20); err != nil {
		t.Errorf("after %d bytes: %v", n, err)
	}
}

func TestSlowBytes(t *testing.T) {
	t.Parallel()
	pauses := 0
	o := faulty(t, "slow-bytes")
	o.Pause = func(time.Duration) { pauses++ }
	p := dial(t, newServer(t, o))
	greeting := p.line()
	p.talk(`
		C: a LOGOUT
		S: * BYE Logging out
		S: a OK Logout completed.
		EOF
	`)
	if pauses < len(greeting) {
		t.Errorf("%d pauses for a greeting of %d bytes", pauses, len(greeting))
	}
}
