package keys

import (
	"bytes"
	"strconv"
	"strings"
)

// digits reports whether b is one number.
func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// csiKey names the key of ESC [ params final. Modifiers follow xterm:
// 1 + (1 Shift, 2 Alt, 4 Ctrl, 8 Meta); Shift alone changes nothing here.
func csiKey(params []byte, final byte) Key {
	if len(params) > 0 && (params[0] < '0' || params[0] > ';') {
		return None // a private report: the answer to some question, a mouse
	}
	n, mod, third := numbers(params)
	switch final {
	case '~', '$', '^', '@':
		if final == '~' && n == 27 { // xterm's modifyOtherKeys
			return modifiedRune(third, mod)
		}
		if final == '^' || final == '@' { // rxvt's Ctrl
			mod = 5
		}
		return with(numbered(n), mod)
	case 'u': // fixterms, kitty
		return modifiedRune(n, mod)
	case 'Z':
		return BackTab
	case 'a', 'b', 'c', 'd': // rxvt's Shift
		return arrow(final - 'a' + 'A')
	case 'A', 'B', 'C', 'D', 'H', 'F':
		if mod == 0 {
			mod = n // ESC [ 5 C, an older form
		}
		return with(arrow(final), mod)
	}
	return None
}

// ss3Key names the key of ESC O params final.
func ss3Key(params []byte, final byte) Key {
	mod, _, _ := numbers(params)
	switch final {
	case 'M':
		return Enter
	case 'a', 'b', 'c', 'd': // rxvt's Ctrl
		return Ctrl | arrow(final-'a'+'A')
	}
	return with(arrow(final), mod)
}

// keypad is the character a key of the number block stands for when the
// terminal reports the block by sequences, or 0.
func keypad(final byte) rune {
	if final >= 'j' && final <= 'y' {
		return rune("*+,-./0123456789"[final-'j'])
	}
	return 0
}

// numbers reads up to three parameters; a missing one is 0.
func numbers(params []byte) (a, b, c int) {
	var n [3]int
	for i := range n {
		var one []byte
		one, params, _ = bytes.Cut(params, []byte{';'})
		s, _, _ := strings.Cut(string(one), ":")
		n[i], _ = strconv.Atoi(s)
	}
	return n[0], n[1], n[2]
}

func arrow(final byte) Key {
	switch final {
	case 'A':
		return Up
	case 'B':
		return Down
	case 'C':
		return Right
	case 'D':
		return Left
	case 'H':
		return Home
	case 'F':
		return End
	}
	return None
}

// numbered is the key of ESC [ n ~: xterm and the VT220 count Home and End as 1
// and 4 (as do tmux, screen and the Linux console), rxvt as 7 and 8.
func numbered(n int) Key {
	switch n {
	case 1, 7:
		return Home
	case 4, 8:
		return End
	case 3:
		return Delete
	case 5:
		return PageUp
	case 6:
		return PageDown
	}
	return None
}

func with(k Key, mod int) Key {
	if k == None || mod < 2 {
		return k
	}
	if (mod-1)&(2|8) != 0 {
		k |= Alt
	}
	if (mod-1)&4 != 0 {
		k |= Ctrl
	}
	return k
}

// modifiedRune is a character with modifiers that has no byte of its own.
func modifiedRune(r, mod int) Key {
	m := max(mod-1, 0)
	k := Key(r)
	switch {
	case r == int(Tab) && m&1 != 0:
		return BackTab
	case r == int(esc):
		return Escape
	case r <= 0 || r > 0x7f:
		return None
	case m&4 != 0:
		if c := r &^ 0x20; c >= '@' && c <= '_' {
			k = Key(c - '@')
		}
	}
	if m&(2|8) != 0 {
		k |= Alt
	}
	if k >= ' ' && k < 0x7f { // Shift-Space and its like
		return None
	}
	return k
}
