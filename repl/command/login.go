package command

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"

	"imapsh/imap"
	"imapsh/imap/auth"
)

var loginSpecs = []Spec{
	{
		Name: "login", Group: "Login", States: imap.InNonAuth, RFC: "RFC 3501 §6.2.3",
		Summary:  "log in with user and password",
		Details:  "Without a password the shell asks for it. The password is always quoted, whatever it looks like, and never shown, logged or kept in history.",
		Args:     []Arg{{Name: "user", Role: User}, {Name: "password", Role: Secret, Optional: true}},
		Examples: []Example{{"login alice alicepw", "without the password the shell asks for it"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			password, err := secretArg(ctx, s, a)
			if err != nil {
				return err
			}
			return s.Do(ctx, imap.Login(a.Arg("user"), password))
		},
	},
	{
		Name: "login_cram_md5", Group: "Login", States: imap.InNonAuth, Needs: "AUTH=CRAM-MD5", RFC: "RFC 2195 §2",
		Summary:  "log in without sending the password itself",
		Args:     []Arg{{Name: "user", Role: User}, {Name: "password", Role: Secret, Optional: true}},
		Examples: []Example{{"login_cram_md5 alice alicepw", "the password itself stays here"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			password, err := secretArg(ctx, s, a)
			if err != nil {
				return err
			}
			return s.Authenticate(ctx, "CRAM-MD5", a.Text("user"), &password)
		},
	},
	{
		Name: "authenticate", Group: "Login", States: imap.InNonAuth, RFC: "RFC 3501 §6.2.2",
		Summary: "log in through a SASL mechanism",
		Details: `The answers are given by hand, one a challenge; the shell encodes them in base64. * or NIL cancels. With no answers a built-in mechanism does the exchange, as \auth does.`,
		Args: []Arg{
			{Name: "mechanism", Role: Mechanism},
			{Name: "answer", Role: Answer, Optional: true, Repeated: true},
		},
		Examples: []Example{{`authenticate PLAIN $'\0alice\0alicepw'`, "the answers by hand; without them a built-in mechanism answers"}},
		Run:      runAuthenticate,
	},
	{
		Name: `\auth`, Group: "Login", States: imap.InNonAuth,
		Summary: "log in by a built-in mechanism, the strongest by default",
		Details: "Without a password the shell asks for it.",
		Args: []Arg{
			{Name: "mechanism", Role: Mechanism, Optional: true},
			{Name: "user", Role: User, Optional: true},
			{Name: "password", Role: Secret, Optional: true},
		},
		Examples: []Example{{`\auth SCRAM-SHA-256 alice alicepw`, "without a mechanism the strongest that is offered"}},
		Run: func(ctx context.Context, s Session, a *Args) error {
			var password *string
			if a.Has("password") {
				p := a.Text("password")
				password = &p
			}
			return s.Authenticate(ctx, a.Text("mechanism"), a.Text("user"), password)
		},
	},
	{
		Name: "proxyauth", Group: "Login", States: imap.InAuth, Needs: "X-SUN-IMAP",
		Summary:  "act as another user, as an administrator may",
		Args:     []Arg{{Name: "user", Role: User}},
		Examples: []Example{{"proxyauth bob", "an administrator acts as bob"}},
		Run:      send(func(a *Args) *imap.Command { return imap.ProxyAuth(a.Arg("user")) }),
	},
	{
		Name: "unauthenticate", Group: "Login", States: imap.LoggedIn, Needs: "UNAUTHENTICATE", RFC: "RFC 8437 §3",
		Summary:  "drop the identity and return to the state before login",
		Examples: []Example{{"unauthenticate", "log in again as somebody else"}},
		Run:      send(func(*Args) *imap.Command { return imap.Unauthenticate() }),
	},
}

// secretArg is the password on the line, or what the user types when asked.
func secretArg(ctx context.Context, s Session, a *Args) (string, error) {
	if a.Has("password") {
		return a.Text("password"), nil
	}
	return s.AskSecret(ctx, "Password for "+a.Text("user")+": ")
}

// runAuthenticate answers by hand, or leaves all to a built-in mechanism.
func runAuthenticate(ctx context.Context, s Session, a *Args) error {
	name := strings.ToUpper(a.Text("mechanism"))
	ws := a.Words("answer")
	if len(ws) == 0 && !a.Cancelled("answer") {
		return s.Authenticate(ctx, name, "", nil)
	}
	answers := [][]byte{}
	for _, w := range ws {
		if w.Value == "*" || isNIL(w) {
			answers = append(answers, nil)
			continue
		}
		answers = append(answers, []byte(w.Value))
	}
	if a.Cancelled("answer") {
		answers = append(answers, nil)
	}
	return encodedTwice(s.Do(ctx, imap.Authenticate(auth.NewManualAnswers(name, answers))), answers)
}

// encodedTwice adds to the refusal of an answer that was typed in base64, as
// other tools want it, that this is done here. Only what has a NUL in it, as
// PLAIN's message, is sure to be no password of that look.
func encodedTwice(err error, answers [][]byte) error {
	for _, answer := range answers {
		text, notBase64 := base64.StdEncoding.DecodeString(string(answer))
		if err == nil || notBase64 != nil || !bytes.Contains(text, []byte{0}) {
			continue
		}
		reason, _ := imap.ReasonOf(err)
		return &imap.Error{
			Class: imap.ClassOf(err), Reason: reason,
			Msg: `answers are typed as they are, such as $'\0user\0password', and this one seems to be in base64 already`, Err: err,
		}
	}
	return err
}
