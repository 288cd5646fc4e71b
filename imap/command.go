package imap

import (
	"context"
	"fmt"
	"strings"

	"imapsh/imap/utf7"
	"imapsh/imap/wire"
)

// A Command is one IMAP command ready to be sent: its name, its arguments by
// role, and what is known of its answer. Make one with the constructor of its
// name; [Atom] makes one of any name.
type Command struct {
	Name   string   // as sent, in upper case: FETCH; UID for the UID commands
	Sub    string   // the command behind UID: FETCH
	Args   []Arg    // in the order sent
	States StateSet // where it is legal
	// Owns lists the untagged responses that are the command's own data. The
	// first is the one its result is made of.
	Owns []string
	// Own marks a command that the client or shell sends of its own accord.
	Own bool

	result    resultKind
	ready     func(c *Client) error                // may refuse, or settle arguments; nothing has happened yet
	start     func(c *Client)                      // the command is about to be sent
	finish    func(c *Client, s *Completion) error // on the reading goroutine, before it reads on
	after     func(ctx context.Context, c *Client, r *Result) error
	explain   func() error // why it was refused, if more is known than the server's text
	noIsError Reason       // a tagged NO is an error with this reason; 0: a result
	expectBye bool
	exchange  exchange
}

// resultKind is the rule by which imaplib makes a method's result.
type resultKind uint8

const (
	resultTagged resultKind = iota // T: the tagged line's text
	resultOwned                    // U(X): the untagged responses X
	resultKept                     // U(X) that stays in the store: select's EXISTS
	resultPair                     // both lists of GETQUOTAROOT
	resultBye                      // logout
)

// Label is the command's full name for people: "UID FETCH".
func (cmd *Command) Label() string {
	if cmd.Sub != "" {
		return cmd.Name + " " + cmd.Sub
	}
	return cmd.Name
}

// owns reports whether an untagged response of this type is the command's own.
func (cmd *Command) owns(typ string) bool {
	for _, o := range cmd.Owns {
		if o == typ {
			return true
		}
	}
	return false
}

// legal returns imaplib's complaint if the command may not be sent in s.
func (cmd *Command) legal(s State) error {
	if cmd.States.Has(s) {
		return nil
	}
	name := cmd.Name
	if cmd.Sub != "" {
		name = cmd.Sub
	}
	return usagef("command %s illegal in state %s, only allowed in states %s", name, s, cmd.States)
}

// encode writes the command for a peer that understands mode.
func (cmd *Command) encode(tag string, mode wire.Mode) ([]wire.Chunk, error) {
	e := wire.NewEncoder(mode)
	e.Raw(tag).SP().Raw(cmd.Name)
	for _, a := range cmd.Args {
		e.SP()
		a.encode(e)
	}
	chunks, err := e.Chunks()
	if err != nil {
		return nil, &Error{Reason: ReasonUsage, Msg: cmd.Label() + " not sent", Err: err}
	}
	return chunks, nil
}

// An Arg is one argument, which knows by its role how it goes on the wire.
type Arg interface{ encode(e *wire.Encoder) }

type (
	// Word is a set, fetch item, flag, search key or the like: sent as it is,
	// quoted only when empty or when it could not be read back as one word.
	Word string
	// AString is a user, identifier, quota root or the like.
	AString string
	// Mailbox is a mailbox name in UTF-8, or one that already is in modified
	// UTF-7.
	Mailbox string
	// Pattern is a mailbox name with the wildcards % and *.
	Pattern string
	// Password is a secret, always quoted, masked wherever it is shown.
	Password string
	// Quoted is text that is always sent as a string: quoted, or a literal where
	// that cannot hold it.
	Quoted string
	// Verbatim goes out untouched, whatever it holds, save CR, LF and NUL.
	Verbatim string
	// Number is a plain number.
	Number uint64
)

// enclosed reports whether s stands in parentheses or is a quoted string: then
// the user has said how to send it.
func enclosed(s string) bool {
	if len(s) < 2 {
		return false
	}
	first, last := s[0], s[len(s)-1]
	return first == '(' && last == ')' || first == '"' && isQuotedString(s)
}

// isQuotedString reports whether s is one quoted string and nothing else.
func isQuotedString(s string) bool {
	if len(s) < 2 || s[0] != '"' {
		return false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i == len(s)-1
		}
	}
	return false
}

func (a Word) encode(e *wire.Encoder) {
	switch s := string(a); {
	case isQuotedString(s):
		e.Quoted(unquote(s)) // 8-bit text in quotes may need a literal
	case enclosed(s) || !needsQuotes(s):
		e.Raw(s)
	default:
		e.Quoted(s)
	}
}

// needsQuotes applies imaplib's promise to a word: empty, white-space, control
// characters, '"' and '\' (but flags begin with one), 8-bit text, and what would
// announce a literal. The blanks inside a section's brackets belong to it.
func needsQuotes(s string) bool {
	if s == "" {
		return true
	}
	if _, ok, _ := wire.TrailingLiteral([]byte(s)); ok {
		return true
	}
	section := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '[':
			section++
		case c == ']':
			section--
		case c == '\\' && i == 0 && len(s) > 1:
		case c <= ' ' && section <= 0, c == '"' && section <= 0, c == '\\', c >= 0x7f:
			return true
		}
	}
	return false
}

func (a AString) encode(e *wire.Encoder) {
	switch s := string(a); {
	case isQuotedString(s):
		e.Quoted(unquote(s))
	case enclosed(s):
		e.Raw(s)
	default:
		e.AString(s)
	}
}

func (a Mailbox) encode(e *wire.Encoder) { encodeName(e, string(a), e.AString) }

func (a Pattern) encode(e *wire.Encoder) { encodeName(e, string(a), e.ListPattern) }

// encodeName sends a mailbox name. One typed in quotes stays in quotes, so that
// "a" and a are told apart on the wire as the user did.
func encodeName(e *wire.Encoder, s string, bare func(string) *wire.Encoder) {
	switch {
	case isQuotedString(s):
		e.Quoted(wireName(unquote(s), e.Mode))
	case enclosed(s):
		e.Raw(s)
	default:
		bare(wireName(s, e.Mode))
	}
}

// wireName is the form of a mailbox name on the wire (RFC 3501 §5.1.3, RFC 9755
// §3). One with a line end or NUL in it stays as it is, for the encoder to refuse:
// modified UTF-7 could hide them.
func wireName(s string, mode wire.Mode) string {
	if mode.UTF8 || utf7.Valid(s) || strings.ContainsAny(s, "\r\n\x00") {
		return s
	}
	return utf7.Encode(s)
}

func unquote(s string) string {
	if !strings.Contains(s, `\`) {
		return s[1 : len(s)-1]
	}
	var b strings.Builder
	for i := 1; i < len(s)-1; i++ {
		if s[i] == '\\' {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func (a Quoted) encode(e *wire.Encoder) { e.Quoted(string(a)) }

func (a Password) encode(e *wire.Encoder) { e.Secret(string(a)) }

func (a Verbatim) encode(e *wire.Encoder) { e.Raw(string(a)) }

func (a Number) encode(e *wire.Encoder) { e.Raw(fmt.Sprint(uint64(a))) }

// Literal is a string argument that goes out as a literal of these bytes.
type Literal struct {
	Body
	Binary bool // as literal8, which may hold NUL (RFC 3516)
}

func (a Literal) encode(e *wire.Encoder) {
	e.Literal(wire.LiteralHeader{Size: a.Size, Binary: a.Binary || a.NUL && e.Mode.Binary}, &a.Body)
}

// Group is an argument put together of pieces that follow each other without
// blanks: parenthesised text with literals inside.
type Group []Arg

func (a Group) encode(e *wire.Encoder) {
	for _, part := range a {
		part.encode(e)
	}
}

// parens gives a list the parentheses it lacks.
func parens(a Arg) Arg {
	switch s := ArgText(a); {
	case s == "" && a != Word(""):
		return a // a group with literals inside has its own
	case len(s) >= 2 && s[0] == '(' && s[len(s)-1] == ')':
		return Verbatim(s)
	default:
		return Verbatim("(" + s + ")")
	}
}

// ArgText is the text of an argument; "" for one that is no plain text.
func ArgText(a Arg) string {
	switch a := a.(type) {
	case Word:
		return string(a)
	case AString:
		return string(a)
	case Mailbox:
		return string(a)
	case Pattern:
		return string(a)
	case Verbatim:
		return string(a)
	case Literal:
		return a.text
	}
	return ""
}

// Streams reports whether a [Handler] for data is given the command's own data,
// rather than finding it in the [Result].
func (cmd *Command) Streams() bool {
	return len(cmd.Owns) > 0 && cmd.result != resultKept
}
