package auth

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"imapsh/imap/secret"
)

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

// maskValues hides the secrets that stand where none is expected, such as a password that is the user's name too.
func (d *Description) maskValues(msg []byte, set *secret.Set) {
	for i := range d.Parts {
		p := &d.Parts[i]
		if !p.Secret {
			p.Text = visible(set.Mask(msg[p.Start:p.End]))
		}
		p.Meaning = set.MaskString(p.Meaning)
	}
}

// describeEcho shows a challenge that repeats a secret. It is not taken apart: the secret may lie across its parts.
func describeEcho(mechanism string, masked []byte, size int) Description {
	return Description{
		Title: mechanism + " challenge that repeats a secret",
		Parts: []Part{{End: size, Name: "message", Text: visible(masked)}},
	}
}

// excerpt is as much of a server's text as an error should repeat, without the secrets in it.
func excerpt(text []byte, set *secret.Set) string {
	const longest = 1024 // bytes
	text = set.Mask(text)
	return visible(text[:min(len(text), longest)])
}

// visible shows bytes on one line: what is printable as it is, the rest as \x01 or \u202e.
func visible(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && n <= 1, r < 0x80 && !strconv.IsPrint(r):
			fmt.Fprintf(&b, `\x%02x`, raw[0])
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
func (t *dissector) part(end int, name, meaning string, secretPart bool) {
	p := Part{Start: t.at, End: end, Name: name, Meaning: meaning, Secret: secretPart}
	if p.Text = visible(t.msg[t.at:end]); secretPart {
		p.Text = secret.Masked
	}
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
func describeWhole(title, name, meaning string, msg []byte, secretPart bool) Description {
	t := dissect(title, msg)
	if len(msg) > 0 || secretPart {
		t.part(len(msg), name, meaning, secretPart)
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
