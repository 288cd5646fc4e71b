package render

import (
	"fmt"
	"io"
	"time"

	"imapsh/imap"
)

// LogSelection says what of the log is shown.
type LogSelection struct {
	Last   int  // the last so many commands; 0: all
	Errors bool // only those that failed
	JSON   bool
}

// Log shows the record of the last commands as imaplib's print_log does, and
// per command its time and bytes. In the tuple view it goes to stderr, as
// imaplib's does, else to stdout.
func (r *Renderer) Log(commands []imap.LogCommand, sel LogSelection) error {
	commands = sel.choose(commands)
	if sel.JSON || r.Format == JSON {
		return r.logJSON(commands)
	}
	w := io.Writer(r.out)
	if r.Format == Tuple {
		w = r.err
	}
	lines := 0
	for _, c := range commands {
		lines += len(c.First) + len(c.Last)
	}
	fmt.Fprintf(w, "last %d IMAP4 interactions:\n", lines)
	for i := range commands {
		r.logCommand(w, &commands[i])
	}
	return r.Flush()
}

func (sel LogSelection) choose(commands []imap.LogCommand) []imap.LogCommand {
	var out []imap.LogCommand
	for _, c := range commands {
		if !sel.Errors || c.Failed {
			out = append(out, c)
		}
	}
	if sel.Last > 0 && len(out) > sel.Last {
		out = out[len(out)-sel.Last:]
	}
	return out
}

func (r *Renderer) logCommand(w io.Writer, c *imap.LogCommand) {
	for _, l := range c.First {
		r.logLine(w, l)
	}
	if c.Omitted > 0 {
		fmt.Fprintf(w, "  … %s left out\n", plural(c.Omitted, "line"))
	}
	for _, l := range c.Last {
		r.logLine(w, l)
	}
	own := ""
	if c.Own {
		own = ", the shell's own"
	}
	fmt.Fprintln(w, r.palette.dim.Sprintf("  %s: %s, %s sent, %s received%s", GateLine(c.Name), Elapsed(c.Elapsed), Bytes(c.Sent), Bytes(c.Received), own))
}

func (r *Renderer) logLine(w io.Writer, l imap.LogLine) {
	fmt.Fprintf(w, "  %s %s %s\n", Stamp(l.Time), direction(l.Sent), r.talk(l.Text))
}

func direction(sent bool) string {
	if sent {
		return ">"
	}
	return "<"
}

// Stamp is imaplib's time of a line: MM:SS.cc.
func Stamp(t time.Time) string {
	return fmt.Sprintf("%s.%02d", t.Local().Format("04:05"), t.Nanosecond()/10_000_000)
}

type jsonLogLine struct {
	Time time.Time `json:"time"`
	Sent bool      `json:"sent"`
	Text jsonBytes `json:"text"`
}

type jsonLogCommand struct {
	Command  string        `json:"command"`
	Lines    []jsonLogLine `json:"lines"`
	Omitted  int           `json:"omitted,omitempty"`
	Own      bool          `json:"own,omitempty"`
	Failed   bool          `json:"failed,omitempty"`
	Elapsed  float64       `json:"elapsed"`
	Sent     int64         `json:"sent"`
	Received int64         `json:"received"`
}

func (r *Renderer) logJSON(commands []imap.LogCommand) error {
	for _, c := range commands {
		out := jsonLogCommand{Command: c.Name, Omitted: c.Omitted, Own: c.Own, Failed: c.Failed, Elapsed: c.Elapsed.Seconds(), Sent: c.Sent, Received: c.Received}
		for _, part := range [][]imap.LogLine{c.First, c.Last} {
			for _, l := range part {
				out.Lines = append(out.Lines, jsonLogLine{l.Time, l.Sent, jsonBytes(r.Mask([]byte(l.Text)))})
			}
		}
		if err := r.jsonLine(out); err != nil {
			return err
		}
	}
	return nil
}

// LogTo writes the log to a file or program, plain.
func (r *Renderer) LogTo(w io.Writer, commands []imap.LogCommand, sel LogSelection) error {
	plain := New(Options{Out: w, Err: r.Err, Format: Text, Mask: r.Mask})
	if sel.JSON {
		plain.Format = JSON
	}
	return plain.Log(commands, sel)
}

// TraceLine shows a line of the live trace on stderr.
func (r *Renderer) TraceLine(t time.Time, line string) {
	fmt.Fprintln(r.Err, r.TraceText(t, line))
}

// TraceText is a line of the live trace, to be shown above the prompt.
func (r *Renderer) TraceText(t time.Time, line string) string {
	return fmt.Sprintf("  %s %s", Stamp(t), r.palette.dim.Sprint(r.talk(line)))
}
