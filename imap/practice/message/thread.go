package message

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Thread is a message with the answers to it. Num is 0 for a message that is
// only known from the references of others; it has two children or more and
// stands at the top.
type Thread struct {
	Num      uint32
	Children []*Thread
}

// ThreadItem is what threading needs to know of a message.
type ThreadItem struct {
	Num     uint32
	Date    time.Time // the sent date, see Message.SentTime
	Subject string    // unfolded Subject header
	// Unfolded headers of these names.
	MessageID, InReplyTo, References string
}

// ThreadItem takes the fields for threading out of a message.
func (it Item) ThreadItem() ThreadItem {
	h := it.Message.header()
	return ThreadItem{
		Num:        it.Num,
		Date:       it.Message.SentTime(it.Arrival),
		Subject:    h.text("Subject"),
		MessageID:  h.text("Message-ID"),
		InReplyTo:  h.text("In-Reply-To"),
		References: h.text("References"),
	}
}

// OrderedSubject threads by THREAD=ORDEREDSUBJECT (RFC 5256 §3): all messages
// of one base subject are a thread, the earliest on top and the others its
// children.
func OrderedSubject(items []ThreadItem) []*Thread {
	sorted := slices.Clone(items)
	slices.SortFunc(sorted, compareSent)
	bySubject := make(map[string]*Thread)
	var threads []*Thread
	for _, it := range sorted {
		base, _ := BaseSubject(it.Subject)
		base = Fold(base)
		if top := bySubject[base]; top != nil {
			top.Children = append(top.Children, &Thread{Num: it.Num})
			continue
		}
		top := &Thread{Num: it.Num}
		bySubject[base] = top
		threads = append(threads, top)
	}
	return threads
}

// compareSent orders by sent date, then by number (RFC 5256 §2.2).
func compareSent(a, b ThreadItem) int {
	if c := a.Date.Compare(b.Date); c != 0 {
		return c
	}
	return cmp.Compare(a.Num, b.Num)
}

// AppendThreads appends threads as a THREAD answer has them: "(2)(3 6 (4 23)(44
// 7 96))".
func AppendThreads(dst []byte, threads []*Thread) []byte {
	for _, t := range threads {
		dst = append(dst, '(')
		dst = t.appendMembers(dst)
		dst = append(dst, ')')
	}
	return dst
}

// appendMembers writes a message, its only answer, the only answer to that, and
// so on; where there are several answers, each begins a list.
func (t *Thread) appendMembers(dst []byte) []byte {
	space := false
	for {
		if t.Num != 0 {
			if space {
				dst = append(dst, ' ')
			}
			dst = strconv.AppendUint(dst, uint64(t.Num), 10)
			space = true
		}
		if len(t.Children) != 1 {
			break
		}
		t = t.Children[0]
	}
	if len(t.Children) > 0 && space {
		dst = append(dst, ' ')
	}
	return AppendThreads(dst, t.Children)
}

// MessageID returns the first valid ID of the Message-ID header without angle
// brackets, in the form in which IDs are compared, or "".
func (m *Message) MessageID() string {
	return firstMessageID(m.header().text("Message-ID"))
}

func firstMessageID(s string) string {
	if ids := messageIDs(s, 1); len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// messageIDs returns the valid IDs in s, at most limit of them unless it is
// negative, without angle brackets. Needless quotes and spaces are taken out:
// <"a"@b> is <a@b> (RFC 5256 §3, step 1). What is no ID is passed over.
func messageIDs(s string, limit int) []string {
	var ids []string
	for limit < 0 || len(ids) < limit {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		s = s[open+1:]
		end := strings.IndexAny(s, "<>")
		if end < 0 {
			break
		}
		if s[end] == '>' {
			if id, ok := normalID(s[:end]); ok {
				ids = append(ids, id)
			}
			end++
		}
		s = s[end:]
	}
	return ids
}

func normalID(s string) (string, bool) {
	if strings.ContainsAny(s, " \t\r\n\"\\") {
		p := addressParser{s: s}
		_, local := p.words()
		if p.done() || p.peek() != '@' {
			return "", false
		}
		p.pos++
		s = local + "@" + p.domain()
	}
	at := strings.LastIndexByte(s, '@')
	return s, at > 0 && at < len(s)-1
}
