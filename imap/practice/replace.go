package practice

import "imapsh/imap/practice/store"

// replaceArgs reads the message and the mailbox of REPLACE.
func (s *session) replaceArgs(c *call) (n uint32, name string) {
	c.d.SP()
	n = c.d.Number()
	c.d.SP()
	return n, s.mailboxArg(c)
}

// replaced resolves the message that REPLACE names to its number.
func (s *session) replaced(c *call, n uint32) (int, error) {
	number := int(n)
	if c.uid {
		number = s.view.Number(n)
	}
	if number < 1 || number > s.view.Len() {
		return 0, &store.Error{Code: "NONEXISTENT", Text: "No such message."}
	}
	return number, nil
}

// replace is REPLACE (RFC 8508): a new message is stored and the old one
// expunged, or neither.
func (s *session) replace(c *call) (string, error) {
	n, name := s.replaceArgs(c)
	message := s.messageArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	number, err := s.replaced(c, n)
	if err != nil {
		return "", err
	}
	done, err := s.view.Replace(number, name, message)
	if err != nil {
		return "", err
	}
	if code := s.appendUID(done); code != "" {
		s.line("* OK ", code, "Replacement Message ready")
	}
	return "Replace completed.", nil
}

// checkReplace is checkAppend for REPLACE.
func (s *session) checkReplace(c *call, size int64) error {
	if err := s.begin(c); err != nil {
		return err
	}
	n, name := s.replaceArgs(c)
	if c.d.Err() != nil {
		return nil
	}
	if c.no != nil {
		return c.no
	}
	if _, err := s.replaced(c, n); err != nil {
		return err
	}
	return s.tree.CheckAppend(s.user, name, size)
}
