// Package seed holds the mail that is in the practice server at the start, and
// loads a learner's own mail instead of it.
//
// Demo returns mailboxes for alice, bob and admin: threads, attachments, old
// charsets, a bounce, a digest, an invitation, mailbox names that need care.
// Every line was written for this project; nobody in it exists. The messages
// are the files in the folder mail, and mailboxes.go says which of them lies
// where.
//
// Load reads an mbox file, a Maildir, an .eml file or a folder of such, and
// tells by itself which it is. It never writes.
//
// The package only describes mail. It knows nothing of the server, and reads a
// message when its bytes are asked for, not before.
package seed
