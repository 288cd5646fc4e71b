package completion

import (
	"strings"

	"imapsh/imap"
	"imapsh/repl/command"
	"imapsh/repl/words"
)

// shape is what a word looks like, by which command.Bind tells arguments apart.
type shape uint8

const (
	plain   shape = iota // any word
	group                // in parentheses
	date                 // an internal date
	literal              // {n}, <path, <<WORD
	nothing              // NIL, which leaves an argument out
)

func shapeOf(w words.Word) shape {
	switch w.Form {
	case words.Group:
		return group
	case words.Literal, words.File, words.Heredoc:
		return literal
	case words.Bare:
		if strings.EqualFold(w.Value, "NIL") || w.Value == "None" {
			return nothing
		}
	}
	if _, err := imap.InternalDate(w.Value); err == nil {
		return date
	}
	return plain
}

// taker finds the argument, from number i on, that a word of a shape goes to. It
// follows command.Bind as far as that can be followed without knowing how many
// words are still to come. -1: none.
func taker(sp *command.Spec, i int, s shape, w words.Word) int {
	for ; i < len(sp.Args); i++ {
		arg := &sp.Args[i]
		switch {
		case arg.Role == command.Parameters:
			if s != group {
				continue
			}
		case !arg.Optional:
		case s == literal && takesLiteral(sp, i) && !isLiteralRole(arg.Role):
			continue
		case s == date && arg.Role == command.Flags:
			continue
		case s == group && arg.Role == command.Choice:
			continue
		case arg.Role == command.Charset && s != nothing && command.IsCriterion(w):
			continue
		}
		return i
	}
	return -1
}

func isLiteralRole(r command.Role) bool { return r == command.Message || r == command.Value }

// takesLiteral says whether an argument behind number i takes a literal.
func takesLiteral(sp *command.Spec, i int) bool {
	for j := i + 1; j < len(sp.Args); j++ {
		if isLiteralRole(sp.Args[j].Role) {
			return true
		}
	}
	return false
}

// assignment is how the words of a line go to the arguments of its command.
type assignment struct {
	args []int // for each word the argument; -1: surplus
	// The argument that a list of plain words may still belong to, or -1, and where
	// the next argument is looked for.
	open, next int
}

// assign gives each word its argument.
func assign(sp *command.Spec, given []words.Word) assignment {
	a := assignment{open: -1}
	for _, w := range given {
		s := shapeOf(w)
		if a.open >= 0 && stays(&sp.Args[a.open], s) {
			a.args = append(a.args, a.open)
			continue
		}
		i := taker(sp, a.next, s, w)
		a.args = append(a.args, i)
		a.open = -1
		if i < 0 {
			a.next = len(sp.Args)
			continue
		}
		a.next = i + 1
		if arg := &sp.Args[i]; arg.Repeated || arg.Listed && s != group && s != nothing {
			a.open = i
		}
	}
	return a
}

// stays says whether a word of a shape goes on with the list that an argument is.
func stays(arg *command.Arg, s shape) bool {
	if arg.Repeated {
		return true
	}
	return s == plain || s == date && arg.Role != command.Flags
}

// slotsAt finds the arguments that the word behind the given ones may belong to.
// Where nothing is typed yet it may have any shape.
func slotsAt(sp *command.Spec, given []words.Word, w words.Word) []slot {
	a := assign(sp, given)
	shapes := []shape{shapeOf(w)}
	if w.Span.Start == w.Span.End {
		shapes = []shape{plain, group, date, literal}
	}
	var slots []slot
	add := func(i int) {
		for _, s := range slots {
			if s.index == i {
				return
			}
		}
		first := len(given)
		for j, arg := range a.args {
			if arg == i {
				first = j
				break
			}
		}
		slots = append(slots, slot{arg: &sp.Args[i], index: i, first: first})
	}
	for _, s := range shapes {
		if a.open >= 0 && stays(&sp.Args[a.open], s) {
			add(a.open)
			if sp.Args[a.open].Repeated {
				continue
			}
		}
		if a.open < 0 || !stays(&sp.Args[a.open], s) {
			if i := taker(sp, a.next, s, w); i >= 0 {
				add(i)
			}
		}
	}
	if len(slots) > 0 && slots[0].arg.Role == command.Charset && slots[0].arg.Optional {
		add(slots[0].index + 1) // an unfinished word can become a charset or a criterion
	}
	return slots
}

// words are those of the given words that belong to the argument already.
func (s *slot) words(p *place) []words.Word { return p.given[min(s.first, len(p.given)):] }

// argument is the text of an argument that has been given, by its role; "" if it
// has not.
func (p *place) argument(role command.Role) string {
	a := assign(p.sp, p.given)
	for i, arg := range a.args {
		if arg >= 0 && p.sp.Args[arg].Role == role {
			return p.given[i].Value
		}
	}
	return ""
}
