package load

import (
	"bytes"
	"compress/flate"
	"io"
	"net"
	"strings"
	"testing"
)

// start runs a server for the test and returns a connection to it.
func start(t *testing.T) net.Conn {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var s Server
	go s.Serve(l)
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close()
		s.Close()
	})
	return conn
}

func TestSession(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, in string
		want     []string // what the answer holds, in this order
	}{
		{"greeting", "", []string{"* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR COMPRESS=DEFLATE IDLE "}},
		{"capability", "a capability\r\n", []string{"* CAPABILITY IMAP4rev1 ", "a OK "}},
		{"login with literals", "a login {1}\r\nu {2+}\r\npw\r\n", []string{"+ ", "a OK [CAPABILITY "}},
		{"authenticate at once", "a authenticate PLAIN AHUAcA==\r\n", []string{"a OK [CAPABILITY "}},
		{"authenticate in two steps", "a authenticate plain\r\nAHUAcA==\r\n", []string{"+ \r\n", "a OK [CAPABILITY "}},
		{"another mechanism", "a authenticate X\r\n", []string{"a NO "}},
		{"select", "a select flags-1234\r\n", []string{"* 1234 EXISTS\r\n", "a OK [READ-WRITE] "}},
		{"examine quoted", "a examine \"x-7\"\r\n", []string{"* 7 EXISTS\r\n", "a OK [READ-ONLY] "}},
		{"flags", "a examine x-3\r\nb fetch 1:* (FLAGS UID)\r\n", []string{"* 1 FETCH (FLAGS (", "* 2 FETCH", "* 3 FETCH (FLAGS (", ") UID 1000003)\r\nb OK "}},
		{"a part", "a examine x-30\r\nb uid fetch 1000002,1000004:1000005 FLAGS\r\n", []string{"* 2 FETCH", "* 4 FETCH", "* 5 FETCH", "b OK "}},
		{"beyond the end", "a examine x-3\r\nb fetch 4:9 FLAGS\r\n", []string{"a OK [READ-ONLY] EXAMINE completed\r\nb OK "}},
		{"envelopes", "a examine x-1\r\nb fetch 1:* (ENVELOPE BODYSTRUCTURE)\r\n", []string{"* 1 FETCH (ENVELOPE (\"", " BODYSTRUCTURE ", ")\r\nb OK "}},
		{"body of a given size", "a examine x-2-30\r\nb fetch 2 BODY.PEEK[]\r\n", []string{"* 2 FETCH (UID 1000002 BODY[] {30}\r\nFrom: Ada Lovelace <ada@exampl)\r\nb OK"}},
		{"search", "a examine x-3\r\nb search ALL\r\n", []string{"* SEARCH 1 7 13\r\nb OK "}},
		{"search of nothing", "a examine x-0\r\nb search ALL\r\n", []string{"* SEARCH\r\nb OK "}},
		{"list", "a login boxes-2 p\r\nb list \"\" *\r\n", []string{`* LIST (\HasChildren) "/" Projects_000` + "\r\n", `* LIST (\HasNoChildren) "/" "Projects_000/Lists 000001"` + "\r\nb OK "}},
		{"list of one level", "a login boxes-2100 p\r\nb list \"\" %\r\n", []string{`"/" Projects_000` + "\r\n" + `* LIST (\HasChildren) "/" "Lists 001"` + "\r\nb OK "}},
		{"list below a level", "a login boxes-3 p\r\nb list \"\" Projects_000/%\r\n", []string{`"Projects_000/Lists 000001"`, `000002"` + "\r\nb OK"}},
		{"list of a delimiter", "a list \"\" \"\"\r\n", []string{`* LIST (\Noselect) "/" ""` + "\r\na OK"}},
		{"idle", "a idle\r\nDONE\r\n", []string{"+ idling\r\na OK "}},
		{"logout", "a noop\r\nb logout\r\nc noop\r\n", []string{"a OK ", "* BYE ", "b OK LOGOUT completed\r\n"}},
		{"count", "a noop\r\nb xcount\r\n", []string{"a OK ", "* XCOUNT 2\r\nb OK "}},
		{"unknown", "a xyzzy\r\n", []string{"a BAD "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conn := start(t)
			if _, err := io.WriteString(conn, test.in+"z logout\r\n"); err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(conn)
			if err != nil {
				t.Fatal(err)
			}
			rest := string(b)
			for _, want := range test.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%q is missing in\n%s", want, b)
				}
				rest = after
			}
		})
	}
}

// TestCompress reads the same answers in the clear and compressed.
func TestCompress(t *testing.T) {
	t.Parallel()
	commands := "b examine x-500\r\nc fetch 1:* ENVELOPE\r\nd noop\r\ne fetch 7,9 BODY[]\r\nf noop\r\ng fetch 1:* FLAGS\r\nh logout\r\n"

	plain := start(t)
	io.WriteString(plain, "a login u p\r\n"+commands)
	want, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ = bytes.Cut(want, []byte("Logged in\r\n"))

	packed := start(t)
	io.WriteString(packed, "a compress deflate\r\n")
	head := make([]byte, 0, 4096)
	for !bytes.HasSuffix(head, []byte("DEFLATE active\r\n")) {
		n, err := packed.Read(head[len(head) : len(head)+1])
		if err != nil {
			t.Fatal(err)
		}
		head = head[:len(head)+n]
	}
	z, err := flate.NewWriter(packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(z, commands)
	z.Flush()
	got, err := io.ReadAll(flate.NewReader(packed))
	if err != io.ErrUnexpectedEOF { // a connection ends without a last block
		t.Fatalf("error %v, want %v", err, io.ErrUnexpectedEOF)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%d bytes compressed, %d in the clear, or others", len(got), len(want))
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		load     workload
		from, to int // bytes for each response
	}{
		{"flags", fetchWorkload(Mailbox{Messages: 10_000}, nil, "(FLAGS UID)"), 44, 50},
		{"envelopes", fetchWorkload(Mailbox{Messages: 10_000}, nil, "(ENVELOPE BODYSTRUCTURE)"), 820, 900},
		{"mailboxes", listWorkload("LIST", 10_000), 66, 76},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := test.load.writeTo(&b); err != nil {
				t.Fatal(err)
			}
			if size := b.Len() / 10_000; size < test.from || size > test.to {
				t.Errorf("%d bytes a response, want %d to %d", size, test.from, test.to)
			}
		})
	}
}

func TestMailboxNamesAreATree(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for i := range 10_000 {
		name := MailboxName(i)
		if seen[name] {
			t.Fatalf("mailbox %d, %q, is there twice", i, name)
		}
		seen[name] = true
		if slash := strings.LastIndexByte(name, '/'); slash >= 0 && !seen[name[:slash]] {
			t.Fatalf("mailbox %d, %q, comes before its parent", i, name)
		}
	}
}

func TestParseMailbox(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		want Mailbox
	}{
		{"INBOX", Mailbox{inboxMessages, DefaultBody, false}},
		{"flags-100000", Mailbox{100_000, DefaultBody, false}},
		{"one-1-1073741824", Mailbox{1, 1 << 30, false}},
		{"slow-5", Mailbox{5, DefaultBody, true}},
		{"x--5", Mailbox{inboxMessages, 5, false}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := ParseMailbox(test.name); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}
