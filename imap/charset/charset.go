// Package charset turns text in the character sets of mail into UTF-8 and
// back: by the name that a Content-Type or an encoded word gives, and encoded
// words themselves (RFC 2047).
//
// It knows what mail uses, under the names mail uses for it; the complete
// indexes of golang.org/x/text would be built at every start. No input is an
// error, and what comes out is valid UTF-8 but not safe to show: it may hold
// control characters.
package charset

import (
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Lookup finds a character set by its MIME name, in any case; nil for one that
// is not known. US-ASCII is taken for windows-1252, which contains it.
func Lookup(name string) encoding.Encoding {
	name, _, _ = strings.Cut(strings.ToLower(strings.Trim(name, " \"'")), "*") // RFC 2231 §5 language
	switch name {
	case "utf-8", "utf8":
		return encoding.Nop
	case "us-ascii", "ascii", "ansi_x3.4-1968", "windows-1252", "cp1252":
		return charmap.Windows1252
	case "iso-2022-jp":
		return japanese.ISO2022JP
	case "euc-jp":
		return japanese.EUCJP
	case "shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932":
		return japanese.ShiftJIS
	case "euc-kr", "ks_c_5601-1987", "cp949":
		return korean.EUCKR
	case "gb2312", "gbk", "gb18030", "cp936":
		return simplifiedchinese.GB18030
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312
	case "big5", "cp950":
		return traditionalchinese.Big5
	case "utf-16":
		return utf16Text{mark: true} // big endian without a mark: RFC 2781 §4.3
	case "utf-16be":
		return utf16Text{}
	case "utf-16le":
		return utf16Text{little: true}
	}
	if enc := eightBit(name); enc != nil {
		return enc
	}
	return nil
}

// eightBit finds the character sets of one byte a character.
func eightBit(name string) encoding.Encoding {
	switch name {
	case "iso-8859-1", "latin1":
		return charmap.Windows1252 // what mail means by it
	case "iso-8859-2", "latin2":
		return charmap.ISO8859_2
	case "iso-8859-3":
		return charmap.ISO8859_3
	case "iso-8859-4":
		return charmap.ISO8859_4
	case "iso-8859-5":
		return charmap.ISO8859_5
	case "iso-8859-6":
		return charmap.ISO8859_6
	case "iso-8859-7":
		return charmap.ISO8859_7
	case "iso-8859-8", "iso-8859-8-i":
		return charmap.ISO8859_8
	case "iso-8859-9", "latin5":
		return charmap.Windows1254
	case "iso-8859-10":
		return charmap.ISO8859_10
	case "iso-8859-13":
		return charmap.ISO8859_13
	case "iso-8859-14":
		return charmap.ISO8859_14
	case "iso-8859-15", "latin9":
		return charmap.ISO8859_15
	case "iso-8859-16":
		return charmap.ISO8859_16
	case "koi8-r":
		return charmap.KOI8R
	case "koi8-u":
		return charmap.KOI8U
	case "macintosh":
		return charmap.Macintosh
	case "ibm437", "cp437":
		return charmap.CodePage437
	case "ibm850", "cp850":
		return charmap.CodePage850
	case "ibm866", "cp866":
		return charmap.CodePage866
	case "tis-620", "windows-874":
		return charmap.Windows874
	}
	return windows(name)
}

func windows(name string) encoding.Encoding {
	number, ok := strings.CutPrefix(name, "windows-")
	if !ok {
		if number, ok = strings.CutPrefix(name, "cp"); !ok {
			return nil
		}
	}
	switch number {
	case "1250":
		return charmap.Windows1250
	case "1251":
		return charmap.Windows1251
	case "1253":
		return charmap.Windows1253
	case "1254":
		return charmap.Windows1254
	case "1255":
		return charmap.Windows1255
	case "1256":
		return charmap.Windows1256
	case "1257":
		return charmap.Windows1257
	case "1258":
		return charmap.Windows1258
	}
	return nil
}

// Decode converts text to valid UTF-8. What has no or an unknown character set,
// or is said to be ASCII or UTF-8, is taken for UTF-8 if it is that, and for
// windows-1252 if not.
func Decode(b []byte, name string) string {
	enc := Lookup(name)
	if enc == nil || enc == encoding.Nop || isASCII(name) {
		if utf8.Valid(b) {
			return string(b)
		}
		enc = charmap.Windows1252
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// Encode converts UTF-8 text to a character set, strictly: an unknown one and a
// character that it does not have are errors.
func Encode(s, name string) (string, error) {
	enc := Lookup(name)
	switch strings.ToLower(name) {
	case "iso-8859-1", "latin1":
		enc = charmap.ISO8859_1
	}
	if enc == nil || isASCII(name) {
		return "", fmt.Errorf("charset %s is not known here or holds no 8-bit text", name)
	}
	out, err := enc.NewEncoder().String(s)
	if err != nil {
		return "", fmt.Errorf("%q cannot be written in charset %s", s, name)
	}
	return out, nil
}

func isASCII(name string) bool { return strings.Contains(strings.ToLower(name), "ascii") }

// DecodeWords undoes the encoded words of an unfolded header field (RFC 2047).
// A word that makes no sense stays as it is.
func DecodeWords(s string) string {
	if !utf8.ValidString(s) {
		s = Decode([]byte(s), "")
	}
	if !strings.Contains(s, "=?") {
		return s
	}
	words := mime.WordDecoder{CharsetReader: func(name string, r io.Reader) (io.Reader, error) {
		b, err := io.ReadAll(r)
		return strings.NewReader(Decode(b, name)), err
	}}
	out, err := words.DecodeHeader(s)
	if err != nil {
		return s
	}
	return strings.ToValidUTF8(out, "\uFFFD") // words in UTF-8 come out as they are
}
