package dial

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"time"
)

// leave is how long a program may take to end once its input has.
const leave = 500 * time.Millisecond

// program is a connection to a program's standard input and output, imaplib's
// IMAP4_stream.
type program struct {
	in, out *os.File // of ours: what the program writes, what it reads
	cmd     *exec.Cmd
	ended   chan struct{}
	err     error // how the program ended; set before ended is closed
}

// start runs the program. Its errors go where cmd says.
func start(cmd *exec.Cmd) (net.Conn, error) {
	theirIn, out, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	in, theirOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, theirIn.Close(), out.Close())
	}
	cmd.Stdin, cmd.Stdout, cmd.WaitDelay = theirIn, theirOut, leave
	err = cmd.Start()
	_ = theirIn.Close()  // the program's copy is its own
	_ = theirOut.Close() // likewise
	if err != nil {
		_ = in.Close()  // nothing was sent
		_ = out.Close() // likewise
		return nil, &Error{Msg: "--exec: the program cannot be started: " + err.Error(), Err: err}
	}
	p := &program{in: in, out: out, cmd: cmd, ended: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// Read implements net.Conn. A program that failed says more than an end of file.
func (p *program) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	if n > 0 || !errors.Is(err, io.EOF) {
		return n, err
	}
	select {
	case <-p.ended:
		if p.err != nil {
			return 0, fmt.Errorf("the program ended with %w", p.err)
		}
	case <-time.After(leave):
	}
	return 0, io.EOF
}

func (p *program) Write(b []byte) (int, error) { return p.out.Write(b) }

// Close ends the program's input, and the program if that does not.
func (p *program) Close() error {
	err := errors.Join(p.out.Close(), p.in.Close())
	select {
	case <-p.ended:
	case <-time.After(leave):
		_ = p.cmd.Process.Kill() // it has ended in between, or ends now
		<-p.ended
	}
	return err
}

func (p *program) LocalAddr() net.Addr { return programAddr("this process") }
func (p *program) RemoteAddr() net.Addr {
	return programAddr("program " + p.cmd.Args[len(p.cmd.Args)-1])
}

// programAddr names a program. It is a pipe: it does not leave this machine.
type programAddr string

func (programAddr) Network() string  { return "pipe" }
func (a programAddr) String() string { return string(a) }

func (p *program) SetDeadline(t time.Time) error {
	return errors.Join(p.SetReadDeadline(t), p.SetWriteDeadline(t))
}

func (p *program) SetReadDeadline(t time.Time) error { return deadline(p.in.SetReadDeadline(t)) }

func (p *program) SetWriteDeadline(t time.Time) error { return deadline(p.out.SetWriteDeadline(t)) }

// deadline forgives systems whose pipes know no deadlines.
func deadline(err error) error {
	if errors.Is(err, os.ErrNoDeadline) {
		return nil
	}
	return err
}
