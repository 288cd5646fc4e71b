package message

import "sync"

// Form is the way strings are written into a response.
type Form int

const (
	// Classic is IMAP4rev1 as every client knows it: a string with 8-bit
	// bytes is sent as a literal (RFC 3501 §4.3).
	Classic Form = iota
	// UTF8 holds after ENABLE of UTF8=ACCEPT or IMAP4rev2: valid UTF-8
	// stands in quoted strings (RFC 6855 §3, RFC 9051 §4.3), and a
	// message/global part is shown like a message/rfc822 part.
	UTF8
)

// Message is one stored message. Make it with Parse. Its methods never
// change the bytes it was made from and are safe for concurrent use.
type Message struct {
	raw  []byte
	body int // offset of the first byte after the header's blank line

	once sync.Once
	top  *part // set by root
}

// Parse prepares raw for questions. It keeps raw, so the caller must not
// change it afterwards. It only looks for the end of the header; the MIME
// structure is worked out when something first needs it.
//
// Lines should end in CRLF, as IMAP sends them. Bare LF is understood too,
// and then shows up bare in sections.
func Parse(raw []byte) *Message {
	return &Message{raw: raw, body: headerEnd(raw)}
}

// Raw returns the bytes of the message: BODY[] and RFC822.
func (m *Message) Raw() []byte { return m.raw }

// Header returns the header with its blank line: BODY[HEADER] and
// RFC822.HEADER.
func (m *Message) Header() []byte { return m.raw[:m.body] }

// Text returns what follows the header's blank line: BODY[TEXT] and
// RFC822.TEXT.
func (m *Message) Text() []byte { return m.raw[m.body:] }

// Size is the message's length in octets: RFC822.SIZE.
func (m *Message) Size() int64 { return int64(len(m.raw)) }

func (m *Message) header() header { return header(m.raw[:m.body]) }

func (m *Message) root() *part {
	m.once.Do(func() { m.top = parseParts(m.raw) })
	return m.top
}
