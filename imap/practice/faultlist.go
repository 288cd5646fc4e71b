package practice

import (
	"bytes"
	"io"
	"net"
	"slices"
	"strings"
	"time"
)

// Faults lists all there are, in the order of a session: greeting, TLS, login,
// the shape of lines, literals, what commands answer, the end.
func Faults() []Fault {
	return slices.Concat(greetingFaults(), tlsFaults(), loginFaults(), shapeFaults(), literalFaults(), answerFaults(), endFaults())
}

const hello = "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready\r\n"

func greetingFaults() []Fault {
	return []Fault{
		{Name: "greeting-http", Summary: "the peer speaks HTTP", script: Script{
			Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), Cut(),
		}},
		{Name: "greeting-garbage", Summary: "the greeting is binary garbage", script: Script{
			Send("\x16\x03\x01\x00\xff\x80\x1b]0;owned\x07\r\n"), Cut(),
		}},
		{Name: "greeting-none", Summary: "the server never greets", script: Script{Silence()}},
		{Name: "greeting-slow", Summary: "the greeting comes byte by byte and has no end", script: Script{
			Send("* OK "), Forever("still thinking "),
		}},
		{Name: "greeting-bye", Summary: "the server greets with BYE", script: Script{
			Send("* BYE Too many connections from your address\r\n"), Cut(),
		}},
		{Name: "greeting-cut", Summary: "the connection ends in the greeting", script: Script{Send("* OK [CAPABI"), Cut()}},
		{Name: "greeting-rev0", Summary: "no IMAP4rev1 among the capabilities", line: func(line []byte) []byte {
			return bytes.ReplaceAll(bytes.ReplaceAll(line, []byte("IMAP4rev1"), []byte("IMAPrev1")), []byte("IMAP4rev2 "), nil)
		}},
		{
			Name: "no-capability", Summary: "CAPABILITY is answered OK without the data", greet: "* OK ready\r\n",
			command: instead("CAPABILITY", "$tag OK done\r\n"),
		},
	}
}

func tlsFaults() []Fault {
	return []Fault{
		{Name: "starttls-injection", Summary: "clear text follows the OK to STARTTLS in one packet", script: Script{
			Send(hello), Expect(`\S+ (?i:CAPABILITY|STARTTLS)`),
			Send("$tag OK Begin TLS negotiation now.\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected\r\n"), Silence(),
		}},
		{Name: "starttls-refused", Summary: "STARTTLS is offered and refused", command: instead("STARTTLS", "$tag NO Not today\r\n")},
		{Name: "starttls-missing", Summary: "STARTTLS is not offered", options: func(o *Options) { o.NoTLS = true }},
		{
			Name: "starttls-garbage", Summary: "after the OK to STARTTLS comes no TLS",
			command: instead("STARTTLS", "$tag OK Begin TLS negotiation now.\r\n"+strings.Repeat("no TLS here\r\n", 20)),
		},
		{Name: "starttls-preauth", Summary: "PREAUTH in clear text makes STARTTLS impossible", script: Script{
			Send("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome back\r\n"), Obey(),
		}},
		{Name: "tls-cut", Summary: "the connection ends within a TLS record", command: func(s *session, c *call) bool {
			if s.tls == nil || c.cmd == nil || c.cmd.states == notAuth || c.name == "CAPABILITY" {
				return false
			}
			s.conn.Write([]byte{23, 3, 3, 0, 100}) // a record's header, under the TLS layer
			s.conn.Close()
			s.ended = true
			return true
		}},
		{Name: "login-disabled", Summary: "LOGINDISABLED and no TLS", options: func(o *Options) { o.NoTLS, o.RequireTLS = true, true }},
	}
}

func loginFaults() []Fault {
	return []Fault{
		{Name: "early-ok", Summary: "tagged OKs for commands that were not sent yet", script: Script{
			Send(hello + "a1 OK early\r\nA001 OK early\r\nA1 OK early\r\n1 OK early\r\n"), Obey(),
		}},
		{Name: "sasl-endless", Summary: "AUTHENTICATE challenges for ever", command: func(s *session, c *call) bool {
			for c.name == "AUTHENTICATE" && !s.ended {
				s.raw(c, "+ bW9yZQ==\r\n")
				if line, err := s.readLine(); err != nil || string(line) == "*" {
					s.raw(c, "$tag BAD cancelled\r\n")
					break
				}
			}
			return c.name == "AUTHENTICATE"
		}},
		{Name: "sasl-garbage", Summary: "a challenge that is no base64", command: challenge("+ %%%\r\n")},
		{Name: "scram-expensive", Summary: "SCRAM with 4 000 000 000 iterations", command: scram("i=4000000000")},
		{Name: "scram-cheap", Summary: "SCRAM with one iteration", command: scram("i=1")},
		{Name: "scram-extension", Summary: "SCRAM with a mandatory extension", command: scram("i=4096,m=future")},
		{Name: "oauth-error", Summary: "bearer tokens are answered with an error challenge", command: challenge(
			"+ eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJtYWlsIn0=\r\n")},
		{Name: "login-cut", Summary: "the connection ends in place of an answer to a login", command: func(s *session, c *call) bool {
			s.ended = s.ended || isLogin(c)
			return isLogin(c)
		}},
		{Name: "login-bye", Summary: "a login is answered with BYE", command: func(s *session, c *call) bool {
			if !isLogin(c) {
				return false
			}
			s.bye("Too many logins, come back tomorrow.")
			return true
		}},
		{Name: "not-connected", Summary: "login works and nothing behind it, as at Exchange", command: func(s *session, c *call) bool {
			if s.user == nil || c.name == "LOGOUT" {
				return false
			}
			s.raw(c, "$tag BAD User is authenticated but not connected.\r\n")
			return true
		}},
	}
}

func shapeFaults() []Fault {
	return []Fault{
		{Name: "bare-lf", Summary: "lines end in LF alone", line: replace("\r\n", "\n")},
		{Name: "doubled-blanks", Summary: "two blanks where there is one", line: replace(" ", "  ")},
		{Name: "lower-case", Summary: "response types in lower case", line: lowerTypes},
		{Name: "missing-text", Summary: "tagged answers without a text", line: missingText},
		{Name: "paren-space", Summary: "a blank before a closing parenthesis, as at QQ Mail", line: replace(")\r\n", " )\r\n")},
		{Name: "trailing-blank", Summary: "a blank at the end of each line", line: replace("\r\n", " \r\n")},
		{Name: "nil-lists", Summary: "NIL where an empty list belongs", line: replace("()", "NIL")},
		{Name: "controls", Summary: "escape sequences in every text", line: controls},
		{Name: "nul", Summary: "NUL bytes in lines", line: replace(" ", " \x00")},
		{Name: "eight-bit", Summary: "8-bit text that is no UTF-8 in quoted strings", line: replace(`"`, "\"\xe4\xf6\xfc")},
		{Name: "unescaped-quotes", Summary: "quotation marks inside quoted strings", line: replace(" (\"", " (\"say \"hi\" ")},
		{Name: "huge-numbers", Summary: "numbers above 64 bits, negative ones and floats", line: func(line []byte) []byte {
			line = replace("RFC822.SIZE ", "RFC822.SIZE 9.3736e+06")(line)
			return replace("UIDNEXT ", "UIDNEXT 99999999999999999999")(replace("MODSEQ (", "MODSEQ (-")(line))
		}},
		{Name: "slow-bytes", Summary: "one byte at a time", conn: func(srv *Server, c net.Conn) net.Conn {
			return &slowConn{c, func() { srv.pause(20 * time.Millisecond) }}
		}},
		{Name: "slow-answers", Summary: "each answer takes three seconds", command: func(s *session, _ *call) bool {
			s.srv.pause(3 * time.Second)
			return false
		}},
		{Name: "alerts", Summary: "a thousand ALERTs before each answer", command: before(strings.Repeat("* OK [ALERT] Look at me!\r\n", 1000))},
		{
			Name: "code-without-status", Summary: "response codes without OK, as at Exchange",
			command: before("* [COPYUID 1 1:2 3:4]\r\n* [HIGHESTMODSEQ 7]\r\n"),
		},
		{Name: "endless-line", Summary: "a line without an end", command: forever("* OK ", "for ever ")},
		{Name: "endless-continuation", Summary: "continuation requests for ever", command: forever("", "+ go on\r\n")},
		{Name: "endless-untagged", Summary: "untagged data for ever", command: forever("", "* OK [XFLOOD 12] still there\r\n")},
		{
			Name: "deep-nesting", Summary: "a million parentheses in FETCH",
			command: instead("FETCH", "* 1 FETCH (BODYSTRUCTURE "+strings.Repeat("(", 1_000_000)+"\r\n$tag OK done\r\n"),
		},
		{Name: "unbalanced", Summary: "a FETCH response without its last parenthesis", command: instead("FETCH",
			"* 1 FETCH (FLAGS (\\Seen)\r\n* 2 FETCH FLAGS (\\Seen))\r\n$tag OK done\r\n")},
	}
}

func literalFaults() []Fault {
	return []Fault{
		{Name: "literal-2-63", Summary: "a literal of 2^63 bytes", command: instead("FETCH",
			"* 1 FETCH (BODY[] {9223372036854775808}\r\nhello)\r\n$tag OK done\r\n")},
		{Name: "literal-huge", Summary: "a literal of 2^62 bytes, of which a few come", command: instead("FETCH",
			"* 1 FETCH (BODY[] {4611686018427387904}\r\nhello")},
		{Name: "literal-short", Summary: "a literal announced shorter than it is", command: instead("FETCH",
			"* 1 FETCH (BODY[] {3}\r\nhello)\r\n$tag OK done\r\n")},
		{Name: "literal-long", Summary: "a literal announced longer than it is", command: instead("FETCH",
			"* 1 FETCH (BODY[] {50}\r\nhello)\r\n$tag OK done\r\n")},
		{Name: "literal-cut", Summary: "the connection ends in a literal", command: cutAt("FETCH", "* 1 FETCH (BODY[] {4096}\r\nhello")},
		{Name: "literal-plus", Summary: "the server sends {n+}", command: instead("FETCH",
			"* 1 FETCH (BODY[] {5+}\r\nhello)\r\n$tag OK done\r\n")},
		{Name: "literal-blank-line", Summary: "an empty line behind each literal", command: instead("FETCH",
			"* 1 FETCH (BODY[] {5}\r\nhello\r\n)\r\n$tag OK done\r\n")},
		{Name: "literal-in-text", Summary: "a status text that looks like a literal", command: before("* OK see {5}\r\n")},
		{Name: "literal-refused", Summary: "every literal is refused", literal: func(s *session, c *call) {
			s.raw(c, "$tag NO No literals today\r\n")
		}},
		{Name: "literal-early-ok", Summary: "OK comes in place of the request for a literal", literal: func(s *session, c *call) {
			s.raw(c, "$tag OK Done already\r\n")
		}},
		{Name: "deflate-bomb", Summary: "COMPRESS answers with a stream that inflates without end", command: deflateBomb},
		{
			Name: "deflate-garbage", Summary: "what follows COMPRESS is not compressed",
			command: instead("COMPRESS", "$tag OK Begin compression.\r\n* OK this is plain text\r\n"),
		},
	}
}

func answerFaults() []Fault {
	return []Fault{
		{Name: "unknown-tag", Summary: "answers carry a tag that nobody gave", command: instead("NOOP", "zz9999 OK done\r\n")},
		{Name: "two-answers", Summary: "each command is answered twice", command: instead("NOOP", "$tag OK done\r\n$tag OK done again\r\n")},
		{Name: "no-answer", Summary: "NOOP is never answered", command: instead("NOOP", "")},
		{Name: "tagged-bye", Summary: "BYE with a tag", command: instead("NOOP", "$tag BYE what now\r\n")},
		{Name: "plus-unasked", Summary: "a continuation request that nobody waits for", command: before("+ yes?\r\n")},
		{Name: "expunge-in-fetch", Summary: "EXPUNGE while FETCH is in progress", command: instead("FETCH",
			"* 1 FETCH (FLAGS (\\Seen))\r\n* 1 EXPUNGE\r\n* 2 FETCH (FLAGS ())\r\n$tag OK done\r\n")},
		{Name: "expunge-beyond", Summary: "EXPUNGE of a message that is not there", command: before("* 99999 EXPUNGE\r\n* 0 EXPUNGE\r\n")},
		{Name: "exists-shrinks", Summary: "EXISTS falls without EXPUNGE", command: before("* 1 EXISTS\r\n* 0 EXISTS\r\n")},
		{Name: "fetch-zero", Summary: "FETCH of message 0, as at Courier", command: before("* 0 FETCH (FLAGS ())\r\n")},
		{Name: "fetch-empty", Summary: "FETCH answers OK without data, as at iCloud", command: instead("FETCH", "$tag OK done\r\n")},
		{Name: "size-wrong", Summary: "RFC822.SIZE is not the size of the message: a 1 stands before it", line: replace("RFC822.SIZE ", "RFC822.SIZE 1")},
		{Name: "uidvalidity-missing", Summary: "SELECT tells neither UIDVALIDITY nor UIDNEXT", line: func(line []byte) []byte {
			if bytes.HasPrefix(line, []byte("* OK [UIDVALIDITY")) || bytes.HasPrefix(line, []byte("* OK [UIDNEXT")) {
				return nil
			}
			return line
		}},
		{Name: "search-garbage", Summary: "SEARCH finds words", command: instead("SEARCH", "* SEARCH 1 two 3 -4 99999999999\r\n$tag OK done\r\n")},
		{Name: "body-malformed", Summary: "BODYSTRUCTURE and ENVELOPE that break the grammar", command: instead("FETCH",
			`* 1 FETCH (BODYSTRUCTURE ("ALTERNATIVE" ("BOUNDARY" NIL) NIL NIL) ENVELOPE (NIL "s" () ((NIL NIL)) "x"))`+"\r\n"+
				`* 2 FETCH (BODYSTRUCTURE (NIL NIL NIL NIL NIL "7BIT" -1 NIL "inline" NIL))`+"\r\n$tag OK done\r\n")},
		{Name: "silent-enable", Summary: "ENABLE is answered without ENABLED, as at iCloud", command: instead("ENABLE", "$tag OK done\r\n")},
		{
			Name: "read-only-later", Summary: "the mailbox becomes read-only while it is open",
			command: instead("NOOP", "* OK [READ-ONLY] Somebody took the pen away\r\n$tag OK done\r\n"),
		},
	}
}

func endFaults() []Fault {
	return []Fault{
		{Name: "bye-unasked", Summary: "BYE in place of the first answer in an open mailbox", command: func(s *session, _ *call) bool {
			if s.view == nil {
				return false
			}
			s.bye("Server is going down for maintenance.")
			return true
		}},
		{Name: "bye-in-idle", Summary: "BYE as soon as IDLE has begun", command: func(s *session, c *call) bool {
			if c.name != "IDLE" {
				return false
			}
			s.line("+ idling")
			s.bye("You have idled enough.")
			return true
		}},
		{Name: "bye-in-fetch", Summary: "BYE in the middle of FETCH", command: cutAt("FETCH",
			"* 1 FETCH (FLAGS (\\Seen))\r\n* BYE Server is going down\r\n")},
		{Name: "bye-before-ok", Summary: "BYE and then an OK all the same", command: instead("NOOP",
			"* BYE Going down\r\n$tag OK done\r\n")},
		{Name: "bye-for-ever", Summary: "LOGOUT is answered with BYE after BYE and no OK, as at Yandex", command: func(s *session, c *call) bool {
			return c.name == "LOGOUT" && forever("", "* BYE bye\r\n")(s, c)
		}},
		{Name: "cut-in-line", Summary: "the connection ends within a line", command: cutAt("NOOP", "* 3 EXI")},
		{Name: "cut-before-ok", Summary: "the connection ends before the tagged answer", command: cutAt("NOOP", "* 3 EXISTS\r\n")},
		{Name: "logout-cut", Summary: "LOGOUT ends the connection without a word", command: cutAt("LOGOUT", "")},
	}
}

// instead answers one command with these bytes.
func instead(name, text string) func(*session, *call) bool {
	return func(s *session, c *call) bool {
		if c.base() != name {
			return false
		}
		s.raw(c, text)
		return true
	}
}

// cutAt is instead, and then the end of the connection.
func cutAt(name, text string) func(*session, *call) bool {
	answer := instead(name, text)
	return func(s *session, c *call) bool {
		s.ended = s.ended || c.base() == name
		return answer(s, c)
	}
}

// before sends these bytes before the answer of every command after login.
func before(text string) func(*session, *call) bool {
	return func(s *session, c *call) bool {
		if s.user != nil {
			s.raw(c, text)
		}
		return false
	}
}

// forever answers NOOP, and every command after login but LOGOUT, with bytes
// that never end.
func forever(once, again string) func(*session, *call) bool {
	return func(s *session, c *call) bool {
		if s.user == nil && c.name != "NOOP" {
			return false
		}
		s.raw(c, once)
		for !s.ended {
			s.raw(c, strings.Repeat(again, 1+4096/len(again)))
		}
		return true
	}
}

// challenge answers AUTHENTICATE with a challenge, and what the client says to
// it with NO.
func challenge(text string) func(*session, *call) bool {
	return func(s *session, c *call) bool {
		if c.name != "AUTHENTICATE" {
			return false
		}
		s.raw(c, text)
		if _, err := s.readLine(); err != nil {
			s.hangUp(err)
			return true
		}
		s.raw(c, "$tag NO [AUTHENTICATIONFAILED] No\r\n")
		return true
	}
}

func replace(old, new string) func([]byte) []byte {
	return func(line []byte) []byte { return bytes.ReplaceAll(line, []byte(old), []byte(new)) }
}

// lowerTypes writes the words before the first parenthesis, bracket or third
// blank in lower case.
func lowerTypes(line []byte) []byte {
	end := bytes.IndexAny(line, "([\"")
	if end < 0 {
		end = len(line)
	}
	words := bytes.SplitAfterN(line[:end], []byte(" "), 4)
	for _, w := range words[1:min(3, len(words))] {
		copy(w, bytes.ToLower(w))
	}
	return line
}

func missingText(line []byte) []byte {
	words := bytes.SplitN(line, []byte(" "), 3)
	if len(words) < 3 || words[0][0] == '*' || words[0][0] == '+' {
		return line
	}
	return append(bytes.Join(words[:2], []byte(" ")), "\r\n"...)
}

// controls puts a window title, a colour, a carriage return, C1 and a
// right-to-left override into every status text.
func controls(line []byte) []byte {
	const evil = "\x1b]0;owned\x07\x1b[31mred\x1b[0m\r\x08\x7f\u009b2J\x9b\u202egnp.exe"
	for _, status := range []string{" OK ", " NO ", " BAD ", " BYE ", " PREAUTH "} {
		if i := bytes.Index(line, []byte(status)); i > 0 && i < 20 {
			return append(bytes.TrimSuffix(line, []byte("\r\n")), evil+"\r\n"...)
		}
	}
	return line
}

// deflateBomb answers COMPRESS with a stream of a line of zeros without end.
func deflateBomb(s *session, c *call) bool {
	if c.base() != "COMPRESS" {
		return false
	}
	s.raw(c, "$tag OK Begin compression.\r\n")
	out := newDeflater(s.stream())
	io.WriteString(out, "* OK ")
	block := bytes.Repeat([]byte("0"), 1<<20)
	for {
		if _, err := out.Write(block); err != nil {
			s.ended = true
			return true
		}
	}
}

// scram answers AUTHENTICATE SCRAM-… with a server-first message of these
// parameters.
func scram(parameters string) func(*session, *call) bool {
	return func(s *session, c *call) bool {
		if c.name != "AUTHENTICATE" || !strings.Contains(strings.ToUpper(string(c.text)), "SCRAM") {
			return false
		}
		s.fakeSCRAM(c, parameters)
		return true
	}
}
