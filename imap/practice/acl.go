package practice

import "imapsh/imap/practice/store"

// rightsText writes rights as letters.
func (s *session) rightsText(r store.Rights) string { return r.String() }

func (s *session) listMetadata(name string, entries []string) {}
