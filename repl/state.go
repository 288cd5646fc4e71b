package repl

import (
	"crypto/tls"
	"fmt"
	"sort"
	"strings"

	"imapsh/imap"
	"imapsh/imap/protocol"
)

// State implements [command.Learning].
func (s *Session) State() error {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-11s %s\n", name, fmt.Sprintf(format, args...))
	}
	if s.client == nil {
		line("state", "%s", imap.StateLogout)
		s.Say(b.String())
		return nil
	}
	line("state", "%s", s.client.State())
	if err := s.client.Err(); err != nil {
		line("connection", "%v", err)
	}
	local, remote := s.client.Addrs()
	line("server", "%s (%v to %v)", s.server.host, local, remote)
	line("encryption", "%s", s.encryption())
	switch {
	case s.server.user != "" && s.server.actAs != "":
		line("user", "%s, acting as %s", s.server.user, s.server.actAs)
	case s.server.user != "":
		line("user", "%s", s.server.user)
	}
	if mb := s.client.Mailbox(); mb.Name != "" {
		access := "read-write"
		if mb.ReadOnly {
			access = "read-only"
		}
		line("mailbox", "%s, %s, %d messages, %d recent", mb.Name, access, mb.Exists, mb.Recent)
		line("uids", "UIDVALIDITY %d, UIDNEXT %d", mb.UIDValidity, mb.UIDNext)
		line("flags", "%s", strings.Join(mb.Flags, " "))
	}
	line("traffic", "%d bytes sent, %d received", s.client.BytesWritten(), s.client.BytesRead())
	if stored := s.storedNames(); stored != "" {
		line("stored", "%s", stored)
	}
	s.Say(b.String())
	return nil
}

func (s *Session) storedNames() string {
	var names []string
	for name, n := range s.client.StoredNames() {
		if n > 1 {
			name = fmt.Sprintf("%s (%d)", name, n)
		}
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, " ")
}

func (s *Session) encryption() string {
	text := "none"
	if s.client.Encrypted() {
		text = "TLS"
		if cs := s.client.TLS(); cs != nil {
			text = tlsName(cs)
		}
	} else if s.client.Loopback() {
		text = "none, and needs none: the connection does not leave this machine"
	}
	if s.client.Compressed() {
		text += ", compressed"
	}
	return text
}

func tlsName(cs *tls.ConnectionState) string {
	return tls.VersionName(cs.Version) + " " + tls.CipherSuiteName(cs.CipherSuite)
}

// Capabilities implements [command.Learning].
func (s *Session) Capabilities() error {
	if s.client == nil {
		return notConnected(`\caps`)
	}
	var b strings.Builder
	for _, name := range s.client.Capabilities() {
		meaning := "not known to the shell"
		if c, ok := protocol.FindCapability(name); ok {
			meaning = c.Meaning
			if c.RFC != "" && c.RFC != "-" {
				meaning += " (" + c.RFC + ")"
			}
		}
		fmt.Fprintf(&b, "%-24s %s\n", name, meaning)
	}
	s.Say(b.String())
	return nil
}
