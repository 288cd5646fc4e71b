//go:build unix && !linux

package lineedit_test

import "golang.org/x/sys/unix"

const getTermios = unix.TIOCGETA
