package repl

import (
	"strconv"
	"strings"

	"imapsh/completion"
	"imapsh/imap"
	"imapsh/imap/wire"
)

// maxParts bounds how many parts of a message are remembered for completion.
const maxParts = 200

// observeSections remembers the parts of the last BODYSTRUCTURE that passes by, if
// the command asks for one: completion offers them.
func (l *link) observeSections(cmd *imap.Command, h *imap.Handler) *imap.Handler {
	if h == nil || h.Data == nil || !asksForStructure(cmd) {
		return h
	}
	show, seen := h.Data, *h
	seen.Data = func(p *wire.Response) error {
		if !p.HasLiteral && p.Type == "FETCH" {
			if parts := sectionsOf(p.Text); parts != nil {
				l.sections = parts
			}
		}
		return show(p)
	}
	return &seen
}

func asksForStructure(cmd *imap.Command) bool {
	for _, a := range cmd.Args {
		if text := strings.ToUpper(imap.ArgText(a)); strings.Contains(text, "BODYSTRUCTURE") {
			return true
		}
	}
	return false
}

// sectionsOf finds the parts in the data of a FETCH response; nil if there is no
// BODYSTRUCTURE in it.
func sectionsOf(text []byte) []completion.Section {
	d := wire.NewDecoder(text, 0)
	var s sectionWalk
	d.List(func() {
		name := d.Token()
		d.SP()
		if strings.EqualFold(string(name.Raw), "BODYSTRUCTURE") {
			s.body(d, "", "1")
			return
		}
		d.Value()
	})
	return s.found
}

// sectionWalk numbers the parts of a body (RFC 9051 §6.4.5.1, §7.5.2).
type sectionWalk struct{ found []completion.Section }

// body reads one body, which stands at the decoder. If it is a list of bodies, they
// are numbered below number; else it is the part single.
func (s *sectionWalk) body(d *wire.Decoder, number, single string) {
	if !d.Open() {
		return
	}
	if d.Peek() != '(' {
		s.part(d, single)
		return
	}
	for i := 1; d.Peek() == '('; i++ {
		part := join(number, i)
		s.body(d, part, part)
		d.Accept(' ')
	}
	s.rest(d)
}

func join(number string, i int) string {
	if number == "" {
		return strconv.Itoa(i)
	}
	return number + "." + strconv.Itoa(i)
}

// part reads a body that is no multipart, its parenthesis open.
func (s *sectionWalk) part(d *wire.Decoder, number string) {
	var fields []string
	for range 7 { // type, subtype, parameters, id, description, encoding, size
		t := d.Peek()
		if t == ')' || d.Err() != nil {
			break
		}
		if t == '(' {
			d.Value()
			fields = append(fields, "")
		} else {
			token := d.Token()
			fields = append(fields, string(token.Unquote()))
		}
		d.Accept(' ')
	}
	if len(fields) < 7 {
		s.rest(d)
		return
	}
	kind := strings.ToLower(fields[0] + "/" + fields[1])
	isMessage := kind == "message/rfc822" || kind == "message/global"
	if len(s.found) < maxParts {
		about := kind + ", " + fields[6] + " bytes"
		s.found = append(s.found, completion.Section{Part: number, About: about, Message: isMessage})
	}
	if isMessage && d.Peek() == '(' {
		d.Value() // its envelope
		d.SP()
		s.body(d, number, number+".1")
	}
	s.rest(d)
}

// rest reads over what is left of a list, to the parenthesis that closes it.
func (s *sectionWalk) rest(d *wire.Decoder) {
	for d.Err() == nil && d.Peek() != ')' && !d.AtEnd() {
		if !d.Accept(' ') {
			d.Value()
		}
	}
	d.Close()
}
