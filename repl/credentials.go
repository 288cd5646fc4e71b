package repl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"imapsh/imap"
	"imapsh/imap/auth"
)

// sources are where a server's secret comes from, if anywhere but the keyboard.
// The first that is there is taken, in this order.
type sources struct {
	known        bool // password is the secret, empty or not
	password     string
	inURL        bool   // it stood in a URL, where others see it
	command      string // prints the password
	file         string // holds it
	tokenCommand string // prints an OAuth token
	environment  bool   // IMAPSH_PASSWORD counts
}

// add takes over what the command line says, which wins over a profile.
func (src *sources) add(c *Config) {
	src.environment = true
	if c.PasswordCommand == "" && c.PasswordFile == "" && c.TokenCommand == "" {
		return
	}
	*src = sources{
		command: c.PasswordCommand, file: c.PasswordFile, tokenCommand: c.TokenCommand, environment: true,
	}
}

// hasPassword reports whether a password is there without anybody being asked.
// Who names a command for tokens wants a token, whatever the environment holds.
func (s *Session) hasPassword(src *sources) bool {
	return src.known || src.command != "" || src.file != "" ||
		src.tokenCommand == "" && src.environment && s.cfg.Getenv(passwordVariable) != ""
}

// passwordVariable is the environment's variable for a password. Children never
// see it.
const passwordVariable = "IMAPSH_PASSWORD"

// childEnv is the environment of the programs we run.
func childEnv() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, passwordVariable+"=") })
}

// password is the secret that goes with a user. It is known as one from here on.
func (s *Session) password(ctx context.Context, srv *server, user string) (string, error) {
	src := &srv.secrets
	password, err := "", error(nil)
	switch {
	case srv.user != "" && user != srv.user: // the secrets are another's
		return s.askPassword(ctx, srv, user)
	case src.known:
		password = src.password
	case src.command != "":
		password, err = s.secretOf(ctx, "--password-command", src.command, false)
	case src.file != "":
		password, err = secretFile(src.file)
	case src.environment && s.cfg.Getenv(passwordVariable) != "":
		password = s.cfg.Getenv(passwordVariable)
	default:
		return s.askPassword(ctx, srv, user)
	}
	s.secrets.Add(password)
	return password, err
}

func (s *Session) askPassword(ctx context.Context, srv *server, user string) (string, error) {
	return s.AskSecret(ctx, fmt.Sprintf("Password for %s@%s: ", user, srv.host))
}

// token is a fresh OAuth token.
func (s *Session) token(ctx context.Context, srv *server) (string, error) {
	token, err := s.secretOf(ctx, "--token-command", srv.secrets.tokenCommand, true)
	s.secrets.Add(token)
	return token, err
}

// maxSecret is the most bytes that a secret can have: tokens of some providers
// have several thousand.
const maxSecret = 64 << 10

// secretFile reads the first line of a file.
func secretFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", &usageError{"--password-file: " + err.Error()}
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	switch {
	case err != nil:
		return "", &usageError{"--password-file: " + err.Error()}
	case len(text) > maxSecret:
		return "", &usageError{"--password-file: " + path + " is too large to be a password"}
	}
	password, _ := firstLine(text)
	if password == "" {
		return "", secretError("--password-file: the first line of %s is empty", path)
	}
	return password, nil
}

// secretOf runs a command that prints a secret. Of a password the first line
// counts, as of the files of pass; a token is the only line there is.
func (s *Session) secretOf(ctx context.Context, flag, line string, whole bool) (string, error) {
	out, err := s.runForSecret(ctx, flag, line)
	if err != nil {
		return "", err
	}
	secret, rest := firstLine(out)
	for other := range strings.Lines(rest) {
		s.secrets.Add(strings.TrimRight(other, "\r\n")) // who knows what it is
	}
	switch {
	case secret == "":
		return "", secretError("%s: the command printed nothing", flag)
	case whole && strings.TrimSpace(rest) != "":
		return "", secretError("%s: the command printed more than one line, a token is one", flag)
	}
	return secret, nil
}

func firstLine(text []byte) (line, rest string) {
	first, after, _ := bytes.Cut(text, []byte("\n"))
	return string(bytes.TrimSuffix(first, []byte("\r"))), string(after)
}

func secretError(format string, args ...any) error {
	return &imap.Error{Reason: imap.ReasonAuth, Msg: fmt.Sprintf(format, args...)}
}

// errTooMuch ends a command that floods us.
var errTooMuch = errors.New("it printed too much")

// bounded collects what a program prints, up to a limit.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxSecret {
		return 0, errTooMuch
	}
	return b.Buffer.Write(p)
}

// runForSecret runs a command of the user's and returns what it printed. What it
// says on stderr is shown: it may have something to ask. Errors do not repeat
// the line, in which somebody may have written the secret itself.
func (s *Session) runForSecret(ctx context.Context, flag, line string) ([]byte, error) {
	limit := s.cfg.Timeout
	if limit <= 0 {
		limit = imap.DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := s.renderer.Flush(); err != nil {
		return nil, err
	}
	cmd := shellCommand(ctx, line)
	cmd.WaitDelay = 100 * time.Millisecond // its children may outlive it, and hold its output
	var out bounded
	stderr := &remarks{s: s, name: flag}
	cmd.Stdout, cmd.Stderr = &out, stderr
	back := s.lendTerminal(s.interrupts) // it may have something to ask
	err := cmd.Run()
	back()
	stderr.flush()
	var exit *exec.ExitError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, secretError("%s: the command did not end within %v", flag, limit)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, errTooMuch):
		return nil, secretError("%s: the command printed more than %d bytes", flag, maxSecret)
	case errors.As(err, &exit):
		return nil, secretError("%s: the command failed (%s)", flag, exit.ProcessState)
	case err != nil:
		return nil, secretError("%s: the command cannot be run: %v", flag, err)
	}
	return out.Bytes(), nil
}

// remarks shows what a program says on stderr, a line at a time.
type remarks struct {
	s    *Session
	name string
	part []byte
}

func (r *remarks) Write(p []byte) (int, error) {
	r.part = append(r.part, p...)
	for {
		line, rest, ok := bytes.Cut(r.part, []byte("\n"))
		if !ok && len(r.part) < maxSecret {
			return len(p), nil
		}
		r.s.renderer.Remark(r.name + ": " + string(bytes.TrimRight(line, "\r")))
		r.part = rest
	}
}

// flush shows a last line without an end.
func (r *remarks) flush() {
	if len(r.part) > 0 {
		r.s.renderer.Remark(r.name + ": " + string(r.part))
		r.part = nil
	}
}

// credentials is what there is to log in with as user; password, if not nil,
// was given with the command.
func (s *Session) credentials(ctx context.Context, srv *server, user string, password *string) auth.Credentials {
	cred := auth.Credentials{
		User: user, AuthzID: srv.actAs, Host: srv.host, Port: srv.portNumber(), HasCertificate: srv.trust.CertFile != "", Trace: "imapsh",
	}
	if srv.secrets.tokenCommand != "" && user == srv.user {
		cred.AskToken = func() (string, error) { return s.token(ctx, srv) }
	}
	switch {
	case password != nil:
		cred.Password, cred.HasPassword = *password, true
	case cred.AskToken == nil || s.hasPassword(&srv.secrets):
		cred.AskPassword = func() (string, error) { return s.password(ctx, srv, user) }
	}
	return cred
}
