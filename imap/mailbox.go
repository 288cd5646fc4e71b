package imap

// simple makes a command whose result is the tagged line's text.
func simple(name string, states StateSet, args ...Arg) *Command {
	return &Command{Name: name, States: states, Args: args}
}

// owning makes a command whose result is the untagged responses owns.
func owning(name string, states StateSet, owns string, args ...Arg) *Command {
	return &Command{Name: name, States: states, Args: args, Owns: []string{owns}, result: resultOwned}
}

// Select opens a mailbox (RFC 3501 §6.3.1), or with readOnly examines it
// (§6.3.2). params are extension parameters in parentheses, such as
// (CONDSTORE). The result is the EXISTS count. A mailbox that turns out to be
// read-only against the wish is an error of [ClassReadOnly]; it is open all the
// same.
func Select(mailbox Arg, readOnly bool, params ...Arg) *Command {
	name := "SELECT"
	if readOnly {
		name = "EXAMINE"
	}
	cmd := &Command{
		Name: name, States: LoggedIn, Owns: []string{"EXISTS"}, result: resultKept,
		Args: append([]Arg{mailbox}, params...),
	}
	cmd.start = func(c *Client) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.store.reset()
		c.wantRO, c.newRO = readOnly, false
		c.mailbox = MailboxState{}
	}
	cmd.finish = func(c *Client, s *Completion) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.newRO = false // a READ-ONLY of this very answer is checkWritable's
		if s.Type == "OK" {
			c.state = StateSelected
			c.mailbox.Name = MailboxName(mailbox)
			c.mailbox.Examined = readOnly
			c.mailbox.ReadOnly = readOnly || c.store.has("READ-ONLY")
		} else if c.state == StateSelected {
			c.state = StateAuth
		}
		return nil
	}
	cmd.after = checkWritable(mailbox, readOnly)
	return cmd
}

// MailboxName is a mailbox argument as a name in UTF-8: without the quotes it was
// typed with.
func MailboxName(a Arg) string {
	name := ArgText(a)
	if isQuotedString(name) {
		name = unquote(name)
	}
	return DecodeMailbox(name)
}

// Unselect leaves the mailbox without expunging (RFC 3691 §2).
func Unselect() *Command { return leaving("UNSELECT") }

// CloseMailbox expunges silently and leaves the mailbox (RFC 3501 §6.4.2).
func CloseMailbox() *Command { return leaving("CLOSE") }

// leaving makes a command after which no mailbox is open, whatever the answer.
func leaving(name string) *Command {
	cmd := simple(name, InSelected)
	cmd.finish = func(c *Client, _ *Completion) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.state, c.mailbox, c.newRO = StateAuth, MailboxState{}, false
		return nil
	}
	return cmd
}

// Create makes a mailbox (RFC 3501 §6.3.3); params such as (USE (\Sent)) are of
// RFC 6154.
func Create(mailbox Arg, params ...Arg) *Command {
	return simple("CREATE", LoggedIn, append([]Arg{mailbox}, params...)...)
}

// Delete removes a mailbox (RFC 3501 §6.3.4).
func Delete(mailbox Arg) *Command { return simple("DELETE", LoggedIn, mailbox) }

// Rename renames a mailbox (RFC 3501 §6.3.5).
func Rename(from, to Arg) *Command {
	return simple("RENAME", LoggedIn, from, to)
}

// Subscribe adds a mailbox to the subscribed list (RFC 3501 §6.3.6).
func Subscribe(mailbox Arg) *Command { return simple("SUBSCRIBE", LoggedIn, mailbox) }

// Unsubscribe takes a mailbox off the subscribed list (RFC 3501 §6.3.7).
func Unsubscribe(mailbox Arg) *Command { return simple("UNSUBSCRIBE", LoggedIn, mailbox) }

// List lists mailbox names (RFC 3501 §6.3.8).
func List(reference, pattern Arg) *Command { return listing("LIST", reference, pattern) }

// Lsub lists subscribed names (RFC 3501 §6.3.9).
func Lsub(reference, pattern Arg) *Command { return listing("LSUB", reference, pattern) }

func listing(name string, reference, pattern Arg) *Command {
	return owning(name, LoggedIn, name, reference, pattern)
}

// ListExtended lists with selection options, several patterns or return
// options (RFC 5258 §3). The options are parenthesised lists, or nil; patterns
// is one pattern or a parenthesised list.
func ListExtended(selection, reference, patterns, ret Arg) *Command {
	cmd := owning("LIST", LoggedIn, "LIST")
	if selection != nil {
		cmd.Args = append(cmd.Args, selection)
	}
	cmd.Args = append(cmd.Args, reference, patterns)
	if ret != nil {
		cmd.Args = append(cmd.Args, Verbatim("RETURN"), ret)
	}
	return cmd
}

// Namespace asks for the prefixes of personal, other users' and shared
// mailboxes (RFC 2342 §5).
func Namespace() *Command { return owning("NAMESPACE", LoggedIn, "NAMESPACE") }

// MailboxStatus asks for counters of a mailbox (RFC 3501 §6.3.10).
func MailboxStatus(mailbox, items Arg) *Command {
	return owning("STATUS", LoggedIn, "STATUS", mailbox, parens(items))
}

// GetACL asks for the access list of a mailbox (RFC 4314 §3.3).
func GetACL(mailbox Arg) *Command { return owning("GETACL", LoggedIn, "ACL", mailbox) }

// SetACL sets, or with a leading + or - changes, the rights of who (RFC 4314
// §3.1).
func SetACL(mailbox, who, rights Arg) *Command {
	return simple("SETACL", LoggedIn, mailbox, who, rights)
}

// DeleteACL removes who from the access list (RFC 4314 §3.2).
func DeleteACL(mailbox, who Arg) *Command {
	return simple("DELETEACL", LoggedIn, mailbox, who)
}

// ListRights asks which rights can be given to who (RFC 4314 §3.4).
func ListRights(mailbox, who Arg) *Command {
	return owning("LISTRIGHTS", LoggedIn, "LISTRIGHTS", mailbox, who)
}

// MyRights asks for the user's own rights (RFC 4314 §3.5).
func MyRights(mailbox Arg) *Command {
	return owning("MYRIGHTS", LoggedIn, "MYRIGHTS", mailbox)
}

// GetQuota asks for usage and limits of a quota root (RFC 9208 §4.1.1).
func GetQuota(root Arg) *Command { return owning("GETQUOTA", LoggedIn, "QUOTA", root) }

// SetQuota sets the limits of a quota root (RFC 9208 §4.1.3); limits is a list
// such as (STORAGE 512).
func SetQuota(root, limits Arg) *Command {
	return owning("SETQUOTA", LoggedIn, "QUOTA", root, parens(limits))
}

// GetQuotaRoot asks for the quota roots of a mailbox and their quotas (RFC 9208
// §4.1.2). Its result is imaplib's pair of lists.
func GetQuotaRoot(mailbox Arg) *Command {
	cmd := simple("GETQUOTAROOT", LoggedIn, mailbox)
	cmd.Owns, cmd.result = []string{"QUOTAROOT", "QUOTA"}, resultPair
	return cmd
}

// GetMetadata asks for annotations (RFC 5464 §4.2). options, such as (MAXSIZE
// 1024), may be nil; entries is one entry or a parenthesised list.
func GetMetadata(options, mailbox, entries Arg) *Command {
	cmd := owning("GETMETADATA", LoggedIn, "METADATA")
	if options != nil {
		cmd.Args = append(cmd.Args, parens(options))
	}
	cmd.Args = append(cmd.Args, mailbox, entries)
	return cmd
}

// SetMetadata sets annotations (RFC 5464 §4.3). entries is the parenthesised
// list of entries and values, a [Group] if values are literals.
func SetMetadata(mailbox, entries Arg) *Command {
	return owning("SETMETADATA", LoggedIn, "METADATA", mailbox, entries)
}

// GetAnnotation asks for annotations as METADATA's predecessor had them
// (draft-daboo-imap-annotatemore).
func GetAnnotation(mailbox, entry, attribute Arg) *Command {
	return owning("GETANNOTATION", LoggedIn, "ANNOTATION", mailbox, entry, attribute)
}

// SetAnnotation sets annotations as METADATA's predecessor had them: mailbox,
// entry and value list, repeated at will.
func SetAnnotation(mailbox Arg, args ...Arg) *Command {
	return owning("SETANNOTATION", LoggedIn, "ANNOTATION", append([]Arg{mailbox}, args...)...)
}
