package repl

import "testing"

func TestFitted(t *testing.T) {
	t.Parallel()
	s := &Session{} // 80 columns
	const word = "exactly10 "
	const row = word + word + word + word + word + word + word + "exactly10" // 79 columns
	for _, tt := range []struct{ name, text, want string }{
		{"short", "a  b\n", "a  b\n"},
		{"fits", row + "\n", row + "\n"},
		{"one word more", row + " more\n", row + "\nmore\n"},
		{"indented", "    " + row + "\n", "    " + row[:69] + "\n    exactly10\n"},
		{"no blank", row[:9] + "x" + row[:9] + row[:9] + row[:9] + row[:9] + row[:9] + row[:9] + row[:9] + row[:9] + row[:9], ""},
		{"no line end", row + " more", row + "\nmore"},
		{"beyond ASCII", "ä" + row[1:] + "\n", "ä" + row[1:] + "\n"},
		{"empty", "", ""},
	} {
		if tt.name == "no blank" {
			tt.want = tt.text
		}
		if got := s.fitted(tt.text); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
