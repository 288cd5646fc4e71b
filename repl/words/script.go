package words

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
)

// Script is the [Source] of a script: lines that end in LF or CRLF, the last one perhaps in nothing, after an
// optional byte order mark. It reads no further than it must, and each byte once.
type Script struct {
	r      *bufio.Reader
	number int   // of the line returned last
	next   int   // of the line that the next byte belongs to
	lost   error // what was wrong with a line whose end was not looked for
}

// NewScript reads a script from r.
func NewScript(r io.Reader) *Script {
	return &Script{r: bufio.NewReaderSize(r, 64<<10), next: 1}
}

// LineNumber is the number of the line returned last, from 1; 0 before the first. The lines of a literal count.
func (s *Script) LineNumber() int { return s.number }

// Ready reports whether the next line can be read without waiting for more input.
func (s *Script) Ready() bool {
	buffered, _ := s.r.Peek(s.r.Buffered()) // no more than there is
	return bytes.IndexByte(buffered, '\n') >= 0
}

// ReadLine returns the next line without its line end, and [io.EOF] when there is none. A line longer than
// [MaxLine] is a [*SyntaxError], and so is every line after it: its end is not looked for, since it may have none.
func (s *Script) ReadLine(Want) (string, error) {
	if s.number == 0 {
		if err := s.byteOrderMark(); err != nil {
			return "", err
		}
	}
	if s.lost != nil {
		return "", s.lost
	}
	var line []byte
	for {
		piece, err := s.r.ReadSlice('\n')
		if line = append(line, piece...); len(line) > MaxLine+len("\r\n") {
			return "", s.tooLong(line)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			if len(line) == 0 {
				return "", io.EOF
			}
		case err != nil:
			return "", err
		}
		s.number = s.next
		s.next++
		line = bytes.TrimSuffix(line, []byte("\n"))
		return string(bytes.TrimSuffix(line, []byte("\r"))), nil
	}
}

func (s *Script) tooLong(line []byte) error {
	s.number = s.next
	s.lost = &SyntaxError{
		Line: s.number, Text: string(line[:200]), OutOfStep: true,
		Msg: "the line is longer than " + strconv.Itoa(MaxLine>>20) + " MiB; bring long data as a literal from a file: <FILE",
	}
	return s.lost
}

// byteOrderMark passes UTF-8's and refuses UTF-16's.
func (s *Script) byteOrderMark() error {
	if mark, _ := s.r.Peek(3); string(mark) == "\xef\xbb\xbf" {
		_, err := s.r.Discard(len(mark))
		return err
	}
	if mark, _ := s.r.Peek(2); string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff" {
		s.number = 1
		return &SyntaxError{Line: 1, Msg: "the script is UTF-16; save it as UTF-8", OutOfStep: true}
	}
	return nil
}

// ReadBytes returns the next n bytes whatever they are; fewer with [io.ErrUnexpectedEOF] or another error.
func (s *Script) ReadBytes(n int) ([]byte, error) {
	var data bytes.Buffer // grows with what comes, not with what was announced
	_, err := io.CopyN(&data, s.r, int64(n))
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	s.next += bytes.Count(data.Bytes(), []byte("\n"))
	return data.Bytes(), err
}
