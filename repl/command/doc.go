// Package command is the one table of the shell: a [Spec] for every command.
//
// A Spec says what a command is called, which arguments it takes and what each
// of them is, where it is legal, what it needs, and how it is run. Dispatch,
// quoting, completion, hints, masking, help and the generated reference all
// read it, so adding a command is one entry in one file of this package.
//
// The package never reads a terminal and never writes to one: a command acts
// through the [Session] it is run in.
package command
