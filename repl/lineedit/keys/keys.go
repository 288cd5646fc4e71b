// Package keys turns the bytes a terminal sends into keys. It knows the
// sequences of xterm, rxvt, tmux, screen and the Linux console, and brackets
// around a paste. What it does not know it swallows whole, so that no half of a
// sequence ends up in the line being typed.
//
// It never reads, waits or draws: bytes come in through Feed, keys come out.
package keys

// Key is a key as a person would name it: a control character (Ctrl-A is 1),
// one of the constants below, or either with the Alt or Ctrl modifier added.
type Key int32

// The keys that are no control character.
const (
	None    Key = iota + 0x110000 // nothing to act on
	Text                          // Event.Text was typed
	Paste                         // Event.Text was pasted
	Escape                        // Escape, alone
	BackTab                       // Shift-Tab
	Up
	Down
	Left
	Right
	Home
	End
	Delete // the key, not Ctrl-D
	PageUp
	PageDown
	Refresh // no key: the editor's own wish to look again
)

// Modifiers, added to a key: Alt+'b', Ctrl+Right.
const (
	Alt  Key = 1 << 24
	Ctrl Key = 1 << 25
)

// The control characters by the name of their key.
const (
	CtrlA     Key = 'A' - '@'
	CtrlB     Key = 'B' - '@'
	CtrlC     Key = 'C' - '@'
	CtrlD     Key = 'D' - '@'
	CtrlE     Key = 'E' - '@'
	CtrlF     Key = 'F' - '@'
	CtrlG     Key = 'G' - '@'
	CtrlH     Key = 'H' - '@'
	Tab       Key = 'I' - '@'
	CtrlJ     Key = 'J' - '@'
	CtrlK     Key = 'K' - '@'
	CtrlL     Key = 'L' - '@'
	Enter     Key = 'M' - '@'
	CtrlN     Key = 'N' - '@'
	CtrlP     Key = 'P' - '@'
	CtrlR     Key = 'R' - '@'
	CtrlS     Key = 'S' - '@'
	CtrlT     Key = 'T' - '@'
	CtrlU     Key = 'U' - '@'
	CtrlW     Key = 'W' - '@'
	CtrlX     Key = 'X' - '@'
	CtrlY     Key = 'Y' - '@'
	CtrlZ     Key = 'Z' - '@'
	esc       Key = '[' - '@'
	Quit      Key = '\\' - '@' // Ctrl-\
	Backspace Key = 0x7f
)

// Event is one key, or a run of text that arrived in one piece.
type Event struct {
	Key  Key
	Text string // for Text and Paste: valid UTF-8, line ends as \n
	Cut  bool   // a Paste longer than MaxPaste lost its end
}

// MaxPaste is the number of bytes of one paste that are kept.
const MaxPaste = 8 << 20
