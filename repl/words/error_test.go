package words

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// A row's script is shown with a caret: ^ in at stands under the fault, on the line with that number.
func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, script string
		line         int
		at, msg      string
	}{
		{"open double quote", `select "Sent`, 1, `       ^`, "no closing quote"},
		{"open quote does not continue", "select \"Sent\nItems\"", 1, `       ^`, "no closing quote"},
		{"open single quote", `select 'a`, 1, `       ^`, "no closing quote"},
		{"open escaped", `select $'a\'`, 1, `       ^`, "no closing quote"},
		{"open quote in a group", "noop\nsearch (A \"b)\nc\")", 2, `          ^`, "no closing quote"},
		{"open quote in a section", `fetch 1 BODY["a]`, 1, `             ^`, "no closing quote"},
		{"open quote after <", `append INBOX <'a`, 1, `              ^`, "no closing quote"},
		{"open quote after >", `noop > 'a`, 1, `       ^`, "no closing quote"},
		{"no blank after '", `login 'a'b`, 1, `         ^`, "blank must follow"},
		{`no blank after "`, `login "a"b`, 1, `         ^`, "blank must follow"},
		{"no blank after $'", `login $'a'b`, 1, `          ^`, "blank must follow"},
		{"no blank after )", `fetch 1 (A)(B)`, 1, `           ^`, "blank must follow"},
		{"no blank after a path's quote", `append INBOX <'a'b`, 1, `                 ^`, "blank must follow"},
		{"no blank after a heredoc's quote", `append INBOX <<'a'b`, 1, `                  ^`, "blank must follow"},
		{`a " inside a bare word`, `select Sent"Items"`, 1, `           ^`, "inside a word"},
		{`a " inside a path`, `append INBOX <a"b"`, 1, `               ^`, "inside a file name"},
		{"a lone )", "noop\nselect )", 2, `       ^`, "without its ("},
		{"a backslash in quotes", `select "a\b"`, 1, `         ^`, `backslash is written \\`},
		{"a backslash in quotes in a group", `search (A "a\b")`, 1, `            ^`, `backslash is written \\`},
		{"no such escape", `create $'a\q'`, 1, `          ^`, "not an escape"},
		{"half an escape", `create $'a\x4'`, 1, `          ^`, "not an escape"},
		{"no hex digits", `create $'a\xg1'`, 1, `          ^`, "not an escape"},

		{"open group at the end of input", "noop\nfetch 1 (A\n(B)\n", 2, `        ^`, "inside a group"},
		{"lone ( at the end of input", "fetch 1 (", 1, `        ^`, "inside a group"},
		{"open section at the end of input", "fetch 1 BODY[HEADER\n", 1, `            ^`, "inside a section"},
		{"open heredoc at the end of input", "append INBOX <<END\na\n", 1, `             ^`, "inside a heredoc"},
		{"open literal at the end of input", "append INBOX {5}\nab", 1, `             ^`, "after 2 of 5 bytes"},
		{"literal in a group at the end of input", "search (A {5}\nab", 1, `          ^`, "after 2 of 5 bytes"},
		{"group after a literal at the end of input", "search (A {2}\nab", 1, `       ^`, "inside a group"},
		{"literal counted short", "append INBOX {4}\nhello", 2, `^`, "the 4 bytes of the literal end here"},
		{"literal counted short, later line", "append INBOX {4}\na\nbcdef", 3, `^`, "the 4 bytes of the literal end here"},
		{"literal in a group counted short", "search (A {4}\nhello)", 2, `^`, "the 4 bytes of the literal end here"},
		{"literal too big", "append INBOX {99999999999999999999999}\nx", 1, `             ^`, "at most 256 MiB"},
		{"fault after a continuation line", "fetch 1 (A\nB) \"c", 2, `   ^`, "no closing quote"},
		{"fault after a heredoc is on its own line", "append <<E\na\nE\nselect \"", 4, `       ^`, "no closing quote"},

		{"unset variable", `select ${nope}`, 1, `       ^`, "variable nope is not set"},
		{"unset variable in quotes", `select "a${nope}"`, 1, `         ^`, "variable nope is not set"},
		{"unset variable in a group", "fetch 1 (A\n${nope})", 2, `^`, "variable nope is not set"},
		{"unset variable in a heredoc", "append INBOX <<E\nab\n c ${nope}\nE", 3, `   ^`, "variable nope is not set"},
		{"unset variable in a path", `append INBOX <${nope}`, 1, `              ^`, "variable nope is not set"},
		{"variable without a name", `select ${}`, 1, `       ^`, "needs a name"},
		{"variable with a bad name", `select ${a b}`, 1, `       ^`, "needs a name"},
		{"variable without }", `select ${a`, 1, `       ^`, "needs a name"},
		{"variable without } in a heredoc", "append INBOX <<E\n${a\nE", 2, `^`, "needs a name"},
		{"variable that would leave its group", `search (FROM ${evil})`, 1, `             ^`, "without its partner"},
		{"variable that would open a quote", `search (FROM ${q})`, 1, `             ^`, "without its partner"},
		{"variable that would leave its section", `fetch 1 BODY[${evil}]`, 1, `             ^`, "without its partner"},

		{"redirect without a file", `noop >`, 1, `     ^`, "missing"},
		{"redirect without a program", `noop | `, 1, `     ^`, "missing"},
		{"redirect without a command", `> out`, 1, `^`, "a command is missing"},
		{"redirect to two files", `noop > a b`, 1, `         ^`, "only one file name"},
		{"redirect to an empty name", `noop > ''`, 1, `       ^`, "a file name is missing"},
		{"file without a name", `append INBOX <`, 1, `              ^`, "a file name is missing"},
		{"heredoc without a word", `append INBOX <<`, 1, `             ^`, "needs the word"},
		{"heredoc with an open quote", `append INBOX <<'E`, 1, `               ^`, "not closed"},

		{"- without a command", `- `, 1, `  ^`, "a command is missing"},
		{"@2 without a command", `@2`, 1, `  ^`, "a command is missing"},
		{"@0", `@0 noop`, 1, `^`, "numbered from 1"},
		{"@ too many digits", `@99999999999999999999 noop`, 1, `^`, "numbered from 1"},

		{"NUL", "noop\nselect a\x00b", 2, `        ^`, "NUL byte"},
		{"NUL on a continuation line", "fetch 1 (A\nB\x00)", 2, ` ^`, "NUL byte"},
		{"CR inside", "select a\rb", 1, `        ^`, "carriage return"},
		{"invalid UTF-8", "select Entw\xfcrfe", 1, `           ^`, "not valid UTF-8"},
		{"a surrogate", "select \xed\xa0\x80", 1, `       ^`, "not valid UTF-8"},
		{"UTF-16", "\xff\xfen\x00o\x00", 1, `^`, "UTF-16"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := readAll(tt.script)
			var fault *SyntaxError
			if !errors.As(err, &fault) {
				t.Fatalf("%q: %v, want a syntax error", tt.script, err)
			}
			if fault.Line != tt.line || fault.Offset != len(tt.at)-1 || !strings.Contains(fault.Msg, tt.msg) {
				t.Errorf("%q: line %d, offset %d, %q; want line %d, offset %d, %q",
					tt.script, fault.Line, fault.Offset, fault.Msg, tt.line, len(tt.at)-1, tt.msg)
			}
			if fault.Line > 0 && !strings.HasPrefix(err.Error(), "line ") {
				t.Errorf("%q does not name its line", err)
			}
			if lines := strings.Split(fault.Picture(0), "\n"); len(lines) != 2 || !strings.HasSuffix(lines[1], "^") {
				t.Errorf("picture %q", lines)
			}
		})
	}
}

// readAll reads a script up to its first error.
func readAll(script string) error {
	src := NewScript(strings.NewReader(script))
	for {
		if _, err := testParser().Read(src); err != nil {
			return err
		}
	}
}

// What follows a faulty line is either the next command or must not be run.
func TestOutOfStep(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, script string
		want         bool
		next         string // if not out of step
	}{
		{"open quote", "select \"x\nnoop", false, "bare:noop"},
		{"lone )", "select )\nnoop", false, "bare:noop"},
		{"fault after a group", "fetch 1 (A\nB) \"x\nnoop", false, "bare:noop"},
		{"fault in an open group", "fetch 1 (A \"x\ndelete Box\n)", true, ""},
		{"fault in an open section", "fetch 1 BODY[\"x\ndelete Box\n]", true, ""},
		{"fault before a literal", "append \"x {12}\ndelete Box\n\n", true, ""},
		{"fault before a literal of the other kind", "append \"x ~{12+} \ndelete Box\n\n", true, ""},
		{"literal counted short", "append INBOX {4}\na\r\nbc\ndelete Box", true, ""},
		{"literal too big", "append INBOX {999999999}\ndelete Box", true, ""},
		{"fault before a heredoc", "append \"x <<END\ndelete Box\nEND", true, ""},
		{"fault after a heredoc", "append <<END \"x\ndelete Box\nEND\nnoop", false, "bare:noop"},
		{"fault inside a heredoc", "append <<END\n${nope}\ndelete Box\nEND\nnoop", false, "bare:noop"},
		{"fault inside the first heredoc", "append <<A <<B\n${nope}\nA\ndelete Box\nB\nnoop", false, "bare:noop"},
		{"binary", "\x00\x01\nnoop", false, "bare:noop"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			src := NewScript(strings.NewReader(tt.script))
			_, err := testParser().Read(src)
			var fault *SyntaxError
			if !errors.As(err, &fault) || fault.OutOfStep != tt.want {
				t.Fatalf("%+v, want out of step %v", err, tt.want)
			}
			if tt.want {
				return
			}
			if line, err := testParser().Read(src); err != nil || show(line) != tt.next {
				t.Errorf("next line: %+v, %v; want %s", line, err, tt.next)
			}
		})
	}
}

func TestIncomplete(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       IncompleteError
		words      string
	}{
		{"group", `fetch 1 (UID BODY.PEEK[HEADER.FI`, IncompleteError{Want: WantGroup}, `bare:fetch bare:1 group:"(UID BODY.PEEK[HEADER.FI"`},
		{"section", `fetch 1 BODY[HEADER.FIELDS (DA`, IncompleteError{Want: WantSection}, `bare:fetch bare:1 bare:"BODY[HEADER.FIELDS (DA"[]`},
		{"literal", `append INBOX {310}`, IncompleteError{Want: WantLiteral, Bytes: 310}, `bare:append bare:INBOX literal:""`},
		{"literal in a group", `search (SUBJECT {3}`, IncompleteError{Want: WantLiteral, Bytes: 3}, `bare:search group:""/bare:"(SUBJECT "`},
		{"heredoc", `append INBOX <<END`, IncompleteError{Want: WantHeredoc}, `bare:append bare:INBOX heredoc:""`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			line, err := testParser().Parse(tt.text, nil)
			var got *IncompleteError
			if !errors.As(err, &got) || *got != tt.want {
				t.Fatalf("error %v, want %+v", err, tt.want)
			}
			if show(line) != tt.words {
				t.Errorf("words %s, want %s", show(line), tt.words)
			}
			if !strings.Contains(err.Error(), tt.want.Want.String()) {
				t.Errorf("message %q", err)
			}
			checkSpans(t, line)
		})
	}
}

// What completion sees of a line that is being typed.
func TestUnfinishedLine(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
		open             bool
	}{
		{"open quote", `select "Sent It`, `bare:select quoted:"Sent It"`, true},
		{"open quote with an escape", `select "a\"b`, `bare:select quoted:"a\"b"`, true},
		{"open single", `select 'Sent It`, `bare:select single:"Sent It"`, true},
		{"open escaped", `select $'a\tb`, `bare:select escaped:"a\tb"`, true},
		{"open path", `append INBOX <'~/m`, `bare:append bare:INBOX file:~/m`, true},
		{"empty path", `append INBOX <`, `bare:append bare:INBOX file:""`, true},
		{"empty redirect", `noop >`, `bare:noop tofile:""`, false},
		{"after a blank", `select `, `bare:select`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			line, _ := testParser().Parse(tt.text, nil)
			if got := show(line); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			last := line.Words[len(line.Words)-1]
			if last.Open != tt.open || tt.open && last.Span.End != len(tt.text) {
				t.Errorf("last word %+v", last)
			}
		})
	}
}

// brokenSource fails with an error of its own.
type brokenSource struct{ err error }

func (s brokenSource) ReadLine(Want) (string, error) { return "", s.err }
func (s brokenSource) ReadBytes(int) ([]byte, error) { return nil, s.err }
func (s brokenSource) LineNumber() int               { return 0 }

func TestSourceErrors(t *testing.T) {
	t.Parallel()
	interrupted := errors.New("interrupted")
	for _, text := range []string{"fetch 1 (A", "fetch 1 BODY[", "append INBOX {3}", "append INBOX <<E", "search (A {3}"} {
		if _, err := testParser().Parse(text, brokenSource{interrupted}); !errors.Is(err, interrupted) {
			t.Errorf("%q: %v, want the source's error", text, err)
		}
		_, err := testParser().Parse(text, brokenSource{io.EOF})
		var fault *SyntaxError
		if !errors.As(err, &fault) || fault.Line != 0 || strings.HasPrefix(err.Error(), "line") {
			t.Errorf("%q: %v, want a syntax error without a line number", text, err)
		}
	}
}

func TestPicture(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		text  string
		at    int
		width int
		hide  []Span
		want  string
	}{
		{"plain", `login 'a'b`, 9, 0, nil, "login 'a'b\n         ^"},
		{"at the end", `noop >`, 6, 0, nil, "noop >\n      ^"},
		{"wide characters", `select 下書き"x`, 16, 0, nil, "select 下書き\"x\n             ^"},
		{"combining character", "e\u0301\"", 3, 0, nil, "e\u0301\"\n ^"},
		{"tab", "a\t\"", 2, 0, nil, "a    \"\n     ^"},
		{"control characters", "a\x1b[31m\x7f\"", 7, 0, nil, "a\\x1b[31m\\x7f\"\n             ^"},
		{"C1 and bidi", "\u009b\u202e\"", 5, 0, nil, "\\u009b\\u202e\"\n            ^"},
		{"invalid UTF-8", "a\xfc\xfdb", 1, 0, nil, "a\\xfc\\xfdb\n ^"},
		{"a long line, in the middle", strings.Repeat("a", 100) + "!" + strings.Repeat("b", 100), 100, 20, nil, "…aaaaaaaaaaaaaa!bbb…\n               ^"},
		{"a long line, at the end", strings.Repeat("a", 100), 100, 20, nil, "…aaaaaaaaaaaaaa\n               ^"},
		{"a long line, at the start", strings.Repeat("a", 100), 0, 20, nil, "aaaaaaaaaaaaaaaaaaa…\n^"},
		{"a line as wide as there is room", strings.Repeat("a", 20), 5, 20, nil, strings.Repeat("a", 20) + "\n     ^"},
		{"hidden", `login alice 'se"c' "x`, 19, 0, []Span{{12, 18}}, "login alice *** \"x\n                ^"},
		{"hidden, the fault inside", `login alice "se\c"`, 15, 0, []Span{{12, 18}}, "login alice ***\n            ^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := &SyntaxError{Text: tt.text, Offset: tt.at}
			if got := e.Picture(tt.width, tt.hide...); got != tt.want {
				t.Errorf("\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// The spans to hide are of the whole text, the picture is of one line.
func TestPictureOfALaterLine(t *testing.T) {
	t.Parallel()
	line, err := testParser().Parse("login (a", NewScript(strings.NewReader("b) 'se cret' \"x\n")))
	var fault *SyntaxError
	if !errors.As(err, &fault) {
		t.Fatal(err)
	}
	if got, want := fault.Picture(0, line.Words[2].Span), "b) *** \"x\n       ^"; got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}
