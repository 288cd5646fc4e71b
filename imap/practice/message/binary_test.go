package message

import (
	"errors"
	"testing"
)

func TestBinary(t *testing.T) {
	t.Parallel()
	leaf := func(encoding, body string) string {
		return "Content-Type: application/x\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + body
	}
	for _, tt := range []struct {
		name, in string
		part     []int
		want     string
	}{
		{"whole message", leaf("base64", "AAAA"), nil, leaf("base64", "AAAA")},
		{"7bit", "\r\nx\r\n", []int{1}, "x\r\n"},
		{"base64", leaf("BASE64", "SGVs\r\nbG8=\r\n"), []int{1}, "Hello"},
		{"base64 with a NUL", leaf("base64", "AAAA"), []int{1}, "\x00\x00\x00"},
		{"base64 with junk", leaf("base64", "SG!Vs\r\n bG 8\r\n"), []int{1}, "Hello"},
		{"base64 with text after the padding", leaf("base64", "SGVsbG8=\r\nSGVsbG8="), []int{1}, "Hello"},
		{"base64 cut off", leaf("base64", "SGVsb"), []int{1}, "Hel"},
		{"quoted-printable", leaf("quoted-printable", "caf=C3=A9=\r\n au lait\r\n"), []int{1}, "café au lait\r\n"},
		{"quoted-printable with stray characters", leaf("quoted-printable", "a=zz\x01b\xe9=3D\r\n="), []int{1}, "a=zz\x01b\xe9=\r\n"},
		{"multipart is not decoded", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--", []int{1}, "\x00\x00\x00"},
		{"in a message inside", mixed, []int{2, 2}, "\x00\x00\x00"},
		{"a message inside has no encoding", "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA", []int{1}, "AAAA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte(tt.in))
			got, err := m.Binary(tt.part)
			if err != nil || string(got) != tt.want {
				t.Errorf("got  %q, %v\nwant %q", got, err, tt.want)
			}
			if n, err := m.BinarySize(tt.part); err != nil || n != int64(len(tt.want)) {
				t.Errorf("size %d, %v, want %d", n, err, len(tt.want))
			}
		})
	}
}

func TestBinaryErrors(t *testing.T) {
	t.Parallel()
	m := Parse([]byte("Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin"))
	var unknown *UnknownEncodingError
	if _, err := m.Binary([]int{1}); !errors.As(err, &unknown) || unknown.Encoding != "x-uuencode" {
		t.Errorf("got %v, want an UnknownEncodingError", err)
	}
	if _, err := m.BinarySize([]int{2}); !errors.Is(err, ErrNoPart) {
		t.Errorf("got %v, want ErrNoPart", err)
	}
}
