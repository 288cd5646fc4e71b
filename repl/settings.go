package repl

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"imapsh/repl/command"
	"imapsh/repl/words"
)

// options are the names that \set gives a meaning to; any other is a variable.
var options = []string{"confirm", "decode", "format", "live", "log", "pager", "prompt", "timing"}

// Set implements [command.Scripting].
func (s *Session) Set(name, value string) error {
	switch name {
	case "":
		s.listSettings()
		return nil
	case "log":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > 10000 {
			return s.errorf(`\set log takes a number of commands from 1 to 10000, not %q`, value)
		}
		s.settings.logSize = n
		if s.client != nil {
			s.client.Log().Resize(n)
		}
		return nil
	case "prompt":
		s.setPrompt(value)
		return nil
	case "format":
		return s.SetFormat(value)
	case "live":
		return s.setLive(value)
	case "confirm", "decode", "pager", "timing":
		return s.Option(name, value)
	}
	if !words.ValidName(name) {
		return s.errorf("%q cannot be the name of a variable: letters, digits and _ can", name)
	}
	s.vars[name] = value
	return nil
}

func (s *Session) listSettings() {
	lines := []string{
		"confirm = " + onOff(s.settings.confirm), "decode = " + onOff(s.settings.decode),
		"format = " + string(s.renderer.Format), "live = " + onOff(s.settings.live), "log = " + strconv.Itoa(s.settings.logSize),
		"pager = " + onOff(s.settings.pager), "prompt = " + s.settings.prompt, "timing = " + onOff(s.settings.timing),
	}
	var vars []string
	for name, value := range s.vars {
		vars = append(vars, fmt.Sprintf("${%s} = %s", name, value))
	}
	sort.Strings(vars)
	s.Say(strings.Join(append(lines, vars...), "\n") + "\n")
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// Unset implements [command.Scripting].
func (s *Session) Unset(name string) error {
	if slices.Contains(options, name) {
		return s.errorf(`%s is an option of the shell and always has a value; \set %s changes it`, name, name)
	}
	if _, ok := s.vars[name]; !ok {
		return s.errorf("variable %s is not set", name)
	}
	delete(s.vars, name)
	return nil
}

// Option implements [command.Scripting].
func (s *Session) Option(name, value string) error {
	var on *bool
	switch name {
	case "live":
		on = &s.settings.live
	case "pager":
		on = &s.settings.pager
	case "confirm":
		on = &s.settings.confirm
	case "timing":
		on = &s.settings.timing
	case "decode":
		on = &s.settings.decode
	}
	switch strings.ToLower(value) {
	case "":
		*on = !*on
	case "on", "true", "1", "yes":
		*on = true
	case "off", "false", "0", "no":
		*on = false
	default:
		return s.errorf("%s is on or off, not %q", name, value)
	}
	s.renderer.Timing, s.renderer.Decode = s.settings.timing, s.settings.decode
	if value == "" || s.prompted {
		s.renderer.Remark(name + " is " + onOff(*on))
	}
	return nil
}

// Alias implements [command.Scripting].
func (s *Session) Alias(name, line string) error {
	switch {
	case name == "":
		names := make([]string, 0, len(s.aliases))
		for n := range s.aliases {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			s.Say(`\` + n + " = " + s.aliases[n])
		}
		return nil
	case line == "":
		if _, ok := s.aliases[name]; !ok {
			return s.errorf(`\%s is no alias`, name)
		}
		delete(s.aliases, name)
		return nil
	case !words.ValidName(name):
		return s.errorf("%q cannot be the name of an alias: letters, digits and _ can", name)
	}
	if _, taken := command.Lookup(`\` + name); taken {
		return s.errorf(`\%s is a command of the shell`, name)
	}
	s.aliases[name] = line
	return nil
}

// History implements [command.Scripting].
func (s *Session) History(pattern string) error {
	if s.history == nil {
		return s.errorf("a script has no history")
	}
	match, err := historyFilter(pattern)
	if err != nil {
		return s.errorf("%v", err)
	}
	var b strings.Builder
	for i := range s.history.Len() {
		if line := s.history.At(i); match(line) {
			fmt.Fprintf(&b, "%5d  %s\n", i+1, strings.ReplaceAll(line, "\n", "\n       "))
		}
	}
	s.Say(b.String())
	return nil
}
