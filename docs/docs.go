// Package docs holds the pages that users read, for help TOPIC. It knows nothing of
// the rest of the program; commands.md is made from the table of commands, and a test
// sees that it is current.
package docs

import (
	"embed"
	"slices"
	"strings"
)

//go:generate go test . -run Page -update

//go:embed *.md
var pages embed.FS

// Topics lists the pages by name, in order: tutorial, scripting and so on.
func Topics() []string {
	entries, err := pages.ReadDir(".")
	if err != nil {
		return nil // embedded: there is always the directory
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".md"))
	}
	slices.Sort(names)
	return names
}

// Page returns the text of a page, in Markdown; ok is false if there is none of that
// name.
func Page(topic string) (text string, ok bool) {
	b, err := pages.ReadFile(strings.ToLower(topic) + ".md")
	return string(b), err == nil
}
