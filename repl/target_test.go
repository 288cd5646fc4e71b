package repl

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"imapsh/imap/dial"
	"imapsh/imap/secret"
	"imapsh/repl/profile"
)

// parsing is a session that has read its flags and can be told a server.
func parsing(cfg Config) *Session {
	if cfg.Getenv == nil {
		cfg.Getenv = func(string) string { return "" }
	}
	return &Session{cfg: cfg, secrets: &secret.Set{}}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		target                string
		host, port, tls, user string
		auth                  string
		open                  place
	}{
		{target: "mail.example.com", host: "mail.example.com", port: "993", tls: "implicit"},
		{target: "mail.example.com:993", host: "mail.example.com", port: "993", tls: "implicit"},
		{target: "mail.example.com:143", host: "mail.example.com", port: "143"},
		{target: "mail.example.com:1143", host: "mail.example.com", port: "1143"},
		{target: "alice@mail.example.com", host: "mail.example.com", port: "993", tls: "implicit", user: "alice"},
		{target: "192.0.2.1", host: "192.0.2.1", port: "993", tls: "implicit"},
		{target: "::1", host: "::1", port: "993", tls: "implicit"},
		{target: "[::1]", host: "::1", port: "993", tls: "implicit"},
		{target: "[::1]:143", host: "::1", port: "143"},
		{target: "imap://h", host: "h", port: "143"},
		{target: "imap://h:993", host: "h", port: "993"},
		{target: "imaps://h", host: "h", port: "993", tls: "implicit"},
		{target: "IMAPS://h:9930/", host: "h", port: "9930", tls: "implicit"},
		{target: "imaps://[2001:db8::1]:9930/", host: "2001:db8::1", port: "9930", tls: "implicit"},
		{target: "imaps://alice%40example.com@h", host: "h", port: "993", tls: "implicit", user: "alice@example.com"},
		{target: "imaps://alice@example.com@h", host: "h", port: "993", tls: "implicit", user: "alice@example.com"},
		{target: "imaps://alice;AUTH=SCRAM-SHA-256@h", host: "h", port: "993", tls: "implicit", user: "alice", auth: "SCRAM-SHA-256"},
		{target: "imaps://alice;auth=*@h", host: "h", port: "993", tls: "implicit", user: "alice"},
		{target: "imaps://;AUTH=EXTERNAL@h", host: "h", port: "993", tls: "implicit", auth: "EXTERNAL"},
		{target: "imaps://h/INBOX", host: "h", port: "993", tls: "implicit", open: place{mailbox: "INBOX"}},
		{target: "imaps://h/INBOX/Sent/", host: "h", port: "993", tls: "implicit", open: place{mailbox: "INBOX/Sent"}},
		{target: "imaps://h/Entw%C3%BCrfe;UIDVALIDITY=385759045", host: "h", port: "993", tls: "implicit", open: place{mailbox: "Entwürfe", uidValidity: "385759045"}},
		{target: "imaps://h/INBOX/;UID=20", host: "h", port: "993", tls: "implicit", open: place{mailbox: "INBOX", uid: "20"}},
		{
			target: "imaps://h/INBOX;uidvalidity=7/;uid=20/;section=1.2.MIME/;partial=0.1024", host: "h", port: "993", tls: "implicit",
			open: place{mailbox: "INBOX", uidValidity: "7", uid: "20", section: "1.2.MIME", partial: "0.1024"},
		},
		{
			target: "imaps://h/INBOX/;UID=20/;SECTION=HEADER.FIELDS%20(Subject)", host: "h", port: "993", tls: "implicit",
			open: place{mailbox: "INBOX", uid: "20", section: "HEADER.FIELDS (Subject)"},
		},
	} {
		t.Run(row.target, func(t *testing.T) {
			t.Parallel()
			srv, err := parsing(Config{}).parseTarget(row.target)
			if err != nil {
				t.Fatal(err)
			}
			if srv.host != row.host || srv.port != row.port || srv.tls != row.tls || srv.user != row.user || srv.auth != row.auth || srv.open != row.open {
				t.Errorf("got %q %q %q %q %q %+v", srv.host, srv.port, srv.tls, srv.user, srv.auth, srv.open)
			}
		})
	}
}

func TestTargetRefuses(t *testing.T) {
	t.Parallel()
	for target, says := range map[string]string{
		"":                                  "is missing",
		"https://h":                         "not \"https://\"",
		"imaps://":                          "no host",
		"imaps:///INBOX":                    "no host",
		"imaps://alice@":                    "no host",
		"h:0":                               "1 to 65535",
		"h:65536":                           "1 to 65535",
		"h:imap":                            "1 to 65535",
		"h:":                                "1 to 65535",
		"imaps://h ost":                     "no host has",
		"imaps://h\r\nost":                  "no host has",
		"imaps://%zz@h":                     "%25",
		"imaps://h/%zz":                     "%25",
		"imaps://h/INBOX?SUBJECT%20x":       "search",
		"imaps://h/INBOX/;UID=x":            "UID is no number",
		"imaps://h/INBOX/;UID=-1":           "UID is no number",
		"imaps://h/INBOX/;UID=1:*":          "UID is no number",
		"imaps://h/INBOX/;UID=1%0D%0A2":     "UID is no number",
		"imaps://h/INBOX;UIDVALIDITY=x":     "UIDVALIDITY is no number",
		"imaps://h/INBOX/;SECTION=1":        "/;UID=n comes before",
		"imaps://h/INBOX/;UID=1/;PARTIAL=0": "start.length",
		"imaps://h/INBOX/;UID=1/;NOSUCH=1":  "NOSUCH",
		"imaps://h/INBOX/;UID=1/;SECTION=%0D%0Ax": "SECTION",
		"imaps://h/INBOX/;UID=1/;SECTION=]%20x":   "SECTION",
		"imaps://h/;UID=1":                        "/mailbox/;UID=n",
		"imaps://h/INBOX;UID=1":                   "/mailbox/;UID=n",
		"imaps://h/IN%0D%0ABOX":                   "mailbox",
	} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			srv, err := parsing(Config{}).parseTarget(target)
			if err == nil {
				t.Fatalf("is read as %+v", srv)
			}
			if !strings.Contains(err.Error(), says) || ExitStatus(err) != StatusUsage {
				t.Errorf("says %q with status %d, not %q", err, ExitStatus(err), says)
			}
		})
	}
}

// A password in a URL is known as a secret and stays out of what names the server,
// also where the URL cannot be read.
func TestPasswordInTarget(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ target, password string }{
		{"imaps://alice:pa55word@h", "pa55word"},
		{"imaps://alice:pa%2F55%40word@h", "pa/55@word"},
		{"imaps://alice:pa@55@h", "pa@55"},
		{"imaps://alice:pa55word;AUTH=PLAIN@h", "pa55word"},
		{"alice:pa55word@h", "pa55word"},
		{"imaps://alice:@h", ""},
	} {
		s := parsing(Config{})
		srv, err := s.parseTarget(row.target)
		if err != nil {
			t.Errorf("%s: %v", row.target, err)
			continue
		}
		if src := srv.secrets; !src.known || !src.inURL || src.password != row.password || srv.user != "alice" || srv.host != "h" {
			t.Errorf("%s: %+v", row.target, srv)
		}
		if shown := s.secrets.MaskString(row.target); row.password != "" && (strings.Contains(shown, "pa55") || strings.Contains(shown, "55@")) {
			t.Errorf("%s is shown as %s", row.target, shown)
		}
	}
	for _, target := range []string{"imaps://alice:pa55/word@h", "imaps://alice:pa55%word@h", "imaps://alice:pa55word@h:port", "imaps://alice:pa55word@h/%zz"} {
		s := parsing(Config{})
		if _, err := s.parseTarget(target); err == nil || strings.Contains(err.Error(), "pa55") || strings.Contains(s.secrets.MaskString(target), "pa55") {
			t.Errorf("%s: %v; shown as %s", target, err, s.secrets.MaskString(target))
		}
	}
}

// What the flags say goes with the first server; whom to trust, with each.
func TestFlagsOfATarget(t *testing.T) {
	t.Parallel()
	cfg := Config{
		User: "bob", ActAs: "carol", Auth: "PLAIN", TLS: "starttls", CAFile: "ca", Pin: "sha256:00", ServerName: "n", CertFile: "c", KeyFile: "k",
		Proxy: "socks5://u:hush@p:1", Insecure: true, Compress: true, PasswordCommand: "pass", Getenv: func(string) string { return "" },
	}
	s := parsing(cfg)
	srv, err := s.parseTarget("imap://alice@h")
	if err != nil {
		t.Fatal(err)
	}
	if srv.user != "bob" || srv.actAs != "carol" || srv.auth != "PLAIN" || srv.tls != "starttls" || srv.trust.Pin != "sha256:00" ||
		srv.trust.ServerName != "n" || srv.trust.CertFile != "c" || srv.trust.KeyFile != "k" || srv.secrets.command != "pass" || !srv.compress {
		t.Errorf("the first server: %+v", srv)
	}
	if s.secrets.MaskString("hush") == "hush" {
		t.Error("the proxy's password is shown")
	}
	s.flagsTaken = true
	srv, err = s.parseTarget("imap://alice@other")
	if err != nil {
		t.Fatal(err)
	}
	if srv.user != "alice" || srv.secrets.command != "" || srv.secrets.environment || srv.trust.Pin != "" || srv.trust.CertFile != "" || srv.actAs != "" {
		t.Errorf("what is the first server's went to another: %+v", srv)
	}
	if srv.trust.CAFile != "ca" || !srv.trust.Insecure || srv.proxy == nil {
		t.Errorf("what holds for all is missing: %+v", srv)
	}
	for _, c := range []Config{{Unix: "/run/imap"}, {Exec: "imap"}} {
		if srv, err := parsing(c).parseTarget(""); err != nil || srv.tls != "none" || !srv.local() {
			t.Errorf("%+v: %+v, %v", c, srv, err)
		}
	}
	if _, err := parsing(Config{Proxy: "gopher://p"}).parseTarget("h"); ExitStatus(err) != StatusUsage {
		t.Errorf("a proxy that is none: %v", err)
	}
}

// A profile is a target by its name, and its keys win over its URL.
func TestProfileIsATarget(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.toml")
	text := `[profile.work]
url = "imaps://alice@mail.example.com/INBOX"
user = "carol"
auth = "PLAIN"
pin = "sha256:00"
password = "hush-hush"
read_only = true
proxy = "http://p:8080"
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := profile.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	s := parsing(Config{})
	s.profiles = c.Profiles
	srv, err := s.parseTarget("work")
	if err != nil {
		t.Fatal(err)
	}
	if srv.profile != "work" || srv.host != "mail.example.com" || srv.user != "carol" || srv.auth != "PLAIN" || srv.tls != "implicit" ||
		srv.open.mailbox != "INBOX" || !srv.readOnly || srv.proxy == nil || srv.trust.Pin == "" || srv.secrets.password != "hush-hush" {
		t.Errorf("%+v", srv)
	}
	if strings.Contains(s.secrets.MaskString("x hush-hush y"), "hush") {
		t.Error("its password is shown")
	}
	s.cfg.ReadWrite = true
	if _, err := s.parseTarget("work"); err == nil || !strings.Contains(err.Error(), "read_only") {
		t.Errorf("--rw and read_only: %v", err)
	}
}

// A misspelt profile is looked for as a host; that it is none is said with the
// profiles there are.
func TestUnknownName(t *testing.T) {
	t.Parallel()
	s := parsing(Config{})
	lost := (&dial.Server{Host: "wrok"}).Failure(t.Context(), &net.DNSError{Name: "wrok", IsNotFound: true})
	if err := s.unknownName("wrok", lost); err != lost {
		t.Errorf("without profiles: %v", err)
	}
	s.profiles = map[string]*profile.Profile{"work": {}, "home": {}}
	if got := s.unknownName("wrok", lost); adviceOf(got) != "wrok is no profile either; there are: home, work" || ExitStatus(got) != StatusNetwork || got.Error() != lost.Error() {
		t.Errorf("%v; %s", got, adviceOf(got))
	}
	for _, target := range []string{"mail.example.com", "imaps://h", "alice@h"} {
		if err := s.unknownName(target, lost); err != lost {
			t.Errorf("%s: %v", target, err)
		}
	}
	if err := s.unknownName("wrok", nil); err != nil {
		t.Errorf("without a failure: %v", err)
	}
}
