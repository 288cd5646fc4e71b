package render

import (
	"bufio"
	"fmt"
	"io"

	"imapsh/imap"
)

// Format names a view.
type Format string

// The views.
const (
	Text  Format = "text"  // for people and pipes
	Tuple Format = "tuple" // imaplib's result as a Python literal
	JSON  Format = "json"  // one object a line
	Raw   Format = "raw"   // the wire
)

// Formats lists the names of the views.
func Formats() []string { return []string{string(Text), string(Tuple), string(JSON), string(Raw)} }

// ParseFormat returns the view of that name.
func ParseFormat(name string) (Format, error) {
	switch f := Format(name); f {
	case Text, Tuple, JSON, Raw:
		return f, nil
	}
	return "", fmt.Errorf("no view is called %s: there are text, tuple, json and raw", GateLine(name))
}

// Options say where and how to show things.
type Options struct {
	Out, Err    io.Writer
	Format      Format
	Terminal    bool // Out is a terminal: frames, cuts, the gate
	ErrTerminal bool // Err is a terminal
	Color       bool
	Quiet       bool // no verdicts and no · lines
	Timing      bool // verdicts tell how long it took
	Decode      bool // literals that are text are shown decoded
	// Size is the terminal's columns and rows; nil means 80 × 24.
	Size func() (columns, rows int)
	// Mask replaces secrets in what is not data; nil means as it is.
	Mask func([]byte) []byte
}

// A Renderer shows results. It is not safe for concurrent use, except that a
// view's handler runs on the client's reading goroutine while the caller waits.
type Renderer struct {
	Options
	out     *bufio.Writer
	err     *bufio.Writer
	palette palette
	last    Last
}

// New makes a renderer.
func New(opts Options) *Renderer {
	if opts.Size == nil {
		opts.Size = func() (int, int) { return 80, 24 }
	}
	if opts.Mask == nil {
		opts.Mask = func(b []byte) []byte { return b }
	}
	if opts.Format == "" {
		opts.Format = Text
	}
	return &Renderer{
		Options: opts, out: bufio.NewWriterSize(opts.Out, 64<<10), err: bufio.NewWriterSize(opts.Err, 4<<10),
		palette: newPalette(opts.Color),
	}
}

// Flush writes out what is buffered. Its error is that of stdout: a closed
// pipe, a full disk.
func (r *Renderer) Flush() error {
	_ = r.err.Flush() // there is nowhere left to complain
	if err := r.out.Flush(); err != nil {
		r.out.Reset(r.Out)
		return &OutputError{err}
	}
	return nil
}

// An OutputError says that what was to be shown could not be written.
type OutputError struct{ Err error }

func (e *OutputError) Error() string { return "writing the output: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *OutputError) Unwrap() error { return e.Err }

// A View shows one command, from before it is sent to its verdict.
type View interface {
	// Handler is what the client is to run the command with; nil to gather.
	Handler() *imap.Handler
	// End shows what the command came to. res may be nil if it failed before it
	// was sent; err is shown by the caller, not here.
	End(res *imap.Result, err error) error
}

// Call describes the command that a view is made for.
type Call struct {
	Line    string        // as typed, secrets masked
	Command *imap.Command // nil for what sends nothing
	Client  *imap.Client
	// Redirect takes the command's data, undecorated; nil for none.
	Redirect io.Writer
}

// View makes the view of a command.
func (r *Renderer) View(call Call) View {
	if call.Redirect != nil {
		return newDataView(r, call)
	}
	switch r.Format {
	case Tuple:
		return &tupleView{r: r, call: call}
	case JSON:
		return &jsonView{r: r, call: call}
	case Raw:
		return &rawView{r: r, call: call}
	}
	if r.Terminal {
		return newTerminalView(r, call)
	}
	return &plainView{r: r, call: call}
}

// ownType reports whether a response is the result of a command that keeps it
// in the store, and so is no "other" response.
func (c *Call) ownType(typ string) bool {
	if c.Command == nil {
		return false
	}
	for _, o := range c.Command.Owns {
		if o == typ {
			return true
		}
	}
	return false
}

// isIdle reports whether the command's point is what others say.
func (c *Call) isIdle() bool { return c.Command != nil && c.Command.Name == "IDLE" }
