package repl

import (
	"fmt"
	"io"
	"strings"

	"imapsh/docs"
	"imapsh/imap/protocol"
	"imapsh/repl/command"
	"imapsh/repl/render"
)

// Help implements [command.Learning].
func (s *Session) Help(word string) error {
	if word == "" {
		columns := 0
		if s.cfg.StdoutTerminal {
			columns, _ = s.size()
		}
		s.Say(helpList(columns))
		return nil
	}
	text, ok := helpOn(word)
	if !ok {
		return s.errorf("no help for %s; help lists the commands", word)
	}
	s.Say(text)
	return nil
}

// HelpMain is `imapsh help [WORD…]`: the same help, without a shell. It returns the
// exit status.
func HelpMain(words []string, stdout, stderr io.Writer) int {
	word := strings.Join(words, " ")
	text, ok := helpList(0), true
	if word != "" {
		text, ok = helpOn(word)
	}
	if !ok {
		fmt.Fprintf(stderr, "imapsh: no help for %s; imapsh help lists the commands\n", render.GateLine(word))
		return StatusUsage
	}
	fmt.Fprintln(stdout, strings.TrimRight(text, "\n"))
	return StatusOK
}

// helpOn is the help for a command, for a word of the protocol, or on a topic.
func helpOn(word string) (text string, ok bool) {
	word = strings.ToLower(strings.TrimSpace(word))
	sp, ok := command.Lookup(word)
	if !ok {
		sp, ok = command.Lookup(`\` + word)
	}
	if ok {
		return helpFor(sp), true
	}
	if entries := protocol.Explain(word); len(entries) > 0 {
		return explain(entries), true
	}
	return docs.Page(word)
}

// helpList is every command by group, a line each: two where the terminal has
// too few columns, of which 0 is any number.
func helpList(columns int) string {
	var b strings.Builder
	entry := func(name, summary string) {
		const indent = len("  ") + 16 + len(" ")
		lines := wrap(summary, columns-indent)
		fmt.Fprintf(&b, "  %-16s %s\n", name, lines[0])
		for _, line := range lines[1:] {
			fmt.Fprintf(&b, "%*s%s\n", indent, "", line)
		}
	}
	for _, line := range wrap("A bare word is IMAP, \\word is the shell itself. help WORD tells more.", columns) {
		b.WriteString(line + "\n")
	}
	group := ""
	for _, sp := range command.All() {
		if sp.Group != group {
			group = sp.Group
			fmt.Fprintf(&b, "\n%s\n", group)
		}
		entry(sp.Name, sp.Summary)
	}
	b.WriteByte('\n')
	entry("!command", "run a command of the system")
	entry("command > FILE", "the data to a file; >> FILE appends, | PROGRAM pipes")
	b.WriteByte('\n')
	for _, line := range wrap("help also knows the words of the protocol, and: "+strings.Join(docs.Topics(), ", ")+".", columns) {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// wrap breaks text at blanks into lines of so many columns; where there is no
// room to speak of, it stays as it is.
func wrap(text string, columns int) []string {
	const least = 12
	if columns < least {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > columns {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// helpFor is all there is to say of a command.
func helpFor(sp *command.Spec) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n    %s.\n", sp.Syntax(), sp.Summary)
	if sp.Details != "" {
		fmt.Fprintf(&b, "    %s\n", sp.Details)
	}
	if sp.States != 0 {
		fmt.Fprintf(&b, "  States:     %s\n", sp.States)
	}
	if sp.Needs != "" {
		fmt.Fprintf(&b, "  Capability: %s\n", sp.Needs)
	}
	if sp.RFC != "" {
		fmt.Fprintf(&b, "  Reference:  %s\n", sp.RFC)
	}
	for i, ex := range sp.Examples {
		label := "Example:"
		if i > 0 {
			label = ""
		}
		fmt.Fprintf(&b, "  %-11s %s\n              %s\n", label, ex.Line, ex.Meaning)
	}
	return b.String()
}

// explain is what the protocol tables know of a word.
func explain(entries []protocol.Entry) string {
	var b strings.Builder
	for i, e := range entries {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s (%s)\n    %s.\n", e.Name, e.Kind, e.Meaning)
		if e.Syntax != "" {
			fmt.Fprintf(&b, "  Syntax:     %s\n", e.Syntax)
		}
		if e.Requires != "" {
			fmt.Fprintf(&b, "  Capability: %s\n", e.Requires)
		}
		if e.RFC != "" {
			fmt.Fprintf(&b, "  Reference:  %s\n", e.RFC)
		}
		if e.Example != "" {
			fmt.Fprintf(&b, "  Example:    %s\n", e.Example)
		}
	}
	return b.String()
}
