package practice

import (
	"strings"

	"imapsh/imap/practice/store"
)

func flagCommands() map[string]command {
	return map[string]command{
		"STORE":     {states: selected, run: (*session).storeCommand, holds: true},
		"UID STORE": {states: selected, run: (*session).storeCommand},
	}
}

// storeCommand is STORE (RFC 3501 §6.4.6), conditional by RFC 7162 §3.1.3.
func (s *session) storeCommand(c *call) (string, error) {
	c.d.SP()
	set := s.setArg(c)
	c.d.SP()
	var change store.FlagChange
	if c.d.Peek() == '(' && s.has("CONDSTORE") {
		change.Unchanged = s.unchangedSince(c)
		c.d.SP()
	}
	s.flagItem(c, &change)
	c.d.SP()
	change.Flags = c.flagsArg(true)
	numbers, err := s.target(c, set)
	if err != nil {
		return "", err
	}
	if change.Unchanged != nil {
		s.enableCondstore()
	}
	res, err := s.view.StoreFlags(numbers, change)
	if err != nil {
		return "", err
	}
	s.announceKeywords()
	for _, i := range res.Changed {
		if !change.Silent {
			s.fetchFlags(i, c.uid)
		} else if s.enabled.condstore {
			s.fetchModSeq(i, c.uid)
		}
	}
	return s.storeText(c, res)
}

func (s *session) unchangedSince(c *call) *uint64 {
	c.d.Open()
	if !c.d.AcceptWord("UNCHANGEDSINCE") {
		c.d.Fail("UNCHANGEDSINCE")
	}
	c.d.SP()
	n := c.d.Number64()
	if !c.d.Close() {
		c.d.Fail("')'")
	}
	return &n
}

// flagItem reads FLAGS, +FLAGS or -FLAGS, with or without .SILENT.
func (s *session) flagItem(c *call, change *store.FlagChange) {
	name := c.d.Keyword()
	item, silent := strings.CutSuffix(name, ".SILENT")
	change.Silent = silent
	switch item {
	case "FLAGS":
		change.Op = store.ReplaceFlags
	case "+FLAGS":
		change.Op = store.AddFlags
	case "-FLAGS":
		change.Op = store.RemoveFlags
	default:
		c.refuse(badError("Invalid STORE item " + name))
	}
}

// fetchModSeq tells a message's mod-sequence after a silent STORE
// (RFC 7162 §3.1.3).
func (s *session) fetchModSeq(i store.Info, withUID bool) {
	uid := ""
	if withUID || s.enabled.qresync || s.enabled.rev2 {
		uid = "UID " + itoa(i.UID) + " "
	}
	s.line("* ", itoa(i.Number), " FETCH (", uid, "MODSEQ (", itoa(i.ModSeq), "))")
}

// storeText is the tagged text: MODIFIED names what was left alone, by number
// or by UID as the command did.
func (s *session) storeText(c *call, res store.FlagResult) (string, error) {
	code := ""
	if len(res.Modified) > 0 {
		list := res.Modified
		if !c.uid {
			list = nil
			for _, uid := range res.Modified {
				list = append(list, uint32(s.view.Number(uid)))
			}
		}
		code = "MODIFIED " + setString(list)
	}
	switch {
	case res.Gone && code == "":
		return "", &store.Error{Code: "EXPUNGEISSUED", Text: "Some of the messages no longer exist."}
	case res.Gone: // RFC 7162 §3.1.3, example 11
		return "", &store.Error{Code: code, Text: "Some of the messages no longer exist."}
	case code != "":
		return "[" + code + "] Conditional store failed.", nil
	}
	return "", nil
}
