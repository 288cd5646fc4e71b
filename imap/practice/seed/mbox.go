package seed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"imapsh/imap/practice/message"
)

// loadMbox reads an mbox file (RFC 4155) as INBOX. A message begins behind a
// "From " line with a time in it, which stands at the beginning of the file or
// after an empty line. One ">" is taken from lines such as ">From " and ">>From
// ".
func loadMbox(path string) ([]Mailbox, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	letters, err := scanMbox(f)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	inbox := new(Mailbox)
	for _, l := range letters {
		inbox.Messages = append(inbox.Messages, l.message(path, info))
	}
	return finish(map[string]*Mailbox{"INBOX": inbox}), nil
}

// mboxLetter is a message in an mbox file: its place without the "From " line
// and the empty line that ends it, and what its header tells.
type mboxLetter struct {
	start, end int64
	size       int64     // with CRLF, and without the ">" that is taken away
	arrival    time.Time // of the "From " line or the Date header, zero for neither
	flags      []string
}

func (l mboxLetter) message(path string, info os.FileInfo) Message {
	m := Message{Flags: l.flags, Internal: l.arrival, Size: l.size}
	if m.Internal.IsZero() {
		m.Internal = info.ModTime()
	}
	m.Body = func() ([]byte, error) {
		b, err := readRange(path, info, l.start, l.end-l.start)
		return toCRLF(unquoteFrom(b)), err
	}
	return m
}

// mboxScanner reads an mbox file once, line by line.
type mboxScanner struct {
	letters []mboxLetter
	head    []byte // header of the last letter, nil behind its end
	pos     int64
	empty   bool  // the line just read was empty
	blank   int64 // its length if it was in a body
}

func scanMbox(r io.Reader) ([]mboxLetter, error) {
	var s mboxScanner
	in := bufio.NewReaderSize(r, headerLimit)
	begin, last := true, byte('\n') // of a line; the octet before this piece
	for {
		piece, err := in.ReadSlice('\n') // a long line comes in pieces
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		if len(piece) > 0 {
			switch {
			case begin && s.isFrom(piece):
				s.finishLetter()
				s.letters = append(s.letters, mboxLetter{arrival: fromTime(piece), start: s.pos + int64(len(piece))})
				s.head, s.empty, s.blank = make([]byte, 0, 1024), false, 0
			case len(s.letters) == 0:
				return nil, errors.New(`is no mbox file, since it does not begin with a "From " line, and its name does not end in .eml`)
			default:
				s.add(piece, begin, last)
			}
			s.pos += int64(len(piece))
			last = piece[len(piece)-1]
			begin = last == '\n'
		}
		if errors.Is(err, io.EOF) {
			s.finishLetter()
			return s.letters, nil
		}
	}
}

// isFrom tells whether a line begins a message.
func (s *mboxScanner) isFrom(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("From ")) {
		return false
	}
	return s.pos == 0 || s.empty && !fromTime(line).IsZero()
}

// add counts a piece of a line to the last letter.
func (s *mboxScanner) add(piece []byte, begin bool, last byte) {
	l := &s.letters[len(s.letters)-1]
	l.size += int64(len(piece))
	if n := len(piece); piece[n-1] == '\n' {
		if n > 1 {
			last = piece[n-2]
		}
		if last != '\r' {
			l.size++
		}
	}
	if begin && isQuotedFrom(piece) {
		l.size--
	}
	s.empty = begin && (string(piece) == "\n" || string(piece) == "\r\n")
	s.blank = 0
	switch {
	case s.head == nil && s.empty:
		s.blank = int64(len(piece))
	case s.head != nil && (s.empty || len(s.head) > headerLimit):
		s.finishHeader()
	case s.head != nil:
		s.head = append(s.head, piece...)
	}
}

// finishHeader takes what is needed out of the last letter's header.
func (s *mboxScanner) finishHeader() {
	l := &s.letters[len(s.letters)-1]
	head := message.Parse(s.head)
	s.head = nil
	if l.arrival.IsZero() {
		l.arrival = head.SentTime(time.Time{})
	}
	l.flags = mboxFlags(head)
}

// finishLetter ends the last letter at the place that is reached.
func (s *mboxScanner) finishLetter() {
	if len(s.letters) == 0 {
		return
	}
	if s.head != nil {
		s.finishHeader()
	}
	l := &s.letters[len(s.letters)-1]
	l.end = s.pos
	if s.blank > 0 {
		l.end -= s.blank
		l.size -= 2
	}
}

// fromTime returns the time in a "From " line, such as "From alice@example.org
// Mon Jan  5 09:00:00 2026", or the zero time.
func fromTime(line []byte) time.Time {
	words := strings.Fields(string(line[:min(len(line), 1000)]))
	for i := 3; i < len(words); i++ {
		if !strings.Contains(words[i], ":") {
			continue
		}
		for _, year := range words[i+1:] { // a zone may stand before it
			for _, layout := range []string{"Jan 2 15:04:05 2006", "Jan 2 15:04 2006"} {
				if t, err := time.Parse(layout, strings.Join(append(words[i-2:i+1:i+1], year), " ")); err == nil {
					return t
				}
			}
		}
	}
	return time.Time{}
}

// mboxFlags reads what mail programs write into the header: Status, X-Status
// and X-Keywords (mutt, Dovecot, UW), X-Mozilla-Status (Thunderbird).
func mboxFlags(m *message.Message) []string {
	var flags []string
	for _, c := range field(m, "Status") + field(m, "X-Status") {
		switch c {
		case 'R':
			flags = append(flags, `\Seen`)
		case 'A':
			flags = append(flags, `\Answered`)
		case 'F':
			flags = append(flags, `\Flagged`)
		case 'T':
			flags = append(flags, `\Draft`)
		case 'D':
			flags = append(flags, `\Deleted`)
		}
	}
	if bits, err := strconv.ParseUint(field(m, "X-Mozilla-Status"), 16, 32); err == nil {
		for i, flag := range []string{`\Seen`, `\Answered`, `\Flagged`, `\Deleted`} {
			if bits&(1<<i) != 0 {
				flags = append(flags, flag)
			}
		}
	}
	return append(flags, strings.Fields(field(m, "X-Keywords"))...)
}

// isQuotedFrom tells whether a line is ">From ", with one ">" or more.
func isQuotedFrom(line []byte) bool {
	rest := bytes.TrimLeft(line, ">")
	return len(rest) < len(line) && bytes.HasPrefix(rest, []byte("From "))
}

// unquoteFrom takes one ">" from quoted "From " lines (mboxrd).
func unquoteFrom(b []byte) []byte {
	out := b[:0]
	for len(b) > 0 {
		end := bytes.IndexByte(b, '\n') + 1
		if end == 0 {
			end = len(b)
		}
		line := b[:end]
		b = b[end:]
		if isQuotedFrom(line) {
			line = line[1:]
		}
		out = append(out, line...)
	}
	return out
}
