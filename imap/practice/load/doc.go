// Package load is an IMAP server that exists to be read from as fast as the
// network allows. It holds no mail: the name of a mailbox says how many
// messages it has, and every answer is a pure function of that number, so
// that each contestant of a benchmark reads the same bytes.
//
//	flags-100000        a mailbox of 100 000 messages; the first word is free
//	one-1-1073741824    one message whose BODY[] is 1 GiB
//	slow-1000           the first response at once, the others half a second later
//
// A user named boxes-1000 has 1 000 mailboxes, any other user 200 000. Every
// password is right, and a change is answered OK and forgotten.
//
// XCOUNT tells how many commands the server has had in all, itself included,
// so that a runner can see that a contestant did its work.
//
// Answers up to [CacheLimit] bytes are made once and kept, compressed too, so
// that the server is never what a measurement waits for. The package uses the
// standard library alone, never parses what it does not need, and is no model
// of a correct server: that is package practice.
package load
