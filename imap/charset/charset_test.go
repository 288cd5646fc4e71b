package charset

import (
	"testing"
	"unicode/utf8"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, in, charset, want string }{
		{"utf-8", "Gr\xc3\xbc\xc3\x9fe", "UTF-8", "Grüße"},
		{"utf-8 without its hyphen", "\xc3\xbc", "utf8", "ü"},
		{"no name, utf-8", "\xc3\xbc", "", "ü"},
		{"no name, no utf-8", "\xfc", "", "ü"},
		{"unknown", "\xfc", "x-unknown", "ü"},
		{"said to be utf-8, is not", "\xfc", "utf-8", "ü"},
		{"said to be ascii, is utf-8", "\xc3\xbc", "us-ascii", "ü"},
		{"said to be latin 1, looks like utf-8", "\xc3\xbc", "ISO-8859-1", "Ã¼"},
		{"latin 1 with windows' quotes", "\x93a\x94", "iso-8859-1", "“a”"},
		{"latin 9", "\xa4", "ISO-8859-15", "€"},
		{"quoted name", "\xa4", `"iso-8859-15"`, "€"},
		{"language behind the name", "\xa4", "iso-8859-15*de", "€"},
		{"koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r", "Привет"},
		{"iso-2022-jp", "\x1b$B;n83\x1b(B", "ISO-2022-JP", "試験"},
		{"shift_jis", "\x8e\xe8", "Shift_JIS", "手"},
		{"gb2312", "\xc4\xe3\xba\xc3", "gb2312", "你好"},
		{"big5", "\xa7A\xa6n", "big5", "你好"},
		{"euc-kr by its other name", "\xb0\xa1", "ks_c_5601-1987", "가"},
		{"windows-1251", "\xcf", "windows-1251", "П"},
		{"code page", "\xcf", "cp1251", "П"},
		{"utf-16 with its mark", "\xff\xfea\x00", "utf-16", "a"},
		{"empty", "", "iso-2022-jp", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := Decode([]byte(test.in), test.charset); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestDecodeWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, in, want string }{
		{"none", "hello", "hello"},
		{"q", "=?ISO-8859-1?Q?Andr=E9?= Pirard", "André Pirard"},
		{"b", "=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"},
		// RFC 2047 §8
		{"two in a row", "(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)", "(ab)"},
		{"underscore", "=?ISO-8859-1?Q?a_b?=", "a b"},
		{"japanese", "=?ISO-2022-JP?B?GyRCO24zMhsoQg==?=", "試害"},
		{"unknown charset", "=?x-unknown?Q?=E4?=", "ä"},
		{"broken", "=?UTF-8?B?***?=", "=?UTF-8?B?***?="},
		{"eight bits", "Gr\xfc\xdfe", "Grüße"},
		{"an escape inside", "=?UTF-8?Q?=1B[31m?=", "\x1b[31m"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := DecodeWords(test.in); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, in, charset, want string }{
		{"utf-8", "ü", "UTF-8", "ü"},
		{"latin 1", "ü", "ISO-8859-1", "\xfc"},
		{"not in latin 1, though in windows-1252", "€", "ISO-8859-1", ""},
		{"windows-1252", "€", "windows-1252", "\x80"},
		{"koi8-r", "П", "koi8-r", "\xf0"},
		{"ascii", "ü", "us-ascii", ""},
		{"unknown", "ü", "x-unknown", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := Encode(test.in, test.charset)
			if got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x1b$B;n"), "iso-2022-jp")
	f.Add([]byte("=?utf-8?q?=ff?="), "utf-16")
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		if s := Decode(b, name); !utf8.ValidString(s) {
			t.Errorf("Decode(%q, %q) = %q is no UTF-8", b, name, s)
		}
		if s := DecodeWords(string(b)); !utf8.ValidString(s) {
			t.Errorf("DecodeWords(%q) = %q is no UTF-8", b, s)
		}
	})
}
