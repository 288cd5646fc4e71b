package imap

import "testing"

// BenchmarkStore keeps what a busy mailbox says of its own accord.
func BenchmarkStore(b *testing.B) {
	b.ReportAllocs()
	s := &store{}
	e := Entry{Type: "EXISTS", Items: []Item{{Text: []byte("12345")}}, Line: []byte("* 12345 EXISTS")}
	for b.Loop() {
		s.put(e)
		if len(s.entries) == 1000 {
			s.pop("EXISTS")
		}
	}
}
