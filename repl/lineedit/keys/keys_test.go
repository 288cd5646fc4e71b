package keys

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// show writes events the way the tables below have them.
func show(events []Event) string {
	var b strings.Builder
	for i, e := range events {
		if i > 0 {
			b.WriteByte(' ')
		}
		k := e.Key
		if k&Alt != 0 {
			b.WriteString("Alt-")
			k &^= Alt
		}
		if k&Ctrl != 0 {
			b.WriteString("Ctrl-")
			k &^= Ctrl
		}
		name := map[Key]string{
			Escape: "Escape", BackTab: "BackTab", Up: "Up", Down: "Down", Left: "Left", Right: "Right",
			Home: "Home", End: "End", Delete: "Delete", PageUp: "PageUp", PageDown: "PageDown",
			Enter: "Enter", Tab: "Tab", Backspace: "Backspace",
		}[k]
		switch {
		case k == Text:
			fmt.Fprintf(&b, "%q", e.Text)
		case k == Paste:
			fmt.Fprintf(&b, "Paste%q", e.Text)
		case name != "":
			b.WriteString(name)
		case k < ' ':
			fmt.Fprintf(&b, "^%c", k+'@')
		default:
			fmt.Fprintf(&b, "%c", k)
		}
	}
	return b.String()
}

var sequences = []struct{ name, in, want string }{
	{"text", "abc", `"abc"`},
	{"text and Enter", "ab\rc", `"ab" Enter "c"`},
	{"controls", "\x01\x05\x12\x1a\x7f\x08", "^A ^E ^R ^Z Backspace ^H"},
	{"NUL is no end of file", "a\x00b", `"ab"`},
	{"UTF-8", "größe 箱 😀", `"größe 箱 😀"`},
	{"a byte that is no UTF-8", "a\xffb", `"a` + "\ufffd" + `b"`},
	{"UTF-8 cut short", "\xe7\xaeA", `"` + "\ufffd" + `A"`},
	{"C1 as a character", "a\u009bb", `"ab"`},

	{"arrows", "\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"},
	{"arrows in application mode", "\x1bOA\x1bOB\x1bOC\x1bOD", "Up Down Right Left"},
	{"Home and End of xterm", "\x1b[H\x1b[F\x1bOH\x1bOF", "Home End Home End"},
	{"Home and End of tmux, screen, linux", "\x1b[1~\x1b[4~", "Home End"},
	{"Home and End of rxvt", "\x1b[7~\x1b[8~", "Home End"},
	{"Delete, pages, Insert", "\x1b[3~\x1b[5~\x1b[6~\x1b[2~", "Delete PageUp PageDown"},
	{"Shift-Tab", "\x1b[Z\x1b[27;2;9~\x1b[9;2u", "BackTab BackTab BackTab"},
	{"Ctrl arrows of xterm", "\x1b[1;5C\x1b[1;5D", "Ctrl-Right Ctrl-Left"},
	{"Ctrl arrows of old xterms", "\x1b[5C\x1b[5D", "Ctrl-Right Ctrl-Left"},
	{"Ctrl arrows of rxvt", "\x1bOc\x1bOd", "Ctrl-Right Ctrl-Left"},
	{"Shift arrows are arrows", "\x1b[1;2C\x1b[c\x1b[d", "Right Right Left"},
	{"Alt arrows of xterm", "\x1b[1;3C\x1b[1;3D", "Alt-Right Alt-Left"},
	{"Alt arrows of rxvt and PuTTY", "\x1b\x1b[C\x1b\x1bOD", "Alt-Right Alt-Left"},
	{"Ctrl-Delete", "\x1b[3;5~\x1b[3^", "Ctrl-Delete Ctrl-Delete"},
	{"Shift-Delete of rxvt", "\x1b[3$x", `Delete "x"`},
	{"Alt letters", "\x1bb\x1bf\x1bd\x1b.\x1bh", "Alt-b Alt-f Alt-d Alt-. Alt-h"},
	{"Alt-Backspace", "\x1b\x7f\x1b\x08", "Alt-Backspace Alt-^H"},
	{"kitty's Ctrl and Alt", "\x1b[97;5u\x1b[98;3u\x1b[27u", "^A Alt-b Escape"},
	{"number block", "\x1bOq\x1bOM\x1bOk", `"1" Enter "+"`},

	{"function keys", "\x1bOP\x1b[15~\x1b[[A\x1b[24;5~x", `"x"`},
	{"focus reports", "\x1b[I\x1b[Ox", `"x"`},
	{"cursor and device reports", "\x1b[12;40R\x1b[?62;c\x1b[?2004;1$yx", `"x"`},
	{"mouse", "\x1b[M !!\x1b[<0;10;10Mx", `"x"`},
	{"title and colour answers", "\x1b]0;title\x07\x1b]11;rgb:0/0/0\x1b\\\x1bP1$r\x1b\\x", `"x"`},
	{"a string cut by Enter", "\x1b]0;title\rx", `Enter "x"`},
	{"a sequence cut by Ctrl-C", "\x1b[1;\x03", "^C"},
	{"Escape, then Ctrl-C", "\x1b\x03", "^C"},
	{"a sequence cut by a sequence", "\x1b[1;\x1b[A", "Up"},
	{"a very long sequence", "\x1b[" + strings.Repeat("1", 5000) + "zx", `"x"`},

	{"paste", "\x1b[200~a\tb\rc\x1b[201~d", `Paste"a\tb\nc" "d"`},
	{"paste with sequences inside", "\x1b[200~\x1b[A\x03\x1b[200~\x1b[201~", `Paste"\x1b[A\x03\x1b[200~"`},
	{"paste with CRLF", "\x1b[200~a\r\nb\nc\x1b[201~", `Paste"a\nb\nc"`},
	{"paste that is no UTF-8", "\x1b[200~a\xff\x1b[201~", `Paste"a` + "\ufffd" + `"`},
	{"end of a paste without one", "\x1b[201~x", `"x"`},
}

func TestSequences(t *testing.T) {
	t.Parallel()
	for _, tt := range sequences {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var d Decoder
			if got := show(d.Feed([]byte(tt.in))); got != tt.want {
				t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
			}
			if d.Wait() != 0 {
				t.Errorf("%q: still waits for more", tt.in)
			}
		})
	}
}

// Whatever way the bytes are cut into reads, the keys are the same.
func TestSequencesSplitOverReads(t *testing.T) {
	t.Parallel()
	for _, tt := range sequences {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var d Decoder
			var got []Event
			for i := range len(tt.in) {
				for _, e := range d.Feed([]byte{tt.in[i]}) {
					if n := len(got); e.Key == Text && n > 0 && got[n-1].Key == Text {
						got[n-1].Text += e.Text
						continue
					}
					got = append(got, e)
				}
			}
			if s := show(got); s != tt.want {
				t.Errorf("%q: got %s, want %s", tt.in, s, tt.want)
			}
		})
	}
}

func TestEscapeAlone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		in   []string // each but the last is followed by silence
		want string
	}{
		{"Escape", []string{"\x1b", ""}, "Escape"},
		{"then a letter", []string{"\x1b", "b"}, `Escape "b"`},
		{"then its sequence after all", []string{"\x1b", "[A"}, "Escape Up"},
		{"then a bracket typed by hand", []string{"\x1b", "["}, `Escape "["`},
		{"twice", []string{"\x1b\x1b", ""}, "Escape"},
		{"half a sequence is forgotten", []string{"\x1b[1;", "x"}, `"x"`},
		{"half a string is forgotten", []string{"\x1b]0;abc", "x"}, `"x"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var d Decoder
			var got []Event
			for i, s := range tt.in {
				got = append(got, d.Feed([]byte(s))...)
				if i < len(tt.in)-1 {
					if d.Wait() == 0 {
						t.Fatalf("after %q: does not wait for more", s)
					}
					got = append(got, d.Timeout()...)
				}
			}
			if s := show(got); s != tt.want {
				t.Errorf("%q: got %s, want %s", tt.in, s, tt.want)
			}
		})
	}
}

func TestIdleNeedsNoTimer(t *testing.T) {
	t.Parallel()
	var d Decoder
	d.Feed([]byte("\x1b"))
	d.Timeout()
	d.Timeout()
	if d.Wait() != 0 {
		t.Error("an Escape long ago still needs a timer")
	}
	d.Feed([]byte("\x1b[200~half a paste"))
	if d.Wait() != 0 || d.Timeout() != nil {
		t.Error("a paste that pauses was given up")
	}
}

func TestPasteLimit(t *testing.T) {
	t.Parallel()
	var d Decoder
	d.Feed([]byte("\x1b[200~"))
	chunk := []byte(strings.Repeat("x", 1<<20))
	for range 9 {
		d.Feed(chunk)
	}
	got := d.Feed([]byte("\x1b[201~y"))
	if len(got) != 2 || got[0].Key != Paste || len(got[0].Text) != MaxPaste || !got[0].Cut {
		t.Fatalf("paste beyond the limit: %d events, %d bytes, cut %v", len(got), len(got[0].Text), got[0].Cut)
	}
	if got[1].Text != "y" {
		t.Errorf("after the paste: %q", got[1].Text)
	}
}

func FuzzFeed(f *testing.F) {
	for _, tt := range sequences {
		f.Add([]byte(tt.in), uint8(3))
	}
	f.Fuzz(func(t *testing.T, in []byte, cut uint8) {
		var d Decoder
		n := int(cut)%7 + 1
		for len(in) > 0 {
			piece := in[:min(n, len(in))]
			in = in[len(piece):]
			events := d.Feed(piece)
			if len(piece) == 1 && piece[0]&1 == 1 && d.Wait() > 0 {
				events = append(events, d.Timeout()...)
			}
			for _, e := range events {
				if !utf8.ValidString(e.Text) {
					t.Fatalf("text is no UTF-8: %q", e.Text)
				}
				if e.Key == Text && strings.ContainsFunc(e.Text, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
					t.Fatalf("typed text holds a control character: %q", e.Text)
				}
			}
		}
	})
}
