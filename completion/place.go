package completion

import (
	"errors"
	"strings"

	"imapsh/repl/command"
	"imapsh/repl/words"
)

// place is where the text ends: in which word of which command.
type place struct {
	line  *words.Line
	sp    *command.Spec // nil: in the command's name, or it is not known
	given []words.Word  // behind the command's name, before the word
	word  words.Word    // the word at the end of the text; empty between words
	slots []slot        // the arguments that the word may belong to, the likeliest first
}

// slot is an argument, and which of its words comes now.
type slot struct {
	arg   *command.Arg
	index int // of arg in Spec.Args
	first int // index in given of its first word; len(given) if this is the first
}

// parser knows no variables: ${name} stays as typed.
var parser = words.Parser{LiteralAt: command.LiteralAt, RawAt: command.RawAt}

// locate finds the place at the end of text. ok is false where nothing can be
// said; the note tells why.
func locate(text string) (p place, note string, ok bool) {
	line, err := parser.Parse(text, nil)
	p.line = line
	if note, ok = tolerable(line, text, err); !ok {
		return p, note, false
	}
	n := len(line.Words)
	p.word = words.Word{Span: words.Span{Start: len(text), End: len(text)}}
	before := line.Words
	if n > 0 && line.Redirect == nil && (line.Words[n-1].Open || line.Words[n-1].Span.End == len(text)) {
		p.word, before = line.Words[n-1], line.Words[:n-1]
	} else if n > 0 && line.Words[n-1].Form == words.Raw {
		// The word runs to the end of the line, with the blanks there.
		p.word, before = line.Words[n-1], line.Words[:n-1]
		p.word.Span.End = len(text)
	}
	p.sp, p.given = findSpec(before)
	if p.sp != nil {
		p.slots = slotsAt(p.sp, p.given, p.word)
	}
	return p, "", true
}

// findSpec finds the command, a tag before it left aside.
func findSpec(ws []words.Word) (*command.Spec, []words.Word) {
	if sp, rest := command.Find(ws); sp != nil {
		return sp, rest
	}
	if len(ws) < 2 || !looksLikeTag(ws[0]) {
		return nil, nil
	}
	sp, rest := command.Find(ws[1:])
	if sp == nil || sp.IsMeta() {
		return nil, nil
	}
	return sp, rest
}

// looksLikeTag says whether a word has the shape of the tags in the RFCs.
func looksLikeTag(w words.Word) bool {
	return w.Form == words.Bare && strings.ContainsAny(w.Value, "0123456789") &&
		strings.Trim(strings.ToLower(w.Value), "abcdefghijklmnopqrstuvwxyz0123456789.") == ""
}

// tolerable says whether the text is at fault only because it is not finished.
func tolerable(line *words.Line, text string, err error) (note string, ok bool) {
	if line.Kind == words.Comment || line.Kind == words.System {
		return "", false
	}
	var fault *words.SyntaxError
	if !errors.As(err, &fault) {
		return "", line.Redirect != nil || err == nil || openToTheEnd(line)
	}
	at := fault.Offset
	switch {
	case line.Redirect != nil:
		return "", true
	case len(line.Words) == 0:
		return "", at == len(text) // only a prefix: - or @2
	}
	if w := &line.Words[len(line.Words)-1]; w.Open && at < len(text) {
		switch w.Form {
		case words.Quoted, words.Single, words.Escaped:
			ok = at == w.Span.Start
		case words.Group, words.File:
			ok = strings.IndexByte(`"'$`, text[at]) >= 0
		case words.Bare:
			ok = w.Section && text[at] == '"'
		}
	} else if w.Open {
		ok = w.Form == words.File || w.Form == words.Group // the path is missing
	}
	if !ok {
		note = fault.Msg
	}
	return note, ok
}

// openToTheEnd says whether what is not finished is the last word, and not a
// literal or a heredoc.
func openToTheEnd(line *words.Line) bool {
	n := len(line.Words)
	return n > 0 && line.Words[n-1].Open && (line.Words[n-1].Form == words.Group || line.Words[n-1].Section)
}

// run finds what can stand at the end of the text.
func (c *completer) run() {
	if c.sessions() || c.variable() {
		return
	}
	p, note, ok := locate(c.text)
	if !ok {
		c.note = note
		return
	}
	switch {
	case p.line.Redirect != nil:
		if p.line.Redirect.Kind != words.Program {
			c.path(p.line.Redirect.TargetSpan.Start)
		}
	case p.sp != nil:
		c.arguments(&p)
	case len(p.line.Words) == 0 || p.word.Span.Start == p.line.Words[0].Span.Start:
		c.commandName(&p)
	case len(p.line.Words) <= 2 && looksLikeTag(p.line.Words[0]) && p.word.Form == words.Bare && len(p.given) == 0 && secondWord(&p):
		c.commandName(&p)
	default:
		c.alias(&p)
	}
}

// secondWord says whether the place is the second word of its line.
func secondWord(p *place) bool {
	return len(p.line.Words) == 1 && p.word.Span.Start >= p.line.Words[0].Span.End || len(p.line.Words) == 2 && p.word.Span.Start == p.line.Words[1].Span.Start
}

// arguments offers what the argument at the place can be.
func (c *completer) arguments(p *place) {
	if isSecret(p) {
		return
	}
	el, ok := elementAt(c.text, p)
	if !ok {
		return
	}
	c.replace(&el)
	for _, s := range byLikelihood(p.slots) {
		c.role(p, &s, el)
	}
}

// byLikelihood puts a charset that may be left out behind the criteria: few people
// mean one.
func byLikelihood(slots []slot) []slot {
	if len(slots) > 1 && slots[0].arg.Role == command.Charset && slots[0].arg.Optional {
		return append(slots[1:len(slots):len(slots)], slots[0])
	}
	return slots
}

// isSecret says whether a secret is typed here, or what may be the rest of one
// that was quoted badly.
func isSecret(p *place) bool {
	for i := range p.sp.Args {
		if role := p.sp.Args[i].Role; (role == command.Secret || role == command.Answer) && len(p.given) >= i {
			return true
		}
	}
	return false
}

// alias completes behind the name of an alias as behind the line that it stands
// for.
func (c *completer) alias(p *place) {
	if p.line.Kind != words.Meta || len(p.line.Words) == 0 {
		return
	}
	first := p.line.Words[0]
	for _, a := range c.Aliases {
		if a.Name == strings.TrimPrefix(first.Value, `\`) {
			c.nested(a.About+c.text[first.Span.End:], len(a.About), first.Span.End)
			return
		}
	}
}

// nested completes a line inside the line: what an alias stands for, or a command
// that is an argument. Its text from byte inner on is that of the line from byte
// outer on.
func (c *completer) nested(text string, inner, outer int) {
	if c.depth >= maxAlias || len(text) > maxLine {
		return
	}
	n := &completer{Known: c.Known, text: text, rest: c.rest, depth: c.depth + 1, from: len(text)}
	n.run()
	if n.from < inner {
		return
	}
	n.text, n.depth, n.from = c.text, c.depth, n.from-inner+outer
	*c = *n
}
