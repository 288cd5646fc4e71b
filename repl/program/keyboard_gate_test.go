//go:build unix

package program

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"testing"
	"unicode/utf8"

	"imapsh/repl/lineedit/ptytest"
)

// hostileTexts would each do something to a terminal, or deceive its reader.
// None has CR or LF, which a server cannot put into a line.
func hostileTexts() []string {
	texts := []string{
		"\x1b]0;PWN\x07", "\x1b]52;c;UFdO\x07", "\x1b]8;;http://PWN\x1b\\", "\x1b[7;5mPWN", "\x1bPPWN\x1b\\", "\x1b_PWN\x1b\\",
		"\u009b7mPWN", "\x9b7mPWN", "\u009d0;PWN\u009c", "\x9d0;PWN\x9c", "\x90PWN\x9c",
		"\u202ePWN\u202c", "\u2066PWN\u2069", "\u200ePWN", "\u200bPWN", "\ufeffPWN", "\u061cPWN", "\u2028PWN", "\u2029PWN", "\ue000PWN", "\U000e0041PWN",
		"\xc0\x9bPWN", "\xe0\x80\x9bPWN", "\xed\xa0\x80PWN", "\xf4\x90\x80\x80PWN", "\xffPWN", "\xc3", "\xe2\x80",
	}
	for c := 1; c < 0x20; c++ {
		if c != '\r' && c != '\n' {
			texts = append(texts, string(rune(c))+"PWN")
		}
	}
	texts = append(texts, "\x7fPWN")
	for c := rune(0x80); c < 0xa0; c++ {
		texts = append(texts, string(c)+"PWN", string([]byte{byte(c)})+"PWN")
	}
	return texts
}

// leaks are what reached the terminal of that: any of it before "PWN", and what
// is no UTF-8.
func leaks(output string) (found []string) {
	for _, text := range hostileTexts() {
		if r, n := utf8.DecodeRuneInString(text); r == '\t' || r == utf8.RuneError && n == 1 {
			continue // a tab is harmless; broken UTF-8 is looked for below
		}
		if strings.Contains(output, text) {
			found = append(found, fmt.Sprintf("%q", text))
		}
	}
	if !utf8.ValidString(output) {
		i := strings.IndexFunc(output, func(r rune) bool { return r == utf8.RuneError })
		found = append(found, fmt.Sprintf("no UTF-8 near %q", output[max(i-20, 0):min(i+20, len(output))]))
	}
	for _, begin := range []string{"\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\u009b", "\u009d", "\u202e"} {
		if strings.Contains(output, begin) {
			found = append(found, fmt.Sprintf("%q", begin))
		}
	}
	return found
}

// A mouth is a server that puts one text into every place where a server can put
// one.
type mouth string

func (m mouth) listen(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go m.serve(c)
		}
	}()
	return l.Addr().String()
}

func (m mouth) serve(c net.Conn) {
	defer c.Close()
	fmt.Fprintf(c, "* PREAUTH [CAPABILITY IMAP4rev1 AUTH=X%s X%s NAMESPACE ID QUOTA ACL SORT THREAD=X%[1]s METADATA IDLE] %[1]s\r\n", m.atom(), m)
	for lines := bufio.NewScanner(c); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(f) < 2 {
			continue
		}
		if _, err := fmt.Fprint(c, m.answer(strings.ToUpper(f[1])), f[0], m.verdict(strings.ToUpper(f[1])), "\r\n"); err != nil || f[1] == "LOGOUT" {
			return
		}
	}
}

// atom is the text without what would end an atom.
func (m mouth) atom() string {
	return strings.NewReplacer(" ", "", "]", "", "[", "", "(", "", ")", "", "\\", "", "\"", "").Replace(string(m))
}

// encoded is the text as modified UTF-7 and RFC 2047 would hide it.
func (m mouth) encoded() (utf7, word string) {
	var utf16 []byte
	for _, r := range string(m) {
		utf16 = append(utf16, byte(r>>8), byte(r))
	}
	b64 := strings.TrimRight(base64.StdEncoding.EncodeToString(utf16), "=")
	return "&" + strings.ReplaceAll(b64, "/", ",") + "-", "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte(m)) + "?="
}

func (m mouth) answer(command string) string {
	utf7, word := m.encoded()
	literal := fmt.Sprintf("{%d}\r\n%s", len(m), string(m))
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(string(m))
	switch command {
	case "LIST", "LSUB", "XLIST":
		return fmt.Sprintf("* %s (\\X%s) \"/\" %s\r\n* %[1]s () \"/\" \"A%s\"\r\n* %[1]s () \"%.1[4]s\" \"B%[5]s\"\r\n* %[1]s () \"/\" C%[4]s\r\n", command, m.atom(), literal, quoted, utf7)
	case "SELECT", "EXAMINE":
		return fmt.Sprintf("* FLAGS (\\Seen %s)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n* OK [PERMANENTFLAGS (%[1]s)] %s\r\n* OK [ALERT] %[2]s\r\n", m.atom(), m)
	case "FETCH", "UID", "STORE":
		return fmt.Sprintf("* 1 FETCH (FLAGS (%s) ENVELOPE (\"%s\" \"%s\" NIL NIL NIL NIL NIL NIL NIL \"%[2]s\") BODYSTRUCTURE (\"TEXT\" \"%[2]s\" (\"NAME\" \"%[2]s\") NIL NIL \"8BIT\" 5 1) BODY[HEADER] %s X-%[1]s \"%[2]s\")\r\n",
			m.atom(), quoted, word, literal)
	case "STATUS":
		return fmt.Sprintf("* STATUS \"%s\" (MESSAGES 3 %s 4)\r\n", quoted, m.atom())
	case "ID":
		return fmt.Sprintf("* ID (\"name\" \"%s\" \"%[1]s\" \"x\")\r\n", quoted)
	case "NAMESPACE":
		return fmt.Sprintf("* NAMESPACE ((\"%s\" \"/\")) NIL NIL\r\n", quoted)
	case "GETACL", "MYRIGHTS", "LISTRIGHTS", "GETQUOTA", "GETQUOTAROOT", "GETMETADATA":
		name := map[string]string{"GETACL": "ACL", "GETQUOTA": "QUOTA", "GETQUOTAROOT": "QUOTAROOT", "GETMETADATA": "METADATA"}[command]
		return fmt.Sprintf("* %s%s \"%s\" (\"%[3]s\" %s)\r\n", name, strings.TrimPrefix(command, "GET"+name), quoted, m.atom())
	case "CAPABILITY":
		return fmt.Sprintf("* CAPABILITY IMAP4rev1 X%s\r\n", m.atom())
	case "SEARCH", "SORT", "THREAD":
		return fmt.Sprintf("* %s 1 %s\r\n", command, m.atom())
	case "LOGOUT":
		return fmt.Sprintf("* BYE %s\r\n", m)
	}
	return fmt.Sprintf("* NO %s\r\n* X%s %[1]s\r\n* OK [ALERT] %[1]s\r\n* OK [X %[1]s] %[1]s\r\n* BAD %[1]s\r\n* 1 FETCH (X \"%[1]s\")\r\n", m, "Y")
}

func (m mouth) verdict(command string) string {
	switch command {
	case "NOOP":
		return fmt.Sprintf(" NO [X%s %[1]s] %s", m.atom(), m)
	case "CHECK":
		return fmt.Sprintf(" BAD %s", m)
	}
	return fmt.Sprintf(" OK [Y %s] %s", m.atom(), m)
}

// TestT25_WhatAServerSaysNeverMovesTheTerminal puts all that moves or deceives a
// terminal into every place where a server's text is shown, and shows it in every
// view.
func TestT25_WhatAServerSaysNeverMovesTheTerminal(t *testing.T) {
	t.Parallel()
	all := strings.Join(hostileTexts(), "")
	valid := strings.ToValidUTF8(all, "") // json has its own form for what is no UTF-8
	for _, row := range []struct{ view, text string }{{"text", all}, {"tuple", all}, {"json", valid}, {"raw", all}, {"text", valid}} {
		t.Run(row.view, func(t *testing.T) {
			t.Parallel()
			s := terminal{cols: 200, rows: 50}.start(t, "-o", row.view, "-v", "--debug", "5", "--color", "always", "imap://"+mouth(row.text).listen(t))
			s.Has("127.0.0.1>")
			for i, line := range gateLines {
				s.line(line)
				s.line(fmt.Sprintf(`\echo done-%d-done`, i))
				s.Until(line, func() bool { return strings.Contains(s.Screen.String(), fmt.Sprintf("\ndone-%d-done", i)) })
			}
			for _, typed := range []string{"select ", "select A", "select B", "select C", "status ", "enable ", "authenticate ", "store 1 +FLAGS ", "fetch 1 BODY[", "list NIL ", "thread "} {
				s.Press(typed, ptytest.Tab, ptytest.Tab, ptytest.Tab, ptytest.Ctrl('C'))
			}
			s.line(`\echo the-end`)
			s.Until("the end", func() bool { return strings.Contains(s.Screen.String(), "\nthe-end") })
			s.Press(ptytest.Ctrl('D'))
			_ = s.Exits() // with the code of the last failure
			if found := leaks(s.Output()); found != nil {
				t.Errorf("reached the terminal: %v", found)
				for _, f := range found {
					if i := strings.Index(s.Output(), strings.Trim(f, `"`)); i >= 0 {
						t.Logf("near %q", s.Output()[max(i-80, 0):i])
					}
				}
			}
		})
	}
}

// gateLines make everything a server can say be shown.
var gateLines = []string{
	"capability", `\caps`, `\state`, "list", "lsub", "noop", "check", "select INBOX", `select "A"`,
	"fetch 1 (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER])", `\show`, `\decode on`, "fetch 1 (ENVELOPE BODY.PEEK[HEADER])", "list",
	"status INBOX (MESSAGES)", "id NIL", "namespace", "getacl INBOX", "getquotaroot INBOX", "getmetadata INBOX /x",
	"search NIL all", "thread X UTF-8 all", "store 1 +FLAGS x", "xatom FROB", "print_log", "print_log all", "print_log errors", `\states`, `help select`,
	"response ALERT", "response FETCH", "response FLAGS", "enable X", "expunge", "close",
}
