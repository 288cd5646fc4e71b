package repl

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"imapsh/repl/render"
)

// SetFormat implements [command.Output].
func (s *Session) SetFormat(name string) error {
	f, err := render.ParseFormat(name)
	if err != nil {
		return s.errorf("%v", err)
	}
	s.renderer.Format = f
	return nil
}

// Show implements [command.Output].
func (s *Session) Show(n int) error {
	if n > 1 {
		return s.errorf("only the last result is kept")
	}
	if err := s.renderer.ShowLast(); err != nil {
		return s.errorf("%v", err)
	}
	return nil
}

// Save implements [command.Output]. A file that is there is not overwritten.
func (s *Session) Save(path string) error {
	b, err := s.renderer.LastLiteral()
	if err != nil {
		return s.errorf("%v", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return s.errorf("%s exists; repeat the command with > %s to overwrite it", path, path)
	}
	if err != nil {
		return s.errorf("%v", err)
	}
	n, err := f.Write(b)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(path) // half of a message is worse than none
		return s.errorf("saving stopped after %d of %d bytes, %s was removed: %v", n, len(b), path, err)
	}
	s.renderer.Remark(fmt.Sprintf("%s written to %s", render.Bytes(int64(n)), path))
	return nil
}

// Socket implements [command.Connection].
func (s *Session) Socket() error {
	local, remote := s.client.Addrs()
	encryption := "none"
	if s.client.Encrypted() {
		encryption = "TLS"
		if cs := s.client.TLS(); cs != nil {
			encryption = tlsName(cs)
		}
	}
	return s.renderer.Strings([]string{"local", "remote", "encryption"}, []string{local.String(), remote.String(), encryption})
}
