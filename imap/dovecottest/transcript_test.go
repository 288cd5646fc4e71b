package dovecottest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"imapsh/imap/dovecottest"
)

func TestNormalize(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, in, want string }{
		{"two times", "OK Done (0.001 + 0.000 secs).", "OK Done (TIME)."},
		{"three times", "OK Done (0.012 + 1.000 + 0.003 secs).", "OK Done (TIME)."},
		{"twice", "(0.1 + 0.2 secs), (0.1 + 0.2 secs)", "(TIME), (TIME)"},
		{"other parentheses", "(all 5 secs) (0.1 secs)", "(all 5 secs) (TIME)"},
		{"no parenthesis", "5 secs)", "5 secs)"},
		{
			"a list", `('OK', [b'() "/" c', b"() NIL it's", b'(\\Sent) "/" b'])`,
			`('OK', [b"() NIL it's", b'() "/" c', b'(\\Sent) "/" b'])`,
		},
		{"flat names", `('OK', [b'() NIL c', b'() NIL b'])`, `('OK', [b'() NIL b', b'() NIL c'])`},
		{"an escaped quote", `('OK', [b'() "/" it\'s', b'() "/" a'])`, `('OK', [b'() "/" a', b'() "/" it\'s'])`},
		{"fetched data", `('OK', [b'2 (UID 2)', b'1 (UID 1)'])`, `('OK', [b'2 (UID 2)', b'1 (UID 1)'])`},
		{"a literal", `('OK', [(b'1 ({1}', b'x'), b')'])`, `('OK', [(b'1 ({1}', b'x'), b')'])`},
		{"nothing", `('OK', [None])`, `('OK', [None])`},
		{"empty", `('OK', [b''])`, `('OK', [b''])`},
		{"cut short", `('OK', [b'() "/" c`, `('OK', [b'() "/" c`},
		{"no literal", `('OK', [b'() "/" c])`, `('OK', [b'() "/" c])`},
		{"one parenthesis", `('OK', [b'('])`, `('OK', [b'('])`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if got := dovecottest.Normalize(row.in); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

func TestReadTranscript(t *testing.T) {
	t.Parallel()
	got, err := dovecottest.ReadTranscript(strings.NewReader("# head\n\nnoop\n('OK', [None])\n# more\nopen\n*\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []dovecottest.Exchange{{3, "noop", "('OK', [None])"}, {6, "open", dovecottest.AnyResult}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := dovecottest.ReadTranscript(strings.NewReader("noop\n")); err == nil {
		t.Error("a command without a result was accepted")
	}
}

// Every method of imaplib that is a command of the shell is recorded.
func TestTranscriptsAreComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	files, err := filepath.Glob(filepath.Join("..", "..", "repl", "testdata", "imaplib", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		exchanges, err := dovecottest.ReadTranscript(f)
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, e := range exchanges {
			word, _, _ := strings.Cut(e.Command, " ")
			seen[word] = true
			if e.Result != dovecottest.Normalize(e.Result) {
				t.Errorf("%s:%d: %s is not normalised", name, e.Line, e.Command)
			}
		}
	}
	for _, method := range strings.Fields(`append authenticate check close copy create delete deleteacl expunge
		fetch getacl getquota getquotaroot list login login_cram_md5 logout lsub myrights namespace noop open
		partial print_log proxyauth read readline recent rename response search select send setacl setquota
		shutdown socket sort status store subscribe thread uid unsubscribe xatom
		capability enable starttls unselect getannotation setannotation`) {
		if !seen[method] {
			t.Errorf("no transcript holds %s", method)
		}
	}
}
