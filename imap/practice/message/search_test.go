package message

import (
	"testing"
)

func TestHeaderContains(t *testing.T) {
	t.Parallel()
	m := Parse([]byte("From: =?iso-8859-1?q?J=F6rg?= <joerg@example.org>\r\n" +
		"Subject: =?iso-2022-jp?b?GyRCPGo7ZhsoQg==?= and\r\n\ttea\r\n" +
		"Subject: second\r\nX-Raw: gr\xfcn\r\nX-UTF: gr\xc3\xbcn\r\nX-Empty:\r\n" +
		"X-Odd: =?x-unknown?q?gr=FCn?=\r\n\r\nSubject: body\r\n"))
	for _, tt := range []struct {
		name, field, needle string
		want                bool
	}{
		{"address", "From", "JOERG@", true},
		{"encoded name", "from", "jÖrg", true},
		{"not the encoding", "From", "iso-8859-1", false},
		{"Japanese", "Subject", "手紙", true},
		{"across a fold", "Subject", "and tea", true},
		{"second field", "Subject", "second", true},
		{"not in the body", "Subject", "body", false},
		{"raw Latin-1", "X-Raw", "grün", true},
		{"raw UTF-8", "X-UTF", "GRÜN", true},
		{"unknown charset is guessed", "X-Odd", "grün", true},
		{"exists", "X-Empty", "", true},
		{"exists not", "X-Nope", "", false},
		{"empty field", "X-Empty", "x", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := m.HeaderContains(tt.field, NewNeedle(tt.needle)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestBodyAndTextContain(t *testing.T) {
	t.Parallel()
	m := Parse([]byte("Subject: outside\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: base64\r\n\r\n8NLJ18XU\r\n" + // Привет
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nsoft=\r\nware caf=C3=A9\r\n" +
		"--b\r\nContent-Type: application/octet-stream; name=secret.bin\r\n\r\nbinary words\r\n" +
		"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?inn=C3=A9r?=\r\n\r\ndeep text\r\n" +
		"--b\r\nContent-Type: text/plain; charset=x-unknown\r\nContent-Transfer-Encoding: x-odd\r\n\r\nleft as it is\r\n--b--\r\n"))
	for _, tt := range []struct {
		name, needle string
		body, text   bool
	}{
		{"empty", "", true, true},
		{"own subject", "outside", false, true},
		{"base64 and KOI8-R", "привет", true, true},
		{"soft line break", "software", true, true},
		{"quoted-printable", "CAFÉ", true, true},
		{"not the encoded form", "caf=C3", false, false},
		{"attachment that is no text", "binary words", false, false},
		{"its name", "secret.bin", false, true},
		{"subject of a message inside", "innér", false, true},
		{"text of a message inside", "deep text", true, true},
		{"unknown encoding and charset", "as it is", true, true},
		{"nowhere", "nowhere", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := NewNeedle(tt.needle)
			if got := m.BodyContains(n); got != tt.body {
				t.Errorf("body: got %v, want %v", got, tt.body)
			}
			if got := m.TextContains(n); got != tt.text {
				t.Errorf("text: got %v, want %v", got, tt.text)
			}
		})
	}
}
