package message

import (
	"html"
	"strings"
	"unicode"
)

// previewLength is the length RFC 8970 §3.2 recommends, in characters; it
// forbids more than 256.
const previewLength = 200

// previewInput bounds how much of a text is looked at, in octets.
const previewInput = 16 << 10

// Preview returns the beginning of the text for PREVIEW (RFC 8970): UTF-8,
// at most 200 characters, on one line, without quoted lines if there are
// others. It is "" for a message without text.
func (m *Message) Preview() string {
	p := m.root().readable()
	if p == nil {
		return ""
	}
	text := p.text()
	text = strings.ToValidUTF8(text[:min(len(text), previewInput)], "")
	if p.is("text", "html") {
		text = stripTags(text)
	}
	if s := cutPreview(withoutQuotes(text)); s != "" {
		return s
	}
	return cutPreview(text)
}

// readable finds the part to show: text/plain before text/html before any other
// text, and what is in messages inside only if there is nothing else.
func (p *part) readable() *part {
	var best *part
	bestRank := 1 << 30
	var walk func(p *part, rank int)
	walk = func(p *part, rank int) {
		if p.message != nil {
			walk(p.message, rank+10)
		}
		for _, child := range p.children {
			walk(child, rank)
		}
		disposition, _ := parseValue(p.header().text("Content-Disposition"))
		if p.end == p.body || !strings.EqualFold(p.media, "text") || strings.EqualFold(disposition, "attachment") {
			return
		}
		switch {
		case p.is("text", "plain"):
		case p.is("text", "html"):
			rank++
		default:
			rank += 2
		}
		if rank < bestRank {
			best, bestRank = p, rank
		}
	}
	walk(p, 0)
	return best
}

func withoutQuotes(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, ">") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// cutPreview makes one line of text: white space becomes one space, characters
// without a shape go.
func cutPreview(text string) string {
	var b strings.Builder
	count, space := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) {
			space = count > 0
			continue
		}
		if !unicode.IsGraphic(r) {
			continue
		}
		if space {
			b.WriteByte(' ')
			count++
			space = false
		}
		if count >= previewLength {
			break
		}
		b.WriteRune(r)
		count++
	}
	return strings.TrimRight(b.String(), " ")
}

// stripTags takes the text out of HTML: no tags, comments, style sheets and
// scripts, entities decoded. It need not be right about everything, only quick
// and safe.
func stripTags(s string) string {
	var b strings.Builder
	for s != "" {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		b.WriteString(s[:open])
		s = s[open:]
		end := ">"
		if strings.HasPrefix(s, "<!--") {
			end = "-->"
		} else if name := hiddenElement(s); name != "" {
			s = s[max(0, indexFold(s, "</"+name)):]
		} else {
			b.WriteByte(' ')
		}
		i := strings.Index(s, end)
		if i < 0 {
			return html.UnescapeString(b.String())
		}
		s = s[i+len(end):]
	}
	b.WriteString(s)
	return html.UnescapeString(b.String())
}

// hiddenElement returns the name of the element that begins with the tag at s,
// if its content is not shown.
func hiddenElement(s string) string {
	for _, name := range []string{"style", "script", "title"} {
		rest, ok := cutPrefixFold(s[1:], name)
		if ok && (rest == "" || strings.ContainsRune("> \t\r\n/", rune(rest[0]))) {
			return name
		}
	}
	return ""
}

// indexFold finds an ASCII word without regard to case.
func indexFold(s, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}
