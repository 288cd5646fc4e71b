package load

import (
	"strconv"
	"strings"
	"time"
)

// answer answers one command; false ends the session.
func (s *session) answer(line string) bool {
	tag, rest, _ := strings.Cut(line, " ")
	name, args, _ := strings.Cut(rest, " ")
	name = strings.ToUpper(name)
	if name == "UID" {
		name, args, _ = strings.Cut(args, " ")
		name = "UID " + strings.ToUpper(name)
	}
	text := strings.TrimPrefix(name, "UID ") + " completed"
	switch name {
	case "NOOP", "CHECK", "CLOSE", "UNSELECT", "EXPUNGE", "SUBSCRIBE", "CREATE", "DELETE", "UNSUBSCRIBE", "RENAME":
	case "CAPABILITY":
		s.line("* CAPABILITY " + capabilities)
	case "LOGIN":
		user, _ := astring(args)
		s.boxes = mailboxesOf(user)
		text = "[CAPABILITY " + capabilities + "] Logged in"
	case "AUTHENTICATE":
		if !s.authenticate(args) {
			s.line(tag + " NO only PLAIN")
			return true
		}
		text = "[CAPABILITY " + capabilities + "] Logged in"
	case "SELECT":
		s.open(args)
		text = "[READ-WRITE] " + text
	case "EXAMINE":
		s.open(args)
		text = "[READ-ONLY] " + text
	case "FETCH", "UID FETCH":
		if s.fetch(args, name != "FETCH") != nil {
			return false
		}
	case "SEARCH", "UID SEARCH":
		if s.send(searchWorkload(s.mailbox)) != nil {
			return false
		}
	case "LIST", "LSUB":
		if s.list(name, args) != nil {
			return false
		}
	case "STATUS":
		box, _ := astring(args)
		s.line("* STATUS " + quote(box) + " (MESSAGES " + strconv.Itoa(ParseMailbox(box).Messages) + " UNSEEN 0)")
	case "NAMESPACE":
		s.line(`* NAMESPACE (("" "/")) NIL NIL`)
	case "ID":
		s.line("* ID NIL")
	case "ENABLE":
		s.line("* ENABLED")
	case "IDLE":
		s.line("+ idling")
		if s.flush() != nil {
			return false
		}
		if done, err := s.command(); err != nil || !strings.EqualFold(done, "DONE") {
			return false
		}
	case "XCOUNT":
		s.line("* XCOUNT " + strconv.FormatInt(s.server.commands.Load(), 10))
	case "COMPRESS":
		if s.deflater != nil {
			s.line(tag + " NO [COMPRESSIONACTIVE] already compressed")
			return true
		}
		s.line(tag + " OK DEFLATE active")
		s.compress()
		return true
	case "LOGOUT":
		s.line("* BYE logging out")
		s.line(tag + " OK " + text)
		return false
	default:
		s.line(tag + " BAD " + name + " is not known here")
		return true
	}
	s.line(tag + " OK " + text)
	return true
}

// authenticate takes PLAIN with or without an initial response; the user
// inside it does not matter.
func (s *session) authenticate(args string) bool {
	mechanism, initial, _ := strings.Cut(args, " ")
	if !strings.EqualFold(mechanism, "PLAIN") {
		return false
	}
	if initial != "" {
		return true
	}
	s.line("+ ")
	if s.flush() != nil {
		return false
	}
	answer, err := s.command()
	return err == nil && answer != "*"
}

// open answers SELECT and EXAMINE.
func (s *session) open(args string) {
	name, _ := astring(args)
	s.mailbox = ParseMailbox(name)
	s.line(`* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)`)
	s.line("* " + strconv.Itoa(s.mailbox.Messages) + " EXISTS")
	s.line("* 0 RECENT")
	s.line("* OK [UIDVALIDITY 1] UIDs valid")
	s.line("* OK [UIDNEXT " + strconv.Itoa(firstUID+s.mailbox.Messages+1) + "] Predicted next UID")
	s.line(`* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Limited`)
}

// fetch answers FETCH and UID FETCH.
func (s *session) fetch(args string, uid bool) error {
	set, items, _ := strings.Cut(args, " ")
	l := fetchWorkload(s.mailbox, numbers(set, s.mailbox.Messages, uid), items)
	if s.mailbox.Slow && l.items == nil && l.count > 1 {
		first := l
		first.key, first.count = "", 1
		if err := s.send(first); err != nil {
			return err
		}
		time.Sleep(slowPause)
		rest := fetchWorkload(s.mailbox, numbers("2:*", s.mailbox.Messages, false), items)
		return s.send(rest)
	}
	return s.send(l)
}

// numbers are the message numbers of a sequence set, nil for a whole mailbox
// of messages. What is out of range or no number is left out.
func numbers(set string, messages int, uid bool) []int {
	if set == "1:*" {
		return nil
	}
	base := 0
	if uid {
		base = firstUID
	}
	number := func(text string) int {
		if text == "*" {
			return messages
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return 0
		}
		if n <= messages { // curl counts from UID 1
			return n
		}
		return n - base
	}
	list := []int{}
	for part := range strings.SplitSeq(set, ",") {
		from, to, span := strings.Cut(part, ":")
		if !span {
			to = from
		}
		low, high := number(from), number(to)
		if low > high {
			low, high = high, low
		}
		for n := max(low, 1); n <= min(high, messages); n++ {
			list = append(list, n)
		}
	}
	return list
}

// list answers LIST and LSUB. The patterns it knows are those that clients
// use to browse: * for all, % for one level, and a name.
func (s *session) list(command, args string) error {
	reference, rest := astring(args)
	pattern, _ := astring(rest)
	pattern = reference + pattern
	if pattern == "" {
		s.line("* " + command + ` (\Noselect) "/" ""`)
		return nil
	}
	all := listWorkload(command, s.boxes)
	if pattern == "*" {
		return s.send(all)
	}
	for _, i := range s.level(pattern) {
		all.one(s.w, i+1)
	}
	return nil
}

// level are the mailboxes that a pattern with % at its end, or none, names.
func (s *session) level(pattern string) []int {
	if s.tree == nil {
		s.tree = make(map[string]int, s.boxes)
		for i := range s.boxes {
			s.tree[MailboxName(i)] = i
		}
	}
	parent, below := strings.CutSuffix(pattern, "%")
	from, to := 0, s.boxes
	switch i, known := s.tree[strings.TrimSuffix(parent, "/")]; {
	case !below && known:
		return []int{i}
	case !below || parent != "" && !known:
		return nil
	case parent != "" && i%boxesPerTop == 0:
		from, to = i, min(i+boxesPerTop, s.boxes)
	case parent != "" && i%boxesPerNode == 0:
		from, to = i, min(i+boxesPerNode, s.boxes)
	case parent != "":
		return nil
	}
	found := []int{}
	for i := from; i < to; i++ {
		rest, inside := strings.CutPrefix(MailboxName(i), parent)
		if inside && rest != "" && !strings.Contains(rest, "/") {
			found = append(found, i)
		}
	}
	return found
}

// astring takes the first argument off a list of them.
func astring(args string) (first, rest string) {
	args = strings.TrimLeft(args, " ")
	if !strings.HasPrefix(args, `"`) {
		first, rest, _ = strings.Cut(args, " ")
		return first, rest
	}
	var b strings.Builder
	for i := 1; i < len(args); i++ {
		switch c := args[i]; {
		case c == '"':
			return b.String(), args[i+1:]
		case c == '\\' && i+1 < len(args):
			i++
			b.WriteByte(args[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}
