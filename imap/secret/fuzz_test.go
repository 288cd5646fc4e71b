package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"imapsh/imap/utf7"
)

// shapesByOthers writes a value as the programs do that will write it, none
// of which shares code with this package.
func shapesByOthers(t *testing.T, value string) map[string]string {
	t.Helper()
	var plainJSON bytes.Buffer
	enc := json.NewEncoder(&plainJSON)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		t.Fatal(err)
	}
	htmlJSON, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var everyByte, pythonBytes strings.Builder
	for i := range len(value) {
		fmt.Fprintf(&everyByte, "%%%02x", value[i])
		fmt.Fprintf(&pythonBytes, `\x%02x`, value[i])
	}
	unquote := func(s string) string { return strings.TrimSpace(s)[1 : len(strings.TrimSpace(s))-1] }
	return map[string]string{
		"as typed":             value,
		"quoted":               strings.ReplaceAll(strings.ReplaceAll(value, `\`, `\\`), `"`, `\"`),
		"JSON":                 unquote(plainJSON.String()),
		"JSON for HTML":        unquote(string(htmlJSON)),
		"Go":                   unquote(strconv.Quote(value)),
		"Go in ASCII":          unquote(strconv.QuoteToASCII(value)),
		"Python bytes":         pythonBytes.String(),
		"URL query":            url.QueryEscape(value),
		"URL path":             url.PathEscape(value),
		"URL, every byte":      everyByte.String(),
		"hexadecimal":          hex.EncodeToString([]byte(value)),
		"HEXADECIMAL":          strings.ToUpper(hex.EncodeToString([]byte(value))),
		"base64":               base64.StdEncoding.EncodeToString([]byte(value)),
		"base64 for URLs":      base64.URLEncoding.EncodeToString([]byte(value)),
		"base64, no padding":   base64.RawStdEncoding.EncodeToString([]byte(value)),
		"base64 for URLs, raw": base64.RawURLEncoding.EncodeToString([]byte(value)),
		"modified UTF-7":       utf7.Encode(value),
	}
}

// decided returns the digits in base64 of n bytes, the value and more that do
// not change with what stands around the value: those an eavesdropper needs.
func decided(e *base64.Encoding, before int, value string, after int) string {
	around := func(fill string) string {
		return e.EncodeToString([]byte(strings.Repeat(fill, before) + value + strings.Repeat(fill, after)))
	}
	low, high := around("\x00"), around("\xff")
	from, to := 8*before/6, min((8*(before+len(value))+5)/6, len(low))
	for from < to && low[from] != high[from] {
		from++
	}
	for to > from && low[to-1] != high[to-1] {
		to--
	}
	return low[from:to]
}

func FuzzMask(f *testing.F) {
	f.Add("hunter2", "a1 LOGIN alice ", "\r\n")
	f.Add(`p"a\s%s w/ö&'`, `\`, `"`)
	f.Add("ab\xff\xc3d", "%4", "=")
	f.Add("pässwört😀", "\xff", "A")
	f.Add("abc", "x", "1")
	f.Add("x", "", "")
	f.Add(`\u0041\\`, `\u`, `\`)
	f.Fuzz(func(t *testing.T, value, before, after string) {
		if value == "" || strings.Contains(value, "*") {
			return // three stars of ours may complete such a secret; that gives nothing away
		}
		if len(value) > 1<<10 {
			return // thousands of one byte, escaped, take the square of their number: seconds, which the fuzzer takes for a hang
		}
		s := newSet(value)
		for label, shape := range shapesByOthers(t, value) {
			if strings.Contains(shape, "*") {
				continue // a byte or two of UTF-16 or of invalid UTF-8 that a coat leaves bare
			}
			if len(value) <= tokenMax {
				shape = " " + shape + " "
			}
			if out := s.MaskString(before + shape + after); strings.Contains(out, shape) {
				t.Errorf("%s: MaskString(%q) = %q holds %q still", label, before+shape+after, out, shape)
			}
		}
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			in := e.EncodeToString([]byte(before + value + after))
			out := s.MaskString(in)
			if core := decided(e, len(before), value, len(after)); len(value) > tokenMax && strings.Contains(out, core) {
				t.Errorf("base64: MaskString(%q) = %q holds %q still", in, out, core)
			}
			in = e.EncodeToString([]byte(before + "\x00" + value))
			if out = s.MaskString(in); len(value) > 1 && out == in {
				t.Errorf("SASL PLAIN: MaskString(%q) changes nothing", in)
			}
		}
	})
}

// FuzzMaskText gives Mask any text and any two secrets: what it leaves is the
// text outside the masks, and masking again finds nothing new.
func FuzzMaskText(f *testing.F) {
	f.Add("hunter2", "abc", `a1 LOGIN "hunter2" abc \x68unter2 %68unter2 aHVudGVyMg==`)
	f.Add("aaaa", "a", "aaaaaaaaaa a aYWFh")
	f.Add(`\\\\`, `%%%%`, `\\\\\\\\\%25%25%25%25`)
	f.Fuzz(func(t *testing.T, one, two, text string) {
		if strings.Contains(one+two+text, "*") {
			return
		}
		s := newSet(one, two)
		out := s.MaskString(text)
		if got := string(s.Mask([]byte(text))); got != out {
			t.Fatalf("Mask gives %q, MaskString %q", got, out)
		}
		rest := text
		for i, piece := range strings.Split(out, Masked) {
			at := strings.Index(rest, piece)
			if at < 0 || i == 0 && at > 0 {
				t.Fatalf("MaskString(%q) = %q, which has a text of its own: %q", text, out, piece)
			}
			rest = rest[at+len(piece):]
			for _, v := range []string{one, two} {
				if len(v) > tokenMax && strings.Contains(piece, v) {
					t.Fatalf("MaskString(%q) = %q holds %q", text, out, v)
				}
			}
		}
		if again := s.MaskString(out); again != out {
			t.Fatalf("MaskString(%q) = %q, and masked again %q", text, out, again)
		}
	})
}
