package practice_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"imapsh/imap/practice"
)

// Several clients change one mailbox at the same time, each believing only what
// it is told: message numbers must mean the same to both sides at any time, and
// in the end all must have the same messages.
func TestSessionsAgreeOnTheWire(t *testing.T) {
	t.Parallel()
	const clients, commands = 6, 200
	srv := newServer(t, practice.Options{})
	results := make([][]uint32, clients)
	var working, done sync.WaitGroup
	working.Add(clients)
	for i := range clients {
		done.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 5))
			m := &mirror{peer: &peer{t: t, conn: srv.Pipe(), name: fmt.Sprint("client ", i)}}
			m.start()
			for range commands {
				if m.failed {
					break
				}
				m.ask(m.command(r))
			}
			working.Done()
			working.Wait() // nobody changes anything any more
			m.ask("NOOP")
			m.ask("FETCH 1:* (UID)")
			results[i] = m.uids
		})
	}
	done.Wait()
	for i, uids := range results {
		if !slices.Equal(uids, results[0]) {
			t.Errorf("client %d has %v, client 0 has %v", i, uids, results[0])
		}
	}
}

// A mirror is what a client knows of the mailbox: the UID of each message, 0
// where it has not been told.
type mirror struct {
	*peer
	uids   []uint32
	n      int
	failed bool
}

func (m *mirror) start() {
	m.t.Cleanup(func() { m.conn.Close() })
	m.conn.SetDeadline(time.Now().Add(time.Minute)) // so that a test that hangs fails
	m.rd = bufio.NewReader(m.conn)
	m.ask("LOGIN alice alicepw")
	m.ask("SELECT INBOX")
}

// command is one at random, with numbers that the client believes in.
func (m *mirror) command(r *rand.Rand) string {
	if len(m.uids) == 0 {
		return "APPEND INBOX {3+}\r\nnew"
	}
	n := 1 + r.IntN(len(m.uids))
	switch r.IntN(10) {
	case 0, 1:
		return fmt.Sprintf("STORE %d +FLAGS (\\Deleted)", n)
	case 2:
		return fmt.Sprintf("STORE %d -FLAGS.SILENT (\\Deleted \\Seen)", n)
	case 3:
		return "EXPUNGE"
	case 4, 5:
		return "APPEND INBOX {3+}\r\nnew"
	case 6:
		return fmt.Sprintf("FETCH %d:* (UID FLAGS)", n)
	case 7:
		return "SEARCH ALL"
	case 8:
		return fmt.Sprintf("COPY %d INBOX", n)
	}
	return "NOOP"
}

// ask sends a command and believes what is said up to its answer.
func (m *mirror) ask(command string) {
	m.n++
	tag := fmt.Sprint("t", m.n)
	if _, err := m.conn.Write([]byte(tag + " " + command + "\r\n")); err != nil {
		m.fail("%v", err)
	}
	holds := strings.HasPrefix(command, "FETCH") || strings.HasPrefix(command, "STORE") || strings.HasPrefix(command, "SEARCH")
	for !m.failed {
		line, err := m.rd.ReadString('\n')
		if err != nil {
			m.fail("%s: %v", command, err)
		}
		words := strings.Fields(line)
		switch {
		case len(words) > 1 && words[0] == tag:
			if words[1] == "BAD" {
				m.fail("%s: %s", command, line)
			}
			return
		case len(words) < 3 || words[0] != "*":
		case words[2] == "EXPUNGE" && holds:
			m.fail("%s: %s while it is in progress", command, line)
		default:
			m.believe(words)
		}
	}
}

func (m *mirror) believe(words []string) {
	n, err := strconv.Atoi(words[1])
	if err != nil {
		return
	}
	switch words[2] {
	case "EXISTS":
		if n < len(m.uids) {
			m.fail("EXISTS %d of %d", n, len(m.uids))
			return
		}
		m.uids = append(m.uids, make([]uint32, n-len(m.uids))...)
	case "EXPUNGE", "FETCH":
		if n < 1 || n > len(m.uids) {
			m.fail("%v of %d messages", words, len(m.uids))
			return
		}
		if words[2] == "EXPUNGE" {
			m.uids = slices.Delete(m.uids, n-1, n)
			return
		}
		if words[3] != "(UID" {
			return
		}
		uid, _ := strconv.ParseUint(strings.Trim(words[4], ")"), 10, 32)
		if old := m.uids[n-1]; old != 0 && old != uint32(uid) {
			m.fail("message %d has the UID %d, and had %d", n, uid, old)
		}
		m.uids[n-1] = uint32(uid)
	}
}

func (m *mirror) fail(format string, args ...any) {
	m.failed = true
	m.t.Errorf(m.name+": "+format, args...)
}
