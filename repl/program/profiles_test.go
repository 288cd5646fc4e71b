//go:build unix

package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What others can read is no place for a secret, and what is misspelt is said.
func TestBadProfiles(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, text, says string
		mode             os.FileMode
	}{
		{"a secret others can read", "[profile.work]\nurl = \"imaps://alice@h\"\npassword = \"hush-hush\"\n", "chmod 600", 0o644},
		{"a misspelt key", "[profile.work]\n\nurll = \"imaps://h\"\n", "config.toml:3: urll is no key of a profile; did you mean url?", 0o600},
		{"a URL that is none", "[profile.work]\nurl = \"https://h\"\n", "profile work: a URL of the shell begins with imaps://", 0o600},
		{"no TOML", "[profile.work\n", "config.toml:2", 0o600},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "config.toml")
			if err := os.WriteFile(path, []byte(row.text), row.mode); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"work"}, {"diagnose", "work"}} {
				code, out := attempt{env: []string{"IMAPSH_CONFIG=" + path}}.run(t, args...)
				if code != 1 || !strings.Contains(out, row.says) || strings.Contains(out, "hush") {
					t.Errorf("%v exits with %d, or does not say %q:\n%s", args, code, row.says, out)
				}
			}
		})
	}
}
