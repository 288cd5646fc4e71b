// Package practice is a whole IMAP server in memory: the learner's partner
// behind `imapsh --demo`, a server for other mail programs to be tried on
// (`imapsh serve`), and the peer of every test, well behaved or not.
//
// It speaks IMAP4rev1 (RFC 3501), IMAP4rev2 (RFC 9051) and the extensions that
// its profile switches on; what is not announced does not exist. Each behaviour
// cites its RFC section where it is written. The mail is in package store, what
// a message looks like to IMAP in package message, and what is in the mailboxes
// at the start in package seed.
//
// It never imports the client, and keeps nothing when it ends. It touches a disk
// only where it is told to: to read mail or a script, to write the authority of
// its certificate. It is not for real mail: passwords are kept in clear.
//
// # Where to find what
//
//	server.go, session.go   connections; one goroutine each
//	input.go, command.go    reading a command and its limits, the table of commands
//	respond.go, update.go   writing answers, telling what others changed
//	one file per group      login.go, select.go, list.go, fetch.go, search.go, …
//	profile.go              what is announced
//	fault*.go, script*.go   how to misbehave
//	spans.go, trace.go      message sets, resolved; what a teacher sees
//	inflate                 COMPRESS=DEFLATE, without waiting for what nobody sends
//
// A new command is a row in its group's table and a method. A test of it is a
// dialogue in raw text.
//
// # Differences from Dovecot
//
// TestAgainstDovecot plays testdata/dovecot.txt to a Dovecot 2.3 and to this
// server, which must agree in all untagged data, statuses and codes, but for
// these, each marked in that file. Three more tests do the same with what chance
// brings: mail that is sorted, threaded, searched and shown; messages of many
// parts; changes.
//
//	SELECT          HIGHESTMODSEQ always (RFC 7162 §3.1.2); MAILBOXID; CLOSED as
//	                soon as QRESYNC is announced, not only when it is enabled
//	SELECT x y      BAD; Dovecot reads over what follows the name
//	NO              a response code of RFC 5530 in more places: NONEXISTENT, CANNOT,
//	                NOPERM
//	BAD             says what the grammar expected, and where
//	8-bit names     are UTF-8 where IMAP4rev2 is announced, enabled or not
//	FETCH           a part that is not there is NIL, not an empty literal; field
//	                names are repeated as they were written; strings with quotation
//	                marks are quoted, not literals; one-digit days have a blank, not
//	                a zero; INTERNALDATE keeps its zone; literal8 only for NUL
//	STORE           answers with the flags even when they were set already; in a
//	                mailbox that was examined NO, as for EXPUNGE, where Dovecot says
//	                OK and does nothing
//	ENABLE          always an ENABLED, even an empty one (RFC 5161 §3.2)
//	SEARCH, SORT    BADCHARSET lists the charsets
//	THREAD          no blank behind an empty answer
//	LSUB            no special uses
//	RENAME INBOX    moves the messages (RFC 3501 §6.3.5); Dovecot refuses
//	GETMETADATA     a value is quoted where it can be, not always a literal
//	LISTRIGHTS      the optional rights in the order of MYRIGHTS
//	Quota roots     have the name of the mailboxes they govern, "" for all of a user's
//	NAMESPACE, ID   each server's own
//	A bad APPEND    the bytes of {n+} are read over; Dovecot takes them for commands
//	CHECK x         BAD; Dovecot reads over what follows
package practice
