package completion

import (
	"strings"

	"imapsh/repl/command"
	"imapsh/repl/words"
)

// Hint is what may follow the line, shown behind it in grey.
type Hint struct {
	Show   string // what is shown
	Accept string // what a key inserts; "" if it only explains
}

// Hint says how the line can go on: with what an earlier line had, once a word is
// begun, or else with the arguments that are still to come. There is one only at
// the end of a line.
func (k *Known) Hint(line string, cursor int) Hint {
	if cursor != len(line) || strings.TrimSpace(line) == "" || len(line)+len(k.Before) > maxLine || strings.Contains(line, "\n") {
		return Hint{}
	}
	p, _, ok := locate(line)
	if ok && p.sp != nil && isSecret(&p) {
		return Hint{Show: k.rest(&p, line)}
	}
	if k.Recall != nil && k.Before == "" && !isBlankByte(line[len(line)-1]) {
		if old, found := k.Recall(line); found && len(old) > len(line) && !strings.ContainsAny(old, "\n") {
			return Hint{Show: old[len(line):], Accept: old[len(line):]}
		}
	}
	if !ok {
		return Hint{}
	}
	if p.sp == nil || p.sp.Name == "uid" {
		// The name itself may be complete, with no blank behind it yet.
		if p.sp, p.given = command.Find(p.line.Words); p.sp == nil {
			return Hint{}
		}
		p.word = words.Word{Span: words.Span{Start: len(line), End: len(line)}}
	}
	return Hint{Show: k.rest(&p, line)}
}

func isBlankByte(b byte) bool { return b == ' ' || b == '\t' }

// rest is the syntax of the arguments that are still to come.
func (k *Known) rest(p *place, line string) string {
	given := p.given
	if p.word.Span.Start < p.word.Span.End {
		given = append(given[:len(given):len(given)], p.word)
	}
	if p.word.Open {
		return "" // inside parentheses or quotes
	}
	a := assign(p.sp, given)
	next := a.next
	var parts []string
	if a.open >= 0 && p.sp.Args[a.open].Repeated {
		return ""
	}
	for i := next; i < len(p.sp.Args); i++ {
		parts = append(parts, p.sp.Args[i].Syntax())
	}
	text := strings.Join(parts, " ")
	if text != "" && !isBlankByte(line[len(line)-1]) {
		text = " " + text
	}
	return text
}
