package render

import (
	"bytes"

	"imapsh/imap/utf7"
	"imapsh/imap/wire"
)

// decodedName shows the mailbox name in a line of data decoded, and the wire form
// behind the line; a name that was encoded twice, as some clients did, is called so.
// A line without such a name comes back as it is.
func (r *Renderer) decodedName(typ string, line []byte) []byte {
	if !r.Decode || bytes.IndexByte(line, '&') < 0 {
		return line
	}
	before, name, after, ok := cutName(typ, line)
	if !ok {
		return line
	}
	decoded, err := utf7.Decode(string(name))
	if err != nil || decoded == string(name) {
		return line
	}
	beside := "wire: " + string(name)
	if again, err := utf7.Decode(decoded); err == nil && again != decoded {
		beside += "; encoded twice: " + again
	}
	out := append(before[:len(before):len(before)], decoded...)
	out = append(out, after...)
	return append(out, "  ("+beside+")"...)
}

// cutName finds the mailbox name in the data of a response: the third element of LIST
// and LSUB, the first of those about one mailbox. It is given without quotes.
func cutName(typ string, line []byte) (before, name, after []byte, ok bool) {
	d := wire.NewDecoder(line, 0)
	switch typ {
	case "LIST", "LSUB":
		d.Value()
		d.SP()
		d.Value()
		d.SP()
	case "STATUS", "ACL", "MYRIGHTS", "LISTRIGHTS", "QUOTAROOT", "METADATA":
	default:
		return nil, nil, nil, false
	}
	start := d.Pos()
	if d.Err() != nil || start >= len(line) {
		return nil, nil, nil, false
	}
	token := d.Token()
	if d.Err() != nil || token.Kind != wire.AtomToken && token.Kind != wire.QuotedToken {
		return nil, nil, nil, false
	}
	return line[:start], token.Unquote(), line[d.Pos():], true
}
