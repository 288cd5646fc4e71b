package practice

import (
	"strings"

	"imapsh/imap/practice/store"
)

func aclCommands() map[string]command {
	return map[string]command{
		"SETACL":     {states: loggedIn, needs: "ACL", run: (*session).setACL},
		"DELETEACL":  {states: loggedIn, needs: "ACL", run: (*session).deleteACL},
		"GETACL":     {states: loggedIn, needs: "ACL", run: (*session).getACL},
		"LISTRIGHTS": {states: loggedIn, needs: "ACL", run: (*session).listRights},
		"MYRIGHTS":   {states: loggedIn, needs: "ACL", run: (*session).myRights},
	}
}

// rightsText writes rights as letters. Without RIGHTS= the server speaks
// RFC 2086, which knows c and d in place of k, x, t and e.
func (s *session) rightsText(r store.Rights) string {
	text := r.String()
	if !s.has("RIGHTS=texk") {
		text = strings.Map(func(c rune) rune {
			if strings.ContainsRune("texk", c) {
				return -1
			}
			return c
		}, text)
	}
	return text
}

// rightsString is rights as an astring, "" when there are none (RFC 4314 §3.6).
func (s *session) rightsString(r store.Rights) string {
	return string(s.appendAString(nil, s.rightsText(r)))
}

// setACL is SETACL (RFC 4314 §3.1).
func (s *session) setACL(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	c.d.SP()
	who := string(c.d.AString())
	c.d.SP()
	mode, rights := s.rightsArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	if err := s.tree.SetACL(s.user, name, who, mode, rights); err != nil {
		return "", err
	}
	return "Setacl complete.", nil
}

func (s *session) rightsArg(c *call) (mode byte, r store.Rights) {
	letters := string(c.d.AString())
	if letters != "" && (letters[0] == '+' || letters[0] == '-') {
		mode, letters = letters[0], letters[1:]
	}
	r, bad := store.ParseRights(letters)
	if bad != 0 {
		c.refuse(badError("Invalid right " + string(bad)))
	}
	return mode, r
}

// deleteACL is DELETEACL (RFC 4314 §3.2).
func (s *session) deleteACL(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	c.d.SP()
	who := string(c.d.AString())
	if err := c.end(); err != nil {
		return "", err
	}
	if err := s.tree.DeleteACL(s.user, name, who); err != nil {
		return "", err
	}
	return "Deleteacl complete.", nil
}

// getACL is GETACL (RFC 4314 §3.3).
func (s *session) getACL(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	list, err := s.tree.ACL(s.user, name)
	if err != nil {
		return "", err
	}
	line := "* ACL " + s.mailbox(s.tree.Canonical(s.user, name))
	for _, e := range list {
		line += " " + string(s.appendAString(nil, e.Who)) + " " + s.rightsString(e.Rights)
	}
	s.line(line)
	return "Getacl completed.", nil
}

// listRights is LISTRIGHTS (RFC 4314 §3.4): what the identifier has in any
// case, then what may be granted, each group by itself.
func (s *session) listRights(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	c.d.SP()
	who := string(c.d.AString())
	if err := c.end(); err != nil {
		return "", err
	}
	always, grantable, err := s.tree.ListRights(s.user, name, who)
	if err != nil {
		return "", err
	}
	line := "* LISTRIGHTS " + s.mailbox(s.tree.Canonical(s.user, name)) + " " +
		string(s.appendAString(nil, who)) + " " + s.rightsString(always)
	for _, letter := range s.rightsText(grantable) {
		line += " " + string(letter)
	}
	s.line(line)
	return "Listrights completed.", nil
}

// myRights is MYRIGHTS (RFC 4314 §3.5).
func (s *session) myRights(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	rights, err := s.tree.MyRights(s.user, name)
	if err != nil {
		return "", err
	}
	s.line("* MYRIGHTS ", s.mailbox(s.tree.Canonical(s.user, name)), " ", s.rightsString(rights))
	return "Myrights completed.", nil
}
