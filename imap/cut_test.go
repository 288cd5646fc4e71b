package imap_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"imapsh/imap"
	"imapsh/imap/practice"
)

// A session is commands, one after another.
type session struct {
	commands []func(*testing.T) *imap.Command
}

// sessionOf is a login, as many rounds of 17 commands as are wanted, and a logout.
func sessionOf(rounds int) session {
	var s session
	add := func(cmd *imap.Command) {
		s.commands = append(s.commands, func(*testing.T) *imap.Command { return cmd })
	}
	v := func(text string) imap.Arg { return imap.Verbatim(text) }
	add(imap.Login(imap.AString("alice"), "alicepw"))
	for i := range rounds {
		name := fmt.Sprintf("Cut%d", i)
		add(imap.Create(imap.Mailbox(name)))
		add(imap.Subscribe(imap.Mailbox(name)))
		s.commands = append(s.commands, func(t *testing.T) *imap.Command {
			t.Helper()
			cmd, err := imap.Append(imap.Mailbox(name), imap.NewMessage{Body: imap.Bytes([]byte("Subject: cut\r\n\r\nA0 OK done\r\n"))})
			if err != nil {
				t.Fatal(err)
			}
			return cmd
		})
		add(imap.Select(imap.Mailbox(name), false))
		add(imap.Fetch(v("1"), v("(UID FLAGS BODY.PEEK[])")))
		add(imap.Fetch(v("1"), v("(ENVELOPE)")))
		add(imap.Store(v("1"), nil, v("+FLAGS"), v(`(\Flagged)`)))
		add(imap.Copy(v("1"), imap.Mailbox(name)))
		add(imap.Noop())
		add(imap.MailboxStatus(imap.Mailbox("INBOX"), v("MESSAGES UIDNEXT")))
		add(imap.Check())
		add(imap.Store(v("2"), nil, v("+FLAGS"), v(`(\Deleted)`)))
		add(imap.Expunge())
		add(imap.CloseMailbox())
		add(imap.Delete(imap.Mailbox(name)))
		add(imap.Unsubscribe(imap.Mailbox(name)))
	}
	add(imap.Logout())
	return s
}

// run runs the commands until one fails, and returns how many were answered.
func (s session) run(t *testing.T, conn net.Conn) (answers []string, err error) {
	t.Helper()
	c, err := imap.New(t.Context(), conn, imap.Options{Host: "cut"})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	for _, make := range s.commands {
		r, err := c.Do(t.Context(), make(t), nil)
		if err != nil {
			return answers, err
		}
		answers = append(answers, r.Type+" "+r.Completion.Type)
		r.Close()
	}
	return answers, nil
}

// tape records which bytes came from the server before each of the client's
// writes: a server that can be played again.
type tape struct {
	net.Conn
	mu   sync.Mutex
	turn []turn
}

// A turn is what the client says, by its length, and what it is answered.
type turn struct {
	sent int
	got  []byte
}

func (r *tape) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.turn) == 0 {
		r.turn = []turn{{}}
	}
	last := &r.turn[len(r.turn)-1]
	last.got = append(last.got, p[:n]...)
	return n, err
}

func (r *tape) Write(p []byte) (int, error) {
	r.mu.Lock()
	r.turn = append(r.turn, turn{sent: len(p)})
	r.mu.Unlock()
	return r.Conn.Write(p)
}

// replay plays a tape up to a byte, and cuts there. It answers with the tags that
// the client chose this time.
func replay(server net.Conn, turns []turn, oldTag string, upTo int) {
	defer server.Close()
	newTag := oldTag
	for _, t := range turns {
		if t.sent > 0 {
			line := make([]byte, t.sent)
			if _, err := io.ReadFull(server, line); err != nil {
				return
			}
			if tag, _, ok := bytes.Cut(line, []byte(" ")); ok && len(tag) >= 5 && newTag == oldTag && isTag(tag) {
				newTag = string(tag[:4])
			}
		}
		answer := bytes.ReplaceAll(t.got, []byte(oldTag), []byte(newTag))
		n := min(len(answer), upTo)
		if _, err := server.Write(answer[:n]); err != nil || n < len(answer) {
			return
		}
		upTo -= n
	}
}

func isTag(b []byte) bool {
	return len(bytes.TrimLeft(b[:4], "ABCDEFGHIJKLMNOP")) == 0 && len(bytes.Trim(b[4:], "0123456789")) == 0
}

// TestT05_CutAnywhereIsAnAbort cuts the connection behind every byte that the
// server sends in a session, and behind every 31st of one of 200 commands: never
// a hang, a panic, or an answer that was not given.
func TestT05_CutAnywhereIsAnAbort(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ rounds, every int }{{1, 1}, {2, 3}, {12, 31}} {
		t.Run(fmt.Sprintf("%d rounds, every %d bytes", row.rounds, row.every), func(t *testing.T) {
			t.Parallel()
			s := sessionOf(row.rounds)
			turns, all, tag := record(t, s)
			bye := bytes.Index(all, []byte("* BYE"))
			bye += bytes.Index(all[bye:], []byte("\n")) + 1 // after it a logout need not be answered
			for n := 0; n < len(all); n += row.every {
				client, server := net.Pipe()
				go replay(server, turns, tag, n)
				answers, err := s.run(t, client)
				if most := bytes.Count(all[:n], []byte("\r\n"+tag)); n < bye && len(answers) > most {
					t.Fatalf("cut behind byte %d: %d answers, at most %d were sent", n, len(answers), most)
				}
				if (err == nil) != (n >= bye) {
					t.Fatalf("cut behind byte %d of %d: %v", n, len(all), err)
				}
			}
		})
	}
}

// record plays a session with the practice server, and returns what both said.
func record(t *testing.T, s session) (turns []turn, all []byte, tag string) {
	t.Helper()
	srv := practice.New(practice.Options{NoTLS: true})
	defer srv.Close()
	rec := &tape{Conn: srv.Pipe()}
	whole, err := s.run(t, rec)
	if err != nil || len(whole) != len(s.commands) {
		t.Fatalf("%d of %d commands, then %v", len(whole), len(s.commands), err)
	}
	for _, turn := range rec.turn {
		all = append(all, turn.got...)
	}
	for line := range bytes.Lines(all) {
		if word, _, _ := bytes.Cut(line, []byte(" ")); len(word) >= 5 && isTag(word) {
			return rec.turn, all, string(word[:4])
		}
	}
	t.Fatal("nothing was answered")
	return nil, nil, ""
}
