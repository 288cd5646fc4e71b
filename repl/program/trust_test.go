package program

import (
	"encoding/base64"
	"encoding/hex"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"imapsh/imap/practice"
)

const hunter = "hunter2 & friends"

// eavesdrop plays a script and remembers what the program sent.
func eavesdrop(t *testing.T, script practice.Script) (address string, heard func() string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	tap := &tapped{}
	go func() {
		if c, err := l.Accept(); err == nil {
			tap.Conn = c
			_ = script.Serve(tap) // the program's doing is looked at, not the script's
		}
	}()
	return l.Addr().String(), tap.text
}

type tapped struct {
	net.Conn
	mu  sync.Mutex
	buf []byte
}

func (t *tapped) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p[:n]...)
	return n, err
}

func (t *tapped) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.buf)
}

// TestT17_NothingSecretLeavesBeforeTLS takes STARTTLS away in every way that a
// man in the middle has.
func TestT17_NothingSecretLeavesBeforeTLS(t *testing.T) {
	t.Parallel()
	send, expect, obey := practice.Send, practice.Expect, practice.Obey()
	const offers = "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN AUTH=LOGIN] hi\r\n"
	for _, row := range []struct {
		name   string
		script practice.Script
		args   []string
		code   int
	}{
		{"not offered", practice.Script{send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"), obey}, []string{"--tls", "starttls"}, 7},
		{"offered and then not", practice.Script{send("* OK hi\r\n"), obey}, []string{"--tls", "starttls"}, 7},
		{"NO", practice.Script{send(offers), expect(".*"), send("$tag NO no\r\n"), obey}, nil, 7},
		{"BAD", practice.Script{send(offers), expect(".*"), send("$tag BAD what\r\n"), obey}, nil, 7},
		{"BYE", practice.Script{send(offers), expect(".*"), send("* BYE no\r\n"), obey}, nil, 6},
		{"no TLS behind the OK", practice.Script{send(offers), expect(".*"), send("$tag OK go\r\n"), expect(".*"), send("* OK what?\r\n"), obey}, []string{"--timeout", "5s"}, 7},
		{"clear text behind the OK", practice.Script{send(offers), expect(".*"), send("$tag OK go\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n"), obey}, nil, 7},
		{"PREAUTH", practice.Script{send("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"), obey}, []string{"--tls", "starttls"}, 7},
		{"LOGINDISABLED", practice.Script{send("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n"), obey}, []string{"--tls", "none", "--auth", "login"}, 8},
		{"a referral elsewhere", practice.Script{send("* BYE [REFERRAL imap://127.0.0.1:1/] go there\r\n")}, nil, 6},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			address, heard := eavesdrop(t, row.script)
			code, out := attempt{args: row.args, env: []string{"IMAPSH_PASSWORD=" + hunter}}.run(t, "imap://alice@"+address)
			if code != row.code {
				t.Errorf("exits with %d, not %d: %s", code, row.code, out)
			}
			for how, text := range shapes(hunter) {
				if strings.Contains(heard(), text) {
					t.Errorf("the password left as %s: %q", how, heard())
				}
			}
		})
	}
}

// shapes are a secret in every encoding a log could have it in.
func shapes(s string) map[string]string {
	b64 := base64.StdEncoding.EncodeToString
	return map[string]string{
		"text": s, "quoted": strings.ReplaceAll(s, `"`, `\"`), "base64": strings.TrimRight(b64([]byte(s)), "="),
		"base64 in PLAIN": strings.TrimRight(b64([]byte("\x00alice\x00"+s)), "=")[8:],
		"hexadecimal":     hex.EncodeToString([]byte(s)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(s))),
		"URL": strings.NewReplacer(" ", "%20", "&", "%26").Replace(s), "query": strings.NewReplacer(" ", "+", "&", "%26").Replace(s),
	}
}

// Nobody is asked for a password that could not be used.
func TestT19_NobodyIsAskedForAPasswordInVain(t *testing.T) {
	t.Parallel()
	asked := filepath.Join(t.TempDir(), "asked")
	address := play(t, practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n"), practice.Obey()})
	code, out := attempt{args: []string{"--tls", "none", "--auth", "login", "--password-command", "echo x | tee " + asked}}.run(t, "imap://alice@"+address)
	if code != 8 || !strings.Contains(out, "LOGINDISABLED") {
		t.Errorf("exits with %d: %s", code, out)
	}
	if _, err := os.Stat(asked); err == nil {
		t.Error("the password command was run")
	}
}

func TestT20_ReferralsAreShownAndNotFollowed(t *testing.T) {
	t.Parallel()
	there, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	code := "[REFERRAL imap://alice@" + there.Addr().String() + "/]"
	for _, row := range []struct {
		script practice.Script
		code   int
	}{
		{practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 LOGIN-REFERRALS] hi\r\n"), practice.Expect(`\S+ LOGIN .*`), practice.Send("$tag NO " + code + " go there\r\n"), practice.Obey()}, 8},
		{practice.Script{practice.Send("* OK [CAPABILITY IMAP4rev1 LOGIN-REFERRALS] hi\r\n"), practice.Expect(`\S+ LOGIN .*`), practice.Send("$tag OK " + code + " go there\r\n"), practice.Expect(".*"), practice.Send("* CAPABILITY IMAP4rev1\r\n* OK " + code + " there\r\n$tag OK done\r\n"), practice.Obey()}, 0},
		{practice.Script{practice.Send("* OK " + code + " hi\r\n"), practice.Expect(".*"), practice.Send("* BYE " + code + " go there\r\n")}, 6},
		{practice.Script{practice.Send("* BYE " + code + " go there\r\n")}, 6},
	} {
		status, out := attempt{args: []string{"--tls", "none", "--auth", "login"}, env: []string{"IMAPSH_PASSWORD=" + hunter}}.run(t, "imap://alice@"+play(t, row.script))
		if status != row.code || row.code != 0 && !strings.Contains(out, "REFERRAL") {
			t.Errorf("exits with %d: %s", status, out)
		}
	}
	// Who connects first is accepted first: that must be this test.
	own, err := net.Dial("tcp", there.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	first, err := there.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if first.RemoteAddr().String() != own.LocalAddr().String() {
		t.Error("a referral was followed")
	}
}

// TestT29_SecretsAreMaskedByValue has a server repeat the password in every shape, in
// every kind of text.
func TestT29_SecretsAreMaskedByValue(t *testing.T) {
	t.Parallel()
	for how, echo := range shapes(hunter) {
		for _, view := range []string{"text", "tuple", "json", "raw"} {
			t.Run(how+" "+view, func(t *testing.T) {
				t.Parallel()
				asked := practice.Repeat(0)
				if view == "tuple" { // as imaplib does
					asked = practice.Repeat(1, practice.Expect(`\S+ CAPABILITY`), practice.Send("* CAPABILITY IMAP4rev1\r\n$tag OK done\r\n"))
				}
				address := play(t, practice.Script{
					practice.Send("* OK [CAPABILITY IMAP4rev1] hi\r\n"), asked, practice.Expect(`\S+ LOGIN .*`),
					practice.Send("* OK [ALERT] " + echo + "\r\n* NO " + echo + "\r\n* BAD " + echo + "\r\n$tag OK [X " + echo + "] " + echo + "\r\n"),
					practice.Expect(`\S+ CAPABILITY`), practice.Send("* CAPABILITY IMAP4rev1\r\n$tag OK done\r\n"),
					practice.Expect(`\S+ NOOP`), practice.Send("$tag NO [X " + echo + "] " + echo + "\r\n"),
					practice.Expect(`\S+ CHECK`), practice.Send("$tag BAD " + echo + "\r\n"),
					practice.Expect(`\S+ NOOP`), practice.Send("* BYE " + echo + "\r\n"),
				})
				trace := filepath.Join(t.TempDir(), "trace")
				_, out := attempt{
					args: []string{"--tls", "none", "--auth", "login", "-v", "--debug", "5", "--trace", trace, "--keep-going", "-o", view},
					env:  []string{"IMAPSH_PASSWORD=" + hunter},
				}.run(t, "-c", "noop", "-c", "xatom CHECK", "-c", "noop", "-c", "print_log all", "-c", "print_log json", "-c", `\state`, "-c", "!env", "imap://alice@"+address)
				wire, err := os.ReadFile(trace)
				if err != nil {
					t.Fatal(err)
				}
				for as, text := range shapes(hunter) {
					if all := out + string(wire); strings.Contains(all, text) {
						i := strings.Index(all, text)
						t.Errorf("shown as %s: %q", as, all[max(i-100, 0):min(i+100, len(all))])
					}
				}
				if !strings.Contains(out, "LOGIN alice ***") {
					t.Errorf("nothing was masked:\n%s", out)
				}
			})
		}
	}
}

// TestT36_AFullDiskIsSaid saves to a device that is always full: the failure is an
// error, and the session stays in step.
func TestT36_AFullDiskIsSaid(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Log("there is no /dev/full")
		return
	}
	const get = "select INBOX\nfetch 1 BODY.PEEK[] "
	for _, row := range []struct{ name, script, says string }{
		{"redirect", get + "> /dev/full\nnoop\n", "no space left on device"},
		{"appending redirect", get + ">> /dev/full\nnoop\n", "no space left on device"},
		{"save", get + "\n\\save > /dev/full\nnoop\n", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			code, out := runScript(t, row.script, "--demo", "--keep-going")
			if code == 0 || !strings.Contains(out, row.says) || !strings.Contains(out, "OK NOOP") && !strings.Contains(out, "OK Noop") {
				t.Errorf("exits with %d: %s", code, out)
			}
		})
	}
}
