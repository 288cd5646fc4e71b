package completion

import (
	"strings"

	"imapsh/imap/protocol"
)

// searchKey offers what can come next in search criteria: a key, or what the key
// before it wants.
func (c *completer) searchKey(p *place, s *slot, el *element) {
	given := el.before
	if el.depth() == 0 {
		given = nil
		for _, w := range s.words(p) {
			given = append(given, c.text[w.Span.Start:w.Span.End])
		}
	}
	if head(el) == "RETURN" {
		c.searchReturns(el)
		return
	}
	switch wanted(given) {
	case protocol.ArgKeyword:
		for _, f := range append(c.PermanentFlags[:len(c.PermanentFlags):len(c.PermanentFlags)], c.Flags...) {
			if !strings.HasPrefix(f, `\`) {
				c.offer(option{name: f, after: " "})
			}
		}
	case protocol.ArgField:
		list := c.text[el.from:]
		c.headerFields(list)
		for i := range c.options {
			c.options[i].after = " "
		}
	case protocol.ArgDate:
		c.searchDates()
	case protocol.ArgCharset:
		c.charsets()
	case protocol.ArgSet, protocol.ArgUIDSet:
		c.sets(p)
	case protocol.ArgAlgorithm:
		c.algorithms()
	case protocol.ArgKey:
		c.searchKeys(len(given) == 0 && el.depth() == 0)
	case protocol.ArgString:
		c.words(el)
	}
}

// wanted says what comes behind the criteria given so far.
func wanted(given []string) protocol.ArgKind {
	for i := 0; i < len(given); {
		key, ok := protocol.FindSearchKey(given[i])
		i++
		if !ok {
			continue // a set, a list, or what is not known
		}
		for _, arg := range key.Args {
			if arg.Kind == protocol.ArgKey || arg.Optional {
				break
			}
			if i == len(given) {
				return arg.Kind
			}
			i++
		}
	}
	return protocol.ArgKey
}

func (c *completer) searchKeys(first bool) {
	for _, k := range protocol.SearchKeys() {
		if k.Name == "CHARSET" && !first {
			continue
		}
		o := option{name: k.Name, about: k.Meaning, why: c.unmet(k.Needs)}
		if len(k.Args) > 0 {
			o.after = " "
		}
		c.offer(o)
	}
	if first {
		c.offer(option{name: "RETURN", text: "RETURN (", about: "say what to tell of the result", why: c.unmet("ESEARCH | IMAP4rev2")})
	}
}

func (c *completer) searchReturns(el *element) {
	for _, r := range protocol.SearchReturns() {
		if !el.has(r.Name) {
			c.offer(option{name: r.Name, about: r.Meaning, why: c.unmet(r.Needs)})
		}
	}
}

// searchDates offers days: today, yesterday, and so on.
func (c *completer) searchDates() {
	if c.Now.IsZero() {
		return
	}
	for _, d := range []struct {
		days  int
		about string
	}{{0, "today"}, {-1, "yesterday"}, {-7, "a week ago"}, {-30, "30 days ago"}, {-365, "a year ago"}} {
		c.offer(option{name: c.Now.AddDate(0, 0, d.days).Format("2-Jan-2006"), about: d.about, after: " "})
	}
}

func (c *completer) charsets() {
	for _, cs := range protocol.Charsets() {
		c.offer(option{name: cs.Name, about: cs.Meaning, after: " "})
	}
}

func (c *completer) algorithms() {
	for _, a := range protocol.ThreadAlgorithms() {
		c.offer(option{name: a.Name, about: a.Meaning, why: c.unmet(protocol.Needs("THREAD=" + a.Name)), after: " "})
	}
}

// sortKeys offers the keys of SORT, which are a list.
func (c *completer) sortKeys(el *element) {
	if el.depth() == 0 && el.raw != "" {
		return
	}
	for _, k := range protocol.SortKeys() {
		if el.has(k.Name) && k.Name != "REVERSE" {
			continue
		}
		o := option{name: k.Name, about: k.Meaning, why: c.unmet(k.Needs)}
		if el.depth() == 0 {
			o.name, o.fits = "("+k.Name, true
		}
		c.offer(o)
	}
}

// words offers what was typed before.
func (c *completer) words(el *element) {
	if c.Words == nil || el.value == "" || el.depth() > 0 {
		return
	}
	for _, w := range c.Words(el.value) {
		c.offer(option{name: w, text: quote(w, el.form, false), about: "typed before"})
	}
}
