//go:build !windows

package repl

import (
	"context"
	"errors"
	"os/exec"
	"syscall"
)

// shellCommand runs a line in the system's shell.
func shellCommand(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", line)
	cmd.Env = childEnv()
	return cmd
}

func isBrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
