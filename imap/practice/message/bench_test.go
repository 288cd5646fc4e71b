package message

import "testing"

// BenchmarkStructure is what FETCH (ENVELOPE BODYSTRUCTURE) costs for a message
// that nobody has asked about before.
func BenchmarkStructure(b *testing.B) {
	raw := []byte(mixed)
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		m := Parse(raw)
		dst = m.AppendEnvelope(dst[:0], Classic)
		dst = m.AppendBodyStructure(dst, Classic)
	}
}
