package imap_test

import (
	"bufio"
	"bytes"
	"compress/flate"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"imapsh/imap"
	"imapsh/imap/auth"
	"imapsh/imap/practice"
	"imapsh/imap/wire"
)

// The promises of docs/trust.md that the client keeps, each against a server
// that breaks the rules.

const trusting = "* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE UIDPLUS ESEARCH] hi\r\n"

// against connects to a peer that plays a script.
func against(t *testing.T, opts imap.Options, steps ...practice.Step) *imap.Client {
	t.Helper()
	peer, _ := practice.Script(steps).Pipe()
	c, err := imap.New(t.Context(), peer, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// wantAbort wants the error to be an abort that says something.
func wantAbort(t *testing.T, err error, says string) {
	t.Helper()
	if err == nil || imap.ClassOf(err) != imap.ClassAbort || !strings.Contains(err.Error(), says) {
		t.Errorf("%v, want an abort that says %q", err, says)
	}
}

// flood is so many bytes without an end: a client that takes them all has no
// limit, and is told so by the end of the connection.
func flood(text string, size int) practice.Step {
	const block = 16 << 10
	return practice.Repeat(size/block, practice.Send(strings.Repeat(text, block/len(text))))
}

// grown is how much a function adds to the address space, in bytes: an
// allocation that is never touched counts, too.
func grown(t *testing.T, f func()) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Sys - before.Sys
}

func TestT01_LimitsHoldForLinesNestingLiteralsAndTheStore(t *testing.T) {
	limits := wire.Limits{Line: 1 << 20, Nesting: 100, Gathered: 1 << 20}
	for _, row := range []struct {
		name   string
		answer practice.Step
		says   string // "": the session goes on
	}{
		{"a line without an end", flood("* OK for ever", 8<<20), "longer than the limit of 1048576 bytes"},
		{"parentheses without an end", flood("* 1 FETCH (((((((((", 8<<20), "longer than the limit"},
		{"a literal to be gathered", practice.Send("* 1 FETCH (A {1048577}\r\n"), "longer than the limit of 1048576 bytes"},
		{"ten thousand parentheses", practice.Send("* 1 FETCH " + strings.Repeat("(", 10000) + "\r\n$tag OK done\r\n"), ""},
		{"more entries than the store keeps", practice.Send(strings.Repeat("* X y\r\n", 20000) + "$tag OK done\r\n"), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := against(t, imap.Options{Limits: limits}, practice.Send(trusting), practice.Expect(`\S+ NOOP`), row.answer)
			space := grown(t, func() {
				_, err := c.Do(t.Context(), imap.Noop(), nil)
				if row.says != "" {
					wantAbort(t, err, row.says)
				} else if err != nil {
					t.Error(err)
				}
			})
			if space > 32<<20 {
				t.Errorf("the address space grew by %d MiB", space>>20)
			}
			if n := c.StoredNames()["X"]; n > 10000 {
				t.Errorf("%d responses are stored", n)
			}
		})
	}
}

// allocated is how many bytes a function takes of the heap, whether it touches
// them or not, and whether they are given back.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestT02_NothingIsAllocatedForWhatIsOnlyAnnounced(t *testing.T) {
	// The first is gathered in memory, the second in a file, the others not at all.
	for _, size := range []string{"16777000", "268435456", "9223372036854775807", "9223372036854775808", "18446744073709551616"} {
		for _, cmd := range []*imap.Command{imap.Noop(), imap.Fetch(imap.Verbatim("1"), imap.Verbatim("BODY[]"))} {
			t.Run(cmd.Name+" "+size, func(t *testing.T) {
				c := against(t, imap.Options{},
					practice.Send(trusting), practice.Expect(`\S+ SELECT INBOX`), practice.Send("* 3 EXISTS\r\n$tag OK [READ-WRITE] done\r\n"),
					practice.Expect(".*"), practice.Send("* 1 FETCH (BODY[] {"+size+"}\r\nabc"), practice.Cut())
				if _, err := c.Do(t.Context(), selectInbox(), nil); err != nil {
					t.Fatal(err)
				}
				space := allocated(func() {
					_, err := c.Do(t.Context(), cmd, nil)
					wantAbort(t, err, "")
				})
				if space > 4<<20 {
					t.Errorf("%d MiB were allocated for three bytes", space>>20)
				}
			})
		}
	}
}

func TestT03_NumbersAreCheckedAndSetsStayRanges(t *testing.T) {
	for _, row := range []struct{ says, where string }{
		{"* 4294967296 EXISTS", "below 2^32"},
		{"* 18446744073709551617 EXPUNGE", "below 2^32"},
		{"* 1 FETCH (BODY[] {9223372036854775808}", "below 2^63"},
		{"* 1 FETCH (BODY[] {18446744073709551619}\r\nabc)", "below 2^63"},
	} {
		c := against(t, imap.Options{}, practice.Send(trusting), practice.Expect(`\S+ NOOP`), practice.Send(row.says+"\r\n$tag OK done\r\n"), practice.Cut())
		_, err := c.Do(t.Context(), imap.Noop(), nil)
		wantAbort(t, err, row.where)
	}
	// The first is small enough for a test to survive it if each number is kept.
	for _, set := range []string{"1:4194304", "1:4294967295", "*:4294967295,4294967295:1"} {
		c := against(t, imap.Options{},
			practice.Send(trusting), practice.Expect(`\S+ SELECT INBOX`),
			practice.Send("* 3 EXISTS\r\n* OK [UIDVALIDITY 99999999999999999999] x\r\n* OK [UIDNEXT -1] x\r\n$tag OK [READ-WRITE] done\r\n"),
			practice.Expect(`\S+ NOOP`), practice.Send("* VANISHED "+set+"\r\n* ESEARCH (TAG \"x\") UID ALL "+set+"\r\n* 1 FETCH (MODSEQ (18446744073709551616))\r\n$tag OK [COPYUID 1 "+set+" "+set+"] done\r\n"), practice.Silence())
		space := allocated(func() {
			for _, cmd := range []*imap.Command{selectInbox(), imap.Noop()} {
				if _, err := c.Do(t.Context(), cmd, nil); err != nil {
					t.Fatal(err)
				}
			}
		})
		if m := c.Mailbox(); m.Exists != 0 || m.UIDValidity != 0 || m.UIDNext != 0 {
			t.Errorf("%s: believed: %+v", set, m)
		}
		if space > 1<<20 {
			t.Fatalf("%s takes %d MiB", set, space>>20)
		}
	}
}

func TestT07_AnOKCountsOnlyForWhatWasSentWhole(t *testing.T) {
	t.Parallel()
	t.Run("before the command", func(t *testing.T) {
		t.Parallel()
		peer, _ := practice.Script{practice.Send("* OK hi\r\nA0 OK early\r\nAAAA1 OK early\r\n"), practice.Obey()}.Pipe()
		_, err := imap.New(t.Context(), peer, imap.Options{})
		wantAbort(t, err, "unexpected tagged response")
	})
	t.Run("before the literal", func(t *testing.T) {
		t.Parallel()
		c := against(t, imap.Options{}, practice.Send(trusting), practice.Expect(`\S+ APPEND .*`), practice.Send("$tag OK done\r\n"))
		_, err := c.Do(t.Context(), appendX(t), nil)
		wantAbort(t, err, "before it was sent whole")
	})
	t.Run("before the answer to a challenge", func(t *testing.T) {
		t.Parallel()
		c := against(t, imap.Options{}, practice.Send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"), practice.Expect(`\S+ AUTHENTICATE PLAIN`), practice.Send("$tag OK done\r\n"))
		_, err := authenticatePlain(t, c)
		wantAbort(t, err, "before it was sent whole")
		if c.State() == imap.StateAuth {
			t.Error("the client believes that it is logged in")
		}
	})
	t.Run("NO in place of the request for a literal", func(t *testing.T) {
		t.Parallel()
		c := against(t, imap.Options{}, practice.Send(trusting), practice.Expect(`\S+ APPEND .*`), practice.Send("$tag NO full\r\n"), practice.Expect(`\S+ NOOP`), practice.Send("$tag OK done\r\n"))
		if r, err := c.Do(t.Context(), appendX(t), nil); err != nil || r.Type != "NO" {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := c.Do(t.Context(), imap.Noop(), nil); err != nil {
			t.Error(err)
		}
	})
}

func appendX(t *testing.T) *imap.Command {
	t.Helper()
	cmd, err := imap.Append(imap.Mailbox("INBOX"), imap.NewMessage{Body: imap.Bytes([]byte("Subject: x\r\n\r\n"))})
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}

func TestT08_LiteralsAreNeverParsed(t *testing.T) {
	t.Parallel()
	evil := "A0 OK done\r\n* BYE bye\r\n+ go\r\n{5}\r\n* OK [CAPABILITY EVIL] x\r\n"
	leave := &imap.Handler{Data: func(*wire.Response) error { return nil }}
	fetch := imap.Fetch(imap.Verbatim("1"), imap.Verbatim("BODY[]"))
	fetch.States = imap.Connected
	for _, row := range []struct {
		name, body string
		cmd        *imap.Command
		handler    *imap.Handler
	}{
		{"kept though nobody asked", evil, imap.Noop(), nil},
		{"too large to be kept", strings.Repeat(evil, 2<<20/len(evil)), imap.Noop(), nil},
		{"left by a handler", evil, fetch, leave},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := against(t, imap.Options{}, practice.Send(trusting), practice.Expect(`\S+ (NOOP|FETCH .*)`),
				practice.Send(fmt.Sprintf("* 1 FETCH (BODY[] {%d}\r\n%s)\r\n* OK see {5}\r\n$tag OK seen {12}\r\n", len(row.body), row.body)), practice.Cut())
			r, err := c.Do(t.Context(), row.cmd, row.handler)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Completion.String(); got != "OK seen {12}" {
				t.Errorf("the answer is %q", got)
			}
			if c.Has("EVIL") {
				t.Error("a literal was read as a response")
			}
		})
	}
}

func TestT09_AContinuationNobodyWaitsForIsNotAnswered(t *testing.T) {
	t.Parallel()
	c := against(t, imap.Options{}, practice.Send(trusting), practice.Expect(`\S+ NOOP`), practice.Send("+ password please\r\n$tag OK done\r\n"),
		practice.Expect(`\S+ NOOP`), flood("+ bW9yZQ==\r\n", 1<<20))
	if _, err := c.Do(t.Context(), imap.Noop(), nil); err != nil {
		t.Fatal(err)
	}
	_, err := c.Do(t.Context(), imap.Noop(), nil)
	wantAbort(t, err, "11 continuations")
}

func TestT10_WhatWasCompressedObeysTheLimits(t *testing.T) {
	for _, row := range []struct{ name, plain, says string }{
		{"a line without an end", "* OK " + strings.Repeat("x", 4<<20), "longer than the limit"},
		{"lines without an end", strings.Repeat("* OK more\r\n", 1<<20), "nobody asked for"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := against(t, imap.Options{Limits: wire.Limits{Line: 1 << 20, Unasked: 1 << 20}},
				practice.Send(trusting), practice.Expect(`\S+ COMPRESS DEFLATE`), practice.Send("$tag OK go\r\n"), practice.Send(deflated(t, row.plain)), practice.Silence())
			compressThenNoop(t, c, row.says)
		})
	}
	t.Run("blocks that hold nothing", func(t *testing.T) {
		c := against(t, imap.Options{}, practice.Send(trusting), practice.Expect(`\S+ COMPRESS DEFLATE`), practice.Send("$tag OK go\r\n"), flood("\x00\x00\x00\xff\xff", 8<<20))
		compressThenNoop(t, c, "hold nothing")
	})
}

func deflated(t *testing.T, plain string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(plain)); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func compressThenNoop(t *testing.T, c *imap.Client, says string) {
	t.Helper()
	var err error
	space := grown(t, func() {
		if _, err = c.Do(t.Context(), imap.CompressDeflate(), nil); err == nil {
			_, err = c.Do(t.Context(), imap.Noop(), nil)
		}
	})
	if err == nil {
		t.Fatal("no error")
	}
	if end := c.Err(); end == nil || !strings.Contains(end.Error(), says) {
		t.Errorf("%v, want %q", end, says)
	}
	if space > 32<<20 {
		t.Errorf("the address space grew by %d MiB", space>>20)
	}
}

func TestT11_DataNobodyAskedForHasAnEnd(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, once, again string }{
		{"responses", "", "* OK [XFLOOD 12] still there\r\n"},
		{"one response of many literals", "* 1 FETCH (X", " {1}\r\na"},
		{"one response of large literals", "* 1 FETCH (X", " {1000}\r\n" + strings.Repeat("a", 1000)},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := against(t, imap.Options{Limits: wire.Limits{Unasked: 4 << 20}}, practice.Send(trusting), practice.Expect(`\S+ NOOP`), practice.Send(row.once), flood(row.again, 16<<20))
			_, err := c.Do(t.Context(), imap.Noop(), nil)
			wantAbort(t, err, "nobody asked for")
		})
	}
	t.Run("the capabilities", func(t *testing.T) {
		t.Parallel()
		c := against(t, imap.Options{}, practice.Send("* OK [CAPABILITY IMAP4rev1"+strings.Repeat(" X", 1_000_000)+"] hi\r\n"), practice.Silence())
		if n := len(c.Capabilities()); n > 10000 {
			t.Errorf("%d are kept", n)
		}
	})
}

var mechanisms = []string{"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "SCRAM-SHA-1", "XOAUTH2", "OAUTHBEARER"}

func TestT22_BrokenOrEndlessChallengesEndTheExchange(t *testing.T) {
	t.Parallel()
	for _, challenge := range []string{"+ bW9yZQ==\r\n", "+ %%%\r\n", "+ " + strings.Repeat("QUJD", 5000) + "\r\n"} {
		for _, name := range mechanisms {
			t.Run(name+" "+challenge[:5], func(t *testing.T) {
				t.Parallel()
				sent, err := challenged(t, name, endless(challenge))
				wantAbort(t, err, "continuations")
				if n := strings.Count(sent, "*\r\n"); n != 1 {
					t.Errorf("cancelled %d times: %q", n, sent)
				}
			})
		}
	}
}

func TestT23_ASecretIsSentOnceAtMost(t *testing.T) {
	t.Parallel()
	for _, name := range mechanisms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent, _ := challenged(t, name, "+ \r\n")
			answers := map[string]bool{}
			for line := range strings.Lines(sent) {
				if len(line) > len("AQ==\r\n") && answers[line] {
					t.Errorf("%q was sent twice", line)
				}
				answers[line] = true
			}
		})
	}
}

// challenged logs in to a server that sends one challenge for ever, and returns
// what the client sent.
func challenged(t *testing.T, mechanism string, challenge endless) (sent string, err error) {
	t.Helper()
	peer, server := net.Pipe()
	go challenge.serve(server, mechanism)
	wire := &written{Conn: peer}
	c, err := imap.New(t.Context(), wire, imap.Options{AllowClear: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	m, err := auth.Select(c.Mechanisms(), mechanism, auth.Credentials{User: "alice", Password: "alicepw", Token: "alicepw"}, c.Security())
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Do(t.Context(), imap.Authenticate(m), nil)
	return wire.text(), err
}

// endless is a challenge that is repeated for ever: once an answer, and without
// a pause once the client has cancelled the exchange. A client that has answered
// it more often than any mechanism could is left alone.
type endless string

func (e endless) serve(c net.Conn, mechanism string) {
	defer c.Close()
	fmt.Fprintf(c, "* OK [CAPABILITY IMAP4rev1 AUTH=%s] hi\r\n", mechanism)
	lines, answers := bufio.NewScanner(c), 0
	for ; lines.Scan() && lines.Text() != "*"; answers++ {
		if answers == 20 {
			return
		}
		fmt.Fprint(c, e)
	}
	for {
		if _, err := fmt.Fprint(c, e); err != nil {
			return
		}
	}
}

// written is a connection that remembers what was written to it.
type written struct {
	net.Conn
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	w.buf.Write(p)
	w.mu.Unlock()
	return w.Conn.Write(p)
}

func (w *written) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

func TestT35_AFileThatChangesIsNotSentAsAnother(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(path string) error
	}{
		{"cut short", func(path string) error { return os.Truncate(path, 10) }},
		{"overwritten", func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("y\r\n", 100000)), 0o600) }},
		{"grown", func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("x\r\n", 200000)), 0o600) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "mail.eml")
			if err := os.WriteFile(path, []byte(strings.Repeat("x\r\n", 100000)), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil { // clocks of file systems tick slowly
				t.Fatal(err)
			}
			body, err := imap.FileMessage(path, 1<<30)
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			c := against(t, imap.Options{}, practice.Send(trusting), practice.Expect(`\S+ APPEND .*`),
				practice.Call(func() {
					if err := row.change(path); err != nil {
						t.Error(err)
					}
				}), practice.Send("+ go\r\n"), practice.Receive(body.Size))
			cmd, err := imap.Append(imap.Mailbox("INBOX"), imap.NewMessage{Body: body})
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Do(t.Context(), cmd, nil)
			wantAbort(t, err, "changed while it was being sent")
		})
	}
}
