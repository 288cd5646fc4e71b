package auth

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"encoding/hex"
)

// maxCRAM is the size in bytes of the largest CRAM-MD5 challenge that is answered. A message-id is far shorter.
const maxCRAM = 1024

// cramMD5 is CRAM-MD5 (RFC 2195): the answer is a keyed digest of the server's challenge. The password stays here, but
// the server must keep it in clear, and nothing proves who the server is.
type cramMD5 struct {
	exchange
	user, password string
}

func newCRAMMD5(cred Credentials) (Mechanism, error) {
	if err := noNUL("CRAM-MD5", cred); err != nil {
		return nil, err
	}
	m := &cramMD5{user: cred.User, password: cred.Password}
	m.exchange = exchange{name: "CRAM-MD5", limit: 1, describe: describeCRAMMD5}
	m.keep(cred.Password)
	return m, nil
}

func (m *cramMD5) Start() ([]byte, bool, error) { return nil, false, m.begin() }

func (m *cramMD5) Next(challenge []byte) ([]byte, error) {
	if err := m.take(challenge); err != nil {
		return nil, err
	}
	if reason := checkCRAM(challenge); reason != "" {
		return nil, m.bad(reason)
	}
	mac := hmac.New(md5.New, []byte(m.password))
	mac.Write(challenge)
	m.complete = true
	return m.sent([]byte(m.user + " " + hex.EncodeToString(mac.Sum(nil)))), nil
}

// checkCRAM asks for what RFC 2195 §2 calls for in substance: something printable, and not without end.
func checkCRAM(challenge []byte) string {
	switch {
	case len(challenge) == 0:
		return "the challenge is empty"
	case len(challenge) > maxCRAM:
		return "the challenge is far longer than a message-id"
	}
	for _, c := range challenge {
		if c < ' ' || c > '~' {
			return "the challenge is no message-id: it holds an unprintable byte"
		}
	}
	return ""
}

func describeCRAMMD5(msg []byte, fromServer bool) Description {
	if fromServer {
		return describeWhole("CRAM-MD5 challenge", "challenge", "fresh each time, so that no answer can be replayed", msg, false)
	}
	space := bytes.LastIndexByte(msg, ' ')
	if space < 0 {
		return describeUnknown("CRAM-MD5 response", msg, false)
	}
	t := dissect("CRAM-MD5 response", msg)
	t.part(space, "user name", "who authenticates", false)
	t.separator(1)
	t.part(len(msg), "digest", "HMAC-MD5 of the challenge under the password; passwords could be tried against it", true)
	return t.d
}
