package practice

import (
	"strings"

	"imapsh/imap/practice/store"
	"imapsh/imap/wire"
)

func selectCommands() map[string]command {
	return map[string]command{
		"SELECT":   {states: loggedIn, run: (*session).selectCommand},
		"EXAMINE":  {states: loggedIn, run: (*session).selectCommand},
		"CHECK":    {states: selected, run: bare((*session).noop)},
		"CLOSE":    {states: selected, run: bare((*session).closeCommand)},
		"UNSELECT": {states: selected, needs: "UNSELECT", run: bare((*session).unselect)},
		"IDLE":     {states: loggedIn, needs: "IDLE", run: bare((*session).idle)},
	}
}

// selectCommand is SELECT and EXAMINE (RFC 3501 §6.3.1, §6.3.2; RFC 9051
// §6.3.2). A refusal leaves no mailbox selected.
func (s *session) selectCommand(c *call) (string, error) {
	c.d.SP()
	name := s.mailboxArg(c)
	var resync *resync
	if c.d.Accept(' ') {
		resync = s.selectParameters(c)
	}
	if err := c.end(); err != nil {
		return "", err
	}
	if s.view != nil {
		s.deselect()
		if s.has("QRESYNC") || s.enabled.rev2 {
			s.line("* OK [CLOSED] Previous mailbox closed.") // RFC 7162 §3.2.11
		}
	}
	view, err := s.tree.Open(s.user, name, c.name == "EXAMINE")
	if err != nil {
		return "", err
	}
	s.view = view
	s.describe()
	if resync != nil {
		s.resynchronize(resync)
	}
	if s.view.ReadOnly() {
		return "[READ-ONLY] " + c.word() + " completed.", nil
	}
	return "[READ-WRITE] " + c.word() + " completed.", nil
}

// describe sends what a client must know of the mailbox it opened, in Dovecot's
// order.
func (s *session) describe() {
	a := s.view.About()
	s.flagsLine(a.Keywords)
	s.permanentFlags(a)
	s.line("* ", itoa(s.view.Len()), " EXISTS")
	if !s.enabled.rev2 {
		s.line("* ", itoa(a.Recent), " RECENT")
		if a.FirstUnseen > 0 {
			s.line("* OK [UNSEEN ", itoa(a.FirstUnseen), "] First unseen.")
		}
	}
	s.line("* OK [UIDVALIDITY ", itoa(a.Validity), "] UIDs valid")
	s.line("* OK [UIDNEXT ", itoa(a.Next), "] Predicted next UID")
	if s.has("CONDSTORE") { // RFC 7162 §3.1.2
		s.line("* OK [HIGHESTMODSEQ ", itoa(a.ModSeq), "] Highest")
	}
	if s.has("OBJECTID") { // RFC 8474 §4.2
		s.line("* OK [MAILBOXID (", a.ID, ")] Ok")
	}
	if s.enabled.rev2 { // RFC 9051 §6.3.2
		s.line(`* LIST () "`, s.tree.Delimiter(), `" `, s.mailbox(a.Name))
	}
}

func (s *session) flagsLine(keywords []string) {
	f := store.Flags{System: store.AllSystem, Keywords: keywords}
	s.line("* FLAGS ", string(appendFlags(nil, f, false)))
}

// permanentFlags tells which flags this user can change here; \* stands for new
// keywords (RFC 3501 §7.1).
func (s *session) permanentFlags(a store.About) {
	if a.ReadOnly {
		s.line("* OK [PERMANENTFLAGS ()] Read-only mailbox.")
		return
	}
	var f store.Flags
	if a.Rights.Has(store.WriteMail) {
		f.System |= store.Answered | store.Flagged | store.Draft
		f.Keywords = append(f.Keywords, a.Keywords...)
		f.Keywords = append(f.Keywords, `\*`)
	}
	if a.Rights.Has(store.KeepSeen) {
		f.System |= store.Seen
	}
	if a.Rights.Has(store.DeleteMsg) {
		f.System |= store.Deleted
	}
	s.line("* OK [PERMANENTFLAGS ", string(appendFlags(nil, f, false)), "] Flags permitted.")
}

// A resync is the QRESYNC parameter of SELECT (RFC 7162 §3.2.5).
type resync struct {
	validity uint32
	modseq   uint64
	known    wire.Set // nil: every UID
	numbers  wire.Set // message numbers the client remembers, and
	uids     wire.Set // their UIDs; RFC 7162 §3.2.5.2
}

// selectParameters reads "(CONDSTORE)" and "(QRESYNC (…))".
func (s *session) selectParameters(c *call) *resync {
	var r *resync
	c.d.List(func() {
		switch name := c.d.Keyword(); {
		case name == "CONDSTORE" && s.has("CONDSTORE"): // RFC 7162 §3.1.8
			s.enabled.condstore = true
		case name == "QRESYNC" && s.enabled.qresync:
			c.d.SP()
			r = parseResync(c.d)
		case name == "QRESYNC" && s.has("QRESYNC"):
			c.refuse(badError("QRESYNC not enabled"))
			c.d.SP()
			parseResync(c.d)
		default:
			c.refuse(badError("Unknown parameter " + name))
		}
	})
	return r
}

func parseResync(d *wire.Decoder) *resync {
	r := &resync{}
	d.Open()
	r.validity = d.Number()
	d.SP()
	r.modseq = d.Number64()
	if d.Accept(' ') && d.Peek() != '(' {
		r.known = d.Set()
		d.Accept(' ')
	}
	if d.Peek() == '(' {
		d.Open()
		r.numbers = d.Set()
		d.SP()
		r.uids = d.Set()
		d.Expect(')')
	}
	d.Expect(')')
	return r
}

// resynchronize tells what changed since the client was last here
// (RFC 7162 §3.2.5.1). With another UIDVALIDITY what it knows is worth nothing.
func (s *session) resynchronize(r *resync) {
	if r.validity != s.view.About().Validity {
		return
	}
	from := s.matchedUpTo(r)
	s.vanished(r.known, from, r.modseq)
	known := spansOf(r.known, s.lastUID())
	for n := 1; n <= s.view.Len(); n++ {
		if r.known != nil && !known.contains(s.view.UID(n)) {
			continue
		}
		if i := s.view.Message(n); i.ModSeq > r.modseq {
			s.fetchFlags(i, true)
		}
	}
}

// matchedUpTo returns a UID up to which the client's message numbers agree with
// ours, so that nothing vanished below (RFC 7162 §3.2.5.2).
func (s *session) matchedUpTo(r *resync) uint32 {
	numbers, uids := expand(r.numbers, maxMatch), expand(r.uids, maxMatch)
	from := uint32(0)
	for i := range min(len(numbers), len(uids)) {
		if s.view.Number(uids[i]) != int(numbers[i]) {
			break
		}
		from = uids[i]
	}
	return from
}

// maxMatch is how many pairs of number and UID are looked at.
const maxMatch = 10_000

// expand lists the numbers of a set, as far as limit.
func expand(set wire.Set, limit int) []uint32 {
	var list []uint32
	for _, r := range set {
		lo, hi := r.Bounds(0)
		for n := lo; n <= hi && n != 0 && len(list) < limit; n++ {
			list = append(list, n)
		}
	}
	return list
}

// vanished sends VANISHED (EARLIER) for the UIDs of known, above from, that
// were expunged after modseq.
func (s *session) vanished(known wire.Set, from uint32, modseq uint64) {
	var gone wire.Set
	uids := spansOf(known, s.lastUID())
	for _, r := range s.view.Vanished(modseq) {
		switch {
		case r.To <= from:
		case known == nil:
			gone = append(gone, wire.Range{Lo: r.From, Hi: r.To})
		default:
			gone = append(gone, uids.within(r)...)
		}
	}
	if len(gone) > 0 {
		s.line("* VANISHED (EARLIER) ", gone.String())
	}
}

func (s *session) lastUID() uint32 {
	if n := s.view.Len(); n > 0 {
		return s.view.UID(n)
	}
	return 0
}

// closeCommand is CLOSE (RFC 3501 §6.4.2): what is \Deleted goes, silently.
func (s *session) closeCommand(*call) (string, error) {
	modseq := uint64(0)
	if !s.view.ReadOnly() {
		modseq, _ = s.view.Expunge(nil) // without the right it is an UNSELECT (RFC 4314 §4)
	}
	s.deselect()
	if s.enabled.qresync && modseq > 0 { // RFC 7162 §3.2.8
		return "[HIGHESTMODSEQ " + itoa(modseq) + "] Close completed.", nil
	}
	return "", nil
}

// unselect is UNSELECT (RFC 3691).
func (s *session) unselect(*call) (string, error) {
	s.deselect()
	return "", nil
}

// idle is IDLE (RFC 2177).
func (s *session) idle(c *call) (string, error) {
	s.line("+ idling")
	s.update(c)
	if s.awaitInput() {
		line, err := s.readLine()
		if err != nil {
			s.hangUp(err)
			return "", errAnswered
		}
		if !strings.EqualFold(string(line), "DONE") {
			return "", badError("Expected DONE")
		}
	}
	if s.ended {
		return "", errAnswered
	}
	return "", nil
}
