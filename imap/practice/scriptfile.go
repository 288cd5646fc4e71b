package practice

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// LoadFault finds a fault by name, or reads one from a file with a script, see
// [ParseScript]. A file is what has a "/" or a "." in its name.
func LoadFault(name string) (Fault, error) {
	if f, ok := FindFault(name); ok {
		return f, nil
	}
	if !strings.ContainsAny(name, `./\`) {
		return Fault{}, fmt.Errorf("no fault is called %q; imapsh serve --fault list shows them, and a file with a script is named with its path: ./%s", name, name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return Fault{}, err
	}
	script, err := ParseScript(string(text))
	if err != nil {
		return Fault{}, fmt.Errorf("%s, %w", name, err)
	}
	return Fault{Name: name, Summary: "what the script says", script: script}, nil
}

// ParseScript reads a script as a teacher writes it, a step in a line; empty
// lines and those that begin with # are left out.
//
//	S: * OK hello        sends a line; $tag stands for the client's last tag
//	S> + a\r\n           sends bytes, with \r \n \t \0 \\ and \xHH, and no CRLF
//	C: \S+ LOGIN .*      waits for a line that the regular expression fits whole
//	C> 12                waits for 12 bytes
//	wait 3s              waits
//	forever text         sends the same bytes, with escapes, without an end
//	obey                 answers all that comes OK, until LOGOUT
//	silence              says nothing more
//	cut                  closes the connection
//
// An error names the line.
func ParseScript(text string) (Script, error) {
	var script Script
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		step, err := parseStep(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		script = append(script, step)
	}
	if len(script) == 0 {
		return nil, errors.New("line 1: the script has no steps")
	}
	return script, nil
}

func parseStep(line string) (Step, error) {
	verb, rest, given := strings.Cut(line, " ")
	switch verb {
	case "S:":
		return Send(rest + "\r\n"), nil
	case "S>":
		text, err := unescape(rest)
		return Send(text), err
	case "C:":
		if _, err := regexp.Compile(rest); err != nil {
			return Step{}, err
		}
		return Expect(rest), nil
	case "C>":
		n, err := strconv.ParseInt(rest, 10, 64)
		if err != nil || n < 0 {
			return Step{}, fmt.Errorf("%q is no number of bytes", rest)
		}
		return Receive(n), nil
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil || d < 0 {
			return Step{}, fmt.Errorf("%q is no time such as 3s", rest)
		}
		return Delay(d), nil
	case "forever":
		text, err := unescape(rest)
		if err == nil && text == "" {
			err = errors.New("forever wants something to send")
		}
		return Forever(text), err
	}
	if alone := []string{"obey", "silence", "cut"}; !given && slices.Contains(alone, verb) {
		return map[string]func() Step{"obey": Obey, "silence": Silence, "cut": Cut}[verb](), nil
	}
	return Step{}, fmt.Errorf(`expected "S:", "S>", "C:", "C>", wait, forever, obey, silence or cut, found %.40q`, line)
}

// unescape replaces \r \n \t \0 \\ and \xHH.
func unescape(text string) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, `\`)
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		plain := strings.IndexByte(`rnt0\`, append([]byte(rest), '?')[0])
		switch {
		case plain >= 0:
			b.WriteByte("\r\n\t\x00\\"[plain])
			text = rest[1:]
		case len(rest) >= 3 && rest[0] == 'x':
			c, err := strconv.ParseUint(rest[1:3], 16, 8)
			if err != nil {
				return "", fmt.Errorf(`\x%s is no byte`, rest[1:3])
			}
			b.WriteByte(byte(c))
			text = rest[3:]
		default:
			return "", fmt.Errorf(`\%.1s is no escape; \r \n \t \0 \\ and \xHH are`, rest)
		}
	}
}
