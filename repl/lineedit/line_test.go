package lineedit

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLastWord(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                    "",
		"noop":                "noop",
		"select INBOX ":       "INBOX",
		`select "My Box"`:     `"My Box"`,
		"fetch 1 (UID FLAGS)": "(UID FLAGS)",
		"fetch 1 BODY[HEADER.FIELDS (DATE FROM)]": "BODY[HEADER.FIELDS (DATE FROM)]",
		"search SUBJECT größe":                    "größe",
		"a ) b":                                   "b",
	} {
		if got := lastWord(in); got != want {
			t.Errorf("lastWord(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCommonPrefix(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		in   Completion
		want string
	}{
		{"none", Completion{}, ""},
		{"one", Completion{Candidates: []Candidate{{Insert: "ab"}}}, "ab"},
		{"several", Completion{Candidates: []Candidate{{Insert: "abc"}, {Insert: "abd"}, {Insert: "ab"}}}, "ab"},
		{"not half a character", Completion{Candidates: []Candidate{{Insert: "ä"}, {Insert: "ö"}}}, ""},
		{"given", Completion{Prefix: "x", Candidates: []Candidate{{Insert: "xy"}}}, "x"},
	} {
		if got := commonPrefix(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCompletionRangeIsClamped(t *testing.T) {
	t.Parallel()
	for _, c := range []Completion{{From: -1, To: 99}, {From: 5, To: 2}, {From: 9, To: 9}} {
		c = c.clamp("abc")
		if c.From < 0 || c.To > 3 || c.From > c.To {
			t.Errorf("range %d to %d", c.From, c.To)
		}
	}
}

// What is not told apart by a person stays together, whatever the keys.
func FuzzLine(f *testing.F) {
	f.Add("größe 箱 e\u0301 👩\u200d👩\u200d👧 x", "lrwWtbdkk")
	f.Fuzz(func(t *testing.T, text, ops string) {
		l := line{}
		l.set(strings.ToValidUTF8(text, "\ufffd"))
		for _, op := range ops {
			switch op {
			case 'l':
				l.cursor = l.before()
			case 'r':
				l.cursor = l.after()
			case 'w':
				l.cursor = l.wordBefore(isWord)
			case 'W':
				l.cursor = l.wordAfter(isSolid)
			case 't':
				l.transpose()
			case 'b':
				l.cut(l.before(), l.cursor)
			case 'd':
				l.cut(l.cursor, l.after())
			case 'k':
				l.cut(l.cursor, len(l.text))
			default:
				l.insert(string(op))
			}
			if l.cursor < 0 || l.cursor > len(l.text) || !utf8.ValidString(l.text) || !utf8.ValidString(l.text[l.cursor:]) {
				t.Fatalf("after %c: cursor %d in %q", op, l.cursor, l.text)
			}
			runes, pos := l.runes()
			if back := lineOf(runes, pos); back != l {
				t.Fatalf("after %c: %+v came back as %+v", op, l, back)
			}
		}
	})
}
