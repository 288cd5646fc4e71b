package lineedit

import (
	"fmt"
	"strings"
)

// maxKept is how many prints are kept while no line is being typed.
const maxKept = 1000

// kept is what was printed while it could not be shown: the newest of it.
type kept struct {
	texts []string
	lost  int
}

func (k *kept) add(text string) {
	if len(k.texts) == maxKept {
		k.texts = k.texts[1:]
		k.lost++
	}
	k.texts = append(k.texts, text)
}

// take returns all of it, with a word about what was too much.
func (k *kept) take() string {
	s := strings.Join(k.texts, "")
	if k.lost > 0 {
		s = fmt.Sprintf("(%d more messages)\n", k.lost) + s
	}
	*k = kept{}
	return s
}

// Print implements Editor.
func (t *terminal) Print(text Text) {
	t.mu.Lock()
	styled := t.styles != nil
	t.mu.Unlock()
	t.print(text.render(t.cfg.Gate, styled))
}

// PrintRendered implements Editor.
func (t *terminal) PrintRendered(text string) {
	t.print(gateButSGR(text, t.cfg.Gate, true))
}

func (t *terminal) print(text string) {
	if text == "" {
		return
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.closed:
		_, _ = t.out.WriteString(text)
	case !t.reading || t.away:
		t.kept.add(text)
	default:
		t.screen.Print(text)
		t.draw()
		t.flush()
	}
}

// printKept prints what had to wait. The caller holds mu.
func (t *terminal) printKept() {
	if text := t.kept.take(); text != "" {
		t.screen.Print(text)
	}
}

// SetPrompt implements Editor.
func (t *terminal) SetPrompt(prompt Text) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.prompt = prompt
	t.redraw()
}

// SetStyles implements Editor.
func (t *terminal) SetStyles(s Styles) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.styles = s
	if s[StyleHint] == "" {
		t.view.hint = ""
	}
	t.redraw()
}

// redraw shows the line as it now is, if one is being typed. The caller holds mu.
func (t *terminal) redraw() {
	if t.reading && !t.away {
		t.draw()
		t.flush()
	}
}

// Update implements Editor.
func (t *terminal) Update() {
	t.mu.Lock()
	reading := t.reading
	t.mu.Unlock()
	if reading {
		t.in.refresh()
	}
}

// Size implements Editor.
func (t *terminal) Size() (cols, rows int) { return measure(t.out) }

// Restore implements Editor.
func (t *terminal) Restore() {
	if s := t.secret.Load(); s != nil {
		s.tty.leave()
	}
	if t.tty.leave() {
		// In case a line was being typed, which its own lock would tell.
		_, _ = t.out.WriteString(pasteOff + "\x1b[m\r\n")
	}
}

// Close implements Editor.
func (t *terminal) Close() error {
	t.closing.Do(t.close) // who comes second must not go on, and exit, before it is done
	return nil
}

func (t *terminal) close() {
	t.mu.Lock()
	if t.reading && !t.away {
		t.last(t.view.line.text)
	}
	t.reading, t.closed = false, true
	_, _ = t.out.WriteString(t.kept.take())
	t.mu.Unlock()
	t.sig.stop()
	t.in.Close()
	if s := t.secret.Load(); s != nil {
		s.close()
	}
	t.tty.leave()
}
