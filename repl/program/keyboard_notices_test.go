//go:build unix

package program

import (
	"strings"
	"testing"

	"imapsh/imap/practice"
	"imapsh/imap/practice/store"
	"imapsh/repl/lineedit/ptytest"
)

const greeting = "* PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\r\n"

// A server that speaks of its own accord is heard at once, above the line being
// typed.
func TestNotices(t *testing.T) {
	t.Parallel()
	news := make(chan struct{})
	say := func(text string) practice.Step { return practice.Send(text + "\r\n") }
	address := play(t, practice.Script{
		say("* PREAUTH [CAPABILITY IMAP4rev1] ready"),
		practice.Expect(`\S+ SELECT INBOX`), say("* 5 EXISTS"), say("* 0 RECENT"), say("$tag OK [READ-WRITE] selected"),
		practice.Wait(news), say("* 7 EXISTS"), say("* 2 RECENT"),
		practice.Wait(news), say(`* 3 FETCH (FLAGS (\Seen))`), say("* 4 EXPUNGE"), say("* OK nothing worth telling"),
		practice.Wait(news), say("* OK [ALERT] \x1b]0;owned\x07the disk is full"),
		practice.Expect(`\S+ NOOP`), say("$tag OK done"),
		practice.Wait(news), say("* BYE shutting down"), practice.Cut(),
	})
	s := terminal{}.start(t, "imap://"+address)
	s.Ends("127.0.0.1>")
	s.line("select INBOX")
	s.Ends("127.0.0.1 INBOX 5>")
	s.Press("noo")
	s.Ends("127.0.0.1 INBOX 5> noo")
	news <- struct{}{}
	s.Ends("\n· 7 EXISTS\n· 2 RECENT\n127.0.0.1 INBOX 7> noo")
	news <- struct{}{}
	s.Ends("\n· 3 FETCH (FLAGS (\\Seen))\n· 4 EXPUNGE\n127.0.0.1 INBOX 6> noo")
	news <- struct{}{}
	s.Ends("\n· OK [ALERT] \\x1b]0;owned\\x07the disk is full\n127.0.0.1 INBOX 6> noo")
	s.line("p")
	s.Has("> noop\nOK done")
	s.Ends("\n127.0.0.1 INBOX 6>")
	s.Press("half a li")
	s.Ends("> half a li")
	news <- struct{}{}
	s.Ends("\n· BYE shutting down\nabort: the server said BYE: shutting down\n\\reconnect connects again\nimapsh> half a li")
	s.Press(ptytest.Ctrl('C'), ptytest.Ctrl('D'))
	if err := s.Exits(); err != nil {
		t.Error(err)
	}
}

func TestServerGoesAwayWhileTyping(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	address := play(t, practice.Script{practice.Send(greeting), practice.Wait(gone), practice.Cut()})
	s := terminal{}.start(t, "imap://"+address)
	s.Ends("127.0.0.1>")
	s.Press("fetch 1 FL")
	s.Ends("> fetch 1 FL [(modifiers)]")
	gone <- struct{}{}
	s.Ends("\nabort: socket error: EOF between commands: the server closed the connection\n\\reconnect connects again\nimapsh> fetch 1 FL [(modifiers)]")
	s.line("AGS")
	s.Has("not connected")
	s.Ends("\nimapsh>")
}

func deliver(t *testing.T, server *practice.Server, mailbox string) {
	t.Helper()
	mail := store.NewMessage{Body: store.NewBody([]byte("Subject: news\r\n\r\nnews\r\n"))}
	if _, err := server.Store().Append(server.Store().User("alice"), mailbox, []store.NewMessage{mail}); err != nil {
		t.Fatal(err)
	}
}

func TestLive(t *testing.T) {
	t.Parallel()
	server, address := serve(t, practice.Options{NoTLS: true})
	s := terminal{}.start(t, "imap://alice@"+address)
	s.Ends("alice@127.0.0.1>")
	s.line("select INBOX")
	s.Ends(" INBOX 23>")
	s.line(`\set live on`)
	s.Ends("\nlive is on\nalice@127.0.0.1 INBOX 23>")
	s.Press("fetch 24")
	s.Ends("> fetch 24 items [(modifiers)]")
	deliver(t, server, "INBOX")
	s.Ends("\n· 24 EXISTS\n· 2 RECENT\nalice@127.0.0.1 INBOX 24> fetch 24 items [(modifiers)]")
	s.line(" FLAGS")
	s.Has(`24 (FLAGS (\Recent))`)
	s.Ends("\nalice@127.0.0.1 INBOX 24>")
	deliver(t, server, "INBOX")
	s.Ends("\n· 25 EXISTS\n· 3 RECENT\nalice@127.0.0.1 INBOX 25>")
	s.line("print_log 4")
	s.Has("> DONE")
	s.Ends("\nalice@127.0.0.1 INBOX 25>")
	s.line(`\set live off`)
	s.Ends("\nlive is off\nalice@127.0.0.1 INBOX 25>")
	deliver(t, server, "INBOX")
	s.line("noop")
	s.Has("· 26 EXISTS")
	s.Ends("\nalice@127.0.0.1 INBOX 26>")
	s.Press(ptytest.Ctrl('D'))
	if err := s.Exits(); err != nil {
		t.Error(err)
	}
}

// The live trace does not disturb the line either.
func TestTraceWhileTyping(t *testing.T) {
	t.Parallel()
	news := make(chan struct{})
	address := play(t, practice.Script{
		practice.Send("* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n"), practice.Wait(news), practice.Send("* 7 EXISTS\r\n"), practice.Obey(),
	})
	s := terminal{}.start(t, "imap://"+address)
	s.Ends("127.0.0.1>")
	s.line(`\trace on`)
	s.Ends("\n127.0.0.1>")
	s.Press("noo")
	s.Ends("> noo")
	news <- struct{}{}
	s.Until("trace and notice above the line", func() bool {
		text := s.Screen.String()
		return strings.Contains(text, " < * 7 EXISTS\n") && strings.HasSuffix(text, "\n· 7 EXISTS\n127.0.0.1> noo")
	})
	s.line("p")
	s.Has("OK done")
	s.Ends("\n127.0.0.1>")
	s.bye()
}

// Each connection listens, and says whose news it is.
func TestLiveInSeveralSessions(t *testing.T) {
	t.Parallel()
	server, address := serve(t, practice.Options{NoTLS: true})
	s := terminal{}.start(t, "imap://alice@"+address+"/INBOX")
	s.Ends(" INBOX[ro] 23>")
	s.line(`\connect imap://bob:bobpw@` + address)
	s.Ends("\nbob@127.0.0.1>")
	s.line(`\set live on`)
	s.Ends("\nlive is on\nbob@127.0.0.1>")
	deliver(t, server, "INBOX")
	s.Ends("\n[1 alice@127.0.0.1] · 24 EXISTS\n[1 alice@127.0.0.1] · 2 RECENT\nbob@127.0.0.1>")
	s.line("quit")
	if err := s.Exits(); err != nil {
		t.Error(err)
	}
}

func TestLiveWhereThereIsNoIdle(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, said string }{
		{"not offered", "127.0.0.1 does not offer IDLE; noop asks what is new"},
		{"refused", "IDLE refused: not today; noop asks what is new"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			script := practice.Script{practice.Send("* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n"), practice.Obey()}
			if tt.name == "refused" {
				script = practice.Script{
					practice.Send(greeting), practice.Expect(`\S+ IDLE`), practice.Send("$tag NO not today\r\n"), practice.Obey(),
				}
			}
			s := terminal{}.start(t, "imap://"+play(t, script))
			s.Ends("127.0.0.1>")
			s.line(`\set live on`)
			s.Ends("\nlive is on\n" + tt.said + "\n127.0.0.1>")
			s.line("noop")
			s.Has("OK done")
			s.Ends("\n127.0.0.1>")
			s.Press(ptytest.Ctrl('D'))
			if err := s.Exits(); err != nil {
				t.Error(err)
			}
		})
	}
}

// The connection may break in the IDLE of the shell's own, too.
func TestServerGoesAwayWhileListening(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	address := play(t, practice.Script{
		practice.Send(greeting), practice.Expect(`\S+ IDLE`), practice.Send("+ go\r\n"), practice.Wait(gone), practice.Cut(),
	})
	s := terminal{}.start(t, "imap://"+address)
	s.Ends("127.0.0.1>")
	s.line(`\set live on`)
	s.Ends("\nlive is on\n127.0.0.1>")
	s.Press("fet")
	s.Ends("> fet")
	gone <- struct{}{}
	s.Ends("\nabort: socket error: EOF in the answer to IDLE: the server closed the connection\n\\reconnect connects again\nimapsh> fet")
}
