package message

import (
	"strings"

	"imapsh/imap/charset"
)

// Needle is a string to look for, folded once for many messages.
type Needle struct {
	folded string
}

// NewNeedle prepares s, which must be UTF-8: a SEARCH string after conversion
// from the command's CHARSET.
func NewNeedle(s string) Needle { return Needle{Fold(s)} }

func (n Needle) in(text string) bool {
	return n.folded == "" || strings.Contains(Fold(text), n.folded)
}

// HeaderContains tells whether a field of that name contains the needle,
// without regard to case and with encoded words decoded. The empty needle asks
// whether the field exists. It serves HEADER, FROM, TO, CC, BCC and SUBJECT
// (RFC 3501 §6.4.4).
func (m *Message) HeaderContains(name string, n Needle) bool {
	for f := range m.header().fields() {
		if equalFold(f.name, name) && n.in(charset.DecodeWords(unfold(f.body))) {
			return true
		}
	}
	return false
}

// BodyContains tells whether the text of the message contains the needle: BODY
// of SEARCH. Text parts are looked at decoded and in their charset. Headers are
// not, those of parts and of messages inside neither (RFC 9051 §6.4.4).
func (m *Message) BodyContains(n Needle) bool {
	return n.folded == "" || m.root().contains(n, false)
}

// TextContains tells whether text or any header contains the needle: TEXT of
// SEARCH.
func (m *Message) TextContains(n Needle) bool {
	return n.folded == "" || m.root().contains(n, true)
}

func (p *part) contains(n Needle, headers bool) bool {
	if headers && p.header().contains(n) {
		return true
	}
	if p.message != nil {
		return p.message.contains(n, headers)
	}
	for _, child := range p.children {
		if child.contains(n, headers) {
			return true
		}
	}
	return p.children == nil && p.isText() && n.in(p.text())
}

func (h header) contains(n Needle) bool {
	for f := range h.fields() {
		if n.in(string(f.name) + ": " + charset.DecodeWords(unfold(f.body))) {
			return true
		}
	}
	return false
}

// isText tells whether a person could read the part, as one can a delivery
// report.
func (p *part) isText() bool {
	return strings.EqualFold(p.media, "text") || strings.EqualFold(p.media, "message")
}

// text returns the content as UTF-8. An unknown transfer encoding is not
// undone.
func (p *part) text() string {
	b, err := p.decoded()
	if err != nil {
		b = p.content()
	}
	return charset.Decode(b, p.param("charset"))
}
