package words

import "errors"

// MaxLine is the most bytes one line with all its continuation lines may have; literals and heredocs do not
// count. Servers accept far less (RFC 7162 §4 speaks of 8192).
const MaxLine = 8 << 20

// MaxLiteral is the most bytes a {n} literal or a heredoc may have. Larger messages come from files.
const MaxLiteral = 256 << 20

// Form says how a word was written.
type Form uint8

// The forms of a word.
const (
	Bare    Form = iota // anything else: INBOX, \Seen, 1:*, BODY[HEADER.FIELDS (DATE)]
	Group               // (…), sent as typed
	Quoted              // "…", sent as a quoted string
	Single              // '…', nothing inside is special
	Escaped             // $'…', with \\ \' \r \n \t \0 \xHH
	Literal             // {n}, {n+}, ~{n}: the value is the n bytes
	File                // <path: the value is the path
	Heredoc             // <<WORD: the value is the lines, each with its line feed
	Raw                 // the rest of the line as it is, see Parser.RawAt
)

// String returns the form's name in lower case.
func (f Form) String() string {
	names := [...]string{"bare", "group", "quoted", "single", "escaped", "literal", "file", "heredoc", "raw"}
	if int(f) < len(names) {
		return names[f]
	}
	return "unknown"
}

// Span is a range of bytes in [Line.Text]: Start is the first, End is one past the last.
type Span struct{ Start, End int }

// Word is one word of a line.
type Word struct {
	Form  Form
	Span  Span
	Value string // decoded: without quotes and escapes, with variables replaced; see the Form constants

	// Parts is set only for a group that holds literals, files or heredocs; Value is empty then.
	Parts []Part

	Section  bool // a bare word with a section, such as BODY[HEADER.FIELDS (DATE)]: sent as typed, blanks and all
	Replaced bool // some of the value came from a variable
	NonSync  bool // {n+}: the user asked for a non-synchronising literal
	Binary   bool // ~{n}: literal8 (RFC 3516)
	Open     bool // the line ended inside this word; only with an error
}

// Part is a piece of a group: text to be sent as it is (Form Bare), or a Literal, File or Heredoc.
type Part struct {
	Form    Form
	Value   string
	NonSync bool
	Binary  bool
}

// Kind says what a line is.
type Kind uint8

// The kinds of a line.
const (
	Blank   Kind = iota // nothing but blanks
	Comment             // # …
	System              // !cmd
	Meta                // \word …: the shell itself
	Command             // IMAP
)

// Line is a line cut into words, continuation lines included.
type Line struct {
	// Text is what was typed, continuation lines joined by "\n". The bytes of literals and heredocs are
	// not in it.
	Text string

	Number  int // the number of its first line in the script; 0 without one
	Kind    Kind
	Words   []Word // Words[0] is the command
	System  string // what follows !, for the system's shell; variables are not replaced, the shell has its own
	Session int    // N of a leading @N, else 0

	IgnoreFailure bool // a leading -

	Redirect *Redirect // nil without one
}

// RedirectKind says where a command's data go.
type RedirectKind uint8

// The kinds of a redirect.
const (
	ToFile  RedirectKind = iota // > FILE
	AtEnd                       // >> FILE
	Program                     // | PROGRAM
)

// Redirect is the end of a line that sends the command's data elsewhere.
type Redirect struct {
	Kind RedirectKind
	// Target is the path, or the program's line for the system's shell, in which variables are not replaced:
	// what a server said must not become a command.
	Target     string
	Span       Span // operator and target
	TargetSpan Span
}

// Want says what an unfinished line waits for.
type Want uint8

// What a line can wait for.
const (
	WantCommand      Want = iota // a new line
	WantGroup                    // the ) of a group
	WantSection                  // the ] of a section
	WantHeredoc                  // a heredoc's next line
	WantLiteral                  // a literal's bytes
	WantAfterLiteral             // what follows the literal on its line
)

// String names what is waited for, as in "end of input inside a group".
func (w Want) String() string {
	names := [...]string{"a command", "a group", "a section", "a heredoc", "a literal", "the line after a literal"}
	if int(w) < len(names) {
		return names[w]
	}
	return "unknown"
}

// Source supplies what a line still wants: the next lines of a script, or of a person at a prompt.
type Source interface {
	// ReadLine returns the next line without its line end, and [io.EOF] when there is none. Want says what
	// it is for, so that a prompt can show it.
	ReadLine(want Want) (string, error)
	// ReadBytes returns the next n bytes of input whatever they are; fewer only with an error, which is
	// [io.ErrUnexpectedEOF] at the end of input. It must not allocate n before the bytes are there.
	ReadBytes(n int) ([]byte, error)
	// LineNumber is the number of the line returned last, counting from 1; 0 when lines have no number.
	LineNumber() int
}

// Parser cuts lines into words. The zero value knows no variables, no literal arguments and no raw ones.
// A Parser holds no state and may be used by several goroutines if its functions may.
type Parser struct {
	// Lookup returns a variable's value. If it is nil, ${name} stays as typed; completion wants that.
	Lookup func(name string) (value string, ok bool)

	// LiteralAt says whether the argument that follows these words is a literal, so that < names a file
	// there and << a heredoc. It is asked only where a word begins with <. Inside a group the last word is
	// the group, with Open set and without a value. Nil: < is a plain character.
	LiteralAt func(before []Word) bool

	// RawAt says whether all that follows these words is one Raw word, nothing in it special (\raw, \alias).
	// Nil: nowhere.
	RawAt func(before []Word) bool

	// Home stands for ~ at the start of a path; empty leaves ~ alone.
	Home string
}

// Read takes the next line from src and cuts it. At the end of input it returns nil and [io.EOF].
func (p *Parser) Read(src Source) (*Line, error) {
	text, err := src.ReadLine(WantCommand)
	if err != nil {
		return nil, err
	}
	return p.Parse(text, src)
}

// Parse cuts text, the first line of a command without its line end, and takes what it still wants from src.
//
// The line is never nil: with an error it holds what was understood, the last word being Open if the fault is
// inside it. The error is a [*SyntaxError], an [*IncompleteError] when src is nil and the line is not finished,
// or what src returned.
func (p *Parser) Parse(text string, src Source) (*Line, error) {
	c := &cutter{Parser: p, src: src, line: &Line{}}
	err := c.parse(text)
	c.line.Text = string(c.buf)
	if n := len(c.line.Words); err != nil && n > 0 && c.line.Words[n-1].Open {
		w := &c.line.Words[n-1]
		w.Span.End = len(c.buf)
		if w.Parts == nil && w.Form != Literal && w.Form != Heredoc {
			w.Value = c.valueTo(len(c.buf))
		}
	}
	var fault *SyntaxError
	if errors.As(err, &fault) {
		c.resync(fault)
	}
	return c.line, err
}
