package repl

import (
	"fmt"
	"regexp"
	"strings"
)

// historyFilter makes a test of /regexp/, or of a plain text to be found.
func historyFilter(pattern string) (func(string) bool, error) {
	if len(pattern) < 2 || pattern[0] != '/' || pattern[len(pattern)-1] != '/' {
		return func(line string) bool { return strings.Contains(line, pattern) }, nil
	}
	re, err := regexp.Compile(pattern[1 : len(pattern)-1])
	if err != nil {
		return nil, fmt.Errorf("%s is no regular expression: %w", pattern, err)
	}
	return re.MatchString, nil
}
