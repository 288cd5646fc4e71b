package practice_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"imapsh/imap/practice"
)

func TestLoadFault(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "odd.script")
	writeFile(t, file, `# A server that greets in two pieces and loses its temper.
S> * OK \x5bCAPABILITY
wait 1ms
S>  IMAP4rev1] hi\r\n

C: \S+ LOGIN (\S+) (\S+)
S: * BYE \o/
S: $tag NO not you
C> 3
cut
`)
	fault, err := practice.LoadFault(file)
	if err != nil {
		t.Fatal(err)
	}
	p := dial(t, newServer(t, practice.Options{Fault: &fault}))
	p.talk(`
		S: * OK [CAPABILITY IMAP4rev1] hi
		C: a1 LOGIN alice alicepw
		S: * BYE \o/
		S: a1 NO not you
		C> abc
		EOF
	`)
	if f, err := practice.LoadFault("bye-in-fetch"); err != nil || f.Name != "bye-in-fetch" {
		t.Errorf("by name: %+v, %v", f, err)
	}
}

func TestLoadFaultRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for text, want := range map[string]string{
		"":                   "line 1: the script has no steps",
		"# nothing\n":        "line 1: the script has no steps",
		"S: hi\nfrob":        `line 2: expected "S:", "S>", "C:", "C>", wait, forever, obey, silence or cut, found "frob"`,
		"cut now":            "line 1: expected",
		"C: (":               "line 1: error parsing regexp",
		"C> many":            `line 1: "many" is no number of bytes`,
		"wait long":          `line 1: "long" is no time such as 3s`,
		"forever":            "line 1: forever wants something to send",
		`S> \q`:              `line 1: \q is no escape`,
		`S> \`:               `line 1: \ is no escape`,
		`S> \xfg`:            `line 1: \xfg is no byte`,
		"S: x\n\n\nwait -1s": `line 4: "-1s" is no time`,
	} {
		file := filepath.Join(dir, "script.txt")
		writeFile(t, file, text)
		if _, err := practice.LoadFault(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	if _, err := practice.LoadFault("frob"); err == nil || !strings.Contains(err.Error(), "--fault list") {
		t.Errorf("no such fault: %v", err)
	}
	if _, err := practice.LoadFault("./frob"); !os.IsNotExist(err) {
		t.Errorf("no such file: %v", err)
	}
}

// The steps that have no end of their own.
func TestScriptFileSteps(t *testing.T) {
	t.Parallel()
	for step, want := range map[string]string{
		"obey":             "a OK done\r\n",
		"forever ab\\r\\n": "ab\r\nab\r\nab\r\n",
	} {
		script, err := practice.ParseScript(step)
		if err != nil {
			t.Fatal(err)
		}
		conn, done := script.Pipe()
		conn.SetDeadline(time.Now().Add(time.Minute))
		if step == "obey" {
			conn.Write([]byte("a NOOP\r\n"))
		}
		got := make([]byte, len(want))
		if _, err := bufio.NewReader(conn).Read(got); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v", step, got, err)
		}
		conn.Close()
		<-done
	}
}

// FuzzParseScript: what is refused names its line, what is taken has steps.
func FuzzParseScript(f *testing.F) {
	f.Add("S: * OK hi\nC: \\S+ NOOP\nS> $tag OK\\r\\n\nC> 5\nwait 1s\nobey\n")
	f.Add("# nothing\n\nforever \\x41\\\\\ncut\nsilence")
	f.Fuzz(func(t *testing.T, text string) {
		script, err := practice.ParseScript(text)
		if (len(script) == 0) == (err == nil) || err != nil && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%d steps, %v", len(script), err)
		}
	})
}
