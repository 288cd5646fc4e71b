package words

import "strings"

// How a variable's value goes into the text.
type replacement uint8

const (
	plain    replacement = iota // as it is
	escaped                     // inside a quoted string that is sent as typed
	balanced                    // inside a group or section: it may not leave it
)

// ValidName says whether name can be a variable: letters, digits and _.
func ValidName(name string) bool {
	for i := range len(name) {
		if !isNameByte(name[i]) {
			return false
		}
	}
	return name != ""
}

func isNameByte(b byte) bool {
	return b == '_' || isDigit(b) || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// Replace replaces every ${name} in text, for commands that take their line raw. The error is a [*SyntaxError].
func Replace(text string, lookup func(name string) (string, bool)) (string, error) {
	out, fault := replace(text, lookup)
	if fault != nil {
		return "", fault
	}
	return out, nil
}

func replace(text string, lookup func(name string) (string, bool)) (string, *SyntaxError) {
	i := strings.Index(text, "${")
	if i < 0 {
		return text, nil
	}
	var out strings.Builder
	done := 0
	for i >= 0 {
		i += done
		out.WriteString(text[done:i])
		name := nameAt(text[i:])
		if name == "" {
			return "", &SyntaxError{Text: text, Offset: i, Msg: badName}
		}
		value, ok := lookup(name)
		if !ok {
			return "", &SyntaxError{Text: text, Offset: i, Msg: unset(name)}
		}
		out.WriteString(value)
		done = i + len(name) + len("${}")
		i = strings.Index(text[done:], "${")
	}
	out.WriteString(text[done:])
	return out.String(), nil
}

// nameAt is the name in the ${name} that text starts with; empty if there is none.
func nameAt(text string) string {
	end := len("${")
	for end < len(text) && isNameByte(text[end]) {
		end++
	}
	if end == len(text) || text[end] != '}' {
		return ""
	}
	return text[len("${"):end]
}

const badName = "${ begins a variable and needs a name of letters, digits and _, and a }; to send the characters use '…'"

func unset(name string) string {
	return "variable " + name + ` is not set; set it with \set ` + name + " VALUE"
}

// variable replaces the ${name} here.
func (c *cutter) variable(how replacement) error {
	end := c.pos + len("${")
	for end < len(c.buf) && isNameByte(c.buf[end]) {
		end++
	}
	name := nameAt(string(c.buf[c.pos:min(end+1, len(c.buf))]))
	if name == "" {
		return c.errorAt(c.pos, badName)
	}
	c.last().Replaced = true
	if c.Lookup == nil {
		c.pos = end + 1
		return nil
	}
	value, ok := c.Lookup(name)
	if !ok {
		return c.errorAt(c.pos, unset(name))
	}
	switch how {
	case escaped:
		value = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value)
	case balanced:
		if !isBalanced(value) {
			return c.errorAt(c.pos, `the value of `+name+` has a quote or bracket without its partner; write "${`+name+`}" to send it as a string`)
		}
	}
	c.keep(end + 1 - c.pos)
	c.val = append(c.val, value...)
	return nil
}

// isBalanced says whether text can stand in a group or section without ending it or opening another.
func isBalanced(text string) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == '"':
			quoted = !quoted
		case b == '\\' && quoted:
			i++
		case quoted:
		case b == '(' || b == '[':
			depth++
		case b == ')' || b == ']':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0 && !quoted
}
