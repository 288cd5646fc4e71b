package practice_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"imapsh/imap/dovecottest"
)

// TestRandomMIMEAgainstDovecot compares what a Dovecot and the practice server
// make of messages of many parts: their structure, and every section of them.
func TestRandomMIMEAgainstDovecot(t *testing.T) {
	t.Parallel()
	const messages = 150
	box := dovecottest.Mailbox{Name: "mime", UIDValidity: 1700000300, UIDNext: messages + 1}
	sections := make([][]string, messages)
	for i := range messages {
		g := &mimeMaker{r: rand.New(rand.NewPCG(uint64(i), 7))}
		raw := "From: Bob <bob@example.org>\r\nSubject: parts\r\nMIME-Version: 1.0\r\n" + g.part("", 0)
		box.Messages = append(box.Messages, dovecottest.Message{
			UID: uint32(i + 1), Raw: raw, Date: time.Date(2024, 4, 1, 0, 0, i, 0, time.UTC), Flags: []string{`\Seen`},
		})
		sections[i] = g.sections
	}
	both := versusDovecot(t, []dovecottest.Mailbox{box})
	both.ask(t, "EXAMINE mime")
	for i := range messages {
		both.compare(t, fmt.Sprintf("FETCH %d (RFC822.SIZE BODYSTRUCTURE BODY)", i+1))
		for _, s := range sections[i] {
			both.compare(t, fmt.Sprintf("FETCH %d (%s)", i+1, s))
		}
	}
}

// mimeMaker makes parts, and remembers by which sections they can be fetched.
type mimeMaker struct {
	r        *rand.Rand
	sections []string
	n        int // boundaries given out
}

// part returns headers and body of the part with this number, "" for the whole
// message.
func (g *mimeMaker) part(number string, depth int) string {
	if number != "" {
		g.sections = append(g.sections, "BODY.PEEK["+number+"] BODY.PEEK["+number+".MIME]")
	}
	switch kind := g.r.IntN(6); {
	case depth < 3 && (kind < 2 || number == ""):
		return g.multipart(number, depth)
	case depth < 3 && kind == 2:
		return g.message(number, depth)
	}
	return g.leaf(number)
}

func (g *mimeMaker) multipart(number string, depth int) string {
	g.n++
	boundary := fmt.Sprintf("%s-%d", pick(g.r, "b", "a=b", "with space", "x'y"), g.n)
	subtype := pick(g.r, "mixed", "alternative", "Related", "parallel")
	var b strings.Builder
	fmt.Fprintf(&b, "Content-Type: multipart/%s;%sboundary=\"%s\"\r\n", subtype, pick(g.r, " ", "\r\n\t"), boundary)
	b.WriteString(g.optional() + "\r\n")
	b.WriteString(pick(g.r, "", "", "This is MIME.\r\n"))
	for i := range 1 + g.r.IntN(3) {
		inner := fmt.Sprint(i + 1)
		if number != "" {
			inner = number + "." + inner
		}
		b.WriteString("--" + boundary + pick(g.r, "", "", " ") + "\r\n" + g.part(inner, depth+1) + "\r\n")
	}
	// Without an epilogue Dovecot counts the line end before the next boundary as
	// part of what ends here.
	return b.String() + "--" + boundary + "--\r\nepilogue"
}

func (g *mimeMaker) message(number string, depth int) string {
	g.sections = append(g.sections, "BODY.PEEK["+number+".HEADER] BODY.PEEK["+number+".TEXT] BODY.PEEK["+number+".HEADER.FIELDS (SUBJECT)]")
	inner := "From: Carol <carol@example.org>\r\nTo: Bob <bob@example.org>\r\nSubject: inside\r\nDate: Mon, 1 Apr 2024 10:00:00 +0000\r\n"
	head := "Content-Type: message/rfc822\r\n" + g.optional() + "\r\n"
	if g.r.IntN(2) == 0 {
		return head + inner + "MIME-Version: 1.0\r\n" + g.multipart(number, depth+1)
	}
	g.sections = append(g.sections, "BODY.PEEK["+number+".1] BODY.PEEK["+number+".1.MIME]")
	return head + inner + "MIME-Version: 1.0\r\n" + g.leaf(number+".1")
}

// leaf is a part without parts.
func (g *mimeMaker) leaf(number string) string {
	var b strings.Builder
	text := g.text()
	switch g.r.IntN(4) {
	case 0: // no Content-Type at all
	case 1:
		fmt.Fprintf(&b, "Content-Type: text/%s; charset=%s%s\r\n", pick(g.r, "plain", "html", "PLAIN", "calendar"),
			pick(g.r, "utf-8", "US-ASCII", `"iso-8859-1"`), pick(g.r, "", "; format=flowed", "; delsp=yes; format=flowed"))
	case 2:
		fmt.Fprintf(&b, "Content-Type: application/%s; name=%s\r\n", pick(g.r, "octet-stream", "pdf", "x-unknown"),
			pick(g.r, "file.bin", `"a file.bin"`, `"quoted \"name\""`))
	case 3:
		b.WriteString("Content-Type: image/png\r\n")
	}
	switch g.r.IntN(4) {
	case 0:
		b.WriteString("Content-Transfer-Encoding: base64\r\n")
		text = base64.StdEncoding.EncodeToString([]byte(text)) + "\r\n"
		g.sections = append(g.sections, "BINARY.SIZE["+number+"] BINARY.PEEK["+number+"]")
	case 1:
		b.WriteString("Content-Transfer-Encoding: Quoted-Printable\r\n")
		var q strings.Builder
		w := quotedprintable.NewWriter(&q)
		fmt.Fprint(w, text)
		w.Close()
		text = q.String()
		g.sections = append(g.sections, "BINARY.SIZE["+number+"] BINARY.PEEK["+number+"]")
	case 2:
		b.WriteString("Content-Transfer-Encoding: 7bit\r\n")
	}
	return b.String() + g.optional() + "\r\n" + text
}

// optional is some of the fields that BODYSTRUCTURE shows of any part.
func (g *mimeMaker) optional() string {
	var b strings.Builder
	for _, field := range []string{
		"Content-ID: <part@example.org>", "Content-Description: what it is", "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
		"Content-Language: " + pick(g.r, "en", "en, de", "de,fr , it"), "Content-Location: http://example.org/part",
		"Content-Disposition: " + pick(g.r, "inline", "attachment; filename=x.txt", `attachment; filename="two words"; size=7`,
			"attachment;\r\n filename*=utf-8''%E2%82%AC%20rates", "ATTACHMENT; filename*0=a; filename*1=b"),
	} {
		if g.r.IntN(5) == 0 {
			b.WriteString(field + "\r\n")
		}
	}
	return b.String()
}

func (g *mimeMaker) text() string {
	return strings.Repeat(pick(g.r, "one line\r\n", "two\r\n\r\nlines\r\n", "no end", ""), g.r.IntN(4))
}
