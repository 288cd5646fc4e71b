package practice_test

import (
	"compress/flate"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"imapsh/imap/practice"
)

// A thousand clients are connected at once, a quarter of them over TCP; each adds a
// message and a flag, and in the end all is there.
func TestThousandConnections(t *testing.T) {
	t.Parallel()
	const clients = 1000
	srv := newServer(t, practice.Options{})
	addr, err := srv.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	var ready, done sync.WaitGroup
	ready.Add(clients)
	start := make(chan struct{})
	failed := make(chan string, clients)
	for i := range clients {
		done.Go(func() {
			conn := srv.Pipe()
			if i%4 == 0 {
				tcp, err := net.Dial("tcp", addr.String())
				if err != nil {
					failed <- err.Error()
					ready.Done()
					return
				}
				conn.Close()
				conn = tcp
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(2 * time.Minute))
			ask := func(text string) string {
				io.WriteString(conn, text)
				return until(conn, "z OK")
			}
			said := ask("a LOGIN alice alicepw\r\nb SELECT INBOX\r\nz NOOP\r\n")
			ready.Done()
			<-start
			said += ask(fmt.Sprintf("c APPEND INBOX {8+}\r\nc%07d\r\nd UID STORE 1 +FLAGS (k%d)\r\nz NOOP\r\n", i, i%30))
			for _, want := range []string{"a OK", "b OK", "c OK", "d OK"} {
				if !strings.Contains(said, "\n"+want) {
					failed <- fmt.Sprintf("client %d: no %s", i, want)
					return
				}
			}
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	close(failed)
	for text := range failed {
		t.Error(text)
	}
	login(t, srv, "alice").talk(`
		C: a STATUS INBOX (MESSAGES UIDNEXT)
		S: * STATUS INBOX (MESSAGES 1003 UIDNEXT 1004)
		S: a OK Status completed.
	`)
}

// until reads up to a text or the end.
func until(r io.Reader, text string) string {
	var got strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(got.String(), text) {
		n, err := r.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			break
		}
	}
	return got.String()
}

func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{MaxConnections: 2})
	first, second := dial(t, srv), dial(t, srv)
	first.talk(`S: * OK «.*»`)
	second.talk(`S: * OK «.*»`)
	dial(t, srv).talk(`
		S: * BYE Too many connections.
		EOF
	`)
	first.talk(`
		C: a LOGOUT
		S: * BYE Logging out
		S: a OK Logout completed.
		EOF
	`)
}

// Literals that are announced and never sent take no memory, but room that
// others are told of.
func TestLiteralBombs(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	var greedy []*peer
	for range 8 {
		p := login(t, srv, "alice")
		p.talk(`
			C: a APPEND INBOX {67108864}
			S: + OK
		`)
		greedy = append(greedy, p)
	}
	p := login(t, srv, "alice")
	p.talk(`
		C: a APPEND INBOX {70000}
		S: a NO [LIMIT] Others are sending too much at the moment, try again later.
		C> b APPEND INBOX {3+}\r\nabc\r\n
		S: b OK «.*»
	`)
	greedy[0].conn.Close()
	for answer := ""; answer != "c OK"; { // as soon as the server has noticed
		p.send("c APPEND INBOX {70000+}\r\n" + strings.Repeat("x", 70000) + "\r\n")
		if answer = p.line()[:4]; answer == "c NO" {
			continue
		}
	}
	p.talk(`
		C: d SELECT INBOX
		S... d OK «.*»
	`)
	const million = " TEXT {1000000+}\r\n"
	p.send("e SEARCH" + million + strings.Repeat("x", 1_000_000) + "\r\n")
	p.talk(`
		S: * SEARCH
		S: e OK Search completed.
	`)
	p.send("f SEARCH")
	for range 5 { // five times a million bytes of arguments are too many
		p.send(million + strings.Repeat("x", 1_000_000))
	}
	p.talk(`
		C: 
		S: f NO [LIMIT] Command is too large.
		C: g NOOP
		S: g OK NOOP completed.
	`)
}

// A compressed stream that inflates to a line without an end is cut off.
func TestDeflateBombFromClient(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.talk(`
		C: a COMPRESS DEFLATE
		S: a OK Begin compression.
	`)
	w, err := flate.NewWriter(p.conn, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 1 << 10 { // a gibibyte in the end, if somebody took it
		if _, err = w.Write(zeros); err != nil {
			break
		}
	}
	if err == nil {
		err = w.Flush()
	}
	answer, _ := io.ReadAll(flate.NewReader(p.rd))
	if !strings.Contains(string(answer), "* BYE Input line longer than the limit of 65536 bytes.") {
		t.Errorf("got %q after %v", answer, err)
	}
}

// A line that names the same text or the same messages thousands of times costs
// time, but no more memory than its answer.
func TestRepetition(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.talk(`
		C: s SELECT INBOX
		S... s OK «.*»
		C: a FETCH ` + strings.Repeat("1:*,3:1,", 8000) + `2 UID
		S: * 1 FETCH (UID 1)
		S: * 2 FETCH (UID 2)
		S: * 3 FETCH (UID 3)
		S: a OK Fetch completed.
		C: b UID SEARCH UID ` + strings.Repeat("1:4000000000,", 4900) + `2
		S: * SEARCH 1 2 3
		S: b OK Search completed.
	`)
	p.send("c FETCH 1 (" + strings.Repeat("BODY.PEEK[]<0.1> BODY.PEEK[] ", 2000) + "UID)\r\n")
	if n := strings.Count(until(p.rd, "c OK"), "BODY[]"); n < 2 {
		t.Errorf("%d bodies", n)
	}
}

// A client that does not read is not waited for without end.
func TestClientDoesNotRead(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{IdleTimeout: 50 * time.Millisecond})
	conn := srv.Pipe()
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	flood := []byte("a LOGIN alice alicepw\r\nb SELECT INBOX\r\n" + strings.Repeat("c FETCH 1:* (ENVELOPE BODYSTRUCTURE)\r\n", 1000))
	for {
		if _, err := conn.Write(flood); err != nil {
			if isDeadline(err) {
				t.Error("the server still waits")
			}
			return
		}
	}
}

func isDeadline(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && timeout.Timeout()
}
