package imap

import (
	"encoding/binary"
	"sync"
	"time"
)

const (
	// DefaultLogSize is how many commands the log keeps.
	DefaultLogSize = 10
	// maxLogBytes is the most the log ever holds, whatever its size.
	maxLogBytes = 256 << 10
)

// A Log is the always-on record of the last commands: what was sent and
// received for each. Of a long answer it keeps the first and the last lines.
// It is safe for concurrent use. Secrets are masked before they get here.
type Log struct {
	mu       sync.Mutex
	size     int
	commands []*logged // oldest first
}

// A LogLine is one line that was sent or received, without CRLF.
type LogLine struct {
	Time time.Time
	Sent bool
	Text string
}

// A LogCommand is what the log keeps of one command.
type LogCommand struct {
	Name     string
	First    []LogLine // from the beginning
	Omitted  int       // lines left out between First and Last
	Last     []LogLine // up to the end
	Own      bool      // sent by the client of its own accord
	Failed   bool      // ended in NO, BAD or an error
	Elapsed  time.Duration
	Sent     int64 // bytes on the wire, literals included
	Received int64
}

// logged collects one command. The tail is two buffers that take turns, so
// that the last lines of an endless answer cost a copy and no allocation.
type logged struct {
	LogCommand
	start     time.Time
	head      []byte
	tail, old []byte
	tailLines int
	oldLines  int
	full      bool // head is full; lines go to the tail
}

func newLog(size int) *Log { return &Log{size: max(size, 1)} }

// Resize changes how many commands are kept; below 1 counts as 1.
func (l *Log) Resize(size int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.size = max(size, 1)
	l.trim()
}

func (l *Log) trim() {
	if n := len(l.commands) - l.size; n > 0 {
		l.commands = append([]*logged(nil), l.commands[n:]...)
	}
}

// begin opens the record of a command. Lines go to the newest record.
func (l *Log) begin(name string, own bool, now time.Time) *logged {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := &logged{start: now}
	c.Name, c.Own = name, own
	l.commands = append(l.commands, c)
	l.trim()
	return c
}

// end closes the record of a command.
func (l *Log) end(c *logged, failed bool, sent, received int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.Failed, c.Elapsed = failed, time.Since(c.start)
	c.Sent, c.Received = sent, received
}

// share is how many bytes one command's lines may take in each of the head and
// the two halves of the tail.
func (l *Log) share() int { return maxLogBytes / l.size / 4 }

// add records a line under the newest command.
func (l *Log) add(now time.Time, sent bool, text []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.commands) == 0 {
		return
	}
	l.commands[len(l.commands)-1].add(now, sent, text, l.share())
}

// lineOverhead is what a line takes beside its text: flag, time, length.
const lineOverhead = 1 + 8 + 4

func (c *logged) add(now time.Time, sent bool, text []byte, share int) {
	if len(text)+lineOverhead > share {
		text = text[:max(share-lineOverhead, 0)]
	}
	size := len(text) + lineOverhead
	if !c.full && len(c.head)+size <= share {
		c.head = appendLine(c.head, now, sent, text)
		return
	}
	c.full = true
	if len(c.tail)+size > share {
		c.Omitted += c.oldLines
		c.tail, c.old = c.old[:0], c.tail
		c.tailLines, c.oldLines = 0, c.tailLines
	}
	c.tail = appendLine(c.tail, now, sent, text)
	c.tailLines++
}

func appendLine(dst []byte, now time.Time, sent bool, text []byte) []byte {
	flag := byte(0)
	if sent {
		flag = 1
	}
	dst = append(dst, flag)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(now.UnixNano()))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(text)))
	return append(dst, text...)
}

func readLines(lines []LogLine, src []byte) []LogLine {
	for len(src) > 0 {
		n := int(binary.LittleEndian.Uint32(src[9:]))
		lines = append(lines, LogLine{
			Sent: src[0] == 1,
			Time: time.Unix(0, int64(binary.LittleEndian.Uint64(src[1:]))),
			Text: string(src[lineOverhead : lineOverhead+n]),
		})
		src = src[lineOverhead+n:]
	}
	return lines
}

// Commands returns what is kept, oldest first.
func (l *Log) Commands() []LogCommand {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]LogCommand, 0, len(l.commands))
	for _, c := range l.commands {
		lc := c.LogCommand
		lc.First = readLines(nil, c.head)
		lc.Last = readLines(readLines(nil, c.old), c.tail)
		out = append(out, lc)
	}
	return out
}
