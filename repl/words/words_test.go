package words

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// testParser knows the variables and commands that the tables use.
func testParser() *Parser {
	vars := map[string]string{
		"box": "Sent Items", "q": `a"b\c`, "empty": "", "items": "FLAGS UID", "evil": "x) OR (ALL", "paren": "(FLAGS)",
		"uid": "101", "crlf": "a\r\nb", "dir": "/tmp/d",
	}
	literal := map[string]int{"append": 0, "setmetadata": 0}
	raw := map[string]int{`\raw`: 1, `\alias`: 2}
	return &Parser{
		Lookup: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
		LiteralAt: func(before []Word) bool {
			_, ok := literal[before[0].Value]
			return ok
		},
		RawAt: func(before []Word) bool { n, ok := raw[before[0].Value]; return ok && n == len(before) },
		Home:  "/home/alice",
	}
}

// show writes a line as the tables do: form:value per word, prefixes first, the redirect last.
func show(l *Line) string {
	var out []string
	if l.IgnoreFailure {
		out = append(out, "-")
	}
	if l.Session > 0 {
		out = append(out, fmt.Sprintf("@%d", l.Session))
	}
	switch l.Kind {
	case Comment:
		out = append(out, "comment")
	case System:
		out = append(out, "system:"+value(l.System))
	case Meta:
		out = append(out, "meta")
	case Blank, Command:
	}
	for _, w := range l.Words {
		out = append(out, showWord(w))
	}
	if r := l.Redirect; r != nil {
		out = append(out, []string{"tofile:", "atend:", "program:"}[r.Kind]+value(r.Target))
	}
	return strings.Join(out, " ")
}

func showWord(w Word) string {
	s := w.Form.String() + ":" + value(w.Value)
	for _, p := range w.Parts {
		s += "/" + p.Form.String() + ":" + value(p.Value) + flags(p.NonSync, p.Binary)
	}
	s += flags(w.NonSync, w.Binary)
	if w.Section {
		s += "[]"
	}
	if w.Replaced {
		s += "$"
	}
	return s
}

func flags(nonSync, binary bool) string {
	s := ""
	if nonSync {
		s += "+"
	}
	if binary {
		s += "~"
	}
	return s
}

func value(s string) string {
	if q := fmt.Sprintf("%q", s); s == "" || q != `"`+s+`"` || strings.Contains(s, " ") {
		return q
	}
	return s
}

// Every sentence of the design's page on words has a row here; the name says which.
func TestWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, script, want string }{
		{"split into words by blanks", "noop  a\t b ", `bare:noop bare:a bare:b`},
		{"no other blank splits", "select a\u00a0b", "bare:select bare:\"a\\u00a0b\""},
		{"nothing", " \t ", ""},

		{"group to the matching )", "fetch 1 (A (B) C) x", `bare:fetch bare:1 group:"(A (B) C)" bare:x`},
		{"group exactly as typed", `search (  SUBJECT  'a' \x $y )`, `bare:search group:"(  SUBJECT  'a' \\x $y )"`},
		{"group respects quoted strings", `search (SUBJECT "a)(\"")`, `bare:search group:"(SUBJECT \"a)(\\\"\")"`},
		{"group respects literals", "search (SUBJECT {3}\n\")( FROM {2+}\nab) x", `bare:search group:""/bare:"(SUBJECT "/literal:"\")("/bare:" FROM "/literal:ab+/bare:) bare:x`},
		{"group: a literal alone on its line", "search (\n{3}\nabc\n)", `bare:search group:""/bare:"( "/literal:abc/bare:" )"`},
		{"group: no literal in the middle of a line", "search ({3} x{3}\n)", `bare:search group:"({3} x{3} )"`},
		{"group: a file where a literal is wanted", "setmetadata INBOX (/private/comment <~/c.txt)", `bare:setmetadata bare:INBOX group:""/bare:"(/private/comment "/file:/home/alice/c.txt/bare:)`},
		{"group: a heredoc where a literal is wanted", "setmetadata INBOX (/private/comment <<END)\na\nEND", `bare:setmetadata bare:INBOX group:""/bare:"(/private/comment "/heredoc:"a\n"/bare:)`},
		{"group: < elsewhere is plain", "search (HEADER Message-ID <a@b>)", `bare:search group:"(HEADER Message-ID <a@b>)"`},
		{"group: a section inside", "fetch 1 (BODY[HEADER.FIELDS (DATE)] UID)", `bare:fetch bare:1 group:"(BODY[HEADER.FIELDS (DATE)] UID)"`},

		{"quoted string with escapes", `login "a\"b\\c" "x y"`, `bare:login quoted:"a\"b\\c" quoted:"x y"`},
		{"quoted string, empty", `list "" "*"`, `bare:list quoted:"" quoted:*`},

		{"single: nothing inside is special", `login 'a"b\c ${x} (' ''`, `bare:login single:"a\"b\\c ${x} (" single:""`},
		{"single keeps what encloses it", `search '(ALL)' '"x"'`, `bare:search single:(ALL) single:"\"x\""`},
		{"text that looks like a literal is quoted", "search SUBJECT '{12}'", `bare:search bare:SUBJECT single:{12}`},

		{"escaped: all escapes", `create $'a\r\nb\\\'\t\0\xfF'`, `bare:create escaped:"a\r\nb\\'\t\x00\xff"`},
		{"escaped: bytes are kept", `create $'a\r\nb'`, `bare:create escaped:"a\r\nb"`},

		{"literal {n}", "append INBOX {5}\nhello", `bare:append bare:INBOX literal:hello`},
		{"literal {n+}", "append INBOX {5+}\nhello", `bare:append bare:INBOX literal:hello+`},
		{"literal ~{n}", "append INBOX ~{3}\na\x00b", `bare:append bare:INBOX literal:"a\x00b"~`},
		{"literal ~{n+}", "append INBOX ~{3+}\na\x00b", `bare:append bare:INBOX literal:"a\x00b"+~`},
		{"the line goes on after a literal", "rename {3}\na\nb {3} \nc\nd", `bare:rename literal:"a\nb" literal:"c\nd"`},
		{"a literal's bytes are never parsed", "append INBOX {17}\n\"${x} ( '\n{5}\n \\\x00 > out", `bare:append bare:INBOX literal:"\"${x} ( '\n{5}\n \\\x00" tofile:out`},
		{"an empty literal", "append INBOX {0}\n", `bare:append bare:INBOX literal:""`},
		{"{n} not at the end is a word", "search SUBJECT {5} ALL", `bare:search bare:SUBJECT bare:{5} bare:ALL`},
		{"no literal: other braces", "search {} {x} {5 {5}a x{5}", `bare:search bare:{} bare:{x} bare:{5 bare:{5}a bare:x{5}`},
		{"a command is no literal", "{5}", `bare:{5}`},

		{"file", "append INBOX <m.eml", `bare:append bare:INBOX file:m.eml`},
		{"file after a blank", "append INBOX < m.eml", `bare:append bare:INBOX file:m.eml`},
		{"file in quotes", `append INBOX <"a b" `, `bare:append bare:INBOX file:"a b"`},
		{"file in single quotes", `append INBOX <'a b'`, `bare:append bare:INBOX file:"a b"`},
		{"file escaped", `append INBOX <$'a\x20b'`, `bare:append bare:INBOX file:"a b"`},
		{"file with ~", `append INBOX <~/m.eml`, `bare:append bare:INBOX file:/home/alice/m.eml`},
		{"~ alone", `append INBOX <~`, `bare:append bare:INBOX file:/home/alice`},
		{"no ~ in quotes, of others, or from a variable", `append '<~' <'~/m'`, `bare:append single:<~ file:~/m`},
		{"~user is left alone", `append INBOX <~bob/m`, `bare:append bare:INBOX file:~bob/m`},
		{"file with a variable", `append INBOX <${dir}/${uid}.eml`, `bare:append bare:INBOX file:/tmp/d/101.eml$`},
		{"heredoc", "append INBOX <<END\na\n  b\n\nEND\n", `bare:append bare:INBOX heredoc:"a\n  b\n\n"`},
		{"heredoc: only the whole line ends it", "append INBOX <<END\n END\nEND \nENDE\nEND\n", `bare:append bare:INBOX heredoc:" END\nEND \nENDE\n"`},
		{"heredoc: the line goes on", "append INBOX <<END > out\na\nEND", `bare:append bare:INBOX heredoc:"a\n" tofile:out`},
		{"heredoc: two", "append <<A <<B\na\nA\nb\nB", `bare:append heredoc:"a\n" heredoc:"b\n"`},
		{"heredoc: any byte", "append INBOX <<END\n\xff\x00\nEND", `bare:append bare:INBOX heredoc:"\xff\x00\n"`},
		{"heredoc with variables", "append INBOX <<END\n${uid} $x\nEND", `bare:append bare:INBOX heredoc:"101 $x\n"`},
		{"heredoc without variables", "append INBOX <<'END'\n${uid}\nEND", `bare:append bare:INBOX heredoc:"${uid}\n"`},
		{"< elsewhere is plain", "search NIL HEADER Message-ID <a@b>", `bare:search bare:NIL bare:HEADER bare:Message-ID bare:<a@b>`},
		{"<< elsewhere is plain", "search NIL SUBJECT <<END", `bare:search bare:NIL bare:SUBJECT bare:<<END`},
		{"a command does not begin with a file", "<x", `bare:<x`},

		{"bare word", "select INBOX", `bare:select bare:INBOX`},
		{"a section is one word", "fetch 1 BODY[HEADER.FIELDS (DATE FROM)] UID", `bare:fetch bare:1 bare:"BODY[HEADER.FIELDS (DATE FROM)]"[] bare:UID`},
		{"sections: all five items, any case", "x body[1 2] Body.Peek[1 2] BINARY[1 2] BINARY.PEEK[1 2] BINARY.SIZE[1 2]", `bare:x bare:"body[1 2]"[] bare:"Body.Peek[1 2]"[] bare:"BINARY[1 2]"[] bare:"BINARY.PEEK[1 2]"[] bare:"BINARY.SIZE[1 2]"[]`},
		{"section with a partial", "fetch 1 BODY[]<0.9>", `bare:fetch bare:1 bare:BODY[]<0.9>[]`},
		{"section with a quoted name", `fetch 1 BODY[HEADER.FIELDS ("a]b")]`, `bare:fetch bare:1 bare:"BODY[HEADER.FIELDS (\"a]b\")]"[]`},
		{"[ elsewhere is plain", "select [Gmail]/Spam XBODY[1 [a BODY", `bare:select bare:[Gmail]/Spam bare:XBODY[1 bare:[a bare:BODY`},
		{`\ is plain`, `store 1 +FLAGS \Seen \Deleted`, `bare:store bare:1 bare:+FLAGS bare:"\\Seen" bare:"\\Deleted"`},
		{"' is plain inside", "select O'Brien", `bare:select bare:O'Brien`},
		{"> is plain unless free", "search <a@b> a>b >c >>d", `bare:search bare:<a@b> bare:a>b bare:>c bare:>>d`},
		{"| is plain unless free", "search a|b |c", `bare:search bare:a|b bare:|c`},
		{"other brackets are plain", "select a(b)c]d}e{f", `bare:select bare:a(b)c]d}e{f`},
		{"UTF-8 is plain", "create Entwürfe 下書き", `bare:create bare:Entwürfe bare:下書き`},
		{"surplus words are not our business", "select [Gmail]/All Mail", `bare:select bare:[Gmail]/All bare:Mail`},
		{"NIL is a bare word", "append INBOX NIL NIL <m", `bare:append bare:INBOX bare:NIL bare:NIL file:m`},

		{"variable in a bare word", "select ${box}", `bare:select bare:"Sent Items"$`},
		{"variable inside a bare word", "fetch ${uid}:* A${empty}B", `bare:fetch bare:101:*$ bare:AB$`},
		{"variable: never split again", "x ${items}", `bare:x bare:"FLAGS UID"$`},
		{"variable: no new form", "x ${paren} ${q}", `bare:x bare:(FLAGS)$ bare:"a\"b\\c"$`},
		{"variable: an empty value is a word", "x ${empty}", `bare:x bare:""$`},
		{"variable in a quoted string", `x "<${q}>"`, `bare:x quoted:"<a\"b\\c>"$`},
		{"variable in $'…'", `x $'<${q}>\n'`, `bare:x escaped:"<a\"b\\c>\n"$`},
		{"variable not in '…'", `x '${q}'`, `bare:x single:${q}`},
		{"variable in a group", `fetch 1 (${items} X)`, `bare:fetch bare:1 group:"(FLAGS UID X)"$`},
		{"variable escaped inside \"…\" of a group", `search (FROM "${q}")`, `bare:search group:"(FROM \"a\\\"b\\\\c\")"$`},
		{"variable in a section", `fetch 1 BODY[${uid}]`, `bare:fetch bare:1 bare:BODY[101][]$`},
		{"variable as the command", `${items}`, `bare:"FLAGS UID"$`},
		{"variable with CRLF keeps its bytes", `x ${crlf}`, `bare:x bare:"a\r\nb"$`},
		{"braces are required", "search KEYWORD $Forwarded $Junk $ $box", `bare:search bare:KEYWORD bare:$Forwarded bare:$Junk bare:$ bare:$box`},

		{"redirect to a file", "fetch 1 BODY[] > out", `bare:fetch bare:1 bare:BODY[][] tofile:out`},
		{"redirect at the end of a file", "fetch 1 BODY[] >> 'my out'", `bare:fetch bare:1 bare:BODY[][] atend:"my out"`},
		{"redirect to a program", `list "" * | grep "a b" | sort > x`, `bare:list quoted:"" bare:* program:"grep \"a b\" | sort > x"`},
		{"redirect: path with ~ and variable", "noop > ~/${uid}", `bare:noop tofile:/home/alice/101`},
		{"redirect: no variables for the program", "noop | mail -s ${q}", `bare:noop program:"mail -s ${q}"`},
		{"redirect: in quotes it is text", `search SUBJECT ">" '|'`, `bare:search bare:SUBJECT quoted:> single:|`},
		{`no redirect for \ commands`, `\expect count > 3`, `meta bare:"\\expect" bare:count bare:> bare:3`},
		{`no pipe for \ commands`, `\echo a | b`, `meta bare:"\\echo" bare:a bare:| bare:b`},

		{"comment", "# select \"INBOX", `comment`},
		{"comment after blanks", "  #x", `comment`},
		{"comment: any byte", "# \xff\x00", `comment`},
		{"# later is plain", "subscribe #news.misc", `bare:subscribe bare:#news.misc`},
		{"system shell", `!ls "a  b" ${x} | wc `, `system:"ls \"a  b\" ${x} | wc"`},
		{"leading -", "-delete Old", `- bare:delete bare:Old`},
		{"leading - and a blank", "- delete Old", `- bare:delete bare:Old`},
		{"- later is plain", "store 1 -FLAGS x", `bare:store bare:1 bare:-FLAGS bare:x`},
		{"session", "@2 noop", `@2 bare:noop`},
		{"session and -", "@12 -noop", `- @12 bare:noop`},
		{"- and session", "-@3 noop", `- @3 bare:noop`},
		{"@ without a number is a word", "@x @2", `bare:@x bare:@2`},
		{"- before the system shell", "-!false", `- system:false`},

		{"CRLF and a BOM", "\xef\xbb\xbfnoop\r\n", `bare:noop`},
		{"CRLF in a group", "fetch 1 (A\r\nB)\r\n", `bare:fetch bare:1 group:"(A B)"`},
		{"CRLF in a heredoc", "append INBOX <<E\r\na\r\nE\r\n", `bare:append bare:INBOX heredoc:"a\n"`},
		{"CRLF before a literal", "append INBOX {3}\r\na\r\n\r\n", `bare:append bare:INBOX literal:"a\r\n"`},

		{"an open ( continues, joined by a blank", "fetch 1 (A\nB\n\nC) D", `bare:fetch bare:1 group:"(A B  C)" bare:D`},
		{"an open [ continues, joined by a blank", "fetch 1 BODY[HEADER.FIELDS\n(A B)] D", `bare:fetch bare:1 bare:"BODY[HEADER.FIELDS (A B)]"[] bare:D`},
		{"a heredoc inside an open group", "setmetadata B (/c <<E\ntext\nE\n/d x)", `bare:setmetadata bare:B group:""/bare:"(/c "/heredoc:"text\n"/bare:" /d x)"`},

		{"tag and command are words", "a1 SELECT INBOX", `bare:a1 bare:SELECT bare:INBOX`},
		{"other control characters are kept", "select a\x1b\x7fb", `bare:select bare:"a\x1b\x7fb"`},

		{`\raw takes the rest`, `\raw  a1 LOGIN "x ${q} > \r\n `, `meta bare:"\\raw" raw:"a1 LOGIN \"x ${q} > \\r\\n"`},
		{`\alias takes the rest after its name`, `\alias 'n' search (x`, `meta bare:"\\alias" single:n raw:"search (x"`},
		{`the line's other rules hold for \ commands`, `-@2 \echo "a b" ${uid} (x y)`, `- @2 meta bare:"\\echo" quoted:"a b" bare:101$ group:"(x y)"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			src := NewScript(strings.NewReader(tt.script))
			line, err := testParser().Read(src)
			if err != nil {
				t.Fatalf("%q: %v", tt.script, err)
			}
			if got := show(line); got != tt.want {
				t.Errorf("%q\n got %s\nwant %s", tt.script, got, tt.want)
			}
			checkSpans(t, line)
			if rest, err := testParser().Read(src); !errors.Is(err, io.EOF) {
				t.Errorf("something is left: %+v, %v", rest, err)
			}
		})
	}
}

// checkSpans holds a line to what it promises: spans in order and inside the text, and between them nothing but
// blanks, prefixes and the redirect.
func checkSpans(t *testing.T, l *Line) {
	t.Helper()
	pos := 0
	for i, w := range l.Words {
		if w.Span.Start < pos || w.Span.End < w.Span.Start || w.Span.End > len(l.Text) {
			t.Fatalf("%q: word %d: span %+v", l.Text, i, w.Span)
		}
		gap := l.Text[pos:w.Span.Start]
		if rest := strings.Trim(gap, " \t\n"); rest != "" && (i > 0 || strings.Trim(rest, "-@0123456789 \t") != "") {
			t.Fatalf("%q: %q is left out before word %d", l.Text, gap, i)
		}
		pos = w.Span.End
	}
	end := len(l.Text)
	if r := l.Redirect; r != nil {
		if r.Span.Start < pos || r.TargetSpan.Start < r.Span.Start || r.TargetSpan.End > r.Span.End || r.Span.End > end {
			t.Fatalf("%q: redirect %+v", l.Text, r)
		}
		end = r.Span.Start
	}
	if len(l.Words) > 0 && strings.Trim(l.Text[pos:end], " \t\n") != "" {
		t.Fatalf("%q: %q is left out at the end", l.Text, l.Text[pos:end])
	}
}

func TestTextOfALine(t *testing.T) {
	t.Parallel()
	src := NewScript(strings.NewReader("append (A\n  B) {3}\nabc <<E > out\nx\nE\nnoop\n"))
	line, err := testParser().Read(src)
	if err != nil {
		t.Fatal(err)
	}
	if want := "append (A\n  B) {3}\n <<E > out"; line.Text != want {
		t.Errorf("text %q, want %q", line.Text, want)
	}
	if line.Number != 1 || src.LineNumber() != 5 {
		t.Errorf("lines %d to %d, want 1 to 5", line.Number, src.LineNumber())
	}
	next, err := testParser().Read(src)
	if err != nil || show(next) != "bare:noop" || next.Number != 6 {
		t.Errorf("next line: %+v, %v", next, err)
	}
}

func TestWithoutFunctions(t *testing.T) {
	t.Parallel()
	line, err := new(Parser).Parse(`append <m ${x} \raw "${y}" > ~/o`, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `bare:append bare:<m bare:${x}$ bare:"\\raw" quoted:${y}$ tofile:~/o`
	if got := show(line); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want, err string }{
		{"nothing to do", "a $b {c}", "a $b {c}", ""},
		{"some", "${uid} LOGIN ${q}${empty}", `101 LOGIN a"b\c`, ""},
		{"values are not replaced again", "${uid}", "101", ""},
		{"unset", "a ${nope}", "", "variable nope is not set"},
		{"no name", "a ${", "", "needs a name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Replace(tt.text, testParser().Lookup)
			if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("got %q, %v; want %q, %q", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestValidName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"a": true, "Box_2": true, "1": true, "": false, "a-b": false, "a b": false, "ä": false} {
		if ValidName(name) != want {
			t.Errorf("%q: want %v", name, want)
		}
	}
}
