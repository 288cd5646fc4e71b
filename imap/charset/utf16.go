package charset

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// utf16Text is UTF-16 (RFC 2781) in big or little endian order. With mark set,
// a byte order mark at the beginning of what is read decides the order, and
// what is written begins with one. golang.org/x/text knows it too, in a package
// that would cost every start 200 KB.
type utf16Text struct{ little, mark bool }

func (u utf16Text) NewDecoder() *encoding.Decoder {
	return &encoding.Decoder{Transformer: &utf16Decoder{how: u, utf16Text: u}}
}

func (u utf16Text) NewEncoder() *encoding.Encoder {
	return &encoding.Encoder{Transformer: &utf16Encoder{how: u, utf16Text: u}}
}

// unit is the 16 bits that b begins with.
func (u utf16Text) unit(b []byte) rune {
	if u.little {
		return rune(binary.LittleEndian.Uint16(b))
	}
	return rune(binary.BigEndian.Uint16(b))
}

// put appends 16 bits to b.
func (u utf16Text) put(b []byte, r rune) []byte {
	if u.little {
		return binary.LittleEndian.AppendUint16(b, uint16(r))
	}
	return binary.BigEndian.AppendUint16(b, uint16(r))
}

// utf16Decoder reads what is how at the beginning, and goes on as utf16Text
// says: in the order that the mark gave, and with no mark to come.
type utf16Decoder struct {
	how utf16Text
	utf16Text
}

func (d *utf16Decoder) Reset() { d.utf16Text = d.how }

// Transform makes U+FFFD of half a pair of surrogates and of half a unit.
func (d *utf16Decoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := d.next(src[nSrc:], atEOF)
		if size == 0 {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if d.mark {
			d.mark = false
			if swapped := r == '\uFFFE'; swapped || r == '\uFEFF' {
				d.little = d.little != swapped
				nSrc += size
				continue
			}
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// next is the character that src begins with and its size, which is 0 if more
// must be seen.
func (d *utf16Decoder) next(src []byte, atEOF bool) (rune, int) {
	if len(src) < 2 {
		if atEOF {
			return utf8.RuneError, len(src)
		}
		return 0, 0
	}
	r := d.unit(src)
	if !utf16.IsSurrogate(r) {
		return r, 2
	}
	if len(src) < 4 {
		if atEOF {
			return utf8.RuneError, 2
		}
		return 0, 0
	}
	if pair := utf16.DecodeRune(r, d.unit(src[2:])); pair != utf8.RuneError {
		return pair, 4
	}
	return utf8.RuneError, 2
}

// utf16Encoder writes what is how at the beginning, and goes on as utf16Text
// says: with no mark.
type utf16Encoder struct {
	how utf16Text
	utf16Text
}

func (e *utf16Encoder) Reset() { e.utf16Text = e.how }

// Transform makes U+FFFD of what is no UTF-8.
func (e *utf16Encoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	out := dst[:0]
	if e.mark {
		if len(dst) < 2 {
			return 0, 0, transform.ErrShortDst
		}
		out, e.mark = e.put(out, '\uFEFF'), false
	}
	for nSrc < len(src) {
		if !atEOF && !utf8.FullRune(src[nSrc:]) {
			return len(out), nSrc, transform.ErrShortSrc
		}
		r, size := utf8.DecodeRune(src[nSrc:])
		if len(out)+2*utf16.RuneLen(r) > len(dst) {
			return len(out), nSrc, transform.ErrShortDst
		}
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			out = e.put(e.put(out, high), low)
		} else {
			out = e.put(out, r)
		}
		nSrc += size
	}
	return len(out), nSrc, nil
}
