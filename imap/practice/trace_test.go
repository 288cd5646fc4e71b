package practice_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"imapsh/imap/practice"
)

// What both sides say is told, without passwords and literals.
func TestTrace(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var lines []string
	srv := newServer(t, practice.Options{Capabilities: []string{"IMAP4rev1", "LITERAL+", "SASL-IR", "AUTH=PLAIN", "AUTH=LOGIN"}, Trace: func(n int, line string) {
		mu.Lock()
		defer mu.Unlock()
		if n == 1 {
			lines = append(lines, line)
		}
	}})
	p := dial(t, srv)
	p.talk(`
		S: * OK «.*»
		C: a LOGIN alice wrong
		S: a NO «.*»
		C: b AUTHENTICATE PLAIN ` + b64("\x00alice\x00secret") + `
		S: b NO «.*»
		C: c AUTHENTICATE LOGIN
		S: + «.*»
		C: ` + b64("alice") + `
		S: + «.*»
		C: *
		S: c BAD «.*»
		C: c  login  alice secret
		S: c BAD «.*»
		C: d LOGIN {5}
		S: + OK
		C: alice "alicepw"
		S: d OK «.*»
		C> e APPEND INBOX {8+}\r\nsecret!!\r\n
		S: e OK «.*»
		C: f SELECT INBOX
		S... f OK «.*»
		C: g FETCH 4 (BODY[] UID)
		S: * 4 FETCH (UID 4 FLAGS (\Seen \Recent) BODY[] {8}
		S: secret!!)
		S: g OK «.*»
		C> \xff\r\n
		S: * BAD «.*»
	`)
	srv.Close()
	got := "\n" + strings.Join(lines, "\n") + "\n"
	for _, want := range []string{
		"S: * OK [CAPABILITY", "C: a LOGIN alice ***\nS: a NO", "C: b AUTHENTICATE PLAIN ***\nS: b NO",
		"C: c AUTHENTICATE LOGIN\nS: + ", "C: ***\nS: + ", "C: c login alice ***\nS: c BAD", "C: d LOGIN {5}\nS: + OK\nC: ***\nS: d OK",
		"C: e APPEND INBOX {8+}\nC: \nS: e OK", "BODY[] {8}\nS: )\nS: g OK", "C: \\xff\nS: * BAD",
	} {
		if !strings.Contains(got, "\n"+want) && !strings.Contains(got, want) {
			t.Errorf("no %q in:%s", want, got)
		}
	}
	for _, secret := range []string{"wrong", "secret", b64("alice"), "alicepw"} {
		if strings.Contains(got, secret) {
			t.Errorf("%s is told:%s", secret, got)
		}
	}
}

// A line without an end is not kept.
func TestTraceOfLongLines(t *testing.T) {
	t.Parallel()
	told := make(chan string, 100)
	srv := newServer(t, practice.Options{Trace: func(_ int, line string) { told <- line }})
	p := login(t, srv, "alice")
	p.talk(`
		C: a SELECT INBOX
		S... a OK «.*»
		C: b SEARCH ` + strings.Repeat("1,2,", 2000) + `3
		S: * SEARCH 1 2 3
		S: b OK Search completed.
	`)
	srv.Close()
	close(told)
	for line := range told {
		if len(line) > 2100 {
			t.Errorf("%d bytes of a line", len(line))
		}
	}
}

// imapsh serve --trace shows it on stderr.
func TestServeTrace(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var errs bytes.Buffer // written to until ServeMain ends
	ended := make(chan int)
	go func() { ended <- practice.ServeMain(ctx, []string{"--trace"}, in, &errs) }()
	var addr string
	if _, err := fmt.Fscanf(out, "imap://%s\n", &addr); err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Minute))
	io.WriteString(c, "a LOGIN alice alicepw\r\nb LOGOUT\r\n")
	if _, err := io.ReadAll(c); err != nil {
		t.Error(err)
	}
	stop()
	<-ended
	for _, want := range []string{"1 S: * OK ", "1 C: a LOGIN alice ***\n", "1 C: b LOGOUT\n", "1 S: * BYE "} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("no %q in %q", want, errs.String())
		}
	}
}
