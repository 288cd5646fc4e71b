package program

import "syscall"

func withoutTerminal() *syscall.SysProcAttr { return nil }
