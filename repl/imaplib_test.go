package repl

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"imapsh/imap/dovecottest"
)

// deliberate lists where the shell prints something else than imaplib on
// purpose. The rows that imaplib and the shell answer alike are not here: an
// entry that is no difference any more fails the test.
var deliberate = []struct {
	transcript string
	line       int
	shell      string // what it prints instead, normalized
	why        string
}{
	{"readonly", 9, "error: STORE not sent", "a mailbox opened read-only is kept so here too, not only by the server"},
	{"readonly", 11, "error: EXPUNGE not sent", "a mailbox opened read-only is kept so here too, not only by the server"},
}

// TestImaplib replays what Python's imaplib was recorded doing with Dovecot
// through the whole shell, and compares what both print. Of an error the class
// counts, not the text.
func TestImaplib(t *testing.T) {
	dovecottest.Require(t)
	files, err := filepath.Glob("testdata/imaplib/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	t.Chdir("testdata/imaplib") // for <message.eml
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) { replay(t, name) })
	}
}

func replay(t *testing.T, name string) {
	f, err := os.Open(name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	exchanges, err := dovecottest.ReadTranscript(f)
	if err != nil {
		t.Fatal(err)
	}
	printed := runTuple(t, dovecottest.Start(t, dovecottest.WithSeed()), exchanges)
	for i, x := range exchanges {
		want, why := expected(name, x)
		if got := dovecottest.Normalize(printed[i]); !agrees(got, want) {
			t.Errorf("%s.txt:%d: %s\n imaplib  %s\n imapsh   %s%s", name, x.Line, x.Command, want, got, why)
		}
	}
}

// expected is what the shell is to print for x.
func expected(name string, x dovecottest.Exchange) (want, why string) {
	for _, d := range deliberate {
		if d.transcript == name && d.line == x.Line {
			return d.shell, "\n differs: " + d.why
		}
	}
	return x.Result, ""
}

func agrees(got, want string) bool {
	switch want {
	case dovecottest.AnyResult:
		return got != "" && class(got) == ""
	case dovecottest.NoResult:
		return got == ""
	}
	if c := class(want); c != "" {
		return class(got) == c
	}
	return got == want
}

// class is the class of an error line; "" for a result.
func class(line string) string {
	for _, c := range []string{"error", "abort", "readonly"} {
		if strings.HasPrefix(line, c+":") {
			return c
		}
	}
	return ""
}

// runTuple runs the commands as one script in the tuple view, and returns what
// each printed.
func runTuple(t *testing.T, srv *dovecottest.Server, exchanges []dovecottest.Exchange) []string {
	var script strings.Builder
	fmt.Fprintf(&script, "\\set host %s\n\\set port %d\n", srv.Host, srv.Port)
	for i, x := range exchanges {
		fmt.Fprintf(&script, "\\echo %s%d\n%s\n", mark, i, x.Command)
	}
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	rec := &recorder{sections: make([]strings.Builder, len(exchanges)), at: -1}
	s, err := New(Config{
		File: file, Format: "tuple", KeepGoing: true, NoHistory: true, NoRC: true, CAFile: srv.CAFile,
		Stdin: os.Stdin, Stdout: rec, Stderr: errorsOf{rec}, Getenv: func(string) string { return "" },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Main(t.Context())
	printed := make([]string, len(exchanges))
	for i := range printed {
		printed[i] = strings.TrimSuffix(rec.sections[i].String(), "\n")
	}
	return printed
}

// mark begins what the script echoes before each command.
const mark = "@@@"

// recorder divides what is printed among the commands.
type recorder struct {
	sections []strings.Builder
	at       int
}

func (r *recorder) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		if n, ok := strings.CutPrefix(line, mark); ok {
			r.at, _ = strconv.Atoi(strings.TrimSpace(n))
		} else if r.at >= 0 {
			r.sections[r.at].WriteString(line)
		}
	}
	return len(p), nil
}

// errorsOf records errors; remarks are not compared.
type errorsOf struct{ r *recorder }

func (e errorsOf) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		if _, text, ok := strings.Cut(line, ": "); ok && strings.HasPrefix(line, "line ") && class(text) != "" {
			_, _ = io.WriteString(e.r, text)
		}
	}
	return len(p), nil
}
