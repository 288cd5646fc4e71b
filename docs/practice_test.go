package docs_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"imapsh/docs"
	"imapsh/imap/practice"
)

// TestPracticePage sees that practice.md lists the faults there are, and names
// every profile.
func TestPracticePage(t *testing.T) {
	const begin, end = "<!-- faults -->\n", "<!-- end -->"
	text, _ := docs.Page("practice")
	before, rest, ok := strings.Cut(text, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("practice.md has no place for the faults")
	}
	var table strings.Builder
	table.WriteString("\n| fault | what goes wrong |\n|---|---|\n")
	for _, f := range practice.Faults() {
		fmt.Fprintf(&table, "| %s | %s |\n", f.Name, strings.ReplaceAll(f.Summary, "|", `\|`))
	}
	want := before + begin + table.String() + "\n" + end + after
	if *update {
		if err := os.WriteFile("practice.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text != want {
		t.Error("practice.md does not list the faults there are; go generate ./docs writes it anew")
	}
	for _, name := range practice.Profiles() {
		if !strings.Contains(text, "\n| "+name+" |") {
			t.Errorf("practice.md does not tell of the profile %s", name)
		}
	}
}
