package dovecottest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// startTimeout is for a machine that is busy with other tests; a start takes
	// about a tenth of a second.
	startTimeout = 30 * time.Second
	// portAttempts bounds the tries when somebody else takes a port between our
	// finding it free and Dovecot's listening.
	portAttempts = 10
)

// A Server is a running Dovecot.
type Server struct {
	Host          string // 127.0.0.1 (127.0.0.2 with WithoutPlaintext)
	Port, TLSPort int
	Addr          string // host:port, plain with STARTTLS
	TLSAddr       string // host:port, TLS from the start (imaps)

	Dir        string // the server's folder; gone after Close
	ConfigFile string
	CAFile     string // PEM of the authority that signed the server's certificate
	RootCAs    *x509.CertPool

	binary    string
	owner     owner
	authority *authority
	tokenKey  []byte
	mailboxes struct{ separator, prefix string }
	process   *process

	appendMu sync.Mutex
	counter  atomic.Int64
	stopOnce sync.Once
	stopErr  error
}

// Available reports whether a Dovecot is installed that understands our
// configuration: a 2.3, for 2.4 has another language.
func Available() bool {
	_, err := findDovecot()
	return err == nil
}

func findDovecot() (string, error) {
	path, err := findBinary("dovecot")
	if err != nil {
		return "", err
	}
	version, err := exec.Command(path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", path, err)
	}
	if !strings.HasPrefix(string(version), "2.3.") {
		return "", fmt.Errorf("%s is version %s, want 2.3", path, strings.TrimSpace(string(version)))
	}
	return path, nil
}

// findBinary looks where a user's PATH may not: servers live in sbin.
func findBinary(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err == nil {
		return filepath.Abs(path)
	}
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/usr/bin", "/opt/homebrew/sbin"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path, nil
		}
	}
	return "", err
}

// Open starts a server. Tests use [Start]; this is for programs, which must
// call Close.
func Open(opts ...Option) (*Server, error) {
	o := defaults()
	for _, opt := range opts {
		opt(&o)
	}
	binary, err := findDovecot()
	if err != nil {
		return nil, err
	}
	s := &Server{binary: binary, Host: "127.0.0.1"}
	if o.noPlaintext {
		s.Host = "127.0.0.2"
	}
	if err := s.prepare(&o); err != nil {
		s.Close()
		return nil, err
	}
	for range portAttempts {
		if err = s.listen(&o); !errors.Is(err, errPortTaken) {
			break
		}
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// prepare makes the folder and everything in it but dovecot.conf.
func (s *Server) prepare(o *options) error {
	var err error
	if s.owner, err = findOwner(); err != nil {
		return err
	}
	if s.Dir, err = os.MkdirTemp(s.owner.tempDir(), "imapsh-dovecot-"); err != nil {
		return err
	}
	if err := s.owner.own(s.Dir); err != nil {
		return err
	}
	s.ConfigFile = filepath.Join(s.Dir, "dovecot.conf")
	s.mailboxes.separator = o.separator
	if o.inboxPrefix != "" {
		s.mailboxes.prefix = o.inboxPrefix + "/"
	}
	if err := s.writeCertificates(); err != nil {
		return err
	}
	if err := s.writeTokenKey(); err != nil {
		return err
	}
	if err := s.writeFile("masters", Admin+":{PLAIN}"+AdminPassword+"::::::userdb_admin=yes\n"); err != nil {
		return err
	}
	if err := s.writeFile("shared-mailboxes", ""); err != nil {
		return err
	}
	for _, a := range o.users {
		if err := s.addUser(a.name, a.password); err != nil {
			return err
		}
	}
	for _, a := range o.mail {
		if err := s.addMail(a.name, a.mailboxes); err != nil {
			return err
		}
	}
	run := filepath.Join(s.Dir, "run")
	if err := s.mkdir(run); err != nil {
		return err
	}
	return os.Chmod(run, 0o755) // Dovecot warns of less
}

var errPortTaken = errors.New("a port was taken by somebody else")

// listen tries once to run Dovecot, on ports that were free a moment ago:
// Dovecot cannot be asked to listen on port 0.
func (s *Server) listen(o *options) error {
	ports, err := freePorts(s.Host, 2)
	if err != nil {
		return err
	}
	s.Port, s.TLSPort = ports[0], ports[1]
	s.Addr = net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	s.TLSAddr = net.JoinHostPort(s.Host, strconv.Itoa(s.TLSPort))
	if err := s.writeConfig(o); err != nil {
		return err
	}
	started := time.Now()
	s.process, err = startProcess(s.owner, s.Dir, s.binary, "-F", "-c", s.ConfigFile)
	if err != nil {
		return err
	}
	// The pid file is written once every socket listens. A greeting would prove
	// less: it could come from another server that took the port.
	pidFile := filepath.Join(s.Dir, "run", "master.pid")
	for {
		if pid, _ := os.ReadFile(pidFile); len(pid) > 0 {
			return nil
		}
		select {
		case <-s.process.done:
			text := s.Log()
			if portTaken(text) {
				return errPortTaken
			}
			return fmt.Errorf("dovecot ended at once: %s", text)
		case <-time.After(time.Millisecond):
		}
		if time.Since(started) > startTimeout {
			return fmt.Errorf("dovecot not ready after %v: %s", startTimeout, s.Log())
		}
	}
}

// freePorts finds n ports of the address that nobody uses now.
func freePorts(host string, n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
		if err != nil {
			return nil, err
		}
		defer l.Close() // all stay open until n different ones are found
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// Close stops the server and removes its folder. It may be called twice.
func (s *Server) Close() error {
	s.stopOnce.Do(func() {
		if s.process != nil {
			s.process.stop()
		}
		if s.Dir != "" {
			// A process that was just killed may still have been writing.
			for range 100 {
				if s.stopErr = os.RemoveAll(s.Dir); s.stopErr == nil {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
	})
	return s.stopErr
}

// Log returns what the server has logged so far, and what Dovecot said on its
// standard error.
func (s *Server) Log() string {
	log, _ := os.ReadFile(filepath.Join(s.Dir, "log"))
	stderr, _ := os.ReadFile(filepath.Join(s.Dir, "stderr"))
	return string(stderr) + string(log)
}

// TLSConfig is what a client needs to verify the server.
func (s *Server) TLSConfig() *tls.Config {
	return &tls.Config{RootCAs: s.RootCAs, ServerName: "localhost", MinVersion: tls.VersionTLS12}
}
