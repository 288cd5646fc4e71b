package secret

import (
	"bytes"
	"encoding/base64"
	"strings"
	"sync"
	"testing"
)

func newSet(values ...string) *Set {
	s := &Set{}
	for _, v := range values {
		s.Add(v)
	}
	return s
}

func plainBase64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestMaskString(t *testing.T) {
	t.Parallel()
	const hard = `p"a\s%s w/ö&'` // every shape differs from the others
	for _, row := range []struct {
		label, secret, in, want string
	}{
		{"not there", "hunter2", "a1 LOGIN alice password", "a1 LOGIN alice password"},
		{"empty text", "hunter2", "", ""},
		{"as typed", "hunter2", "a1 LOGIN alice hunter2", "a1 LOGIN alice ***"},
		{"the whole text", "hunter2", "hunter2", "***"},
		{"twice", "hunter2", "hunter2 and hunter2.", "*** and ***."},
		{"twice without a gap", "hunter2", "hunter2hunter2", "******"},
		{"overlapping itself", "abcab", "xabcabcabx", "x***x"},
		{"within a word", "hunter2", "xhunter22", "x***2"},
		{"other case is another text", "hunter2", "Hunter2", "Hunter2"},
		{"begins in the middle of a false start", "aaab", "aaaab", "a***"},

		{"quoted", `se"cr\et`, `a1 LOGIN alice "se\"cr\\et"`, `a1 LOGIN alice "***"`},
		{"quoted, and the line in JSON", `se"cr\et`, `{"line":"a1 LOGIN alice \"se\\\"cr\\\\et\""}`, `{"line":"a1 LOGIN alice \"***\""}`},
		{"hard, as typed", hard, "<" + hard + ">", "<***>"},
		{"hard, quoted", hard, `"p\"a\\s%s w/ö&'"`, `"***"`},

		{"base64 alone", "hunter2", "+ " + plainBase64("hunter2"), "+ ***"},
		{"base64 without padding", "hunter2", strings.TrimRight(plainBase64("hunter2"), "=") + "\r\n", "***\r\n"},
		{"SASL PLAIN, third alignment", "hunter2", plainBase64("\x00alice1\x00hunter2"), "AGFsaWNlMQ***"},
		{"SASL PLAIN, first alignment", "hunter2", plainBase64("\x00alic\x00hunter2"), "AGFsaWMA***"},
		{"SASL PLAIN, second alignment", "hunter2", plainBase64("\x00alice\x00hunter2"), "AGFsaWNlA***"},
		{"base64, more after it", "hunter2", plainBase64("user=hunter2;x"), "dXNlcj***O3g="},
		{"base64 for URLs", "~~??>>", "/?t=" + base64.RawURLEncoding.EncodeToString([]byte("~~??>>")) + "&x", "/?t=***&x"},
		{"base64 of the quoted form", `h"nter2`, plainBase64(`LOGIN a "h\"nter2"`), "TE9HSU4gYSAi***i"},

		{"modified UTF-7", "Pässwört", "P&AOQ-ssw&APY-rt", "***"},
		{"modified UTF-7 with ampersand", "R&D-lab", "CREATE R&-D-lab", "CREATE ***"},
		{"modified UTF-7 with a comma", "x台北y", "x&U,BTFw-y", "***"},

		{"percent-encoded in part", "p@ss/w rd", "imaps://alice:p%40ss%2fw%20rd@host", "imaps://alice:***@host"},
		{"percent-encoded altogether", "hunter2", "%68%75%6e%74%65%72%32", "***"},
		{"percent-encoded, the last byte only", "hunter2", "hunter%32", "***"},
		{"percent-encoded, plus for a blank", "p@ss w rd", "p=p%40ss+w+rd&q", "p=***&q"},
		{"plus for a blank, nothing else", "correct horse", "p=correct+horse", "p=***"},
		{"percent sign itself", "100%sure", "100%25sure", "***"},
		{"percent-encoded UTF-8", "Pässwört", "P%C3%A4ssw%c3%b6rt", "***"},
		{"percent-encoded, another byte", "hunter2", "hunter%33", "hunter%33"},
		{"percent sign at the end", "hunter2", "hunter%", "hunter%"},
		{"percent-encoded, cut off", "hunter2", "hunte%72", "hunte%72"},

		{"JSON", `a"b\c<d`, `"a\"b\\c\u003cd"`, `"***"`},
		{"JSON in ASCII", "Pässwört", `"P\u00e4ssw\u00F6rt"`, `"***"`},
		{"JSON, surrogate pair", "key😀", `key\ud83d\ude00`, `***`},
		{"JSON, lone surrogate", "key😀", `key\ud83d\u0041`, `key\ud83d\u0041`},
		{"JSON, escaped slash", "ab/cd", `"ab\/cd"`, `"***"`},
		{"JSON, no UTF-8", "ab\xffcd", `"ab\ufffdcd"`, `"***"`},
		{"Python bytes", "Pässwört", `b'P\xc3\xa4ssw\xc3\xb6rt'`, `b'***'`},
		{"Python text", "P\u00a0ss\U000e0001", `'P\xa0ss\U000e0001'`, `'***'`},
		{"Python, both quotes", `a'b"c`, `b'a\'b"c'`, `b'***'`},
		{"Go", "ab\x00cd\n\x7f", `"ab\x00cd\n\x7f"`, `"***"`},
		{"control characters by letter", "ab\x00\a\b\t\n\v\f\r\x1b", `ab\0\a\b\t\n\v\f\r\e`, "***"},
		{"escaped at the first byte", "hunter2", `\x68unter2`, "***"},
		{"escape cut off", "hunter2", `hunter\`, `hunter\`},
		{"flags are no escapes", "aSeen", `a\Seen`, `a\Seen`},

		{"hexadecimal", "hunter2", "0x68756e74657232.", "0x***."},
		{"hexadecimal, upper case", "ünter2", "C3BC6E74657232", "***"},

		{"three bytes alone", "abc", "LOGIN alice abc", "LOGIN alice ***"},
		{"three bytes, quoted", `a"c`, `LOGIN alice "a\"c"`, `LOGIN alice "***"`},
		{"three bytes within a word", "abc", "abcd xabc 1abc2", "abcd xabc 1abc2"},
		{"three bytes, between marks", "abc", "-abc-", "-***-"},
		{"three bytes after a byte of UTF-8", "abc", "éabc", "é***"},
		{"three bytes, base64 alone", "abc", "+ YWJj", "+ ***"},
		{"two bytes, base64 padded", "pw", "cHc=", "***"},
		{"three bytes, base64 within a word", "abc", "xYWJj", "xYWJj"},
		{"three bytes, SASL PLAIN", "abc", plainBase64("\x00bob\x00abc"), "AGJvY***"},
		{"two bytes, SASL PLAIN", "pw", plainBase64("\x00bobby\x00pw"), "AGJvYmJ5***"},
		{"three bytes in base64, not at its end", "abc", plainBase64("\x00abc\x00"), plainBase64("\x00abc\x00")},
		{"three bytes, percent-encoded", "a b", "a%20b", "***"},
		{"three bytes, percent-encoded within a word", "a b", "xa%20b", "xa%20b"},
		{"three bytes, JSON", "a<b", `"a\u003cb"`, `"***"`},
		{"three bytes, hexadecimal", "abc", "616263 x616263", "*** x616263"},
		{"one byte", "x", "x xx x.", "*** xx ***."},
		{"one byte that is no letter", "-", "a-b - c", "a-b *** c"},
	} {
		if got := newSet(row.secret).MaskString(row.in); got != row.want {
			t.Errorf("%s: MaskString(%q) = %q, want %q", row.label, row.in, got, row.want)
		}
		if got := newSet(row.secret).Mask([]byte(row.in)); string(got) != row.want {
			t.Errorf("%s: Mask(%q) = %q, want %q", row.label, row.in, got, row.want)
		}
	}
}

func TestMaskSeveral(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		label   string
		secrets []string
		in, out string
	}{
		{"two", []string{"hunter2", "s3cret!"}, "hunter2, s3cret!", "***, ***"},
		{"one within the other", []string{"hunter", "hunter2"}, "hunter hunter2", "*** ***"},
		{"one overlapping the other", []string{"abcdef", "defghi"}, "xabcdefghix", "x***x"},
		{"a short one beside a long one", []string{"longer", "ab"}, "longerab ab", "****** ***"},
		{"a short one between two long ones", []string{"longer", "ab"}, "longerablonger", "*********"},
		{"a short one within a long one", []string{"a-b-c", "b"}, "a-b-c b", "*** ***"},
		{"a short one freed by the next", []string{"-", "0"}, "-0", "******"},
		{"short ones freed one after another", []string{"-0"}, "-0-0-0", "*********"},
		{"short ones that keep each other", []string{"ab", "cd"}, "abcd ab", "abcd ***"},
		{"very different lengths", []string{"abcd", "<" + strings.Repeat("0123456789", 30) + ">"}, "x<" + strings.Repeat("0123456789", 30) + ">yabcd", "x***y***"},
	} {
		if got := newSet(row.secrets...).MaskString(row.in); got != row.out {
			t.Errorf("%s: MaskString(%q) = %q, want %q", row.label, row.in, got, row.out)
		}
	}
}

func TestAddAndLen(t *testing.T) {
	t.Parallel()
	var s Set
	for i, row := range []struct {
		add  string
		want int
	}{{"", 0}, {"one1", 1}, {"one1", 1}, {"two2", 2}, {"", 2}, {"x", 3}} {
		s.Add(row.add)
		if got := s.Len(); got != row.want {
			t.Errorf("step %d: Len() = %d after Add(%q), want %d", i, got, row.add, row.want)
		}
	}
	if got := s.MaskString("one1 two2 x y"); got != "*** *** *** y" {
		t.Errorf("got %q", got)
	}
}

func TestNilSet(t *testing.T) {
	t.Parallel()
	var s *Set
	if s.Len() != 0 || s.MaskString("text") != "text" || string(s.Mask([]byte("text"))) != "text" {
		t.Error("a nil Set does something")
	}
}

func TestMaskLeavesItsArgument(t *testing.T) {
	t.Parallel()
	in := []byte("a hunter2 b")
	if got := newSet("hunter2").Mask(in); string(got) != "a *** b" || string(in) != "a hunter2 b" {
		t.Errorf("got %q, the argument is now %q", got, in)
	}
	same := []byte("nothing here")
	if got := newSet("hunter2").Mask(same); &got[0] != &same[0] {
		t.Error("a text without secrets was copied")
	}
}

func TestMaskAllocatesNothingWithoutAMatch(t *testing.T) {
	b := bytes.Repeat([]byte(`* 1 FETCH (FLAGS (\Seen \noselect) UID 101 X "50%25")`+"\r\n"), 50)
	text := string(b)
	for label, s := range map[string]*Set{"empty": {}, "one": newSet("hunter2"), "many": newSet("hunter2", "pässword", `q"q"q`, "abc")} {
		if n := testing.AllocsPerRun(20, func() { s.Mask(b) }); n != 0 {
			t.Errorf("%s: Mask makes %v allocations", label, n)
		}
		if n := testing.AllocsPerRun(20, func() { s.MaskString(text) }); n != 0 {
			t.Errorf("%s: MaskString makes %v allocations", label, n)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := newSet("first-secret")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			own := strings.Repeat(string(rune('a'+i)), 6)
			for range 50 {
				s.Add(own)
				if got := s.MaskString("first-secret " + own); got != "*** ***" {
					t.Errorf("got %q", got)
					return
				}
			}
		})
	}
	wg.Wait()
	if s.Len() != 9 {
		t.Errorf("Len() = %d, want 9", s.Len())
	}
}

func BenchmarkMask(b *testing.B) {
	envelope := []byte(`* 1 FETCH (UID 101 FLAGS (\Seen) ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes" (("Terry Gray" NIL "gray" "cac.washington.edu")) NIL NIL NIL NIL NIL NIL "<B27397-0100000@cac.washington.edu>"))` + "\r\n")
	flags := []byte(`* 1 FETCH (FLAGS (\Seen \Answered) UID 101)` + "\r\n")
	for _, row := range []struct {
		label string
		line  []byte
		set   *Set
	}{
		{"no secret", envelope, &Set{}},
		{"envelopes", envelope, newSet("hunter2horse")},
		{"envelopes, three secrets", envelope, newSet("hunter2horse", "pässwörd", `q"uo\te`)},
		{"envelopes, a short secret", envelope, newSet("abc")},
		{"flags", flags, newSet("hunter2horse")},
	} {
		b.Run(row.label, func(b *testing.B) {
			text := bytes.Repeat(row.line, 1000)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				row.set.Mask(text)
			}
		})
	}
}
