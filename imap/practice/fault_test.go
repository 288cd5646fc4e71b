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
	"a5 EXAMINE INBOX\r\na6 FETCH 1 (FLAGS BODY[])\r\na7 SEARCH ALL\r\na8 NOOP\r\na9 LIST \"\" *\r\n" +
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
	for _, prefix := range []string{"deflate-", "sasl-", "scram-", "oauth-", "literal-refused", "literal-early", "tls-", "slow-", "starttls-"} {
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
