package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"imapsh/imap/protocol"
	"imapsh/repl/command"
	"imapsh/repl/words"
)

// maxDepth bounds aliases that stand for each other and scripts that include
// themselves.
const maxDepth = 50

// runLine does what a line says. Its errors are shown by the caller.
func (s *Session) runLine(ctx context.Context, line *words.Line) error {
	s.line = line
	if line.Session > 0 {
		back, err := s.visit(line.Session)
		if err != nil {
			return err
		}
		defer back()
	}
	switch line.Kind {
	case words.Blank, words.Comment:
		return nil
	case words.System:
		return s.System(ctx, line.System)
	}
	sp, rest, err := s.find(line)
	if err != nil {
		return err
	}
	if sp == nil { // an alias
		return s.runAlias(ctx, line)
	}
	args, err := command.Bind(sp, line, rest, len(line.Words)-len(rest))
	if err != nil {
		return err
	}
	if line.Redirect == nil {
		return sp.Run(ctx, s, args)
	}
	return s.redirected(ctx, line, func() error { return sp.Run(ctx, s, args) })
}

// RunLine implements [command.Scripting]: one line as if typed.
func (s *Session) RunLine(ctx context.Context, text string) error {
	if s.depth >= maxDepth {
		return s.errorf("aliases or scripts nested more than %d deep: does one contain itself?", maxDepth)
	}
	line, err := s.parser.Parse(text, s.source)
	if err != nil {
		return s.syntax(line, err)
	}
	outer := s.line
	s.depth++
	defer func() { s.depth--; s.line = outer }()
	return s.runLine(ctx, line)
}

// find looks a line's command up. nil without an error is an alias.
func (s *Session) find(line *words.Line) (*command.Spec, []words.Word, error) {
	sp, rest := command.Find(line.Words)
	if sp != nil {
		return sp, rest, nil
	}
	first := line.Words[0]
	if first.Form != words.Bare {
		return nil, nil, &command.UsageError{Word: 0, Msg: "a line begins with the name of a command, not with a " + first.Form.String() + " word"}
	}
	if _, ok := s.aliases[strings.TrimPrefix(first.Value, `\`)]; ok && line.Kind == words.Meta {
		return nil, nil, nil
	}
	if sp, rest, err, ok := s.tagged(line); ok {
		return sp, rest, err
	}
	return nil, nil, &command.UsageError{Word: 0, Msg: unknown(first.Value)}
}

// tagged understands a line typed with a tag, as the RFCs show them: at the
// keyboard it runs, in a script it is an error.
func (s *Session) tagged(line *words.Line) (sp *command.Spec, rest []words.Word, err error, ok bool) {
	if len(line.Words) < 2 || !looksLikeTag(line.Words[0].Value) {
		return nil, nil, nil, false
	}
	sp, rest = command.Find(line.Words[1:])
	if sp == nil || sp.IsMeta() {
		return nil, nil, nil, false
	}
	if !s.prompted {
		msg := fmt.Sprintf("unknown command %s; tags are added for you: leave it out", line.Words[0].Value)
		return nil, nil, &command.UsageError{Word: 0, Msg: msg}, true
	}
	s.hintOnce("tag", "tags are added for you: type "+sp.Name+" alone")
	return sp, rest, nil, true
}

// looksLikeTag reports whether a word has the shape of the tags in the RFCs:
// letters and digits, at least one digit, and dots.
func looksLikeTag(word string) bool {
	digit := false
	for _, c := range word {
		switch {
		case c >= '0' && c <= '9':
			digit = true
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '.':
		default:
			return false
		}
	}
	return digit
}

// unknown is what is said of a command that is none: what may have been meant,
// and how to send it all the same.
func unknown(name string) string {
	var names []string
	for _, sp := range command.All() {
		names = append(names, sp.Name)
	}
	msg := "unknown command " + name + ";"
	if near := protocol.Suggest(name, names); len(near) > 0 {
		msg += " did you mean " + strings.Join(near, " or ") + "?"
	}
	if strings.HasPrefix(name, `\`) {
		return msg + " help lists the commands"
	}
	return msg + fmt.Sprintf(` to send it all the same: xatom %s … or \raw ${tag} %s …`, name, strings.ToUpper(name))
}

// runAlias runs the line that an alias stands for, with the words behind it.
func (s *Session) runAlias(ctx context.Context, line *words.Line) error {
	first := line.Words[0]
	text := s.aliases[strings.TrimPrefix(first.Value, `\`)]
	rest := line.Text[first.Span.End:]
	return s.RunLine(ctx, strings.TrimRight(text+rest, " "))
}

// syntax keeps a faulty line's error together with what must not be shown of
// the line.
func (s *Session) syntax(line *words.Line, err error) error {
	var fault *words.SyntaxError
	if errors.As(err, &fault) && line != nil {
		return &lineError{fault: fault, hide: command.Secrets(line)}
	}
	return err
}

// lineError is a syntax error and the spans of its line that hold secrets.
type lineError struct {
	fault *words.SyntaxError
	hide  []words.Span
}

func (e *lineError) Error() string { return e.fault.Error() }

func (e *lineError) Unwrap() error { return e.fault }
