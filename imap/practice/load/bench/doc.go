//go:build unix

// Command bench measures the shell against the floor program, Python's
// imaplib, go-imap v2's client, curl and nc, as whole processes over loopback:
//
//	go run ./imap/practice/load/bench                 everything, into docs/
//	go run ./imap/practice/load/bench -rows flags -rounds 3 -growth=false
//
// It is run from the top of the repository, builds what it needs, starts the
// load server, and lets the contestants of a row take turns, so that whatever
// else the machine does falls on all of them. What counts is CPU time (user
// and system) and peak memory; elapsed time is not looked at. A contestant
// that is not installed, fails, or prints too little is left out with a note.
//
// A benchmark is no test: nothing fails here because something is slow.
package main
