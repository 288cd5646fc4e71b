package repl

import (
	"fmt"
	"strings"

	"imapsh/imap"
)

// changing lists the commands that --ro forbids: those that change mail,
// mailboxes, rights, quotas or annotations.
func changing(cmd *imap.Command) bool {
	name := cmd.Name
	if cmd.Sub != "" {
		name = cmd.Sub
	}
	switch name {
	case "APPEND", "STORE", "COPY", "MOVE", "EXPUNGE", "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE",
		"SETACL", "DELETEACL", "SETQUOTA", "SETMETADATA", "SETANNOTATION", "SELECT", "CLOSE", "REPLACE":
		return true
	case "FETCH", "PARTIAL":
		return setsSeen(cmd)
	}
	return false
}

// mayChange keeps the promise of --ro. In a mailbox opened read-only nothing of
// it can change, so close and fetch are harmless there.
func (s *Session) mayChange(cmd *imap.Command) error {
	if s.cfg.ReadOnly && changing(cmd) && !s.harmless(cmd) {
		return &imap.Error{Reason: imap.ReasonSafety, Msg: fmt.Sprintf("%s changes things, and the shell was started with --ro", cmd.Label())}
	}
	if s.server.readOnly && changing(cmd) && !s.harmless(cmd) {
		return &imap.Error{Reason: imap.ReasonSafety, Msg: fmt.Sprintf("%s changes things, and profile %s is read_only", cmd.Label(), s.server.profile)}
	}
	if s.client.Mailbox().Examined && changesMailbox(cmd) {
		return &imap.Error{Reason: imap.ReasonSafety, Msg: fmt.Sprintf("%s not sent: the mailbox was opened read-only; select it to change it", cmd.Label())}
	}
	if s.client.State() == imap.StateSelected && !s.client.Mailbox().ReadOnly && setsSeen(cmd) {
		s.hintOnce("seen", `this sets \Seen; BODY.PEEK[…] does not`)
	}
	return nil
}

func (s *Session) harmless(cmd *imap.Command) bool {
	switch cmd.Name {
	case "CLOSE", "FETCH", "PARTIAL":
		return s.client.Mailbox().ReadOnly
	}
	return cmd.Sub == "FETCH" && s.client.Mailbox().ReadOnly
}

// changesMailbox reports whether a command would change the open mailbox.
func changesMailbox(cmd *imap.Command) bool {
	name := cmd.Name
	if cmd.Sub != "" {
		name = cmd.Sub
	}
	return name == "STORE" || name == "EXPUNGE" || name == "MOVE"
}

// setsSeen reports whether a fetch asks for BODY[…] or its kin without .PEEK.
func setsSeen(cmd *imap.Command) bool {
	if cmd.Name != "FETCH" && cmd.Sub != "FETCH" && cmd.Name != "PARTIAL" {
		return false
	}
	for _, a := range cmd.Args {
		items := strings.ToUpper(imap.ArgText(a))
		for _, item := range [...]string{"BODY[", "BINARY["} {
			if strings.Contains(items, item) {
				return true
			}
		}
		for _, word := range strings.FieldsFunc(items, func(r rune) bool { return r == ' ' || r == '(' || r == ')' }) {
			if word == "RFC822" || word == "RFC822.TEXT" {
				return true
			}
		}
	}
	return false
}

// Confirm implements [command.Connection].
func (s *Session) Confirm(question, name string) error {
	if s.editor == nil || !s.settings.confirm {
		return nil
	}
	answer, err := s.ask(question + ` Type yes or its name: `)
	if err != nil {
		return err
	}
	if strings.EqualFold(strings.TrimSpace(answer), "yes") || strings.TrimSpace(answer) == name {
		return nil
	}
	return &imap.Error{Reason: imap.ReasonSafety, Msg: "not deleted"}
}
