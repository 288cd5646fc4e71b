package message

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPreview(t *testing.T) {
	t.Parallel()
	const head = "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
	for _, tt := range []struct {
		name, in, want string
	}{
		{"plain", "\r\nHello,\r\n\r\n  world \t!\r\n", "Hello, world !"},
		{"empty", "Subject: x\r\n\r\n", ""},
		{"white space only", "\r\n \r\n\t\r\n", ""},
		{"not the quote", "\r\n> you said\r\n> so\r\nI agree\r\n", "I agree"},
		{"only a quote", "\r\n> you said\r\n", "> you said"},
		{"plain before HTML", head + "--b\r\nContent-Type: text/html\r\n\r\n<b>no</b>\r\n--b\r\n\r\nyes\r\n--b--", "yes"},
		{"HTML", "Content-Type: text/html\r\n\r\n<html><head><title>T</title><STYLE>p{}</style ></head><!-- > --><p>Caf&eacute; &amp;<br>tea</p><script>x<y</script>", "Café & tea"},
		{"HTML that does not end", "Content-Type: text/html\r\n\r\nHello <b", "Hello"},
		{"not an attachment", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment\r\n\r\nno\r\n--b\r\n\r\nyes\r\n--b--", "yes"},
		{"a message inside at last", "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ninside\r\n", "inside"},
		{"no text at all", "Content-Type: image/png\r\n\r\nxx", ""},
		{"control characters", "\r\na\x07b\u200bc\r\n", "abc"},
		{"200 characters", "\r\n" + strings.Repeat("ü", 300), strings.Repeat("ü", 200)},
		{"no space at the cut", "\r\n" + strings.Repeat("a", 199) + " bc", strings.Repeat("a", 199)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Parse([]byte(tt.in)).Preview(); got != tt.want {
				t.Errorf("got %q (%d characters), want %q", got, utf8.RuneCountInString(got), tt.want)
			}
		})
	}
}
