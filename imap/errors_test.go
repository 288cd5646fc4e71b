package imap_test

import (
	"errors"
	"strings"
	"testing"

	"imapsh/imap"
	"imapsh/imap/auth"
	"imapsh/imap/practice"
)

const (
	hello     = "* OK [CAPABILITY IMAP4rev1 LITERAL+ AUTH=PLAIN] hello\r\n"
	authed    = "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n"
	authedSyn = "* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n" // no LITERAL+: literals wait
)

// act is what a client does; what it comes to is what the last command came to.
type act func(t *testing.T, c *imap.Client) (*imap.Result, error)

func do(commands ...*imap.Command) act {
	return func(t *testing.T, c *imap.Client) (r *imap.Result, err error) {
		for _, cmd := range commands {
			r, err = c.Do(t.Context(), cmd, nil)
		}
		return r, err
	}
}

func selectInbox() *imap.Command { return imap.Select(imap.Mailbox("INBOX"), false) }

func login() *imap.Command { return imap.Login(imap.AString("alice"), "alicepw") }

// selected answers a SELECT.
func selected() practice.Step {
	return practice.Repeat(1, practice.Expect(`\S+ SELECT INBOX`), practice.Send("* 3 EXISTS\r\n$tag OK [READ-WRITE] done\r\n"))
}

// answer waits for a command and answers it.
func answer(pattern, text string) practice.Step {
	return practice.Repeat(1, practice.Expect(`\S+ `+pattern), practice.Send(text))
}

const (
	goesOn = "the session goes on"
	gone   = "the connection is gone"
)

// TestFailures has a row for each event in the table of failures (client.md §3).
func TestFailures(t *testing.T) {
	t.Parallel()
	appendX := func() *imap.Command {
		cmd, err := imap.Append(imap.Mailbox("INBOX"), imap.NewMessage{Body: imap.Bytes([]byte("Subject: x\r\n\r\n"))})
		if err != nil {
			panic(err)
		}
		return cmd
	}
	for _, row := range []struct {
		event  string
		script practice.Script
		act    act
		class  string // "" for a result
		says   string
		then   string
	}{
		{"wrong state: nothing is sent", practice.Script{practice.Send(hello)}, do(imap.Check()), "error", "command CHECK illegal in state NONAUTH, only allowed in states SELECTED", goesOn},
		{"bad argument: nothing is sent", practice.Script{practice.Send(authed)}, do(imap.Create(imap.Mailbox("a\r\nb"))), "error", "not sent", goesOn},
		{"tagged NO is a result", practice.Script{practice.Send(authed), answer("CREATE x", "$tag NO no\r\n")}, do(imap.Create(imap.Mailbox("x"))), "", "NO", goesOn},
		{"tagged NO to login is an error", practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1] hi\r\n"), answer("LOGIN .*", "$tag NO no\r\n")}, do(login()), "error", "no", goesOn},
		{"tagged NO to authenticate is an error", practice.Script{practice.Send(hello), answer("AUTHENTICATE PLAIN", "$tag NO no\r\n")}, authenticatePlain, "error", "no", goesOn},
		{"tagged NO to starttls is an error", practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), answer("STARTTLS", "$tag NO no\r\n")}, do(imap.StartTLS()), "error", "no", goesOn},
		{"tagged BAD is an error", practice.Script{practice.Send(authed), answer("CREATE x", "$tag BAD what\r\n")}, do(imap.Create(imap.Mailbox("x"))), "error", "BAD what", goesOn},
		{"BYE not asked for", practice.Script{practice.Send(authed), answer("NOOP", "* BYE away\r\n")}, do(imap.Noop()), "abort", "BYE: away", gone},
		{"BYE beats a tagged OK", practice.Script{practice.Send(authed), answer("NOOP", "* BYE away\r\n$tag OK done\r\n")}, do(imap.Noop()), "abort", "BYE: away", gone},
		{"EOF", practice.Script{practice.Send(authed), practice.Expect(`\S+ NOOP`), practice.Cut()}, do(imap.Noop()), "abort", "EOF", gone},
		{"EOF inside a line", practice.Script{practice.Send(authed), answer("NOOP", "* OK half"), practice.Cut()}, do(imap.Noop()), "abort", "EOF", gone},
		{"an unparsable line", practice.Script{practice.Send(authed), answer("NOOP", "nonsense\r\n")}, do(imap.Noop()), "abort", "nonsense", gone},
		{"an unknown tag", practice.Script{practice.Send(authed), answer("NOOP", "zzz99 OK done\r\n")}, do(imap.Noop()), "abort", "unexpected tagged response", gone},
		{"a bare LF in a line", practice.Script{practice.Send(authed), answer("NOOP", "* OK a\nb\r\n")}, do(imap.Noop()), "abort", "", gone},
		{"a tagged OK before the command was sent whole", practice.Script{practice.Send(authedSyn), answer(`APPEND .*`, "$tag OK done\r\n")}, do(appendX()), "abort", "before it was sent whole", gone},
		{"NO in place of + is the result", practice.Script{practice.Send(authedSyn), answer(`APPEND .*`, "$tag NO no room\r\n")}, do(appendX()), "", "NO", goesOn},
		{"READ-ONLY to a plain select", practice.Script{practice.Send(authed), answer("SELECT INBOX", "* 3 EXISTS\r\n$tag OK [READ-ONLY] done\r\n")}, do(selectInbox()), "readonly", "not writable", goesOn},
		{
			"READ-ONLY that comes later: the next command is not sent",
			practice.Script{practice.Send(authed), selected(), answer("NOOP", "* OK [READ-ONLY] now\r\n$tag OK done\r\n")},
			do(selectInbox(), imap.Noop(), imap.Check()), "readonly", "READ-ONLY", goesOn,
		},
		{
			"READ-ONLY that comes later: told once",
			practice.Script{practice.Send(authed), selected(), answer("NOOP", "* OK [READ-ONLY] now\r\n$tag OK done\r\n"), answer("NOOP", "$tag OK done\r\n")},
			do(selectInbox(), imap.Noop(), imap.Noop(), imap.Noop()), "", "OK", goesOn,
		},
		{
			"READ-ONLY that comes later: never for logout",
			practice.Script{practice.Send(authed), selected(), answer("NOOP", "* OK [READ-ONLY] now\r\n$tag OK done\r\n"), answer("LOGOUT", "* BYE bye\r\n$tag OK done\r\n")},
			do(selectInbox(), imap.Noop(), imap.Logout()), "", "BYE", gone,
		},
		{"+ that nobody waits for is ignored", practice.Script{practice.Send(authed), answer("NOOP", "+ what\r\n$tag OK done\r\n")}, do(imap.Noop()), "", "OK", goesOn},
		{"an eleventh + is an abort", practice.Script{practice.Send(authed), practice.Expect(`\S+ NOOP`), practice.Repeat(11, practice.Send("+ what\r\n"))}, do(imap.Noop()), "abort", "11 continuations", gone},
	} {
		t.Run(row.event, func(t *testing.T) {
			t.Parallel()
			nc, _ := append(row.script, practice.Obey()).Pipe()
			c, err := imap.New(t.Context(), nc, imap.Options{AllowClear: true})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			r, err := row.act(t, c)
			switch {
			case row.class == "" && (err != nil || r.Type != row.says):
				t.Errorf("came to %+v, %v, want the result %s", r, err, row.says)
			case row.class != "" && (err == nil || imap.ClassOf(err).String() != row.class || !strings.Contains(err.Error(), row.says)):
				t.Errorf("came to %v (%s), want %s: … %s", err, imap.ClassOf(err), row.class, row.says)
			}
			checkAfter(t, c, row.then)
		})
	}
}

func authenticatePlain(t *testing.T, c *imap.Client) (*imap.Result, error) {
	cred := auth.Credentials{User: "alice", Password: "alicepw"}
	m, err := auth.Select(c.Mechanisms(), "PLAIN", cred, auth.Security{Encrypted: true})
	if err != nil {
		t.Fatal(err)
	}
	return c.Do(t.Context(), imap.Authenticate(m), nil)
}

// checkAfter sees whether the connection can be used, and if not that every later
// command says so at once.
func checkAfter(t *testing.T, c *imap.Client, then string) {
	t.Helper()
	for range 2 {
		_, err := c.Do(t.Context(), imap.Noop(), nil)
		if then == goesOn && imap.ClassOf(err) == imap.ClassReadOnly {
			continue
		}
		if (err == nil) != (then == goesOn) || err != nil && imap.ClassOf(err) != imap.ClassAbort && !strings.Contains(err.Error(), "LOGOUT") {
			t.Errorf("afterwards: %v, but %s", err, then)
		}
	}
}

// TestGreetings has the rows of the table that concern the start of a session.
func TestGreetings(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, greeting string
		then           practice.Step
		class, says    string
	}{
		{"OK", "* OK [CAPABILITY IMAP4rev1] hi\r\n", practice.Silence(), "", ""},
		{"PREAUTH", "* PREAUTH [CAPABILITY IMAP4rev2] hi\r\n", practice.Silence(), "", ""},
		{"BYE", "* BYE go away\r\n", practice.Silence(), "abort", "go away"},
		{"a greeting that is no IMAP", "220 mail.example.com ESMTP\r\n", practice.Silence(), "error", "220 mail.example.com ESMTP"},
		{"HTTP", "HTTP/1.1 400 Bad Request\r\n", practice.Silence(), "error", "HTTP/1.1 400"},
		{"an untagged response that greets nobody", "* 5 EXISTS\r\n", practice.Silence(), "error", "no IMAP greeting"},
		{"no IMAP4 among the capabilities", "* OK [CAPABILITY FOO BAR] hi\r\n", practice.Silence(), "error", "FOO BAR"},
		{"EOF", "", practice.Cut(), "abort", "EOF"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			nc, _ := practice.Script{practice.Send(row.greeting), row.then}.Pipe()
			c, err := imap.New(t.Context(), nc, imap.Options{})
			if err == nil {
				c.Close()
			}
			switch {
			case row.class == "" && err != nil:
				t.Error(err)
			case row.class != "" && (err == nil || imap.ClassOf(err).String() != row.class || !strings.Contains(err.Error(), row.says)):
				t.Errorf("came to %v (%s), want %s: … %s", err, imap.ClassOf(err), row.class, row.says)
			}
		})
	}
}

// TestLeniency reads what broken servers send, and notes it in the trace.
func TestLeniency(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, answer string }{
		{"two blanks for one", "*  5  EXISTS\r\n$tag  OK  done\r\n"},
		{"lower-case types", "* 5 exists\r\n$tag ok done\r\n"},
		{"a tagged line without text", "$tag OK\r\n"},
		{"a blank line after a literal inside a response", "* 1 FETCH (BODY[] {3}\r\nabc\r\n)\r\n$tag OK done\r\n"},
		{"NIL for an empty list", "* LIST NIL \"/\" x\r\n$tag OK done\r\n"},
		{"a quoted string holding 8-bit text", "* LIST () \"/\" \"x\xfc\"\r\n$tag OK done\r\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			nc, _ := practice.Script{practice.Send(authed), answer("NOOP", row.answer), practice.Obey()}.Pipe()
			c, err := imap.New(t.Context(), nc, imap.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if r, err := c.Do(t.Context(), imap.Noop(), nil); err != nil || r.Type != "OK" {
				t.Errorf("came to %+v, %v", r, err)
			}
			checkAfter(t, c, goesOn)
		})
	}
}

// Every error of the client is one of its own type, so that a program can tell the
// layers apart.
func TestReasons(t *testing.T) {
	t.Parallel()
	nc, _ := practice.Script{practice.Send(authed), answer("NOOP", "* BYE\r\n")}.Pipe()
	c, err := imap.New(t.Context(), nc, imap.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Do(t.Context(), imap.Noop(), nil)
	var e *imap.Error
	if !errors.As(err, &e) || e.Reason != imap.ReasonNetwork {
		t.Errorf("%#v", err)
	}
	if reason, ok := imap.ReasonOf(errors.New("x")); ok {
		t.Errorf("a foreign error has reason %d", reason)
	}
}
