package imap

import (
	"strconv"
	"strings"
	"time"

	"imapsh/imap/wire"
)

// A NewMessage is one message to append.
type NewMessage struct {
	Flags Arg    // with or without parentheses; nil for none
	Date  string // internal date: date-time, RFC 3339 or epoch seconds; "" for now
	Extra []Arg  // what an extension puts before the literal
	Body  Body
}

// Append adds messages to a mailbox (RFC 3501 §6.3.11); more than one needs
// MULTIAPPEND (RFC 3502). A nil mailbox is INBOX. After ENABLE UTF8=ACCEPT
// the literal is wrapped as RFC 6855 §4 has it.
func Append(mailbox Arg, messages ...NewMessage) (*Command, error) {
	if mailbox == nil {
		mailbox = Mailbox("INBOX")
	}
	cmd := simple("APPEND", LoggedIn, mailbox)
	for i := range messages {
		m := &messages[i]
		if m.Flags != nil {
			cmd.Args = append(cmd.Args, parens(m.Flags))
		}
		if m.Date != "" {
			date, err := InternalDate(m.Date)
			if err != nil {
				return nil, err
			}
			cmd.Args = append(cmd.Args, Verbatim(date))
		}
		cmd.Args = append(cmd.Args, m.Extra...)
		cmd.Args = append(cmd.Args, &message{Literal{Body: m.Body}})
	}
	return cmd, nil
}

// message is the literal of an APPEND.
type message struct{ Literal }

func (m *message) encode(e *wire.Encoder) {
	if !e.Mode.UTF8 {
		m.Literal.encode(e)
		return
	}
	e.Raw("UTF8 (")
	m.Binary = true
	m.Literal.encode(e)
	e.Raw(")")
}

// dateTime is the layout of an IMAP date-time (RFC 3501 §9).
const dateTime = "_2-Jan-2006 15:04:05 -0700"

// InternalDate returns a date-time as APPEND wants it, in quotes, from one of
// the forms a person may write: date-time with or without quotes, RFC 3339, or
// seconds since 1970.
func InternalDate(s string) (string, error) {
	plain := s
	if isQuotedString(s) {
		plain = unquote(s)
	}
	if sec, err := strconv.ParseInt(plain, 10, 64); err == nil {
		return quotedDate(time.Unix(sec, 0))
	}
	for _, layout := range [...]string{dateTime, "2-Jan-2006 15:04:05 -0700", time.RFC3339, "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(layout, strings.TrimSpace(plain)); err == nil {
			return quotedDate(t)
		}
	}
	return "", usagef(`date %q is none: write "02-Jan-2006 15:04:05 +0000", 2006-01-02T15:04:05Z or seconds since 1970`, s)
}

func quotedDate(t time.Time) (string, error) {
	if y := t.Year(); y < 1 || y > 9999 {
		return "", usagef("date is in the year %d: four digits are all that IMAP has", y)
	}
	return `"` + t.Format("02-Jan-2006 15:04:05 -0700") + `"`, nil
}
