package utf7

import (
	"errors"
	"strings"
	"testing"
)

// names are the pairs that go both ways.
var names = []struct{ label, utf8, wire string }{
	{"empty", "", ""},
	{"plain", "INBOX", "INBOX"},
	{"all that is printable", ` !"#$%'()*+,-./:;<=>?@[\]^_{|}~` + "`", ` !"#$%'()*+,-./:;<=>?@[\]^_{|}~` + "`"},
	{"ampersand", "R&D", "R&-D"},
	{"ampersand alone", "&", "&-"},
	{"two ampersands", "&&", "&-&-"},
	{"ampersand before a minus", "&-", "&--"},
	{"looks encoded", "&AOk-", "&-AOk-"},
	{"RFC 3501 §5.1.3", "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
	{"RFC 2152, one character", "Hi Mom -☺-!", "Hi Mom -&Jjo--!"},
	{"RFC 2152, with a plus", "A≢Α.", "A&ImIDkQ-."},
	{"German", "Entwürfe", "Entw&APw-rfe"},
	{"French", "Éléments envoyés", "&AMk-l&AOk-ments envoy&AOk-s"},
	{"Russian", "Отправленные", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"},
	{"one unit, two bits left", "é", "&AOk-"},
	{"two units, four bits left", "éé", "&AOkA6Q-"},
	{"three units, none left", "ééé", "&AOkA6QDp-"},
	{"surrogate pair", "😀", "&2D3eAA-"},
	{"highest character", "\U0010ffff", "&2,,f,w-"},
	{"replacement character itself", "\ufffd", "&,,0-"},
	{"last before the surrogates", "\ud7ff\ue000", "&1,,gAA-"},
	{"encoded, then ampersand", "é&", "&AOk-&-"},
	{"ampersand, then encoded", "&é", "&-&AOk-"},
	{"encoded, then minus", "é-", "&AOk--"},
	{"tab", "a\tb", "a&AAk-b"},
	{"escape", "\x1b[2J", "&ABs-[2J"},
	{"delete", "\x7f", "&AH8-"},
}

func TestEncode(t *testing.T) {
	t.Parallel()
	for _, row := range names {
		if got := Encode(row.utf8); got != row.wire {
			t.Errorf("%s: Encode(%q) = %q, want %q", row.label, row.utf8, got, row.wire)
		}
	}
}

func TestEncodeWhatDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ label, in, want string }{
		{"invalid byte", "a\xffb", "a&,,0-b"},
		{"each invalid byte by itself", "\xc3\xc3", "&,,3,,Q-"},
		{"surrogate in UTF-8", "\xed\xa0\x80", "&,,3,,f,9-"},
		{"NUL", "\x00", "&AAA-"},
		{"CR LF", "\r\n", "&AA0ACg-"},
	} {
		if got := Encode(row.in); got != row.want {
			t.Errorf("%s: Encode(%q) = %q, want %q", row.label, row.in, got, row.want)
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for _, row := range names {
		got, err := Decode(row.wire)
		if err != nil || got != row.utf8 {
			t.Errorf("%s: Decode(%q) = %q, %v, want %q", row.label, row.wire, got, err, row.utf8)
		}
	}
}

// wrong are the forms that RFC 3501 §5.1.3 forbids.
var wrong = []struct {
	label, wire string
	offset      int
	reason      string
}{
	{"printable ASCII encoded", "&AGE-", 3, "'a' is printable ASCII"},
	{"printable ASCII within a run", "&AOkAYQDp-", 6, "'a' is printable ASCII"},
	{"space encoded", "x&ACA-", 4, "' ' is printable ASCII"},
	{"ampersand encoded", "&ACY-", 3, "'&' is printable ASCII"},
	{"two runs in a row", "&AA-&AB-", 3, "ends within a character"},
	{"two whole runs in a row", "&AOk-&AOk-", 5, "right after another"},
	{"RFC 3501's example of a superfluous shift", "&U,BTFw-&ZeVnLIqe-", 8, "right after another"},
	{"shift with nothing after it", "INBOX&", 5, `no "-"`},
	{"shift without its end", "&AOk", 0, `no "-"`},
	{"shift ended by what is no digit", "&Jjo!", 4, `"!" is no digit`},
	{"blank in a run", "&AO k-", 3, `" " is no digit`},
	{"slash of ordinary base64", "&U/BTFw-", 2, `"/" is no digit`},
	{"padding", "&AOk=-", 4, `"=" is no digit`},
	{"control character in a run", "&AO\nk-", 3, `"\n" is no digit`},
	{"eight bits in a run", "&AO\xc3k-", 3, `"\xc3" is no digit`},
	{"one digit", "&A-", 2, "ends within a character"},
	{"two digits", "&AA-", 3, "ends within a character"},
	{"a digit too many", "&AOkA-", 5, "ends within a character"},
	{"a character and a half", "&AOkA6-", 6, "ends within a character"},
	{"two bits not zero", "&AOl-", 4, "not zero"},
	{"four bits not zero", "&AOkA6R-", 7, "not zero"},
	{"high surrogate at the end", "&2D0-", 4, "D83D without"},
	{"high surrogate before a letter", "&2D0A6Q-", 6, "D83D without"},
	{"two high surrogates", "&2D3YPQ-", 6, "D83D without"},
	{"low surrogate first", "&3gA-", 3, "DE00 without"},
	{"surrogates split over two runs", "&2D0-&3gA-", 4, "D83D without"},
	{"NUL", "&AAA-", 3, `'\x00' cannot be`},
	{"CR", "&AA0-", 3, `'\r' cannot be`},
	{"LF", "a&AAo-b", 4, `'\n' cannot be`},
	{"raw NUL", "a\x00", 1, "byte 0x00"},
	{"raw tab", "a\tb", 1, "byte 0x09"},
	{"raw CR LF", "a\r\n", 1, "byte 0x0d"},
	{"raw delete", "\x7f", 0, "byte 0x7f"},
	{"raw UTF-8", "Entwürfe", 4, "byte 0xc3"},
	{"raw Latin-1", "Entw\xfcrfe", 4, "byte 0xfc"},
	{"raw UTF-8 after an ampersand", "&-é", 2, "byte 0xc3"},
}

func TestDecodeWrong(t *testing.T) {
	t.Parallel()
	for _, row := range wrong {
		got, err := Decode(row.wire)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: Decode(%q) = %q, %v, want an *Error", row.label, row.wire, got, err)
			continue
		}
		if got != "" || e.Offset != row.offset || !strings.Contains(e.Reason, row.reason) {
			t.Errorf("%s: Decode(%q) = %q, %v, want offset %d and %q", row.label, row.wire, got, err, row.offset, row.reason)
		}
		if Valid(row.wire) {
			t.Errorf("%s: Valid(%q) = true", row.label, row.wire)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	_, err := Decode("INBOX&")
	const want = `not modified UTF-7 at offset 5: the shift that "&" begins has no "-" at its end`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestAppendDecode(t *testing.T) {
	t.Parallel()
	got, err := AppendDecode([]byte("name: "), []byte("Entw&APw-rfe"))
	if err != nil || string(got) != "name: Entwürfe" {
		t.Errorf("got %q, %v", got, err)
	}
	got, err = AppendDecode([]byte("name: "), []byte("Entw&APw-r&AOk"))
	if err == nil || string(got) != "name: " {
		t.Errorf("on error: got %q, %v, want what was there before", got, err)
	}
}

func TestAppendDecodeAllocatesNothing(t *testing.T) {
	dst, wire := make([]byte, 0, 64), []byte("~peter/mail/&U,BTFw-/&ZeVnLIqe-")
	if n := testing.AllocsPerRun(100, func() { _, _ = AppendDecode(dst, wire) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func TestValid(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		label, in string
		want      bool
	}{
		{"no ampersand", "INBOX", false},
		{"empty", "", false},
		{"encoded", "Entw&APw-rfe", true},
		{"only an ampersand encoded", "R&-D", true},
		{"a bare ampersand", "R&D", false},
		{"encoded, and a bare ampersand", "&AOk- & co", false},
		{"encoded, and raw UTF-8", "&AOk-é", false},
	} {
		if got := Valid(row.in); got != row.want {
			t.Errorf("%s: Valid(%q) = %v", row.label, row.in, got)
		}
	}
}

func TestDoublyEncoded(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		label, wire string
		want        bool
	}{
		{"plain", "INBOX", false},
		{"once", "Entw&APw-rfe", false},
		{"twice", "Entw&-APw-rfe", true},
		{"three times", "Entw&--APw-rfe", true},
		{"twice, below a folder", "INBOX/&-ZeVnLIqe-", true},
		{"an ampersand once", "R&-D", false},
		{"an ampersand twice", "R&--D", false},
		{"an ampersand three times", "R&---D", false},
		{"once, with another character raw", "&AOk-&-APw-", false},
		{"wrong outside", "&AOk", false},
		{"wrong inside", "&-AOk", false},
		{"printable ASCII inside", "&-AGE-", false},
	} {
		if got := DoublyEncoded(row.wire); got != row.want {
			t.Errorf("%s: DoublyEncoded(%q) = %v", row.label, row.wire, got)
		}
	}
}

func BenchmarkAppendDecode(b *testing.B) {
	dst, wire := make([]byte, 0, 64), []byte("~peter/mail/&U,BTFw-/&ZeVnLIqe-")
	b.SetBytes(int64(len(wire)))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = AppendDecode(dst, wire)
	}
}
