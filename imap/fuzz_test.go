package imap_test

import (
	"bytes"
	"net"
	"strings"
	"testing"
	"time"

	"imapsh/imap"
	"imapsh/imap/wire"
)

// FuzzClient lets a server say anything in each state: as a greeting, in place of
// an answer before and after login, in an open mailbox, and in IDLE. The client
// must come to an end without a panic, and believe in no login that it did not ask
// for. "$tag" in what the server says is the tag of the command.
func FuzzClient(f *testing.F) {
	for _, seed := range []string{
		"* OK hi\r\n", "* PREAUTH hi\r\n", "* 3 EXISTS\r\n$tag OK done\r\n", "* 1 FETCH (BODY[] {3}\r\nabc)\r\n$tag OK done\r\n",
		"+ go\r\n$tag NO no\r\n", "* BYE x\r\n", "$tag OK [READ-ONLY] x\r\n", "* CAPABILITY IMAP4rev1\r\n$tag OK x\r\n", "* VANISHED 1:9\r\n", "+ go\r\n* 4 EXISTS\r\n$tag OK x\r\n",
		"* OK [UIDVALIDITY 9] {4}\r\n$tag BAD x\r\n", "* 1 FETCH (FLAGS (\\Seen) {2}\r\nab{1}\r\nc)\r\n",
	} {
		for state := range fuzzStates {
			f.Add(byte(state), []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, state byte, says []byte) {
		at := fuzzStates[int(state)%len(fuzzStates)]
		client, server := net.Pipe()
		go fuzzServer(server, at.before, says)
		c, err := imap.New(t.Context(), client, imap.Options{AllowClear: true, Timeout: 5 * time.Second, Limits: wire.Limits{Line: 1 << 16, Unasked: 1 << 18, Gathered: 1 << 16}})
		if err != nil {
			return
		}
		defer c.Close()
		for _, cmd := range at.commands() {
			r, err := c.Do(t.Context(), cmd, nil)
			r.Close()
			if err != nil {
				break
			}
		}
		if at.before == nil && c.State() == imap.StateAuth && !bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(says)), []byte("*")) {
			t.Errorf("logged in by %q", says)
		}
	})
}

// fuzzStates are the states in which the server begins to say what it likes: before
// are its honest answers until then.
var fuzzStates = []struct {
	before   []string
	commands func() []*imap.Command
}{
	{nil, func() []*imap.Command { return []*imap.Command{imap.Noop()} }},
	{[]string{"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"}, func() []*imap.Command { return []*imap.Command{imap.Login(imap.AString("a"), "b"), imap.Noop()} }},
	{[]string{"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"}, func() []*imap.Command {
		return []*imap.Command{selectInbox(), imap.List(imap.Verbatim(`""`), imap.Verbatim("*")), imap.Noop()}
	}},
	{[]string{"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n", "* 3 EXISTS\r\n$tag OK done\r\n"}, func() []*imap.Command {
		return []*imap.Command{selectInbox(), imap.Fetch(imap.Verbatim("1"), imap.Verbatim("BODY[]")), imap.Expunge(), imap.Noop()}
	}},
	{[]string{"* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] hi\r\n", "$tag OK done\r\n"}, func() []*imap.Command {
		return []*imap.Command{imap.CompressDeflate(), imap.Noop()}
	}},
}

// fuzzServer greets and answers as before says, and then says what it likes, once.
func fuzzServer(c net.Conn, before []string, says []byte) {
	defer c.Close()
	line := make([]byte, 64<<10)
	for i, answer := range append(before, string(says)) {
		tag := "*"
		if i > 0 {
			n, err := c.Read(line)
			if err != nil {
				return
			}
			tag, _, _ = strings.Cut(string(line[:n]), " ")
		}
		if _, err := c.Write([]byte(strings.ReplaceAll(answer, "$tag", tag))); err != nil {
			return
		}
	}
}
