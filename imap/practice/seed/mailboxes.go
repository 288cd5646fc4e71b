package seed

// box is a mailbox as it is written down here, letter a message in it.
type box struct {
	Mailbox
	letters []letter
}

type letter struct {
	file     string // below mail, without .eml
	uid      uint32
	internal string // RFC 3339
	flags    string
}

// Demo returns the mail of the practice server: of alice, of her colleague bob,
// and of admin, who may do everything. A password is the name and "pw".
func Demo() Mail {
	return Mail{
		Users: []User{
			{
				Name: "alice", Password: "alicepw", Groups: []string{"staff"},
				Quota: Quota{Storage: 20 << 10, Messages: 1000}, Mailboxes: fill(append(aliceMain(), aliceOdd()...)),
			},
			{
				Name: "bob", Password: "bobpw", Groups: []string{"staff"},
				Quota: Quota{Storage: 1 << 10}, Mailboxes: fill(bob()),
			},
			{Name: "admin", Password: "adminpw", Admin: true, Mailboxes: fill(admin())},
		},
		Shared: fill(shared()),
		Notes: map[string]string{
			"/shared/comment": "The practice server. Nothing here is real and nothing is kept.",
			"/shared/admin":   "mailto:admin@example.org",
		},
	}
}

func fill(boxes []box) []Mailbox {
	list := make([]Mailbox, len(boxes))
	for i, b := range boxes {
		list[i] = b.Mailbox
		for _, l := range b.letters {
			list[i].Messages = append(list[i].Messages, l.message())
		}
	}
	return list
}

// aliceMain is what every account has, and what a learner will use most.
func aliceMain() []box {
	return []box{
		{Mailbox{Name: "INBOX", Subscribed: true, Notes: map[string]string{
			"/private/comment": "Where everything begins",
		}}, []letter{
			{"inbox/hello", 101, "2026-01-05T09:00:03Z", `\Seen`},
			{"inbox/lunch", 102, "2026-01-05T11:40:22Z", `\Seen \Answered`},
			{"inbox/lunch-carol", 103, "2026-01-05T12:03:02Z", `\Seen`},
			{"inbox/tags", 105, "2026-01-06T09:15:04Z", `\Seen \Flagged`},
			{"inbox/coffee", 106, "2026-01-07T06:30:11Z", ""},
			{"inbox/lunch-bob", 107, "2026-01-07T07:02:18Z", `\Seen \Answered`},
			{"inbox/joerg", 108, "2026-01-08T08:12:34Z", `\Seen \Answered`},
			{"inbox/yuki", 110, "2026-01-09T01:20:42Z", `\Flagged`},
			{"inbox/dmitri", 111, "2026-01-12T15:45:19Z", `\Seen $Forwarded Work`},
			{"inbox/etienne", 112, "2026-01-13T13:05:12Z", `\Seen`},
			{"inbox/unknown-charset", 113, "2026-01-14T17:00:13Z", ""},
			{"inbox/flowed", 115, "2026-01-15T10:50:20Z", `\Seen`},
			{"inbox/utf8", 116, "2026-01-16T10:11:18Z", `\Seen Work`},
			{"inbox/no-subject", 117, "2026-01-17T19:30:14Z", `\Seen`},
			{"inbox/empty", 118, "2026-01-19T08:00:21Z", `\Seen \Answered`},
			{"inbox/party", 120, "2026-01-20T10:00:08Z", ""},
			{"inbox/invitation", 121, "2026-01-21T09:00:15Z", `\Flagged Work $Important`},
			{"inbox/report", 122, "2026-01-22T16:30:22Z", "Work"},
			{"inbox/nested", 123, "2026-01-23T14:00:09Z", ""},
			{"inbox/forwarded", 125, "2026-01-26T09:45:16Z", `\Seen $Forwarded`},
			{"inbox/signed", 126, "2026-01-27T10:37:03Z", ""},
			{"inbox/bounce", 127, "2026-01-28T07:07:17Z", `\Seen`},
			{"inbox/lunch-again", 128, "2026-01-29T11:41:17Z", ""},
		}},
		{Mailbox{Name: "Drafts", SpecialUse: `\Drafts`, Subscribed: true}, []letter{
			{"drafts/novel", 4, "2026-01-18T21:14:00Z", `\Draft \Seen`},
			{"drafts/reply", 5, "2026-01-19T08:05:10Z", `\Draft \Seen`},
		}},
		{Mailbox{Name: "Sent", SpecialUse: `\Sent`, Subscribed: true}, []letter{
			{"sent/lunch", 1, "2026-01-05T12:30:03Z", `\Seen`},
			{"sent/joerg", 2, "2026-01-08T10:00:10Z", `\Seen`},
			{"sent/stapler", 3, "2026-01-25T07:00:15Z", `\Seen`},
		}},
		{Mailbox{Name: "Junk", SpecialUse: `\Junk`, Subscribed: true}, []letter{
			{"junk/prince", 12, "2026-02-01T03:33:36Z", `$Junk`},
			{"junk/quota", 13, "2026-02-02T04:44:54Z", `\Seen $Junk $Phishing`},
		}},
		{Mailbox{Name: "Trash", SpecialUse: `\Trash`, Subscribed: true}, []letter{
			{"trash/offer", 31, "2026-01-30T05:00:03Z", `\Seen \Deleted`},
			{"trash/tip", 32, "2026-01-31T12:00:10Z", ""},
		}},
		{Mailbox{Name: "Archive", SpecialUse: `\Archive`, Subscribed: true}, []letter{
			{"archive/manual", 1, "2025-12-03T14:00:03Z", `\Seen`},
			{"archive/2025", 2, "2025-12-22T15:00:10Z", `\Seen`},
		}},
		{Mailbox{Name: "Work", Subscribed: true, Notes: map[string]string{
			"/private/comment": "Moving, and what it costs",
		}}, []letter{
			{"work/move-1", 10, "2026-02-02T09:00:03Z", `\Seen Work $MDNSent`},
			{"work/move-2", 11, "2026-02-02T09:12:40Z", `\Seen Work`},
			{"work/move-3", 12, "2026-02-02T10:30:17Z", `\Seen Work \Flagged`},
			{"work/move-4", 14, "2026-02-02T11:00:04Z", `\Seen Work`},
			{"work/move-6", 15, "2026-02-03T08:30:11Z", `\Seen Work`},
			{"work/move-7", 16, "2026-02-03T10:05:18Z", "Work"},
			{"work/expenses", 17, "2026-02-04T15:00:05Z", `\Seen Work \Answered`},
			{"work/move-8", 19, "2026-02-13T18:00:12Z", "Work"},
		}},
		{Mailbox{Name: "Lists/imap-learners", Subscribed: true}, []letter{
			{"learners/star", 1, "2026-02-05T06:00:03Z", `\Seen`},
			{"learners/star-re", 2, "2026-02-05T08:20:10Z", `\Seen`},
			{"learners/star-re2", 3, "2026-02-05T08:41:17Z", ""},
			{"learners/digest", 5, "2026-02-08T12:00:04Z", ""},
		}},
	}
}

// aliceOdd is what makes a client stumble: names that need quotes or modified
// UTF-7, a hierarchy with gaps, a large message, and a mailbox with hardly any
// room left.
func aliceOdd() []box {
	return []box{
		{Mailbox{Name: "Lists/golang/nuts", Subscribed: true}, []letter{
			{"nuts/defer", 1, "2026-02-09T22:00:03Z", `\Seen`},
			{"nuts/defer-re", 2, "2026-02-10T01:30:10Z", `\Seen`},
			{"nuts/channel", 3, "2026-02-11T13:00:17Z", `$NotJunk`},
		}},
		{Mailbox{Name: "Archive/Attic", Quota: Quota{Storage: 13, Messages: 5}, Notes: map[string]string{
			"/private/comment": "There is room for one more kilobyte",
		}}, []letter{
			{"attic/minutes-1", 1, "2026-02-05T18:00:03Z", `\Seen`},
			{"attic/minutes-2", 2, "2026-02-05T18:01:10Z", `\Seen`},
		}},
		{Mailbox{Name: "Recordings", Subscribed: true}, []letter{
			{"big/recording", 1, "2026-02-12T10:00:03Z", `\Seen`},
		}},
		{Mailbox{Name: "Sent Items"}, []letter{
			{"sent-items/old-program", 1, "2025-12-15T10:00:03Z", `\Seen`},
		}},
		{Mailbox{Name: "Übungen", Subscribed: true}, []letter{
			{"uebungen/umlaut", 1, "2026-02-06T20:00:03Z", `\Seen`},
		}},
		{Mailbox{Name: "日本語/手紙", Subscribed: true}, []letter{
			{"tegami/international", 1, "2026-02-07T13:00:03Z", `\Seen`},
		}},
		{Mailbox{Name: "R&D", Subscribed: true}, []letter{
			{"rnd/experiment", 1, "2026-02-09T13:00:03Z", `\Seen Work`},
		}},
		{Mailbox{Name: `a "quoted" name`}, []letter{
			{"quoted/escape", 1, "2026-02-10T09:10:13Z", `\Seen`},
		}},
		{Mailbox{Name: `back\slash`}, []letter{
			{"backslash/letter", 1, "2026-02-10T11:11:14Z", `\Seen`},
		}},
		{Mailbox{Name: "[Gmail]/Spam"}, []letter{
			{"gmail-spam/newsletter", 1, "2026-02-11T06:00:03Z", `$Junk`},
		}},
		{Mailbox{Name: "percent%"}, nil},
		{Mailbox{Name: "star*"}, nil},
		{Mailbox{Name: "Projects/2026/Q1/Staplers/Lost/Found?"}, nil},
	}
}

func bob() []box {
	return []box{
		{Mailbox{Name: "INBOX", Subscribed: true, ACL: []Grant{{"alice", "lrs"}}}, []letter{
			{"bob/alice", 1, "2026-01-05T09:05:03Z", `\Seen`},
			{"bob/aunt", 2, "2026-02-03T12:00:10Z", `\Flagged`},
			{"bob/soup", 3, "2026-02-06T10:00:17Z", ""},
		}},
		{Mailbox{Name: "Sent", SpecialUse: `\Sent`, Subscribed: true}, nil},
		{Mailbox{Name: "Trash", SpecialUse: `\Trash`}, nil},
	}
}

func admin() []box {
	return []box{
		{Mailbox{Name: "INBOX", Subscribed: true}, []letter{
			{"admin/welcome", 1, "2026-01-01T00:00:03Z", `\Seen`},
			{"admin/report", 2, "2026-02-02T02:00:10Z", ""},
		}},
	}
}

// shared is the mail of nobody in particular.
func shared() []box {
	return []box{
		{Mailbox{
			Name: "Team", Subscribed: true,
			ACL: []Grant{{"admin", "lrswipkxtea"}, {"alice", "lrswipkte"}, {"bob", "lrs"}, {"group:staff", "l"}, {"-bob", "p"}},
			Notes: map[string]string{
				"/shared/comment": "Belongs to all of us. The plant cannot read it.",
			},
		}, []letter{
			{"team/read-me", 1, "2026-01-05T08:00:03Z", `\Seen`},
			{"team/rota-re", 2, "2026-02-02T11:20:10Z", ""},
			{"team/rota", 3, "2026-02-02T11:25:17Z", `\Seen`},
		}},
	}
}
