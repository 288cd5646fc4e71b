package lineedit

import (
	"sync/atomic"
	"unicode/utf8"

	"github.com/chzyer/readline"

	"imapsh/repl/lineedit/keys"
)

// keyboard is the state of the keys: the line, and what some keys remember for
// the next. It is used by readline's loop and, before that runs, by ReadLine.
type keyboard struct {
	*terminal

	line   line
	menu   *menu
	search *search
	note   string
	hint   Hint

	killed    string // what Ctrl-Y brings back
	lastQuery string
	recall    recall
	word      struct{ at, from, to int } // of Alt-.
	chain     chain
	ctrlX     bool // Ctrl-X was the last key
	waiting   bool // Tab found nothing yet, and nothing was typed since
	ended     bool // the line was handed to readline to return
	done      chan struct{}
	hungUp    atomic.Bool // there will be no more keys
}

// chain is what kind of key the last one was, where repeating it goes on.
type chain uint8

const (
	chainNone chain = iota
	chainKill
	chainRecall
	chainWord
)

// begin starts a new line.
func (k *keyboard) begin() {
	k.line = line{}
	k.menu, k.search, k.note, k.hint = nil, nil, "", Hint{}
	k.chain, k.ctrlX, k.waiting, k.ended = chainNone, false, false, false
}

// filter is what readline asks for each character it reads: it comes with the
// hook, and gets the key it can handle itself, or the hook again, which it will
// put into its line for changed to take out. Zero is the end of input.
func (k *keyboard) filter(r rune) (rune, bool) {
	defer k.restoreOnPanic()
	if r == 0 {
		k.hungUp.Store(true) // readline would return half a line as a whole one
		return 0, true
	}
	e := k.in.key()
	return k.forReadline(e), true
}

// forReadline is the character readline shall act upon, or the hook.
func (k *keyboard) forReadline(e keys.Event) rune {
	if k.ctrlX && e.Key == keys.CtrlE {
		return hook
	}
	switch e.Key {
	case keys.Text:
		if r, n := utf8.DecodeRuneInString(e.Text); n == len(e.Text) && k.search == nil {
			return r
		}
	case keys.Enter, keys.CtrlJ:
		if k.menu == nil || k.menu.selected < 0 {
			return k.end("", readline.CharEnter)
		}
	case keys.CtrlC:
		return k.end("^C", readline.CharInterrupt)
	case keys.CtrlD:
		if k.line.text == "" && k.search == nil {
			return k.end("", readline.CharDelete)
		}
	}
	return hook
}

// end draws the line for the last time and lets readline return it. Its loop is
// done with the line only when it has called changed once more.
func (k *keyboard) end(mark string, r rune) rune {
	k.ended = true
	k.finish(k.line.text + mark)
	return r
}

// changed is readline's Listener: it is called with the new line after each key,
// and once with no key when a line begins. What it returns replaces the line.
func (k *keyboard) changed(text []rune, pos int, r rune) ([]rune, int, bool) {
	defer k.restoreOnPanic()
	switch {
	case text == nil && pos == 0 && r == 0:
		k.in.resume()
		return nil, 0, false
	case k.hungUp.Load():
		return nil, 0, false
	case k.ended:
		k.done <- struct{}{}
		return nil, 0, false
	}
	e := k.in.key()
	if r == hook {
		text = append(text[:pos-1:pos-1], text[pos:]...)
		k.line = lineOf(text, pos-1)
		k.act(e)
	} else {
		k.line = lineOf(text, pos)
		k.settle()
		k.chain, k.ctrlX = chainNone, false
	}
	k.show(k.look())
	k.in.resume()
	runes, cursor := k.line.runes()
	return runes, cursor, true
}

// settle leaves menu, note and search: another key was pressed.
func (k *keyboard) settle() {
	if k.search != nil {
		k.lastQuery = k.search.query
	}
	k.menu, k.search, k.note, k.waiting = nil, nil, "", false
}

// look asks what the line looks like now.
func (k *keyboard) look() view {
	v := view{line: k.line, note: k.note}
	if k.cfg.Highlight != nil {
		v.spans = k.cfg.Highlight(k.line.text)
	}
	k.hint = Hint{}
	if k.cfg.Hint != nil && k.search == nil && k.menu == nil && k.line.atEnd() && k.showsHints() {
		k.hint = k.cfg.Hint(k.line.text, k.line.cursor)
	}
	v.hint = k.hint.Show
	if k.menu != nil {
		m := *k.menu
		v.menu = &m
	}
	if k.search != nil {
		s := *k.search
		v.search = &s
	}
	return v
}

// act does what a key of ours means.
func (k *keyboard) act(e keys.Event) {
	chain := k.chain
	if e.Key == keys.Refresh {
		k.refreshed()
		return
	}
	k.chain = chainNone
	if k.ctrlX {
		k.ctrlX = false
		if e.Key == keys.CtrlE {
			k.settle()
			k.editOutside()
			return
		}
	}
	if k.search != nil && k.searchKey(e) {
		return
	}
	if k.menu != nil && k.menuKey(e) {
		return
	}
	k.settle()
	switch {
	case k.moveKey(e.Key):
	case k.killKey(e.Key, chain == chainKill):
	default:
		k.otherKey(e, chain)
	}
}

// moveKey goes somewhere else in the line.
func (k *keyboard) moveKey(key keys.Key) bool {
	l := &k.line
	if bare := key &^ (keys.Alt | keys.Ctrl); bare == keys.Home || bare == keys.End {
		key = bare
	}
	switch key {
	case keys.Left, keys.CtrlB:
		l.cursor = l.before()
	case keys.Right, keys.CtrlF:
		if l.atEnd() {
			k.acceptHint()
			break
		}
		l.cursor = l.after()
	case keys.Home, keys.CtrlA:
		l.cursor = 0
	case keys.End, keys.CtrlE:
		if l.atEnd() {
			k.acceptHint()
			break
		}
		l.cursor = len(l.text)
	case keys.Alt | 'b', keys.Ctrl | keys.Left, keys.Alt | keys.Left:
		l.cursor = l.wordBefore(isWord)
	case keys.Alt | 'f', keys.Ctrl | keys.Right, keys.Alt | keys.Right:
		if l.atEnd() {
			k.acceptHintWord()
			break
		}
		l.cursor = l.wordAfter(isWord)
	default:
		return false
	}
	return true
}

// killKey removes something; what more than one character removes, Ctrl-Y brings
// back.
func (k *keyboard) killKey(key keys.Key, continued bool) bool {
	l := &k.line
	switch key {
	case keys.Backspace, keys.CtrlH:
		l.cut(l.before(), l.cursor)
	case keys.Delete, keys.CtrlD:
		l.cut(l.cursor, l.after())
	case keys.CtrlW:
		k.kill(l.wordBefore(isSolid), l.cursor, continued)
	case keys.Alt | keys.Backspace, keys.Alt | keys.CtrlH:
		k.kill(l.wordBefore(isWord), l.cursor, continued)
	case keys.Alt | 'd', keys.Ctrl | keys.Delete, keys.Alt | keys.Delete:
		k.kill(l.cursor, l.wordAfter(isWord), continued)
	case keys.CtrlU:
		k.kill(0, l.cursor, continued)
	case keys.CtrlK:
		k.kill(l.cursor, len(l.text), continued)
	default:
		return false
	}
	return true
}

// kill removes the bytes from to to and keeps them for Ctrl-Y, together with what
// the key before removed.
func (k *keyboard) kill(from, to int, continued bool) {
	if from == to {
		k.bell()
		return
	}
	back := to == k.line.cursor
	gone := k.line.cut(from, to)
	switch {
	case !continued:
		k.killed = gone
	case back:
		k.killed = gone + k.killed
	default:
		k.killed += gone
	}
	k.chain = chainKill
}

func (k *keyboard) otherKey(e keys.Event, chain chain) {
	switch e.Key {
	case keys.Text:
		k.line.insert(e.Text)
	case keys.Paste:
		k.paste(e)
	case keys.Tab, keys.BackTab:
		k.complete()
	case keys.Up, keys.CtrlP:
		k.older(chain == chainRecall)
		k.chain = chainRecall
	case keys.Down, keys.CtrlN:
		k.newer(chain == chainRecall)
		k.chain = chainRecall
	case keys.Alt | '.', keys.Alt | '_':
		k.lastWordOf(chain == chainWord)
		k.chain = chainWord
	case keys.CtrlR:
		k.startSearch()
	case keys.CtrlY:
		k.line.insert(k.killed)
	case keys.CtrlT:
		k.line.transpose()
	case keys.CtrlL:
		k.clear()
	case keys.CtrlX:
		k.ctrlX = true
	case keys.CtrlZ:
		k.suspend()
	case keys.Alt | 'h', keys.Alt | 'H', keys.Alt | '?':
		k.help()
	}
}
