package dovecottest

import (
	"errors"
	"os"
	"syscall"
)

// There is no Dovecot for Windows; this file lets the package compile there.
type owner struct{ user, group string }

func findOwner() (owner, error) {
	return owner{}, errors.New("dovecot does not run on windows")
}

func (o owner) own(string) error { return nil }

func (o owner) tempDir() string { return os.TempDir() }

func (o owner) attributes() *syscall.SysProcAttr { return nil }

func killGroup(p *os.Process) { _ = p.Kill() }
