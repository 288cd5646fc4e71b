package auth

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestManual(t *testing.T) {
	t.Parallel()
	type turn struct {
		answer string
		err    string // a part of it
	}
	for _, c := range []struct {
		name, mech string
		answers    [][]byte
		turns      []turn
	}{
		{"one a challenge", "X-TWO", [][]byte{[]byte("one"), []byte("two")}, []turn{{"one", ""}, {"two", ""}, {"", "only 2 answers"}}},
		{"empty answer", "X", [][]byte{{}}, []turn{{"", ""}}},
		{"an asterisk is an answer", "X", [][]byte{[]byte("*")}, []turn{{"*", ""}}},
		{"cancelled", "X", [][]byte{[]byte("one"), nil}, []turn{{"one", ""}, {"", "cancelled"}, {"", "cancelled"}}},
		{"no answers", "X", nil, []turn{{"", "only 0 answers"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := NewManualAnswers(c.mech, c.answers)
			if ir, hasIR, err := m.Start(); ir != nil || hasIR || err != nil {
				t.Fatalf("Start: %q, %v, %v", ir, hasIR, err)
			}
			for i, turn := range c.turns {
				answer, err := m.Next([]byte("?"))
				switch {
				case turn.err != "" && (err == nil || !strings.Contains(err.Error(), turn.err)):
					t.Fatalf("turn %d: error %v, want %q", i, err, turn.err)
				case turn.err == "" && (err != nil || string(answer) != turn.answer || answer == nil):
					t.Fatalf("turn %d: %q, %v; want %q", i, answer, err, turn.answer)
				}
			}
		})
	}
}

func TestManualEndless(t *testing.T) {
	t.Parallel()
	m := NewManual("X", func([]byte) ([]byte, error) { return []byte("again"), nil })
	if _, _, err := m.Start(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; n < 1000; n++ {
		if _, err := m.Next([]byte("?")); err != nil {
			var bad *ChallengeError
			if !errors.As(err, &bad) {
				t.Errorf("error %v", err)
			}
			break
		}
	}
	if n != maxManual {
		t.Errorf("%d challenges answered, want %d", n, maxManual)
	}
}

// TestManualMasks types the answers of known and unknown mechanisms.
func TestManualMasks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mech    string
		answers []string
		want    []string
		secrets []string
	}{
		{"PLAIN", []string{"\x00alice\x00pencil"}, []string{`\x00alice\x00***`}, []string{"pencil"}},
		{"LOGIN", []string{"alice", "pencil"}, []string{"alice", "***"}, []string{"pencil"}},
		{"LOGIN", []string{"alice", "alice"}, []string{"***", "***"}, []string{"alice"}},
		{"XOAUTH2", []string{"user=a\x01auth=Bearer tokentoken\x01\x01", ""}, []string{`user=a\x01auth=Bearer ***\x01\x01`, ""}, []string{"tokentoken"}},
		{"DIGEST-MD5", []string{"username=alice,response=0123"}, []string{"***"}, []string{"username=alice,response=0123"}},
	} {
		var answers [][]byte
		for _, a := range c.answers {
			answers = append(answers, []byte(a))
		}
		m := NewManualAnswers(c.mech, answers)
		if _, _, err := m.Start(); err != nil {
			t.Fatal(err)
		}
		for range c.answers {
			if _, err := m.Next(nil); err != nil {
				t.Fatal(err)
			}
		}
		for i, a := range c.answers {
			if got := m.Describe([]byte(a), false).Masked(); got != c.want[i] {
				t.Errorf("%s: %q shown as %q, want %q", c.mech, a, got, c.want[i])
			}
		}
		for _, s := range c.secrets {
			if !slices.Contains(m.Secrets(), s) {
				t.Errorf("%s: secrets %q lack %q", c.mech, m.Secrets(), s)
			}
		}
	}
}
