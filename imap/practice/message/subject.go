package message

import (
	"strings"

	"imapsh/imap/charset"
)

// BaseSubject takes the base subject out of an unfolded Subject header, encoded
// words and all, by the steps of RFC 5256 §2.1. reply tells whether a "Re:",
// "Fwd:", "(fwd)" or "[fwd: ]" was taken away, which THREAD=REFERENCES asks
// for. The base is UTF-8 in its own case; compare it folded.
func BaseSubject(subject string) (base string, reply bool) {
	s := squeeze(charset.DecodeWords(subject)) // (1)
	for {
		for { // (2)
			t, fwd := cutTrailer(s)
			reply = reply || fwd
			if t == s {
				break
			}
			s = t
		}
		for { // (5)
			before := s
			t, refwd := cutLeader(s) // (3)
			reply = reply || refwd
			s = t
			// (4), at once for all blobs: behind a blob is no leader that was
			// not one before it.
			for rest, ok := cutBlob(s); ok && rest != ""; rest, ok = cutBlob(s) {
				s = rest
			}
			if s == before {
				break
			}
		}
		inner, ok := cutForward(s) // (6)
		if !ok {
			return s, reply
		}
		s, reply = inner, true
	}
}

// squeeze turns TABs and line breaks into spaces and runs of spaces into one.
func squeeze(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' {
			if space {
				continue
			}
			space = true
			b.WriteByte(' ')
			continue
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// cutTrailer removes one subj-trailer: "(fwd)" or white space.
func cutTrailer(s string) (rest string, fwd bool) {
	const trailer = "(fwd)"
	if n := len(s) - len(trailer); n >= 0 && strings.EqualFold(s[n:], trailer) {
		return s[:n], true
	}
	return strings.TrimRight(s, " \t"), false
}

// cutLeader removes all subj-leaders: white space, and "Re:" or "Fwd:" with
// blobs before the word and one before the colon.
func cutLeader(s string) (rest string, refwd bool) {
	for {
		s = strings.TrimLeft(s, " \t")
		t := s
		for {
			next, ok := cutBlob(t)
			if !ok {
				break
			}
			t = next
		}
		t, ok := cutReFwd(t)
		if !ok {
			return s, refwd
		}
		s, refwd = t, true
	}
}

// cutReFwd removes a subj-refwd: ("re" / ("fw" ["d"])) *WSP [subj-blob] ":".
func cutReFwd(s string) (rest string, ok bool) {
	if rest, ok = cutPrefixFold(s, "re"); !ok {
		if rest, ok = cutPrefixFold(s, "fwd"); !ok {
			if rest, ok = cutPrefixFold(s, "fw"); !ok {
				return s, false
			}
		}
	}
	rest = strings.TrimLeft(rest, " \t")
	if t, ok := cutBlob(rest); ok {
		rest = t
	}
	if rest, ok = strings.CutPrefix(rest, ":"); !ok {
		return s, false
	}
	return rest, true
}

// cutBlob removes a subj-blob: "[" *BLOBCHAR "]" *WSP.
func cutBlob(s string) (rest string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return s, false
	}
	end := strings.IndexAny(s[1:], "[]")
	if end < 0 || s[1+end] == '[' {
		return s, false
	}
	return strings.TrimLeft(s[end+2:], " \t"), true
}

// cutForward takes what is inside "[fwd: ... ]".
func cutForward(s string) (inner string, ok bool) {
	if rest, ok := cutPrefixFold(s, "[fwd:"); ok {
		return strings.CutSuffix(rest, "]")
	}
	return s, false
}

func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}
