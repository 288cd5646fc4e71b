package practice

func expungeCommands() map[string]command {
	return map[string]command{
		"EXPUNGE":     {states: selected, run: bare((*session).expunge)},
		"UID EXPUNGE": {states: selected, needs: "UIDPLUS", run: (*session).uidExpunge},
	}
}

// expunge is EXPUNGE (RFC 3501 §6.4.3). The EXPUNGE responses are sent with the
// other changes behind it.
func (s *session) expunge(*call) (string, error) { return s.expungeOf(nil) }

// uidExpunge is UID EXPUNGE (RFC 4315 §2.1).
func (s *session) uidExpunge(c *call) (string, error) {
	c.d.SP()
	numbers, err := s.target(c, s.setArg(c))
	if err != nil {
		return "", err
	}
	if numbers == nil {
		numbers = []int{}
	}
	return s.expungeOf(numbers)
}

func (s *session) expungeOf(numbers []int) (string, error) {
	modseq, err := s.view.Expunge(numbers)
	if err != nil {
		return "", err
	}
	if modseq > 0 {
		return s.withModSeq("Expunge completed."), nil
	}
	return "Expunge completed.", nil
}
