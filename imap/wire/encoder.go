package wire

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Mode is what the encoder may use of the peer's extensions.
type Mode struct {
	LiteralPlus  bool // {n+} of any size (LITERAL+, RFC 7888)
	LiteralMinus bool // {n+} up to 4096 bytes (LITERAL-, RFC 7888 §5)
	Binary       bool // ~{n} for bytes with NUL (BINARY, RFC 3516)
	UTF8         bool // UTF-8 in quoted strings (UTF8=ACCEPT, RFC 9755; IMAP4rev2)
}

// maxMinus is the largest literal that LITERAL- lets go out unasked.
const maxMinus = 4096

var (
	// ErrControl says that an argument holds CR, LF or NUL, which would end the
	// command early or inject another. Nothing is sent.
	ErrControl = errors.New("argument holds CR, LF or NUL")
	// ErrAnnounces says that the command's last line ends like "{5}": the peer
	// would take the next command for a literal. Nothing is sent.
	ErrAnnounces = errors.New("the command would end by announcing a literal")
)

// A Span is a piece [From, To) of a chunk's text.
type Span struct{ From, To int }

// A Chunk is a part of a command that is written in one go: text and then, if
// the text announces one, the bytes of a literal.
type Chunk struct {
	Text    []byte        // ends with CRLF
	Secrets []Span        // pieces of Text to be masked wherever it is shown
	Header  LiteralHeader // the literal that follows Text, if Body is not nil
	Body    io.Reader     // exactly Header.Size bytes
	Secret  bool          // Body is a secret
	Wait    bool          // the peer must say "+" between Text and Body
}

// An Encoder builds one command as a sequence of chunks. The first error
// sticks and is returned by [Encoder.Chunks]; then nothing must be sent.
type Encoder struct {
	Mode    Mode
	chunks  []Chunk
	text    []byte
	secrets []Span
	err     error
}

// NewEncoder returns an encoder for a peer that understands mode.
func NewEncoder(mode Mode) *Encoder {
	return &Encoder{Mode: mode, text: make([]byte, 0, 128)}
}

// Fail records an error, the first of which stays.
func (e *Encoder) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// SP adds the blank between two elements.
func (e *Encoder) SP() *Encoder {
	e.text = append(e.text, ' ')
	return e
}

// Raw adds s as it is. CR, LF and NUL are refused.
func (e *Encoder) Raw(s string) *Encoder {
	if err := refuseControls(s); err != nil {
		e.Fail(err)
	}
	e.text = append(e.text, s...)
	return e
}

// Quoted adds s as a quoted string, or as a literal where a quoted string
// cannot hold it: 8-bit text without UTF8 in the mode, or that is no UTF-8.
func (e *Encoder) Quoted(s string) *Encoder { return e.str(s, false) }

// AString adds s bare when every byte is an ASTRING-CHAR, else as Quoted does.
func (e *Encoder) AString(s string) *Encoder {
	if IsAString(s) {
		e.text = append(e.text, s...)
		return e
	}
	return e.str(s, false)
}

// ListPattern adds s as a list-mailbox pattern.
func (e *Encoder) ListPattern(s string) *Encoder {
	if IsListPattern(s) {
		e.text = append(e.text, s...)
		return e
	}
	return e.str(s, false)
}

// Secret adds s as Quoted does and marks it, so that no trace shows it.
func (e *Encoder) Secret(s string) *Encoder { return e.str(s, true) }

// SecretRaw adds s as it is, as for a SASL response, and marks it.
func (e *Encoder) SecretRaw(s string) *Encoder {
	from := len(e.text)
	e.Raw(s)
	e.mark(from)
	return e
}

func (e *Encoder) str(s string, secret bool) *Encoder {
	if err := refuseControls(s); err != nil {
		e.Fail(err)
		return e
	}
	if !IsQuotable(s) && !(e.Mode.UTF8 && utf8.ValidString(s)) {
		return e.literalString(s, secret)
	}
	from := len(e.text)
	e.text = AppendQuoted(e.text, s)
	if secret {
		e.mark(from)
	}
	return e
}

func refuseControls(s string) error {
	for i := range len(s) {
		if c := s[i]; c == '\r' || c == '\n' || c == 0 {
			return fmt.Errorf("%w at byte %d", ErrControl, i)
		}
	}
	return nil
}

func (e *Encoder) mark(from int) { e.secrets = append(e.secrets, Span{from, len(e.text)}) }

func (e *Encoder) literalString(s string, secret bool) *Encoder {
	e.Literal(LiteralHeader{Size: int64(len(s))}, strings.NewReader(s))
	e.chunks[len(e.chunks)-1].Secret = secret
	return e
}

// Literal adds a literal of h.Size bytes read from body. Whether it waits for
// the peer is decided by the mode; h.Binary asks for literal8.
func (e *Encoder) Literal(h LiteralHeader, body io.Reader) *Encoder {
	h.NonSync = e.Mode.LiteralPlus || e.Mode.LiteralMinus && h.Size <= maxMinus
	e.text = h.AppendTo(e.text)
	e.text = append(e.text, '\r', '\n')
	e.chunks = append(e.chunks, Chunk{
		Text: e.text, Secrets: e.secrets, Header: h, Body: body, Wait: !h.NonSync,
	})
	e.text, e.secrets = nil, nil
	return e
}

// Chunks ends the command with CRLF and returns it, or the first error.
func (e *Encoder) Chunks() ([]Chunk, error) {
	if _, announces, _ := literalAtEnd(e.text); announces {
		e.Fail(ErrAnnounces)
	}
	if e.err != nil {
		return nil, e.err
	}
	e.text = append(e.text, '\r', '\n')
	e.chunks = append(e.chunks, Chunk{Text: e.text, Secrets: e.secrets})
	e.text, e.secrets = nil, nil
	return e.chunks, nil
}

// Masked returns the text with every secret replaced by mask.
func (c *Chunk) Masked(mask string) []byte {
	if len(c.Secrets) == 0 {
		return c.Text
	}
	var out []byte
	at := 0
	for _, s := range c.Secrets {
		out = append(out, c.Text[at:s.From]...)
		out = append(out, mask...)
		at = s.To
	}
	return append(out, c.Text[at:]...)
}
