package profile

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"imapsh/imap/protocol"
)

// source finds the lines that errors name.
type source struct{ path, text string }

// syntax is the error for a text that is no TOML, or has a value of a wrong
// kind. It does not repeat a value, which may be a secret.
func (s source) syntax(err error) error {
	var parse toml.ParseError
	if !errors.As(err, &parse) { // a value of the wrong type, whose error names types alone
		text := strings.TrimPrefix(err.Error(), "toml: ")
		var line int
		var key string
		if _, scanErr := fmt.Sscanf(text, "line %d (last key %q): ", &line, &key); scanErr == nil {
			_, text, _ = strings.Cut(text, "): ")
			return fmt.Errorf("%s:%d: %s: %s", s.path, line, key, text)
		}
		return fmt.Errorf("%s: %s", s.path, text)
	}
	line := parse.Position.Line
	if strings.Contains(s.line(line), "pass") || strings.Contains(parse.LastKey, "pass") || strings.Contains(s.line(line), "@") {
		return fmt.Errorf(`%s:%d: this line cannot be read; a value is written in quotes: key = "value"`, s.path, line)
	}
	message := strings.TrimPrefix(parse.Message, "toml: ")
	if message == "" {
		message = strings.TrimPrefix(parse.Error(), "toml: ")
	}
	return fmt.Errorf("%s:%d: %s", s.path, line, message)
}

func (s source) line(n int) string {
	all := strings.Split(s.text, "\n")
	if n < 1 || n > len(all) {
		return ""
	}
	return all[n-1]
}

// at is the place of a key, for the beginning of an error.
func (s source) at(key ...string) string {
	if n := s.find(key); n > 0 {
		return fmt.Sprintf("%s:%d", s.path, n)
	}
	return s.path
}

// find is the line that a key or its table stands in, 0 if it is written in a
// way that is not looked for, such as an inline table.
func (s source) find(key []string) int {
	var table []string
	for n, line := range strings.Split(s.text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			name, _, _ := strings.Cut(strings.Trim(line, "["), "]")
			table = split(name)
			if slices.Equal(table, key) {
				return n + 1
			}
			continue
		}
		name, _, ok := strings.Cut(line, "=")
		if ok && slices.Equal(append(slices.Clone(table), split(name)...), key) {
			return n + 1
		}
	}
	return 0
}

// split takes a dotted key apart.
func split(key string) []string {
	parts := strings.Split(key, ".")
	for i, p := range parts {
		parts[i] = strings.Trim(strings.TrimSpace(p), `"'`)
	}
	return parts
}

// unknown is the error for a key that means nothing.
func (s source) unknown(key toml.Key) error {
	known, what := []string{"profile", "alias"}, "table"
	name := key[0]
	if len(key) >= 3 && key[0] == "profile" {
		known, what, name = profileKeys(), "key of a profile", key[2]
	}
	msg := fmt.Sprintf("%s: %s is no %s", s.at(key...), name, what)
	if near := protocol.Suggest(name, known); len(near) > 0 {
		return fmt.Errorf("%s; did you mean %s?", msg, strings.Join(near, " or "))
	}
	return fmt.Errorf("%s; there are %s", msg, strings.Join(known, ", "))
}

// profileKeys are the names of a profile's keys.
func profileKeys() []string {
	t := reflect.TypeFor[Profile]()
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Tag.Get("toml")
	}
	return names
}

// check refuses values that cannot be meant.
func (s source) check(name string, p *Profile) error {
	oneOf := func(key, value string, choices ...string) error {
		if value == "" || slices.Contains(choices, value) {
			return nil
		}
		return fmt.Errorf("%s: %s is one of %s, not %q", s.at("profile", name, key), key, strings.Join(choices, ", "), value)
	}
	if p.URL == "" && p.Exec == "" && p.Unix == "" {
		return fmt.Errorf("%s: profile %s says of no server: it needs url, unix or exec", s.at("profile", name), name)
	}
	for _, err := range []error{
		oneOf("tls", p.TLS, "implicit", "starttls", "none"), oneOf("color", p.Color, Colors()...),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
