//go:build unix

package lineedit_test

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// controlling makes tty the controlling terminal of a new session.
func controlling(_ *os.File) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
}

// foreground gives the terminal to a process group.
func foreground(pgrp int) {
	unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, pgrp)
}
