package render_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"imapsh/imap"
	"imapsh/repl/render"
)

// generator is a connection on which a server answers every command with n FETCH
// responses, made as they are read.
type generator struct {
	n        int
	commands chan string
	left     int // responses to come
	tag      string
	pending  []byte
	closed   sync.Once
}

func newGenerator(n int) *generator {
	return &generator{n: n, commands: make(chan string, 1), pending: []byte("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n")}
}

func (g *generator) Write(p []byte) (int, error) {
	g.commands <- string(p)
	return len(p), nil
}

func (g *generator) Read(p []byte) (int, error) {
	if len(g.pending) == 0 && g.left == 0 {
		line, ok := <-g.commands
		if !ok {
			return 0, io.EOF
		}
		_, _ = fmt.Sscan(line, &g.tag)
		g.left = g.n + 1
	}
	for len(g.pending) < len(p) && g.left > 0 {
		g.left--
		if g.left == 0 {
			g.pending = append(append(g.pending, g.tag...), " OK done\r\n"...)
			break
		}
		g.pending = append(g.pending, "* "...)
		g.pending = strconv.AppendInt(g.pending, int64(g.left), 10)
		g.pending = append(g.pending, " FETCH (FLAGS (\\Seen) UID 23456)\r\n"...)
	}
	n := copy(p, g.pending)
	g.pending = g.pending[:copy(g.pending, g.pending[n:])]
	return n, nil
}

func (g *generator) Close() error { // more than once, as a connection may be
	g.closed.Do(func() { close(g.commands) })
	return nil
}

func (g *generator) LocalAddr() net.Addr { return &net.UnixAddr{Name: "here", Net: "unix"} }

func (g *generator) RemoteAddr() net.Addr             { return &net.UnixAddr{Name: "there", Net: "unix"} }
func (g *generator) SetDeadline(time.Time) error      { return nil }
func (g *generator) SetReadDeadline(time.Time) error  { return nil }
func (g *generator) SetWriteDeadline(time.Time) error { return nil }

// shown fetches n messages and shows them in a view, the given times.
func shown(t testing.TB, format render.Format, n, times int) {
	t.Helper()
	c, err := imap.New(context.Background(), newGenerator(n), imap.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r := render.New(render.Options{Out: io.Discard, Err: io.Discard, Format: format, Quiet: true})
	for range times {
		cmd := imap.Fetch(imap.Word("1:*"), imap.Word("(FLAGS UID)"))
		cmd.States = imap.Connected
		view := r.View(render.Call{Command: cmd, Client: c})
		res, err := c.Do(context.Background(), cmd, view.Handler())
		if err != nil {
			t.Fatal(err)
		}
		if err := view.End(res, err); err != nil {
			t.Fatal(err)
		}
		res.Close()
	}
}

// A view that streams takes the memory of one response, not of the answer: a million
// messages allocate no more than a thousand.
func TestMemoryIsFlat(t *testing.T) {
	for _, format := range []render.Format{render.Text, render.Raw} {
		allocated := func(n int) uint64 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			shown(t, format, n, 1)
			runtime.ReadMemStats(&after)
			return after.TotalAlloc - before.TotalAlloc
		}
		allocated(1000) // what is made once
		few, many := allocated(1000), allocated(1_000_000)
		if many > few+1<<20 {
			t.Errorf("%s: %d bytes allocated for 1 000 messages, %d for 1 000 000", format, few, many)
		}
	}
}

func BenchmarkViews(b *testing.B) {
	for _, format := range []render.Format{render.Text, render.Raw, render.Tuple, render.JSON} {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			shown(b, format, b.N, 1)
		})
	}
}
