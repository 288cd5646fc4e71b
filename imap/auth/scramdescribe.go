package auth

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// describeSCRAM takes the messages of RFC 5802 §7 apart. It tells them by their first attribute.
func describeSCRAM(msg []byte, fromServer bool) Description {
	s := string(msg)
	switch {
	case fromServer && strings.HasPrefix(s, "r="):
		return describeAttributes("SCRAM server-first-message", msg, serverAttribute)
	case fromServer && strings.HasPrefix(s, "v="):
		return describeAttributes("SCRAM server-final-message", msg, serverAttribute)
	case fromServer && strings.HasPrefix(s, "e="):
		return describeAttributes("SCRAM server-final-message, an error", msg, serverAttribute)
	case fromServer:
		return describeUnknown("SCRAM challenge", msg, true)
	case len(msg) == 0:
		return Description{Title: "SCRAM acknowledgement (empty)"}
	case strings.HasPrefix(s, "c="):
		return describeAttributes("SCRAM client-final-message", msg, finalAttribute)
	case strings.HasPrefix(s, "n,"), strings.HasPrefix(s, "y,"), strings.HasPrefix(s, "p=tls-"):
		return describeAttributes("SCRAM client-first-message", msg, firstAttribute)
	}
	return describeUnknown("SCRAM message", msg, false)
}

// An attribute's name, meaning and secrecy; n counts from 0.
type attributeFunc func(n int, attribute string) (name, meaning string, secret bool)

func describeAttributes(title string, msg []byte, explain attributeFunc) Description {
	t := dissect(title, msg)
	for n, attribute := range strings.Split(string(msg), ",") {
		if n > 0 {
			t.separator(1)
		}
		if attribute != "" {
			name, meaning, secret := explain(n, attribute)
			end := t.at + len(attribute)
			if secret {
				t.separator(strings.IndexByte(attribute, '=') + 1)
			}
			t.part(end, name, meaning, secret)
		}
	}
	return t.d
}

func firstAttribute(n int, attribute string) (name, meaning string, secret bool) {
	key, value, _ := strings.Cut(attribute, "=")
	switch {
	case n == 0 && key == "n":
		return "GS2 flag", "no channel binding", false
	case n == 0 && key == "y":
		return "GS2 flag", "channel binding would be possible, but the server did not offer it; if it did, someone removed it", false
	case n == 0 && key == "p":
		return "GS2 flag", "the proof will be bound to this TLS connection, with " + value, false
	case n == 1 && key == "a":
		return "authorization identity", "whom to act as", false
	case key == "n":
		return "user name", "who authenticates", false
	case key == "r":
		return "client nonce", "random, so that no exchange can be replayed", false
	}
	return "extension", "", true
}

func serverAttribute(_ int, attribute string) (name, meaning string, secret bool) {
	key, value, _ := strings.Cut(attribute, "=")
	switch key {
	case "r":
		return "nonce", "the client's, with the server's own behind it", false
	case "s":
		salt, _ := base64.StdEncoding.DecodeString(value)
		return "salt", fmt.Sprintf("%d bytes; makes equal passwords of two users look different", len(salt)), false
	case "i":
		return "iteration count", "how often the hash is applied, to make guessing slow", false
	case "v":
		return "server signature", "proves that the server knows the password's keys; passwords could be tried against it", true
	case "e":
		return "error", (&SCRAMError{Code: value}).meaning(), false
	case "m":
		return "mandatory extension", "not known here, so the exchange ends", false
	}
	return "extension", "", false
}

func finalAttribute(_ int, attribute string) (name, meaning string, secret bool) {
	key, value, _ := strings.Cut(attribute, "=")
	switch key {
	case "c":
		return "channel binding", bindingMeaning(value), false
	case "r":
		return "nonce", "both sides' together", false
	case "p":
		return "client proof", "shows knowledge of the password without sending it; passwords could be tried against it", true
	}
	return "extension", "", true
}

// bindingMeaning says what c= holds: the GS2 header again, which is how changing it on the way is noticed, and the
// channel binding data behind it.
func bindingMeaning(value string) string {
	raw, err := base64.StdEncoding.DecodeString(value)
	header := strings.SplitN(string(raw), ",", 3)
	if err != nil || len(header) < 3 {
		return "the GS2 header again"
	}
	s := fmt.Sprintf("the GS2 header again, %q", visible([]byte(header[0]+","+header[1]+",")))
	if len(header[2]) > 0 {
		s += fmt.Sprintf(", and %d bytes that only this TLS connection or certificate has", len(header[2]))
	}
	return s
}
