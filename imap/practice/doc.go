// Package practice is a whole IMAP server in memory: the learner's partner
// behind `imapsh --demo`, a server for other mail programs to be tried on
// (`imapsh serve`), and the peer of every test, well behaved or not.
//
// It speaks IMAP4rev1 (RFC 3501), IMAP4rev2 (RFC 9051) and the extensions that
// its profile switches on. Each behaviour cites its RFC section where it is
// written. The mail is in package store, what a message looks like to IMAP in
// package message, and what is in the mailboxes at the start in package seed.
//
// It never imports the client, never touches a disk, and keeps nothing when it
// ends. It is not for real mail: passwords are kept in clear.
package practice
