package command

import (
	"context"
	"time"

	"imapsh/imap"
)

// Session is what a command acts through: the connection and the shell around
// it. Its parts follow the groups of commands.
type Session interface {
	Connection
	Output
	Tracing
	Scripting
	Learning
}

// Connection is the IMAP side of a session.
type Connection interface {
	// Client returns the client, or nil if there is no connection.
	Client() *imap.Client
	// Do sends a command and shows its result.
	Do(ctx context.Context, cmd *imap.Command) error
	// Idle lets the server speak for d, or until the user ends it if d is 0.
	Idle(ctx context.Context, d time.Duration) error
	// Result shows what a command came to that sent nothing, or did so itself.
	Result(r *imap.Result) error
	// Bytes shows bytes that came off the socket.
	Bytes(b []byte) error
	// Socket shows the connection's addresses and encryption.
	Socket() error
	// Open connects as imaplib's open does, with nobody logging in.
	Open(ctx context.Context, host, port string) error
	// Authenticate runs a whole exchange by a built-in mechanism; "" for mech
	// takes the strongest, "" for user the session's, nil for password asks.
	Authenticate(ctx context.Context, mech, user string, password *string) error
	// AskSecret asks the user for a secret, never echoing it.
	AskSecret(ctx context.Context, prompt string) (string, error)
	// Connect opens a session with a URL, host or profile.
	Connect(ctx context.Context, target string) error
	// Disconnect closes the connection, saying LOGOUT where it is in step.
	Disconnect(ctx context.Context) error
	// Reconnect opens the connection again and restores what stood.
	Reconnect(ctx context.Context) error
	// TLS shows what the handshake agreed on and whom it met.
	TLS() error
	// Diagnose goes through all that could keep one from reading mail at a
	// server, layer by layer; "" is the server of the session.
	Diagnose(ctx context.Context, target string) error
	// Sessions lists the connections of the shell.
	Sessions() error
	// Use makes another connection the one that commands go to.
	Use(number string) error
	// Raw sends a line as it is and shows what comes until its answer.
	Raw(ctx context.Context, line string) error
	// Confirm asks before something is destroyed; what is to be typed as well as
	// "yes" is name.
	Confirm(question, name string) error
}

// Output is how a session shows things.
type Output interface {
	// Say prints lines of the shell's own on the terminal, or on stdout off it.
	Say(text string)
	// Echo writes a line to stdout, in every view.
	Echo(text string)
	// SetFormat changes the view: text, tuple, json or raw.
	SetFormat(name string) error
	// Show prints the n-th last result in full.
	Show(n int) error
	// Save writes the last literal to a file.
	Save(path string) error
}

// Tracing is a session's log and trace.
type Tracing interface {
	// PrintLog shows the log: all of it, the last n commands, only those that
	// failed, or as JSON.
	PrintLog(what string) error
	// Trace turns the live trace on or off, or writes the full one to a file.
	Trace(what string) error
}

// Scripting is a session's variables and control of lines.
type Scripting interface {
	// Set sets a variable or option; without a name it lists them.
	Set(name, value string) error
	Unset(name string) error
	// Option turns a switch such as timing on or off; "" flips it.
	Option(name, value string) error
	// Alias makes \name stand for line; without a name it lists them.
	Alias(name, line string) error
	// RunLine executes one line as if typed.
	RunLine(ctx context.Context, line string) error
	// Include runs a script.
	Include(ctx context.Context, path string) error
	// System runs a line in the system's shell.
	System(ctx context.Context, line string) error
	// History shows what was typed, where it matches.
	History(pattern string) error
	// Quit ends the session.
	Quit() error
}

// Learning is what a session can explain.
type Learning interface {
	// Help explains a command or topic, or lists all commands.
	Help(word string) error
	// State shows where the session stands.
	State() error
	// Capabilities shows what the server can do, explained.
	Capabilities() error
}
