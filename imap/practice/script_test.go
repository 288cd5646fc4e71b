package practice_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"

	"imapsh/imap/practice"
)

func TestScript(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	called := false
	conn, done := practice.Script{
		practice.Send("* OK hello\r\n"),
		practice.Expect(`\S+ LOGIN \S+ \{3\}`),
		practice.Send("+ OK\r\n"),
		practice.Receive(5),
		practice.Send("$tag OK in\r\n"),
		practice.Repeat(2, practice.Expect(`\S+ NOOP`), practice.Send("$tag OK done\r\n")),
		practice.Wait(goOn),
		practice.Call(func() { called = true }),
		practice.Send("* BYE\r\n"),
		practice.Cut(),
	}.Pipe()
	p := &peer{t: t, conn: conn, rd: bufio.NewReader(conn)}
	p.talk(`
		S: * OK hello
		C: a1 LOGIN alice {3}
		S: + OK
		C: abc
		S: a1 OK in
		C: a2 NOOP
		S: a2 OK done
		C: a3 NOOP
		S: a3 OK done
	`)
	close(goOn)
	p.talk(`
		S: * BYE
		EOF
	`)
	if err := <-done; err != nil || !called {
		t.Errorf("got %v, called %v", err, called)
	}
}

func TestScriptSaysWhatWasWrong(t *testing.T) {
	t.Parallel()
	conn, done := practice.Script{practice.Send("* OK\r\n"), practice.Expect(`\S+ NOOP`)}.Pipe()
	io.WriteString(conn, "a1 LOGOUT\r\n")
	err := <-done
	if err == nil || !strings.Contains(err.Error(), "step 2") || !strings.Contains(err.Error(), "a1 LOGOUT") {
		t.Errorf("got %v, want the step and the line", err)
	}
}

func TestScriptObeys(t *testing.T) {
	t.Parallel()
	conn, done := practice.Script{practice.Send("* OK\r\n"), practice.Obey()}.Pipe()
	p := &peer{t: t, conn: conn, rd: bufio.NewReader(conn)}
	p.talk(`
		S: * OK
		C: a CAPABILITY
		S: * CAPABILITY IMAP4rev1
		S: a OK done
		C: b SELECT INBOX
		S: * FLAGS ()
		S: * 0 EXISTS
		S: * 0 RECENT
		S: b OK done
		C: c LOGOUT
		S: * BYE bye
		S: c OK done
		EOF
	`)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestScriptListens(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	pool, err := srv.CertPool()
	if err != nil {
		t.Fatal(err)
	}
	config, err := srv.TLSConfig()
	if err != nil {
		t.Fatal(err)
	}
	addr, done, closer, err := practice.Script{practice.StartTLS(config), practice.Send("* OK hi\r\n"), practice.Silence()}.Listen()
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	raw, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	c := tls.Client(raw, &tls.Config{RootCAs: pool, ServerName: "localhost"})
	p := &peer{t: t, conn: c, rd: bufio.NewReader(c)}
	p.talk(`S: * OK hi`)
	c.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
