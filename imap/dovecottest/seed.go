package dovecottest

import (
	"strings"
	"time"
)

// WithSeed fills alice's account with [Seed] and bob's with mailboxes that he
// shares with her: "shared/bob/Team" in her eyes, where she may read and set
// flags, and "shared/bob/Notice", where she may only read.
func WithSeed() Option {
	return func(o *options) {
		WithMail(Alice, Seed()...)(o)
		WithMail(Bob, Mailbox{Name: "INBOX"}, Mailbox{
			Name:       "Team",
			Subscribed: true,
			ACL:        map[string]string{"user=" + Alice: "lrsw"},
			Messages:   []Message{{UID: 1, Raw: crlf(seedTeam)}},
		}, Mailbox{
			Name:     "Notice",
			ACL:      map[string]string{"user=" + Alice: "lr"},
			Messages: []Message{{UID: 1, Raw: crlf(seedTeam)}},
		})(o)
	}
}

// Seed returns a small account in which most things a client must cope with
// occur once: gaps between UIDs, keywords, a recent message, encoded headers,
// 8-bit text, an attachment, a message in a message, a thread, an empty body,
// text that looks like protocol, and mailbox names that need care.
//
// Its bytes, UIDs, flags and dates never change: recorded transcripts depend on
// them.
func Seed() []Mailbox {
	day := func(d int) time.Time { return time.Date(2024, 2, d, 10, 30, 0, 0, time.UTC) }
	return []Mailbox{
		{
			Name: "INBOX", UIDValidity: 1700000001, UIDNext: 120, Subscribed: true,
			Messages: []Message{
				{UID: 101, Date: day(1), Flags: []string{`\Seen`}, Raw: crlf(seedPlain)},
				{UID: 102, Date: day(2), Flags: []string{`\Flagged`, `$Important`}, Raw: crlf(seedEncoded)},
				{UID: 104, Date: day(3), Raw: crlf(seedAttachment)},
				{UID: 105, Date: day(4), Flags: []string{`\Answered`, `\Seen`}, Raw: crlf(seedNested)},
				{UID: 107, Date: day(5), Flags: []string{`$Forwarded`, `$Important`}, Raw: crlf(seedEightBit)},
				{UID: 110, Date: day(6), Flags: []string{`\Deleted`, `\Seen`}, Raw: crlf(seedReply)},
				{UID: 111, Date: day(7), Raw: crlf(seedEmpty)},
				{UID: 112, Date: day(8), Recent: true, Raw: crlf(seedProtocol)},
			},
		},
		{Name: "Archive", UIDValidity: 1700000002, Subscribed: true},
		{Name: "Archive/2023", UIDValidity: 1700000003},
		{
			Name: "Drafts", UIDValidity: 1700000004, Subscribed: true,
			Messages: []Message{{UID: 1, Date: day(9), Flags: []string{`\Draft`}, Raw: crlf(seedDraft)}},
		},
		{Name: "Entwürfe", UIDValidity: 1700000005},
		{Name: "Junk", UIDValidity: 1700000006},
		{Name: "Lists/go", UIDValidity: 1700000007, Subscribed: true},
		{Name: "Sent", UIDValidity: 1700000008, Subscribed: true},
		{
			Name: "Sent Items", UIDValidity: 1700000009,
			Messages: []Message{{UID: 7, Date: day(10), Flags: []string{`\Seen`}, Raw: crlf(seedDraft)}},
		},
		{Name: "Trash", UIDValidity: 1700000010, Subscribed: true},
		{Name: "R&D", UIDValidity: 1700000011},
		{Name: `quo"ted`, UIDValidity: 1700000012},
	}
}

// crlf gives the lines below the ends they have on the wire.
func crlf(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "\n"), "\n", "\r\n")
}

const seedPlain = `
From: Bob <bob@example.org>
To: Alice <alice@example.org>
Subject: hello
Date: Thu, 1 Feb 2024 10:00:00 +0000
Message-ID: <1@example.org>

Hello, world
Bye
`

const seedEncoded = `
From: =?UTF-8?Q?J=C3=B6rg_M=C3=BCller?= <joerg@example.org>
To: Alice <alice@example.org>, "Bob, the builder" <bob@example.org>
Cc: =?ISO-8859-1?Q?Andr=E9?= <andre@example.org>
Subject: =?UTF-8?B?R3LDvMOfZSBhdXMgS8O2bG4g4pyJ?=
Date: Fri, 2 Feb 2024 11:00:00 +0100
Message-ID: <2@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe =E2=9C=89
`

const seedAttachment = `
From: Bob <bob@example.org>
To: Alice <alice@example.org>
Subject: report
Date: Sat, 3 Feb 2024 12:00:00 +0000
Message-ID: <3@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="mixed"

--mixed
Content-Type: multipart/alternative; boundary="alternative"

--alternative
Content-Type: text/plain; charset=us-ascii

See the file.
--alternative
Content-Type: text/html; charset=us-ascii

<p>See the <b>file</b>.</p>
--alternative--

--mixed
Content-Type: application/octet-stream; name="data.bin"
Content-Disposition: attachment; filename="data.bin"
Content-Transfer-Encoding: base64

AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
--mixed--
`

const seedNested = `
From: Alice <alice@example.org>
To: Bob <bob@example.org>
Subject: Fwd: hello
Date: Sun, 4 Feb 2024 13:00:00 +0000
Message-ID: <4@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: text/plain

see below
--outer
Content-Type: message/rfc822

From: Bob <bob@example.org>
To: Alice <alice@example.org>
Subject: hello
Date: Thu, 1 Feb 2024 10:00:00 +0000
Message-ID: <1@example.org>

Hello, world
Bye
--outer--
`

const seedEightBit = `
From: Carol <carol@example.org>
To: Alice <alice@example.org>
Subject: eight bits
Date: Mon, 5 Feb 2024 14:00:00 +0000
Message-ID: <5@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Žluťoučký kůň 🐎
`

const seedReply = `
From: Alice <alice@example.org>
To: Bob <bob@example.org>
Subject: Re: hello
Date: Tue, 6 Feb 2024 15:00:00 +0000
Message-ID: <6@example.org>
In-Reply-To: <1@example.org>
References: <1@example.org>

> Hello, world
Hello yourself.
`

const seedEmpty = `
From: Bob <bob@example.org>
To: Alice <alice@example.org>
Subject: (nothing)
Date: Wed, 7 Feb 2024 16:00:00 +0000
Message-ID: <7@example.org>

`

const seedProtocol = `
From: Dave "the \"wire\"" <dave@example.org>
To: Alice <alice@example.org>
Subject: it's "quoted" and 'single' {5}
Date: Thu, 8 Feb 2024 17:00:00 +0000
Message-ID: <8@example.org>

* 9 EXISTS
A1 OK done {5}
)
a tab	and a backslash \
`

const seedDraft = `
From: Alice <alice@example.org>
To: Bob <bob@example.org>
Subject: draft
Date: Fri, 9 Feb 2024 18:00:00 +0000
Message-ID: <9@example.org>

not yet
`

const seedTeam = `
From: Bob <bob@example.org>
To: Team <team@example.org>
Subject: shared
Date: Sat, 10 Feb 2024 19:00:00 +0000
Message-ID: <10@example.org>

for all of us
`
