package message

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tree builds threads from their text in an answer, for tests of the writer.
func tree(s string) (threads []*Thread, rest string) {
	for strings.HasPrefix(s, "(") {
		s = s[1:]
		top := &Thread{}
		at := top
		for s[0] != ')' {
			if s[0] == ' ' {
				s = s[1:]
				continue
			}
			if s[0] == '(' {
				at.Children, s = tree(s)
				continue
			}
			end := strings.IndexAny(s, " ()")
			n, _ := strconv.ParseUint(s[:end], 10, 32)
			s = s[end:]
			if top.Num == 0 {
				top.Num = uint32(n)
				continue
			}
			at.Children = []*Thread{{Num: uint32(n)}}
			at = at.Children[0]
		}
		s = s[1:]
		threads = append(threads, top)
	}
	return threads, s
}

func TestAppendThreads(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"",
		"(2)(3 6 (4 23)(44 7 96))", // RFC 5256 §4
		"((3)(5))",                 // RFC 5256 §4
		"(166)(167)(168)(169)(172)(170)(171)(173)(174 (175)(176)(178)(181)(180))(179)(177 (183)(182)(188)(184)(185)(186)(187)(189))" +
			"(190)(191)(192)(193)(194 195)(196 (197)(198))(199)(200 202)(201)(203)(204)(205)(206 207)(208)", // RFC 5256 §3
		"(1 2 3 4)",
		"((1 2)(3 (4)(5)))",
	} {
		t.Run(s, func(t *testing.T) {
			t.Parallel()
			threads, _ := tree(s)
			if got := string(AppendThreads(nil, threads)); got != s {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestMessageIDs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"one", "<a@b>", []string{"a@b"}},
		{"several", "<a@b> <c@d>\t<e@f>", []string{"a@b", "c@d", "e@f"}},
		{"RFC 5256 §3: needless quotes", `<"01KF8JCEOCBS0045PS"@xxx.yyy.com>`, []string{"01KF8JCEOCBS0045PS@xxx.yyy.com"}},
		{"needless quoted pairs", `<"01KF8JCEOCBS\0045PS"@xxx.yyy.com>`, []string{"01KF8JCEOCBS0045PS@xxx.yyy.com"}},
		{"spaces inside", "< a @ b . c >", []string{"a@b.c"}},
		{"text around", "Your mail of <today> about <a@b> (was <c@d>)", []string{"a@b", "c@d"}},
		{"unclosed", "<a@b <c@d>", []string{"c@d"}},
		{"no ID", "a@b, <>, <@b>, <a@>, <ab>", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := messageIDs(tt.in, -1); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := Parse([]byte("Message-ID: <\"a\"@b>\r\n\r\n")).MessageID(); got != "a@b" {
		t.Errorf("MessageID: got %q", got)
	}
}

// mail is one line of a threading test: "num date subject | id | references |
// in-reply-to".
func mails(t *testing.T, lines string) []ThreadItem {
	t.Helper()
	var out []ThreadItem
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		var it ThreadItem
		var date int
		f := strings.Split(line, "|")
		if _, err := fmt.Sscan(f[0], &it.Num, &date); err != nil {
			t.Fatal(err)
		}
		it.Subject = strings.Join(strings.Fields(f[0])[2:], " ")
		it.Date = time.Date(2026, 1, date, 0, 0, 0, 0, time.UTC)
		brackets := func(i int) string {
			if len(f) <= i {
				return ""
			}
			var b strings.Builder
			for _, id := range strings.Fields(f[i]) {
				fmt.Fprintf(&b, "<%s@x> ", id)
			}
			return b.String()
		}
		it.MessageID, it.References, it.InReplyTo = brackets(1), brackets(2), brackets(3)
		out = append(out, it)
	}
	return out
}

func TestOrderedSubject(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, mails, want string }{
		{"none", "", ""},
		{"by date, not by number", "1 3 a\n2 2 b\n3 1 c", "(3)(2)(1)"},
		{"no grandchildren", "1 1 a\n2 2 Re: a\n3 3 re: RE: A (fwd)\n4 2 b", "(1 (2)(3))(4)"},
		{"the earliest is on top", "1 5 a\n2 4 Re: a\n3 3 Fwd: a", "(3 (2)(1))"},
		{"one answer", "1 1 a\n2 2 Re: a", "(1 2)"},
		{"equal dates: by number", "3 1 a\n1 1 a\n2 1 a", "(1 (2)(3))"},
		{"no subjects are one thread", "1 1\n2 2\n3 3 Re:", "(1 (2)(3))"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(AppendThreads(nil, OrderedSubject(mails(t, tt.mails)))); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, mails, want string }{
		{"none", "", ""},
		{"unrelated, by date", "1 3 x|a\n2 2 y|b\n3 1 z|c", "(3)(2)(1)"},
		{"a chain", "1 1 x|a\n2 2 y|b|a\n3 3 z|c|a b", "(1 2 3)"},
		{"a chain that came in the wrong order", "1 3 z|c|a b\n2 2 y|b|a\n3 1 x|a", "(3 2 1)"},
		{"a fork", "1 1 x|a\n2 2 y|b|a\n3 3 z|c|a", "(1 (2)(3))"},
		{"in-reply-to only for want of references", "1 1 x|a\n2 2 y|b\n3 3 z|c|a|b\n4 4 w|d||b", "(1 3)(2 4)"},
		{"only the first in-reply-to", "1 1 x|a\n2 2 y|b\n3 3 z|c||b a", "(1)(2 3)"},
		{"one missing in the middle", "1 1 x|a\n2 2 y|c|a b", "(1 2)"},
		{"two answers to one that is missing", "1 1 x|b|a\n2 2 y|c|a", "((1)(2))"},
		{"a missing one with a single answer goes", "1 1 x|b|a\n2 2 y|c|b", "(1 2)"},
		{"missing ones below the top go", "1 1 x|a\n2 2 y|d|a b\n3 3 z|e|a b", "(1 (2)(3))"},
		{"a doubled ID", "1 1 x|a\n2 2 y|a\n3 3 z|b|a", "(1 3)(2)"},
		{"no ID", "1 1 x\n2 2 y||\n3 3 z|b|a\n4 4 w||b", "(1)(2)(3 4)"},
		{"a loop", "1 1 x|a|b\n2 2 y|b|a", "(2 1)"},
		{"a reference to itself", "1 1 x|a|a", "(1)"},
		{"truncated references are put right", "1 1 x|c|a b\n2 2 y|b|z\n3 3 z|z", "(3 2 1)"},
		{"replies without references join by subject", "1 1 x|a\n2 2 Re: x|b\n3 3 Re: x|c", "(1 (2)(3))"},
		{"two that are no replies become siblings", "1 1 x|a\n2 2 X|b\n3 3 x|c", "((1)(2)(3))"},
		{"two replies become siblings", "1 1 Re: x|a\n2 2 Re: x|b", "((1)(2))"},
		{"the original comes later", "1 1 Re: x|a\n2 2 x|b", "(2 1)"},
		{"two missing parents of one subject", "1 1 x|b|a\n2 2 x|c|a\n3 3 x|e|d\n4 4 x|f|d", "((1)(2)(3)(4))"},
		{"a thread joins a missing parent", "1 1 x|b|a\n2 2 x|c|a\n3 3 Re: x|e", "((1)(2)(3))"},
		{"empty subjects do not join", "1 1|a\n2 2|b\n3 3 Re:|c", "(1)(2)(3)"},
		{"siblings by date", "1 1 x|a\n2 4 y|b|a\n3 3 z|c|a\n4 2 w|d|a", "(1 (4)(3)(2))"},
		{"threads by the date of their first", "1 5 x|a\n2 1 y|b|a\n3 4 z|c", "(3)(1 2)"},
		{"a missing parent has the date of its first child", "1 5 x|b|a\n2 2 y|c|a\n3 3 z|d", "((2)(1))(3)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(AppendThreads(nil, References(mails(t, tt.mails)))); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestThreadItem(t *testing.T) {
	t.Parallel()
	raw := "Date: 1 Feb 2026 10:20:30 +0100\r\nSubject: a\r\n b\r\nMessage-ID: <m@x>\r\nIn-Reply-To: <i@x>\r\nReferences: <r@x>\r\n <i@x>\r\n\r\n"
	got := Item{Num: 7, Message: Parse([]byte(raw))}.ThreadItem()
	want := ThreadItem{7, time.Date(2026, 2, 1, 9, 20, 30, 0, time.UTC), "a b", "<m@x>", "<i@x>", "<r@x> <i@x>"}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestReferencesKeepsAll holds that no message is lost or shown twice, whatever
// the references say, and that a long chain is no trouble.
func TestReferencesKeepsAll(t *testing.T) {
	t.Parallel()
	var items []ThreadItem
	seed := uint32(1)
	next := func(n uint32) uint32 { // a linear congruential generator will do
		seed = seed*1664525 + 1013904223
		return seed >> 8 % n
	}
	for i := uint32(1); i <= 3000; i++ {
		it := ThreadItem{Num: i, Date: time.Unix(int64(next(50)), 0), MessageID: fmt.Sprintf("<%d@x>", next(2000))}
		it.Subject = []string{"", "a", "Re: a", "b", "Fwd: [l] b"}[next(5)]
		for range next(6) {
			it.References += fmt.Sprintf("<%d@x> ", next(2000))
		}
		items = append(items, it)
	}
	for i := uint32(3001); i <= 6000; i++ {
		items = append(items, ThreadItem{Num: i, MessageID: fmt.Sprintf("<c%d@x>", i), InReplyTo: fmt.Sprintf("<c%d@x>", i-1)})
	}
	for name, thread := range map[string]func([]ThreadItem) []*Thread{"references": References, "orderedsubject": OrderedSubject} {
		seen := make(map[uint32]int)
		var walk func([]*Thread)
		walk = func(list []*Thread) {
			for _, n := range list {
				seen[n.Num]++
				walk(n.Children)
			}
		}
		walk(thread(items))
		for i := uint32(1); i <= 6000; i++ {
			if seen[i] != 1 {
				t.Fatalf("%s: message %d stands there %d times", name, i, seen[i])
			}
		}
	}
}
