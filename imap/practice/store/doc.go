// Package store is the mail behind the practice server: users, mailboxes,
// messages, access rights, quotas and annotations, all in memory.
//
// It keeps the rules that hold whatever is spoken on the wire: UIDs only grow,
// every change raises the mailbox's mod-sequence, rights are checked, quotas
// are enforced, and a [View] numbers messages for one session so that no
// message changes its number behind that session's back (RFC 3501 §5.5,
// RFC 2180, RFC 7162).
//
// It never reads or writes the wire, never parses a message, and never touches
// a disk. Everything in it may be used by several goroutines at once, save that
// a View belongs to one session.
package store
