package dovecottest

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// A process is Dovecot's master, whose children are in its process group.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// startProcess runs the program as the owner, such that the system ends it when
// this program dies (Linux).
func startProcess(o owner, dir, binary string, args ...string) (*process, error) {
	stderr, err := os.Create(filepath.Join(dir, "stderr"))
	if err != nil {
		return nil, err
	}
	defer stderr.Close()
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	// Times of messages are told in the server's zone; imports nothing else.
	cmd.Env = []string{"TZ=UTC", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	cmd.Stdout, cmd.Stderr = stderr, stderr
	cmd.SysProcAttr = o.attributes()

	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The system takes the death of the thread that started a process for
		// its parent's death; so that thread stays.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		_ = cmd.Wait()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// stop ends the whole group by force. In good order Dovecot would take a second
// and more, and all it could save is about to be removed.
func (p *process) stop() {
	killGroup(p.cmd.Process)
	<-p.done
}

// portTaken tells from its log that Dovecot could not listen.
func portTaken(log string) bool {
	return strings.Contains(log, "Address already in use")
}
