package repl

import (
	"context"
	"errors"
	"os/exec"
	"syscall"
)

// shellCommand runs a line in the system's shell.
func shellCommand(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd", "/C", line)
	cmd.Env = childEnv()
	return cmd
}

func isBrokenPipe(err error) bool {
	const noData = syscall.Errno(232) // ERROR_NO_DATA
	return errors.Is(err, syscall.ERROR_BROKEN_PIPE) || errors.Is(err, noData)
}
