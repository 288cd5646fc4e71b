package keys

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"
)

// How long a sequence may pause. An Escape that nothing follows for EscapeWait
// was the Escape key; should the rest come after all (a slow line), in one
// piece and within LateWait, it is still understood. A control sequence or
// string that breaks off is forgotten after SequenceWait. A paste may pause for
// as long as it likes: giving up would turn its line ends into Enter.
const (
	EscapeWait   = 100 * time.Millisecond
	LateWait     = 500 * time.Millisecond
	SequenceWait = time.Second
)

type state uint8

const (
	ground  state = iota
	late          // an Escape was reported, its sequence may still come
	escape        // ESC
	csi           // ESC [
	ss3           // ESC O
	console       // ESC [ [: a function key of the Linux console
	mouse         // ESC [ M: three bytes follow
	str           // OSC, DCS, APC, PM, SOS: up to BEL or ESC \
	strEnd        // ESC inside such a string
	pasting       // between ESC [ 200 ~ and ESC [ 201 ~
)

const (
	maxParams = 64 // longest control sequence looked at, in bytes
	pasteEnd  = "\x1b[201~"
)

// Decoder holds what has come of an unfinished sequence. The zero value is
// ready. It is not safe for several goroutines.
type Decoder struct {
	state  state
	alt    bool   // ESC came before this sequence
	params []byte // of a control sequence
	left   int    // bytes of a mouse report still to come
	part   []byte // the beginning of a UTF-8 sequence
	paste  []byte // kept so far
	tail   []byte // the last bytes of a paste, perhaps its end mark's beginning
	cut    bool
	events []Event
}

// Wait is how long to wait for more bytes before calling Timeout; zero means
// for ever.
func (d *Decoder) Wait() time.Duration {
	switch d.state {
	case ground, pasting:
		return 0
	case escape:
		return EscapeWait
	case late:
		return LateWait
	default:
		return SequenceWait
	}
}

// Timeout tells that nothing came for the time Wait gave, and returns the keys
// that follow from that.
func (d *Decoder) Timeout() []Event {
	d.events = nil
	switch d.state {
	case escape:
		d.emit(Event{Key: Escape})
		d.alt = false
		d.state = late
	case ground, pasting:
	default:
		d.reset()
	}
	return d.events
}

// Feed takes the next bytes and returns the keys they complete. A run of
// characters that arrives in one piece is one Text event.
func (d *Decoder) Feed(b []byte) []Event {
	d.events = nil
	if d.state == late {
		d.state = ground
		if len(b) > 1 && (b[0] == '[' || b[0] == 'O') {
			d.state = escape
		}
	}
	for len(b) > 0 {
		if d.state == pasting {
			b = d.feedPaste(b)
			continue
		}
		n := d.step(b)
		b = b[n:]
	}
	return d.events
}

// step takes at least one byte, or none when it only changed the state.
func (d *Decoder) step(b []byte) int {
	c := b[0]
	switch d.state {
	case escape:
		return d.afterEscape(c)
	case csi:
		return d.inCSI(c)
	case ss3:
		return d.inSS3(c)
	case console:
		d.reset()
		return 1
	case mouse:
		if d.left--; d.left == 0 {
			d.reset()
		}
		return 1
	case str, strEnd:
		return d.inString(c)
	default:
		return d.inGround(b)
	}
}

func (d *Decoder) reset() {
	d.state = ground
	d.alt = false
	d.params = d.params[:0]
}

func (d *Decoder) emit(e Event) { d.events = append(d.events, e) }

// key reports a key that ended a sequence.
func (d *Decoder) key(k Key) {
	if d.alt && k != None {
		k |= Alt
	}
	d.reset()
	if k&^(Alt|Ctrl) != None {
		d.emit(Event{Key: k})
	}
}

// text adds typed text, to the event before it if that is text of this piece.
func (d *Decoder) text(s string) {
	if n := len(d.events); n > 0 && d.events[n-1].Key == Text {
		d.events[n-1].Text += s
		return
	}
	d.emit(Event{Key: Text, Text: s})
}

func (d *Decoder) inGround(b []byte) int {
	if len(d.part) == 0 {
		if n := plain(b); n > 0 {
			d.text(string(b[:n]))
			return n
		}
	}
	c := b[0]
	if c >= utf8.RuneSelf || len(d.part) > 0 {
		return d.inUTF8(c)
	}
	switch c {
	case byte(esc):
		d.state = escape
	case 0: // Ctrl-Space and Ctrl-@
	default:
		d.emit(Event{Key: Key(c)})
	}
	return 1
}

// plain is the length of the printable ASCII at the beginning of b.
func plain(b []byte) int {
	for i, c := range b {
		if c < ' ' || c >= 0x7f {
			return i
		}
	}
	return len(b)
}

// inUTF8 gathers the bytes of one character, which may come in pieces.
func (d *Decoder) inUTF8(c byte) int {
	if len(d.part) > 0 && utf8.RuneStart(c) { // the one before broke off
		d.part = d.part[:0]
		d.text("\ufffd")
		return 0
	}
	d.part = append(d.part, c)
	if !utf8.FullRune(d.part) {
		return 1
	}
	r, n := utf8.DecodeRune(d.part)
	whole := string(d.part)
	short := n < len(d.part)
	d.part = d.part[:0]
	switch {
	case r == utf8.RuneError && (n == 1 || short):
		d.text("\ufffd")
	case r >= 0x80 && r < 0xa0: // C1
	default:
		d.text(whole)
	}
	return 1
}

func (d *Decoder) afterEscape(c byte) int {
	switch {
	case c == '[':
		d.state = csi
	case c == 'O':
		d.state = ss3
	case c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X':
		d.state = str
	case c == byte(esc):
		d.alt = true
	case c == byte(CtrlC): // never lost, whatever came before it
		d.alt = false
		d.key(CtrlC)
	case c >= utf8.RuneSelf: // Alt with a letter that is not ASCII: no key of ours
		d.reset()
		return 0
	default:
		d.alt = true
		d.key(Key(c))
	}
	return 1
}

func (d *Decoder) inCSI(c byte) int {
	switch {
	case c == '[' && len(d.params) == 0:
		d.state = console
	case c == 'M' && len(d.params) == 0:
		d.state, d.left = mouse, 3
	case c == '$' && digits(d.params): // rxvt ends Shift sequences so
		d.key(csiKey(d.params, c))
	case c >= 0x20 && c < 0x40:
		if len(d.params) < maxParams {
			d.params = append(d.params, c)
		}
	case c >= 0x40 && c < 0x7f:
		if c == '~' && string(d.params) == "200" {
			d.reset()
			d.state = pasting
			break
		}
		d.key(csiKey(d.params, c))
	default: // broken off by something else, which counts for itself
		d.reset()
		return 0
	}
	return 1
}

func (d *Decoder) inSS3(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		if len(d.params) < maxParams {
			d.params = append(d.params, c)
		}
	case c >= ' ' && c < 0x7f:
		if t := keypad(c); t != 0 {
			d.reset()
			d.text(string(t))
			break
		}
		d.key(ss3Key(d.params, c))
	default:
		d.reset()
		return 0
	}
	return 1
}

func (d *Decoder) inString(c byte) int {
	switch {
	case c == byte(esc):
		d.state = strEnd
	case d.state == strEnd && c != '\\': // a new sequence instead of the end
		d.reset()
		d.state = escape
		return 0
	case c == 7, d.state == strEnd:
		d.reset()
	case c < ' ' && c != '\t': // no string holds it: the line was cut
		d.reset()
		return 0
	}
	return 1
}

// feedPaste takes b up to the end of the paste, and returns what follows it.
func (d *Decoder) feedPaste(b []byte) []byte {
	window := append(d.tail, b...)
	end := bytes.Index(window, []byte(pasteEnd))
	if end < 0 {
		keep := max(len(window)-len(pasteEnd)+1, 0)
		d.keep(window[:keep])
		d.tail = append([]byte(nil), window[keep:]...)
		return nil
	}
	d.keep(window[:end])
	rest := window[end+len(pasteEnd):]
	d.emit(Event{Key: Paste, Text: tidy(d.paste), Cut: d.cut})
	d.paste, d.tail, d.cut = nil, nil, false
	d.state = ground
	return rest
}

func (d *Decoder) keep(b []byte) {
	if room := MaxPaste - len(d.paste); len(b) > room {
		b = b[:room]
		d.cut = true
	}
	d.paste = append(d.paste, b...)
}

// tidy makes pasted bytes text: terminals send a line end as \r.
func tidy(b []byte) string {
	s := strings.ToValidUTF8(string(b), "\ufffd")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.ReplaceAll(s, "\r", "\n")
}
