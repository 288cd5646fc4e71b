//go:build unix && !linux

package dovecottest

import "syscall"

// attributes gives the process a group of its own and its user. There is no
// Pdeathsig here: a killed test program leaves its Dovecot running.
func (o owner) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: o.credential}
}
