//go:build unix

package program

import "syscall"

// withoutTerminal keeps the program from asking on the terminal that the tests may
// have been started from.
func withoutTerminal() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
