package store

// settable tells which flags a user with these rights may change
// (RFC 4314 §4, STORE).
func settable(r Rights) (mask System, keywords bool) {
	if r.Has(WriteMail) {
		mask |= Answered | Flagged | Draft
		keywords = true
	}
	if r.Has(KeepSeen) {
		mask |= Seen
	}
	if r.Has(DeleteMsg) {
		mask |= Deleted
	}
	return mask, keywords
}

// A FlagChange is a STORE (RFC 3501 §6.4.6).
type FlagChange struct {
	Op    FlagOp
	Flags Flags
	// Unchanged, when set, leaves messages alone whose mod-sequence is above
	// it (RFC 7162 §3.1.3).
	Unchanged *uint64
	Silent    bool
}

// FlagResult is what a STORE did.
type FlagResult struct {
	// Changed are the messages to report: without Silent all of them, else those
	// whose mod-sequence the session has to learn.
	Changed  []Info
	Modified []uint32 // UIDs left alone because of Unchanged
	Gone     bool     // some messages were expunged by another session
}

// StoreFlags changes the flags of messages. Changes that the session makes
// itself are not told to it again by Sync, unless somebody else had changed the
// same message and the session did not know yet.
func (v *View) StoreFlags(numbers []int, c FlagChange) (FlagResult, error) {
	s := v.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.readOnly {
		return FlagResult{}, readOnly
	}
	mask, keywords := settable(s.rights(v.user, v.box))
	if !permitsSome(c, mask, keywords) {
		return FlagResult{}, denied
	}
	flags, err := v.box.spell(c.Flags)
	if err != nil {
		return FlagResult{}, err
	}
	var res FlagResult
	touched := false
	for _, n := range numbers {
		r := &v.rows[n-1]
		switch {
		case r.msg.expunged:
			res.Gone = true
			continue
		case c.Unchanged != nil && r.msg.modseq > *c.Unchanged:
			res.Modified = append(res.Modified, r.msg.uid)
			continue
		}
		knew := r.modseq == r.msg.modseq
		differs := v.setFlags(r, r.msg.flags.apply(c.Op, flags, mask, keywords))
		touched = touched || differs
		if knew || !c.Silent {
			r.modseq = r.msg.modseq
		}
		if differs || !c.Silent || c.Unchanged != nil {
			res.Changed = append(res.Changed, v.info(n-1))
		}
	}
	if touched {
		s.emit(Event{Kind: FlagsChanged, at: place{v.box.tree, v.box.path}, box: v.box, by: v.user})
	}
	return res, nil
}

// permitsSome reports whether a STORE asks for something that is allowed. One
// that changes nothing at all is.
func permitsSome(c FlagChange, mask System, keywords bool) bool {
	if c.Op == ReplaceFlags {
		return mask != 0 || keywords
	}
	if c.Flags.System == 0 && len(c.Flags.Keywords) == 0 {
		return true
	}
	return c.Flags.System&mask != 0 || keywords && len(c.Flags.Keywords) > 0
}

// setFlags gives a message new flags and reports whether they differ.
func (v *View) setFlags(r *row, f Flags) bool {
	f, err := v.box.spell(f) // sorts; all its keywords are known
	if err != nil || f.equal(r.msg.flags) {
		return false
	}
	r.msg.flags = f
	r.msg.modseq = v.box.changed()
	return true
}

// MarkSeen sets \Seen as a side effect of FETCH BODY[] (RFC 3501 §6.4.5), where
// that is allowed, and reports whether the flag is new. The session has to be
// told: by Sync, or before that by itself and [View.Told].
func (v *View) MarkSeen(n int) bool {
	s := v.store
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &v.rows[n-1]
	if v.readOnly || r.msg.expunged || r.msg.flags.System&Seen != 0 || !s.rights(v.user, v.box).Has(KeepSeen) {
		return false
	}
	f := r.msg.flags
	f.System |= Seen
	v.setFlags(r, f)
	s.emit(Event{Kind: FlagsChanged, at: place{v.box.tree, v.box.path}, box: v.box, by: v.user})
	return true
}
