package completion

import (
	"errors"
	"strings"

	"imapsh/repl/command"
	"imapsh/repl/words"
)

// Span says what the bytes From to To of a line are understood as.
type Span struct {
	From, To int
	Class    Class
}

// Class is what a part of a line is, and by that how it is coloured.
type Class string

// The classes of words.
const (
	ClassCommand  Class = "command"
	ClassMailbox  Class = "mailbox"
	ClassSet      Class = "set"
	ClassItem     Class = "item" // of FETCH, STATUS, STORE, SORT; a search key
	ClassFlag     Class = "flag"
	ClassString   Class = "string"
	ClassLiteral  Class = "literal" // {n}, <file, <<WORD
	ClassVariable Class = "variable"
	ClassRedirect Class = "redirect"
	ClassComment  Class = "comment"
	ClassError    Class = "error"
)

// Spans says what the parts of a line are, in order and without overlap. What is
// not named is plain.
func (k *Known) Spans(line string) []Span {
	if len(line) > maxLine || strings.Contains(line, "\n") || k.Before != "" {
		return nil
	}
	parsed, err := parser.Parse(line, nil)
	var s spans
	switch parsed.Kind {
	case words.Comment:
		return []Span{{0, len(line), ClassComment}}
	case words.System:
		return nil
	}
	s.line(k, parsed, line)
	var fault *words.SyntaxError
	if errors.As(err, &fault) {
		if _, unfinished := tolerable(parsed, line, err); !unfinished && fault.Offset < len(line) {
			s.cut(fault.Offset)
			s.add(fault.Offset, len(line), ClassError)
		}
	}
	return s.list
}

type spans struct{ list []Span }

func (s *spans) add(from, to int, class Class) {
	if n := len(s.list); n > 0 {
		from = max(from, s.list[n-1].To)
	}
	if from < to && class != "" {
		s.list = append(s.list, Span{from, to, class})
	}
}

// cut takes away what is known of the line from an offset on.
func (s *spans) cut(at int) {
	for n := len(s.list); n > 0 && s.list[n-1].To > at; n = len(s.list) {
		if s.list[n-1].From < at {
			s.list[n-1].To = at
			return
		}
		s.list = s.list[:n-1]
	}
}

func (s *spans) line(k *Known, parsed *words.Line, text string) {
	ws := parsed.Words
	if len(ws) == 0 {
		return
	}
	sp, given := findSpec(ws)
	if sp == nil {
		s.add(ws[0].Span.Start, ws[0].Span.End, k.firstWord(ws[0], len(ws) > 1 || strings.HasSuffix(text, " ")))
		return
	}
	name := ws[:len(ws)-len(given)]
	s.add(name[0].Span.Start, name[len(name)-1].Span.End, ClassCommand)
	a := assign(sp, given)
	for i, w := range given {
		if a.args[i] < 0 {
			s.add(w.Span.Start, w.Span.End, ClassError)
			continue
		}
		s.word(text, w, sp.Args[a.args[i]].Role)
	}
	if parsed.Redirect != nil {
		s.add(parsed.Redirect.Span.Start, parsed.Redirect.Span.End, ClassRedirect)
	}
}

// firstWord is the class of a word that is no command: an alias, the beginning of
// a name, or a mistake.
func (k *Known) firstWord(w words.Word, finished bool) Class {
	for _, a := range k.Aliases {
		if `\`+a.Name == w.Value {
			return ClassCommand
		}
	}
	if !finished {
		for _, sp := range command.All() {
			if hasPrefixFold(sp.Name, w.Value) {
				return ""
			}
		}
	}
	return ClassError
}

// word adds a word, or the elements of a list.
func (s *spans) word(text string, w words.Word, role command.Role) {
	switch w.Form {
	case words.Group:
		for _, inner := range words.Inner(text, w.Span) {
			s.word(text, inner, role)
		}
		return
	case words.Literal, words.File, words.Heredoc:
		s.add(w.Span.Start, w.Span.End, ClassLiteral)
		return
	}
	class := classOf(role)
	if w.Form != words.Bare && class != ClassMailbox || class == "" && w.Form != words.Bare && w.Form != words.Raw {
		class = ClassString
	}
	raw := text[w.Span.Start:w.Span.End]
	if class == ClassItem && role == command.SearchKeys && wordIsNumber(raw) {
		class = ClassSet
	}
	s.withVariables(w.Span.Start, raw, class)
}

func wordIsNumber(raw string) bool {
	return raw != "" && strings.Trim(raw, "0123456789:*,$") == ""
}

// withVariables adds a word with the ${…} in it apart.
func (s *spans) withVariables(from int, raw string, class Class) {
	end := from + len(raw)
	for !strings.HasPrefix(raw, "'") {
		at := strings.Index(raw, "${")
		if at < 0 {
			break
		}
		n := strings.IndexByte(raw[at:], '}')
		if n < 0 {
			break
		}
		s.add(from, from+at, class)
		s.add(from+at, from+at+n+1, ClassVariable)
		from, raw = from+at+n+1, raw[at+n+1:]
	}
	s.add(from, end, class)
}

func classOf(r command.Role) Class {
	switch r {
	case command.Mailbox, command.Reference, command.Pattern:
		return ClassMailbox
	case command.Set, command.Number:
		return ClassSet
	case command.FetchItems, command.StoreItem, command.SearchKeys, command.SortKeys, command.StatusItems,
		command.Algorithm, command.Charset, command.Parameters, command.Entries, command.Capability,
		command.Mechanism, command.Rights, command.QuotaLimits, command.Choice, command.UIDCommand:
		return ClassItem
	case command.Flags:
		return ClassFlag
	case command.CommandName:
		return ClassCommand
	}
	return ""
}
