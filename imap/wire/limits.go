package wire

import "fmt"

// Default limits. They bound what a peer can make this end keep in memory; an
// option of the client or server may change each.
const (
	// DefaultMaxLine is the longest line, in bytes without CRLF. One SEARCH
	// answer with a million numbers is about 8 MiB.
	DefaultMaxLine = 16 << 20
	// DefaultMaxNesting is the deepest nesting of parentheses that is followed.
	DefaultMaxNesting = 1000
	// DefaultMaxGathered is the largest literal, in bytes, that is kept in
	// memory or in a spill file. Streamed literals have no limit.
	DefaultMaxGathered = 256 << 20
	// DefaultMaxUnasked is how many bytes of data that nobody asked for are taken
	// in one command's time: a million changed flags are about 40 MiB.
	DefaultMaxUnasked = 64 << 20
)

// Limits bounds what a [Reader] accepts. A zero field means its default.
type Limits struct {
	Line     int   // longest line, bytes
	Nesting  int   // deepest nesting of parentheses
	Gathered int64 // largest literal that is gathered, bytes
	Unasked  int64 // most data that no command asked for from one command to the next, bytes
}

// WithDefaults returns l with every zero field set to its default.
func (l Limits) WithDefaults() Limits {
	if l.Line == 0 {
		l.Line = DefaultMaxLine
	}
	if l.Nesting == 0 {
		l.Nesting = DefaultMaxNesting
	}
	if l.Gathered == 0 {
		l.Gathered = DefaultMaxGathered
	}
	if l.Unasked == 0 {
		l.Unasked = DefaultMaxUnasked
	}
	return l
}

// A LimitError says that the peer sent more than a limit allows. The stream is
// out of step afterwards and the connection must be closed.
type LimitError struct {
	What  string // what was too big: "line", "literal", "unasked data"
	Limit int64  // the limit that was passed, in bytes
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%s longer than the limit of %d bytes", e.What, e.Limit)
}

// A SyntaxError says where and how a line departs from the grammar. It keeps
// the line, so that nothing of it is lost.
type SyntaxError struct {
	Line     []byte // the line or gathered response; a copy
	Offset   int    // byte offset of the fault in Line
	Expected string // what the grammar wants there
	Where    string // the element being read, "" if unknown
	Err      error  // the fault where it has a name: [ErrBareLF]
}

func (e *SyntaxError) Error() string {
	where, name := "", ""
	if e.Where != "" {
		where = " in " + e.Where
	}
	if e.Err != nil {
		name = e.Err.Error() + ": "
	}
	return fmt.Sprintf("%sexpected %s at offset %d%s, found %s", name, e.Expected, e.Offset, where, e.found())
}

// Unwrap returns the fault's name, if it has one.
func (e *SyntaxError) Unwrap() error { return e.Err }

// found quotes the few bytes at the fault; a whole line would drown the message.
func (e *SyntaxError) found() string {
	const shown = 24
	if e.Offset >= len(e.Line) {
		return "the end of the line"
	}
	rest := e.Line[e.Offset:]
	if len(rest) > shown {
		return fmt.Sprintf("%q…", rest[:shown])
	}
	return fmt.Sprintf("%q", rest)
}
