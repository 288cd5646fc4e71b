package imap_test

import (
	"context"
	"encoding/base64"
	"strings"
	"sync"
	"testing"

	"imapsh/imap"
	"imapsh/imap/auth"
	"imapsh/imap/practice"
)

// recorder keeps a trace as lines.
type recorder struct {
	mu    sync.Mutex
	lines []string
}

func (r *recorder) Trace(e imap.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e.Kind {
	case imap.SentLine:
		r.lines = append(r.lines, "> "+string(e.Text))
	case imap.ReceivedLine:
		r.lines = append(r.lines, "< "+string(e.Text))
	case imap.Note:
		r.lines = append(r.lines, "# "+string(e.Text))
	}
}

func (r *recorder) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.lines, "\n")
}

func TestTraceShowsWhatALoginIsMadeOf(t *testing.T) {
	t.Parallel()
	const password = "alicepw"
	for _, row := range []struct {
		mechanism string
		want      []string
	}{
		{"SCRAM-SHA-256", []string{"SCRAM client-first-message", "nonce", "salt", "iteration count", "client proof", "server signature"}},
		{"PLAIN", []string{"PLAIN message", "alice  user name", "***  password"}},
		{"CRAM-MD5", []string{"CRAM-MD5 challenge", "CRAM-MD5 response", "alice"}},
	} {
		t.Run(row.mechanism, func(t *testing.T) {
			t.Parallel()
			srv := practice.New(practice.Options{})
			t.Cleanup(srv.Close)
			rec := &recorder{}
			c, err := imap.New(t.Context(), srv.Pipe(), imap.Options{Tracer: rec})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			cred := auth.Credentials{User: "alice", Password: password}
			m, err := auth.Select(c.Mechanisms(), row.mechanism, cred, c.Security())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Do(t.Context(), imap.Authenticate(m), nil); err != nil {
				t.Fatalf("%v\n%s", err, rec.text())
			}
			trace := rec.text()
			for _, want := range row.want {
				if !strings.Contains(trace, want) {
					t.Errorf("the trace lacks %q:\n%s", want, trace)
				}
			}
			b64 := base64.StdEncoding.EncodeToString([]byte(password))
			for _, leak := range append(m.Secrets(), password, strings.TrimRight(b64, "=")) {
				if strings.Contains(trace, leak) {
					t.Errorf("the trace holds the secret %q:\n%s", leak, trace)
				}
			}
		})
	}
}

// slow is a mechanism that takes its time over an answer.
type slow struct {
	auth.Mechanism
	computing, release chan struct{}
}

func (m *slow) Name() string                               { return "SLOW" }
func (m *slow) Start() ([]byte, bool, error)               { return nil, false, nil }
func (m *slow) Secrets() []string                          { return nil }
func (m *slow) Failure() error                             { return nil }
func (m *slow) Done() error                                { return nil }
func (m *slow) Next([]byte) ([]byte, error)                { close(m.computing); <-m.release; return []byte("x"), nil }
func (m *slow) Describe([]byte, bool) (d auth.Description) { return d }

func TestInterruptDoesNotWaitForAnAnswerBeingComputed(t *testing.T) {
	t.Parallel()
	nc, _ := practice.Script{
		practice.Send("* OK [CAPABILITY IMAP4rev1 AUTH=SLOW] hi\r\n"), practice.Expect(`\S+ AUTHENTICATE SLOW`),
		practice.Send("+ \r\n"), practice.Silence(),
	}.Pipe()
	c, err := imap.New(t.Context(), nc, imap.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := &slow{computing: make(chan struct{}), release: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-m.computing; cancel() }()
	_, err = c.Do(ctx, imap.Authenticate(m), nil) // returns though release is closed only below
	if err == nil || imap.ClassOf(err) != imap.ClassAbort {
		t.Errorf("an interrupted exchange came to %v, want an abort", err)
	}
	c.Close() // returns only once the reading goroutine has ended
	close(m.release)
}

func TestOKBeforeTheAnswerIsAnAbort(t *testing.T) {
	t.Parallel()
	nc, _ := practice.Script{
		practice.Send("* OK [CAPABILITY IMAP4rev1 AUTH=SLOW] hi\r\n"), practice.Expect(`\S+ AUTHENTICATE SLOW`),
		practice.Send("+ \r\n$tag OK come in\r\n"), practice.Silence(),
	}.Pipe()
	c, err := imap.New(t.Context(), nc, imap.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	m := &slow{computing: make(chan struct{}), release: make(chan struct{})}
	defer close(m.release)
	_, err = c.Do(t.Context(), imap.Authenticate(m), nil)
	if imap.ClassOf(err) != imap.ClassAbort || !strings.Contains(err.Error(), "before it was sent whole") {
		t.Errorf("an OK that overtook the answer came to %v", err)
	}
}

func TestAskCapability(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]bool{"as the greeting says": false, "asked all the same": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rec := &recorder{}
			srv := practice.New(practice.Options{})
			t.Cleanup(srv.Close)
			c, err := imap.New(t.Context(), srv.Pipe(), imap.Options{Tracer: rec, AskCapability: ask})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if asked := strings.Contains(rec.text(), " CAPABILITY\n<"); asked != ask {
				t.Errorf("asked is %v, want %v:\n%s", asked, ask, rec.text())
			}
			if r := c.Response("CAPABILITY"); r.Data != nil {
				t.Errorf("what was asked for at connect is left for response()")
			}
		})
	}
}
