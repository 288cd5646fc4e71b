package history

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// longFile writes a history of 100 000 lines, every fifth under another
// profile and every tenth of two lines.
func longFile(b *testing.B) string {
	b.Helper()
	var text []byte
	for i := range 100_000 {
		e := entry{"alice@imap.example.org", fmt.Sprintf(`store %d +FLAGS (\Seen \Answered)`, i)}
		if i%5 == 0 {
			e.profile = "bob@example.net"
		}
		if i%10 == 0 {
			e.line = fmt.Sprintf("fetch %d (FLAGS\nUID)", i)
		}
		text = appendRow(text, e)
	}
	path := filepath.Join(b.TempDir(), "history")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

func BenchmarkOpen100k(b *testing.B) {
	path := longFile(b)
	for _, limit := range []int{DefaultLimit, 100_000} {
		b.Run(fmt.Sprint("limit ", limit), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Open(path, Options{Profile: "alice@imap.example.org", Limit: limit}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSearch100k(b *testing.B) {
	h, err := Open(longFile(b), Options{Limit: 100_000})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("substring not there", func(b *testing.B) {
		for b.Loop() {
			h.Search("answers", h.Len())
		}
	})
	b.Run("prefix not there", func(b *testing.B) {
		for b.Loop() {
			h.BestPrefix("store x")
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	h, err := Open(filepath.Join(b.TempDir(), "history"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	lines := [2]string{strings.Repeat("a", 40), strings.Repeat("b", 40)}
	for i := 0; b.Loop(); i++ {
		if err := h.Add(lines[i%2]); err != nil {
			b.Fatal(err)
		}
	}
}
