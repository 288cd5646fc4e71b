package dovecottest

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// An Exchange is a command of the shell and what Python's imaplib printed for the
// same command to the same server.
type Exchange struct {
	Line    int    // the command's, from 1
	Command string // as typed; ${host} and ${port} stand for the server's
	// Result is one line: a Python literal, or the class of an exception ("error",
	// "abort", "readonly"), ": " and its text; [NoResult] or [AnyResult].
	Result string
}

// Results that are no Python literal.
const (
	NoResult  = "-" // nothing is printed
	AnyResult = "*" // the shell prints something of its own
)

// ReadTranscript reads what "make transcript" has written: commands and results
// on alternating lines. Empty lines and those that begin with "#" before a
// command are comments.
func ReadTranscript(r io.Reader) ([]Exchange, error) {
	var exchanges []Exchange
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	pending := false
	for n := 1; lines.Scan(); n++ {
		text := lines.Text()
		switch {
		case pending:
			exchanges[len(exchanges)-1].Result = text
			pending = false
		case text == "" || text[0] == '#':
		default:
			exchanges = append(exchanges, Exchange{Line: n, Command: text})
			pending = true
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if pending {
		last := exchanges[len(exchanges)-1]
		return nil, fmt.Errorf("line %d: %q has no result", last.Line, last.Command)
	}
	return exchanges, nil
}

// Normalize replaces in one printed result what differs from run to run on
// servers of this package with [WithSeed]:
//
//   - the time that Dovecot says a command took, "(0.001 + 0.000 secs)" or
//     "(0.002 + 0.000 + 0.001 secs)", becomes "(TIME)";
//   - the mailboxes in an answer to LIST are sorted, for Dovecot lists them in
//     the file system's order.
//
// UIDs, UIDVALIDITYs, mod-sequences and internal dates need nothing, because mail
// and mailboxes get fixed ones.
func Normalize(result string) string {
	return sortList(dropTimes(result))
}

func dropTimes(text string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, " secs)")
		if !found {
			return out.String() + text
		}
		start := strings.LastIndexByte(before, '(')
		if start >= 0 && strings.Trim(before[start+1:], "0123456789.+ ") == "" {
			out.WriteString(before[:start] + "(TIME)")
		} else {
			out.WriteString(before + " secs)")
		}
		text = after
	}
}

// sortList sorts the items of "('OK', [b'…', b'…'])" when each looks like a
// mailbox: "(flags) "separator" name".
func sortList(line string) string {
	body, ok := strings.CutSuffix(line, "])")
	if !ok {
		return line
	}
	head, body, ok := strings.Cut(body, "', [")
	if !ok {
		return line
	}
	var items []string
	for rest := body; ; {
		end := bytesLiteral(rest)
		item := rest[:end]
		if end == 0 || item[2] != '(' || !strings.Contains(item, `) "`) && !strings.Contains(item, ") NIL ") {
			return line
		}
		items = append(items, item)
		if rest = rest[end:]; rest == "" {
			break
		}
		if rest, ok = strings.CutPrefix(rest, ", "); !ok {
			return line
		}
	}
	slices.Sort(items)
	return head + "', [" + strings.Join(items, ", ") + "])"
}

// bytesLiteral returns the length of the bytes literal of Python that the text
// begins with, or 0; an empty one counts as none.
func bytesLiteral(text string) int {
	if len(text) < 4 || text[0] != 'b' || text[1] != '\'' && text[1] != '"' {
		return 0
	}
	for i := 2; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[1]:
			if i == 2 {
				return 0
			}
			return i + 1
		}
	}
	return 0
}
