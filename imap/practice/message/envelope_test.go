package message

import "testing"

func TestEnvelope(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, header, want string
	}{
		{
			"RFC 3501 §8 example",
			"Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n" +
				"From: Terry Gray <gray@cac.washington.edu>\r\n" +
				"Subject: IMAP4rev1 WG mtg summary and minutes\r\n" +
				"To: imap@cac.washington.edu\r\n" +
				"cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n" +
				"Message-Id: <B27397-0100000@cac.washington.edu>\r\n" +
				"MIME-Version: 1.0\r\nContent-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n",
			`("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes"` +
				` (("Terry Gray" NIL "gray" "cac.washington.edu"))` +
				` (("Terry Gray" NIL "gray" "cac.washington.edu"))` +
				` (("Terry Gray" NIL "gray" "cac.washington.edu"))` +
				` ((NIL NIL "imap" "cac.washington.edu"))` +
				` ((NIL NIL "minutes" "CNRI.Reston.VA.US")("John Klensin" NIL "KLENSIN" "MIT.EDU"))` +
				` NIL NIL "<B27397-0100000@cac.washington.edu>")`,
		},
		{"no header", "", `(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)`},
		{
			"sender and reply-to of their own",
			"From: a@b\r\nSender: c@d\r\nReply-To: e@f\r\n",
			`(NIL NIL ((NIL NIL "a" "b")) ((NIL NIL "c" "d")) ((NIL NIL "e" "f")) NIL NIL NIL NIL NIL)`,
		},
		{
			"present but empty sender defaults too",
			"From: a@b\r\nSender:\r\nReply-To: ,\r\n",
			`(NIL NIL ((NIL NIL "a" "b")) ((NIL NIL "a" "b")) ((NIL NIL "a" "b")) NIL NIL NIL NIL NIL)`,
		},
		{
			"repeated recipients add up, the first subject counts",
			"To: a@b\r\nSubject: one\r\nTo: c@d\r\nSubject: two\r\n",
			`(NIL "one" NIL NIL NIL ((NIL NIL "a" "b")(NIL NIL "c" "d")) NIL NIL NIL NIL)`,
		},
		{
			"folded, quoted and encoded",
			"Subject: =?utf-8?q?a?=\r\n\t\"b\\\"\r\nIn-Reply-To:\r\n <a@b>\r\n",
			`(NIL "=?utf-8?q?a?= \"b\\\"" NIL NIL NIL NIL NIL NIL "<a@b>" NIL)`,
		},
		{"empty is not absent", "Date:\r\nSubject: \r\nIn-Reply-To:\r\nMessage-ID:\r\n", `("" "" NIL NIL NIL NIL NIL NIL "" "")`},
		{"8-bit is a literal", "Subject: \xe4\r\n", "(NIL {1}\r\n\xe4 NIL NIL NIL NIL NIL NIL NIL NIL)"},
		{"NUL cannot be sent", "Subject: a\x00b\r\n", "(NIL {5}\r\na\uFFFDb NIL NIL NIL NIL NIL NIL NIL NIL)"},
		{"space before the colon", "Subject : x\r\n", `(NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL)`},
		{"line without a colon", "junk\r\nSubject: x\r\n", `(NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL)`},
		{"bare line feeds", "Subject: x\nTo: a@b\n", `(NIL "x" NIL NIL NIL ((NIL NIL "a" "b")) NIL NIL NIL NIL)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte(tt.header + "\r\nbody\r\n"))
			if got := string(m.AppendEnvelope(nil, Classic)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestEnvelopeUTF8(t *testing.T) {
	t.Parallel()
	m := Parse([]byte("Subject: Grüße\r\nFrom: \"Jörg \\\"J\\\"\" <jörg@exämple.org>\r\nTo: \xe4@b\r\n\r\n"))
	want := `(NIL "Grüße" (("Jörg \"J\"" NIL "jörg" "exämple.org")) (("Jörg \"J\"" NIL "jörg" "exämple.org"))` +
		` (("Jörg \"J\"" NIL "jörg" "exämple.org")) ((NIL NIL {1}` + "\r\n\xe4" + ` "b")) NIL NIL NIL NIL)`
	if got := string(m.AppendEnvelope(nil, UTF8)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in, want string
	}{
		{"empty", "", "NIL"},
		{"only a comment", "(nobody)", "NIL"},
		{"bare", "a@b", `((NIL NIL "a" "b"))`},
		{"name", "John Doe <jd@x>", `(("John Doe" NIL "jd" "x"))`},
		{"quoted name", `"Doe, John" <jd@x>`, `(("Doe, John" NIL "jd" "x"))`},
		{"dots in the name", "John Q. Public <jqp@x>", `(("John Q. Public" NIL "jqp" "x"))`},
		{"mixed name", `"Foo" Bar "Baz" <x@y>`, `(("Foo Bar Baz" NIL "x" "y"))`},
		{"escapes", `"J\"x\\" <j@x>`, `(("J\"x\\" NIL "j" "x"))`},
		{"comment is the name", "jd@x (John (II) Doe)", `(("John (II) Doe" NIL "jd" "x"))`},
		{"name before comment", "(c) John (d) <jd@x> (e)", `(("John" NIL "jd" "x"))`},
		{"encoded words stay", "=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_M?= <j@x>", `(("=?utf-8?q?J=C3=B6rg?= =?utf-8?q?_M?=" NIL "j" "x"))`},
		{"quoted local part", `"a b"@c`, `((NIL NIL "a b" "c"))`},
		{"domain literal", "a@[1.2.3.4]", `((NIL NIL "a" "[1.2.3.4]"))`},
		{"route", "John <@r1,@r2:jd@x>", `(("John" "@r1,@r2" "jd" "x"))`},
		{"spaces around dots", "a . b @ c . d", `((NIL NIL "a.b" "c.d"))`},
		{"group", "Grp: a@b, C <c@d>;", `((NIL NIL "Grp" NIL)(NIL NIL "a" "b")("C" NIL "c" "d")(NIL NIL NIL NIL))`},
		{"empty group", "Undisclosed recipients:;", `((NIL NIL "Undisclosed recipients" NIL)(NIL NIL NIL NIL))`},
		{"two groups", "g:;, h: a@b;", `((NIL NIL "g" NIL)(NIL NIL NIL NIL)(NIL NIL "h" NIL)(NIL NIL "a" "b")(NIL NIL NIL NIL))`},
		{"group not closed", "Grp: a@b", `((NIL NIL "Grp" NIL)(NIL NIL "a" "b")(NIL NIL NIL NIL))`},
		{"empty entries", "a@b, , c@d,", `((NIL NIL "a" "b")(NIL NIL "c" "d"))`},
		{"no domain", "root", `((NIL NIL "root" "MISSING_DOMAIN"))`},
		{"no address", "John Doe", `(("John Doe" NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))`},
		{"empty path", "John <>", `(("John" NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))`},
		{"no mailbox", "@x", `((NIL NIL "MISSING_MAILBOX" "x"))`},
		{"not closed", "John <jd@x", `(("John" NIL "jd" "x"))`},
		{"junk does not hide the next", "a@b@c d, e@f", `((NIL NIL "a" "b")(NIL NIL "e" "f"))`},
		{"quote not closed", `"x <j@x>, y@z`, `(("x <j@x>, y@z" NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(appendAddresses(nil, parseAddresses(tt.in), Classic)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
