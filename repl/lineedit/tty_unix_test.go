//go:build unix

package lineedit_test

import (
	"golang.org/x/sys/unix"
)

// foreground gives the terminal to a process group.
func foreground(pgrp int) {
	unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, pgrp)
}
