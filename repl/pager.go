package repl

import (
	"errors"
	"os/exec"
	"strings"
	"unicode/utf8"

	"imapsh/repl/lineedit"
	"imapsh/repl/lineedit/screen"
	"imapsh/repl/render"
)

// page shows a text that a person asked for: a screenful at a time where it is
// longer than the terminal, else at once.
func (s *Session) page(text string) {
	if s.editor == nil || !s.cfg.StdoutTerminal {
		s.renderer.Say(text)
		return
	}
	text = s.fitted(text)
	columns, rows := s.editor.Size()
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	if !s.settings.pager || rowsOf(lines, columns) < rows {
		s.renderer.Say(text)
		return
	}
	if program := s.cfg.Getenv("PAGER"); program != "" {
		if s.pipeToPager(program, text) {
			return
		}
	}
	s.more(lines)
}

// fitted is text with its lines broken between words where they are longer than
// the terminal is wide. What goes on keeps the indent.
func (s *Session) fitted(text string) string {
	columns, _ := s.size()
	var b strings.Builder
	for line := range strings.Lines(text) {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		for utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > columns && len(indent) < columns/2 {
			at := strings.LastIndexByte(line[:offset(line, columns+1)], ' ')
			if at <= len(indent) {
				break
			}
			b.WriteString(strings.TrimRight(line[:at], " ") + "\n")
			line = indent + line[at+1:]
		}
		b.WriteString(line)
	}
	return b.String()
}

// offset is where the n-th character of text ends, in bytes.
func offset(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

// rowsOf is how many rows lines take on a terminal.
func rowsOf(lines []string, columns int) int {
	n := 0
	for _, line := range lines {
		width := screen.Width(screen.Cells(nil, strings.TrimSuffix(line, "\n"), "", render.GateLine))
		n += 1 + max(width-1, 0)/columns
	}
	return n
}

// pipeToPager shows text with the user's own pager; false if that cannot be run.
func (s *Session) pipeToPager(program, text string) bool {
	defer s.lendTerminal(nil)()
	cmd := shellCommand(s.life, program)
	cmd.Stdin = strings.NewReader(render.Gate(s.secrets.MaskString(text)))
	cmd.Stdout, cmd.Stderr = s.cfg.Stdout, s.cfg.Stderr
	const notFound, notExecutable = 127, 126
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode() != notFound && exit.ExitCode() != notExecutable // a pager that was quit has shown enough
	}
	return err == nil
}

// more is the shell's own pager: Enter for a line, q for enough, any other key
// for a page.
func (s *Session) more(lines []string) {
	for at, step := 0, 0; at < len(lines); {
		columns, rows := s.editor.Size()
		if step == 0 {
			step = max(rows-1, 1)
		}
		end := at
		for used := 0; end < len(lines); end++ {
			if used += rowsOf(lines[end:end+1], columns); used > step && end > at {
				break
			}
		}
		s.renderer.Say(strings.Join(lines[at:end], ""))
		if at = end; at == len(lines) {
			return
		}
		key, err := s.editor.ReadKey(lineedit.Text{{Text: morePrompt(columns), SGR: "7"}})
		switch {
		case err != nil || key == "q" || key == "Q":
			return
		case key == "\n":
			step = 1
		default:
			step = 0
		}
	}
}

// morePrompt says what the keys do, as far as there is room.
func morePrompt(columns int) string {
	const text = "-- more: a key for a page, Enter a line, q ends --"
	if columns > len(text) {
		return text
	}
	return "--more--"
}
