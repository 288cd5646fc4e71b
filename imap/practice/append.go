package practice

import (
	"bytes"
	"slices"

	"imapsh/imap/practice/store"
)

func appendCommands() map[string]command {
	return map[string]command{
		"APPEND":      {states: loggedIn, run: (*session).append, stores: (*session).checkAppend},
		"REPLACE":     {states: selected, needs: "REPLACE", run: (*session).replace, stores: (*session).checkReplace},
		"UID REPLACE": {states: selected, needs: "REPLACE", run: (*session).replace, stores: (*session).checkReplace},
	}
}

// append is APPEND (RFC 3501 §6.3.11), of several messages by RFC 3502.
func (s *session) append(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	var list []store.NewMessage
	for more := true; more; more = s.has("MULTIAPPEND") && c.d.Peek() == ' ' {
		list = append(list, s.messageArg(c))
	}
	if err := c.end(); err != nil {
		return "", err
	}
	done, err := s.tree.Append(s.user, name, list)
	if err != nil {
		return "", err
	}
	return s.appendUID(done) + "Append completed.", nil
}

// appendUID is the code that says where messages went (RFC 4315 §3).
func (s *session) appendUID(a store.Appended) string {
	if !s.has("UIDPLUS") {
		return ""
	}
	return "[APPENDUID " + itoa(a.Validity) + " " + setString(a.UIDs) + "] "
}

// messageArg reads what APPEND says of one message: flags, date, literal. With
// UTF8=ACCEPT the literal may stand in "UTF8 (…)" (RFC 9755 §4).
func (s *session) messageArg(c *call) store.NewMessage {
	var m store.NewMessage
	c.d.SP()
	if c.d.Peek() == '(' {
		m.Flags = c.flagsArg(false)
		c.d.SP()
	}
	if c.d.Peek() == '"' {
		m.Internal = c.dateTimeArg()
		c.d.SP()
	}
	wrapped := s.enabled.utf8 && c.d.AcceptWord("UTF8")
	if wrapped {
		c.d.SP()
		c.d.Open()
	}
	if p := c.d.Peek(); p != '{' && p != '~' {
		c.d.Fail("a literal")
	}
	text := c.d.String()
	if wrapped && !c.d.Close() {
		c.d.Fail("')'")
	}
	m.Body = store.NewBody(slices.Clip(bytes.Clone(text)))
	return m
}

// checkAppend says, before the literal is sent, why it could not be stored.
func (s *session) checkAppend(c *call, size int64) error {
	if err := s.begin(c); err != nil {
		return err
	}
	c.d.SP()
	name := s.mailboxArg(c)
	if err := c.d.Err(); err != nil {
		return nil // the name is the literal
	}
	if c.no != nil {
		return c.no
	}
	return s.tree.CheckAppend(s.user, name, size)
}
