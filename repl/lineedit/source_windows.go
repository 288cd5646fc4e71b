package lineedit

import (
	"io"
	"os"
	"time"
)

// source reads a file in a way that another goroutine can end. A console cannot
// be waited for together with something else, so a goroutine reads ahead by one
// piece.
type source struct {
	file    *os.File
	pieces  chan []byte
	woken   chan struct{}
	started bool
	rest    []byte
}

func newSource(f *os.File) (*source, error) {
	return &source{file: f, pieces: make(chan []byte), woken: make(chan struct{}, 1)}, nil
}

// wake makes a read under way, or else the next one, return errWoken.
func (s *source) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

func (s *source) pump() {
	defer close(s.pieces)
	for {
		buf := make([]byte, 4096)
		n, err := s.file.Read(buf)
		if n > 0 {
			s.pieces <- buf[:n]
		}
		if err != nil {
			return
		}
	}
}

// read waits for bytes, but not longer than timeout unless that is 0.
func (s *source) read(p []byte, timeout time.Duration) (int, error) {
	if !s.started {
		s.started = true
		go s.pump()
	}
	var expired <-chan time.Time
	if timeout > 0 {
		t := time.NewTimer(timeout)
		defer t.Stop()
		expired = t.C
	}
	if len(s.rest) == 0 {
		select {
		case b, ok := <-s.pieces:
			if !ok {
				return 0, io.EOF
			}
			s.rest = b
		case <-s.woken:
			return 0, errWoken
		case <-expired:
			return 0, errTimeout
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}
