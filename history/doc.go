// Package history keeps the lines typed at the prompt: in memory for the arrow
// keys, the search and the hint, and in a file for the next session.
//
// # The file
//
// It is plain text, one entry a row, the oldest first:
//
//	profile TAB line LF
//	profile TAB TAB escaped line LF
//
// The profile is the name under which the entry was typed and may be empty.
// The second form is for a line that holds a line end or another control
// character but TAB: there \n, \r, \t, \\ and \xHH stand for themselves as in
// Go. A row without TAB is a line of no profile, so that a list of commands
// can be put there by hand. A row that holds CAN (0x18) or NUL is skipped, and
// so is what follows the last LF: both are what a crash leaves behind.
//
// Rows are only ever appended, each with one write under a lock, so any number
// of shells can share the file. One who finds the last row torn ends it with
// CAN and LF. When the file has grown well above the limit, the newest rows are
// written to a second file that then takes its name. The file is created 0600
// whatever the umask and made so when others could read it; anything but a
// regular file (a directory, FIFO, device, symbolic link) is an error. It stays
// open only while it is read or written.
//
// # What it does not do
//
// It knows nothing of commands: secrets are to be masked by the caller before
// Add, because whatever is added reaches the disk. It never ends a session: the
// first failure is returned once, and from then on lines are kept in memory.
package history
