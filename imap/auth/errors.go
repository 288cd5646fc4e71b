package auth

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrCancelled is returned by Next when the user cancels an exchange answered by hand.
	ErrCancelled = errors.New("exchange cancelled by the user")

	// ErrEarlyOK is returned by Done when a tagged OK came before our last message.
	ErrEarlyOK = errors.New("server said OK before the exchange was complete")

	// ErrUnproven is returned by Done when the server said OK without SCRAM's server signature (RFC 5802 §3): it has not
	// shown that it knows the password, so it may be anyone.
	ErrUnproven = errors.New("server said OK without proving that it knows the password; do not trust it")
)

// ChallengeError says that a challenge does not fit the mechanism, so that the exchange was ended.
type ChallengeError struct {
	Mechanism string
	Reason    string
}

func (e *ChallengeError) Error() string { return e.Mechanism + ": " + e.Reason }

// CredentialError says that a user name, password or token cannot be carried by the mechanism.
type CredentialError struct {
	Mechanism string
	Reason    string
}

func (e *CredentialError) Error() string { return e.Mechanism + ": " + e.Reason }

// InsecureError says that a password or token was not sent because anyone between here and the server could read it.
// It is a refusal of ours, made before a byte is sent.
type InsecureError struct {
	What string // the mechanism, or "LOGIN" for the command
}

func (e *InsecureError) Error() string {
	return e.What + " would send a secret in clear over a connection that is not encrypted and leaves this machine; " +
		"use TLS (imaps, or --tls starttls), or allow it with --insecure-auth"
}

// NoMechanismError says that no mechanism fits what the server offers, what was asked for and what is at hand.
type NoMechanismError struct {
	Wanted  string   // "auto" or a mechanism's name
	Offered []string // what the server offers
	Have    []string // what is at hand: "user", "password", "token", "client certificate"
	Reasons []string // one per mechanism that might have done
}

func (e *NoMechanismError) Error() string {
	var b strings.Builder
	if e.Wanted == Auto {
		b.WriteString("no way to authenticate fits")
	} else {
		fmt.Fprintf(&b, "cannot authenticate with %s", e.Wanted)
	}
	if len(e.Reasons) > 0 {
		b.WriteString(": " + strings.Join(e.Reasons, "; "))
	}
	fmt.Fprintf(&b, " (server offers %s; at hand: %s)", list(e.Offered), list(e.Have))
	return b.String()
}

func list(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}
