package scram

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"hash"
	"strings"
)

// Hash is the hash function of a mechanism.
type Hash func() hash.Hash

// HashOf is the hash that a mechanism is named after, SCRAM-SHA-1, SCRAM-SHA-256 or SCRAM-SHA-512, with or without
// -PLUS; ok is false for other names.
func HashOf(mechanism string) (h Hash, ok bool) {
	switch strings.TrimSuffix(mechanism, "-PLUS") {
	case "SCRAM-SHA-1":
		return sha1.New, true
	case "SCRAM-SHA-256":
		return sha256.New, true
	case "SCRAM-SHA-512":
		return sha512.New, true
	}
	return nil, false
}

// Keys are made of a password, a salt and an iteration count (RFC 5802 §3). Who has all of them can log in; a server
// needs Stored and Server only.
type Keys struct {
	Hash                   Hash
	Client, Stored, Server []byte
}

// NewKeys derives the keys, which takes as long as iterations say: about a microsecond each. The password is used as it
// is, see [Prepare]. The error is that of [pbkdf2.Key]: an iteration count below 1.
func NewKeys(h Hash, password string, salt []byte, iterations int) (Keys, error) {
	salted, err := pbkdf2.Key(h, password, salt, iterations, h().Size())
	if err != nil {
		return Keys{}, err
	}
	k := Keys{Hash: h}
	k.Client = k.mac(salted, "Client Key")
	k.Stored = k.digest(k.Client)
	k.Server = k.mac(salted, "Server Key")
	return k, nil
}

// Proof is what the client sends: it shows knowledge of the password to who has the stored key. The message is
// RFC 5802's AuthMessage: the first message without its GS2 header, the server's, and the final one without proof, with
// commas between.
func (k Keys) Proof(message string) []byte {
	signature := k.mac(k.Stored, message)
	subtle.XORBytes(signature, signature, k.Client)
	return signature
}

// Proves is whether a proof was made by one who knows the password. It needs the stored key only.
func (k Keys) Proves(proof []byte, message string) bool {
	signature := k.mac(k.Stored, message)
	if len(proof) != len(signature) {
		return false
	}
	subtle.XORBytes(signature, signature, proof)
	return hmac.Equal(k.digest(signature), k.Stored)
}

// Signature is what the server answers: it shows that the server knows the keys, too.
func (k Keys) Signature(message string) []byte { return k.mac(k.Server, message) }

func (k Keys) mac(key []byte, message string) []byte {
	m := hmac.New(k.Hash, key)
	m.Write([]byte(message))
	return m.Sum(nil)
}

func (k Keys) digest(b []byte) []byte {
	d := k.Hash()
	d.Write(b)
	return d.Sum(nil)
}
