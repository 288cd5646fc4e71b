//go:build unix

package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"imapsh/imap/practice"
	"imapsh/repl/lineedit/ptytest"
)

var ctrlC = ptytest.Ctrl('C')

// selected is a peer that has let us in and opened INBOX, and then does what
// the script says.
func selected(t *testing.T, script ...practice.Step) (address string) {
	t.Helper()
	return play(t, append(practice.Script{
		practice.Send(greeting), practice.Expect(`\S+ EXAMINE INBOX`),
		practice.Send("* 9 EXISTS\r\n$tag OK [READ-ONLY] examined\r\n"),
	}, script...))
}

// opened starts the shell with that mailbox open.
func (o terminal) opened(t *testing.T, address string) *shell {
	t.Helper()
	s := o.start(t, "--no-history", "imap://"+address+"/INBOX")
	s.Ends("127.0.0.1 INBOX[ro] 9>")
	return s
}

// bye leaves the shell.
func (s *shell) bye() {
	s.t.Helper()
	s.Press(ptytest.Ctrl('D'))
	if err := s.Exits(); err != nil {
		s.t.Error(err)
	}
}

func TestCtrlCClearsTheLine(t *testing.T) {
	t.Parallel()
	s := terminal{}.demo(t)
	s.Press("delete INB", ctrlC)
	s.Ends("alice@demo> delete INB^C\nalice@demo>")
	s.bye()
}

func TestCtrlCEndsIdle(t *testing.T) {
	t.Parallel()
	for _, key := range []string{ctrlC, ptytest.Enter} {
		s := terminal{}.demo(t)
		s.line("idle")
		s.Ends("listening; Enter or Ctrl-C ends it")
		s.Press(key)
		s.Has("\nOK Idle completed")
		s.Ends("\nalice@demo>")
		s.bye()
	}
}

// In a long answer Ctrl-C stops the showing at once. The rest is read, so that
// the session goes on.
func TestCtrlCInALongBody(t *testing.T) {
	t.Parallel()
	more := make(chan struct{})
	line := strings.Repeat("x", 58) + "\r\n"
	address := selected(
		t, practice.Expect(`\S+ FETCH 1 BODY\[\]`),
		practice.Send("* 1 FETCH (BODY[] {6000000}\r\n"+strings.Repeat(line, 1000)),
		practice.Wait(more), practice.Send(strings.Repeat(line, 99_000)+")\r\n"),
		practice.Wait(more), practice.Send("$tag OK fetched\r\n"),
		practice.Obey(),
	)
	s := terminal{}.opened(t, address)
	s.line("fetch 1 BODY[]")
	s.Has(`│ … 6 MB more of 6 MB; \show shows it, \save FILE keeps it`) // a screenful is shown before the rest is there
	s.Press(ctrlC)
	s.Has("\ninterrupted, reading the rest; Ctrl-C again closes")
	more <- struct{}{}
	more <- struct{}{}
	s.Ends("\ninterrupted; the rest of the answer was read and not shown: OK fetched\n127.0.0.1 INBOX[ro] 9>")
	s.line(`\timing off`)
	s.line("noop")
	s.Ends("> noop\nOK done\n127.0.0.1 INBOX[ro] 9>")
	s.bye()
}

func TestCtrlCTwiceClosesTheConnection(t *testing.T) {
	t.Parallel()
	address := selected(t, practice.Expect(`\S+ FETCH .*`), practice.Forever("* 1 FETCH (FLAGS (\\Seen))\r\n"))
	s := terminal{}.opened(t, address)
	s.line("fetch 1:* FLAGS")
	s.Has("1 (FLAGS (\\Seen))\n  1 (FLAGS (\\Seen))")
	s.Press(ctrlC)
	s.Has("\ninterrupted, reading the rest; Ctrl-C again closes")
	s.Press(ctrlC)
	s.Ends("\nabort: FETCH interrupted: by Ctrl-C\n\\reconnect connects again\nimapsh>")
	s.line(`\state`)
	s.Has("\nconnection  FETCH interrupted: by Ctrl-C\n")
	s.Ends("\nimapsh>")
	s.bye()
}

func TestCtrlCInAConnect(t *testing.T) {
	t.Parallel()
	s := terminal{}.start(t)
	s.Ends("imapsh>")
	s.line(`\connect imap://` + play(t, practice.Script{practice.Silence()}))
	s.Has("connecting to 127.0.0.1") // after half a second
	s.Press(ctrlC)
	s.Ends("\nimapsh>")
	if strings.Contains(s.Screen.String(), "connecting to") {
		t.Error("the progress stayed on the screen")
	}
	s.bye()
}

// A file that Ctrl-C left incomplete is named.
func TestCtrlCWhileSaving(t *testing.T) {
	t.Parallel()
	more := make(chan struct{})
	address := selected(
		t, practice.Expect(`\S+ FETCH 1 BODY\[\]`), practice.Send("* 1 FETCH (BODY[] {2000000}\r\n"+strings.Repeat("x", 1_000_000)),
		practice.Wait(more), practice.Send(strings.Repeat("x", 1_000_000)+")\r\n$tag OK fetched\r\n"), practice.Obey(),
	)
	home := t.TempDir()
	s := terminal{home: home}.opened(t, address)
	s.line("fetch 1 BODY[] > m.eml")
	s.Has("FETCH · 1 item · 1 MB of 2 MB") // after half a second
	s.Press(ctrlC)
	s.Has("interrupted, reading the rest")
	more <- struct{}{}
	s.Has("m.eml is incomplete: ")
	s.Ends("\n127.0.0.1 INBOX[ro] 9>")
	if st, err := os.Stat(filepath.Join(home, "m.eml")); err != nil || st.Size() >= 2_000_000 {
		t.Errorf("the whole body was saved after all: %v, %v", st, err)
	}
	s.bye()
}

// Progress comes after half a second and leaves nothing behind.
func TestProgress(t *testing.T) {
	t.Parallel()
	more := make(chan struct{})
	address := selected(
		t, practice.Expect(`\S+ FETCH 1:2 FLAGS`), practice.Wait(more), practice.Send("* 1 FETCH (FLAGS ())\r\n* 2 FETCH (FLAGS ())\r\n"),
		practice.Wait(more), practice.Send("$tag OK fetched\r\n"), practice.Obey(),
	)
	s := terminal{}.opened(t, address)
	s.line(`\timing off`)
	s.Ends("\n127.0.0.1 INBOX[ro] 9>")
	s.line("fetch 1:2 FLAGS")
	s.Has("> fetch 1:2 FLAGS\nFETCH · waiting for the server · ")
	more <- struct{}{}
	s.Has("> fetch 1:2 FLAGS\n  1 (FLAGS ())\n  2 (FLAGS ())\nFETCH · 2 items · ")
	more <- struct{}{}
	s.Ends("> fetch 1:2 FLAGS\n  1 (FLAGS ())\n  2 (FLAGS ())\nOK fetched · 2 items\n127.0.0.1 INBOX[ro] 9>")
	s.bye()
}

// Where nothing can be taken away again there is no progress, and Ctrl-C is
// answered in a line of its own.
func TestCtrlCOnADumbTerminal(t *testing.T) {
	t.Parallel()
	address := selected(t, practice.Expect(`\S+ FETCH .*`), practice.Forever("* 1 FETCH (FLAGS (\\Seen))\r\n"))
	s := terminal{env: []string{"TERM=dumb"}}.opened(t, address)
	s.line("fetch 1:* FLAGS")
	s.Has("1 (FLAGS (\\Seen))\n  1 (FLAGS (\\Seen))")
	s.Press(ctrlC)
	s.Has("interrupted, reading the rest; Ctrl-C again closes")
	s.Press(ctrlC)
	s.Ends("\nimapsh>")
	if strings.Contains(s.Output(), "\x1b") {
		t.Errorf("an escape sequence was sent: %q", s.Output())
	}
}
