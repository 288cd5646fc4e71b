package message

// AppendEnvelope appends the ENVELOPE of RFC 3501 §7.4.2: ten fields, text as
// it stands in the header. Sender and Reply-To default to From. A text field
// that is absent is NIL, one that is empty is "".
func (m *Message) AppendEnvelope(dst []byte, form Form) []byte {
	return appendEnvelope(dst, m.header(), form)
}

func appendEnvelope(dst []byte, h header, form Form) []byte {
	e := readEnvelope(h)
	dst = append(dst, '(')
	dst = e.date.append(dst, form)
	dst = append(dst, ' ')
	dst = e.subject.append(dst, form)
	for _, list := range [][]address{e.from, e.sender, e.replyTo, e.to, e.cc, e.bcc} {
		dst = append(dst, ' ')
		dst = appendAddresses(dst, list, form)
	}
	dst = append(dst, ' ')
	dst = e.inReplyTo.append(dst, form)
	dst = append(dst, ' ')
	dst = e.messageID.append(dst, form)
	return append(dst, ')')
}

type envelope struct {
	date, subject, inReplyTo, messageID optional
	from, sender, replyTo, to, cc, bcc  []address
}

// optional is a text that may be absent.
type optional struct {
	text    string
	present bool
}

func (o optional) append(dst []byte, form Form) []byte {
	return appendNString(dst, o.text, o.present, form)
}

// readEnvelope goes through the header once. Of a field that may stand only
// once the first counts; address fields that are repeated add up.
func readEnvelope(h header) envelope {
	var e envelope
	first := func(dst *optional, body []byte) {
		if !dst.present {
			*dst = optional{unfold(body), true}
		}
	}
	more := func(dst *[]address, body []byte) {
		*dst = append(*dst, parseAddresses(unfold(body))...)
	}
	for f := range h.fields() {
		switch {
		case equalFold(f.name, "Date"):
			first(&e.date, f.body)
		case equalFold(f.name, "Subject"):
			first(&e.subject, f.body)
		case equalFold(f.name, "From"):
			more(&e.from, f.body)
		case equalFold(f.name, "Sender"):
			more(&e.sender, f.body)
		case equalFold(f.name, "Reply-To"):
			more(&e.replyTo, f.body)
		case equalFold(f.name, "To"):
			more(&e.to, f.body)
		case equalFold(f.name, "Cc"):
			more(&e.cc, f.body)
		case equalFold(f.name, "Bcc"):
			more(&e.bcc, f.body)
		case equalFold(f.name, "In-Reply-To"):
			first(&e.inReplyTo, f.body)
		case equalFold(f.name, "Message-ID"):
			first(&e.messageID, f.body)
		}
	}
	if len(e.sender) == 0 {
		e.sender = e.from
	}
	if len(e.replyTo) == 0 {
		e.replyTo = e.from
	}
	return e
}

// appendAddresses writes an address list. An empty one is NIL, and nothing
// stands between two addresses.
func appendAddresses(dst []byte, list []address, form Form) []byte {
	if len(list) == 0 {
		return append(dst, "NIL"...)
	}
	dst = append(dst, '(')
	for _, a := range list {
		dst = append(dst, '(')
		switch a.kind {
		case groupStart: // name NIL, host NIL: mailbox is the group's name
			dst = append(dst, "NIL NIL "...)
			dst = appendString(dst, a.mailbox, form)
			dst = append(dst, " NIL"...)
		case groupEnd:
			dst = append(dst, "NIL NIL NIL NIL"...)
		default:
			dst = appendNString(dst, a.name, a.name != "", form)
			dst = append(dst, ' ')
			dst = appendNString(dst, a.route, a.route != "", form)
			dst = append(dst, ' ')
			dst = appendString(dst, a.mailbox, form)
			dst = append(dst, ' ')
			dst = appendString(dst, a.host, form)
		}
		dst = append(dst, ')')
	}
	return append(dst, ')')
}
