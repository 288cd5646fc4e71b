package lineedit

import (
	"errors"
	"os"
	"strings"

	"imapsh/repl/lineedit/screen"
)

// ErrInterrupt is returned when the person pressed Ctrl-C instead of Enter. The
// end of input (Ctrl-D on an empty line, a terminal that hung up, Close) is
// io.EOF.
var ErrInterrupt = errors.New("interrupted")

// ErrNoTerminal is returned by ReadSecret when there is nobody to ask.
var ErrNoTerminal = errors.New("no terminal to ask on")

// errBusy guards against two readers of one keyboard.
var errBusy = errors.New("the keyboard is already being read")

// Editor reads lines from a person. Its methods may be called from any
// goroutine; only one of ReadLine and ReadSecret may be under way.
type Editor interface {
	// ReadLine shows prompt and returns the line when Enter is pressed, without
	// its line end. The terminal stays in raw mode, where Ctrl-C is a key, until
	// Lend, Restore or Close, or an error other than ErrInterrupt. It may hold line ends inside, from a paste, the history or
	// $EDITOR: those are lines one after the other.
	ReadLine(prompt Text) (string, error)

	// SetPrompt changes the prompt of the line being typed, at once.
	SetPrompt(prompt Text)

	// Print shows text above the line being typed, at once; while none is being
	// typed, it is kept until one is, or until Close. Text that does not end with
	// a line end gets one.
	Print(text Text)

	// PrintRendered is Print for text that passed a gate already and may hold SGR
	// sequences (ESC [ … m). Other control sequences are shown, not obeyed.
	PrintRendered(text string)

	// ReadSecret asks on the controlling terminal, whatever standard input is,
	// and shows nothing of what is typed. Nothing is kept of it here.
	ReadSecret(prompt string) (string, error)

	// Update tells that completion, hints or colours may have changed, such as
	// when what a Pending completion waited for has come.
	Update()

	// SetStyles changes the colours; nil is none.
	SetStyles(Styles)

	// Watch reports keys that mean "stop" while a command runs, until done is
	// called, which may be twice. What else is typed is kept for the next line,
	// Enter after it too. ReadLine and ReadSecret may be called meanwhile: the
	// keys are theirs then. Without a terminal there is never anything to report.
	Watch(enter bool) (stops <-chan Stop, done func())

	// ReadKey shows prompt, waits for one key, takes the prompt away, and returns
	// the character typed, "\n" for Enter, or "" for any other key. Where
	// nothing can be drawn it is a line whose first character counts. Ctrl-C is
	// ErrInterrupt.
	ReadKey(prompt Text) (string, error)

	// Lend gives the terminal to another program, in the mode it was found in, until
	// back is called; a Watch steps back. Ctrl-C is a signal then.
	Lend() (back func())

	// Size is the terminal's, 80 × 24 where it is not known.
	Size() (cols, rows int)

	// Restore puts the terminal back as it was found. It takes no lock that a
	// panic could hold, may be called twice, and from a signal handler's
	// goroutine: it is for the way out.
	Restore()

	// Close ends a ReadLine under way with io.EOF, shows what Print kept, and
	// restores the terminal. It does not wait.
	Close() error
}

// Stop is a key that Watch reports.
type Stop int

// The two keys that stop something.
const (
	StopInterrupt Stop = iota // Ctrl-C
	StopEnter                 // Enter, if Watch was asked for it
)

// Segment is a piece of text with one style: SGR parameters such as "1;32", or ""
// for none. The text goes through the gate, the style does not.
type Segment struct{ Text, SGR string }

// Text is text in several styles.
type Text []Segment

// Plain is text without a style.
func Plain(s string) Text { return Text{{Text: s}} }

// Styles gives the SGR parameters for a class: the Class of a Span, or one of
// the names below. A class that is missing has no style.
type Styles map[string]string

// The classes of what lineedit shows by itself. Without a style for StyleHint no
// ghost text is shown, because nothing would tell it from what was typed.
const (
	StyleHint        = "hint"        // ghost text after the line
	StyleDescription = "description" // beside a candidate
	StyleDimmed      = "dimmed"      // a candidate that cannot stand here now
	StyleSelected    = "selected"    // the candidate in the line
	StyleMatch       = "match"       // what Ctrl-R found
	StyleNote        = "note"        // a remark below the line
)

// Candidate is one way to go on.
type Candidate struct {
	Insert      string // goes into the line
	Display     string // shown in the menu; Insert if empty
	Description string // shown beside it
	Dimmed      bool   // legal, but not here and now
	Reason      string // why it is dimmed, shown instead of Description
}

// Completion is what can stand at the cursor. From and To are byte offsets into
// the line; a candidate replaces what is between them.
type Completion struct {
	From, To   int
	Candidates []Candidate
	Total      int    // candidates there are, if not all are listed
	Prefix     string // what all of them begin with, if known; else it is computed
	Note       string // shown below the line when there is no candidate
	Pending    bool   // more will be known soon: Update will be called then
}

// Hint is ghost text after the end of the line.
type Hint struct {
	Show   string // what is shown
	Accept string // what Right, End or Ctrl-E insert; "" if it only explains
}

// Span gives a class to the bytes From to To of the line. Spans come in order and
// do not overlap.
type Span struct {
	From, To int
	Class    string
}

// History is what has been typed before, oldest first. The editor only reads it.
type History interface {
	Len() int
	At(i int) string
	// Search finds the newest entry before the given one that contains query.
	Search(query string, before int) (int, bool)
}

// Config says what an Editor works with. The zero value reads lines from standard
// input with no help of any kind. The functions are called for each key and must
// not wait for anything. Offsets are bytes.
type Config struct {
	In     *os.File                 // os.Stdin if nil
	Out    *os.File                 // if nil os.Stdout, or os.Stderr when that is no terminal: its data is not ours to mix with
	Getenv func(name string) string // os.Getenv if nil; asked for TERM, VISUAL, EDITOR, and what tells terminals apart
	Gate   func(string) string      // makes text harmless; screen.Escape if nil
	Styles Styles                   // nil for no colours

	Complete  func(line string, cursor int) Completion
	Highlight func(line string) []Span
	Hint      func(line string, cursor int) Hint
	Help      func(line string, cursor int) Text // Alt-h
	LastWord  func(line string) string           // Alt-.; a word ends at a blank outside quotes if nil
	History   History
}

// New makes an editor: one that edits when In is a terminal and Out, or else
// standard error, is one that can be drawn on; one that reads plain lines
// otherwise.
func New(cfg Config) (Editor, error) {
	if cfg.In == nil {
		cfg.In = os.Stdin
	}
	if cfg.Getenv == nil {
		cfg.Getenv = os.Getenv
	}
	if cfg.Gate == nil {
		cfg.Gate = screen.Escape
	}
	inTerminal := isTerminal(cfg.In)
	if cfg.Out == nil {
		cfg.Out = os.Stdout
		if !isTerminal(cfg.Out) {
			cfg.Out = os.Stderr
		}
	}
	if inTerminal && isTerminal(cfg.Out) && Capable(cfg.Getenv("TERM")) {
		return newTerminal(cfg)
	}
	return newPlain(cfg, inTerminal)
}

// Capable tells whether a terminal of this kind, as TERM names it, moves its
// cursor.
func Capable(term string) bool {
	switch term {
	case "", "dumb", "unknown", "emacs", "cons25":
		return false
	}
	return true
}

// render makes one string of text: every piece through the gate, with its style.
func (t Text) render(gate func(string) string, styled bool) string {
	var b strings.Builder
	for _, s := range t {
		safe := gatedLines(s.Text, gate)
		if !styled || s.SGR == "" {
			b.WriteString(safe)
			continue
		}
		b.WriteString("\x1b[" + s.SGR + "m" + safe + "\x1b[m")
	}
	return b.String()
}

// gatedLines gates text line by line, so that a gate which escapes line ends
// leaves those of the text alone.
func gatedLines(text string, gate func(string) string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = screen.Escape(gate(l))
	}
	return strings.Join(lines, "\n")
}

// gateButSGR escapes what is no text in s, except sequences that only set
// colours; those it keeps or drops.
func gateButSGR(s string, gate func(string) string, keep bool) string {
	var b strings.Builder
	for {
		at := strings.Index(s, "\x1b[")
		if at < 0 {
			b.WriteString(gatedLines(s, gate))
			return b.String()
		}
		b.WriteString(gatedLines(s[:at], gate))
		end := at + 2
		for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == ';' || s[end] == ':') {
			end++
		}
		switch {
		case end == len(s) || s[end] != 'm':
			b.WriteString(gatedLines(s[at:end], gate))
		default:
			end++
			if keep {
				b.WriteString(s[at:end])
			}
		}
		s = s[end:]
	}
}
