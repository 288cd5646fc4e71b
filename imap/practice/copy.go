package practice

import "imapsh/imap/practice/store"

func copyCommands() map[string]command {
	return map[string]command{
		"COPY":     {states: selected, run: (*session).copy},
		"UID COPY": {states: selected, run: (*session).copy},
		"MOVE":     {states: selected, needs: "MOVE", run: (*session).move},
		"UID MOVE": {states: selected, needs: "MOVE", run: (*session).move},
	}
}

func (s *session) copyArgs(c *call) (numbers []int, name string, err error) {
	c.d.SP()
	set := s.setArg(c)
	c.d.SP()
	name = s.mailboxArg(c)
	numbers, err = s.target(c, set)
	return numbers, name, err
}

// copyUID is the code that pairs old and new UIDs (RFC 4315 §3).
func (s *session) copyUID(done store.Copied) string {
	if !s.has("UIDPLUS") || len(done.Source) == 0 {
		return ""
	}
	return "[COPYUID " + itoa(done.Validity) + " " + setString(done.Source) + " " + setString(done.UIDs) + "] "
}

// copy is COPY (RFC 3501 §6.4.7).
func (s *session) copy(c *call) (string, error) {
	numbers, name, err := s.copyArgs(c)
	if err != nil {
		return "", err
	}
	done, err := s.view.Copy(numbers, name)
	if err != nil {
		return "", err
	}
	if len(done.Source) == 0 {
		return "No messages found.", nil
	}
	return s.copyUID(done) + "Copy completed.", nil
}

// move is MOVE (RFC 6851). COPYUID comes before the EXPUNGE responses
// (RFC 6851 §4.3).
func (s *session) move(c *call) (string, error) {
	numbers, name, err := s.copyArgs(c)
	if err != nil {
		return "", err
	}
	done, err := s.view.Move(numbers, name)
	if err != nil {
		return "", err
	}
	if len(done.Source) == 0 {
		return "No messages found.", nil
	}
	if code := s.copyUID(done); code != "" {
		s.line("* OK ", code, "Moved UIDs.")
	}
	return s.withModSeq("Move completed."), nil
}

// withModSeq puts the mailbox's counter before the text after messages were
// expunged, where QRESYNC is enabled (RFC 7162 §3.2.7).
func (s *session) withModSeq(text string) string {
	if !s.enabled.qresync {
		return text
	}
	return "[HIGHESTMODSEQ " + itoa(s.view.ModSeq()) + "] " + text
}
