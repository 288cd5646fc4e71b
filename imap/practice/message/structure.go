package message

import (
	"strconv"
	"strings"
)

// AppendBody appends the BODY item: the structure without extension data.
func (m *Message) AppendBody(dst []byte, form Form) []byte {
	return structureWriter{form: form}.part(dst, m.root())
}

// AppendBodyStructure appends BODYSTRUCTURE (RFC 3501 §7.4.2): the structure
// with MD5, disposition, language and location. Types, parameters and
// encoding keep the case they have in the message.
func (m *Message) AppendBodyStructure(dst []byte, form Form) []byte {
	return structureWriter{form: form, extended: true}.part(dst, m.root())
}

type structureWriter struct {
	form     Form
	extended bool
}

func (w structureWriter) part(dst []byte, p *part) []byte {
	dst = append(dst, '(')
	if p.isMultipart() {
		dst = w.multipart(dst, p)
	} else {
		dst = w.single(dst, p)
	}
	return append(dst, ')')
}

func (w structureWriter) multipart(dst []byte, p *part) []byte {
	for _, child := range p.children {
		dst = w.part(dst, child)
	}
	dst = append(dst, ' ')
	dst = appendString(dst, p.subtype, w.form)
	if !w.extended {
		return dst
	}
	dst = append(dst, ' ')
	dst = w.params(dst, p.params)
	return w.extension(dst, p.header())
}

func (w structureWriter) single(dst []byte, p *part) []byte {
	h := p.header()
	dst = appendString(dst, p.media, w.form)
	dst = append(dst, ' ')
	dst = appendString(dst, p.subtype, w.form)
	dst = append(dst, ' ')
	params := p.params
	if p.is("text", "plain") && p.param("charset") == "" {
		// The default of RFC 2046 §4.1.2, said aloud as Dovecot and UW do.
		params = append(params[:len(params):len(params)], param{"charset", "us-ascii"})
	}
	dst = w.params(dst, params)
	dst = w.field(dst, h, "Content-ID")
	dst = w.field(dst, h, "Content-Description")
	dst = append(dst, ' ')
	dst = appendString(dst, p.encoding(), w.form)
	dst = append(dst, ' ')
	dst = strconv.AppendInt(dst, int64(p.end-p.body), 10)
	switch {
	case p.is("message", "rfc822"), p.is("message", "global") && w.form == UTF8:
		dst = append(dst, ' ')
		dst = appendEnvelope(dst, p.message.header(), w.form)
		dst = append(dst, ' ')
		dst = w.part(dst, p.message)
		dst = w.lines(dst, p)
	case strings.EqualFold(p.media, "text"):
		dst = w.lines(dst, p)
	}
	if !w.extended {
		return dst
	}
	dst = w.field(dst, h, "Content-MD5")
	return w.extension(dst, h)
}

func (w structureWriter) lines(dst []byte, p *part) []byte {
	dst = append(dst, ' ')
	return strconv.AppendInt(dst, int64(p.lines()), 10)
}

func (w structureWriter) field(dst []byte, h header, name string) []byte {
	dst = append(dst, ' ')
	body, ok := h.get(name)
	return appendNString(dst, unfold(body), ok, w.form)
}

// extension appends what single and multiparts have in common: disposition,
// language and location.
func (w structureWriter) extension(dst []byte, h header) []byte {
	dst = append(dst, ' ')
	if value, params := parseValue(h.text("Content-Disposition")); value == "" {
		dst = append(dst, "NIL"...)
	} else {
		dst = append(dst, '(')
		dst = appendString(dst, value, w.form)
		dst = append(dst, ' ')
		dst = w.params(dst, params)
		dst = append(dst, ')')
	}
	dst = append(dst, ' ')
	dst = w.languages(dst, h.text("Content-Language"))
	return w.field(dst, h, "Content-Location")
}

func (w structureWriter) languages(dst []byte, s string) []byte {
	n := 0
	for tag := range strings.SplitSeq(s, ",") {
		if tag, _ = parseValue(tag); tag == "" {
			continue
		}
		if n++; n == 1 {
			dst = append(dst, '(')
		} else {
			dst = append(dst, ' ')
		}
		dst = appendString(dst, tag, w.form)
	}
	if n == 0 {
		return append(dst, "NIL"...)
	}
	return append(dst, ')')
}

// params appends a parameter list: NIL when there is none, never "()".
func (w structureWriter) params(dst []byte, params []param) []byte {
	if len(params) == 0 {
		return append(dst, "NIL"...)
	}
	for i, p := range params {
		if i == 0 {
			dst = append(dst, '(')
		} else {
			dst = append(dst, ' ')
		}
		dst = appendString(dst, p.name, w.form)
		dst = append(dst, ' ')
		dst = appendString(dst, p.value, w.form)
	}
	return append(dst, ')')
}

// encoding is the Content-Transfer-Encoding as it stands, "7bit" by default.
func (p *part) encoding() string {
	if enc, _ := parseValue(p.header().text("Content-Transfer-Encoding")); enc != "" {
		return enc
	}
	return "7bit"
}
