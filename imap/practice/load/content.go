package load

import (
	"bufio"
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// envelopeCount is how many different envelopes there are; message n has the
// n-th modulo this. They are 3.5 MB, far beyond any window or cache line that
// could make repetition cheap.
const envelopeCount = 4096

// envelopes are the fetch data of envelopeCount messages, each with its
// parentheses and CRLF.
var envelopes = sync.OnceValue(func() [][]byte {
	all := make([][]byte, envelopeCount)
	for i := range all {
		all[i] = fmt.Appendf(nil, "(ENVELOPE %s BODYSTRUCTURE %s)\r\n", envelope(i), structure(i))
	}
	return all
})

// writeEnvelope writes the ENVELOPE and BODYSTRUCTURE of message n.
func writeEnvelope(w *bufio.Writer, n int) {
	writeFetch(w, n)
	w.Write(envelopes()[n%envelopeCount])
}

var (
	givenNames = [...]string{"Ada", "Bertrand", "Chiara", "Dmitri", "Eleanor", "Farid", "Grace", "Hiroshi", "Ingrid", "Joao", "Katarina", "Lwazi", "Mei", "Nils", "Oluwaseun", "Priya"}
	surnames   = [...]string{"Lovelace", "Okafor", "Lindqvist", "Tanaka", "O'Brien", "Garcia Marquez", "van der Berg", "Kowalski", "Singh", "Novak", "Haddad", "Fitzgerald"}
	hosts      = [...]string{"example.org", "mail.example.com", "lists.example.net", "dept.university.example", "shop.example"}
	subjects   = [...]string{
		"Minutes of the meeting on %d May",
		"Re: [imap-protocol] what a server may say in answer to command %d",
		"=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln=2C_Nummer_%d?=",
		"Invoice %d for your last order",
		"Fwd: Re: Re: draft %d of the chapter, with comments from everybody who was there",
		`The \"new\" schedule, version %d`,
		"=?ISO-2022-JP?B?GyRCO24zMyROJDskRCRiJHMbKEI=?= (%d)",
		"Build %d failed: linux-amd64-race",
		"Your parcel %d is on its way",
		"hello %d",
	}
)

// envelope is the ENVELOPE of RFC 3501 §7.4.2, number i.
func envelope(i int) string {
	x := int(scatter(i) >> 4)
	var s strings.Builder
	fmt.Fprintf(&s, `("%s, %d %s %d %02d:%02d:%02d +0%d00" `,
		[...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}[x%7], 1+x%28,
		[...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[x%12],
		2001+x%24, x%24, x%60, (x/7)%60, x%9)
	subject := fmt.Sprintf(subjects[x%len(subjects)], x%9000)
	switch {
	case i%61 == 0: // servers send what a quoted string cannot hold as a literal
		raw := "Größe \"und\" Maß " + strconv.Itoa(x%9000)
		fmt.Fprintf(&s, "{%d}\r\n%s ", len(raw), raw)
	case i%97 == 0:
		s.WriteString("NIL ")
	default:
		fmt.Fprintf(&s, `"%s" `, subject)
	}
	from := addresses(x, 1)
	replyTo := from
	if i%5 == 0 {
		replyTo = addresses(x/3, 1)
	}
	s.WriteString(from + " " + from + " " + replyTo + " ")
	s.WriteString(addresses(x/5, 1+x%3) + " ")
	if i%3 == 0 {
		s.WriteString(addresses(x/11, 1+x%4) + " ")
	} else {
		s.WriteString("NIL ")
	}
	s.WriteString("NIL ")
	if i%2 == 0 {
		fmt.Fprintf(&s, `"<%x.%d@%s>" `, scatter(i+1), x, hosts[(x/2)%len(hosts)])
	} else {
		s.WriteString("NIL ")
	}
	fmt.Fprintf(&s, `"<%08x$%08x@%s>")`, scatter(i), scatter(i+7), hosts[x%len(hosts)])
	return s.String()
}

// addresses is a list of count addresses chosen by x.
func addresses(x, count int) string {
	var s strings.Builder
	s.WriteByte('(')
	for k := range count {
		x := x + 31*k
		given, sur := givenNames[x%len(givenNames)], surnames[(x/16)%len(surnames)]
		name := `"` + given + " " + sur + `"`
		if x%6 == 0 {
			name = "NIL"
		}
		box := strings.ToLower(given) + "." + strconv.Itoa(x%97)
		fmt.Fprintf(&s, `(%s NIL "%s" "%s")`, name, box, hosts[(x/3)%len(hosts)])
	}
	s.WriteByte(')')
	return s.String()
}

// structure is the BODYSTRUCTURE of RFC 3501 §7.4.2, number i: one of the
// shapes that mail has, from plain text to a forwarded message.
func structure(i int) string {
	x := int(scatter(i+13) >> 4)
	plain := textPart("PLAIN", x)
	alternative := fmt.Sprintf(`(%s%s "ALTERNATIVE" ("BOUNDARY" "%s") NIL NIL NIL)`, plain, textPart("HTML", x/3), boundary(x))
	switch i % 8 {
	case 0, 1:
		return plain
	case 2, 3, 4:
		return alternative
	case 5, 6:
		return fmt.Sprintf(`(%s%s%s "MIXED" ("BOUNDARY" "%s") NIL NIL NIL)`, alternative, attachment(x), attachment(x/5), boundary(x+1))
	default:
		forwarded := fmt.Sprintf(`("MESSAGE" "RFC822" ("NAME" "forwarded.eml") NIL NIL "7BIT" %d %s %s %d NIL ("INLINE" NIL) NIL NIL)`,
			2000+x%9000, envelope(i*7+3), plain, 40+x%400)
		return fmt.Sprintf(`(%s%s "MIXED" ("BOUNDARY" "%s") NIL NIL NIL)`, plain, forwarded, boundary(x+2))
	}
}

func textPart(subtype string, x int) string {
	charset := [...]string{"UTF-8", "US-ASCII", "ISO-8859-1", "windows-1252"}[x%4]
	encoding := [...]string{"7BIT", "QUOTED-PRINTABLE", "BASE64", "8BIT"}[(x/4)%4]
	return fmt.Sprintf(`("TEXT" "%s" ("CHARSET" "%s") NIL NIL "%s" %d %d NIL NIL NIL NIL)`,
		subtype, charset, encoding, 300+x%40000, 10+x%900)
}

func attachment(x int) string {
	kind := [...]string{`"APPLICATION" "PDF"`, `"IMAGE" "PNG"`, `"APPLICATION" "OCTET-STREAM"`}[x%3]
	name := "attachment-" + strconv.Itoa(x%100000) + [...]string{".pdf", ".png", ".bin"}[x%3]
	return fmt.Sprintf(`(%s ("NAME" "%s") "<part%d@%s>" NIL "BASE64" %d NIL ("ATTACHMENT" ("FILENAME" "%s")) NIL NIL)`,
		kind, name, x%100, hosts[x%len(hosts)], 10000+x%900000, name)
}

func boundary(x int) string { return fmt.Sprintf("----=_Part_%d_%08x", x%100000, scatter(x)) }

// mailboxWords name the mailboxes. One needs modified UTF-7 and several need
// quotes.
var mailboxWords = [...]string{"Projects", "Clients and Co", "Lists", "Entw&APw-rfe", "Archive", "Years (old)", "Invoices", "Travel"}

// The tree of mailboxes: every boxesPerTop-th is a top level, every
// boxesPerNode-th a node below it, the others are leaves of the node before.
const (
	boxesPerTop  = 2000
	boxesPerNode = 50
)

// mailboxName is the name on the wire, without quotes, of mailbox i; 0 is the first.
func MailboxName(i int) string {
	var s strings.Builder
	level := func(k, width int) {
		if s.Len() > 0 {
			s.WriteByte('/')
		}
		name := fmt.Sprintf("%s %0*d", mailboxWords[scatter(k)%uint32(len(mailboxWords))], width, k)
		if k%3 == 0 { // some names are atoms, most are quoted
			name = strings.NewReplacer(" ", "_", "(", "", ")", "").Replace(name)
		}
		s.WriteString(name)
	}
	level(i/boxesPerTop, 3)
	if node := i % boxesPerTop / boxesPerNode; node > 0 {
		level(node, 2)
	}
	if i%boxesPerNode > 0 {
		level(i, 6)
	}
	return s.String()
}

// mailboxAttributes are the LIST attributes of mailbox i.
func mailboxAttributes(i int) string {
	switch {
	case i%boxesPerNode == 0:
		return `\HasChildren`
	case i%17 == 0:
		return `\HasNoChildren \Marked`
	case i%19 == 0:
		return `\HasNoChildren \UnMarked`
	}
	return `\HasNoChildren`
}

// writeMailbox writes what follows "* LIST " for mailbox i, up to the CRLF.
func writeMailbox(w *bufio.Writer, i int) {
	name := MailboxName(i)
	w.WriteString("(" + mailboxAttributes(i) + `) "/" `)
	if strings.ContainsAny(name, ` ()"\`) {
		name = `"` + name + `"`
	}
	w.WriteString(name + "\r\n")
}

// bodyBlock is 1 MiB of a message; a smaller body is its beginning, a larger
// one repeats it.
var bodyBlock = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	b.WriteString("From: Ada Lovelace <ada@example.org>\r\nTo: list@lists.example.net\r\n" +
		"Subject: a long letter\r\nDate: Mon, 4 May 2020 10:00:00 +0000\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\n\r\n")
	words := strings.Fields("the engine weaves algebraic patterns just as loom flowers and leaves nothing of it is (in) \"quotes\" or {12} braces")
	for n := 0; b.Len() < 1<<20; n++ {
		line := ""
		for k := 0; len(line) < 66; k++ {
			line += words[int(scatter(n*20+k))%len(words)] + " "
		}
		b.WriteString(strings.TrimSpace(line) + "\r\n")
	}
	return b.Bytes()[:1<<20]
})
