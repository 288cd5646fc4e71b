package repl

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"imapsh/history"
	"imapsh/imap"
	"imapsh/imap/secret"
	"imapsh/repl/command"
	"imapsh/repl/lineedit"
	"imapsh/repl/profile"
	"imapsh/repl/render"
	"imapsh/repl/words"
)

// A Session is one run of the shell: its connection, its settings, and where it
// reads from and writes to. It implements [command.Session].
type Session struct {
	cfg          Config
	client       *imap.Client // the link's in use
	server       *server      // where client is connected, or was last; never nil, never changed
	link         *link        // in use; nil before the first connection
	links        []*link      // by age
	here         sync.Mutex   // guards the four above against goroutines beside the loop's
	flagsTaken   bool         // a connection has been made with the flags that go with one server
	hasty        atomic.Bool  // the first Ctrl-C closes the connection: nothing else can be done with it
	profiles     map[string]*profile.Profile
	renderer     *render.Renderer
	status       *render.Status
	work         atomic.Pointer[work] // what the command being run has done so far
	secrets      *secret.Set
	parser       words.Parser
	vars         map[string]string
	aliases      map[string]string
	settings     settings
	history      *history.History
	profileInUse string          // by the history
	editor       lineedit.Editor // nil in a script
	source       words.Source    // where lines come from
	tracer       *tracer
	line         *words.Line // being run
	redirect     io.Writer   // of the line being run
	depth        int         // of \i, aliases and \repeat
	ahead        []sentAhead // commands under way, in order
	aheadNow     bool        // the line being run may be sent ahead
	onScreen     sync.Mutex  // held by whoever shows something while commands are under way
	muted        atomic.Bool // Ctrl-C has been pressed: show no more of this answer
	typing       atomic.Bool // the prompt waits for a line
	idling       atomic.Bool // an IDLE runs, which Ctrl-C only ends
	told         map[string]bool
	prompted     bool               // a person types the lines
	idleStop     chan struct{}      // closed by Enter or Ctrl-C
	interrupts   chan lineedit.Stop // Ctrl-C while another program has the terminal
	signalled    signalled          // what ended the session
	life         context.Context    // ends with it
}

// settings are what \set and the switches change.
type settings struct {
	confirm bool   // ask before a mailbox is deleted
	prompt  string // guarded by here
	live    bool   // keep the connections in IDLE while the prompt waits
	logSize int
	timing  bool
	pager   bool // what is longer than the screen is shown a page at a time
	decode  bool
}

var _ command.Session = (*Session)(nil)

// New makes a session. It connects nowhere and reads nothing yet.
func New(cfg Config) (*Session, error) {
	format := render.Text
	if cfg.Format != "" {
		var err error
		if format, err = render.ParseFormat(cfg.Format); err != nil {
			return nil, &usageError{"-o: " + err.Error()}
		}
	}
	s := &Session{
		cfg: cfg, server: &server{}, secrets: &secret.Set{}, vars: make(map[string]string), aliases: make(map[string]string),
		settings: settings{confirm: !cfg.Yes, logSize: imap.DefaultLogSize, timing: true, decode: true, pager: true},
		told:     make(map[string]bool), interrupts: make(chan lineedit.Stop, 8), prompted: cfg.interactive(), life: context.Background(),
	}
	s.parser = words.Parser{Lookup: s.lookup, LiteralAt: command.LiteralAt, RawAt: command.RawAt, Home: cfg.Getenv("HOME")}
	s.status = render.NewStatus(cfg.statusTerminal(), !lineedit.Capable(cfg.Getenv("TERM")), s.size)
	s.renderer = render.New(render.Options{
		Out: s.status.Output(cfg.Stdout), Err: s.status.Talk(cfg.Stderr), Format: format, Terminal: cfg.StdoutTerminal, ErrTerminal: cfg.StderrTerminal,
		Color: cfg.color(cfg.StdoutTerminal), Quiet: cfg.Quiet, Timing: true, Decode: true,
		Size: s.size, Mask: s.secrets.Mask,
	})
	s.tracer = newTracer(s)
	return s, nil
}

// Main does what the configuration says, and returns the exit status.
func (s *Session) Main(ctx context.Context) int {
	done := func() {}
	defer func() {
		s.Close()
		done()
	}()
	if s.prompted && !s.cfg.Diagnose {
		if err := s.openKeyboard(); err != nil {
			s.complain(err)
			return StatusUsage
		}
	}
	ctx, done = s.untilSignal(ctx)
	s.life = ctx
	s.signalled.running.Store(true)
	err := s.interruptible(ctx, s.start)
	s.signalled.running.Store(false)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = fmt.Errorf("connecting was interrupted %w", cause)
	}
	if err != nil {
		s.complain(err)
		return s.signalled.status(ExitStatus(err))
	}
	switch {
	case s.cfg.Diagnose:
		return StatusOK
	case s.prompted:
		return s.signalled.status(s.converse(ctx))
	}
	status := s.runScripts(ctx)
	s.sayGoodbye(ctx)
	return s.signalled.status(status)
}

// start opens the trace and the connection that the configuration asks for.
func (s *Session) start(ctx context.Context) error {
	if s.cfg.TraceFile != "" {
		if err := s.tracer.toFile(s.cfg.TraceFile); err != nil {
			return &usageError{err.Error()}
		}
	}
	if err := s.loadConfig(); err != nil {
		return err
	}
	switch {
	case s.cfg.Diagnose:
		return s.Diagnose(ctx, s.cfg.Target)
	case s.cfg.Demo != nil:
		return s.connectTo(ctx, s.demo())
	case s.cfg.Target != "" || s.cfg.Exec != "" || s.cfg.Unix != "":
		return s.Connect(ctx, s.cfg.Target)
	}
	return nil
}

// demo is the practice server in this program, with the passwords of the command
// line and the environment.
func (s *Session) demo() *server {
	srv := &server{demo: true, host: "demo", user: s.cfg.DemoUser}
	srv.secrets.add(&s.cfg)
	return srv
}

// Close frees what the session holds, without a word to the server.
func (s *Session) Close() {
	s.hangUp()
	if s.editor != nil {
		_ = s.editor.Close()
	}
	if s.history != nil {
		if err := s.history.Close(); err != nil {
			s.complain(err)
		}
	}
	s.tracer.close()
	_ = s.renderer.Flush()
}

// Client implements [command.Connection].
func (s *Session) Client() *imap.Client { return s.client }

// size is the terminal's.
func (s *Session) size() (columns, rows int) {
	if s.editor != nil {
		return s.editor.Size()
	}
	return 80, 24
}

// lookup finds a variable's value: one that was set, or one of the session's.
func (s *Session) lookup(name string) (string, bool) {
	v, ok := s.vars[name]
	return v, ok
}

// complain is the one place where errors are printed: the class, what happened,
// and the way out.
func (s *Session) complain(err error) {
	if err == nil || shown(err) {
		return
	}
	s.renderer.Complain(s.describe(err))
}

// hintOnce adds a remark the first time something happens.
func (s *Session) hintOnce(key, text string) {
	if s.told[key] {
		return
	}
	s.told[key] = true
	s.renderer.Remark(text)
}

// Say implements [command.Output].
func (s *Session) Say(text string) { s.page(text) }

// Echo implements [command.Output].
func (s *Session) Echo(text string) { s.renderer.Echo(text) }

// openSource opens a script.
func (s *Session) openSource(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(s.cfg.Stdin), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	if st, err := f.Stat(); err == nil && st.IsDir() {
		f.Close()
		return nil, &usageError{path + " is a directory, not a script"}
	}
	return f, nil
}

// joinCommands makes one script of the lines of -c.
func joinCommands(lines []string) io.Reader { return strings.NewReader(strings.Join(lines, "\n")) }

func (s *Session) errorf(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}
