// Package auth holds the client's side of the SASL mechanisms IMAP uses: PLAIN, LOGIN, ANONYMOUS, EXTERNAL, CRAM-MD5,
// the SCRAM family with its -PLUS forms, OAUTHBEARER, XOAUTH2, and answers typed by hand.
//
// A mechanism turns challenges into responses, both as plain bytes. It never touches a socket, never sees the base64
// framing of AUTHENTICATE (RFC 9051 §6.2.2), never asks a user and never prints: package imap carries the messages, and
// what may be shown of them comes from [Mechanism.Describe], where the one who knows which bytes are secret marks them.
//
// # One exchange
//
//	m, err := auth.Select(offered, "auto", cred, conn)
//	if !saslIR {
//		m = auth.WithoutIR(m)
//	}
//	ir, hasIR, err := m.Start()       // AUTHENTICATE name [base64 of ir, or "=" when it is empty]
//	for each "+ challenge" {
//		response, err := m.Next(challenge) // err: send "*" and report err
//	}
//	tagged OK: m.Done()               // err: the server is not to be trusted, drop the connection
//	tagged NO: m.Failure()            // what the server said about why, decoded
//
// # Promises
//
// A value of [Mechanism] serves one attempt. A password, a token or a value derived from it leaves at most once in it.
// Challenges are counted, and none above [MaxChallenge] bytes is looked at. A challenge that does not fit the mechanism
// ends the exchange with a [ChallengeError]. A server that says OK too early, or without the proof that SCRAM owes us,
// is found by Done. No error text holds a secret.
//
// # What counts as a secret
//
// The password and the token, and what is derived from them: the CRAM-MD5 digest, SCRAM's client proof and the server's
// signature. The derived ones do not open the mailbox, but whoever has them beside the challenge, which the trace shows,
// can try passwords as fast as a machine computes. Nonces, salts, iteration counts and channel binding data are shown.
//
// # Passwords and SASLprep
//
// SCRAM prepares user name and password with SASLprep (RFC 4013): odd spaces become plain ones, soft hyphens vanish,
// compatibility letters are folded. SASLprep refuses strings with control characters, private-use characters, invalid
// UTF-8, characters newer than Unicode 3.2 (all emoji), and text that mixes writing directions. A server that prepares
// passwords too cannot have stored such a one; a server that does not has stored it as it is. So a string that SASLprep
// refuses is used unchanged. The other mechanisms send what they were given, byte for byte.
package auth
