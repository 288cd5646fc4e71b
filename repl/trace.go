package repl

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"imapsh/history/private"
	"imapsh/imap"
	"imapsh/repl/render"
)

// tracer writes the live trace to stderr and the full one to a file.
type tracer struct {
	s    *Session
	mu   sync.Mutex
	live bool
	file *os.File
	w    *bufio.Writer
	lost bool // the file failed; said once
}

func newTracer(s *Session) *tracer { return &tracer{s: s, live: s.cfg.Verbose || s.cfg.Debug >= 4} }

// current is the tracer for a new connection, nil if nothing is traced.
func (t *tracer) current() imap.Tracer {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.live && t.file == nil && t.s.cfg.Debug == 0 {
		return nil
	}
	return t
}

// toFile begins a full trace. The file is ours alone, and is a file: neither a
// link nor a FIFO is followed.
func (t *tracer) toFile(path string) error {
	f, err := private.Open(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return fmt.Errorf("no trace is written: %w", err)
	}
	if err := f.Chmod(0o600); err != nil { // history may lie where there are no modes; a trace tells more
		f.Close()
		return fmt.Errorf("no trace is written: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closeFile()
	t.file, t.w, t.lost = f, bufio.NewWriter(f), false
	return nil
}

func (t *tracer) closeFile() {
	if t.file != nil {
		_ = t.w.Flush() // a failure was said when it happened
		_ = t.file.Close()
		t.file = nil
	}
}

func (t *tracer) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closeFile()
}

// Trace implements [imap.Tracer].
func (t *tracer) Trace(e imap.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	line := eventLine(e)
	if line == "" {
		return
	}
	if t.file != nil {
		t.writeFile(e, line)
	}
	if t.live {
		t.show(e.Time, line)
	}
}

// show shows a line of the live trace: above the line that is being typed, if
// one is.
func (t *tracer) show(at time.Time, line string) {
	if t.s.typing.Load() {
		t.s.editor.PrintRendered(t.s.renderer.TraceText(at, line))
		return
	}
	t.s.renderer.TraceLine(at, line)
}

func (t *tracer) writeFile(e imap.Event, line string) {
	_, err := fmt.Fprintf(t.w, "%s %s\n", e.Time.Format("2006-01-02T15:04:05.000"), render.GateLine(line))
	if err == nil {
		err = t.w.Flush()
	}
	if err != nil && !t.lost {
		t.lost = true
		t.s.renderer.Remark("the trace is incomplete: " + err.Error())
	}
}

// eventLine is an event as a line of the trace; "" for one that is not shown.
func eventLine(e imap.Event) string {
	switch e.Kind {
	case imap.SentLine:
		return "> " + string(e.Text)
	case imap.ReceivedLine:
		return "< " + string(e.Text)
	case imap.SentLiteral:
		return "> write literal size " + strconv.FormatInt(e.Size, 10)
	case imap.ReceivedLiteral:
		return "< read literal size " + strconv.FormatInt(e.Size, 10)
	case imap.Note:
		return "# " + string(e.Text)
	}
	return ""
}

// Trace implements [command.Tracing].
func (s *Session) Trace(what string) error {
	switch what {
	case "":
		s.tracer.setLive(!s.tracer.live)
	case "on":
		s.tracer.setLive(true)
	case "off":
		s.tracer.setLive(false)
		s.tracer.close()
	default:
		if err := s.tracer.toFile(what); err != nil {
			return s.errorf("%v", err)
		}
	}
	if s.client != nil {
		s.client.SetTracer(s.tracer.current())
	}
	return nil
}

func (t *tracer) setLive(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.live = on
}

// PrintLog implements [command.Tracing].
func (s *Session) PrintLog(what string) error {
	if s.client == nil {
		return notConnected("print_log")
	}
	var sel render.LogSelection
	switch what {
	case "", "all":
	case "errors":
		sel.Errors = true
	case "json":
		sel.JSON = true
	default:
		n, err := strconv.Atoi(what)
		if err != nil || n < 1 {
			return s.errorf("print_log takes a number of commands, all, errors or json, not %q", what)
		}
		sel.Last = n
	}
	if s.redirect != nil {
		return s.renderer.LogTo(s.redirect, s.client.Log().Commands(), sel)
	}
	return s.renderer.Log(s.client.Log().Commands(), sel)
}
