package message

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	t.Parallel()
	arrival := time.Date(2026, 5, 6, 7, 8, 9, 0, time.FixedZone("", 3600))
	for _, tt := range []struct {
		name, header, sent, day string
	}{
		{"RFC 5256 §2.2 example", "31 Dec 2000 16:01:33 -0800", "2001-01-01T00:01:33Z", "2000-12-31"},
		{"weekday and comment", "Sun, 31 Dec 2000 16:01:33 +0100 (CET)", "2000-12-31T15:01:33Z", "2000-12-31"},
		{"no seconds", "1 Feb 2026 10:20 +0000", "2026-02-01T10:20:00Z", "2026-02-01"},
		{"zone name", "1 Feb 2026 10:20:30 GMT", "2026-02-01T10:20:30Z", "2026-02-01"},
		{"obsolete zone", "1 Feb 2026 20:20:30 PST", "2026-02-02T04:20:30Z", "2026-02-01"},
		{"zone that is in no RFC", "1 Feb 2026 10:20:30 CET", "2026-02-01T10:20:30Z", "2026-02-01"},
		{"two-digit year", "Mon, 1 Feb 99 10:20:30 GMT", "1999-02-01T10:20:30Z", "1999-02-01"},
		{"invalid zone is UTC", "1 Feb 2026 10:20:30 +xx", "2026-02-01T10:20:30Z", "2026-02-01"},
		{"no zone is UTC", "Sun, 1 Feb 2026 10:20:30", "2026-02-01T10:20:30Z", "2026-02-01"},
		{"invalid time is midnight", "1 Feb 2026 25:99:00 +0000", "2026-02-01T00:00:00Z", "2026-02-01"},
		{"no time", "1 Feb 2026", "2026-02-01T00:00:00Z", "2026-02-01"},
		{"no such day", "31 Feb 2026 10:20:30 +0000", "2026-05-06T06:08:09Z", ""},
		{"garbage", "yesterday, about noon", "2026-05-06T06:08:09Z", ""},
		{"absent", "", "2026-05-06T06:08:09Z", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			raw := "\r\n"
			if tt.header != "" {
				raw = "Date: " + tt.header + "\r\n\r\n"
			}
			m := Parse([]byte(raw))
			if got := m.SentTime(arrival).Format(time.RFC3339); got != tt.sent {
				t.Errorf("sent %s, want %s", got, tt.sent)
			}
			day, ok := m.SentDay()
			if ok != (tt.day != "") || ok && day.Format(time.RFC3339) != tt.day+"T00:00:00Z" {
				t.Errorf("day %v, %v, want %s", day, ok, tt.day)
			}
		})
	}
}
