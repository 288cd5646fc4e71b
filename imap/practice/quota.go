package practice

import (
	"strings"

	"imapsh/imap/practice/store"
)

func quotaCommands() map[string]command {
	return map[string]command{
		"GETQUOTA":     {states: loggedIn, needs: "QUOTA", run: (*session).getQuota},
		"GETQUOTAROOT": {states: loggedIn, needs: "QUOTA", run: (*session).getQuotaRoot},
		"SETQUOTA":     {states: loggedIn, needs: "QUOTA", run: (*session).setQuota},
	}
}

// quotaLine sends a QUOTA response (RFC 9208 §4.2.1).
func (s *session) quotaLine(q store.Quota) {
	var list []string
	for _, r := range q.Resources {
		list = append(list, r.Name+" "+itoa(r.Usage)+" "+itoa(r.Limit))
	}
	s.line("* QUOTA ", s.quotaRoot(q.Root), " (", strings.Join(list, " "), ")")
}

// quotaRoot is a root's name on the wire. It looks like a mailbox name and is
// written like one.
func (s *session) quotaRoot(name string) string { return s.mailbox(name) }

// getQuota is GETQUOTA (RFC 9208 §4.1.1).
func (s *session) getQuota(c *call) (string, error) {
	c.d.SP()
	root := s.mailboxArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	q, err := s.tree.Quota(s.user, root)
	if err != nil {
		return "", err
	}
	s.quotaLine(q)
	return "Getquota completed.", nil
}

// getQuotaRoot is GETQUOTAROOT (RFC 9208 §4.1.2).
func (s *session) getQuotaRoot(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	if err := c.end(); err != nil {
		return "", err
	}
	list, err := s.tree.QuotaRoots(s.user, name)
	if err != nil {
		return "", err
	}
	line := "* QUOTAROOT " + s.mailbox(s.tree.Canonical(s.user, name))
	for _, q := range list {
		line += " " + s.quotaRoot(q.Root)
	}
	s.line(line)
	for _, q := range list {
		s.quotaLine(q)
	}
	return "Getquotaroot completed.", nil
}

// setQuota is SETQUOTA, for administrators (RFC 9208 §4.1.3). It needed no
// capability of its own before that RFC, which names resources in capabilities.
func (s *session) setQuota(c *call) (string, error) {
	if (s.has("QUOTA=RES-STORAGE") || s.has("QUOTA=RES-MESSAGE")) && !s.has("QUOTASET") {
		return "", badError("Unknown command")
	}
	c.d.SP()
	root := s.mailboxArg(c)
	c.d.SP()
	var limits []store.Limit
	c.d.List(func() {
		resource := c.d.Keyword()
		c.d.SP()
		limits = append(limits, store.Limit{Resource: resource, Limit: int64(c.d.Number64())})
	})
	if err := c.end(); err != nil {
		return "", err
	}
	q, err := s.tree.SetQuota(s.user, root, limits)
	if err != nil {
		return "", err
	}
	s.quotaLine(q)
	return "Setquota completed.", nil
}
