package repl

import "context"

// Diagnose implements [command.Connection].
func (s *Session) Diagnose(ctx context.Context, target string) error { return nil }
