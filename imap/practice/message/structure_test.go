package message

import "testing"

// mixed is a message with what BODYSTRUCTURE can show: nested multiparts, a
// message inside and an attachment. Section tests use it too.
const mixed = "From: a@example.org\r\n" +
	"Subject: outer\r\n" +
	"Content-Type: multipart/mixed; boundary=\"o u\"\r\n" +
	"\r\n" +
	"preamble\r\n" +
	"--o u\r\n" +
	"Content-Type: multipart/alternative; boundary=in\r\n" +
	"\r\n" +
	"--in\r\n" +
	"\r\n" +
	"plain\r\n" +
	"--in\r\n" +
	"Content-Type: text/html; charset=utf-8\r\n" +
	"Content-Transfer-Encoding: quoted-printable\r\n" +
	"\r\n" +
	"<p>caf=C3=A9</p>\r\n" +
	"--in--\r\n" +
	"--o u\r\n" +
	"Content-Type: message/rfc822\r\n" +
	"\r\n" +
	"From: c@example.org\r\n" +
	"Subject: inner\r\n" +
	"Content-Type: multipart/mixed; boundary=deep\r\n" +
	"\r\n" +
	"--deep\r\n" +
	"X-Part: one\r\n" +
	"\r\n" +
	"first\r\n" +
	"second\r\n" +
	"--deep\r\n" +
	"Content-Type: application/octet-stream; name=x\r\n" +
	"Content-Transfer-Encoding: base64\r\n" +
	"Content-Disposition: attachment; filename*=utf-8''%e2%82%ac.bin; size=3\r\n" +
	"Content-ID: <id@example.org>\r\n" +
	"Content-Description: three zeros\r\n" +
	"Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n" +
	"Content-Language: en, de (German)\r\n" +
	"Content-Location: zeros.bin\r\n" +
	"\r\n" +
	"AAAA\r\n" +
	"--deep--\r\n" +
	"--o u--\r\n" +
	"epilogue\r\n"

func TestBodyStructure(t *testing.T) {
	t.Parallel()
	const usASCII = `("charset" "us-ascii")`
	for _, tt := range []struct {
		name, in, want string
	}{
		{"no MIME", "Subject: x\r\n\r\nhello", `("text" "plain" ` + usASCII + ` NIL NIL "7bit" 5 0 NIL NIL NIL NIL)`},
		{"empty message", "", `("text" "plain" ` + usASCII + ` NIL NIL "7bit" 0 0 NIL NIL NIL NIL)`},
		{"header only", "Subject: x", `("text" "plain" ` + usASCII + ` NIL NIL "7bit" 0 0 NIL NIL NIL NIL)`},
		{
			"parameters keep their order and case",
			"Content-Type: Text/Plain; Format=flowed; CHARSET=\"UTF-8\"\r\nContent-Transfer-Encoding: 8BIT (yes)\r\n\r\na\r\nb\r\n",
			`("Text" "Plain" ("Format" "flowed" "CHARSET" "UTF-8") NIL NIL "8BIT" 6 2 NIL NIL NIL NIL)`,
		},
		{
			"the default charset is that of text/plain alone",
			"Content-Type: text/calendar\r\n\r\nx", `("text" "calendar" NIL NIL NIL "7bit" 1 0 NIL NIL NIL NIL)`,
		},
		{
			"RFC 2231 continuations are joined and left encoded",
			"Content-Type: application/x; name*0*=utf-8''caf%C3%A9; name*1=\" 100%.txt\"; x=y\r\n\r\n",
			`("application" "x" ("name*" "utf-8''caf%C3%A9 100%25.txt" "x" "y") NIL NIL "7bit" 0 NIL NIL NIL NIL)`,
		},
		{
			"RFC 2231 continuations out of order, and ones without a beginning",
			"Content-Type: application/x; a*1=two; a*0=one; b*1=x; b*3*=z\r\n\r\n",
			`("application" "x" ("a" "onetwo" "b*1" "x" "b*3*" "z") NIL NIL "7bit" 0 NIL NIL NIL NIL)`,
		},
		{"invalid type", "Content-Type: foo; a=b\r\n\r\nAAAA\r\n", `("text" "plain" ` + usASCII + ` NIL NIL "7bit" 6 1 NIL NIL NIL NIL)`},
		{
			"disposition without a value",
			"Content-Disposition: ; filename=x\r\n\r\n", `("text" "plain" ` + usASCII + ` NIL NIL "7bit" 0 0 NIL NIL NIL NIL)`,
		},
		{
			"disposition without parameters",
			"Content-Type: image/png\r\nContent-Disposition: inline\r\n\r\n", `("image" "png" NIL NIL NIL "7bit" 0 NIL ("inline" NIL) NIL NIL)`,
		},
		{
			"message inside",
			"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\na\r\n",
			`("message" "rfc822" NIL NIL NIL "7bit" 18 (NIL "in" NIL NIL NIL NIL NIL NIL NIL NIL) ` +
				`("text" "plain" ` + usASCII + ` NIL NIL "7bit" 3 1 NIL NIL NIL NIL) 3 NIL NIL NIL NIL)`,
		},
		{
			"message/global is opaque to rev1",
			"Content-Type: message/global\r\n\r\nSubject: in\r\n\r\n", `("message" "global" NIL NIL NIL "7bit" 15 NIL NIL NIL NIL)`,
		},
		{
			"digest",
			"Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: in\r\n\r\nx\r\n--d--\r\n",
			`(("message" "rfc822" NIL NIL NIL "7bit" 16 (NIL "in" NIL NIL NIL NIL NIL NIL NIL NIL) ` +
				`("text" "plain" ` + usASCII + ` NIL NIL "7bit" 1 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL) "digest" ("boundary" "d") NIL NIL NIL)`,
		},
		{
			"multipart without a boundary",
			"Content-Type: multipart/mixed\r\n\r\nx", `(("text" "plain" ` + usASCII + ` NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" NIL NIL NIL NIL)`,
		},
		{
			"multipart without parts",
			"Content-Type: multipart/mixed; boundary=b\r\n\r\nx",
			`(("text" "plain" ` + usASCII + ` NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)`,
		},
		{
			"multipart that is cut off",
			"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: text/html",
			`(("text" "plain" ` + usASCII + ` NIL NIL "7bit" 3 0 NIL NIL NIL NIL)("text" "html" NIL NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)`,
		},
		{
			"an outer boundary ends the inner multipart",
			"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
				"--b\r\n\r\none\r\n--a\r\n\r\ntwo\r\n--b\r\nthree\r\n--a--\r\n",
			`((("text" "plain" ` + usASCII + ` NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "alternative" ("boundary" "b") NIL NIL NIL)` +
				`("text" "plain" ` + usASCII + ` NIL NIL "7bit" 15 2 NIL NIL NIL NIL) "mixed" ("boundary" "a") NIL NIL NIL)`,
		},
		{
			"the longest boundary wins",
			"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=ab\r\n\r\n" +
				"--ab\r\n\r\none\r\n--ab--\r\n--a--\r\n",
			`((("text" "plain" ` + usASCII + ` NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "alternative" ("boundary" "ab") NIL NIL NIL) "mixed" ("boundary" "a") NIL NIL NIL)`,
		},
		{
			"everything", mixed,
			`((("text" "plain" ` + usASCII + ` NIL NIL "7bit" 5 0 NIL NIL NIL NIL)` +
				`("text" "html" ("charset" "utf-8") NIL NIL "quoted-printable" 16 0 NIL NIL NIL NIL) "alternative" ("boundary" "in") NIL NIL NIL)` +
				`("message" "rfc822" NIL NIL NIL "7bit" 470 (NIL "inner" ((NIL NIL "c" "example.org")) ((NIL NIL "c" "example.org")) ((NIL NIL "c" "example.org")) NIL NIL NIL NIL NIL) ` +
				`(("text" "plain" ` + usASCII + ` NIL NIL "7bit" 13 1 NIL NIL NIL NIL)` +
				`("application" "octet-stream" ("name" "x") "<id@example.org>" "three zeros" "base64" 4 "Q2hlY2sgSW50ZWdyaXR5IQ==" ` +
				`("attachment" ("filename*" "utf-8''%e2%82%ac.bin" "size" "3")) ("en" "de") "zeros.bin") "mixed" ("boundary" "deep") NIL NIL NIL)` +
				` 20 NIL NIL NIL NIL) "mixed" ("boundary" "o u") NIL NIL NIL)`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte(tt.in))
			if got := string(m.AppendBodyStructure(nil, Classic)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	m := Parse([]byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-MD5: x\r\nContent-Disposition: inline\r\n\r\none\r\n--b--\r\n"))
	want := `(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0) "mixed")`
	if got := string(m.AppendBody(nil, Classic)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestMessageGlobalInUTF8Form(t *testing.T) {
	t.Parallel()
	m := Parse([]byte("Content-Type: message/global\r\n\r\nSubject: Grüße\r\n\r\n"))
	want := `("message" "global" NIL NIL NIL "7bit" 20 (NIL "Grüße" NIL NIL NIL NIL NIL NIL NIL NIL) ` +
		`("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0) 2)`
	if got := string(m.AppendBody(nil, UTF8)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
