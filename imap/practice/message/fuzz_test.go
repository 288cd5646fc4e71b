package message

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// balanced reads one parenthesised list of strings, numbers, NIL and lists, and
// returns what follows.
func balanced(s string) (rest string, ok bool) {
	depth := 0
	for s != "" {
		switch c := s[0]; {
		case c == '(':
			depth++
			s = s[1:]
		case c == ')':
			s = s[1:]
			if depth--; depth == 0 {
				return s, true
			}
		case c == ' ':
			s = s[1:]
		case c == '"':
			if _, s, ok = cutQuoted(s); !ok {
				return s, false
			}
		case c == '{':
			if _, s, ok = cutLiteral(s); !ok {
				return s, false
			}
		case c >= '0' && c <= '9':
			_, s, _ = cutNumber(s)
		case strings.HasPrefix(s, "NIL"):
			s = s[3:]
		default:
			return s, false
		}
	}
	return s, false
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(mixed))
	f.Add([]byte("Subject: x\n\nbare\n"))
	f.Add([]byte("From: \"a <b@c>, (d\\\r\nTo: g:;,<@x,@y:z>\r\n\r\n"))
	f.Add([]byte("Content-Type: multipart/digest; boundary*0=\"a\"; boundary*1*=%20b\r\n\r\n--a%20b\r\n\r\n\r\n--a%20b--"))
	f.Add([]byte("Content-Type: text/html; charset=iso-2022-jp\nContent-Transfer-Encoding: quoted-printable\n\n<p>=1B$B</"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := Parse(raw)
		for _, form := range []Form{Classic, UTF8} {
			for name, b := range map[string][]byte{
				"ENVELOPE": m.AppendEnvelope(nil, form), "BODY": m.AppendBody(nil, form), "BODYSTRUCTURE": m.AppendBodyStructure(nil, form),
			} {
				if rest, ok := balanced(string(b)); !ok || rest != "" {
					t.Fatalf("%s is no IMAP: %q", name, b)
				}
			}
		}
		checkParts(t, m, m.root(), nil, 0)
		n := NewNeedle("x")
		if m.BodyContains(n) && !m.TextContains(n) {
			t.Error("found in BODY, but not in TEXT")
		}
		m.HeaderContains("Subject", n)
		if p := m.Preview(); utf8.RuneCountInString(p) > previewLength || !utf8.ValidString(p) {
			t.Errorf("preview %q", p)
		}
		it := Item{1, time.Unix(0, 0), m}
		for k := SortArrival; k <= SortDisplayTo; k++ {
			Sort([]Item{it, it}, []Criterion{{Key: k}})
		}
		ti := it.ThreadItem()
		if got := string(AppendThreads(nil, References([]ThreadItem{ti, ti}))); strings.Count(got, "1") != 2 {
			t.Errorf("threads %s", got)
		}
	})
}

// checkParts holds that every part BODYSTRUCTURE shows can be fetched, inside
// of its parent and with the octets announced.
func checkParts(t *testing.T, m *Message, p *part, path []int, depth int) {
	t.Helper()
	if depth > 2*maxDepth {
		t.Fatal("too deep")
	}
	if p.start > p.body || p.body > p.end || p.end > len(m.raw) {
		t.Fatalf("part %v has offsets %d, %d, %d of %d", path, p.start, p.body, p.end, len(m.raw))
	}
	if !p.isMultipart() {
		self := path
		if p == m.root() {
			self = []int{1}
		}
		got, ok := m.Section(Section{Part: self})
		if !ok || string(got) != string(p.content()) {
			t.Fatalf("part %v: got %q, want %q", self, got, p.content())
		}
		if _, err := m.BinarySize(self); err != nil && !strings.Contains(err.Error(), "transfer encoding") {
			t.Fatalf("part %v: %v", self, err)
		}
		path = self
	}
	for i, child := range p.children {
		checkParts(t, m, child, append(path[:len(path):len(path)], i+1), depth+1)
	}
	if p.message != nil && p.message.isMultipart() {
		checkParts(t, m, p.message, path, depth+1)
	} else if p.message != nil {
		checkParts(t, m, p.message, append(path[:len(path):len(path)], 1), depth+1)
	}
}

func FuzzCutSection(f *testing.F) {
	for _, s := range []string{"[]", "[1.2.MIME]<0.1>", "[HEADER.FIELDS (a \"b\" {1}\r\nc)] x", "[1.HEADER.FIELDS.NOT (x)]"} {
		f.Add(s)
	}
	m := Parse([]byte(mixed))
	f.Fuzz(func(t *testing.T, text string) {
		s, rest, err := CutSection(text)
		if err != nil {
			return
		}
		if !strings.HasSuffix(text, rest) {
			t.Fatalf("rest %q of %q", rest, text)
		}
		m.Section(s)
		if again, err := ParseSection(s.String()); err != nil || again.String() != s.String() {
			t.Fatalf("%q became %q: %v", text, s, err)
		}
		if p, found, _, err := CutPartial(rest); found && err == nil {
			p.Of([]byte(mixed))
		}
	})
}

func FuzzBaseSubject(f *testing.F) {
	for _, s := range []string{"Re: [a] b (fwd)", "[fwd: [x] re[2]: y]", "=?utf-8?q?Re=3A?= [", "[[]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		base, _ := BaseSubject(s)
		if len(Fold(base)) > 0 && strings.TrimSpace(base) == "" && strings.Trim(base, " \t") == "" {
			t.Errorf("%q has the base %q", s, base)
		}
	})
}
