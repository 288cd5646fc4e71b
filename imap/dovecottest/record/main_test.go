package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"imapsh/imap/dovecottest"
)

// The committed transcripts are what this machine's Python and Dovecot say, and
// the same in every run.
func TestTranscriptsAreCurrent(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("IMAPSH_REQUIRE") == "1" {
			t.Fatal("IMAPSH_REQUIRE=1 demands Python (apt-get install python3)")
		}
		t.Skip("no Python (apt-get install python3)")
	}
	dir := filepath.Join("..", "..", "..", "repl", "testdata", "imaplib")
	list, err := run(python, "--list")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(list) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(filepath.Join(dir, name+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := recordOne(dir, python, name)
			if err != nil {
				t.Fatal(err)
			}
			gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range min(len(gotLines), len(wantLines)) {
				if gotLines[i] != wantLines[i] {
					t.Errorf("line %d (run \"make transcript\" and look at the difference):\ngot  %s\nwant %s",
						i+1, gotLines[i], wantLines[i])
				}
			}
			if len(gotLines) != len(wantLines) {
				t.Errorf("%d lines, want %d", len(gotLines), len(wantLines))
			}
		})
	}
}
