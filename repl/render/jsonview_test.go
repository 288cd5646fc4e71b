package render

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"testing"
)

func written(b []byte) []byte {
	var out bytes.Buffer
	w := jsonWriter{bufio.NewWriter(&out)}
	w.bytes(b)
	_ = w.w.Flush() // a buffer never fails
	return out.Bytes()
}

func TestJSONBytes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                   `""`,
		"plain":              `"plain"`,
		`a "b" \ c/d <&>`:    `"a \"b\" \\ c/d <&>"`,
		"\b\f\n\r\t\x00\x1b": `"\b\f\n\r\t\u0000\u001b"`,
		"\x7f\u0085\u2028":   `"\u007f\u0085\u2028"`,
		"Grüße 密码 🔑":         `"Grüße 密码 🔑"`,
		"\u202egnp.exe":      `"\u202egnp.exe"`,
		"\U000e0041":         `"\udb40\udc41"`,
		"p\xe4ss":            `{"b64":"cORzcw=="}`,
	} {
		if got := string(written([]byte(in))); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// FuzzJSONBytes reads what was written with another implementation.
func FuzzJSONBytes(f *testing.F) {
	for _, s := range []string{"", "a\"\\\x00", "\u2028\U0001f511", "\xff", "\u202e\u200d"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		line := written(b)
		if n := firstUnsafe(line, true); n < len(line) {
			t.Errorf("%q holds what moves a terminal, at %d", line, n)
		}
		var text string
		var coded struct{ B64 string }
		got := []byte(nil)
		if err := json.Unmarshal(line, &text); err == nil {
			got = []byte(text)
		} else if err := json.Unmarshal(line, &coded); err != nil {
			t.Fatalf("%q: %v", line, err)
		} else if got, err = base64.StdEncoding.DecodeString(coded.B64); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, b) {
			t.Errorf("%q is read as %q", b, got)
		}
	})
}
