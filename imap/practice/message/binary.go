package message

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"strings"
)

// ErrNoPart says that a message has no part of that number.
var ErrNoPart = errors.New("the message has no such part")

// UnknownEncodingError says that the transfer encoding of a part cannot be
// undone. The answer to it is NO [UNKNOWN-CTE] (RFC 3516 §4.3).
type UnknownEncodingError struct {
	Encoding string
}

func (e *UnknownEncodingError) Error() string {
	return fmt.Sprintf("cannot decode the transfer encoding %q; fetch the part with BODY[] instead of BINARY[]", e.Encoding)
}

// Binary returns a part with its transfer encoding undone: BINARY[1.2]
// (RFC 3516 §4.2). Without part numbers it is the message as it stands. What is
// damaged inside is skipped, as mail programs do. The error is ErrNoPart or an
// *UnknownEncodingError. The octets may hold NUL, which needs a literal8.
func (m *Message) Binary(part []int) ([]byte, error) {
	if len(part) == 0 {
		return m.raw, nil
	}
	p := m.part(part)
	if p == nil {
		return nil, ErrNoPart
	}
	return p.decoded()
}

// BinarySize returns the octets Binary has: BINARY.SIZE[1.2].
func (m *Message) BinarySize(part []int) (int64, error) {
	b, err := m.Binary(part)
	return int64(len(b)), err
}

// decoded undoes the transfer encoding. Multiparts and messages have none,
// whatever their header says (RFC 2045 §6.4).
func (p *part) decoded() ([]byte, error) {
	if p.isMultipart() || p.message != nil {
		return p.content(), nil
	}
	switch enc := strings.ToLower(p.encoding()); enc {
	case "7bit", "8bit", "binary":
		return p.content(), nil
	case "base64":
		return decodeBase64(p.content()), nil
	case "quoted-printable":
		return decodeQuotedPrintable(p.content()), nil
	default:
		return nil, &UnknownEncodingError{Encoding: enc}
	}
}

// decodeBase64 decodes what is there: characters outside of the alphabet are
// ignored (RFC 2045 §6.8), padding ends the data, a lone last character is
// dropped.
func decodeBase64(b []byte) []byte {
	clean := make([]byte, 0, len(b))
	for _, c := range b {
		switch {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
			clean = append(clean, c)
		case c == '=':
			return decodeClean(clean)
		}
	}
	return decodeClean(clean)
}

func decodeClean(b []byte) []byte {
	if len(b)%4 == 1 {
		b = b[:len(b)-1]
	}
	n, _ := base64.RawStdEncoding.Decode(b, b) // in place: the output never overtakes the input
	return b[:n]
}

// decodeQuotedPrintable decodes what is there. Control characters would stop
// the library's reader, so they are encoded for it first.
func decodeQuotedPrintable(b []byte) []byte {
	if bytes.ContainsFunc(b, isStrayControl) {
		var clean bytes.Buffer
		for _, c := range b {
			if isStrayControl(rune(c)) {
				fmt.Fprintf(&clean, "=%02X", c)
			} else {
				clean.WriteByte(c)
			}
		}
		b = clean.Bytes()
	}
	out, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(b))) // fails only in a last, cut "="
	return out
}

func isStrayControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\r' && r != '\n' || r == 0x7f
}
