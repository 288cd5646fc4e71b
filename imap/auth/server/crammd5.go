package server

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
)

// cramMD5 is CRAM-MD5 (RFC 2195).
type cramMD5 struct {
	config    Config
	challenge []byte
	over      bool
}

func (m *cramMD5) Next(response []byte) ([]byte, bool, string, string, error) {
	if m.over {
		return fail(&SyntaxError{"CRAM-MD5", "the exchange is over"})
	}
	if m.challenge == nil {
		if len(response) > 0 {
			return fail(&SyntaxError{"CRAM-MD5", "the server speaks first"})
		}
		m.challenge = []byte("<" + m.config.nonce() + "@" + m.config.host() + ">")
		return ask(m.challenge)
	}
	m.over = true
	space := bytes.LastIndexByte(response, ' ')
	if space < 0 {
		return fail(&SyntaxError{"CRAM-MD5", "the response is not a user name, a blank and a digest"})
	}
	user := string(response[:space])
	password, ok := m.config.Lookup.Password(user)
	mac := hmac.New(md5.New, []byte(password))
	mac.Write(m.challenge)
	if want := hex.EncodeToString(mac.Sum(nil)); !ok || !hmac.Equal([]byte(want), bytes.ToLower(response[space+1:])) {
		return fail(ErrCredentials)
	}
	return m.config.finish(user, "")
}

func (c Config) nonce() string {
	if c.Nonce != nil {
		return c.Nonce()
	}
	return rand.Text()
}

func (c Config) host() string {
	if c.Host != "" {
		return c.Host
	}
	return "localhost"
}
