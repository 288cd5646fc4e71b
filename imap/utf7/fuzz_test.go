package utf7

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzRoundTrip holds Encode to its word: the wire form is printable ASCII and
// decodes to the name, invalid bytes aside.
func FuzzRoundTrip(f *testing.F) {
	for _, row := range names {
		f.Add(row.utf8)
	}
	f.Add("a\xff\r\n\x00")
	f.Fuzz(func(t *testing.T, name string) {
		wire := Encode(name)
		for i := range len(wire) {
			if !isPrintable(rune(wire[i])) {
				t.Fatalf("Encode(%q) = %q: byte %d is not printable", name, wire, i)
			}
		}
		got, err := Decode(wire)
		if strings.ContainsAny(name, "\r\n\x00") {
			if err == nil {
				t.Fatalf("Decode(%q) accepts a control character", wire)
			}
			return
		}
		if want := string([]rune(name)); err != nil || got != want {
			t.Fatalf("Decode(Encode(%q)) = %q, %v", name, got, err)
		}
		if strings.Contains(wire, "&") != Valid(wire) {
			t.Fatalf("Valid(%q) = %v", wire, Valid(wire))
		}
	})
}

// FuzzDecode feeds what a server might send: whatever is accepted is the one
// encoding of its name, and an error points into the name.
func FuzzDecode(f *testing.F) {
	for _, row := range names {
		f.Add(row.wire)
	}
	for _, row := range wrong {
		f.Add(row.wire)
	}
	f.Fuzz(func(t *testing.T, wire string) {
		name, err := Decode(wire)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(wire) {
				t.Fatalf("Decode(%q): %v", wire, err)
			}
			return
		}
		if !utf8.ValidString(name) {
			t.Fatalf("Decode(%q) = %q, which is not UTF-8", wire, name)
		}
		if back := Encode(name); back != wire {
			t.Fatalf("Decode(%q) = %q, which encodes to %q", wire, name, back)
		}
		if DoublyEncoded(wire) && !Valid(name) {
			t.Fatalf("DoublyEncoded(%q), but %q is not encoded", wire, name)
		}
	})
}
