// Package imap is an IMAP client: the class IMAP4 of Python's imaplib reborn in
// Go, with its commands, its results, its untagged store and its three classes
// of failure. It can be used without the shell.
//
// A [Command] is built by the constructor that bears its name ([Fetch],
// [Select], …) and run by [Client.Do], which returns imaplib's (type, data) as
// a [Result], or streams the command's own data to a [Handler] as it is read.
// One goroutine reads for as long as the connection lives; handlers run on it,
// so that a response costs no hand-over and an answer of any length no memory.
//
// The package never writes to a terminal, never reads a file it was not handed,
// never sends what its caller did not ask for without showing it in the log,
// and never lets a secret into the log or an error.
package imap
