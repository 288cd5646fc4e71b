package practice

// notification is what NOTIFY asked for (RFC 5465).
type notification struct{}

func (s *session) tellEvents()                  {}
func (s *session) endNotify()                   {}
func (s *session) eventWakeUp() <-chan struct{} { return nil }
