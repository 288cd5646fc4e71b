package repl

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"imapsh/repl/profile"
)

// loadConfig reads config.toml where there is one.
func (s *Session) loadConfig() error {
	if s.cfg.NoRC {
		return nil
	}
	path, named := profile.Path(s.cfg.Getenv)
	if path == "" {
		return nil
	}
	c, err := profile.Load(path, s.cfg.Getenv("HOME"))
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return nil
	case err != nil:
		return &usageError{err.Error()}
	}
	s.profiles = c.Profiles
	for name, line := range c.Aliases {
		if line == "" {
			return s.errorf("%s: alias %s stands for nothing", path, name)
		}
		if err := s.Alias(name, line); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// ProfileNames lists the profiles there are, for completion.
func (s *Session) ProfileNames() []string {
	var names []string
	for name := range s.profiles {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// InitConfig is `imapsh --init`: it writes an example of a configuration where
// there is none, and returns what to say about it.
func InitConfig(getenv func(string) string) (string, error) {
	path, _ := profile.Path(getenv)
	if path == "" {
		return "", &usageError{"there is no place for a configuration; set IMAPSH_CONFIG to a file"}
	}
	if err := profile.WriteExample(path); err != nil {
		return "", &usageError{err.Error()}
	}
	return path + " is written; everything in it is a comment yet", nil
}
