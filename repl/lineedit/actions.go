package lineedit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"imapsh/repl/lineedit/keys"
)

// paste inserts pasted text. Nothing in it is a key, and its line ends do not
// end the line; only the last of them is dropped, which a person copying whole
// lines did not mean.
func (k *keyboard) paste(e keys.Event) {
	k.line.insert(strings.TrimSuffix(e.Text, "\n"))
	if e.Cut {
		k.note = "the paste was cut: it was longer than 8 MiB"
	}
}

// acceptHint takes the ghost text into the line.
func (k *keyboard) acceptHint() { k.line.insert(clean(k.hint.Accept)) }

// acceptHintWord takes its first word.
func (k *keyboard) acceptHintWord() {
	rest := line{text: clean(k.hint.Accept)}
	k.line.insert(rest.text[:rest.wordAfter(isWord)])
}

// help prints what the host says about the word under the cursor.
func (k *keyboard) help() {
	if k.cfg.Help == nil {
		k.bell()
		return
	}
	if text := k.cfg.Help(k.line.text, k.line.cursor); len(text) > 0 {
		k.Print(text)
	}
}

// complete is Tab: it inserts what all candidates have in common, and shows them
// when there is more than one.
func (k *keyboard) complete() {
	if k.cfg.Complete == nil {
		k.bell()
		return
	}
	c := k.cfg.Complete(k.line.text, k.line.cursor).clamp(k.line.text)
	k.waiting = c.Pending
	switch {
	case len(c.Candidates) == 0:
		k.note = c.Note
		if c.Pending {
			k.note = strings.TrimSpace(c.Note + " …")
		} else if c.Note == "" {
			k.bell()
		}
		return
	case len(c.Candidates) == 1 && !c.Pending && !c.Candidates[0].Dimmed:
		k.line.replace(c.From, c.To, clean(c.Candidates[0].Insert))
		return
	}
	if prefix := clean(commonPrefix(c)); extends(prefix, k.line.text[c.From:c.To]) {
		k.line.replace(c.From, c.To, prefix)
		c.To = c.From + len(prefix)
	}
	k.menu = &menu{completion: c, base: k.line, selected: -1}
}

// extends tells whether prefix is what was typed and more.
func extends(prefix, typed string) bool {
	return len(prefix) > len(typed) && strings.EqualFold(prefix[:len(typed)], typed)
}

// refreshed looks again at what Tab had to leave open.
func (k *keyboard) refreshed() {
	switch {
	case k.menu != nil && k.menu.completion.Pending:
		k.refillMenu()
	case k.menu == nil && k.waiting:
		k.note = ""
		k.complete()
	}
}

// refillMenu asks for the candidates again and keeps the selected one.
func (k *keyboard) refillMenu() {
	m := k.menu
	c := k.cfg.Complete(m.base.text, m.base.cursor).clamp(m.base.text)
	if len(c.Candidates) == 0 {
		return
	}
	selected := -1
	if m.selected >= 0 {
		was := m.completion.Candidates[m.selected].Insert
		for i, o := range c.Candidates {
			if o.Insert == was {
				selected = i
				break
			}
		}
		if selected < 0 {
			return
		}
	}
	k.menu = &menu{completion: c, base: m.base, selected: selected}
	k.waiting = c.Pending
}

// menuKey is a key pressed while the menu is open, and whether that was all it
// meant.
func (k *keyboard) menuKey(e keys.Event) bool {
	m := k.menu
	switch e.Key {
	case keys.Tab:
		m.step(1)
	case keys.BackTab:
		m.step(-1)
	case keys.Down:
		m.step(1)
	case keys.Up:
		m.step(-1)
	case keys.PageDown:
		m.move(k.pageSize())
	case keys.PageUp:
		m.move(-k.pageSize())
	case keys.Enter, keys.CtrlJ: // take what is selected; only the next one runs the line
		k.settle()
		return true
	case keys.Escape, keys.CtrlG:
		k.line = m.base
		k.settle()
		return true
	default:
		return false
	}
	k.line = m.chosen()
	k.line.text = clean(k.line.text)
	k.line.cursor = min(k.line.cursor, len(k.line.text))
	return true
}

// startSearch is the first Ctrl-R.
func (k *keyboard) startSearch() {
	if k.cfg.History == nil {
		k.bell()
		return
	}
	k.search = &search{at: k.cfg.History.Len(), before: k.line}
}

// searchKey is a key pressed while searching, and whether that was all it meant;
// any other key accepts what was found and does its own work on it.
func (k *keyboard) searchKey(e keys.Event) bool {
	s := k.search
	switch e.Key {
	case keys.Text, keys.Paste:
		text, _, _ := strings.Cut(e.Text, "\n")
		s.query += text
		k.find(s.at+1, "")
	case keys.Backspace, keys.CtrlH:
		_, n := utf8.DecodeLastRuneInString(s.query)
		s.query = s.query[:len(s.query)-n]
		k.find(k.cfg.History.Len(), "")
	case keys.CtrlW:
		q := line{text: s.query, cursor: len(s.query)}
		s.query = strings.TrimRightFunc(s.query[:q.wordBefore(isSolid)], unicode.IsSpace)
		k.find(k.cfg.History.Len(), "")
	case keys.CtrlR:
		skip := k.line.text
		if s.query == "" {
			s.query, skip = k.lastQuery, ""
		}
		k.find(s.at, skip)
	case keys.CtrlS:
		k.forward()
	case keys.CtrlG:
		k.line = s.before
		k.settle()
	case keys.Escape:
		k.settle()
	default:
		return false
	}
	if s.failed {
		k.bell()
	}
	return true
}
