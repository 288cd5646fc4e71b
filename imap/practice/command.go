package practice

import (
	"errors"
	"maps"
	"strings"

	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

// A state of the connection (RFC 3501 §3), or a set of those in which a command
// is allowed.
type state uint8

const (
	notAuth state = 1 << iota
	auth
	selected

	anyState = notAuth | auth | selected
	loggedIn = auth | selected
)

// A command is one row of the dispatch table.
type command struct {
	states state
	needs  string // the capability that brings it, "" for the base protocol
	// run parses the arguments and carries the command out. The text it
	// returns follows OK; empty means "NAME completed.". A *store.Error is
	// answered NO, any other error BAD.
	run func(*session, *call) (string, error)
	// holds says that message numbers must not change before the command is
	// answered (RFC 3501 §7.4.1). UID forms never hold.
	holds bool
	// stores, for commands that store messages, says why a message of that
	// size could not be stored, before its bytes are asked for.
	stores func(*session, *call, int64) error
}

// commandTable gathers the commands of all groups.
func commandTable() map[string]command {
	t := map[string]command{}
	for _, group := range []func() map[string]command{
		connectionCommands, loginCommands, authenticateCommands, mailboxCommands,
		listCommands, selectCommands, appendCommands, fetchCommands, flagCommands, copyCommands,
		expungeCommands, searchCommands, aclCommands, quotaCommands, metadataCommands, annotateCommands,
		notifyCommands,
	} {
		maps.Copy(t, group())
	}
	return t
}

// A call is one command as it came.
type call struct {
	tag  string
	name string // in upper case, "UID FETCH" for a UID form
	uid  bool
	cmd  *command // nil: there is no such command
	text []byte   // the whole command: its lines with CRLF between, its literals
	d    *wire.Decoder
	no   error // an argument was well-formed and yet is refused
}

// badError says what is wrong with a command's arguments.
type badError string

func (e badError) Error() string { return string(e) }

// stateError says that a command cannot be given now.
type stateError string

func (e stateError) Error() string { return string(e) }

// errAnswered says that a command has its answer already.
var errAnswered = errors.New("answered already")

// base is the name without UID.
func (c *call) base() string { return strings.TrimPrefix(c.name, "UID ") }

// word is the name as it stands in texts: "Fetch" for "UID FETCH".
func (c *call) word() string {
	name := c.base()
	if len(name) < 3 || name == "NOOP" {
		return name
	}
	return name[:1] + strings.ToLower(name[1:])
}

// end checks that the arguments are over and returns what was wrong with them.
func (c *call) end() error {
	c.d.End()
	var bad badError
	if err := c.d.Err(); err != nil && !errors.As(c.no, &bad) {
		return err
	}
	return c.no
}

// refuse records that an argument cannot be used. The first refusal stays, and
// one behind a fault in the syntax means nothing.
func (c *call) refuse(err error) {
	if c.no == nil && c.d.Err() == nil {
		c.no = err
	}
}

// bare is a command without arguments.
func bare(run func(*session, *call) (string, error)) func(*session, *call) (string, error) {
	return func(s *session, c *call) (string, error) {
		if err := c.end(); err != nil {
			return "", err
		}
		return run(s, c)
	}
}

func (s *session) state() state {
	switch {
	case s.user == nil:
		return notAuth
	case s.view == nil:
		return auth
	}
	return selected
}

// answer carries out a command and writes its tagged answer.
func (s *session) answer(c *call) {
	if f := s.srv.fault(); f.command != nil && f.command(s, c) {
		return
	}
	text, err := s.dispatch(c)
	var no *store.Error
	switch {
	case errors.Is(err, errAnswered):
	case err == nil:
		s.bad = 0
		if text == "" {
			text = c.word() + " completed."
		}
		s.update(c)
		s.tagged(c, "OK", text)
	case errors.As(err, &no):
		s.bad = 0
		s.update(c)
		s.tagged(c, "NO", sentence(no.Error()))
	default:
		s.badCommand(c, err)
	}
}

// badCommand answers BAD, and hangs up on a client that does nothing else.
func (s *session) badCommand(c *call, err error) {
	text := err.Error()
	if line := string(c.text); isLogin(c) || withoutPassword(line) != line {
		text, _, _ = strings.Cut(text, ", found ") // it can be a password
	}
	text = sentence(text)
	if _, state := err.(stateError); !state {
		text = strings.TrimSuffix("Error in IMAP command "+c.name, " ") + ": " + text
	}
	s.tagged(c, "BAD", text)
	if s.bad++; s.bad >= maxBad {
		s.bye("Too many invalid IMAP commands.")
	}
}

// sentence ends a text with a full stop, as all texts do.
func sentence(text string) string { return strings.TrimSuffix(text, ".") + "." }

// dispatch runs a command that may be given in this state.
func (s *session) dispatch(c *call) (string, error) {
	if err := s.allowed(c); err != nil {
		return "", err
	}
	return c.cmd.run(s, c)
}

// allowed says why a command cannot be given now.
func (s *session) allowed(c *call) error {
	if c.cmd == nil {
		return badError("Unknown command")
	}
	now := s.state()
	switch {
	case c.cmd.states&now != 0:
		return nil
	case now == notAuth:
		return stateError("Please log in first")
	case c.cmd.states == notAuth:
		return stateError("Already logged in")
	case c.cmd.states == auth:
		return stateError("Not while a mailbox is selected")
	}
	return stateError("No mailbox selected")
}

// lookup finds a command by name; one whose capability is switched off does not
// exist.
func (s *session) lookup(name string) *command {
	s.srv.tableOnce.Do(func() { s.srv.table = commandTable() })
	cmd, ok := s.srv.table[name]
	if !ok || !s.has(cmd.needs) {
		return nil
	}
	return &cmd
}
