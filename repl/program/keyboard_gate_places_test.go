//go:build unix

package program

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"imapsh/imap/certificate/certificatetest"
	"imapsh/imap/practice"
	"imapsh/repl/lineedit/ptytest"
)

// A place is where a server's text is shown though it is no answer to a command. Its
// server puts the text there, and the keys have it shown.
type place struct {
	name  string
	args  func(t *testing.T, text string) []string // of the program
	lines func(t *testing.T, text string) []string // typed at its prompt; nil: it ends by itself
	then  func(s *shell)
	shows string // proves that the text got there
}

func fixed(lines ...string) func(*testing.T, string) []string {
	return func(*testing.T, string) []string { return lines }
}

// peer is the address of a server that plays this, for the arguments of the program.
func peer(script func(text string) practice.Script, args ...string) func(*testing.T, string) []string {
	return func(t *testing.T, text string) []string {
		return slices.Concat(args, []string{"imap://alice@" + play(t, script(text))})
	}
}

// challenges are servers that put a text into what a mechanism is told.
func challenges(mech string, challenge func(text string) string) func(text string) practice.Script {
	return func(text string) practice.Script {
		return practice.Script{
			practice.Send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=" + mech + "] hi\r\n"), practice.Expect(`\S+ AUTHENTICATE .*`),
			practice.Send("+ " + base64.StdEncoding.EncodeToString([]byte(challenge(text))) + "\r\n"), practice.Receive(1),
			practice.Send("$tag NO [AUTHENTICATIONFAILED] " + text + "\r\n"), practice.Obey(),
		}
	}
}

func itself(text string) string { return text }

// bearer is what is said of a token, as JSON (RFC 7628 §3.2.2).
func bearer(text string) string {
	return fmt.Sprintf(`{"status":"%s","schemes":"%[1]s","scope":"%[1]s","%[1]s":1}`, text)
}

// certified is a server whose certificate has the text wherever one can have it.
func certified(leaf certificatetest.Leaf, implicit bool) func(t *testing.T, text string) (address, ca string) {
	return func(t *testing.T, text string) (address, ca string) {
		authority := certificatetest.New(t, text)
		leaf := leaf
		leaf.Name = text
		leaf.Names = slices.Concat(leaf.Names, []string{"127.0.0.1"})
		cert := authority.Issue(t, leaf)
		return listenTLS(t, practice.Options{Certificate: &cert}, implicit), authority.File(t)
	}
}

// untrusted is the program's command line for a server with such a certificate.
func untrusted(leaf certificatetest.Leaf, args ...string) func(*testing.T, string) []string {
	return func(t *testing.T, text string) []string {
		address, _ := certified(leaf, true)(t, text)
		return slices.Concat(args, []string{"imaps://alice@" + address})
	}
}

const listening = "* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n"

func places() []place {
	oauth := []string{"--token-command", "echo token", "-v", "--debug", "5", "--auth"}
	sasl := []string{"-v", "--debug", "5", "--auth"}
	with := func(args []string, more string) []string { return slices.Concat(args, []string{more}) }
	return []place{
		{name: "certificate of an unknown issuer", args: untrusted(certificatetest.Leaf{}), shows: "PWN"},
		{name: "certificate that signed itself", args: untrusted(certificatetest.Leaf{SelfSigned: true}), shows: "PWN"},
		{name: "certificate that has expired", args: untrusted(certificatetest.Leaf{From: -20 * 24 * 3600e9, To: -10 * 24 * 3600e9}, "--debug", "5", "-v"), shows: "certificate"},
		{name: "certificate in a diagnosis", args: untrusted(certificatetest.Leaf{}, "diagnose"), shows: "PWN"},
		{name: "certificate in a diagnosis, as JSON", args: untrusted(certificatetest.Leaf{}, "diagnose", "-o", "json"), shows: "PWN"},
		{name: "certificate at the prompt", args: fixed("-v"), lines: func(t *testing.T, text string) []string {
			unknown, ca := certified(certificatetest.Leaf{}, false)(t, text)
			return []string{
				`\connect imap://alice@` + unknown, `\diagnose imap://alice@` + unknown, `\connect imap://alice@` + unknown + "?ca=" + ca, `\tls`, `\state`, `\reconnect`,
			}
		}, shows: "PWN"},
		{name: "certificate that nobody verified", args: untrusted(certificatetest.Leaf{}, "--insecure", "-v"), lines: fixed(`\tls`, `\state`, `\diagnose`, `\o json`, `\tls`, `\state`, `\diagnose`), shows: "PWN"},
		{name: "challenge of CRAM-MD5", args: peer(challenges("CRAM-MD5", itself), with(sasl, "CRAM-MD5")...), shows: "PWN"},
		{name: "challenge of PLAIN", args: peer(challenges("PLAIN", itself), with(sasl, "PLAIN")...), shows: "PWN"},
		{name: "error of SCRAM", args: peer(challenges("SCRAM-SHA-256", func(text string) string { return "e=" + text }), with(sasl, "SCRAM-SHA-256")...), shows: "PWN"},
		{name: "nonce of SCRAM", args: peer(challenges("SCRAM-SHA-256", func(text string) string { return "r=" + text + ",s=" + text + ",i=" + text }), with(sasl, "SCRAM-SHA-256")...), shows: "PWN"},
		{name: "extension of SCRAM", args: peer(challenges("SCRAM-SHA-256", func(text string) string { return "m=" + text + ",x=" + text }), with(sasl, "SCRAM-SHA-256")...), shows: "PWN"},
		{name: "error of OAUTHBEARER", args: peer(challenges("OAUTHBEARER", bearer), with(oauth, "OAUTHBEARER")...), shows: "PWN"},
		{name: "error of XOAUTH2", args: peer(challenges("XOAUTH2", bearer), with(oauth, "XOAUTH2")...), shows: "PWN"},
		{name: "error of XOAUTH2 that is no JSON", args: peer(challenges("XOAUTH2", itself), with(oauth, "XOAUTH2")...), shows: "PWN"},
		{name: "challenge to what was typed", args: func(t *testing.T, text string) []string {
			script := challenges("XPLUGIN", itself)(text)
			return []string{"-v", "--debug", "5", "imap://" + play(t, script)}
		}, lines: fixed("authenticate XPLUGIN one two", "print_log", "print_log json"), shows: "PWN"},
		{name: "mechanisms", args: func(t *testing.T, text string) []string {
			return []string{"diagnose", "imap://alice@" + mouth(text).listen(t)}
		}, shows: "PWN"},
		{name: "diagnosis as JSON", args: func(t *testing.T, text string) []string {
			return []string{"diagnose", "-o", "json", "imap://alice@" + mouth(text).listen(t)}
		}, shows: "PWN"},
		{name: "greeting that refuses", args: peer(func(text string) practice.Script { return practice.Script{practice.Send("* BYE " + text + "\r\n")} }), shows: "PWN"},
		{name: "greeting that is none", args: peer(func(text string) practice.Script {
			return practice.Script{practice.Send(text + "\r\n"), practice.Cut()}
		}), shows: "PWN"},
		{name: "refusal of STARTTLS", args: peer(func(text string) practice.Script {
			return practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), practice.Expect(".*"), practice.Send("$tag NO " + text + "\r\n"), practice.Silence()}
		}), shows: "PWN"},
		{name: "notices at the prompt", args: func(t *testing.T, text string) []string {
			return []string{"imap://" + play(t, practice.Script{
				practice.Send(listening), practice.Expect(`\S+ NOOP`), practice.Send("$tag OK done\r\n"),
				practice.Send("* OK [ALERT] " + text + "\r\n* NO " + text + "\r\n* BAD [X " + text + "] x\r\n* X " + text + "\r\n* 1 FETCH (X \"" + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + "\")\r\n* OK [ALERT] last\r\n"),
				practice.Expect(`\S+ NOOP`), practice.Send("$tag OK done\r\n* BYE " + text + "\r\n"), practice.Cut(),
			})}
		}, lines: fixed("noop"), then: func(s *shell) {
			s.Has("last")
			s.line("noop")
			s.Ends("imapsh>")
		}, shows: "PWN"},
		{name: "hints and help", args: func(t *testing.T, text string) []string { return []string{"imap://" + mouth(text).listen(t)} }, lines: fixed("list"), then: func(s *shell) {
			for _, typed := range []string{"select A", "status B", "examine C", "enable ", "authenticate ", "list ", "fetch 1 ", "thread ", "sort ", "search "} {
				s.Press(typed, ptytest.Right, ptytest.Alt("h"), ptytest.Ctrl('E'), ptytest.Alt("?"), ptytest.Tab, ptytest.Right, ctrlC)
			}
		}, shows: "PWN"},
	}
}

// TestT25_WhatAServerSaysBesideAnswers is the same for what a certificate says, a SASL
// mechanism is told, and is shown without a command or by help.
func TestT25_WhatAServerSaysBesideAnswers(t *testing.T) {
	t.Parallel()
	all := strings.Join(hostileTexts(), "")
	for _, p := range places() {
		for _, text := range []string{all, strings.ToValidUTF8(all, "")} {
			t.Run(p.name, func(t *testing.T) {
				t.Parallel()
				s := terminal{cols: 200, rows: 60}.start(t, slices.Concat(p.args(t, text), []string{"--no-history", "--color", "always"})...)
				if p.lines != nil {
					for i, line := range p.lines(t, text) {
						s.Has(">")
						s.line(line)
						s.line(fmt.Sprintf(`\echo done-%d-done`, i))
						s.Until(line, func() bool {
							return strings.Contains(s.Screen.Scrolled()+s.Screen.String(), fmt.Sprintf("\ndone-%d-done", i))
						})
					}
					if p.then != nil {
						p.then(s)
					}
					s.Press(ctrlC, ptytest.Ctrl('D'))
				}
				_ = s.Exits() // with the code of the last failure
				if found := leaks(s.Output()); found != nil {
					t.Errorf("reached the terminal: %v", found)
				}
				if !strings.Contains(s.Output(), p.shows) {
					t.Errorf("%s was not shown: %q", p.shows, s.Output())
				}
			})
		}
	}
}
