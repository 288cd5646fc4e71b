package dovecottest_test

import (
	"bufio"
	"compress/flate"
	"crypto/hmac"
	"crypto/md5"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"imapsh/imap/dovecottest"
)

func TestMain(m *testing.M) { os.Exit(dovecottest.Main(m)) }

// want fails unless every part is in the answer.
func want(t *testing.T, got string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(got, part) {
			t.Errorf("got %q\nwithout %q", got, part)
		}
	}
}

func TestGreeting(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	c := dial(t, srv.Addr, nil)
	want(t, c.greeting, "* OK [CAPABILITY IMAP4rev1 ", " STARTTLS ", " AUTH=PLAIN ", " AUTH=LOGIN ",
		" AUTH=CRAM-MD5 ", " AUTH=SCRAM-SHA-1 ", " AUTH=SCRAM-SHA-256 ", " AUTH=OAUTHBEARER ", " AUTH=XOAUTH2 ")
	if strings.Contains(c.greeting, "ANONYMOUS") || strings.Contains(c.greeting, "LOGINDISABLED") {
		t.Errorf("greeting: %q", c.greeting)
	}
	want(t, c.ok("LOGOUT"), "* BYE")
}

func TestCapabilitiesAfterLogin(t *testing.T) {
	t.Parallel()
	c := dial(t, dovecottest.Shared(t).Addr, nil)
	want(t, c.ok("LOGIN alice alicepw"), " COMPRESS=DEFLATE", " QUOTA", " ACL", " METADATA", " SPECIAL-USE",
		" NOTIFY", " SORT", " THREAD=REFERENCES", " CONDSTORE", " MOVE", " BINARY")
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	for _, row := range []struct{ name, user, password, sent string }{
		{"plain", dovecottest.Alice, dovecottest.AlicePassword, `LOGIN alice alicepw`},
		{"to be quoted", dovecottest.Carol, dovecottest.CarolPassword, `LOGIN carol "se\"c\\ret pw"`},
		{"utf-8", dovecottest.Dave, dovecottest.DavePassword, "LOGIN dave {" + strconv.Itoa(len(dovecottest.DavePassword)) + "+}\r\n" + dovecottest.DavePassword},
		{"a master user's", "alice*" + dovecottest.Admin, dovecottest.AdminPassword, "LOGIN alice*admin adminpw"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			dial(t, srv.Addr, nil).ok(row.sent)
			dial(t, srv.Addr, nil).ok("AUTHENTICATE PLAIN " + b64("\x00"+row.user+"\x00"+row.password))
			got := dial(t, srv.Addr, nil).do("LOGIN " + row.user + " wrong")
			want(t, strings.Join(got, "\n"), "NO [AUTHENTICATIONFAILED]")
		})
	}
}

func TestMasterUserActsForAnother(t *testing.T) {
	t.Parallel()
	c := dial(t, dovecottest.Shared(t).Addr, nil)
	c.ok("AUTHENTICATE PLAIN " + b64("bob\x00admin\x00adminpw"))
	want(t, c.ok("MYRIGHTS INBOX"), "lrwstipekxacd")
}

func TestCRAMMD5(t *testing.T) {
	t.Parallel()
	c := dial(t, dovecottest.Shared(t).Addr, nil)
	c.send("x AUTHENTICATE CRAM-MD5")
	challenge, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(c.line(), "+ "))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(md5.New, []byte(dovecottest.AlicePassword))
	mac.Write(challenge)
	c.send(b64("alice " + hex.EncodeToString(mac.Sum(nil))))
	want(t, c.line(), "x OK [CAPABILITY ")
}

func TestTLS(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	c := dial(t, srv.Addr, nil)
	c.starttls(srv.TLSConfig())
	if got := c.ok("CAPABILITY"); strings.Contains(got, "STARTTLS") {
		t.Errorf("STARTTLS under TLS: %q", got)
	}
	c.ok("LOGIN bob bobpw")

	dial(t, srv.TLSAddr, srv.TLSConfig()).ok("LOGIN bob bobpw")

	if _, err := tls.Dial("tcp", srv.TLSAddr, &tls.Config{ServerName: "localhost"}); err == nil {
		t.Error("a certificate of an unknown authority was accepted")
	}
	wrong := srv.TLSConfig()
	wrong.ServerName = "imap.example.org"
	if _, err := tls.Dial("tcp", srv.TLSAddr, wrong); err == nil {
		t.Error("a certificate for another name was accepted")
	}
}

func TestExternal(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	cert, err := srv.ClientCertificate(dovecottest.Bob)
	if err != nil {
		t.Fatal(err)
	}
	config := srv.TLSConfig()
	config.Certificates = []tls.Certificate{cert}
	c := dial(t, srv.TLSAddr, config)
	want(t, c.greeting, "AUTH=EXTERNAL")
	c.ok("AUTHENTICATE EXTERNAL =")
	want(t, c.ok("GETACL INBOX"), "* ACL INBOX bob ")

	without := dial(t, srv.TLSAddr, srv.TLSConfig())
	want(t, strings.Join(without.do("AUTHENTICATE EXTERNAL "+b64("bob")), "\n"), "NO ")

	certFile, keyFile := srv.ClientCertificateFiles(t, dovecottest.Alice)
	if _, err := tls.LoadX509KeyPair(certFile, keyFile); err != nil {
		t.Error(err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	good := srv.Token(dovecottest.Alice, time.Now().Add(time.Hour))
	expired := srv.Token(dovecottest.Alice, time.Now().Add(-time.Minute))
	forged := good[:len(good)-4] + "AAAA"
	xoauth2 := func(token string) string {
		return "AUTHENTICATE XOAUTH2 " + b64("user=alice\x01auth=Bearer "+token+"\x01\x01")
	}
	bearer := func(token string) string {
		return "AUTHENTICATE OAUTHBEARER " + b64("n,a=alice,\x01auth=Bearer "+token+"\x01\x01")
	}
	for _, row := range []struct{ name, command, answer, verdict string }{
		{"xoauth2", xoauth2(good), "", "OK "},
		{"xoauth2, expired", xoauth2(expired), "", "NO "},
		{"xoauth2, forged", xoauth2(forged), "", "NO "},
		{"oauthbearer", bearer(good), "", "OK "},
		{"oauthbearer, expired", bearer(expired), "AQ==", "NO "},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			lines := dial(t, srv.Addr, nil).do(row.command, row.answer)
			if !strings.HasPrefix(lines[len(lines)-1], row.verdict) {
				t.Errorf("%q", lines)
			}
			if refused := strings.HasPrefix(lines[0], "+ "); refused != (row.verdict == "NO ") {
				t.Errorf("%q", lines)
			}
		})
	}
}

func TestPlugins(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	user, _ := srv.NewUser(t, dovecottest.Seed()...)
	c := dial(t, srv.Addr, nil)
	c.ok("LOGIN " + user + "*admin adminpw")
	for _, row := range []struct{ command, answer string }{
		{`GETQUOTAROOT INBOX`, `* QUOTAROOT INBOX "User quota"`},
		{`GETQUOTA "User quota"`, `* QUOTA "User quota" (STORAGE `},
		{`SETQUOTA "User quota" (STORAGE 4096)`, `OK`},
		{`MYRIGHTS INBOX`, `* MYRIGHTS INBOX lrwstipekxacd`},
		{`SETACL Archive bob lr`, `OK`},
		{`GETACL Archive`, ` bob lr`},
		{`LISTRIGHTS Archive bob`, `* LISTRIGHTS Archive bob`},
		{`DELETEACL Archive bob`, `OK`},
		{`SETMETADATA Archive (/private/comment "note")`, `OK`},
		{`GETMETADATA Archive /private/comment`, `* METADATA Archive (/private/comment {4}`},
		{`NAMESPACE`, `* NAMESPACE (("" "/")) (("shared/" "/")) NIL`},
		{`LIST (SPECIAL-USE) "" *`, `\Drafts`},
		{`NOTIFY NONE`, `OK`},
		{`SELECT INBOX`, `OK [READ-WRITE]`},
		{`SORT (REVERSE DATE) UTF-8 ALL`, `* SORT 8 7 6 5 4 3 2 1`},
		{`THREAD REFERENCES UTF-8 ALL`, `* THREAD (1 (4)(6))`},
		{`FETCH 1 (UID PREVIEW)`, `Hello, world Bye`},
	} {
		want(t, c.ok(row.command), row.answer)
	}
}

func TestCompress(t *testing.T) {
	t.Parallel()
	c := dial(t, dovecottest.Shared(t).Addr, nil)
	c.ok("LOGIN alice alicepw")
	c.ok("COMPRESS DEFLATE")
	w, err := flate.NewWriter(c.raw, flate.DefaultCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "z NOOP\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	c.r = bufio.NewReader(flate.NewReader(c.r))
	want(t, c.line(), "z OK NOOP completed")
}

func TestSharedNamespace(t *testing.T) {
	t.Parallel()
	c := dial(t, dovecottest.Start(t, dovecottest.WithSeed()).Addr, nil)
	c.ok("LOGIN alice alicepw")
	want(t, c.ok(`LIST "" shared/*`), `"/" shared/bob/Team`)
	want(t, c.ok(`MYRIGHTS shared/bob/Team`), "lrws")
	want(t, c.ok(`EXAMINE shared/bob/Team`), "* 1 EXISTS")
}

// The seed is served with the very attributes it was written with.
func TestSeed(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	user, password := srv.NewUser(t, dovecottest.Seed()...)
	c := dial(t, srv.Addr, nil)
	c.ok("LOGIN " + user + " " + password)
	want(t, c.ok(`LIST "" *`), `"/" INBOX`, `"/" "Sent Items"`, `"/" Entw&APw-rfe`, `"/" R&-D`,
		`"/" "quo\"ted"`, `\HasChildren`, `\Trash`)
	want(t, c.ok(`LSUB "" *`), `"/" Lists/go`, `"/" INBOX`)
	want(t, c.ok("SELECT INBOX"), "* 8 EXISTS", "* 1 RECENT", "UIDVALIDITY 1700000001", "UIDNEXT 120",
		`* FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Important $Forwarded)`)
	got := c.ok("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)")
	for _, m := range dovecottest.Seed()[0].Messages {
		line := ""
		for l := range strings.SplitSeq(got, "\n") {
			if strings.Contains(l, "UID "+strconv.Itoa(int(m.UID))+" ") {
				line = l
			}
		}
		want(t, line, `INTERNALDATE "`+m.Date.Format("02-Jan-2006 15:04:05 -0700")+`"`,
			"RFC822.SIZE "+strconv.Itoa(len(m.Raw)))
		want(t, line, m.Flags...)
	}
	// A mailbox made now has the same UIDVALIDITY in every run.
	c.ok("CREATE New")
	want(t, c.ok("STATUS New (UIDVALIDITY)"), "UIDVALIDITY 1710000000")
}

func TestDeliverWakesIdle(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	user, password := srv.NewUser(t, dovecottest.Seed()...)
	c := dial(t, srv.Addr, nil)
	c.ok("LOGIN " + user + " " + password)
	c.ok("SELECT INBOX")
	c.send("i IDLE")
	want(t, c.line(), "+ ")
	if err := srv.Deliver(user, "INBOX", dovecottest.Message{Recent: true, Raw: "Subject: new\r\n\r\n"}); err != nil {
		t.Fatal(err)
	}
	want(t, c.line(), "* 9 EXISTS")
	if _, err := srv.Doveadm("expunge", "-u", user, "mailbox", "INBOX", "1"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // EXPUNGE comes after a RECENT
		if line := c.line(); line == "* 1 EXPUNGE" {
			return
		}
	}
	t.Error("no EXPUNGE")
}

func TestOptions(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Start(t,
		dovecottest.WithSeparator("."), dovecottest.WithInboxPrefix("INBOX"),
		dovecottest.WithCapability("IMAP4rev1 ID"), dovecottest.WithMechanisms("plain anonymous"),
		dovecottest.WithUser("frank", strings.Repeat("long ", 200)+"end"),
		dovecottest.WithoutPlaintext(), dovecottest.WithSeed(),
		dovecottest.WithSetting("login_greeting = At your service"))
	c := dial(t, srv.Addr, nil)
	want(t, c.greeting, "LOGINDISABLED", "At your service")
	want(t, strings.Join(c.do("LOGIN alice alicepw"), "\n"), "NO [PRIVACYREQUIRED]")
	c.starttls(srv.TLSConfig())
	want(t, c.ok("CAPABILITY"), "AUTH=PLAIN AUTH=ANONYMOUS")
	c.ok(`LOGIN frank "` + strings.Repeat("long ", 200) + `end"`)
	want(t, c.ok("CAPABILITY"), "* CAPABILITY IMAP4rev1 ID\n")
	c = dial(t, srv.TLSAddr, srv.TLSConfig())
	c.ok("LOGIN alice alicepw")
	want(t, c.ok("NAMESPACE"), `(("INBOX." "."))`)
	want(t, c.ok("STATUS "+srv.MailboxName("Archive/2023")+" (UIDVALIDITY)"), "INBOX.Archive.2023", "1700000003")
}

func TestImapCommand(t *testing.T) {
	t.Parallel()
	srv := dovecottest.Shared(t)
	for name, command := range map[string]func(string) ([]string, error){
		"imap": srv.ImapCommand, "doveadm": srv.DoveadmCommand,
	} {
		t.Run(name, func(t *testing.T) {
			argv, err := command(dovecottest.Bob)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(argv[0], argv[1:]...)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			c := newConn(t, pipes{out, in})
			want(t, c.greeting, "* PREAUTH ", "Logged in as bob")
			c.ok("SELECT INBOX")
			c.ok("LOGOUT")
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	// Nothing of this may have become root's.
	dial(t, srv.Addr, nil).ok("LOGIN bob bobpw")
}

// pipes are a program's standard input and output as a connection.
type pipes struct {
	io.Reader
	io.WriteCloser
}

func (pipes) LocalAddr() net.Addr              { return nil }
func (pipes) RemoteAddr() net.Addr             { return nil }
func (pipes) SetDeadline(time.Time) error      { return nil }
func (pipes) SetReadDeadline(time.Time) error  { return nil }
func (pipes) SetWriteDeadline(time.Time) error { return nil }

func BenchmarkStart(b *testing.B) {
	dovecottest.Require(b)
	for b.Loop() {
		srv, err := dovecottest.Open()
		if err != nil {
			b.Fatal(err)
		}
		if err := srv.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// Somebody who takes a port first is noticed and not mistaken for our server.
func TestPortTaken(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	srv, err := dovecottest.Open(dovecottest.WithSetting(
		"service imap-login {\n  inet_listener taken {\n    port = " + port + "\n  }\n}"))
	if err == nil {
		srv.Close()
		t.Fatal("two servers on one port")
	}
	want(t, err.Error(), "port was taken")
}

func TestBadSetting(t *testing.T) {
	t.Parallel()
	dovecottest.Require(t)
	srv, err := dovecottest.Open(dovecottest.WithSetting("no_such_setting = 1"))
	if err == nil {
		srv.Close()
		t.Fatal("dovecot accepted it")
	}
	want(t, err.Error(), "no_such_setting")
}
