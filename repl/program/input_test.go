package program

import (
	"bytes"
	"strings"
	"testing"
)

// TestHostileInput gives scripts that text files for tests cannot hold.
func TestHostileInput(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, script string
		code         int
		says         string
	}{
		{"NUL", "noop\nno\x00op\n", 2, "line 2: error: a NUL byte"},
		{"not UTF-8", "select \xff\xfe\n", 2, "line 1: error: the line is not valid UTF-8"},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00\xff\xfe\n\x00\x01", 2, "line 1: error: "},
		{"CR inside", "select a\rb\n", 2, "carriage return"},
		{"a line of 10 MB", "select " + strings.Repeat("x", 10<<20) + "\n", 2, "longer than 8 MiB"},
		{"10 MB without an end", strings.Repeat("(", 10<<20), 2, "longer than 8 MiB"},
		{"a million parentheses", "fetch 1 " + strings.Repeat("(", 1<<20) + "\n", 2, "line 1: error: "},
		{"escape sequence", "\x1b[31mnoop\n", 2, `\x1b`},
		{"EOF inside a literal", "append INBOX {5}\nab", 2, "after 3 of 5 bytes"},
		{"EOF inside a quote", `select "INBOX`, 2, "no closing quote"},
		{"EOF inside a group", "fetch 1 (FLAGS", 2, "end of input inside a group"},
		{"EOF inside a section", "fetch 1 BODY[HEADER", 2, "end of input inside a section"},
		{"EOF inside a heredoc", "append INBOX <<X\nabc", 2, "end of input inside a heredoc"},
		{"a literal of 2^63", "append INBOX {9223372036854775808}\n", 2, "line 1: error: a literal in a script may have at most 256 MiB"},
		{"a literal of 1 TB", "append INBOX {1000000000000}\nx", 2, "line 1: error: a literal in a script may have at most 256 MiB"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			code, out := runScript(t, row.script+"\n", "--demo", "--trace", "wire")
			if code != row.code || !strings.Contains(out, row.says) {
				t.Errorf("exits with %d: %.300s", code, out)
			}
			if strings.ContainsAny(out, "\x00\x1b") || bytes.Contains([]byte(out), []byte("\xff")) {
				t.Errorf("control characters in %.300q", out)
			}
			if len(out) > 64<<10 {
				t.Errorf("%d bytes of complaint", len(out))
			}
		})
	}
}
