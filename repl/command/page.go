package command

import (
	"fmt"
	"strings"
)

// Page is a page about every command, in Markdown, made from the table.
func Page() string {
	var b strings.Builder
	b.WriteString("# Commands\n\nMade from the table of commands: change it there. A bare word is IMAP, `\\word` is the\nshell itself.\n")
	group := ""
	for _, sp := range All() {
		if sp.Group != group {
			group = sp.Group
			fmt.Fprintf(&b, "\n## %s\n", group)
		}
		sp.describe(&b)
	}
	return b.String()
}

func (sp *Spec) describe(b *strings.Builder) {
	fmt.Fprintf(b, "\n### `%s`\n\n%s.", sp.Syntax(), upperFirst(sp.Summary))
	if sp.Details != "" {
		fmt.Fprintf(b, " %s", sp.Details)
	}
	b.WriteByte('\n')
	var facts []string
	if sp.States != 0 {
		facts = append(facts, "States: "+sp.States.String())
	}
	if sp.Needs != "" {
		facts = append(facts, "capability: "+sp.Needs)
	}
	if sp.RFC != "" {
		facts = append(facts, sp.RFC)
	}
	if len(facts) > 0 {
		fmt.Fprintf(b, "\n%s.\n", strings.Join(facts, "; "))
	}
	for _, ex := range sp.Examples {
		fmt.Fprintf(b, "\n    %s\n\n%s.\n", ex.Line, upperFirst(ex.Meaning))
	}
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
