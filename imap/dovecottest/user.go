package dovecottest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// NewUser adds a user with this mail to the running server, so that tests which
// share a server do not share mail.
func (s *Server) NewUser(t testing.TB, mailboxes ...Mailbox) (name, password string) {
	t.Helper()
	n := s.counter.Add(1)
	name, password = fmt.Sprintf("user%d", n), fmt.Sprintf("password%d", n)
	if err := s.addMail(name, mailboxes); err != nil {
		t.Fatal(err)
	}
	if err := s.addUser(name, password); err != nil {
		t.Fatal(err)
	}
	return name, password
}

// addUser writes the user's file of passwords, and sees to it that the user has a
// home. There is a file for each user because Dovecot looks for changes in a file
// that it knows at most once a second.
func (s *Server) addUser(name, password string) error {
	if strings.ContainsAny(name, "/.:*\r\n\x00 ") || name == "" {
		return fmt.Errorf("user name %q: want what a file name can be", name)
	}
	if strings.ContainsAny(password, ":\r\n\x00") {
		return fmt.Errorf("password of %s: a file of passwords cannot hold it", name)
	}
	if err := s.mkdir(s.home(name)); err != nil {
		return err
	}
	return s.writeFile(filepath.Join("users", name), name+":{PLAIN}"+password+"::::::\n")
}

func (s *Server) home(user string) string {
	return filepath.Join(s.Dir, "mail", user)
}

// appendFile adds to a file of the server's folder.
func (s *Server) appendFile(name, text string) error {
	s.appendMu.Lock()
	defer s.appendMu.Unlock()
	path := filepath.Join(s.Dir, name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return s.owner.own(path)
}
