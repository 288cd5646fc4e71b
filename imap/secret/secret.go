// Package secret is the one place that takes secrets out of what is shown or
// stored. Whoever learns a password or token adds it to the session's Set;
// the trace, the log, the history, JSON and error texts pass through Mask.
//
// A secret is found by its value, in every shape in which a mail session
// repeats it (RFC 3501's quoted string, SASL's base64 at any alignment, a URL,
// JSON, …; see shapes.go for the list). Marking the argument of LOGIN is not
// enough: servers echo what they were sent, and people type passwords where
// none belongs.
//
// The package never logs, never writes, and keeps no text but the secrets. It
// is no proof against a secret in pieces or behind further coats (base64 cut
// by line ends, base64 of base64, a hash).
package secret

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Masked stands in every output where a secret was, whatever its length.
const Masked = "***"

// Set holds the secrets of a session. The zero value is empty and ready; a nil
// *Set masks nothing. All methods may be called at the same time.
type Set struct {
	mu       sync.Mutex               // held to add
	values   []string                 // as added, no two alike
	patterns atomic.Pointer[patterns] // what to look for, nil when there are none
}

// Add makes Mask and MaskString look for a value from now on. The empty value
// and one already there are ignored. A value of up to three bytes is masked
// only where it stands alone, not between other ASCII letters or digits:
// otherwise the password "a" would leave no text readable. For the same reason
// a value of one byte is not looked for inside a longer run of base64, and one
// of two or three only as the last field there, after a NUL (SASL PLAIN).
func (s *Set) Add(value string) {
	if value == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.Contains(s.values, value) {
		return
	}
	s.values = append(s.values, strings.Clone(value))
	s.patterns.Store(newPatterns(s.values))
}

// Len is the number of different secrets.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.values)
}

// Mask returns b with each occurrence of a secret, in any shape, replaced by
// Masked. Occurrences that overlap become one. Where there is none b itself is
// returned and nothing is allocated; b is never written to.
func (s *Set) Mask(b []byte) []byte {
	spans := s.find(b)
	if spans == nil {
		return b
	}
	out := make([]byte, 0, len(b))
	done := 0
	for _, sp := range spans {
		out = append(append(out, b[done:sp.start]...), Masked...)
		done = sp.end
	}
	return append(out, b[done:]...)
}

// MaskString is Mask for a string.
func (s *Set) MaskString(text string) string {
	// find only reads, so a view of the text does where a copy would cost.
	spans := s.find(unsafe.Slice(unsafe.StringData(text), len(text)))
	if spans == nil {
		return text
	}
	var out strings.Builder
	done := 0
	for _, sp := range spans {
		out.WriteString(text[done:sp.start])
		out.WriteString(Masked)
		done = sp.end
	}
	out.WriteString(text[done:])
	return out.String()
}

func (s *Set) find(b []byte) []span {
	if s == nil {
		return nil
	}
	p := s.patterns.Load()
	if p == nil {
		return nil
	}
	return p.find(b)
}
