package practice_test

import (
	"bufio"
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // CRAM-MD5
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"imapsh/imap/practice"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestAuthenticate(t *testing.T) {
	t.Parallel()
	for _, d := range []dialogue{
		{"PLAIN with an initial response (RFC 4959)", `
			C: a AUTHENTICATE PLAIN ` + b64("\x00alice\x00alicepw") + `
			S: a OK [CAPABILITY «.*»] Logged in
		`},
		{"PLAIN asked for", `
			C: a AUTHENTICATE plain
			S> + \r\n
			C: ` + b64("\x00alice\x00alicepw") + `
			S: a OK [CAPABILITY «.*»] Logged in
		`},
		{"PLAIN with a wrong password", `
			C: a AUTHENTICATE PLAIN ` + b64("\x00alice\x00nope") + `
			S: a NO [AUTHENTICATIONFAILED] Authentication failed.
		`},
		{"the administrator as bob (RFC 4616 §2)", `
			C: a AUTHENTICATE PLAIN ` + b64("bob\x00admin\x00adminpw") + `
			S: a OK [CAPABILITY «.*»] Logged in
			C: b MYRIGHTS "Other Users/alice/INBOX"
			S: b NO [NONEXISTENT] «.*»
		`},
		{"alice as bob", `
			C: a AUTHENTICATE PLAIN ` + b64("bob\x00alice\x00alicepw") + `
			S: a NO [AUTHORIZATIONFAILED] Not authorized to act for that user.
		`},
		{"LOGIN", `
			C: a AUTHENTICATE LOGIN
			S: + «.+»
			C: ` + b64("alice") + `
			S: + «.+»
			C: ` + b64("alicepw") + `
			S: a OK [CAPABILITY «.*»] Logged in
		`},
		{"cancelled (RFC 3501 §6.2.2)", `
			C: a AUTHENTICATE PLAIN
			S> + \r\n
			C: *
			S: a BAD Error in IMAP command AUTHENTICATE: Authentication aborted by client.
		`},
		{"no base64", `
			C: a AUTHENTICATE PLAIN
			S> + \r\n
			C: %%%
			S: a BAD Error in IMAP command AUTHENTICATE: Invalid base64 data in SASL response.
			C: b AUTHENTICATE PLAIN !
			S: b BAD Error in IMAP command AUTHENTICATE: Invalid base64 data in SASL response.
		`},
		{"malformed", `
			C: a AUTHENTICATE PLAIN ` + b64("alice") + `
			S: a BAD Error in IMAP command AUTHENTICATE: PLAIN: «.*»
		`},
		{"unknown mechanism", `
			C: a AUTHENTICATE FROB
			S: a NO Unsupported authentication mechanism.
			C: b AUTHENTICATE SCRAM-SHA-256-PLUS
			S: b NO Unsupported authentication mechanism.
		`},
		{"XOAUTH2, refused with a challenge", `
			C: a AUTHENTICATE XOAUTH2 ` + b64("user=alice\x01auth=Bearer bad\x01\x01") + `
			S: + «[A-Za-z0-9+/=]+»
			C: 
			S: a NO [AUTHENTICATIONFAILED] Authentication failed.
		`},
		{"XOAUTH2", `
			C: a AUTHENTICATE XOAUTH2 ` + b64("user=alice\x01auth=Bearer token-alice\x01\x01") + `
			S: a OK [CAPABILITY «.*»] Logged in
		`},
		{"OAUTHBEARER (RFC 7628 §4.3)", `
			C: a AUTHENTICATE OAUTHBEARER ` + b64("n,a=alice,\x01auth=Bearer bad\x01\x01") + `
			S: + «[A-Za-z0-9+/=]+»
			C: AQ==
			S: a NO [AUTHENTICATIONFAILED] Authentication failed.
			C: b AUTHENTICATE OAUTHBEARER ` + b64("n,a=alice,\x01auth=Bearer token-alice\x01\x01") + `
			S: b OK [CAPABILITY «.*»] Logged in
		`},
		{"ANONYMOUS (RFC 4505)", `
			C: a AUTHENTICATE ANONYMOUS ` + b64("sirhc") + `
			S: a OK [CAPABILITY «.*»] Logged in
			C: b STATUS INBOX (MESSAGES)
			S: * STATUS INBOX (MESSAGES 0)
			S: b OK Status completed.
		`},
		{"PROXYAUTH", `
			C: a LOGIN admin adminpw
			S: a OK «.*»
			C: b PROXYAUTH alice
			S: b OK Proxyauth completed.
			C: c STATUS INBOX (MESSAGES)
			S: * STATUS INBOX (MESSAGES 3)
			S: c OK Status completed.
			C: d PROXYAUTH bob
			S: d NO [AUTHORIZATIONFAILED] Not authorized to act for that user.
		`},
		{"UNAUTHENTICATE (RFC 8437)", `
			C: a LOGIN alice alicepw
			S: a OK «.*»
			C: b ENABLE CONDSTORE
			S: * ENABLED CONDSTORE
			S: b OK Enabled.
			C: c SELECT INBOX
			S... c OK «.*»
			C: d UNAUTHENTICATE
			S: d OK [CAPABILITY «.*AUTH=PLAIN.*»] Returned to not authenticated state
			C: e NOOP
			S: e OK NOOP completed.
			C: f FETCH 1 FLAGS
			S: f BAD Please log in first.
			C: g LOGIN bob bobpw
			S: g OK «.*»
			C: h SELECT INBOX
			S... h OK «.*»
		`},
	} {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			p := dial(t, newServer(t, practice.Options{}))
			p.talk(`S: * OK «.*»`)
			p.talk(d.script)
		})
	}
}

func TestCramMD5(t *testing.T) {
	t.Parallel()
	p := dial(t, newServer(t, practice.Options{}))
	p.talk(`
		S: * OK «.*»
		C: a AUTHENTICATE CRAM-MD5
	`)
	challenge, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(p.line(), "+ "))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(md5.New, []byte("alicepw"))
	mac.Write(challenge)
	p.talk(`
		C: ` + b64("alice "+hex.EncodeToString(mac.Sum(nil))) + `
		S: a OK [CAPABILITY «.*»] Logged in
	`)
}

// secure does STARTTLS.
func (p *peer) secure(srv *practice.Server) *tls.Conn {
	p.t.Helper()
	p.talk(`
		C: tls STARTTLS
		S: tls OK Begin TLS negotiation now.
	`)
	pool, err := srv.CertPool()
	if err != nil {
		p.t.Fatal(err)
	}
	c := tls.Client(p.conn, &tls.Config{RootCAs: pool, ServerName: "localhost"})
	if err := c.Handshake(); err != nil {
		p.t.Fatal(err)
	}
	p.conn, p.rd = c, bufio.NewReader(c)
	return c
}

func TestStartTLS(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{RequireTLS: true})
	p := dial(t, srv)
	p.talk(`
		S: * OK [CAPABILITY «.*STARTTLS LOGINDISABLED AUTH=SCRAM.*»] imapsh practice server ready.
		C: a LOGIN alice alicepw
		S: a NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.
		C: b AUTHENTICATE PLAIN
		S: b NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.
		C: c STARTTLS now
		S: c BAD «.*»
		# what is sent in clear behind STARTTLS is thrown away (RFC 9051 §6.2.1)
		C> d STARTTLS\r\ne CREATE injected\r\n
		S: d OK Begin TLS negotiation now.
	`)
	pool, err := srv.CertPool()
	if err != nil {
		t.Fatal(err)
	}
	c := tls.Client(p.conn, &tls.Config{RootCAs: pool, ServerName: "localhost"})
	p.conn, p.rd = c, bufio.NewReader(c)
	p.talk(`
		C: f CAPABILITY
		S: * CAPABILITY «.*AUTH=SCRAM-SHA-256-PLUS.*AUTH=PLAIN.*»
		S: f OK Capability completed.
		C: g STARTTLS
		S: g BAD Error in IMAP command STARTTLS: TLS is already active.
		C: h LOGIN alice alicepw
		S: h OK «.*»
		C: i LIST "" injected
		S: i OK List completed.
	`)
}

func TestImplicitTLS(t *testing.T) {
	t.Parallel()
	srv := newServer(t, practice.Options{})
	addr, err := srv.Listen("127.0.0.1:0", true)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := srv.CertPool()
	if err != nil {
		t.Fatal(err)
	}
	c, err := tls.Dial("tcp", addr.String(), &tls.Config{RootCAs: pool})
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, conn: c, rd: bufio.NewReader(c)}
	p.talk(`
		S: * OK [CAPABILITY «.*AUTH=SCRAM-SHA-256-PLUS.*»] imapsh practice server ready.
		C: a LOGOUT
		S: * BYE Logging out
		S: a OK Logout completed.
		EOF
	`)
}

// scramClient is the client's side of SCRAM-SHA-256 (RFC 7677), bound to the
// channel with tls-exporter when header says so (RFC 9266).
func scramClient(p *peer, mechanism, header string, binding []byte) {
	p.t.Helper()
	first := "n=alice,r=clientnonce"
	p.send("a AUTHENTICATE " + mechanism + " " + b64(header+first) + "\r\n")
	server, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(p.line(), "+ "))
	if err != nil {
		p.t.Fatal(err)
	}
	fields := map[byte]string{}
	for _, f := range strings.Split(string(server), ",") {
		fields[f[0]] = f[2:]
	}
	salt, err := base64.StdEncoding.DecodeString(fields['s'])
	if err != nil || fields['i'] != "4096" {
		p.t.Fatalf("got %q, %v", server, err)
	}
	salted, err := pbkdf2.Key(sha256.New, "alicepw", salt, 4096, sha256.Size)
	if err != nil {
		p.t.Fatal(err)
	}
	sum := func(key []byte, text string) []byte {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	clientKey := sum(salted, "Client Key")
	stored := sha256.Sum256(clientKey)
	final := "c=" + b64(header+string(binding)) + ",r=" + fields['r']
	auth := first + "," + string(server) + "," + final
	proof := sum(stored[:], auth)
	for i := range proof {
		proof[i] ^= clientKey[i]
	}
	p.send(b64(final+",p="+base64.StdEncoding.EncodeToString(proof)) + "\r\n")
	want := "v=" + base64.StdEncoding.EncodeToString(sum(sum(salted, "Server Key"), auth))
	p.expect("+ " + b64(want))
	p.talk(`
		C: 
		S: a OK [CAPABILITY «.*»] Logged in
	`)
}

func TestScram(t *testing.T) {
	t.Parallel()
	t.Run("plain", func(t *testing.T) {
		t.Parallel()
		p := dial(t, newServer(t, practice.Options{}))
		p.talk(`S: * OK «.*»`)
		scramClient(p, "SCRAM-SHA-256", "n,,", nil)
	})
	t.Run("bound to the channel", func(t *testing.T) {
		t.Parallel()
		srv := newServer(t, practice.Options{})
		p := dial(t, srv)
		p.talk(`S: * OK «.*»`)
		state := p.secure(srv).ConnectionState()
		binding, err := state.ExportKeyingMaterial("EXPORTER-Channel-Binding", nil, 32)
		if err != nil {
			t.Fatal(err)
		}
		scramClient(p, "SCRAM-SHA-256-PLUS", "p=tls-exporter,,", binding)
	})
}
