package words

import (
	"strings"
	"testing"
)

func TestInner(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"items", `(UID FLAGS)`, `bare:UID bare:FLAGS`},
		{"empty", `()`, ``},
		{"not closed", `(UID FL`, `bare:UID bare:FL`},
		{"nothing", ``, ``},
		{"nested", `(a (b "c)") d)`, `bare:a group:(b "c)") bare:d`},
		{"nested, open", `(a (b (c) d`, `bare:a group?:(b (c) d`},
		{"quoted", `("a \"b" c)`, `quoted:"a \"b" bare:c`},
		{"quoted, open", `(a "b c`, `bare:a quoted?:"b c`},
		{"section", `(BODY[HEADER.FIELDS (DATE "a]")]<0.1> UID)`, `bare:BODY[HEADER.FIELDS (DATE "a]")]<0.1> bare:UID`},
		{"section, open", `(UID BODY.PEEK[HEADER.FIELDS (DA`, `bare:UID bare?:BODY.PEEK[HEADER.FIELDS (DA`},
		{"no section", `(FLAGS[a b)`, `bare:FLAGS[a bare:b`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := "fetch 1 " + tt.text
			var got []string
			for _, w := range Inner(text, Span{8, len(text)}) {
				form := w.Form.String()
				if w.Open {
					form += "?"
				}
				got = append(got, form+":"+text[w.Span.Start:w.Span.End])
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}
