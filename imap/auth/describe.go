package auth

import (
	"bytes"
	"encoding/base64"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Hidden stands in place of a secret.
const Hidden = "***"

// shortest is the length below which a value is not masked wherever it turns up, only where it is known to stand: to
// put *** for every "a" would hide everything but the password.
const shortest = 4

// Part is one piece of a message. The parts of a [Description] follow each other and make up the whole message.
type Part struct {
	Start, End int    // the message's bytes from Start up to End
	Name       string // "user name", "client proof"; empty for separators
	Text       string // the bytes as they may be shown: unprintable ones escaped, secrets as ***
	Meaning    string // what it is for, in a sentence; may be empty
	Secret     bool
}

// Description is a message taken apart. It holds no secret.
type Description struct {
	Title string // "SCRAM client-first-message"
	Parts []Part
}

// HasSecret reports whether the message must not be shown in its wire form: its base64 gives the secret away.
func (d Description) HasSecret() bool {
	for _, p := range d.Parts {
		if p.Secret {
			return true
		}
	}
	return false
}

// Masked is the whole message on one line with secrets as ***.
func (d Description) Masked() string {
	var b strings.Builder
	for _, p := range d.Parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// String is the title and the masked message.
func (d Description) String() string {
	if m := d.Masked(); m != "" {
		return d.Title + ": " + m
	}
	return d.Title
}

// Lines explains the message, one line a named part.
func (d Description) Lines() []string {
	var lines []string
	for _, p := range d.Parts {
		if p.Name == "" {
			continue
		}
		line := p.Text + "  " + p.Name
		if p.Meaning != "" {
			line += ": " + p.Meaning
		}
		lines = append(lines, line)
	}
	return lines
}

// maskValues hides the secrets that stand where none is expected, for example in a server's echo.
func (d *Description) maskValues(msg []byte, secrets []string) {
	hits := findValues(msg, secrets)
	for i := range d.Parts {
		p := &d.Parts[i]
		p.Text = maskedText(msg, *p, hits)
		for _, s := range secrets {
			if len(s) >= shortest {
				p.Meaning = strings.ReplaceAll(p.Meaning, s, Hidden)
			}
		}
	}
}

type span struct{ start, end int }

// findValues finds the secrets in a message, plain or in base64, in the order they stand.
func findValues(msg []byte, secrets []string) []span {
	var hits []span
	for _, s := range secrets {
		if len(s) < shortest {
			continue
		}
		for _, form := range []string{s, base64.StdEncoding.EncodeToString([]byte(s))} {
			for at := 0; ; {
				i := bytes.Index(msg[at:], []byte(form))
				if i < 0 {
					break
				}
				hits = append(hits, span{at + i, at + i + len(form)})
				at += i + 1
			}
		}
	}
	sort.Slice(hits, func(i, j int) bool { return hits[i].start < hits[j].start })
	return hits
}

// maskedText shows a part with the hits in it hidden.
func maskedText(msg []byte, p Part, hits []span) string {
	if p.Secret {
		return Hidden
	}
	var b strings.Builder
	at := p.Start
	for _, h := range hits {
		if h.end <= at || h.start >= p.End {
			continue
		}
		if h.start > at {
			b.WriteString(visible(msg[at:h.start]))
		}
		b.WriteString(Hidden)
		at = min(h.end, p.End)
	}
	b.WriteString(visible(msg[at:p.End]))
	return b.String()
}

// visible shows bytes on one line: what is printable as it is, the rest as \x01 or \u202e.
func visible(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && n <= 1, r < 0x80 && !strconv.IsPrint(r):
			b.WriteString(`\x` + string("0123456789abcdef"[raw[0]>>4]) + string("0123456789abcdef"[raw[0]&15]))
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		}
		raw = raw[n:]
	}
	return b.String()
}

// dissector takes a message apart from left to right.
type dissector struct {
	msg []byte
	at  int
	d   Description
}

func dissect(title string, msg []byte) *dissector {
	return &dissector{msg: msg, d: Description{Title: title}}
}

// part adds the bytes from the last part's end up to end.
func (t *dissector) part(end int, name, meaning string, secret bool) {
	p := Part{Start: t.at, End: end, Name: name, Meaning: meaning, Secret: secret}
	p.Text = maskedText(t.msg, p, nil)
	t.d.Parts = append(t.d.Parts, p)
	t.at = end
}

// separator adds n bytes that only divide, where there are as many left.
func (t *dissector) separator(n int) {
	if end := min(t.at+n, len(t.msg)); end > t.at {
		t.part(end, "", "", false)
	}
}

// describeWhole is the description of a message that has no parts.
func describeWhole(title, name, meaning string, msg []byte, secret bool) Description {
	t := dissect(title, msg)
	if len(msg) > 0 || secret {
		t.part(len(msg), name, meaning, secret)
	}
	return t.d
}

// describeUnknown hides a message of ours that has not the form it should have, and shows one of the server's.
func describeUnknown(title string, msg []byte, fromServer bool) Description {
	if len(msg) == 0 {
		return Description{Title: title + " (empty)"}
	}
	return describeWhole(title, "message", "", msg, !fromServer)
}
