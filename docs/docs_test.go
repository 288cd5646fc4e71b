package docs_test

import (
	"flag"
	"os"
	"testing"

	"imapsh/docs"
	"imapsh/repl/command"
)

var update = flag.Bool("update", false, "write the pages anew")

// TestCommandsPage sees that commands.md says what the table of commands says.
func TestCommandsPage(t *testing.T) {
	want := command.Page()
	if *update {
		if err := os.WriteFile("commands.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, _ := docs.Page("commands"); got != want {
		t.Error("commands.md is not what the table of commands says; go generate ./docs writes it anew")
	}
}

func TestPages(t *testing.T) {
	topics := docs.Topics()
	if len(topics) < 4 {
		t.Fatalf("only %v", topics)
	}
	for _, topic := range topics {
		if text, ok := docs.Page(topic); !ok || len(text) < 100 {
			t.Errorf("page %s: %d bytes", topic, len(text))
		}
	}
	if _, ok := docs.Page("../README"); ok {
		t.Error("a page outside")
	}
}
