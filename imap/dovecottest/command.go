package dovecottest

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
)

// ImapCommand is the command that speaks IMAP on its standard input and output,
// logged in as the user already (PREAUTH): Dovecot's imap binary with this
// server's configuration.
func (s *Server) ImapCommand(user string) ([]string, error) {
	doveconf, err := findBinary("doveconf")
	if err != nil {
		return nil, err
	}
	out, err := exec.Command(doveconf, "-c", s.ConfigFile, "-h", "libexec_dir").Output()
	if err != nil {
		return nil, err
	}
	binary := filepath.Join(strings.TrimSpace(string(out)), "imap")
	// The binary wants USER, and a HOME it may enter, before it looks up -u.
	return []string{"env", "USER=" + user, "HOME=/", "TZ=UTC", binary, "-c", s.ConfigFile, "-u", user}, nil
}

// DoveadmCommand is the same through "doveadm exec imap". Its capabilities are
// fewer: the settings for protocol imap do not apply there.
func (s *Server) DoveadmCommand(user string) ([]string, error) {
	doveadm, err := findBinary("doveadm")
	if err != nil {
		return nil, err
	}
	return []string{"env", "USER=" + user, "HOME=/", "TZ=UTC", doveadm, "-c", s.ConfigFile, "exec", "imap", "-u", user}, nil
}

// Doveadm runs doveadm on this server, to change or look at mail behind a
// client's back, and returns what it printed:
//
//	s.Doveadm("expunge", "-u", "alice", "mailbox", "INBOX", "1")
func (s *Server) Doveadm(args ...string) (string, error) {
	doveadm, err := findBinary("doveadm")
	if err != nil {
		return "", err
	}
	out, err := exec.Command(doveadm, append([]string{"-c", s.ConfigFile}, args...)...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = errors.New("doveadm " + strings.Join(args, " ") + ": " + strings.TrimSpace(string(exit.Stderr)))
	}
	return string(out), err
}
