// Package repl is the session of the shell: the loop at the keyboard, the
// runner of scripts, the dispatch of lines to commands, and the shell's own
// commands.
//
// A line is cut into words, its command is looked up in the table of package
// command, bound to its arguments, and run; what it comes to is shown by
// package render. Errors are returned all the way up and printed in one place.
// Data goes to stdout, talk to stderr; off a terminal there is no prompt, no
// banner and no colour. The package parses no protocol and draws no line being
// typed.
package repl
