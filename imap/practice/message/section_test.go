package message

import (
	"errors"
	"slices"
	"testing"
)

func TestSection(t *testing.T) {
	t.Parallel()
	const (
		plain   = "Subject: x\r\nFrom: a@b\r\nsubject: y\r\n folded\r\n\r\nhello\r\n"
		wrapped = "Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner\r\n"
	)
	for _, tt := range []struct {
		name, in, section, want string
	}{
		{"whole", plain, "[]", plain},
		{"header", plain, "[HEADER]", "Subject: x\r\nFrom: a@b\r\nsubject: y\r\n folded\r\n\r\n"},
		{"text", plain, "[TEXT]", "hello\r\n"},
		{"part 1 without MIME", plain, "[1]", "hello\r\n"},
		{"MIME of part 1 without MIME", plain, "[1.MIME]", "Subject: x\r\nFrom: a@b\r\nsubject: y\r\n folded\r\n\r\n"},
		{"fields", plain, "[HEADER.FIELDS (SUBJECT)]", "Subject: x\r\nsubject: y\r\n folded\r\n\r\n"},
		{"fields in header order", plain, "[HEADER.FIELDS (from Subject)]", "Subject: x\r\nFrom: a@b\r\nsubject: y\r\n folded\r\n\r\n"},
		{"fields not", plain, "[HEADER.FIELDS.NOT (SUBJECT)]", "From: a@b\r\n\r\n"},
		{"no such field", plain, "[HEADER.FIELDS (X)]", "\r\n"},
		{"header without an end", "Subject: x", "[HEADER]", "Subject: x"},
		{"field of a header without an end", "Subject: x", "[HEADER.FIELDS (SUBJECT)]", "Subject: x\r\n\r\n"},
		{"text of a header without an end", "Subject: x\r\n", "[TEXT]", ""},
		{"no header", "\r\nbody", "[HEADER]", "\r\n"},
		{"empty", "", "[1]", ""},

		{"multipart part", mixed, "[1]", "--in\r\n\r\nplain\r\n--in\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=C3=A9</p>\r\n--in--"},
		{"multipart part's MIME", mixed, "[1.MIME]", "Content-Type: multipart/alternative; boundary=in\r\n\r\n"},
		{"nested part", mixed, "[1.1]", "plain"},
		{"nested part's MIME, empty", mixed, "[1.1.MIME]", "\r\n"},
		{"nested part 2", mixed, "[1.2]", "<p>caf=C3=A9</p>"},
		{"nested part's MIME", mixed, "[1.2.MIME]", "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"},
		{"inner message's header", mixed, "[2.HEADER]", "From: c@example.org\r\nSubject: inner\r\nContent-Type: multipart/mixed; boundary=deep\r\n\r\n"},
		{"inner message's fields", mixed, "[2.HEADER.FIELDS (Subject)]", "Subject: inner\r\n\r\n"},
		{"inner message's MIME is the part's", mixed, "[2.MIME]", "Content-Type: message/rfc822\r\n\r\n"},
		{"inner message's part", mixed, "[2.1]", "first\r\nsecond"},
		{"inner message's part's MIME", mixed, "[2.1.MIME]", "X-Part: one\r\n\r\n"},
		{"inner message's attachment", mixed, "[2.2]", "AAAA"},
		{"message of one inner message", wrapped, "[1]", "Subject: in\r\n\r\ninner\r\n"},
		{"inner part 1", wrapped, "[1.1]", "inner\r\n"},
		{"inner text", wrapped, "[1.TEXT]", "inner\r\n"},
		{"inner header", wrapped, "[1.HEADER]", "Subject: in\r\n\r\n"},
		{"empty multipart's part", "Content-Type: multipart/mixed\r\n\r\nx", "[1]", ""},
		{"interrupted part", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX: y\r\n--b--", "[1.MIME]", "X: y\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := ParseSection(tt.section)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := Parse([]byte(tt.in)).Section(s)
			if !ok || string(got) != tt.want {
				t.Errorf("got  %q, %v\nwant %q", got, ok, tt.want)
			}
		})
	}
}

func TestSectionMissing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, section string }{
		{"part 2 of 1", "\r\nx", "[2]"},
		{"part of a text part", "\r\nx", "[1.1]"},
		{"header of a text part", "\r\nx", "[1.HEADER]"},
		{"text of a text part", mixed, "[1.1.TEXT]"},
		{"header of a multipart", mixed, "[1.HEADER]"},
		{"part 3 of 2", mixed, "[3]"},
		{"inner part 3 of 2", mixed, "[2.3]"},
		{"below an attachment", mixed, "[2.2.1]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := ParseSection(tt.section)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := Parse([]byte(tt.in)).Section(s); ok {
				t.Errorf("got %q, want none", got)
			}
		})
	}
}

func TestCutSection(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want Section
		rest string
	}{
		{"[]", Section{}, ""},
		{"[]<0.5> FLAGS)", Section{}, "<0.5> FLAGS)"},
		{"[1]", Section{Part: []int{1}}, ""},
		{"[4.2.1] x", Section{Part: []int{4, 2, 1}}, " x"},
		{"[header]", Section{Kind: Header}, ""},
		{"[4.2.MIME]", Section{Part: []int{4, 2}, Kind: MIME}, ""},
		{"[3.Text]", Section{Part: []int{3}, Kind: Text}, ""},
		{"[HEADER.FIELDS (From To)]", Section{Kind: HeaderFields, Fields: []string{"From", "To"}}, ""},
		{"[1.HEADER.FIELDS.NOT (\"a]\\\"b\" {3}\r\nX-Y c)]<", Section{Part: []int{1}, Kind: HeaderFieldsNot, Fields: []string{`a]"b`, "X-Y", "c"}}, "<"},
		{"[HEADER.FIELDS ({1+}\r\na)]", Section{Kind: HeaderFields, Fields: []string{"a"}}, ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			got, rest, err := CutSection(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Part, tt.want.Part) || got.Kind != tt.want.Kind || !slices.Equal(got.Fields, tt.want.Fields) || rest != tt.rest {
				t.Errorf("got  %+v %q\nwant %+v %q", got, rest, tt.want, tt.rest)
			}
			again, err := ParseSection(got.String())
			if err != nil || again.String() != got.String() {
				t.Errorf("%s does not survive: %v, %v", got, again, err)
			}
		})
	}
}

func TestCutSectionRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "[", "x", "[1", "[1.", "[1.]", "[.1]", "[0]", "[1..2]", "[MIME]", "[HEADERS]", "[1x]", "[HEADER.FIELDS]",
		"[HEADER.FIELDS ()]", "[HEADER.FIELDS (a b]", "[HEADER.FIELDS (a  b)]", "[HEADER.FIELDS (\"a)]", "[HEADER.FIELDS ({9}\r\na)]",
		"[ ]", "[99999999999]", "[HEADER ]", "[HEADER.FIELDS(a)]", "[HEADER.FIELDS ({1}a)]",
	} {
		t.Run(in, func(t *testing.T) {
			t.Parallel()
			if s, rest, err := CutSection(in); !errors.Is(err, ErrSection) {
				t.Errorf("got %+v %q %v, want ErrSection", s, rest, err)
			}
		})
	}
}

func TestPartial(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want, rest string }{
		{"<0.3>", "hel", ""},
		{"<2.100> x", "llo", " x"},
		{"<5.1>", "", ""},
		{"<100.1>", "", ""},
		{"<4.9223372036854775807>", "o", ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			p, found, rest, err := CutPartial(tt.in)
			if err != nil || !found || rest != tt.rest {
				t.Fatalf("got %v %q %v", found, rest, err)
			}
			if got := string(p.Of([]byte("hello"))); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if _, found, rest, err := CutPartial(" x"); found || rest != " x" || err != nil {
		t.Errorf("without one: %v %q %v", found, rest, err)
	}
	for _, in := range []string{"<", "<>", "<1>", "<1.>", "<.1>", "<1.0>", "<-1.2>", "<+1.2>", "<1.2", "<1.9223372036854775808>"} {
		if _, _, _, err := CutPartial(in); !errors.Is(err, ErrPartial) {
			t.Errorf("%q: got %v, want ErrPartial", in, err)
		}
	}
}
