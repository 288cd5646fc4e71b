package message

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
)

// SentDay returns the day of the Date header as its writer saw it, without time
// and zone, as midnight UTC. SENTBEFORE, SENTON and SENTSINCE compare it with a
// day (RFC 3501 §6.4.4). ok is false when there is no date to be read; such a
// message matches none of the three.
func (m *Message) SentDay() (day time.Time, ok bool) {
	t, ok := parseDate(m.header().text("Date"))
	y, mon, d := t.Date()
	return time.Date(y, mon, d, 0, 0, 0, 0, time.UTC), ok
}

// SentTime returns the "sent date" of RFC 5256 §2.2, in UTC: the Date header,
// or arrival (the INTERNALDATE) when there is none to be read.
func (m *Message) SentTime(arrival time.Time) time.Time {
	if t, ok := parseDate(m.header().text("Date")); ok {
		return t.UTC()
	}
	return arrival.UTC()
}

// parseDate reads a Date header. Where net/mail gives up, RFC 5256 §2.2 does
// not yet: an invalid zone counts as UTC and an invalid time as midnight.
func parseDate(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	s = numericZone(s)
	if t, err := mail.ParseDate(s); err == nil {
		return t, true
	}
	if i := strings.IndexByte(s, ','); i >= 0 {
		s = s[i+1:]
	}
	words := strings.Fields(s)
	if len(words) < 3 {
		return time.Time{}, false
	}
	day, err1 := strconv.Atoi(words[0])
	month, ok := monthOf(words[1])
	year, err2 := strconv.Atoi(words[2])
	if err1 != nil || err2 != nil || !ok || year < 0 || year > 9999 {
		return time.Time{}, false
	}
	switch { // RFC 5322 §4.3
	case year < 50:
		year += 2000
	case year < 1000:
		year += 1900
	}
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return time.Time{}, false
	}
	if len(words) > 3 {
		t = t.Add(clock(words[3]))
	}
	return t, true
}

// numericZone replaces the name of a zone by its offset (RFC 5322 §4.3), and
// one that is not in the RFC by UTC. The time package would look names up in
// the zone of the machine.
func numericZone(s string) string {
	if open := strings.LastIndexByte(s, '('); open >= 0 && strings.HasSuffix(s, ")") {
		s = strings.TrimSpace(s[:open])
	}
	cut := strings.LastIndexByte(s, ' ') + 1
	if cut == len(s) || strings.Trim(strings.ToUpper(s[cut:]), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return s
	}
	offset := "+0000"
	switch strings.ToUpper(s[cut:]) {
	case "EDT":
		offset = "-0400"
	case "EST", "CDT":
		offset = "-0500"
	case "CST", "MDT":
		offset = "-0600"
	case "MST", "PDT":
		offset = "-0700"
	case "PST":
		offset = "-0800"
	}
	return s[:cut] + offset
}

func monthOf(s string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(s, m.String()[:3]) {
			return m, true
		}
	}
	return 0, false
}

// clock reads "15:04" and "15:04:05"; anything else is midnight.
func clock(s string) time.Duration {
	for _, layout := range []string{"15:4:5", "15:4"} {
		if t, err := time.Parse(layout, s); err == nil {
			return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
		}
	}
	return 0
}
