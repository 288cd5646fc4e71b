package repl

import (
	"context"
	"errors"

	"imapsh/imap"
	"imapsh/repl/command"
	"imapsh/repl/render"
	"imapsh/repl/words"
)

// Exit statuses of the program. A script that fails ends with that of its first
// failure.
const (
	StatusOK          = 0
	StatusUsage       = 1   // usage or configuration
	StatusSyntax      = 2   // a line that could not be sent
	StatusNo          = 3   // the server said NO, or the mailbox is read-only
	StatusBad         = 4   // the server said BAD
	StatusExpectation = 5   // \expect failed
	StatusNetwork     = 6   // network, time-out, lost connection, no IMAP
	StatusTLS         = 7   // TLS or certificate
	StatusAuth        = 8   // authentication
	StatusSafety      = 9   // refused by a safety rule
	StatusInterrupted = 130 // Ctrl-C
)

var (
	// errQuit ends the loop: quit, exit, \q.
	errQuit = errors.New("quit")
	// errRefused says that the verdict, which has been shown, was a NO.
	errRefused = errors.New("the server said NO")
	// errInterrupted says that Ctrl-C ended a command.
	errInterrupted = errors.New("by Ctrl-C")
	// errExpectation is wrapped by what \expect fails with.
	errExpectation = errors.New("expectation failed")
)

// usageError is a wrong flag, file or profile: nothing of IMAP.
type usageError struct{ msg string }

func (e *usageError) Error() string { return e.msg }

// ExitStatus is the exit status that an error calls for.
func ExitStatus(err error) int {
	var (
		usage   *usageError
		syntax  *words.SyntaxError
		args    *command.UsageError
		output  *render.OutputError
		protErr *imap.Error
	)
	switch {
	case err == nil, errors.Is(err, errQuit):
		return StatusOK
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return StatusInterrupted
	case errors.Is(err, errRefused):
		return StatusNo
	case errors.Is(err, errExpectation):
		return StatusExpectation
	case errors.As(err, &syntax), errors.As(err, &args):
		return StatusSyntax
	case errors.As(err, &protErr):
		return statusOf(protErr.Reason)
	case errors.As(err, &usage), errors.As(err, &output):
		return StatusUsage
	}
	return StatusUsage
}

// statusOf is the exit status for the layer that failed.
func statusOf(r imap.Reason) int {
	switch r {
	case imap.ReasonUsage:
		return StatusSyntax
	case imap.ReasonNo, imap.ReasonReadOnly:
		return StatusNo
	case imap.ReasonBad:
		return StatusBad
	case imap.ReasonNetwork:
		return StatusNetwork
	case imap.ReasonTLS:
		return StatusTLS
	case imap.ReasonAuth:
		return StatusAuth
	case imap.ReasonSafety:
		return StatusSafety
	}
	return StatusUsage
}

// shown reports whether an error has been shown already, or is none to show.
func shown(err error) bool {
	return errors.Is(err, errRefused) || errors.Is(err, errQuit) || errors.Is(err, errShown)
}
