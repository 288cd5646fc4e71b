package repl

import "path/filepath"

// historyPath is where the history is kept: IMAPSH_HISTORY, else the state
// directory of the XDG base directory specification. "" keeps it in memory.
func (s *Session) historyPath() string {
	if path := s.cfg.Getenv("IMAPSH_HISTORY"); path != "" {
		return path
	}
	if dir := s.cfg.Getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "imapsh", "history")
	}
	if home := s.cfg.Getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "state", "imapsh", "history")
	}
	return ""
}
