package dovecottest

import (
	"os"
	"strings"
	"sync"
	"testing"
)

// Require skips the test when no Dovecot is installed that this package can run,
// or fails it when IMAPSH_REQUIRE is 1.
func Require(t testing.TB) {
	t.Helper()
	_, err := findDovecot()
	switch {
	case err == nil:
	case os.Getenv("IMAPSH_REQUIRE") == "1":
		t.Fatalf("IMAPSH_REQUIRE=1 demands Dovecot 2.3 (apt-get install dovecot-imapd): %v", err)
	default:
		t.Skipf("no Dovecot 2.3 (apt-get install dovecot-imapd): %v", err)
	}
}

// Start runs a server for one test and stops it at the test's end; when the test
// has failed, the end of the server's log is shown. Without Dovecot see [Require].
func Start(t testing.TB, opts ...Option) *Server {
	t.Helper()
	Require(t)
	s, err := Open(opts...)
	if err != nil {
		t.Fatalf("start dovecot: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("dovecot's log:\n%s", lastLines(s.Log(), 30))
		}
		if err := s.Close(); err != nil {
			t.Errorf("stop dovecot: %v", err)
		}
	})
	return s
}

// The server of [Shared] is one per test program on purpose: it costs a fifth of
// a second to start. The state is guarded, set once and ended by Main.
var shared struct {
	sync.Mutex
	server *Server
	inMain bool
}

// Shared returns the one server of this test program, started at first use with
// no options. The package needs a TestMain that calls [Main]. Tests that change
// mail take a user of their own from [Server.NewUser].
func Shared(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.inMain {
		t.Fatal("dovecottest.Shared needs: func TestMain(m *testing.M) { os.Exit(dovecottest.Main(m)) }")
	}
	if shared.server == nil {
		Require(t)
		s, err := Open()
		if err != nil {
			t.Fatalf("start dovecot: %v", err)
		}
		shared.server = s
	}
	s := shared.server
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the shared dovecot's log:\n%s", lastLines(s.Log(), 30))
		}
	})
	return s
}

// Main runs the tests of a package that uses [Shared], stops the server and
// returns the exit status for os.Exit.
func Main(m *testing.M) int {
	shared.Lock()
	shared.inMain = true
	shared.Unlock()
	status := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		if err := shared.server.Close(); err != nil {
			os.Stderr.WriteString("stop dovecot: " + err.Error() + "\n")
			return max(status, 1)
		}
	}
	return status
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
