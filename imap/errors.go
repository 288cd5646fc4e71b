package imap

import (
	"errors"
	"fmt"
)

// Class is imaplib's division of failures by what the caller can do about them.
type Class uint8

// The three classes of imaplib.
const (
	// ClassError: the request was wrong or refused; the session goes on.
	ClassError Class = iota
	// ClassAbort: the connection is gone; reconnect and try again.
	ClassAbort
	// ClassReadOnly: the mailbox has become read-only.
	ClassReadOnly
)

// String returns imaplib's name of the class: error, abort or readonly.
func (c Class) String() string {
	switch c {
	case ClassAbort:
		return "abort"
	case ClassReadOnly:
		return "readonly"
	}
	return "error"
}

// Reason says which layer failed, finer than [Class]. A program's exit status
// is chosen by it.
type Reason uint8

// The layers at which a command can fail.
const (
	ReasonUsage    Reason = iota // wrong state or argument; nothing was sent
	ReasonNo                     // the server refused: tagged NO
	ReasonBad                    // the server did not understand: tagged BAD
	ReasonNetwork                // lost, silent or babbling peer
	ReasonTLS                    // STARTTLS refused, handshake or certificate
	ReasonAuth                   // login refused
	ReasonSafety                 // we refused, to keep a promise of safety
	ReasonReadOnly               // the mailbox is read-only
	ReasonLocal                  // a local file or program failed
)

// An Error is a failure of a command or of the connection.
type Error struct {
	Class  Class
	Reason Reason
	Msg    string // says what happened and, where there is one, the way out
	Err    error  // the cause, if any
}

func (e *Error) Error() string {
	switch {
	case e.Err == nil:
		return e.Msg
	case e.Msg == "":
		return e.Err.Error()
	}
	return e.Msg + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ReasonOf returns the reason of err and whether err is, or wraps, an [*Error].
func ReasonOf(err error) (Reason, bool) {
	var e *Error
	if !errors.As(err, &e) {
		return 0, false
	}
	return e.Reason, true
}

// ClassOf returns the class of err; ClassError for errors not of this package.
func ClassOf(err error) Class {
	var e *Error
	if errors.As(err, &e) {
		return e.Class
	}
	return ClassError
}

func usagef(format string, args ...any) *Error {
	return &Error{Reason: ReasonUsage, Msg: fmt.Sprintf(format, args...)}
}

func failf(reason Reason, format string, args ...any) *Error {
	return &Error{Reason: reason, Msg: fmt.Sprintf(format, args...)}
}

func abortf(format string, args ...any) *Error {
	return &Error{Class: ClassAbort, Reason: ReasonNetwork, Msg: fmt.Sprintf(format, args...)}
}

func abortWrap(err error, format string, args ...any) *Error {
	e := abortf(format, args...)
	e.Err = err
	return e
}
