package message

import (
	"strconv"
	"strings"
)

// param is one attribute of Content-Type or Content-Disposition as it stands
// on the wire: name in its own case, value without quotes, RFC 2231 encoding
// ("utf-8”caf%C3%A9") and encoded words left as they are.
type param struct {
	name, value string
}

// parseValue splits a structured field such as Content-Type into its value and
// parameters. A semicolon without a parameter, a parameter without a
// name and text after a value are passed over.
func parseValue(s string) (value string, params []param) {
	p := addressParser{s: s} // for its quoted strings and comments
	value = p.token()
	for !p.done() {
		if p.peek() != ';' {
			p.skipParam()
			continue
		}
		p.pos++
		name := p.token()
		if p.done() || p.peek() != '=' {
			continue
		}
		p.pos++
		p.skipSpace()
		var v string
		if !p.done() && p.peek() == '"' {
			v = p.quoted()
		} else {
			v = p.token()
		}
		if name != "" {
			params = append(params, param{name, v})
		}
	}
	return value, joinContinuations(params)
}

// token reads up to white space or one of ";=" and skips the space after it.
// "/" and the other tspecials of RFC 2045 belong to it: they occur unquoted.
func (p *addressParser) token() string {
	p.skipSpace()
	start := p.pos
	for !p.done() && !strings.ContainsRune(";=( \t\r\n\"", rune(p.peek())) {
		p.pos++
	}
	tok := p.s[start:p.pos]
	p.skipSpace()
	return tok
}

func (p *addressParser) skipParam() {
	for !p.done() && p.peek() != ';' {
		if p.peek() == '"' {
			p.quoted()
		} else {
			p.pos++
		}
	}
}

// joinContinuations puts the pieces name*0, name*1 ... of a long value
// together: RFC 2231 §7 asks this of an IMAP server. If a piece is encoded
// (name*1*) the whole is, and its name ends in "*"; decoding it is left to the
// client. Pieces that cannot be reached from 0 stay as they are.
func joinContinuations(params []param) []param {
	pieces := make(map[string]int) // "name*1" in lower case: index in params
	for i, p := range params {
		if base, n, ok := continuation(p.name); ok {
			pieces[pieceKey(base, n)] = i
		}
	}
	if len(pieces) == 0 {
		return params
	}
	joined := make(map[int]param)
	used := make(map[int]bool)
	for i, p := range params {
		base, n, ok := continuation(p.name)
		if !ok || n != 0 || used[i] {
			continue
		}
		list := []param{p}
		for n = 1; ; n++ {
			at, ok := pieces[pieceKey(base, n)]
			if !ok {
				break
			}
			list = append(list, params[at])
			used[at] = true
		}
		joined[i] = joinPieces(base, list)
	}
	var out []param
	for i, p := range params {
		if j, ok := joined[i]; ok {
			out = append(out, j)
		} else if !used[i] {
			out = append(out, p)
		}
	}
	return out
}

// continuation splits "name*2" and "name*2*" (RFC 2231 §3 and §4.1).
func continuation(name string) (base string, n int, ok bool) {
	name = strings.TrimSuffix(name, "*")
	base, digits, found := cutLast(name, '*')
	if !found || base == "" || len(digits) > 1 && digits[0] == '0' {
		return "", 0, false
	}
	n, err := strconv.Atoi(digits)
	return base, n, err == nil && n >= 0 && digits[0] != '+'
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

func pieceKey(base string, n int) string {
	return strings.ToLower(base) + "*" + strconv.Itoa(n)
}

func joinPieces(base string, list []param) param {
	encoded := false
	for _, p := range list {
		encoded = encoded || strings.HasSuffix(p.name, "*")
	}
	var b strings.Builder
	if encoded && !strings.HasSuffix(list[0].name, "*") {
		b.WriteString("''") // neither charset nor language was given
	}
	for _, p := range list {
		if encoded && !strings.HasSuffix(p.name, "*") {
			p.value = strings.ReplaceAll(p.value, "%", "%25")
		}
		b.WriteString(p.value)
	}
	if encoded {
		base += "*"
	}
	return param{base, b.String()}
}
