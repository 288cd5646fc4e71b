//go:build unix

package dovecottest

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// An owner is the user whom Dovecot runs as and its files belong to: this
// program's own, or "nobody" when that is root.
type owner struct {
	user, group string
	uid, gid    int
	credential  *syscall.Credential // nil: this program's own
}

func findOwner() (owner, error) {
	u, err := user.Current()
	if err != nil {
		return owner{}, err
	}
	root := os.Geteuid() == 0
	if root {
		if u, err = user.Lookup("nobody"); err != nil {
			return owner{}, fmt.Errorf("dovecot must not run as root: %w", err)
		}
	}
	g, err := user.LookupGroupId(u.Gid)
	if err != nil {
		return owner{}, err
	}
	o := owner{user: u.Username, group: g.Name}
	if o.uid, err = strconv.Atoi(u.Uid); err != nil {
		return owner{}, err
	}
	if o.gid, err = strconv.Atoi(u.Gid); err != nil {
		return owner{}, err
	}
	if root {
		o.credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)}
	}
	return o, nil
}

// own hands a file that this program made to the owner.
func (o owner) own(path string) error {
	if o.credential == nil {
		return nil
	}
	return os.Lchown(path, o.uid, o.gid)
}

// tempDir is where the server's folder goes: a socket's path may have about a
// hundred bytes, and the owner must be able to reach it.
func (o owner) tempDir() string {
	dir := os.TempDir()
	if len(dir) > 40 || o.credential != nil && !strings.HasPrefix(dir, "/tmp") {
		return "/tmp"
	}
	return dir
}

// killGroup ends the process and all of its group.
func killGroup(p *os.Process) {
	_ = syscall.Kill(-p.Pid, syscall.SIGKILL)
}
