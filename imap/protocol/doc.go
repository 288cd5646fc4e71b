// Package protocol is what is known of IMAP: its commands, capabilities, responses and response codes, FETCH
// items, SEARCH keys, flags, rights, SASL mechanisms and more, each with its syntax, its RFC section, what it
// needs, what it means and an example.
//
// The knowledge stands in tables/*.tsv and is decoded when it is first asked for; importing the package costs
// nothing at start. It is for people and for completion: help, hints, explanations, did-you-mean. The package
// never decides what may be sent (the specs of the shell and the client do) and never parses what a server says.
package protocol
