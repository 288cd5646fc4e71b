// Package render turns results into what is shown: the views text, tuple, json
// and raw, the bare data of a redirect, verdicts, and the gate that everything
// shown on a terminal passes.
//
// Data goes to stdout, talk to stderr. Views stream where they can: they write
// a response while it is read and keep nothing of it. The package never talks
// to a server, never decides what a command means, and beside main is the only
// one that knows colours.
package render
