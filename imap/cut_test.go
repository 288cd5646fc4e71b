package imap_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"imapsh/imap"
	"imapsh/imap/practice"
)

// synchronising is a server to whom no literal is sent before it says "+".
const synchronising = `IMAP4rev1 AUTH=PLAIN UNAUTHENTICATE IDLE NAMESPACE ID ENABLE CONDSTORE UIDPLUS UNSELECT MOVE
	MULTIAPPEND BINARY ESEARCH LIST-EXTENDED SORT THREAD=ORDEREDSUBJECT NOTIFY ACL QUOTA METADATA ANNOTATEMORE X-RFC1730-PARTIAL`

// TestT05_CutAnywhereIsAnAbort cuts the connection behind every byte that the
// server sends in a session of 200 commands, and behind every byte that the
// client does. What the server had answered by then is reported, to the byte
// and to the last answer; then comes one abort, which names the place. Under the
// race detector, which takes six times as long, it is every seventh byte.
func TestT05_CutAnywhereIsAnAbort(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		server practice.Options
		length int // commands
	}{
		{"200 commands, literals wait", practice.Options{NoTLS: true, Capabilities: strings.Fields(synchronising)}, 200},
		{"literals do not wait", practice.Options{NoTLS: true}, 66},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := everyCommand(row.length)
			rec := record(t, s, row.server)
			t.Logf("%d bytes from the server, %d from the client", len(rec.got), rec.sent)
			every := 1
			if raceEnabled {
				every = 7
			}
			t.Run("server", func(t *testing.T) {
				t.Parallel()
				for n := 0; n < len(rec.got); n += every {
					rec.cut(t, s, n, math.MaxInt)
				}
			})
			t.Run("client", func(t *testing.T) {
				t.Parallel()
				for n := 0; n < rec.sent; n += every {
					rec.cut(t, s, len(rec.got), n)
				}
			})
		})
	}
}

// A recording is what was said in a session, and when.
type recording struct {
	got     []byte   // all that the server said
	sent    int      // how much the client said
	tag     []byte   // what the client's tags began with
	tags    []int    // where they are in got
	turns   []turn   // rising
	answers []string // what each command came to
	done    []int    // how much the server had said by then
	ends    []int    // where the greeting and each tagged response end in got
	address net.Addr // the server's
}

// A turn is how much the server has said once the client has said so much.
type turn struct{ sent, got int }

// taping is a connection that is recorded.
type taping struct {
	net.Conn
	mu  sync.Mutex
	rec recording
}

func (r *taping) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rec.got = append(r.rec.got, p[:n]...)
	last := len(r.rec.turns) - 1
	if last < 0 || r.rec.turns[last].sent < r.rec.sent {
		r.rec.turns = append(r.rec.turns, turn{sent: r.rec.sent})
		last++
	}
	r.rec.turns[last].got = len(r.rec.got)
	return n, err
}

func (r *taping) Write(p []byte) (int, error) {
	r.mu.Lock()
	if r.rec.sent == 0 {
		r.rec.tag = bytes.Clone(p[:4])
	}
	r.rec.sent += len(p)
	r.mu.Unlock()
	return r.Conn.Write(p)
}

func (r *taping) heard() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.rec.got)
}

// record plays a session with the practice server.
func record(t *testing.T, s session, opts practice.Options) *recording {
	t.Helper()
	srv := practice.New(opts)
	defer srv.Close()
	r := &taping{Conn: srv.Pipe()}
	c, err := imap.New(t.Context(), r, imap.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rec := &r.rec
	rec.address = r.RemoteAddr()
	for i, step := range s {
		res, err := step.run(t.Context(), c)
		if err != nil {
			t.Logf("command %d, %s: %v", i, step.label, err)
			continue
		}
		rec.answers = append(rec.answers, outcome(t, res))
		rec.done = append(rec.done, r.heard())
		res.Close()
	}
	if len(rec.answers) != len(s) {
		t.Fatalf("%d of %d commands succeeded", len(rec.answers), len(s))
	}
	bye := bytes.LastIndex(rec.got, []byte("* BYE")) // a logout is done with it, an OK need not follow
	rec.done[len(s)-1] = bye + bytes.IndexByte(rec.got[bye:], '\n') + 1
	at := 0
	for line := range bytes.Lines(rec.got) {
		tagged := rec.isTag(at)
		if at += len(line); tagged || len(rec.ends) == 0 {
			rec.ends = append(rec.ends, at)
		}
	}
	for at := range rec.got {
		if rec.isTag(at) {
			rec.tags = append(rec.tags, at)
		}
	}
	return rec
}

// isTag reports whether one of the client's tags is at this place.
func (rec *recording) isTag(at int) bool {
	rest, ok := bytes.CutPrefix(rec.got[at:], rec.tag)
	return ok && len(rest) > 0 && '0' <= rest[0] && rest[0] <= '9'
}

// by is how much the server has said once the client has said so much.
func (rec *recording) by(sent int) int {
	i, found := slices.BinarySearchFunc(rec.turns, sent, func(t turn, n int) int { return t.sent - n })
	if !found {
		i--
	}
	return rec.turns[i].got
}

// cut plays the session again with a connection that brings so much and takes so
// much.
func (rec *recording) cut(t *testing.T, s session, brings, takes int) {
	t.Helper()
	where := fmt.Sprintf("cut behind byte %d of %d from the server", brings, len(rec.got))
	if takes < rec.sent {
		where = fmt.Sprintf("cut behind byte %d of %d from the client", takes, rec.sent)
	}
	said := min(brings, rec.by(takes))
	whole := 0 // commands that were answered whole
	for whole < len(rec.done) && rec.done[whole] <= said {
		whole++
	}
	p := newPlayer(rec, brings, takes)
	c, err := imap.New(t.Context(), p, imap.Options{})
	if err != nil {
		if said >= rec.done[0] {
			t.Fatalf("%s: not connected: %v", where, err)
		}
		rec.wantPlace(t, where, err, said, "greeting", "CAPABILITY")
		return
	}
	defer c.Close()
	for i, step := range s {
		res, err := step.run(t.Context(), c)
		if err == nil && i < whole && outcome(t, res) == rec.answers[i] {
			res.Close()
			continue
		}
		switch {
		case err == nil:
			t.Fatalf("%s, where %d commands were answered: command %d, %s, comes to %q", where, whole, i, step.label, outcome(t, res))
		case i < whole:
			t.Fatalf("%s, where %d commands were answered: command %d, %s: %v", where, whole, i, step.label, err)
		default:
			rec.wantPlace(t, where, err, said, step.label, "CAPABILITY")
		}
		return
	}
}

// wantPlace wants an abort that names a command; between two it may say so.
func (rec *recording) wantPlace(t *testing.T, where string, err error, said int, places ...string) {
	t.Helper()
	if slices.Contains(rec.ends, said) {
		places = append(places, "between commands")
	}
	if imap.ClassOf(err) != imap.ClassAbort || !slices.ContainsFunc(places, func(p string) bool { return strings.Contains(err.Error(), p) }) {
		t.Fatalf("%s: %v, want an abort that names one of %q", where, err, places)
	}
}

// A player is a connection that plays a recording up to a cut. It answers with
// the tags that the client chose this time.
type player struct {
	net.Conn // none
	rec      *recording
	brings   int // how much can be read before the end
	takes    int // how much can be written

	mu     sync.Mutex
	change sync.Cond
	got    []byte // what the server says, up to the cut
	read   int
	sent   int
	turn   int
	closed bool
}

func newPlayer(rec *recording, brings, takes int) *player {
	p := &player{rec: rec, brings: brings, takes: takes, got: bytes.Clone(rec.got[:brings])}
	p.change.L = &p.mu
	return p
}

func (p *player) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		n := copy(b, p.got[p.read:min(p.rec.turns[p.turn].got, p.brings)])
		p.read += n
		switch {
		case p.closed:
			return 0, net.ErrClosed
		case n > 0:
			return n, nil
		case p.read == p.brings || p.sent == p.takes:
			return 0, io.EOF
		}
		p.change.Wait()
	}
}

func (p *player) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, net.ErrClosed
	}
	if p.sent == 0 && len(b) >= len(p.rec.tag) {
		for _, at := range p.rec.tags {
			copy(p.got[min(at, p.brings):min(at+len(p.rec.tag), p.brings)], b)
		}
	}
	n := min(len(b), p.takes-p.sent)
	p.sent += n
	for p.turn+1 < len(p.rec.turns) && p.rec.turns[p.turn+1].sent <= p.sent {
		p.turn++
	}
	p.change.Broadcast()
	if n < len(b) {
		return n, syscall.EPIPE
	}
	return n, nil
}

func (p *player) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.change.Broadcast()
	return nil
}

func (p *player) SetReadDeadline(time.Time) error  { return nil }
func (p *player) SetWriteDeadline(time.Time) error { return nil }

// RemoteAddr is that of a connection in memory, where a password may go in the
// clear.
func (p *player) RemoteAddr() net.Addr { return p.rec.address }
