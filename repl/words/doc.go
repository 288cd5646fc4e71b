// Package words cuts what a user types into words.
//
// A line of the shell is a command and its arguments, separated by blanks; what a word starts with decides
// its form: a parenthesised group, an IMAP quoted string, '…', $'…', a literal, a file, or a bare word. The
// package knows these forms, the prefixes of a line (-, @2, !, #), its redirect, the replacement of ${name},
// and when a line is not finished yet. It is used by the loop, the script runner and completion alike, so
// that all three see the same words.
//
// It never knows a command: where an argument's role matters, the caller says so through [Parser.LiteralAt]
// and [Parser.RawAt]. It never touches a terminal, a file or the network, and it never decides what reaches
// the wire: CR, LF and NUL that came out of an escape are kept, and refused by the client.
package words
