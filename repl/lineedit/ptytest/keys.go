package ptytest

// The keys, as xterm sends them.
const (
	Enter     = "\r"
	Tab       = "\t"
	BackTab   = "\x1b[Z"
	Escape    = "\x1b"
	Up        = "\x1b[A"
	Down      = "\x1b[B"
	Right     = "\x1b[C"
	Left      = "\x1b[D"
	Home      = "\x1b[H"
	End       = "\x1b[F"
	Delete    = "\x1b[3~"
	PageUp    = "\x1b[5~"
	PageDown  = "\x1b[6~"
	Backspace = "\x7f"
)

// Ctrl is a letter's key pressed with Ctrl.
func Ctrl(c byte) string { return string(rune(c & 0x1f)) }

// Alt is a key pressed with Alt.
func Alt(key string) string { return Escape + key }

// Paste is what a terminal with bracketed paste sends for a text.
func Paste(text string) string { return "\x1b[200~" + text + "\x1b[201~" }
