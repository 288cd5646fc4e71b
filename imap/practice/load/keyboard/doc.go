//go:build unix

// Command keyboard measures what the shell is like to type at: it runs it in a
// pseudo-terminal against a load server of its own, presses keys, and looks at
// what comes when.
//
//	go run ./imap/practice/load/keyboard              everything, into docs/performance.md
//	go run ./imap/practice/load/keyboard -rows tab    one row, on standard output
//
// Beside the shell run a bare Go program and, where installed, bash, for
// scale. What the shell cannot do yet is reported as such. Times are elapsed
// times and mean little while the machine does other work.
package main
