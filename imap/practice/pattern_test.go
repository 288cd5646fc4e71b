package practice

import (
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		pattern string
		yes, no []string
	}{
		{"*", []string{"", "a", "a/b/c"}, nil},
		{"%", []string{"a", ""}, []string{"a/b"}},
		{"a%", []string{"a", "ab"}, []string{"a/b", "b"}},
		{"a*b", []string{"ab", "a/x/b", "abb"}, []string{"a", "ba"}},
		{"a/%", []string{"a/b"}, []string{"a", "a/b/c"}},
		{"%/b", []string{"a/b"}, []string{"b", "x/a/b"}},
		{"*/b", []string{"a/b", "x/a/b"}, []string{"b"}},
		{"%/%", []string{"a/b"}, []string{"a", "a/b/c"}},
		{"*%", []string{"a", "a/b"}, nil},
		{"%*", []string{"a", "a/b"}, nil},
		{"*a%b*", []string{"ab", "x/a1b/c"}, []string{"a/b", "ba"}},
		{"inbox", []string{"INBOX"}, []string{"INBOX/a", "inbox"}},
		{"Inbox/%", []string{"INBOX/a"}, []string{"INBOX"}},
		{"a%b%c", []string{"abc", "axbyc"}, []string{"a/bc", "ab/c"}},
		{"", nil, []string{"a"}},
	} {
		p := newPattern(tc.pattern, "/")
		for _, name := range tc.yes {
			if !p.match(name) {
				t.Errorf("%q does not match %q", tc.pattern, name)
			}
		}
		for _, name := range tc.no {
			if p.match(name) {
				t.Errorf("%q matches %q", tc.pattern, name)
			}
		}
	}
}

// slowMatch is the definition of a match.
func slowMatch(p, name string) bool {
	switch {
	case p == "":
		return name == ""
	case p[0] == '*' || p[0] == '%':
		if slowMatch(p[1:], name) {
			return true
		}
		return name != "" && (p[0] == '*' || name[0] != '/') && slowMatch(p, name[1:])
	}
	return name != "" && name[0] == p[0] && slowMatch(p[1:], name[1:])
}

func FuzzPattern(f *testing.F) {
	for _, p := range []string{"*", "%", "a%b*c", "%%/*", "*a*a*a", "a/%/b", "%b%"} {
		f.Add(p, "a/b/c")
		f.Add(p, "aab/ab")
	}
	f.Fuzz(func(t *testing.T, p, name string) {
		if len(p) > 12 || len(name) > 12 || strings.EqualFold(p, "inbox") {
			return // the definition is too slow
		}
		if got, want := (pattern{p, "/"}).match(name), slowMatch(p, name); got != want {
			t.Errorf("%q and %q: got %v, want %v", p, name, got, want)
		}
	})
}
