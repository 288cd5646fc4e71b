package repl

import (
	"strings"
	"testing"

	"imapsh/imap/secret"
)

// FuzzParseURL reads what may stand on the command line as a server. Whatever it
// is, a password in it is never part of what is shown.
func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{"imaps://alice@mail.example:993/INBOX", "host:143", "imap://a:secret@[::1]:9/x;UID=3/;SECTION=1", "imaps://%41;AUTH=*@h/%00", "imap://h/INBOX?FROM%20x", "work", "//", "imaps://a:b@c:d@e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, target string) {
		s := &Session{secrets: &secret.Set{}}
		srv, err := s.parseURL(target)
		if err != nil && strings.Contains(target, ":s3cr3t@") && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%v", err)
		}
		if err == nil && strings.ContainsAny(srv.host, "\x00\r\n ") {
			t.Errorf("%q is a host", srv.host)
		}
	})
}
