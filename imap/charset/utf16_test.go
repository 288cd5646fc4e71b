package charset

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"golang.org/x/text/transform"
)

func TestUTF16(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, in, charset, want string }{
		// RFC 2781 §5
		{"big endian, no mark", "\xd8\x08\xdf\x45\x00\x3d\x00\x52", "utf-16be", "\U00012345=R"},
		{"little endian, no mark", "\x08\xd8\x45\xdf\x3d\x00\x52\x00", "utf-16le", "\U00012345=R"},
		{"big endian, mark", "\xfe\xff\xd8\x08\xdf\x45\x00\x3d\x00\x52", "utf-16", "\U00012345=R"},
		{"little endian, mark", "\xff\xfe\x08\xd8\x45\xdf\x3d\x00\x52\x00", "utf-16", "\U00012345=R"},
		{"no mark where one may be", "\x00a", "utf-16", "a"},
		{"a second mark is a character", "\xfe\xff\xfe\xff", "utf-16", "\uFEFF"},
		{"a mark where none may be", "\xfe\xff\x00a", "utf-16be", "\uFEFFa"},
		{"half a pair", "\xd8\x08\x00a", "utf-16be", "\uFFFDa"},
		{"half a pair at the end", "\x00a\xd8\x08", "utf-16be", "a\uFFFD"},
		{"the wrong half", "\xdf\x45\x00a", "utf-16be", "\uFFFDa"},
		{"two wrong halves", "\xdf\x45\xdf\x45", "utf-16be", "\uFFFD\uFFFD"},
		{"half a unit", "\x00a\x00", "utf-16be", "a\uFFFD"},
		{"nothing", "", "utf-16", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := Decode([]byte(test.in), test.charset); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	for name, want := range map[string]string{
		"utf-16": "\xfe\xff\xd8\x08\xdf\x45\x00=", "utf-16be": "\xd8\x08\xdf\x45\x00=", "utf-16le": "\x08\xd8\x45\xdf=\x00",
	} {
		if got, err := Encode("\U00012345=", name); got != want || err != nil {
			t.Errorf("in %s: %q, %v, want %q", name, got, err, want)
		}
	}
}

// FuzzUTF16 holds both directions against unicode/utf16: whole, a byte at a
// time, and twice with the same transformer.
func FuzzUTF16(f *testing.F) {
	f.Add([]byte("\xff\xfe\x08\xd8\x45\xdf\x3d\x00\x52"))
	f.Add([]byte("\xd8\x08\xd8\x08\xdf\x45\xdf\x45"))
	f.Add([]byte("a\xf0\x92\x8d\x85\xff\xe2\x82"))
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, how := range []utf16Text{{}, {little: true}, {mark: true}} {
			transforms(t, how.NewDecoder().Transformer, in, plainDecoded(how, in))
			transforms(t, how.NewEncoder().Transformer, in, plainEncoded(how, in))
		}
	})
}

func transforms(t *testing.T, by transform.Transformer, in, want []byte) {
	t.Helper()
	for range 2 {
		if got, _, err := transform.Bytes(by, in); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%#v: %q becomes %q, %v, want %q", by, in, got, err, want)
		}
	}
	bits := transform.NewReader(iotest.OneByteReader(bytes.NewReader(in)), by)
	if got, err := io.ReadAll(bits); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%#v, byte by byte: %q becomes %q, %v, want %q", by, in, got, err, want)
	}
}

func plainDecoded(how utf16Text, in []byte) []byte {
	var units []uint16
	for i := 0; i+1 < len(in); i += 2 {
		units = append(units, uint16(how.unit(in[i:])))
		if i == 0 && how.mark && units[0] == 0xFFFE {
			how.little, units[0] = true, 0xFEFF
		}
	}
	if how.mark && len(units) > 0 && units[0] == 0xFEFF {
		units = units[1:]
	}
	out := string(utf16.Decode(units))
	if len(in)%2 != 0 {
		out += "\uFFFD"
	}
	return []byte(out)
}

func plainEncoded(how utf16Text, in []byte) []byte {
	units := utf16.Encode([]rune(string(in)))
	if how.mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	var out []byte
	for _, unit := range units {
		out = how.put(out, rune(unit))
	}
	return out
}
