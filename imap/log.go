package imap

import (
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"imapsh/imap/secret"
)

const (
	// DefaultLogSize is how many commands the log keeps.
	DefaultLogSize = 10
	// maxLogBytes is the most the log ever holds, whatever its size.
	maxLogBytes = 256 << 10
	// minShare is the least that a command's first lines, and its last ones, may
	// take: where that is too much for all, the oldest commands go.
	minShare = 1 << 10
	// maxLogName is how much of a command's name is kept.
	maxLogName = 80
)

// A Log is the always-on record of the last commands: what was sent and
// received for each. Of a long answer it keeps the first and the last lines,
// of a long line the beginning, and says how much it left out. It is safe for
// concurrent use. What was sent is masked before it gets here; what was
// received is masked when it is read, which costs nothing while lines stream.
type Log struct {
	secrets  *secret.Set
	mu       sync.Mutex
	size     int
	bytes    int       // held by all commands
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

// commandOverhead is about what a command takes beside its lines.
const commandOverhead = 256

// held is how many bytes the record takes.
func (c *logged) held() int {
	return commandOverhead + len(c.Name) + cap(c.head) + cap(c.tail) + cap(c.old)
}

func newLog(size int, secrets *secret.Set) *Log { return &Log{size: max(size, 1), secrets: secrets} }

// Resize changes how many commands are kept; below 1 counts as 1.
func (l *Log) Resize(size int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.size = max(size, 1)
	l.trim()
}

// trim drops the oldest commands that are too many, by number or by size.
func (l *Log) trim() {
	n := 0
	for n < len(l.commands)-1 && (len(l.commands)-n > l.size || l.bytes > maxLogBytes) {
		l.bytes -= l.commands[n].held()
		n++
	}
	if n > 0 {
		l.commands = append([]*logged(nil), l.commands[n:]...)
	}
}

// begin opens the record of a command. Lines go to the newest record.
func (l *Log) begin(name string, own bool, now time.Time) *logged {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := &logged{start: now}
	c.Name, c.Own = l.secrets.MaskString(name[:min(len(name), 2*maxLogName)]), own
	c.Name = c.Name[:min(len(c.Name), maxLogName)]
	l.commands = append(l.commands, c)
	l.bytes += c.held()
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
func (l *Log) share() int { return max(maxLogBytes/l.size/4, minShare) }

// add records a line under the newest command.
func (l *Log) add(now time.Time, sent bool, text []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.commands) == 0 {
		return
	}
	share := l.share()
	if len(text)+lineOverhead > share {
		text = l.clip(text, share-lineOverhead)
	}
	c := l.commands[len(l.commands)-1]
	before := c.held()
	c.add(now, sent, text, share)
	l.bytes += c.held() - before
	l.trim()
}

// clip shortens a line and says by how much. A secret that the cut would go
// through is masked first, since a part of it would be found no more.
func (l *Log) clip(text []byte, most int) []byte {
	const mark = len("… [9223372036854775807 bytes left out]")
	kept := l.secrets.Mask(text[:min(len(text), 2*most)])
	kept = kept[:min(len(kept), max(most-mark, 0))]
	return fmt.Appendf(append([]byte(nil), kept...), "… [%d bytes left out]", max(len(text)-len(kept), 0))
}

// lineOverhead is what a line takes beside its text: flag, time, length.
const lineOverhead = 1 + 8 + 4

func (c *logged) add(now time.Time, sent bool, text []byte, share int) {
	size := len(text) + lineOverhead
	if !c.full && len(c.head)+size <= share {
		c.head = appendLine(room(c.head, size, share), now, sent, text)
		return
	}
	c.full = true
	if len(c.tail)+size > share {
		c.Omitted += c.oldLines
		c.tail, c.old = c.old[:0], c.tail
		c.tailLines, c.oldLines = 0, c.tailLines
	}
	c.tail = appendLine(room(c.tail, size, share), now, sent, text)
	c.tailLines++
}

// room makes room for size more bytes, doubling as append does but never beyond
// share.
func room(b []byte, size, share int) []byte {
	if cap(b)-len(b) >= size {
		return b
	}
	grown := make([]byte, len(b), max(min(2*cap(b), share), len(b)+size))
	copy(grown, b)
	return grown
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

func (l *Log) readLines(lines []LogLine, src []byte) []LogLine {
	for len(src) > 0 {
		n := int(binary.LittleEndian.Uint32(src[9:]))
		lines = append(lines, LogLine{
			Sent: src[0] == 1,
			Time: time.Unix(0, int64(binary.LittleEndian.Uint64(src[1:]))),
			Text: string(l.secrets.Mask(src[lineOverhead : lineOverhead+n])),
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
		lc.First = l.readLines(nil, c.head)
		lc.Last = l.readLines(l.readLines(nil, c.old), c.tail)
		out = append(out, lc)
	}
	return out
}
