package repl

import (
	"context"
	"crypto/x509"
	"io"
	"net"
	"os"
	"time"
)

// Config is what a shell is started with: its flags and its surroundings.
type Config struct {
	Target   string   // URL, host[:port] or profile; "" for none
	Commands []string // -c, in order
	File     string   // -f; "-" is stdin
	User     string   // -u
	ActAs    string   // --as

	PasswordCommand string
	PasswordFile    string
	TokenCommand    string

	Auth       string // auto, a SASL mechanism, or login
	TLS        string // implicit, starttls or none; "" by the URL
	CAFile     string
	CertFile   string
	KeyFile    string
	ServerName string
	Pin        string
	Insecure   bool // do not verify certificates
	ClearAuth  bool // --insecure-auth
	Exec       string
	Unix       string
	Proxy      string
	Compress   bool

	ReadOnly  bool // --ro
	ReadWrite bool // --rw
	Yes       bool // -y

	Format    string // -o
	Echo      bool   // -x
	Quiet     bool   // -q
	Verbose   bool   // -v
	TraceFile string
	KeepGoing bool
	Pipeline  bool
	NoRC      bool
	NoHistory bool
	Color     string // auto, always, never

	Timeout        time.Duration // per command; 0: 60 s, < 0: none
	ConnectTimeout time.Duration // 0: 30 s
	Debug          int           // 0-5

	Diagnose bool // the program `imapsh diagnose`

	// Demo, if not nil, opens a connection to the practice server; the shell is
	// connected with it at start.
	Demo func(ctx context.Context) (net.Conn, error)
	// DemoTrust, if not nil, is whom to believe when that server encrypts: the
	// authority it has made itself.
	DemoTrust func() (*x509.CertPool, error)
	// DemoUser is who is logged in there from the start; "" for nobody.
	DemoUser string

	Version string
	Stdin   *os.File
	Stdout  io.Writer
	Stderr  io.Writer
	// Terminals: what the streams are.
	StdinTerminal, StdoutTerminal, StderrTerminal bool
	Getenv                                        func(string) string
}

// interactive reports whether a person types the lines.
func (c *Config) interactive() bool {
	return len(c.Commands) == 0 && c.File == "" && c.StdinTerminal
}

// statusTerminal is where a status line can be shown; nil for nowhere. Beside a
// pipe it would be drawn into what another program shows.
func (c *Config) statusTerminal() io.Writer {
	file, _ := c.Stdout.(*os.File)
	switch {
	case !c.StderrTerminal:
		return nil
	case c.StdoutTerminal:
		return c.Stderr
	case file != nil:
		if st, err := file.Stat(); err == nil && st.Mode().IsRegular() {
			return c.Stderr
		}
	}
	return nil
}

// color reports whether what is shown on stdout may be coloured
// (https://no-color.org, CLICOLOR_FORCE).
func (c *Config) color(terminal bool) bool {
	switch c.Color {
	case "always":
		return true
	case "never":
		return false
	}
	switch {
	case c.Getenv("NO_COLOR") != "":
		return false
	case c.Getenv("CLICOLOR_FORCE") != "" && c.Getenv("CLICOLOR_FORCE") != "0":
		return true
	}
	return terminal && c.Getenv("TERM") != "dumb" && c.Getenv("TERM") != ""
}
