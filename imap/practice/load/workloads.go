package load

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// The sizes of the workloads that a client gets when it asks for no others.
const (
	DefaultMailboxes = 200_000   // mailboxes of a user
	DefaultBody      = 20 << 10  // bytes of a message's BODY[]
	inboxMessages    = 10        // messages of a mailbox whose name holds no number
	firstUID         = 1_000_000 // UID of message 1, so that all UIDs have seven digits
)

// A Mailbox is what a mailbox's name says of it.
type Mailbox struct {
	Messages int   // how many messages it has
	Body     int64 // bytes of each message's BODY[]
	Slow     bool  // FETCH pauses after its first response
}

// ParseMailbox reads the numbers in a mailbox name: NAME-MESSAGES or
// NAME-MESSAGES-BYTES. A name without them is a small mailbox.
func ParseMailbox(name string) Mailbox {
	m := Mailbox{Messages: inboxMessages, Body: DefaultBody}
	word, rest, _ := strings.Cut(name, "-")
	m.Slow = word == "slow"
	count, size, _ := strings.Cut(rest, "-")
	if n, err := strconv.Atoi(count); err == nil && n >= 0 {
		m.Messages = n
	}
	if n, err := strconv.ParseInt(size, 10, 64); err == nil && n >= 0 {
		m.Body = n
	}
	return m
}

// mailboxesOf reads the number of mailboxes in a user's name: boxes-NUMBER.
func mailboxesOf(user string) int {
	if count, ok := strings.CutPrefix(user, "boxes-"); ok {
		if n, err := strconv.Atoi(count); err == nil && n >= 0 {
			return n
		}
	}
	return DefaultMailboxes
}

// A workload is the untagged part of one command's answer: items responses,
// each made by one. It writes the same bytes whenever it is asked.
type workload struct {
	key   string // names the bytes: two workloads of one key are equal; "" is not worth keeping
	items []int  // message numbers, nil for 1..count
	count int
	one   func(w *bufio.Writer, n int)
}

// each calls f with the numbers of the workload's responses, in order.
func (l workload) each(f func(n int)) {
	if l.items != nil {
		for _, n := range l.items {
			f(n)
		}
		return
	}
	for n := 1; n <= l.count; n++ {
		f(n)
	}
}

// writeTo writes every response of the workload.
func (l workload) writeTo(w io.Writer) error {
	b := bufio.NewWriterSize(w, writeBuffer)
	l.each(func(n int) { l.one(b, n) })
	return b.Flush()
}

// fetchWorkload answers FETCH. What is sent depends on the items asked for,
// in an order of our own: FLAGS and UID, ENVELOPE and BODYSTRUCTURE, or BODY[].
func fetchWorkload(m Mailbox, numbers []int, items string) workload {
	upper := strings.ToUpper(items)
	l := workload{items: numbers, count: m.Messages}
	key := ""
	switch {
	case strings.Contains(upper, "BODY[") || strings.Contains(upper, "BODY.PEEK[") || strings.Contains(upper, "RFC822"):
		l.one = func(w *bufio.Writer, n int) { writeBody(w, n, m.Body) }
	case strings.Contains(upper, "ENVELOPE") || strings.Contains(upper, "BODYSTRUCTURE"):
		key = "ENVELOPE"
		l.one = writeEnvelope
	default:
		key = "FLAGS"
		l.one = writeFlags
	}
	if key != "" && numbers == nil {
		l.key = key + " " + strconv.Itoa(m.Messages)
	}
	return l
}

// searchWorkload answers SEARCH, whatever the keys: one line with the UID of
// every fifth message of a mailbox five times as large, on the average.
func searchWorkload(m Mailbox) workload {
	return workload{
		key:   "SEARCH " + strconv.Itoa(m.Messages),
		count: 1,
		one: func(w *bufio.Writer, _ int) {
			w.WriteString("* SEARCH")
			var number [20]byte
			for n := range m.Messages {
				w.WriteByte(' ')
				w.Write(strconv.AppendInt(number[:0], int64(5*n+1+n%4), 10))
			}
			w.WriteString("\r\n")
		},
	}
}

// listWorkload answers LIST "" "*" for a user with count mailboxes.
func listWorkload(command string, count int) workload {
	return workload{
		key:   command + " " + strconv.Itoa(count),
		count: count,
		one: func(w *bufio.Writer, n int) {
			w.WriteString("* " + command + " ")
			writeMailbox(w, n-1)
		},
	}
}

// flagLists are the flags that messages of a real mailbox tend to have.
var flagLists = [...]string{
	`\Seen`, `\Seen`, `\Seen`, `\Answered \Seen`, ``, `\Flagged \Seen`, `\Seen $Forwarded`, `\Seen NonJunk`,
	`\Seen`, `\Seen`, `\Answered \Flagged \Seen`, `\Seen $label1`, `\Recent`, `\Seen \Deleted`, `\Seen`, `\Seen Junk`,
}

// writeFlags writes the FLAGS and UID of message n.
func writeFlags(w *bufio.Writer, n int) {
	writeFetch(w, n)
	w.WriteString("(FLAGS (")
	w.WriteString(flagLists[scatter(n)%uint32(len(flagLists))])
	w.WriteString(") UID ")
	writeInt(w, int64(firstUID+n))
	w.WriteString(")\r\n")
}

// writeBody writes the BODY[] of message n, size bytes long.
func writeBody(w *bufio.Writer, n int, size int64) {
	writeFetch(w, n)
	w.WriteString("(UID ")
	writeInt(w, int64(firstUID+n))
	w.WriteString(" BODY[] {")
	writeInt(w, size)
	w.WriteString("}\r\n")
	for block := bodyBlock(); size > 0; size -= int64(len(block)) {
		w.Write(block[:min(size, int64(len(block)))])
	}
	w.WriteString(")\r\n")
}

// writeFetch writes the beginning of a FETCH response: "* n FETCH ".
func writeFetch(w *bufio.Writer, n int) {
	w.WriteString("* ")
	writeInt(w, int64(n))
	w.WriteString(" FETCH ")
}

func writeInt(w *bufio.Writer, n int64) {
	w.Write(strconv.AppendInt(w.AvailableBuffer(), n, 10))
}

// scatter turns consecutive numbers into ones that look random, always the
// same, so that content varies without a generator's state.
func scatter(n int) uint32 {
	x := uint32(n) * 2654435761
	x ^= x >> 15
	x *= 2246822519
	return x ^ x>>13
}
