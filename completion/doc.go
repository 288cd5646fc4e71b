// Package completion says what can stand at the cursor of a line, what the rest
// of the line is going to be, and how its words are coloured.
//
// It is pure: the line, the cursor and what is [Known] go in; a [Completion], a
// [Hint] or [Span]s come out. The Specs of repl/command say what each argument is,
// imap/protocol says what there is to offer and what it means. What is legal in
// this state and announced by this server comes first, the rest is dimmed with the
// reason. Names that a server sent are inserted so that they reach it again, and
// cannot put a control character into the line.
//
// It never draws, sends, reads a file or starts a goroutine, never offers anything
// where a secret is typed, and never decides what may be sent. The one thing with
// a memory is the [Index] of mailboxes, which the shell fills.
package completion
