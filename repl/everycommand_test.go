package repl

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"imapsh/imap"
	"imapsh/imap/practice"
	"imapsh/repl/command"
)

// Before a command that needs it, a mailbox is open that one may write to.
const openWork = "select Work"

// elsewhere are lines for commands whose examples, if there are any, do not do
// alone in a session that alice is logged in to. The last line has the command.
// login says that nobody is logged in at the start.
var elsewhere = map[string]struct {
	login bool
	lines string
}{
	"open":           {lines: "shutdown\nopen ${host} ${port}"},
	"starttls":       {login: true, lines: "starttls"},
	"login":          {login: true, lines: "login alice alicepw"},
	"login_cram_md5": {login: true, lines: "login_cram_md5 alice alicepw"},
	"authenticate":   {login: true, lines: "authenticate PLAIN $'\\0alice\\0alicepw'"},
	`\auth`:          {login: true, lines: `\auth SCRAM-SHA-256 alice alicepw`},
	"proxyauth":      {login: true, lines: "login admin adminpw\nproxyauth bob"},
	"setquota":       {login: true, lines: "login admin adminpw\nsetquota \"Other Users/alice\" (STORAGE 4096)"},
	"response":       {lines: "select INBOX\nresponse UIDVALIDITY"},
	"delete":         {lines: "delete Trash"},
	"rename":         {lines: "rename Trash Bin"},
	"uid":            {lines: openWork + "\nuid fetch 10 (FLAGS)"},
	"send":           {lines: "socket\nsend $'x NOOP\\r\\n'"},
	"readline":       {lines: "socket\nsend $'x NOOP\\r\\n'\nreadline"},
	"read":           {lines: "socket\nsend $'x NOOP\\r\\n'\nread 4"},
	"socket":         {lines: "socket"},
	"shutdown":       {lines: "shutdown"},
	`\connect`:       {lines: `\connect ${url}`},
	`\disconnect`:    {lines: `\disconnect`},
	`\reconnect`:     {lines: `\reconnect`},
	`\tls`:           {login: true, lines: "starttls\n\\tls"},
	`\diagnose`:      {lines: `\diagnose ${url}`},
	`\use`:           {lines: `\use 1`},
	"quit":           {lines: "quit"},
	"exit":           {lines: "exit"},
	`\q`:             {lines: `\q`},
	`\decode`:        {lines: `\decode off`},
	`\timing`:        {lines: `\timing off`},
	`\show`:          {lines: openWork + "\nfetch 1 BODY.PEEK[TEXT]\n\\show"},
	`\save`:          {lines: openWork + "\nfetch 1 BODY.PEEK[TEXT]\n\\save ${dir}/text"},
	`\trace`:         {lines: `\trace ${dir}/trace`},
	`\i`:             {lines: `\i ${dir}/script`},
	`\unset`:         {lines: "\\set box INBOX\n\\unset box"},
}

// notOK are commands that are not expected to end well, each with a reason.
var notOK = map[string]string{
	`\history`: "a script has no history: it is for lines that were typed",
}

// TestEveryCommand runs each command that help lists against the practice
// server. Those that send something must be answered OK; all must end with the
// exit status 0.
func TestEveryCommand(t *testing.T) {
	t.Parallel()
	list := command.All()
	for name := range elsewhere {
		if _, ok := command.Lookup(name); !ok {
			t.Errorf("%s is no command any more", name)
		}
	}
	help := helpList(0)
	for _, sp := range list {
		if !strings.Contains(help, "  "+sp.Name+" ") {
			t.Errorf("help does not list %s", sp.Name)
		}
		t.Run(strings.TrimPrefix(sp.Name, `\`), func(t *testing.T) {
			t.Parallel()
			if why := notOK[sp.Name]; why != "" {
				t.Logf("not run: %s", why)
				return
			}
			e := elsewhere[sp.Name]
			if e.lines == "" {
				if len(sp.Examples) == 0 {
					t.Fatal("it has no example, and no line in this test")
				}
				e.lines = sp.Examples[0].Line
				if sp.States == imap.InSelected {
					e.lines = openWork + "\n" + e.lines
				}
			}
			runCommand(t, sp, e.login, e.lines)
		})
	}
}

func runCommand(t *testing.T, sp *command.Spec, login bool, lines string) {
	opts := practice.Options{}
	if !login {
		opts.PreAuth = "alice"
	}
	srv := practice.New(opts)
	t.Cleanup(srv.Close)
	wire := &wiretap{}
	cfg, variables := everyConfig(t, srv)
	cfg.DemoUser = opts.PreAuth
	cfg.Demo = func(context.Context) (net.Conn, error) { return tapped{srv.Pipe(), wire}, nil }
	if login {
		cfg.DemoTrust = srv.CertPool
	}
	cfg.Commands = append(variables, lines)
	var out bytes.Buffer
	cfg.Stdout, cfg.Stderr = &out, &out
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if status := s.Main(t.Context()); status != StatusOK {
		t.Errorf("exit status %d:\n%s", status, out.String())
	}
	if sp.Local || sp.IsMeta() {
		return
	}
	name := map[string]string{"uid": "UID FETCH", "login_cram_md5": "AUTHENTICATE", "recent": "NOOP", "xatom": "NOOP", "id": "ID"}[sp.Name]
	if name == "" {
		name = strings.ToUpper(sp.Name)
	}
	if verdict := wire.verdict(name); verdict != "OK" {
		t.Errorf("%s was answered %q:\n%s", name, verdict, out.String())
	}
}

// everyConfig is a configuration with a home of its own, and lines that set
// variables for the commands that connect or touch files.
func everyConfig(t *testing.T, srv *practice.Server) (Config, []string) {
	t.Helper()
	dir := t.TempDir()
	addr, err := srv.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"script": "noop\n", "password": "alicepw\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		PasswordFile: filepath.Join(dir, "password"), TLS: "none", ClearAuth: true, Yes: true, NoRC: true, NoHistory: true, Stdin: os.Stdin,
		Getenv: func(name string) string { return map[string]string{"HOME": dir}[name] },
	}
	return cfg, []string{
		`\set host ` + host, `\set port ` + port, `\set dir '` + dir + `'`, `\set url imap://alice@` + addr.String(),
	}
}

// wiretap keeps what goes over a connection, until it is encrypted or
// compressed.
type wiretap struct {
	mu             sync.Mutex
	sent, received bytes.Buffer
}

type tapped struct {
	net.Conn
	tap *wiretap
}

func (c tapped) Write(p []byte) (int, error) {
	c.tap.mu.Lock()
	c.tap.sent.Write(p)
	c.tap.mu.Unlock()
	return c.Conn.Write(p)
}

func (c tapped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.tap.mu.Lock()
	c.tap.received.Write(p[:n])
	c.tap.mu.Unlock()
	return n, err
}

// verdict is the word with which the last command of that name was answered; ""
// if there was none.
func (w *wiretap) verdict(name string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	sent := regexp.MustCompile(`(?m)^(\w+) `+regexp.QuoteMeta(name)+`\b`).FindAllSubmatch(w.sent.Bytes(), -1)
	if sent == nil {
		return ""
	}
	tag := sent[len(sent)-1][1]
	answer := regexp.MustCompile(`(?m)^` + string(tag) + ` (\w+)`).FindSubmatch(w.received.Bytes())
	if answer == nil {
		return ""
	}
	return string(answer[1])
}
