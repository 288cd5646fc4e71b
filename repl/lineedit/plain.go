package lineedit

import (
	"bytes"
	"io"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
)

// plain is the Editor where nothing can be drawn: TERM=dumb, or input or output
// that is no terminal. It writes no escape sequence and changes no bytes; on a
// terminal the system itself echoes, erases, and turns Ctrl-D into the end.
type plain struct {
	cfg     Config
	src     *source
	keys    bool // a person types
	prompts bool // and can see a prompt
	claim   claim
	rest    []byte // read, but not yet returned

	mu      sync.Mutex
	prompt  string
	reading bool
	kept    kept
	closed  bool
	lent    bool        // another program has the terminal
	stopped bool        // Ctrl-C was pressed at the line
	stops   chan<- Stop // of the Watch under way
	missed  bool        // Ctrl-C was pressed between two readers

	ints chan os.Signal // Ctrl-C, which is a signal here, from beginning to end

	secret atomic.Pointer[secret]
}

func newPlain(cfg Config, keys bool) (Editor, error) {
	src, err := newSource(cfg.In)
	if err != nil {
		return nil, err
	}
	p := &plain{cfg: cfg, src: src, keys: keys, prompts: keys && isTerminal(cfg.Out), ints: make(chan os.Signal, stopsKept)}
	if keys {
		notify(p.ints, os.Interrupt)
		go p.followInterrupts()
	}
	return p, nil
}

// notify is signal.Notify but for signals that we were started to ignore.
func notify(ch chan<- os.Signal, sigs ...os.Signal) {
	for _, sig := range sigs {
		if !signal.Ignored(sig) {
			signal.Notify(ch, sig)
		}
	}
}

// ReadLine implements Editor.
func (p *plain) ReadLine(prompt Text) (string, error) {
	release, err := p.claim.take()
	if err != nil {
		return "", err
	}
	defer release()
	p.mu.Lock()
	if p.missed {
		p.missed = false
		p.write("\n")
		p.mu.Unlock()
		return "", ErrInterrupt
	}
	p.prompt, p.reading, p.stopped = prompt.render(p.cfg.Gate, false), true, false
	p.write(p.kept.take())
	p.writePrompt()
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		p.reading = false
		p.mu.Unlock()
	}()
	return p.line()
}

// line reads up to the next line end. What the end of input leaves without one
// is a line off a terminal, and nothing on one: nobody pressed Enter.
func (p *plain) line() (string, error) {
	for at := 0; ; {
		if i := bytes.IndexByte(p.rest[at:], '\n'); i >= 0 {
			text := string(p.rest[:at+i])
			p.rest = p.rest[at+i+1:]
			return text, nil
		}
		at = len(p.rest)
		buf := make([]byte, 4096)
		n, err := p.src.read(buf, 0)
		p.rest = append(p.rest, buf[:n]...)
		if closed, stopped := p.state(); closed {
			return "", io.EOF
		} else if stopped {
			p.rest = nil
			return "", ErrInterrupt
		}
		if err == io.EOF {
			text := string(p.rest)
			p.rest = nil
			if text != "" && !p.keys {
				return text, nil
			}
			p.afterPrompt()
			return "", io.EOF
		}
	}
}

// afterPrompt ends the row of a prompt that nothing was typed at.
func (p *plain) afterPrompt() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.prompts {
		p.write("\n")
	}
}

// state tells what may have woken us.
func (p *plain) state() (closed, stopped bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed, p.stopped
}

func (p *plain) followInterrupts() {
	for range p.ints {
		p.interrupted()
	}
}

// interrupted ends the line being read, or tells the Watch; between the two it is
// kept for the next.
func (p *plain) interrupted() {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.lent, p.secret.Load() != nil: // who has the terminal got it as well
	case p.reading:
		p.stopped = true
		p.write("\n")
		p.src.wake()
	case p.stops != nil:
		select {
		case p.stops <- StopInterrupt:
		default:
		}
	default:
		p.missed = true
	}
}

// watched makes Ctrl-C the business of a Watch; nil is the end of that.
func (p *plain) watched(stops chan Stop) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stops = stops
	if stops != nil && p.missed {
		p.missed = false
		select {
		case stops <- StopInterrupt:
		default:
		}
	}
}

// write and writePrompt are called with mu held.
func (p *plain) write(s string) { _, _ = p.cfg.Out.WriteString(s) }

func (p *plain) writePrompt() {
	if p.prompts {
		p.write(p.prompt)
	}
}

// SetPrompt implements Editor: the new prompt is seen when one is next written.
func (p *plain) SetPrompt(prompt Text) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.prompt = prompt.render(p.cfg.Gate, false)
}

// Print implements Editor.
func (p *plain) Print(text Text) { p.print(text.render(p.cfg.Gate, false)) }

// PrintRendered implements Editor; colours are dropped.
func (p *plain) PrintRendered(text string) { p.print(gateButSGR(text, p.cfg.Gate, false)) }

// print shows text on a line of its own, and the prompt again: nothing can be
// drawn above it. What has been typed is still there, though not to be seen.
func (p *plain) print(text string) {
	if text == "" {
		return
	}
	if text[len(text)-1] != '\n' {
		text += "\n"
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed || !p.keys:
		p.write(text)
	case !p.reading:
		p.kept.add(text)
	case p.prompts:
		p.write("\n" + text + p.prompt)
	default:
		p.write(text)
	}
}

// ReadSecret implements Editor.
func (p *plain) ReadSecret(prompt string) (string, error) {
	release, err := p.claim.take()
	if err != nil {
		return "", err
	}
	defer release()
	return readSecret(p.cfg.Gate(prompt), func(s *secret) (done func()) {
		p.secret.Store(s)
		over := s.follow(false)
		return func() {
			over()
			p.secret.Store(nil)
		}
	})
}

// Watch implements Editor.
func (p *plain) Watch(enter bool) (<-chan Stop, func()) {
	stops := make(chan Stop, stopsKept)
	if !p.keys {
		return stops, func() {}
	}
	var quit, ended chan struct{}
	start := func() {
		p.watched(stops)
		quit, ended = make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			if enter {
				p.watchEnter(stops, quit)
			}
		}()
	}
	halt := func() {
		p.watched(nil)
		close(quit)
		p.src.wake()
		<-ended
	}
	return stops, p.claim.begin(start, halt)
}

// watchEnter reports the lines that are typed until quit is closed. One with
// text in it stays, for the next ReadLine.
func (p *plain) watchEnter(stops chan<- Stop, quit <-chan struct{}) {
	buf := make([]byte, 4096)
	for {
		select {
		case <-quit:
			return
		default:
		}
		n, err := p.src.read(buf, 0)
		if err == io.EOF {
			return
		}
		for _, c := range buf[:n] {
			if c == '\n' {
				select {
				case stops <- StopEnter:
				default:
				}
				if len(p.rest) == 0 || p.rest[len(p.rest)-1] == '\n' {
					continue
				}
			}
			p.rest = append(p.rest, c)
		}
	}
}

// Update implements Editor: there is nothing to look at again.
func (p *plain) Update() {}

// SetStyles implements Editor: there are no colours.
func (p *plain) SetStyles(Styles) {}

// Size implements Editor.
func (p *plain) Size() (cols, rows int) { return measure(p.cfg.Out) }

// Restore implements Editor.
func (p *plain) Restore() {
	if s := p.secret.Load(); s != nil {
		s.tty.leave()
	}
}

// Close implements Editor.
func (p *plain) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed = true
		signal.Stop(p.ints)
		close(p.ints)
		p.write(p.kept.take())
		p.src.wake()
		if s := p.secret.Load(); s != nil {
			s.close()
		}
	}
	return nil
}
