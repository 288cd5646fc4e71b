package dovecottest

import "syscall"

// attributes gives the process a group of its own, its user, and the order to
// end when this program does, however it ends.
func (o owner) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: o.credential, Pdeathsig: syscall.SIGTERM}
}
