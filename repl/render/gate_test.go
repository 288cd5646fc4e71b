package render

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestGate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, in, text, line string }{
		{"ascii", "Hello, world ~", "", ""},
		{"line ends and tabs", "a\tb\n", "a\tb\n", `a\tb\n`},
		{"NUL to US", "\x00\x01\x07\x08\x0b\x0c\r\x1b\x1f", `\x00\x01\x07\x08\x0b\x0c\x0d\x1b\x1f`, `\x00\x01\x07\x08\x0b\x0c\x0d\x1b\x1f`},
		{"DEL", "a\x7f", `a\x7f`, `a\x7f`},
		{"C1 as bytes", "\x80\x9b31m\x9d", `\x80\x9b31m\x9d`, `\x80\x9b31m\x9d`},
		{"C1 as UTF-8", "\u0080\u009b31m\u009d", `\u0080\u009b31m\u009d`, `\u0080\u009b31m\u009d`},
		{"a window title", "\x1b]0;root\x07", `\x1b]0;root\x07`, `\x1b]0;root\x07`},
		{"bidirectional controls", "\u202eevil\u202c\u2066\u200f\u061c", `\u202eevil\u202c\u2066\u200f\u061c`, `\u202eevil\u202c\u2066\u200f\u061c`},
		{"zero width", "a\u200b\ufeff\u2060b", `a\u200b\ufeff\u2060b`, `a\u200b\ufeff\u2060b`},
		{"separators", "a\u2028b\u2029", `a\u2028b\u2029`, `a\u2028b\u2029`},
		{"tags", "\U000e0041", `\U000e0041`, `\U000e0041`},
		{"private use", "\ue000\U0010fffd", `\ue000\U0010fffd`, `\ue000\U0010fffd`},
		{"overlong", "\xc0\xaf\xe0\x80\x9b", `\xc0\xaf\xe0\x80\x9b`, `\xc0\xaf\xe0\x80\x9b`},
		{"lone surrogate", "\xed\xa0\x80", `\xed\xa0\x80`, `\xed\xa0\x80`},
		{"cut short", "a\xe2\x82", `a\xe2\x82`, `a\xe2\x82`},
		{"beyond Unicode", "\xf4\x90\x80\x80", `\xf4\x90\x80\x80`, `\xf4\x90\x80\x80`},
		{"languages", "Žluťoučký 漢字 العربية עברית हिन्दी 한글 ไทย", "", ""},
		{"combining", "e\u0301", "", ""},
		{"joiners of Persian and emoji", "می\u200cخواهم 👨\u200d👩\u200d👧", "", ""},
		{"arabic number sign", "\u0600١", "", ""},
		{"the replacement character itself", "\ufffd", "", ""},
		{"empty", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.text == "" {
				test.text, test.line = test.in, test.in
			}
			if got := Gate(test.in); got != test.text {
				t.Errorf("Gate: %q, want %q", got, test.text)
			}
			if got := GateLine(test.in); got != test.line {
				t.Errorf("GateLine: %q, want %q", got, test.line)
			}
			if got := string(AppendGated([]byte("x"), []byte(test.in))); got != "x"+test.text {
				t.Errorf("AppendGated: %q", got)
			}
			if got := string(AppendGatedLine(nil, test.in)); got != test.line {
				t.Errorf("AppendGatedLine: %q", got)
			}
		})
	}
}

func FuzzGate(f *testing.F) {
	f.Add("a\x1b[31m\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		out := GateLine(s)
		if !utf8.ValidString(out) || strings.ContainsAny(out, "\n\t") {
			t.Errorf("GateLine(%q) = %q", s, out)
		}
		if leak := unsafe(out); leak != "" {
			t.Errorf("GateLine(%q) = %q lets %q through", s, out, leak)
		}
		if again := GateLine(out); again != out {
			t.Errorf("GateLine changes %q again to %q", out, again)
		}
	})
}

// unsafe is the first character of s that a terminal must never get, told
// apart by other means than the gate's own.
func unsafe(s string) string {
	for _, r := range s {
		switch {
		case r < ' ' && r != '\n', r >= 0x7f && r < 0xa0, r == 0x180e,
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x61c,
			r == 0x200b, r == 0xfeff, r == 0x2060, r == 0x2028, r == 0x2029:
			return string(r)
		}
	}
	return ""
}
